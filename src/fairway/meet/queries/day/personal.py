"""One participant's day as its personal page shows it: found by the link, few questions, what changed marked."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_noop

from fairway.base.words import reading_language
from fairway.lib.errors import Missing
from fairway.meet.engine.changes import Change, ChangeKind, Place, changes
from fairway.meet.models import Disturbance, Meeting, MeetingRequest, Participation, Timetable
from fairway.meet.queries.day.clock import clock_of
from fairway.meet.queries.personal_links import refuse_stopped
from fairway.meet.queries.rooms import room_names
from fairway.meet.queries.timetables import Missed, unmet_of
from fairway.meet.queries.words import cause_sentence, second_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fairway.know.models import Organisation
    from fairway.meet.models import AgendaSeen, Event
    from fairway.meet.queries.day.clock import Clock
    from fairway.meet.queries.timetables import Hour

NOBODY = gettext_noop("This link opens nothing. Ask the desk of the event for a new one.")
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
RELATED = ("event", "organisation", "agenda_seen")
SIDES = ("request__requester__organisation", "request__requested__organisation")


def participation_by(token: str) -> Participation:
    """Return whose personal link it is; raise Missing where it is nobody's, or opens no more.

    The database finds the row, the comparison of the whole token takes the same time wherever two differ.
    """
    rows = Participation.objects.select_related(*RELATED)
    can_be = TOKEN.fullmatch(token) is not None
    found = rows.filter(token=token, status=Participation.Status.APPROVED).first() if can_be else None
    if not secrets.compare_digest((found.token if found else "-" * 43).encode(), token.encode()) or found is None:
        raise Missing("link-unknown", NOBODY)
    refuse_stopped(found)
    return found


@dataclass(frozen=True)
class Standing:
    """All that a personal page depends on, cheaply read: the same stamp, the same page."""

    participation: Participation
    clock: Clock
    timetable: Timetable | None
    first: int | None
    reports: tuple[Disturbance, ...]

    @property
    def stamp(self) -> str:
        """A name for the page as it is now, in the reader's language."""
        here, seen = self.participation, seen_by(self.participation)
        made = (self.timetable.pk, self.timetable.version) if self.timetable else ()
        parts = [
            (here.pk, here.available, here.organisation.name, here.organisation.name_en),
            (self.clock.begun, self.clock.on is None, here.event.name, here.event.name_zh, here.event.venue),
            (made, seen.at.isoformat() if seen else "", reading_language()),
            [(report.pk, report.state) for report in self.reports],
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def seen_by(participation: Participation) -> AgendaSeen | None:
    """Return what the participant said to have read, if anything."""
    seen: AgendaSeen | None = getattr(participation, "agenda_seen", None)
    return seen


def standing_of(participation: Participation) -> Standing:
    """Read what the personal page depends on: the newest timetable, the first it repairs, open reports."""
    tables = {row.pk: row for row in Timetable.objects.filter(event=participation.event_id).order_by("-pk")}
    newest = next(iter(tables.values()), None)
    first = newest
    while first is not None and first.replaces_id is not None:
        first = tables[first.replaces_id]
    reports = Disturbance.objects.filter(participation=participation, state=Disturbance.State.REPORTED)
    return Standing(participation, clock_of(participation.event), newest, first.pk if first else None, tuple(reports))


def own_meetings(timetables: Iterable[int], participation: Participation) -> list[Meeting]:
    """Return a participant's meetings in some timetables, with the other side, by slot and table."""
    own = Q(request__requester=participation) | Q(request__requested=participation)
    rows = Meeting.objects.filter(own, timetable__in=list(timetables))
    return list(rows.select_related("slot", *SIDES).order_by("slot__number", "table"))


def own_places(timetable: Timetable, participation: Participation) -> dict[int, Place]:
    """Return where a participant's meetings are, by request."""
    return _places(own_meetings([timetable.pk], participation))


def _places(meetings: Iterable[Meeting]) -> dict[int, Place]:
    return {row.request_id: Place(row.slot.number, row.table) for row in meetings}


@dataclass(frozen=True)
class Appointment:
    """A meeting, and what happened to it since the participant last read the page."""

    request: int
    other: Organisation
    table: int
    change: Change | None = None
    room: str = ""

    @property
    def second_name(self) -> str:
        """Its name in the other script, where there is one."""
        return second_name(self.other)


@dataclass(frozen=True)
class Line:
    """A slot of the day: over, on or to come; there or not, with whom."""

    hour: Hour
    is_there: bool
    appointments: tuple[Appointment, ...]
    is_over: bool
    is_on: bool


@dataclass(frozen=True)
class CalledOff:
    """A meeting that is no longer held, and where it was."""

    other: Organisation
    hour: Hour
    table: int


@dataclass(frozen=True)
class PersonalDay:
    """What the page shows."""

    participation: Participation
    event: Event
    lines: tuple[Line, ...]
    called_off: tuple[CalledOff, ...]
    unmet: tuple[Missed, ...]
    reports: tuple[Disturbance, ...]
    is_made: bool
    has_changed: bool
    late_until: tuple[Hour, ...]
    is_over: bool

    @property
    def next(self) -> Line | None:
        """The next slot with a meeting, or the one that is on."""
        return next((line for line in self.lines if line.appointments and not line.is_over), None)

    @property
    def free(self) -> int:
        """How many slots are free."""
        return sum(line.is_there and not line.appointments for line in self.lines)

    @property
    def meetings(self) -> int:
        """How many meetings there are."""
        return sum(len(line.appointments) for line in self.lines)


def personal_day(standing: Standing) -> PersonalDay:
    """Read the whole page: meetings now and as last read, what found no place and why."""
    here, clock, timetable = standing.participation, standing.clock, standing.timetable
    rows = own_meetings({timetable.pk, standing.first or timetable.pk}, here) if timetable else []
    now = [row for row in rows if timetable and row.timetable_id == timetable.pk]
    found = {change.meeting: change for change in changes(_before(standing, rows), _places(now))}
    gone = [change for change in found.values() if change.kind is ChangeKind.DROPPED]
    others = {row.request_id: _other(row.request, here) for row in rows}
    return PersonalDay(
        participation=here,
        event=here.event,
        lines=_lines(clock, here, _appointments(now, here, found)),
        called_off=_called_off(clock, gone, _with_missing(others, gone, here)),
        unmet=tuple(_unmet(timetable, here)) if timetable else (),
        reports=standing.reports,
        is_made=timetable is not None,
        has_changed=bool(found),
        late_until=clock.coming[1:],
        is_over=clock.is_over,
    )


def _before(standing: Standing, rows: Iterable[Meeting]) -> dict[int, Place]:
    """Where the meetings were when the participant last read the page; else in the timetable that was repaired."""
    seen = seen_by(standing.participation)
    if seen is not None:
        return {key: Place(slot, table) for key, slot, table in seen.meetings}
    return _places(row for row in rows if row.timetable_id == standing.first)


def _other(request: MeetingRequest, here: Participation) -> Organisation:
    side = request.requested if request.requester_id == here.pk else request.requester
    return side.organisation


def _with_missing(
    others: Mapping[int, Organisation], gone: Iterable[Change], here: Participation
) -> Mapping[int, Organisation]:
    """Add the other side of meetings that are only in what the participant had read."""
    missing = {change.meeting for change in gone} - others.keys()
    if not missing:
        return others
    rows = MeetingRequest.objects.filter(pk__in=missing).select_related(
        "requester__organisation", "requested__organisation"
    )
    return {**others, **{row.pk: _other(row, here) for row in rows}}


def _called_off(clock: Clock, gone: Iterable[Change], others: Mapping[int, Organisation]) -> tuple[CalledOff, ...]:
    hours = {hour.number: hour for hour in clock.hours}
    return tuple(
        CalledOff(others[change.meeting], hours[change.before.slot], change.before.table)
        for change in gone
        if change.before and change.meeting in others and change.before.slot in hours
    )


def _appointments(
    now: Iterable[Meeting], here: Participation, found: Mapping[int, Change]
) -> dict[int, list[Appointment]]:
    """Read the meetings by slot."""
    at: dict[int, list[Appointment]] = {}
    rooms = room_names(here.event)
    for row in now:
        change, room = found.get(row.request_id), rooms.get(row.table, "")
        appointment = Appointment(row.request_id, _other(row.request, here), row.table, change, room)
        at.setdefault(row.slot.number, []).append(appointment)
    return at


def _lines(clock: Clock, here: Participation, at: Mapping[int, list[Appointment]]) -> tuple[Line, ...]:
    there = None if here.available is None else set(here.available)
    return tuple(
        Line(
            hour,
            there is None or hour.number in there,
            tuple(at.get(hour.number, ())),
            is_over=hour.end <= clock.at,
            is_on=hour.start <= clock.at < hour.end,
        )
        for hour in clock.hours
    )


def _unmet(timetable: Timetable, here: Participation) -> Iterable[Missed]:
    own = Q(request__requester=here) | Q(request__requested=here)
    for row in unmet_of(timetable).filter(own):
        yield Missed(_other(row.request, here), row.request, cause_sentence(row))
