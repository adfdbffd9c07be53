"""All personal pages of an event at once: where hundreds of phones open theirs together, one by one is too slow.

What everybody's page needs of a timetable is read in a handful of questions and kept in this process for as long as
that timetable holds unchanged (five minutes at most, for names may change). What is a phone's own, its link, what it
has read and said, is asked anew each time, in one question.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.html import escape

from fairway.base.words import reading_language
from fairway.meet.models import Event, Meeting, MeetingRequest, Participation, Timetable, Unmet
from fairway.meet.queries.day.clock import clock_of
from fairway.meet.queries.personal_links import last_day
from fairway.meet.queries.rooms import room_names
from fairway.meet.queries.timetables import hours_of
from fairway.meet.queries.words import cause_sentence, organisation_name, second_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.meet.queries.day.clock import Clock
    from fairway.meet.queries.timetables import Hour

NAMES = ("organisation__name", "organisation__name_en", "organisation__is_demo")
KEPT = 8
KEPT_SECONDS = 300
QUESTION = """
SELECT p.id, p.token, p.event_id, t.id, t.version, t.made_at, s.timetable_id, s.version, s.at,
    EXISTS (SELECT 1 FROM meet_disturbance d WHERE d.participation_id = p.id AND d.state = 'reported'),
    e.held_on, e.ends_on, p.linked_on
FROM meet_participation p
JOIN meet_event e ON e.id = p.event_id
LEFT JOIN meet_timetable t ON t.id = (SELECT MAX(id) FROM meet_timetable WHERE event_id = p.event_id)
LEFT JOIN meet_agendaseen s ON s.participation_id = p.id
WHERE p.token = %s AND p.status = 'approved'
"""


@dataclass(frozen=True)
class Opened:
    """What one question says of a link: whose it is, which timetable holds, what was read.

    ``is_plain`` where nothing was reported that waits for the desk.
    """

    participation: int
    event: int
    timetable: int | None
    version: int | None
    made_at: str
    read: tuple[int, int] | None
    read_at: str
    is_plain: bool


def opened_by(token: str) -> Opened | None:
    """Ask what a link opens; ``None`` where it opens nothing."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, [token])
        row = cursor.fetchone()
    if row is None or not secrets.compare_digest(row[1].encode(), token.encode()):
        return None
    days = [date.fromisoformat(str(each)) for each in row[10:] if each is not None]  # dates or, in SQLite, text
    if timezone.localdate() > last_day(*days):
        return None
    read = None if row[6] is None else (row[6], row[7])
    return Opened(row[0], row[2], row[3], row[4], str(row[5]), read, str(row[8]), is_plain=not row[9])


@dataclass(frozen=True)
class Side:
    """The other side of a meeting, escaped for a page: its name in the reader's language, and in the other."""

    name: str
    other: str
    is_demo: bool


@dataclass(frozen=True)
class Seat:
    """A meeting of one participant."""

    slot: int
    table: int
    side: Side
    room: str


@dataclass(frozen=True)
class Person:
    """One participant's agenda."""

    name: str
    available: frozenset[int] | None
    seats: tuple[Seat, ...]
    unmet: tuple[tuple[str, str], ...]
    has_changed: bool

    @cached_property
    def stamp(self) -> str:
        """Everything said of it, short."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class AllAgendas:
    """Everybody's day by participation, in one language."""

    event: Event
    hours: tuple[Hour, ...]
    people: Mapping[int, Person]
    until: float
    stamp: str

    def clock(self) -> Clock:
        """What time it is at the event."""
        return clock_of(self.event, hours=self.hours)


_kept: dict[tuple[object, ...], AllAgendas] = {}


def all_agendas_of(opened: Opened) -> AllAgendas | None:
    """Return the agendas of the timetable that holds, in the reader's language; read once, then kept for a while."""
    if opened.timetable is None:
        return None
    key = (opened.event, opened.timetable, opened.version, opened.made_at, reading_language())
    agendas = _kept.get(key)
    if agendas is None or agendas.until < time.monotonic():
        timetable = (
            Timetable.objects.select_related("event")
            .prefetch_related("event__slots")
            .filter(pk=opened.timetable)
            .first()
        )
        if timetable is None:
            return None
        agendas = _read(timetable)
        while len(_kept) >= KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = agendas
    return agendas


def forget_agendas() -> None:
    """Forget what was kept, as a process that starts does."""
    _kept.clear()


def _read(timetable: Timetable) -> AllAgendas:
    rows = Participation.objects.filter(event=timetable.event_id, status=Participation.Status.APPROVED)
    people = list(rows.select_related("organisation").only("available", *NAMES))
    sides = {row.pk: _side(row) for row in people}
    rooms = {table: escape(room) for table, room in room_names(timetable.event).items()}
    seats = _seats(timetable.pk, sides, rooms)
    first = _first(timetable)
    before = seats if first == timetable.pk else _seats(first, sides, rooms)
    unmet = _unmet(timetable, people, sides)
    return AllAgendas(
        timetable.event,
        hours_of(timetable.event),
        {
            row.pk: Person(
                sides[row.pk].name,
                None if row.available is None else frozenset(row.available),
                tuple(seats.get(row.pk, ())),
                tuple(unmet.get(row.pk, ())),
                has_changed=_places(seats.get(row.pk, ())) != _places(before.get(row.pk, ())),
            )
            for row in people
        },
        time.monotonic() + KEPT_SECONDS,
        f"{timetable.pk}.{timetable.version}.{timetable.made_at} {reading_language()} {timetable.event.title}",
    )


def _first(timetable: Timetable) -> int:
    """The first of the timetables that replaced each other."""
    replaces = dict(timetable.event.timetables.values_list("pk", "replaces_id"))
    first = timetable.pk
    while (before := replaces[first]) is not None:
        first = before
    return first


def _side(row: Participation) -> Side:
    named = row.organisation
    return Side(escape(organisation_name(named)), escape(second_name(named)), named.is_demo)


def _seats(timetable: int, sides: Mapping[int, Side], rooms: Mapping[int, str]) -> dict[int, list[Seat]]:
    rows = Meeting.objects.filter(timetable=timetable).order_by("slot__number", "table")
    found: dict[int, list[Seat]] = {}
    for slot, table, first, second in rows.values_list(
        "slot__number", "table", "request__requester_id", "request__requested_id"
    ):
        for one, other in ((first, second), (second, first)):
            if other in sides:
                found.setdefault(one, []).append(Seat(slot, table, sides[other], rooms.get(table, "")))
    return found


def _places(seats: Sequence[Seat]) -> list[tuple[int, int, str]]:
    return [(seat.slot, seat.table, seat.side.name) for seat in seats]


def _unmet(
    timetable: Timetable, people: Sequence[Participation], sides: Mapping[int, Side]
) -> dict[int, list[tuple[str, str]]]:
    """What found no place and why, by participation; the rows are put together from what is known already."""
    by_pk = {row.pk: row for row in people}
    prefetch_related_objects([timetable.event], "slots")
    found: dict[int, list[tuple[str, str]]] = {}
    rows = timetable.unmet.order_by("-request__priority", "request_id")
    for *ends, reasons in rows.values_list("request__requester_id", "request__requested_id", "reasons"):
        one, other = (by_pk.get(pk) for pk in ends)
        if one is not None and other is not None:
            request = MeetingRequest(requester=one, requested=other)
            cause = escape(cause_sentence(Unmet(timetable=timetable, request=request, reasons=reasons)))
            found.setdefault(one.pk, []).append((sides[other.pk].name, cause))
            found.setdefault(other.pk, []).append((sides[one.pk].name, cause))
    return found
