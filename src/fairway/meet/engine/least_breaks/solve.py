"""Hold every meeting with the fewest breaks: proofs race each other, and meanwhile chains make a timetable better."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.engine import verify
from fairway.meet.engine.greedy import first_timetable
from fairway.meet.engine.least_breaks.chains import Chains
from fairway.meet.engine.least_breaks.form import Form, form_of, is_fair, taken_by
from fairway.meet.engine.least_breaks.profile import least_breaks
from fairway.meet.engine.least_breaks.race import Race
from fairway.meet.engine.least_breaks.racer import BY_MEETINGS, BY_SEATS, DECISIONS
from fairway.meet.engine.result import PlacedMeeting, Status, Timetable, breaks_by_participant
from fairway.meet.engine.seat import seat
from fairway.meet.engine.standing import breaks_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.meet.engine.problem import MeetingProblem

BOUND_SECONDS, LOOK_SECONDS = 2.0, 0.1
SHORT_DAY = 12
"""In so many slots the bound and one decision nearly always are the proof."""
SHORT_HEAD_START, LONG_HEAD_START = 0.5, 3.0
"""Seconds the first proofs have the processors to themselves."""
MOST_MOVES, MOVES = 600_000, 20_000
"""Moves of chains at all, and from one look at the race to the next."""


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
    impossible: bool = False

    @property
    def breaks(self) -> int | None:
        """Breaks of the best timetable."""
        return None if self.best is None else sum(map(breaks_of, taken_by(self.form, self.best)))

    def run(self) -> Status:
        """Search until it is proven or the time is over."""
        with Race(self.form, self.fairness, self._left()) as race:
            if self.form.slots <= SHORT_DAY:
                self._open_short(race)
            else:
                self._open_long(race)
            self._follow(race)
        if self.impossible:
            return Status.INFEASIBLE
        if self.best is None:
            return Status.UNKNOWN
        return Status.OPTIMAL if self.breaks == self.bound else Status.FEASIBLE

    def _open_short(self, race: Race) -> None:
        """Bound breaks and decide whether so few are possible; cores join where that takes long."""
        race.prepare(DECISIONS)
        self._bound()
        if self.impossible:
            return
        self._begin(self._first())
        race.begin(DECISIONS, self.bound, known=self.chains is not None)
        self._hear(race, SHORT_HEAD_START)
        if not self._is_over():
            race.begin(BY_SEATS, self.bound, known=True)

    def _open_long(self, race: Race) -> None:
        """Let cores race cores; the bound, which takes a processor for seconds, is only asked where they take long."""
        race.prepare(BY_SEATS)
        race.prepare(BY_MEETINGS)
        race.begin(BY_SEATS, 0, known=True)
        if all(self.form.allowed):
            self._begin(self._first())
        race.begin(BY_MEETINGS, 0, known=self.chains is not None)
        self._hear(race, LONG_HEAD_START)
        if not self._is_over():
            self._bound()

    def _bound(self) -> None:
        bound = least_breaks(self.form, min(BOUND_SECONDS, self._left()))
        self.impossible = self.impossible or bound is None
        self.bound = max(self.bound, bound or 0)

    def _left(self) -> float:
        return max(0.1, self.until - monotonic())

    def _is_over(self) -> bool:
        """Whether all is proven, or no more is wanted."""
        return self.impossible or self.breaks == self.bound or monotonic() >= self.until or self.asked_to_stop()

    def _first(self) -> list[int] | None:
        """Find any timetable with all meetings in a moment, fair or not."""
        slot_of = first_timetable(self.problem.ordered())
        return self.form.slots_of(slot_of) if len(slot_of) == len(self.form.keys) else None

    def _begin(self, slots: list[int] | None) -> None:
        """Begin chains at a timetable, unless they have begun."""
        if slots is not None and self.chains is None:
            self.chains = Chains(self.form, slots, self.fairness, self.seed)
        self._take(slots)

    def _hear(self, race: Race, seconds: float) -> None:
        """Listen to the race for so long."""
        end = min(self.until, monotonic() + seconds)
        while race.is_on and not self._is_over():
            patience = max(0.0, end - monotonic())
            for word in race.words(min(patience, LOOK_SECONDS)):
                self.impossible = self.impossible or word.bound is None
                self.bound = max(self.bound, word.bound or 0)
                self._begin(word.slots)
            race.catch_up(self.bound)
            if not patience:
                return

    def _follow(self, race: Race) -> None:
        """Listen to the end, and move chains meanwhile."""
        moves = 0
        while race.is_on and not self._is_over():
            if self.chains is None or moves >= MOST_MOVES:
                self._hear(race, LOOK_SECONDS)
                continue
            self._take(self.chains.search(self.bound, MOVES, self._is_over))
            moves += MOVES
            self._hear(race, 0.0)

    def _take(self, slots: list[int] | None) -> None:
        if slots is not None and is_fair([breaks_of(taken) for taken in taken_by(self.form, slots)], self.fairness):
            breaks = sum(map(breaks_of, taken_by(self.form, slots)))
            if self.breaks is None or breaks < self.breaks:
                self.best = slots
        self.on_progress(self.breaks, self.bound)
