"""The whole timetable as one integer program for CP-SAT: for events small enough to be settled so.

One worker, a seed and a limit in deterministic time: the same question always gets the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from fairway.meet.engine.standing import slots_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ortools.sat.python import cp_model

    from fairway.meet.engine.problem import MeetingWish, Participant
    from fairway.meet.engine.standing import Standing


@dataclass(frozen=True)
class Answer:
    """``slot_of`` is ``None`` when nothing better was found; ``infeasible`` means proven so."""

    slot_of: dict[int, int] | None
    bound: int
    infeasible: bool


def best_placement(standing: Standing, limits: Limits, hooks: Hooks) -> Answer:
    """Place wishes anew, starting from ``standing``; with ``must_hold_all`` any complete placement will do."""
    from ortools.sat.python import cp_model

    must_hold_all = standing.problem.must_hold_all
    placement = _Placement(standing, cp_model.CpModel())
    placement.add_rules()
    solver = _solver(limits)
    if not must_hold_all:
        placement.add_value(limits.bound)
        solver.parameters.linearization_level = 2
    status = solver.solve(placement.model, _watch(solver, hooks))
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    bound = limits.bound if must_hold_all or not found else min(limits.bound, _whole(solver))
    return Answer(
        slot_of=placement.slots(solver) if found else None,
        bound=bound,
        infeasible=status == cp_model.INFEASIBLE,
    )


@dataclass(frozen=True)
class Limits:
    """``effort`` in CP-SAT's deterministic units (near one second each), ``bound`` what is proven so far."""

    seed: int
    effort: float
    bound: int
    seconds: float | None = None


@dataclass(frozen=True)
class Hooks:
    """``found(value, bound)`` hears of each better placement; ``should_stop()`` is asked at each step."""

    found: Callable[[int, int], None]
    should_stop: Callable[[], bool]


class _Placement:
    """The whole model: one Boolean for each wish and each of its possible slots."""

    def __init__(self, standing: Standing, model: cp_model.CpModel) -> None:
        self.standing = standing
        self.model = model
        self.options = {key: slots_in(bits) for key, bits in standing.window.items()}
        self.at = {(key, slot): model.new_bool_var("") for key, slots in self.options.items() for slot in slots}
        for (key, slot), variable in self.at.items():
            model.add_hint(variable, standing.slot_of.get(key) == slot)

    def add_rules(self) -> None:
        """Add everything a timetable must keep."""
        for wish in self.standing.problem.wishes:
            self._add_once(wish)
            for earlier in sorted(wish.after):
                self._add_order(earlier, wish.key)
        for participant in self.standing.problem.participants:
            self._add_person(participant)
        for slot in self.standing.problem.slots:
            self._add_supply(slot.number)

    def add_value(self, bound: int) -> None:
        """Ask for the most valuable placement, at most ``bound``."""
        held = sum(self.standing.wishes[key].priority * variable for (key, _), variable in self.at.items())
        value = held - self.standing.problem.price_of_shortfall * sum(self._shortfalls())
        self.model.add(value <= bound)
        self.model.maximize(value)

    def slots(self, solver: cp_model.CpSolver) -> dict[int, int]:
        """Read off the placement found."""
        return {key: slot for (key, slot), variable in self.at.items() if solver.value(variable)}

    def _shortfalls(self) -> Iterator[cp_model.IntVar]:
        for person in self.standing.problem.participants:
            if person.at_least:
                short = self.model.new_int_var(0, person.at_least, "")
                self.model.add(sum(self._meetings_of(person.key)) + short >= person.at_least)
                yield short

    def _meetings_of(self, person: int) -> list[cp_model.IntVar]:
        return [variable for (key, _), variable in self.at.items() if person in self.standing.wishes[key].parties]

    def _add_supply(self, slot: int) -> None:
        taken = {key: variable for (key, number), variable in self.at.items() if number == slot}
        self.model.add(sum(taken.values()) <= self.standing.tables[slot])
        for language, there in self.standing.problem.interpreters_in(slot).items():
            spoken = [variable for key, variable in taken.items() if self.standing.wishes[key].interpreter == language]
            self.model.add(sum(spoken) <= there)

    def _add_once(self, wish: MeetingWish) -> None:
        mine = [self.at[wish.key, slot] for slot in self.options[wish.key]]
        if self.standing.problem.must_hold_all or wish.must_hold:
            self.model.add_exactly_one(mine)
        else:
            self.model.add_at_most_one(mine)

    def _add_order(self, earlier: int, later: int) -> None:
        for slot in self.options[later]:
            too_late = [self.at[earlier, other] for other in self.options[earlier] if other >= slot]
            self.model.add_at_most_one(
                too_late + [self.at[later, other] for other in self.options[later] if other <= slot]
            )

    def _add_person(self, person: Participant) -> None:
        own = [wish for wish in self.standing.problem.wishes if person.key in wish.parties]
        for slot in sorted(person.available):
            there = [self.at[wish.key, slot] for wish in own if (wish.key, slot) in self.at]
            if person.seats == 1:
                self.model.add_at_most_one(there)
            elif len(there) > person.seats:
                self.model.add(sum(there) <= person.seats)
        if person.at_most is not None:
            self.model.add(sum(self._meetings_of(person.key)) <= person.at_most)


def _solver(limits: Limits) -> cp_model.CpSolver:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = limits.seed
    solver.parameters.max_deterministic_time = limits.effort
    if limits.seconds is not None:
        solver.parameters.max_time_in_seconds = max(limits.seconds, 0.01)
    return solver


def _whole(solver: cp_model.CpSolver) -> int:
    """Round the bound down: values are whole, so a fraction cannot be reached."""
    return floor(solver.best_objective_bound + 1e-6)


def _watch(solver: cp_model.CpSolver, hooks: Hooks) -> cp_model.CpSolverSolutionCallback:
    from ortools.sat.python import cp_model

    class Watch(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            hooks.found(round(self.objective_value), floor(self.best_objective_bound + 1e-6))
            if hooks.should_stop():
                self.stop_search()

    def bound_moved(_: float) -> None:
        if hooks.should_stop():
            solver.stop_search()

    solver.best_bound_callback = bound_moved
    return Watch()
