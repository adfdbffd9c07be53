"""The timetable as integer programs for CP-SAT: a small one bounds the value, a whole one places meetings.

One worker, a seed and a limit in deterministic time: the same question always gets the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.meet.engine.problem import MeetingWish, Participant, Session

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ortools.sat.python import cp_model

    from fairway.meet.engine.grid import Grid


@dataclass(frozen=True)
class Answer:
    """``slot_of`` is ``None`` when nothing better was found; ``infeasible`` means proven so."""

    slot_of: dict[int, int] | None
    bound: int
    infeasible: bool


def most_valuable(grid: Grid, seed: int, effort: float) -> tuple[frozenset[int], int]:
    """Choose wishes as if only the number of slots and tables counted; say the proven bound on any value.

    Leaves out who meets when: a participant holds no more meetings than it has places in the slots concerned,
    all together no more than there are tables in all slots.
    """
    from ortools.sat.python import cp_model

    problem = grid.problem
    model = cp_model.CpModel()
    chosen = {wish.key: model.new_bool_var("") for wish in problem.wishes if grid.options[wish.key]}
    for keys, room in _rooms(grid):
        model.add(sum(chosen[key] for key in keys) <= room)
    model.add(sum(chosen.values()) <= problem.tables * len(problem.slots))
    model.maximize(sum(grid.wishes[key].priority * variable for key, variable in chosen.items()))
    for key, variable in chosen.items():
        model.add_hint(variable, key in grid.slot_of)
    solver = _solver(seed, effort)
    # Presolve would spend all effort comparing the long table sum with the short ones; search does without.
    solver.parameters.cp_model_presolve = False
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return frozenset(grid.slot_of), sum(grid.wishes[key].priority for key in chosen)
    return frozenset(key for key, variable in chosen.items() if solver.value(variable)), _whole(solver)


def _rooms(grid: Grid) -> Iterable[tuple[list[int], int]]:
    """Group the wishes of one participant that compete for the same slots, with the places there are."""
    own: defaultdict[int, list[MeetingWish]] = defaultdict(list)
    for wish in grid.problem.wishes:
        if grid.options[wish.key]:
            for person in wish.parties:
                own[person].append(wish)
    for person, wishes in own.items():
        for slots in _families(grid.people[person], grid, wishes):
            inside = [wish.key for wish in wishes if slots.issuperset(grid.options[wish.key])]
            room = min(grid.room[person], grid.people[person].seats * len(slots))
            if len(inside) > room:
                yield inside, room


def _families(person: Participant, grid: Grid, wishes: list[MeetingWish]) -> list[frozenset[int]]:
    sessions = {
        frozenset(slot.number for slot in grid.problem.slots if slot.session is session) & person.available
        for session in (Session.MORNING, Session.AFTERNOON)
    }
    families = sessions | {frozenset(grid.options[wish.key]) for wish in wishes} | {person.available}
    return sorted(families, key=sorted)


def best_placement(
    grid: Grid,
    limits: Limits,
    hooks: Hooks,
) -> Answer:
    """Place wishes anew, starting from ``grid``; with ``must_hold_all`` any complete placement will do."""
    from ortools.sat.python import cp_model

    placement = _Placement(grid, cp_model.CpModel())
    placement.add_rules()
    if not grid.problem.must_hold_all:
        placement.add_value(limits.bound)
    solver = _solver(limits.seed, limits.effort)
    if not grid.problem.must_hold_all:
        solver.parameters.linearization_level = 2
    status = solver.solve(placement.model, _watch(solver, hooks))
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    bound = limits.bound if grid.problem.must_hold_all or not found else min(limits.bound, _whole(solver))
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


@dataclass(frozen=True)
class Hooks:
    """``found(value, bound)`` hears of each better placement; ``should_stop()`` is asked at each step."""

    found: Callable[[int, int], None]
    should_stop: Callable[[], bool]


class _Placement:
    """The whole model: one Boolean for each wish and each of its possible slots."""

    def __init__(self, grid: Grid, model: cp_model.CpModel) -> None:
        self.grid = grid
        self.model = model
        self.at = {
            (wish.key, slot): model.new_bool_var("") for wish in grid.problem.wishes for slot in grid.options[wish.key]
        }
        for (key, slot), variable in self.at.items():
            model.add_hint(variable, grid.slot_of.get(key) == slot)

    def add_rules(self) -> None:
        """Add everything a timetable must keep."""
        for wish in self.grid.problem.wishes:
            self._add_once(wish)
            for earlier in sorted(wish.after):
                self._add_order(earlier, wish.key)
        for participant in self.grid.problem.participants:
            self._add_person(participant)
        for slot in self.grid.problem.slots:
            taken = [variable for (_, number), variable in self.at.items() if number == slot.number]
            self.model.add(sum(taken) <= self.grid.problem.tables)

    def add_value(self, bound: int) -> None:
        """Ask for the most valuable placement, at most ``bound``."""
        value = sum(self.grid.wishes[key].priority * variable for (key, _), variable in self.at.items())
        self.model.add(value <= bound)
        self.model.maximize(value)

    def slots(self, solver: cp_model.CpSolver) -> dict[int, int]:
        """Read off the placement found."""
        return {key: slot for (key, slot), variable in self.at.items() if solver.value(variable)}

    def _add_once(self, wish: MeetingWish) -> None:
        mine = [self.at[wish.key, slot] for slot in self.grid.options[wish.key]]
        if self.grid.problem.must_hold_all:
            self.model.add_exactly_one(mine)
        else:
            self.model.add_at_most_one(mine)

    def _add_order(self, earlier: int, later: int) -> None:
        for slot in self.grid.options[later]:
            too_late = [self.at[earlier, other] for other in self.grid.options[earlier] if other >= slot]
            self.model.add_at_most_one(
                too_late + [self.at[later, other] for other in self.grid.options[later] if other <= slot]
            )

    def _add_person(self, person: Participant) -> None:
        own = [wish for wish in self.grid.problem.wishes if person.key in wish.parties]
        for slot in sorted(person.available):
            there = [self.at[wish.key, slot] for wish in own if (wish.key, slot) in self.at]
            if person.seats == 1:
                self.model.add_at_most_one(there)
            elif len(there) > person.seats:
                self.model.add(sum(there) <= person.seats)
        if person.at_most is not None:
            every = [self.at[wish.key, slot] for wish in own for slot in self.grid.options[wish.key]]
            self.model.add(sum(every) <= person.at_most)


def _solver(seed: int, effort: float) -> cp_model.CpSolver:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = effort
    return solver


def _whole(solver: cp_model.CpSolver) -> int:
    """Round the bound down: values are whole, so a fraction cannot be reached."""
    return int(solver.best_objective_bound + 1e-6)


def _watch(solver: cp_model.CpSolver, hooks: Hooks) -> cp_model.CpSolverSolutionCallback:
    from ortools.sat.python import cp_model

    class Watch(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            hooks.found(round(self.objective_value), int(self.best_objective_bound + 1e-6))
            if hooks.should_stop():
                self.stop_search()

    def bound_moved(_: float) -> None:
        if hooks.should_stop():
            solver.stop_search()

    solver.best_bound_callback = bound_moved
    return Watch()
