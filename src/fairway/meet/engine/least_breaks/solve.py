"""Hold every meeting with the fewest breaks: a bound, a first timetable, chains down to the bound, then a proof."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.engine import model, verify
from fairway.meet.engine.greedy import first_timetable
from fairway.meet.engine.least_breaks.chains import Chains
from fairway.meet.engine.least_breaks.form import Form, breaks_of, form_of, is_fair, taken_by
from fairway.meet.engine.least_breaks.profile import least_breaks
from fairway.meet.engine.least_breaks.proof import Prover
from fairway.meet.engine.result import PlacedMeeting, Status, Timetable, breaks_by_participant
from fairway.meet.engine.seat import seat

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.meet.engine.problem import MeetingProblem

BOUND_SECONDS, LOOK_SECONDS = 10.0, 0.2
FIRST_EFFORT = 30.0
FIRST_MOVES, MOVES = 1_500_000, 200_000
"""Moves of chains before a proof is begun, and from one look at it to the next."""


@dataclass(frozen=True)
class Fewest:
    """``slot_of`` each meeting (keys, slots from 1), its breaks, and the bound no timetable beats.

    ``OPTIMAL``: both are equal. ``FEASIBLE``: fewer may be possible. ``INFEASIBLE``: proven, without slots.
    ``UNKNOWN``: nothing was found or proven in time.
    """

    status: Status
    slot_of: dict[int, int]
    breaks: int | None
    bound: int | None
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether there is a timetable, be it one without meetings."""
        return self.status in (Status.OPTIMAL, Status.FEASIBLE)


def fewest_breaks(
    problem: MeetingProblem,
    *,
    fairness: int | None,
    seconds: float,
    seed: int = 1,
    on_progress: Callable[[int | None, int], None] = lambda _breaks, _bound: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Fewest:
    """Find the timetable with all meetings and the fewest breaks within ``seconds`` of the clock.

    The breaks of any two participants differ by at most ``fairness`` (``None``: by any number). What is found may
    depend on the machine where time runs out, what is proven does not. Raises Invalid ``not-all-held`` for a problem
    with representatives in parallel, limits, or wishes that may go unmet.
    """
    form = form_of(problem)
    if form is None:
        text = gettext_noop("Breaks are minimised where every meeting is held and everybody has one seat and no limit.")
        raise Invalid("not-all-held", text)
    search = _Search(problem, form, fairness, seed, monotonic() + seconds, should_stop, on_progress)
    began = monotonic()
    status = search.run()
    slots = search.best if status is not Status.INFEASIBLE else None
    return Fewest(
        status,
        {} if slots is None else form.slot_of(slots),
        search.breaks,
        None if status is Status.INFEASIBLE else search.bound,
        monotonic() - began,
    )


def violations(problem: MeetingProblem, found: Fewest, fairness: int | None) -> tuple[Reason, ...]:
    """List every rule the answer breaks, by counting alone; empty when it may be published."""
    if not found.holds:
        return ()
    tables = seat(problem, found.slot_of)
    meetings = tuple(PlacedMeeting(key, slot, tables[key]) for key, slot in found.slot_of.items())
    breaks = breaks_by_participant(problem, found.slot_of)
    timetable = Timetable(found.status, meetings, (), len(meetings), len(meetings), sum(breaks.values()))
    wrong = list(verify.violations(problem, timetable))
    if timetable.breaks != found.breaks:
        text = gettext_noop("The timetable has %(counted)s breaks and says %(said)s.")
        wrong.append(Reason(text, {"counted": timetable.breaks, "said": str(found.breaks)}))
    if not is_fair(list(breaks.values()), fairness):
        text = gettext_noop("One participant has %(most)s breaks and another %(least)s.")
        wrong.append(Reason(text, {"most": max(breaks.values()), "least": min(breaks.values())}))
    return tuple(wrong)


@dataclass
class _Search:
    problem: MeetingProblem
    form: Form
    fairness: int | None
    seed: int
    until: float
    asked_to_stop: Callable[[], bool]
    on_progress: Callable[[int | None, int], None]
    bound: int = 0
    best: list[int] | None = None
    chains: Chains | None = None

    @property
    def breaks(self) -> int | None:
        """Breaks of the best timetable."""
        return None if self.best is None else sum(map(breaks_of, taken_by(self.form, self.best)))

    def run(self) -> Status:
        """Search until it is proven or the time is over."""
        bound = least_breaks(self.form, min(BOUND_SECONDS, self._left()))
        if bound is None:
            return Status.INFEASIBLE
        self.bound = bound
        start = self._first()
        if start is not None:
            self.chains = Chains(self.form, start, self.fairness, self.seed)
            self._improve(self.chains, FIRST_MOVES)
        if self.breaks != self.bound and not self._is_over() and not self._prove():
            return Status.INFEASIBLE
        if self.best is None:
            return Status.UNKNOWN
        return Status.OPTIMAL if self.breaks == self.bound else Status.FEASIBLE

    def _left(self) -> float:
        return max(0.1, self.until - monotonic())

    def _is_over(self) -> bool:
        return monotonic() >= self.until or self.asked_to_stop()

    def _first(self) -> list[int] | None:
        """Find any timetable with all meetings, fair or not."""
        grid = first_timetable(self.problem.ordered())
        if len(grid.slot_of) < len(self.form.keys):
            hooks = model.Hooks(lambda _value, _bound: None, self._is_over)
            limits = model.Limits(self.seed, min(FIRST_EFFORT, self._left()), len(self.form.keys))
            found = model.best_placement(grid, limits, hooks).slot_of
            return None if found is None else self.form.slots_of(found)
        return self.form.slots_of(grid.slot_of)

    def _improve(self, chains: Chains, moves: int) -> None:
        self._take(chains.search(self.bound, moves, self._is_over))

    def _prove(self) -> bool:
        """Let CP-SAT search beside the chains until one of them meets the other; gives whether a timetable may exist.

        CP-SAT works outside Python, on a processor of its own where there is one.
        """
        prover = Prover(self.form, self.fairness, self.best, self.bound)
        with ThreadPoolExecutor(1) as pool:
            proof = pool.submit(prover.run, self._left(), self.seed)
            try:
                while not proof.done() and not self._is_over() and self.breaks != self.bound:
                    if self.chains is None:
                        wait([proof], LOOK_SECONDS)
                    else:
                        self._improve(self.chains, MOVES)
                    self.bound = max(self.bound, prover.bound)
            finally:
                prover.stop()
                while not wait([proof], LOOK_SECONDS).done:  # asked again: it may not have begun to listen
                    prover.stop()
            found = proof.result()
        if found.bound is None:
            return False
        self.bound = max(self.bound, found.bound)
        self._take(found.slots)
        return True

    def _take(self, slots: list[int] | None) -> None:
        if slots is not None and is_fair([breaks_of(taken) for taken in taken_by(self.form, slots)], self.fairness):
            breaks = sum(map(breaks_of, taken_by(self.form, slots)))
            if self.breaks is None or breaks < self.breaks:
                self.best = slots
        self.on_progress(self.breaks, self.bound)
