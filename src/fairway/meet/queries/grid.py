"""The organiser's grid: half a day at a time, conflicts in place, and where a meeting may go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from fairway.know.models import Name
from fairway.meet.engine.moves import legal_slots, legal_swaps, obstacles
from fairway.meet.queries.rooms import open_tables
from fairway.meet.queries.timetables import Hour, hours_of, meetings_of
from fairway.meet.queries.words import organisation_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from fairway.know.models import Organisation
    from fairway.lib.explain import Reason
    from fairway.meet.engine.problem import Session
    from fairway.meet.models import Event, Meeting, MeetingRequest, Timetable
    from fairway.meet.queries.hand import Hand

LIMITED = " Co., Ltd."
"""What nearly every company's English name ends in, and a narrow column can do without."""
TABLES = 60
"""Rows of tables that one page of the grid shows."""


@dataclass(frozen=True)
class Party:
    """One side of a meeting, by its short name."""

    organisation_id: int
    name: str
    is_demo: bool


@dataclass(frozen=True)
class Seat:
    """A meeting at a table; ``conflicts`` says which rules it breaks as things stand now."""

    request_id: int
    table: int
    parties: tuple[Party, Party]
    priority: int
    is_locked: bool
    conflicts: tuple[str, ...] = ()

    @property
    def is_demo(self) -> bool:
        """Whether both sides are invented, so that one mark does for both."""
        return all(party.is_demo for party in self.parties)


@dataclass(frozen=True)
class Cell:
    """A table in a slot; ``is_legal`` when the meeting picked may go there."""

    slot: int
    table: int
    seat: Seat | None = None
    is_legal: bool = False


@dataclass(frozen=True)
class Half:
    """Half of a day, by the name an address gives it."""

    name: str
    day: date
    session: Session
    hours: tuple[Hour, ...]


@dataclass(frozen=True)
class Grid:
    """Slots as columns, tables as rows; ``cells`` holds one cell for each slot."""

    hours: tuple[Hour, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]

    @property
    def phone_seats(self) -> tuple[Seat, ...]:
        """The meetings of the first slot: a narrow screen lists one slot table by table."""
        return tuple(cells[0].seat for _table, cells in self.rows if cells and cells[0].seat)


@dataclass(frozen=True)
class Picked:
    """The meeting or request somebody is about to place.

    ``slots`` and ``swaps`` (ids of requests) are where it may go; ``why`` says of every other slot what is against it.
    """

    request: MeetingRequest
    slot: int | None
    table: int | None
    is_locked: bool
    slots: frozenset[int]
    swaps: frozenset[int]
    why: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def may_go(self, slot: int, seat: Seat | None) -> bool:
        """Whether it may take an empty place in ``slot``, or change places with ``seat``."""
        if self.is_locked or (seat and (seat.request_id == self.request.pk or seat.is_locked)):
            return False
        if seat is None:
            return slot in self.slots or slot == self.slot
        return self.slot is not None and (seat.request_id in self.swaps or slot == self.slot)


def halves_of(hours: Iterable[Hour]) -> tuple[Half, ...]:
    """Return the halves of days that have slots, in the order of time."""
    found: dict[tuple[date, Session], list[Hour]] = {}
    for hour in hours:
        found.setdefault((hour.day, hour.session), []).append(hour)
    days = sorted({day for day, _session in found})
    return tuple(
        Half(f"{days.index(day) + 1}-{session.name.lower()}", day, session, tuple(rows))
        for (day, session), rows in sorted(found.items())
    )


def hours_in(hours: tuple[Hour, ...], part: str) -> tuple[str, tuple[Hour, ...]]:
    """Return the name of a part and its slots: all, one half, or one slot by its number; by default the first half."""
    parts = {half.name: half.hours for half in halves_of(hours)}
    first = next(iter(parts), "all")
    parts |= {"all": hours, **{str(hour.number): (hour,) for hour in hours}}
    name = part if part in parts else first
    return name, parts[name]


def short_names(organisations: Mapping[int, Organisation], language: str) -> dict[int, str]:
    """Return short names in ``language``; the foreign or legal name where none is known."""
    chinese = language.startswith("zh")
    known = Name.objects.filter(
        kind=Name.Kind.SHORT, organisation__in=organisations, language__startswith="zh" if chinese else "en"
    )
    short = dict(known.order_by("-pk").values_list("organisation_id", "text"))
    return {
        pk: short.get(pk)
        or (organisation.name if chinese else (organisation.name_en or organisation.name).removesuffix(LIMITED))
        for pk, organisation in organisations.items()
    }


def grid_of(
    event: Event,
    timetable: Timetable,
    language: str,
    *,
    hours: tuple[Hour, ...] | None = None,
    tables: range | None = None,
    picked: Picked | None = None,
    hand: Hand | None = None,
) -> Grid:
    """Return every table in every slot, empty ones too; with ``hand``, conflicts are said in place."""
    hours = hours_of(event) if hours is None else hours
    tables = range(1, event.tables + 1) if tables is None else tables
    numbers = [hour.number for hour in hours]
    inside = meetings_of(timetable).filter(slot__number__in=numbers, table__gte=tables.start, table__lt=tables.stop)
    meetings = list(inside)
    names = short_names(_organisations(meetings), language)
    conflicts = _conflicts(meetings, hand) if hand else {}
    seats = {(m.slot.number, m.table): _seat(m, names, conflicts.get(m.request_id, ())) for m in meetings}
    return Grid(
        hours,
        tuple(
            (table, tuple(_cell(number, table, seats.get((number, table)), picked) for number in numbers))
            for table in tables
        ),
    )


def _organisations(meetings: Iterable[Meeting]) -> dict[int, Organisation]:
    sides = (side for m in meetings for side in (m.request.requester, m.request.requested))
    return {side.organisation_id: side.organisation for side in sides}


def _cell(slot: int, table: int, seat: Seat | None, picked: Picked | None) -> Cell:
    return Cell(slot, table, seat, is_legal=picked is not None and picked.may_go(slot, seat))


def _seat(meeting: Meeting, names: Mapping[int, str], conflicts: tuple[str, ...]) -> Seat:
    first, second = (
        Party(side.organisation_id, names[side.organisation_id], side.organisation.is_demo)
        for side in (meeting.request.requester, meeting.request.requested)
    )
    request = meeting.request
    return Seat(request.pk, meeting.table, (first, second), request.priority, meeting.is_locked, conflicts)


def _conflicts(meetings: Iterable[Meeting], hand: Hand) -> dict[int, tuple[str, ...]]:
    """Say of each meeting which rule it breaks now: minds and hours change after a timetable was made."""
    standing, found = hand.standing(), {}
    for meeting in meetings:
        key = hand.keys.get(meeting.request_id)
        names = names_of(meeting.request)
        said = [spoken(each.reason, names) for each in obstacles(standing, key, meeting.slot.number)] if key else []
        if meeting.request_id in hand.stale:
            said.append(gettext("Not both sides want this meeting any more."))
        if said:
            found[meeting.request_id] = tuple(said)
    return found


def names_of(request: MeetingRequest) -> dict[str, str]:
    """Map the legal names of both sides to those in the reader's language."""
    sides = request.requester.organisation, request.requested.organisation
    return {side.name: organisation_name(side) for side in sides}


def spoken(reason: Reason, names: Mapping[str, str]) -> str:
    """Say a reason with names in the reader's language."""
    params = {key: names.get(value, value) if isinstance(value, str) else value for key, value in reason.params.items()}
    return gettext(reason.text) % params


def request_named(event: Event, pk: int) -> MeetingRequest | None:
    """Return a request of the event with both organisations."""
    rows = event.requests.select_related("requester__organisation", "requested__organisation")
    return rows.filter(pk=pk).first()


def picked_of(hand: Hand, request: MeetingRequest) -> Picked | None:
    """Return where a meeting, or a request without one, may go; ``None`` of one nobody can place."""
    key = hand.keys.get(request.pk)
    if key is None:
        return None
    standing, names, place = hand.standing(), names_of(request), hand.places.get(request.pk)
    free = frozenset(legal_slots(standing, key))
    by_key = hand.requests()
    swaps = frozenset(by_key[other] for other in legal_swaps(standing, key)) if place else frozenset()
    locked = {pk for pk, other in hand.places.items() if other.is_locked}
    taken = place.slot if place else None
    return Picked(
        request,
        taken,
        place.table if place else None,
        is_locked=bool(place and place.is_locked),
        slots=free,
        swaps=swaps - locked,
        why={
            slot.number: tuple(spoken(each.reason, names) for each in obstacles(standing, key, slot.number))
            for slot in hand.problem.slots
            if slot.number not in free and slot.number != taken
        },
    )


def first_free_table(event: Event, timetable: Timetable, slot: int) -> int:
    """Return the lowest open table nobody sits at in ``slot``; one too many where all are taken."""
    taken = set(timetable.meetings.filter(slot__number=slot).values_list("table", flat=True))
    tables = open_tables(event, [slot])[slot]
    return next((table for table in range(1, tables + 1) if table not in taken), event.tables + 1)
