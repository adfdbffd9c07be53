"""Repairing a changed day: what each way would do to whom, before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core import signing
from django.utils.translation import gettext_noop

from fairway.lib.errors import Invalid, Refused
from fairway.meet.engine.changes import Change, Place, changes
from fairway.meet.engine.repair import Repair, fill_in, propose
from fairway.meet.engine.reseat import reseat
from fairway.meet.engine.standing import value_of
from fairway.meet.models import AgendaSeen, MeetingRequest, Participation
from fairway.meet.queries.day.changed import changed_day
from fairway.meet.queries.day.clock import clock_of
from fairway.meet.queries.problem import stored_problem
from fairway.meet.queries.rooms import closed_places
from fairway.meet.queries.timetables import timetable_that_holds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fairway.meet.models import Disturbance, Event, Timetable
    from fairway.meet.queries.day.clock import Clock
    from fairway.meet.queries.problem import StoredProblem
    from fairway.meet.queries.timetables import Hour

MOST_MOVED = 4
SALT = "meet.repair"
GOOD_FOR_SECONDS = 3600


@dataclass(frozen=True)
class RepairPlan:
    """What a repair does, as it was shown: which timetable it starts from, and where each meeting concerned goes.

    Keys are ids of requests; ``seats`` holds every meeting that is moved, added or sits elsewhere.
    """

    timetable: int
    version: int
    reports: tuple[int, ...]
    seats: Mapping[int, Place]
    dropped: tuple[int, ...]

    def signed(self) -> str:
        """Write it down so that what comes back is what was shown."""
        seats = [[key, place.slot, place.table] for key, place in sorted(self.seats.items())]
        parts = [self.timetable, self.version, list(self.reports), seats, list(self.dropped)]
        return signing.dumps(parts, salt=SALT, compress=True)


def read_plan(text: str) -> RepairPlan:
    """Read a plan that was shown before; raise Invalid where it was not, or too long ago."""
    try:
        timetable, version, reports, seats, dropped = signing.loads(text, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature as error:
        raise Invalid("repair-plan", gettext_noop("This repair was not shown here, or too long ago.")) from error
    places = {key: Place(slot, table) for key, slot, table in seats}
    return RepairPlan(timetable, version, tuple(reports), places, tuple(dropped))


@dataclass(frozen=True)
class Line:
    """What happens to one meeting."""

    request: MeetingRequest
    kind: str
    before: Place | None
    after: Place | None
    before_hour: Hour | None
    after_hour: Hour | None


@dataclass(frozen=True)
class Way:
    """One way to repair the day: its value, every meeting that changes, everybody who has to be told."""

    plan: RepairPlan
    value: int
    gain: int
    moved: int
    lines: tuple[Line, ...]
    told: tuple[Participation, ...]


@dataclass(frozen=True)
class Ways:
    """Filling in without moving anybody, and moving a few where that is worth more."""

    timetable: Timetable
    clock: Clock
    left: int
    fill: Way
    move: Way | None


@dataclass(frozen=True)
class StandingDay:
    """An event as it stands: timetable, clock, who sits where by request, and the problem with what was reported."""

    event: Event
    timetable: Timetable
    clock: Clock
    places: Mapping[int, Place]
    locked: frozenset[int]
    stored: StoredProblem
    lost: frozenset[Place]

    @property
    def wish_of(self) -> dict[int, int]:
        """Keys of wishes by request."""
        return {request: key for key, request in self.stored.request_ids.items()}


def standing_day(event: Event, timetable: Timetable, also: Iterable[Disturbance] = ()) -> StandingDay:
    """Read where everybody sits and what is asked for once ``also`` is taken in."""
    reports = list(also)
    rows = list(timetable.meetings.select_related("slot"))
    stored, changed = stored_problem(event, reports), changed_day(event, reports)
    return StandingDay(
        event,
        timetable,
        clock_of(event),
        {row.request_id: Place(row.slot.number, row.table) for row in rows},
        frozenset(row.request_id for row in rows if row.is_locked),
        stored,
        changed.lost | closed_places(event),
    )


def ways_to_repair(event: Event, reports: Sequence[Disturbance]) -> Ways:
    """Work out both ways; raise Refused once every slot has begun, Missing without a timetable."""
    day = standing_day(event, timetable_that_holds(event), reports)
    if day.clock.is_over:
        raise Refused("day-over", gettext_noop("Every slot of this event has begun: nothing can be changed any more."))
    wishes = day.wish_of
    held = {wishes[request]: place.slot for request, place in day.places.items() if request in wishes}
    locked = frozenset(wishes[request] for request in day.locked if request in wishes)
    problem, now = day.stored.problem, day.clock.begun
    fill = fill_in(problem, held, now=now, locked=locked)
    move = propose(problem, held, now=now, locked=locked, most_moved=MOST_MOVED, seed=day.timetable.seed)
    left = value_of(problem, {key: slot for key, slot in fill.slot_of.items() if held.get(key) == slot})
    return Ways(
        day.timetable,
        day.clock,
        left,
        _way(day, reports, fill, left),
        _way(day, reports, move, fill.value) if move.value > fill.value else None,
    )


def seated(day: StandingDay, slot_of: Mapping[int, int]) -> dict[int, Place]:
    """Seat a repaired day, by request: what has begun stays as it was, the rest keeps its tables where it can."""
    requests, wishes = day.stored.request_ids, day.wish_of
    past = {request: place for request, place in day.places.items() if place.slot <= day.clock.begun}
    coming = {key: slot for key, slot in slot_of.items() if slot > day.clock.begun}
    before = {wishes[request]: place for request, place in day.places.items() if request in wishes}
    tables = reseat(day.stored.problem, coming, before, day.lost)
    return {**past, **{requests[key]: Place(coming[key], table) for key, table in tables.items()}}


def _way(day: StandingDay, reports: Sequence[Disturbance], repair: Repair, compared_with: int) -> Way:
    after = seated(day, repair.slot_of)
    found = changes(day.places, after)
    plan = RepairPlan(
        day.timetable.pk,
        day.timetable.version,
        tuple(report.pk for report in reports),
        {change.meeting: change.after for change in found if change.after},
        tuple(change.meeting for change in found if change.after is None),
    )
    lines = change_lines(day.clock, found)
    return Way(plan, repair.value, repair.value - compared_with, len(repair.moved), lines, told_of(lines))


def change_lines(clock: Clock, found: Sequence[Change]) -> tuple[Line, ...]:
    """Name the two sides and the times of each change."""
    hours = {hour.number: hour for hour in clock.hours}
    rows = MeetingRequest.objects.select_related("requester__organisation", "requested__organisation")
    requests = rows.in_bulk([change.meeting for change in found])
    return tuple(
        Line(
            requests[change.meeting],
            change.kind.value,
            change.before,
            change.after,
            hours.get(change.before.slot) if change.before else None,
            hours.get(change.after.slot) if change.after else None,
        )
        for change in found
        if change.meeting in requests
    )


def told_of(lines: Iterable[Line]) -> tuple[Participation, ...]:
    """Everybody in a meeting that changes, once each, in the order of the changes."""
    sides = [side for line in lines for side in (line.request.requester, line.request.requested)]
    return tuple({side.pk: side for side in sides}.values())


@dataclass(frozen=True)
class Told:
    """Somebody who has to be told of a repair: which meetings, and whether the personal page was read since."""

    participation: Participation
    lines: tuple[Line, ...]
    has_read: bool


def who_is_told(event: Event, timetable: Timetable) -> tuple[Told, ...]:
    """List who has to be told what the newest timetable changed of the one before; nobody where it replaced none."""
    if timetable.replaces is None:
        return ()
    before, after = (placed_in(table) for table in (timetable.replaces, timetable))
    lines = change_lines(clock_of(event), changes(before, after))
    people = told_of(lines)
    seen = AgendaSeen.objects.filter(
        participation__in=[person.pk for person in people], timetable=timetable, version=timetable.version
    )
    read = set(seen.values_list("participation_id", flat=True))
    return tuple(
        Told(
            person,
            tuple(line for line in lines if person.pk in {line.request.requester_id, line.request.requested_id}),
            person.pk in read,
        )
        for person in people
    )


def placed_in(timetable: Timetable) -> dict[int, Place]:
    """Return where each meeting is, by request."""
    rows = timetable.meetings.values_list("request_id", "slot__number", "table")
    return {request: Place(slot, table) for request, slot, table in rows}
