"""The live board: what is on at each table, where everybody is, and who is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fairway.base.words import reading_language
from fairway.meet.engine.changes import Place
from fairway.meet.models import CheckIn, Disturbance
from fairway.meet.queries.day.changed import changed_day
from fairway.meet.queries.day.clock import clock_of, day_of
from fairway.meet.queries.day.desk import approved
from fairway.meet.queries.figures import current_timetable
from fairway.meet.queries.grid import short_names
from fairway.meet.queries.programme import runs
from fairway.meet.queries.rooms import closed_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from fairway.meet.models import Event, Timetable
    from fairway.meet.queries.day.clock import Clock
    from fairway.meet.queries.timetables import Hour

Met = tuple[Place, list[int]]
"""Where a meeting is, and the two participations in it."""
State = Disturbance.State
AWAY = frozenset({Disturbance.Kind.LATE, Disturbance.Kind.ABSENT})


@dataclass(frozen=True)
class Guest:
    """Somebody at a table; ``report`` is what was said of it, if anything (late, absent).

    ``there`` counts its representatives that were checked in, of ``seats``; ``None`` where nobody can say: the day is
    still to come, or it is over and nobody was checked in on it.
    """

    organisation_id: int
    name: str
    there: int | None
    seats: int
    report: str

    @property
    def is_missing(self) -> bool:
        """Whether nobody of it was checked in."""
        return self.there == 0

    @property
    def is_part(self) -> bool:
        """Whether some of its representatives are there and others are not."""
        return bool(self.there) and self.there != self.seats


@dataclass(frozen=True)
class Sitting:
    """Who sits at a table in a slot; ``is_closed`` where its room is shut or the table is lost."""

    guests: tuple[Guest, ...]
    is_closed: bool


@dataclass(frozen=True)
class TableLine:
    """One table: who sits there now, who next."""

    table: int
    now: Sitting
    next: Sitting

    @property
    def is_used(self) -> bool:
        """Whether anybody sits or could sit there."""
        return any(sitting.guests or not sitting.is_closed for sitting in (self.now, self.next))


@dataclass(frozen=True)
class GuestLine:
    """One participant: where now, where next."""

    guest: Guest
    now: tuple[int, ...]
    next: Hour | None
    next_table: int | None


@dataclass(frozen=True)
class Board:
    """What is shown; ``now`` is the slot looked at, ``next`` the one after, ``has_passed`` whether its day is over.

    ``closed`` numbers the tables that are shut in both, and empty: they have no line.
    """

    clock: Clock
    now: Hour | None
    next: Hour | None
    tables: tuple[TableLine, ...]
    closed: str
    guests: tuple[GuestLine, ...]
    is_made: bool
    has_passed: bool

    @property
    def missing(self) -> int:
        """How many who are to sit at a table now are not checked in."""
        sitting = [guest for line in self.tables for guest in line.now.guests]
        return len({guest.organisation_id for guest in sitting if guest.is_missing})


def board_of(event: Event, slot: int | None = None, at: datetime | None = None) -> Board:
    """Read the board as it is now, or as if ``slot`` were on."""
    clock = clock_of(event, at)
    now = clock.shown if slot is None else next((hour for hour in clock.hours if hour.number == slot), None)
    after = now.number if now else clock.begun
    following = next((hour for hour in clock.hours if hour.number > after), None)
    timetable = current_timetable(event)
    first = now.number if now else after + 1
    rows = _meetings(timetable, first) if timetable else []
    guests = _guests(event, clock, now or following)
    lines = _tables(event, rows, guests, (now, following))
    return Board(
        clock,
        now,
        following,
        tuple(line for line in lines if line.is_used),
        runs(line.table for line in lines if not line.is_used),
        _guest_lines(rows, guests, clock, now),
        is_made=timetable is not None,
        has_passed=_has_passed(clock, _day(event, clock, now or following)),
    )


def _day(event: Event, clock: Clock, hour: Hour | None) -> date:
    return hour.day if hour else day_of(event, clock.at)


def _has_passed(clock: Clock, day: date) -> bool:
    return all(hour.end <= clock.at for hour in clock.hours if hour.day == day)


def _guests(event: Event, clock: Clock, hour: Hour | None) -> dict[int, Guest]:
    """Everybody who takes part, by participation."""
    people = list(approved(event))
    day = _day(event, clock, hour)
    there = dict(CheckIn.objects.filter(participation__event=event, day=day).values_list("participation_id", "seats"))
    is_to_come = clock.at.astimezone(ZoneInfo(event.time_zone)).date() < day
    nobody = None if not there and (is_to_come or _has_passed(clock, day)) else 0
    names = short_names({row.organisation_id: row.organisation for row in people}, reading_language())
    said = _said(event, hour)
    return {
        row.pk: Guest(
            row.organisation_id, names[row.organisation_id], there.get(row.pk, nobody), row.seats, said.get(row.pk, "")
        )
        for row in people
    }


def _said(event: Event, hour: Hour | None) -> dict[int, str]:
    if hour is None:
        return {}
    rows = event.disturbances.filter(
        kind__in=AWAY, state__in=[State.REPORTED, State.IN_FORCE], last_slot__gte=hour.number
    )
    return {row.participation_id: row.get_kind_display() for row in rows if row.participation_id is not None}


def _meetings(timetable: Timetable, first: int) -> list[Met]:
    rows = timetable.meetings.filter(slot__number__gte=first).order_by("slot__number", "table")
    ends = rows.values_list("slot__number", "table", "request__requester_id", "request__requested_id")
    return [(Place(slot, table), sides) for slot, table, *sides in ends]


def _tables(
    event: Event, rows: Iterable[Met], guests: Mapping[int, Guest], hours: tuple[Hour | None, Hour | None]
) -> tuple[TableLine, ...]:
    if not any(hours):
        return ()
    seats = {place: tuple(guests[pk] for pk in sides if pk in guests) for place, sides in rows}
    shut = closed_places(event) | changed_day(event).lost

    def sitting(hour: Hour | None, table: int) -> Sitting:
        place = Place(hour.number if hour else 0, table)
        return Sitting(seats.get(place, ()), is_closed=hour is None or place in shut)

    return tuple(TableLine(table, *(sitting(hour, table) for hour in hours)) for table in range(1, event.tables + 1))


def _guest_lines(
    rows: Iterable[Met], guests: Mapping[int, Guest], clock: Clock, now: Hour | None
) -> tuple[GuestLine, ...]:
    hours = {hour.number: hour for hour in clock.hours}
    here: dict[int, list[int]] = {}
    later: dict[int, tuple[int, int]] = {}
    for place, sides in rows:
        for side in sides:
            if now is not None and place.slot == now.number:
                here.setdefault(side, []).append(place.table)
            else:
                later.setdefault(side, (place.slot, place.table))
    return tuple(_guest_line(pk, guest, here, later, hours) for pk, guest in guests.items())


def _guest_line(
    pk: int,
    guest: Guest,
    here: Mapping[int, list[int]],
    later: Mapping[int, tuple[int, int]],
    hours: Mapping[int, Hour],
) -> GuestLine:
    slot, table = later.get(pk, (0, None))
    return GuestLine(guest, tuple(here.get(pk, ())), hours.get(slot), table)
