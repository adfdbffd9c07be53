"""The organiser's grid: half a day at a time, conflicts in place, and where a meeting may go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from fairway.know.models import Name
from fairway.lib.explain import filled
from fairway.meet.engine.changes import Place
from fairway.meet.engine.moves import legal_slots, legal_swaps, obstacles
from fairway.meet.queries.programme import runs
from fairway.meet.queries.rooms import closed_places, open_tables
from fairway.meet.queries.timetables import Hour, hours_of
from fairway.meet.queries.words import organisation_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from fairway.know.models import Organisation
    from fairway.lib.explain import Reason
    from fairway.meet.engine.problem import Session
    from fairway.meet.models import Event, MeetingRequest, Timetable
    from fairway.meet.queries.hand import Hand

LIMITED = " Co., Ltd."
"""What nearly every company's English name ends in, and a narrow column can do without."""
TABLES = 40
"""Rows of tables that one page of the grid shows."""
STANDS_FOR_KEY = 8888888


@dataclass(frozen=True)
class Party:
    """One side of a meeting, by its short name; ``url`` is its agenda's address."""

    organisation_id: int
    name: str
    is_demo: bool
    url: str


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
    """A table in a slot: ``is_legal`` when the meeting picked may go there, ``is_closed`` when its room is shut."""

    slot: int
    table: int
    seat: Seat | None = None
    is_legal: bool = False
    is_closed: bool = False


@dataclass(frozen=True)
class Half:
    """Half of a day, by the name an address gives it."""

    name: str
    day: date
    session: Session
    hours: tuple[Hour, ...]


@dataclass(frozen=True)
class Grid:
    """Slots as columns, tables as rows with one cell for each slot.

    ``closed`` numbers the tables that are shut in all these slots, and empty: they have no row.
    """

    hours: tuple[Hour, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]
    closed: str = ""

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
    seats = _seats(event, timetable, numbers, tables, language, hand)
    shut = closed_places(event)
    rows = [(table, tuple(_cell(Place(n, table), seats, shut, picked) for n in numbers)) for table in tables]
    closed = {table for table, cells in rows if cells and all(cell.is_closed and not cell.seat for cell in cells)}
    return Grid(hours, tuple(row for row in rows if row[0] not in closed), runs(closed))


def _cell(place: Place, seats: Mapping[Place, Seat], shut: frozenset[Place], picked: Picked | None) -> Cell:
    seat, is_closed = seats.get(place), place in shut
    is_legal = picked is not None and not is_closed and picked.may_go(place.slot, seat)
    return Cell(place.slot, place.table, seat, is_legal=is_legal, is_closed=is_closed)


def _seats(
    event: Event, timetable: Timetable, numbers: Sequence[int], tables: range, language: str, hand: Hand | None
) -> dict[Place, Seat]:
    """Read the meetings of some slots and tables; whoever takes part is read once, not with each meeting."""
    people = {row.pk: row.organisation for row in event.participations.select_related("organisation")}
    short = short_names({row.pk: row for row in people.values()}, language)
    agenda = _agenda_addresses(event)
    parties = {pk: Party(row.pk, short[row.pk], row.is_demo, agenda(row.pk)) for pk, row in people.items()}
    names = {row.name: organisation_name(row) for row in people.values()}
    inside = timetable.meetings.filter(slot__number__in=numbers, table__gte=tables.start, table__lt=tables.stop)
    rows = inside.values_list(
        "slot__number", "table", "is_locked",
        "request_id", "request__priority", "request__requester_id", "request__requested_id",
    )  # fmt: skip
    return {
        Place(slot, table): Seat(
            pk, table, (parties[one], parties[other]), priority, is_locked,
            _conflicts(hand, pk, slot, names) if hand else (),
        )
        for slot, table, is_locked, pk, priority, one, other in rows
    }  # fmt: skip


def _agenda_addresses(event: Event) -> Callable[[int], str]:
    """Addresses of agendas by organisation, the pattern resolved once for a whole grid."""
    before, _, after = reverse("meet:agenda", args=[event.pk, STANDS_FOR_KEY]).rpartition(str(STANDS_FOR_KEY))
    return lambda organisation: f"{before}{organisation}{after}"


def _conflicts(hand: Hand, request: int, slot: int, names: Mapping[str, str]) -> tuple[str, ...]:
    """Say which rules a meeting breaks now: minds and hours change after a timetable was made."""
    key = hand.keys.get(request)
    said = [spoken(each.reason, names) for each in obstacles(hand.standing, key, slot)] if key else []
    if request in hand.stale:
        said.append(gettext("Not both sides want this meeting any more."))
    return tuple(said)


def names_of(request: MeetingRequest) -> dict[str, str]:
    """Map the legal names of both sides to those in the reader's language."""
    sides = request.requester.organisation, request.requested.organisation
    return {side.name: organisation_name(side) for side in sides}


def spoken(reason: Reason, names: Mapping[str, str]) -> str:
    """Say a reason with names in the reader's language."""
    params = {key: names.get(value, value) if isinstance(value, str) else value for key, value in reason.params.items()}
    return filled(gettext(reason.text), params)


def request_named(event: Event, pk: int) -> MeetingRequest | None:
    """Return a request of the event with both organisations."""
    rows = event.requests.select_related("requester__organisation", "requested__organisation")
    return rows.filter(pk=pk).first()


def picked_of(hand: Hand, request: MeetingRequest) -> Picked | None:
    """Return where a meeting, or a request without one, may go; ``None`` of one nobody can place."""
    key = hand.keys.get(request.pk)
    if key is None:
        return None
    standing, names, place = hand.standing, names_of(request), hand.places.get(request.pk)
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
