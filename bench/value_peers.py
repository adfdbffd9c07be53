"""What others do with more requests than slots: first come first served, the most valuable first, CP-SAT as it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ortools.sat.python import cp_model
    from tests.checker import Row

    from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant


def first_come(problem: MeetingProblem) -> list[Row]:
    """Give the requests, in the order they came, the first slot that is free: what booking tools do."""
    return _one_by_one(problem, problem.wishes)


def by_value(problem: MeetingProblem) -> list[Row]:
    """Do the same with the most valuable requests first."""
    return _one_by_one(problem, sorted(problem.wishes, key=lambda wish: (-wish.priority, wish.key)))


def _one_by_one(problem: MeetingProblem, wishes: Iterable[MeetingWish]) -> list[Row]:
    """Give each wish in turn the first slot with a place, a table and an interpreter left."""
    people = problem.by_key()
    taken, held, used, spoken = (Counter[object]() for _ in range(4))
    interpreters = {slot.number: problem.interpreters_in(slot.number) for slot in problem.slots}
    rows = []
    for wish in wishes:
        if any(held[p] >= most for p in wish.parties if (most := people[p].at_most) is not None):
            continue
        for slot in sorted(people[wish.first].available & people[wish.second].available):
            speech = not wish.interpreter or spoken[wish.interpreter, slot] < interpreters[slot][wish.interpreter]
            seats = all(taken[p, slot] < people[p].seats for p in wish.parties)
            if seats and speech and used[slot] < problem.tables_in(slot):
                used[slot] += 1
                rows.append((wish.key, slot, used[slot]))
                spoken[wish.interpreter, slot] += 1
                taken.update((p, slot) for p in wish.parties)
                held.update(wish.parties)
                break
    return rows


def cp_sat(problem: MeetingProblem, seconds: float) -> list[Row]:
    """Ask CP-SAT with its own settings, one worker and a limit of ``seconds``."""
    from ortools.sat.python import cp_model

    whole = _Whole(problem, cp_model.CpModel())
    whole.add_rules()
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(whole.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return []
    used: Counter[int] = Counter()
    rows = []
    for (key, slot), variable in whole.at.items():
        if solver.value(variable):
            used[slot] += 1
            rows.append((key, slot, used[slot]))
    return rows


class _Whole:
    """One Boolean for each request and each slot both sides are there in."""

    def __init__(self, problem: MeetingProblem, model: cp_model.CpModel) -> None:
        self.problem, self.model, people = problem, model, problem.by_key()
        self.at = {
            (wish.key, slot): model.new_bool_var("")
            for wish in problem.wishes
            for slot in sorted(people[wish.first].available & people[wish.second].available)
        }

    def add_rules(self) -> None:
        """Add what a timetable must keep and what it is worth."""
        problem, wishes = self.problem, {wish.key: wish for wish in self.problem.wishes}
        sums: defaultdict[tuple[object, ...], list[cp_model.IntVar]] = defaultdict(list)
        for (key, slot), variable in self.at.items():
            wish = wishes[key]
            names = [("once", key), ("table", slot), ("language", slot, wish.interpreter)]
            names += [name for person in wish.parties for name in (("seat", person, slot), ("held", person))]
            for name in names:
                sums[name].append(variable)
        for wish in problem.wishes:
            self.model.add_at_most_one(sums["once", wish.key])
        for slot in problem.slots:
            self._most(sums["table", slot.number], problem.tables_in(slot.number))
            for language, there in problem.interpreters_in(slot.number).items():
                self._most(sums["language", slot.number, language], there)
        short = [self._person(person, sums) for person in problem.participants]
        value = sum(wishes[key].priority * variable for (key, _), variable in self.at.items())
        self.model.maximize(value - problem.price_of_shortfall * sum(short))

    def _person(self, person: Participant, sums: Mapping[tuple[object, ...], list[cp_model.IntVar]]) -> cp_model.IntVar:
        """Keep to one participant's seats and limit; gives how far it is short of its hope."""
        for slot in person.available:
            self._most(sums["seat", person.key, slot], person.seats)
        held = sums["held", person.key]
        self._most(held, len(held) if person.at_most is None else person.at_most)
        short = self.model.new_int_var(0, person.at_least, "")
        self.model.add(sum(held) + short >= person.at_least)
        return short

    def _most(self, variables: list[cp_model.IntVar], most: int) -> None:
        if len(variables) > most:
            self.model.add(sum(variables) <= most)
