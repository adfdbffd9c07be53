"""Searching for a timetable in the open: the run is written down as it goes, can be ended early, and returned to."""

from __future__ import annotations

from decimal import Decimal
from time import monotonic
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.models import Job
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.actions.events import BATCH
from fairway.meet.engine.result import PlacedMeeting, Status, count_breaks
from fairway.meet.engine.result import Timetable as Checked
from fairway.meet.engine.standing import value_of
from fairway.meet.engine.verify import violations
from fairway.meet.models import Event, Meeting, SolverRun, Timetable, Unmet
from fairway.meet.queries.figures import current_timetable
from fairway.meet.queries.hand import Hand, hand_of

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.meet.engine.result import Progress

EFFORTS = {5: gettext_noop("quick"), 20: gettext_noop("usual"), 120: gettext_noop("thorough")}
"""Deterministic units, near one second each, that a search may cost."""
MOST_SEARCHES = 3
"""Searches of one event that may wait or work at a time: the worker serves all events."""
MOST_POINTS = 400
"""Points kept of one run; a longer one keeps every other of its older ones."""
BETWEEN = 0.25
"""Seconds between two points that are written down at once."""


@transaction.atomic
def open_run(*, actor: User, reason: str, event: Event, job: Job, seed: int, effort: int) -> SolverRun:
    """Write down that a search begins; refused while :data:`MOST_SEARCHES` of the event wait or work."""
    require(actor, "meet.make_timetable", event)
    Event.objects.select_for_update().get(pk=event.pk)
    if event.runs.filter(job__state__in=[Job.State.WAITING, Job.State.RUNNING]).count() >= MOST_SEARCHES:
        text = gettext_noop("%(most)s searches for this event wait or work already. Cancel one or wait for it.")
        raise Refused("too-many-searches", text, most=MOST_SEARCHES)
    if effort not in EFFORTS:
        raise Invalid("effort", gettext_noop("An effort is one of %(efforts)s."), efforts=", ".join(map(str, EFFORTS)))
    if not 0 <= seed <= 2**31 - 1:
        raise Invalid("seed", gettext_noop("A seed is a whole number from 0 to 2147483647."))
    run = SolverRun.objects.create(event=event, job=job, seed=seed, effort=effort)
    audit.record(actor=actor, verb="open_run", subject=run, reason=reason, seed=seed, effort=effort)
    return run


@transaction.atomic
def take_run(*, actor: User, reason: str, run: SolverRun) -> None:
    """Ask a search that is good enough to end and keep the best timetable so far."""
    require(actor, "meet.make_timetable", run.event)
    if run.job.is_over:
        raise Refused("job-over", gettext_noop("This work has already ended."))
    SolverRun.objects.filter(pk=run.pk).update(take_requested=True)
    audit.record(actor=actor, verb="take_run", subject=run, reason=reason)


class RunRecorder:
    """Writes down how value and bound of one run close; the search reports to it often, the table hears it seldom."""

    def __init__(self, run: SolverRun) -> None:
        self._run = run
        self._began = monotonic()
        self._written = float("-inf")
        self._points: list[list[float]] = []

    @property
    def seconds(self) -> float:
        """Seconds since the search began."""
        return monotonic() - self._began

    def heard(self, state: Progress) -> None:
        """Take a point down."""
        point = [round(self.seconds, 1), state.value, state.bound]
        if self._points and self._points[-1][1:] == point[1:]:
            return
        self._points.append(point)
        if len(self._points) > MOST_POINTS:
            del self._points[:-100:2]
        if self.seconds - self._written >= BETWEEN:
            self._write()

    def take_now(self) -> bool:
        """Whether somebody asked for the best so far."""
        return SolverRun.objects.filter(pk=self._run.pk, take_requested=True).exists()

    def end(self, timetable: Timetable | None) -> None:
        """Write the last point down, how long it took and what came of it."""
        if timetable is not None:
            self._points.append([round(self.seconds, 1), timetable.value, timetable.bound])
        SolverRun.objects.filter(pk=self._run.pk).update(
            points=self._points, seconds=Decimal(str(round(self.seconds, 1))), timetable=timetable
        )

    def _write(self) -> None:
        self._written = self.seconds
        SolverRun.objects.filter(pk=self._run.pk).update(points=self._points)


@transaction.atomic
def restore_timetable(*, actor: User, reason: str, timetable: Timetable) -> Timetable:
    """Let an earlier timetable hold again, as a copy checked against today's requests.

    Meetings that no longer both sides want stay behind; refused where a rule would be broken.
    """
    event = timetable.event
    require(actor, "meet.edit_timetable", event)
    list(event.timetables.select_for_update().order_by("-pk")[:1])
    holding = current_timetable(event)
    if holding is None or holding.pk == timetable.pk:
        raise Refused("holds-already", gettext_noop("This is the timetable that holds."))
    hand = hand_of(event, timetable)
    _check(hand)
    kept = _copied(timetable, holding, hand)
    facts = {"earlier": timetable.pk, "replaces": holding.pk, "meetings": kept.meetings.count()}
    audit.record(actor=actor, verb="restore_timetable", subject=kept, reason=reason, **facts)
    return kept


def _check(hand: Hand) -> None:
    places = {request: place for request, place in hand.places.items() if request not in hand.stale}
    meetings = tuple(PlacedMeeting(hand.keys[request], place.slot, place.table) for request, place in places.items())
    for broken in violations(hand.problem, Checked(Status.FEASIBLE, meetings, (), 0, 0, 0)):
        raise Refused("timetable-broken", broken.text, **broken.params)


def _copied(earlier: Timetable, holding: Timetable, hand: Hand) -> Timetable:
    """Copy what is still wanted; a wish the earlier search did not know adds no more than its priority to the bound."""
    places = {request: place for request, place in hand.places.items() if request not in hand.stale}
    slot_of = hand.slot_of(places)
    wishes = {wish.key: wish for wish in hand.problem.wishes}
    reasons = dict(earlier.unmet.values_list("request_id", "reasons"))
    wanted = [request for request in hand.keys if request not in hand.stale]
    unknown = [request for request in wanted if request not in places and request not in reasons]
    value = max(0, value_of(hand.problem, slot_of))
    bound = max(value, earlier.bound + sum(wishes[hand.keys[request]].priority for request in unknown))
    kept = Timetable.objects.create(
        event_id=earlier.event_id,
        seed=earlier.seed,
        status=(Status.OPTIMAL if value == bound else Status.FEASIBLE).value,
        value=value,
        bound=bound,
        breaks=count_breaks(hand.problem, slot_of),
        replaces=holding,
    )
    rows = [
        Meeting(timetable=kept, request_id=pk, slot_id=hand.slot_ids[p.slot], table=p.table, is_locked=p.is_locked)
        for pk, p in places.items()
    ]
    Meeting.objects.bulk_create(rows, batch_size=BATCH)
    left = [Unmet(timetable=kept, request_id=pk, reasons=reasons.get(pk, [])) for pk in wanted if pk not in places]
    Unmet.objects.bulk_create(left, batch_size=BATCH)
    return kept
