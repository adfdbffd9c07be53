"""Solve a matchmaking event: the most valuable meetings, or all of them, without breaking a rule.

Ejection chains build a timetable, a small integer program bounds its value; only when a gap remains does
CP-SAT work on the whole timetable. Everything is deterministic: effort is counted, never timed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fairway.meet.engine import model
from fairway.meet.engine.greedy import first_timetable
from fairway.meet.engine.grid import Grid
from fairway.meet.engine.result import PlacedMeeting, Progress, Status, Timetable, Unmet, count_breaks
from fairway.meet.engine.seat import seat
from fairway.meet.engine.tidy import close_gaps
from fairway.meet.engine.unmet import explain_overloads, explain_unmet

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.meet.engine.problem import MeetingProblem

__all__ = ["PlacedMeeting", "Progress", "Status", "Timetable", "Unmet", "solve"]

_FIRST_ROUND = 1.0
"""Effort of the first round on the whole timetable; each further round may take twice as much."""


def solve(
    problem: MeetingProblem,
    *,
    seed: int,
    effort: float,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Timetable:
    """Find the best timetable within ``effort``, CP-SAT's deterministic units (near one second each).

    The same problem, seed and effort give the same timetable, in whatever order participants and wishes are
    listed, unless ``should_stop`` says yes; then the best one so far comes back. ``should_stop`` is asked
    between the rounds of work, at each better timetable and at each better bound.
    """
    search = _Search(problem.ordered(), seed, effort, on_progress or (lambda _: None), should_stop or (lambda: False))
    search.run()
    return search.timetable()


@dataclass
class _Search:
    problem: MeetingProblem
    seed: int
    effort: float
    on_progress: Callable[[Progress], None]
    should_stop: Callable[[], bool]
    spent: float = 0.0
    infeasible: bool = False
    grid: Grid = field(init=False)
    bound: int = field(init=False)

    def __post_init__(self) -> None:
        self.bound = sum(wish.priority for wish in self.problem.wishes)

    def run(self) -> None:
        self.grid = first_timetable(self.problem)
        self._tell()
        if self._is_open():
            self._bound_and_retry()
        round_effort = _FIRST_ROUND
        while self._is_open() and self.spent < self.effort:
            self._improve(min(round_effort, self.effort - self.spent))
            round_effort *= 2

    def _is_open(self) -> bool:
        return not self.infeasible and self.grid.value < self.bound and not self.should_stop()

    def _bound_and_retry(self) -> None:
        preferred, bound = model.most_valuable(self.grid, self.seed, self.effort / 4)
        self.infeasible = self.problem.must_hold_all and bound < self.bound
        self.bound = bound
        if self._is_open():
            again = first_timetable(self.problem, preferred)
            self.grid = max(self.grid, again, key=lambda grid: grid.value)
        self._tell()

    def _improve(self, effort: float) -> None:
        answer = model.best_placement(
            self.grid,
            model.Limits(self.seed, effort, self.bound),
            model.Hooks(self._heard, self.should_stop),
        )
        self.spent += effort
        self.bound, self.infeasible = answer.bound, answer.infeasible
        if answer.slot_of is not None:
            self._accept(answer.slot_of)
        self._tell()

    def _accept(self, slot_of: dict[int, int]) -> None:
        grid = Grid(self.problem)
        for key, slot in slot_of.items():
            grid.put(key, slot)
        if grid.value >= self.grid.value:
            self.grid = grid

    def _tell(self) -> None:
        self._heard(self.grid.value, self.bound)

    def _heard(self, value: int, bound: int) -> None:
        self.on_progress(Progress(max(value, self.grid.value), min(bound, self.bound), self.spent))

    def timetable(self) -> Timetable:
        if self.problem.must_hold_all and len(self.grid.slot_of) < len(self.problem.wishes):
            return self._none()
        self.grid.fill()
        close_gaps(self.grid)
        self.grid.fill()
        slot_of, tables = self.grid.slot_of, seat(self.problem, self.grid.slot_of)
        meetings = [PlacedMeeting(key, slot_of[key], tables[key]) for key in slot_of]
        return Timetable(
            status=self._status(),
            meetings=tuple(sorted(meetings, key=lambda meeting: (meeting.slot, meeting.table))),
            unmet=explain_unmet(self.grid),
            value=self.grid.value,
            bound=self.bound,
            breaks=count_breaks(self.problem, slot_of),
        )

    def _status(self) -> Status:
        proven = not self.problem.must_hold_all and self.grid.value == self.bound
        return Status.OPTIMAL if proven else Status.FEASIBLE

    def _none(self) -> Timetable:
        empty = Grid(self.problem)
        hopeless = tuple(wish for wish in explain_unmet(empty) if wish.causes)
        status = Status.INFEASIBLE if self.infeasible else Status.UNKNOWN
        return Timetable(status, (), hopeless, 0, self.bound, 0, tuple(explain_overloads(empty)))
