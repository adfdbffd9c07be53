"""What an event's page shows beside its meetings: its place in the tree, rooms, topics, stated figures, talks."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import Count, Q, Sum

from fairway.know.engine.conflicts import figure
from fairway.know.models import Fact, Organisation
from fairway.meet.engine.expected import Against, against
from fairway.meet.models import Event, Expectation, Participation, Stand
from fairway.meet.queries.timetables import Hour, hours_of
from fairway.meet.queries.tree import parts_of, whole_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from fairway.meet.models import ActionItem, AgendaItem, InterpreterShift, Presentation, Room, Topic

OFFICES = frozenset({Organisation.Kind.GOVERNMENT, Organisation.Kind.COMMITTEE, Organisation.Kind.ZONE})
"""Kinds of organisation that are offices when nobody is named for them."""


@dataclass(frozen=True)
class Tables:
    """A room and the numbers of its tables."""

    room: Room
    first: int
    last: int

    @property
    def numbers(self) -> str:
        """Such as 13–20."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def closed(self) -> str:
        """Slots in which it is closed, such as 1–4, 9; "" for none."""
        return runs(self.room.closed)


@dataclass(frozen=True)
class Side:
    """How many organisations and seats one side, or one delegation, has."""

    name: str
    organisations: int
    seats: int


@dataclass(frozen=True)
class Day:
    """The slots of one day, and how many there are."""

    day: date
    hours: tuple[Hour, ...]


@dataclass(frozen=True)
class Expected:
    """A stated figure, what is registered, and how the two stand to each other (``None``: it is no figure).

    ``is_demo`` says that invented organisations are among those counted.
    """

    fact: Fact
    counts: str
    side: str
    registered: int
    outcome: Against | None
    off_by: int
    is_demo: bool


@dataclass(frozen=True)
class Person:
    """Somebody in a post, for one organisation at one event."""

    organisation: Organisation
    post: str
    post_zh: str
    name: str
    name_latin: str


@dataclass(frozen=True)
class Attendance:
    """Who sits in a talk: principals, attendees and delegates by name, offices and companies without one."""

    principals: tuple[Person, ...] = ()
    attendees: tuple[Person, ...] = ()
    delegates: tuple[Person, ...] = ()
    offices: tuple[Organisation, ...] = ()
    companies: tuple[Organisation, ...] = ()


@dataclass(frozen=True)
class Programme:
    """All of it, for one page."""

    whole: tuple[Event, ...]
    parts: tuple[Event, ...]
    days: tuple[Day, ...]
    rooms: tuple[Tables, ...]
    interpreters: tuple[InterpreterShift, ...]
    topics: tuple[tuple[str, tuple[Topic, ...]], ...]
    sides: tuple[Side, ...]
    delegations: tuple[Side, ...]
    expected: tuple[Expected, ...]
    presentations: tuple[Presentation, ...]
    stands: int
    attendance: Attendance
    agenda: tuple[AgendaItem, ...]
    actions: tuple[ActionItem, ...]


def programme_of(event: Event) -> Programme:
    """Read everything about ``event`` beside its meetings, in a fixed number of queries."""
    parts = tuple(parts_of(event))
    return Programme(
        whole=tuple(reversed(whole_of(event))),
        parts=parts,
        days=days_of(event),
        rooms=tuple(tables_of(event.rooms.order_by("order"))),
        interpreters=tuple(event.interpreter_shifts.order_by("language", "pk")),
        topics=_topics(event),
        sides=_sides(event, "side"),
        delegations=_sides(event, "group"),
        expected=expected_of(event),
        presentations=tuple(presentations_of(event)),
        stands=event.stands.count(),
        attendance=attendance_of(event),
        agenda=tuple(event.agenda_items.select_related("organisation").order_by("order")),
        actions=tuple(event.action_items.select_related("responsible", "source")),
    )


def days_of(event: Event) -> tuple[Day, ...]:
    """Slots by day, in the event's own time zone."""
    by_day = groupby(hours_of(event), key=lambda hour: hour.start.date())
    return tuple(Day(day, tuple(hours)) for day, hours in by_day)


def tables_of(rooms: Iterable[Room]) -> Iterable[Tables]:
    """Number the tables from room to room."""
    first = 1
    for room in rooms:
        yield Tables(room, first, first + room.tables - 1)
        first += room.tables


def runs(numbers: Iterable[int]) -> str:
    """Numbers as ranges: 1, 2, 3, 7 → "1–3, 7"."""
    ordered = sorted(set(numbers))
    grouped = groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0])
    ends = [[number for _place, number in group] for _gap, group in grouped]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in ends)


def presentations_of(event: Event) -> QuerySet[Presentation]:
    """Who presents in which order, with ``lead_count`` and ``demo_leads``, the invented ones among them."""
    return (
        event.presentations.select_related("organisation", "slot")
        .annotate(lead_count=Count("leads"), demo_leads=Count("leads", filter=Q(leads__is_demo=True)))
        .order_by("order")
    )


def _topics(event: Event) -> tuple[tuple[str, tuple[Topic, ...]], ...]:
    """Topics by field, each with ``interested``, how many came for it."""
    rows = event.topics.annotate(interested=Count("participations")).order_by("order")
    by_field: defaultdict[str, list[Topic]] = defaultdict(list)
    for topic in rows:
        by_field[topic.field_title].append(topic)
    return tuple((field, tuple(topics)) for field, topics in by_field.items())


def _sides(event: Event, column: str) -> tuple[Side, ...]:
    """Organisations and seats by side or by delegation; none where nobody has one."""
    rows = _approved(event).values(column).annotate(n=Count("pk"), seats_=Sum("seats")).order_by(column)
    sides = tuple(Side(row[column], row["n"], row["seats_"]) for row in rows)
    return sides if any(side.name for side in sides) else ()


def _approved(event: Event) -> QuerySet[Participation]:
    return event.participations.filter(status=Participation.Status.APPROVED)


def expected_of(event: Event) -> tuple[Expected, ...]:
    """Each stated figure that is to be held against a count, with the count."""
    wanted = {row.predicate: row for row in event.expectations.all()}
    if not wanted:
        return ()
    facts = Fact.objects.filter(about=event.code, predicate__in=wanted).select_related("source").order_by("pk")
    named = Counter(role.get("role", "delegate") for roles in _roles(event) for role in roles)
    return tuple(
        _expected(fact, wanted[fact.predicate], event, named) for fact in facts if figure(fact.value) is not None
    )


def _roles(event: Event) -> Iterable[list[dict[str, str]]]:
    return _approved(event).exclude(representatives=[]).values_list("representatives", flat=True)


def _expected(fact: Fact, row: Expectation, event: Event, named: Counter[str]) -> Expected:
    stated = figure(fact.value)
    counted = COUNTS[row.counts](event, row, named)
    outcome, off_by = (None, 0) if stated is None else against(fact.comparator, stated, counted)
    is_demo = row.counts in PEOPLED and _side(event, row).filter(organisation__is_demo=True).exists()
    return Expected(fact, str(Expectation.Counts(row.counts).label), row.side, counted, outcome, off_by, is_demo)


PEOPLED = frozenset({Expectation.Counts.PARTICIPANTS, Expectation.Counts.SEATS})
"""Counts of those who take part, some of whom may be invented."""


def _side(event: Event, row: Expectation) -> QuerySet[Participation]:
    rows = _approved(event)
    return rows.filter(side=row.side) if row.side else rows


def _taking_part(event: Event, row: Expectation, _named: Counter[str]) -> int:
    return _side(event, row).count()


def _seats(event: Event, row: Expectation, _named: Counter[str]) -> int:
    return _side(event, row).aggregate(n=Sum("seats"))["n"] or 0


COUNTS: dict[str, Callable[[Event, Expectation, Counter[str]], int]] = {
    Expectation.Counts.PARTICIPANTS: _taking_part,
    Expectation.Counts.SEATS: _seats,
    Expectation.Counts.PRINCIPALS: lambda _event, _row, named: named["principal"],
    Expectation.Counts.ATTENDEES: lambda _event, _row, named: named["attendee"],
    Expectation.Counts.PRESENTATIONS: lambda event, _row, _named: event.presentations.count(),
    Expectation.Counts.TOPICS: lambda event, _row, _named: event.topics.count(),
    Expectation.Counts.STANDS: lambda event, _row, _named: event.stands.count(),
    Expectation.Counts.PARTS: lambda event, _row, _named: event.parts.count(),
    Expectation.Counts.AGREED: lambda event, _row, _named: event.action_items.count(),
}
"""How each count is counted."""


def attendance_of(event: Event) -> Attendance:
    """Who sits in a talk; only a bilateral talk lists the organisations for which nobody is named."""
    is_talk = event.kind == Event.Kind.BILATERAL_TALK
    rows = _approved(event).select_related("organisation").order_by("pk")
    if not is_talk:
        rows = rows.exclude(representatives=[])
    people: defaultdict[str, list[Person]] = defaultdict(list)
    unnamed: list[Organisation] = []
    for row in rows:
        if is_talk and not row.representatives:
            unnamed.append(row.organisation)
        for told in row.representatives:
            people[told.get("role", "delegate")].append(_person(row.organisation, told))
    return Attendance(
        tuple(people["principal"]),
        tuple(people["attendee"]),
        tuple(people["delegate"]),
        tuple(each for each in unnamed if each.kind in OFFICES),
        tuple(each for each in unnamed if each.kind not in OFFICES),
    )


def _person(organisation: Organisation, told: dict[str, str]) -> Person:
    return Person(organisation, told["post"], told.get("post_zh", ""), told["holder"], told.get("holder_latin", ""))


def stands_of(event: Event | None = None) -> QuerySet[Stand]:
    """Exhibition stands, of one event or of all."""
    rows = Stand.objects.select_related("event", "organisation").order_by("event", "number")
    return rows if event is None else rows.filter(event=event)


def named_organisations(event: Event, words: Sequence[str]) -> dict[str, Organisation]:
    """Organisations that take part, by each of ``words`` that is the whole name of one, or ``#`` and its number."""
    wanted = {word.strip().casefold() for word in words}
    found: dict[str, Organisation] = {}
    for row in event.participations.select_related("organisation"):
        organisation = row.organisation
        for name in (organisation.name, organisation.name_en, f"#{organisation.pk}"):
            if name and name.casefold() in wanted:
                found.setdefault(name.casefold(), organisation)
    return found
