"""The way from a problem to a finished timetable: search, settle what is small, seat, explain."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fairway.meet.engine import model
from fairway.meet.engine.greedy import first_timetable
from fairway.meet.engine.most_value.board import NOWHERE, Board
from fairway.meet.engine.most_value.form import form_of
from fairway.meet.engine.most_value.polish import close_gaps
from fairway.meet.engine.most_value.search import Search
from fairway.meet.engine.result import PlacedMeeting, Progress, Status, Timetable, count_breaks
from fairway.meet.engine.seat import seat
from fairway.meet.engine.standing import standing_of
from fairway.meet.engine.unmet import explain_overloads, explain_unmet

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.meet.engine.most_value.limits import Limits
    from fairway.meet.engine.problem import MeetingProblem

_FIRST_ROUND = 1.0
"""Effort of the first round on the whole timetable; each further round may take twice as much."""
_SMALL = 8_000
"""Most places (wishes times their slots) of an event that CP-SAT works on as a whole."""


@dataclass
class Solve:
    """One problem, in the order of its keys, being solved."""

    problem: MeetingProblem
    seed: int
    limits: Limits
    on_progress: Callable[[Progress], None]
    search: Search = field(init=False)

    def run(self) -> None:
        """Search until the limits end it or nothing better is possible."""
        self.search = Search(form_of(self.problem), self.seed, self.limits, self._heard)
        small = sum(mask.bit_count() for mask in self.search.form.options) <= _SMALL
        if small:
            self._start_with_chains()
        self.search.run(patience=2 if small else None)
        round_effort = _FIRST_ROUND
        while small and self.search.is_open():
            self._settle(min(round_effort, self.limits.effort - self.limits.spent))
            round_effort *= 2

    def _start_with_chains(self) -> None:
        self._accept(first_timetable(self.problem))

    def _settle(self, effort: float) -> None:
        """Let CP-SAT work on the whole timetable."""
        left = self.limits.left()
        answer = model.best_placement(
            standing_of(self.problem, self._slots()),
            model.Limits(self.seed, effort, self.search.bound, left),
            model.Hooks(lambda value, bound: self._heard(value, bound, self.limits.spent), self.limits.are_over),
        )
        self.limits.spent += effort
        self.search.bound = min(self.search.bound, answer.bound)
        self.search.infeasible = answer.infeasible
        self._accept(answer.slot_of or {})
        self._heard(self.search.board.value, self.search.bound, self.limits.spent)

    def _accept(self, slot_of: dict[int, int]) -> None:
        board = Board(self.search.form)
        for position, wish in enumerate(self.problem.wishes):
            if wish.key in slot_of:
                board.put(position, slot_of[wish.key] - 1)
        self.search.offer(board)

    def _slots(self) -> dict[int, int]:
        slots = zip(self.problem.wishes, self.search.board.slot, strict=True)
        return {wish.key: slot + 1 for wish, slot in slots if slot != NOWHERE}

    def _heard(self, value: int, bound: int, spent: float) -> None:
        search = self.search
        self.on_progress(Progress(max(value, search.board.value), min(bound, search.bound), spent))

    def timetable(self) -> Timetable:
        """Give what was found, seated, and why the rest was not."""
        if self.search.board.missing():
            return self._none()
        close_gaps(self.search.board, self.limits.are_cut)
        slot_of = self._slots()
        tables = seat(self.problem, slot_of)
        meetings = [PlacedMeeting(key, slot_of[key], tables[key]) for key in slot_of]
        return Timetable(
            status=self._status(),
            meetings=tuple(sorted(meetings, key=lambda meeting: (meeting.slot, meeting.table))),
            unmet=explain_unmet(standing_of(self.problem, slot_of)),
            value=self.search.board.value,
            bound=self.search.bound,
            breaks=count_breaks(self.problem, slot_of),
        )

    def _status(self) -> Status:
        proven = not self.problem.must_hold_all and self.search.is_best()
        return Status.OPTIMAL if proven else Status.FEASIBLE

    def _none(self) -> Timetable:
        hopeless = tuple(wish for wish in explain_unmet(standing_of(self.problem, {})) if wish.causes)
        status = Status.INFEASIBLE if self.search.infeasible else Status.UNKNOWN
        return Timetable(status, (), hopeless, 0, self.search.bound, 0, tuple(explain_overloads(self.problem)))
