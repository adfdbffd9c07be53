"""The live board: what is on at each table, where everybody is, and who is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.base.words import reading_language
from fairway.meet.models import CheckIn, Disturbance
from fairway.meet.queries.day.clock import clock_of, day_of
from fairway.meet.queries.day.desk import approved
from fairway.meet.queries.figures import current_timetable
from fairway.meet.queries.grid import short_names
from fairway.meet.queries.timetables import meetings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from fairway.meet.models import Event, Meeting
    from fairway.meet.queries.day.clock import Clock
    from fairway.meet.queries.timetables import Hour

State = Disturbance.State
AWAY = frozenset({Disturbance.Kind.LATE, Disturbance.Kind.ABSENT})


@dataclass(frozen=True)
class Guest:
    """Somebody at a table; ``report`` is what was said of it, if anything (late, absent)."""

    organisation_id: int
    name: str
    is_there: bool
    report: str


@dataclass(frozen=True)
class TableLine:
    """One table: who sits there now, who next."""

    table: int
    now: tuple[Guest, ...]
    next: tuple[Guest, ...]


@dataclass(frozen=True)
class GuestLine:
    """One participant: where now, where next."""

    guest: Guest
    now: tuple[int, ...]
    next: Hour | None
    next_table: int | None


@dataclass(frozen=True)
class Board:
    """What is shown; ``now`` is the slot looked at, ``next`` the one after."""

    clock: Clock
    now: Hour | None
    next: Hour | None
    tables: tuple[TableLine, ...]
    guests: tuple[GuestLine, ...]
    is_made: bool

    @property
    def missing(self) -> int:
        """How many who are to sit at a table now are not checked in."""
        return len({guest.organisation_id for line in self.tables for guest in line.now if not guest.is_there})


def board_of(event: Event, slot: int | None = None, at: datetime | None = None) -> Board:
    """Read the board as it is now, or as if ``slot`` were on."""
    clock = clock_of(event, at)
    now = _looked_at(clock, slot)
    coming = [hour for hour in clock.hours if hour.number > (now.number if now else 0)]
    following = coming[0] if coming else None
    timetable = current_timetable(event)
    from_now = now.number if now else 1
    rows = list(meetings_of(timetable).filter(slot__number__gte=from_now)) if timetable else []
    guests = _guests(event, clock, now or following)
    return Board(
        clock,
        now,
        following,
        _tables(event.tables, rows, guests, (now, following)),
        _guest_lines(rows, guests, clock, now),
        is_made=timetable is not None,
    )


def _looked_at(clock: Clock, slot: int | None) -> Hour | None:
    wanted = slot if slot is not None else clock.begun
    return next((hour for hour in clock.hours if hour.number == wanted), None)


def _guests(event: Event, clock: Clock, hour: Hour | None) -> dict[int, Guest]:
    """Everybody who takes part, by participation."""
    people = list(approved(event))
    day = hour.start.date() if hour else day_of(event, clock.at)
    there = set(CheckIn.objects.filter(participation__event=event, day=day).values_list("participation_id", flat=True))
    names = short_names({row.organisation_id: row.organisation for row in people}, reading_language())
    said = _said(event, hour)
    return {
        row.pk: Guest(row.organisation_id, names[row.organisation_id], row.pk in there, said.get(row.pk, ""))
        for row in people
    }


def _said(event: Event, hour: Hour | None) -> dict[int, str]:
    if hour is None:
        return {}
    rows = event.disturbances.filter(
        kind__in=AWAY, state__in=[State.REPORTED, State.IN_FORCE], last_slot__gte=hour.number
    )
    return {row.participation_id: row.get_kind_display() for row in rows if row.participation_id is not None}


def _sides(row: Meeting, guests: Mapping[int, Guest]) -> tuple[Guest, ...]:
    ends = row.request.requester_id, row.request.requested_id
    return tuple(guests[pk] for pk in ends if pk in guests)


def _tables(
    count: int, rows: Iterable[Meeting], guests: Mapping[int, Guest], hours: tuple[Hour | None, Hour | None]
) -> tuple[TableLine, ...]:
    seats = {(row.slot.number, row.table): _sides(row, guests) for row in rows}
    now, following = (hour.number if hour else 0 for hour in hours)
    return tuple(
        TableLine(table, seats.get((now, table), ()), seats.get((following, table), ()))
        for table in range(1, count + 1)
    )


def _guest_lines(
    rows: Iterable[Meeting], guests: Mapping[int, Guest], clock: Clock, now: Hour | None
) -> tuple[GuestLine, ...]:
    hours = {hour.number: hour for hour in clock.hours}
    here: dict[int, list[int]] = {}
    later: dict[int, tuple[int, int]] = {}
    for row in rows:
        for side in (row.request.requester_id, row.request.requested_id):
            if now is not None and row.slot.number == now.number:
                here.setdefault(side, []).append(row.table)
            else:
                later.setdefault(side, (row.slot.number, row.table))
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
