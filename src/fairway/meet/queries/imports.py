"""A spreadsheet for an event read against what is kept: which rows are good, new or there already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from fairway.base.checked_tables import Reading, read_rows
from fairway.know.models import Identifier, Name, Organisation
from fairway.lib.explain import gettext_noop
from fairway.lib.tables import BadCell, Problem, RawTable, Row, check
from fairway.meet.engine.entry import PARTICIPANTS, Entry, too_many_hoped
from fairway.meet.engine.wishes import WISHES, Wish, folded
from fairway.meet.models import EventImport, Participation
from fairway.meet.queries.registration import registration_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from fairway.lib.tables import TableSpec
    from fairway.meet.models import Event

T = TypeVar("T")
SPECS: Mapping[str, TableSpec[Entry] | TableSpec[Wish]] = {
    EventImport.Kind.PARTICIPANTS: PARTICIPANTS,
    EventImport.Kind.REQUESTS: WISHES,
}


@dataclass(frozen=True)
class Incoming:
    """A good row about participants: who it is in the registry, ``None`` where the office has to say."""

    entry: Entry
    organisation: int | None


@dataclass(frozen=True)
class Between:
    """A good row about requests, with both participants found."""

    wish: Wish
    asking: int
    asked: int


@dataclass
class _Sorted(Generic[T]):
    """Rows as they are judged one by one."""

    new: list[T] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    unknown: int = 0

    def reading(self, raw: RawTable, before: Iterable[Problem]) -> Reading[T]:
        return Reading(raw, tuple(self.new), self.same, (*before, *self.problems), self.unknown)


def read_import(
    event: Event, kind: str, content: bytes, file_name: str, own: frozenset[int] = frozenset()
) -> Reading[Incoming] | Reading[Between]:
    """Read a spreadsheet of this kind for an event; nothing is kept. Rows about ``own`` organisations stay out."""
    raw, problems = read_rows(content, file_name)
    if problems:
        return Reading(raw, problems=problems)
    if kind == EventImport.Kind.PARTICIPANTS:
        return _participants(event, raw, own)
    return _requests(event, raw, own)


def _participants(event: Event, raw: RawTable, own: frozenset[int]) -> Reading[Incoming]:
    checked = check(raw, PARTICIPANTS)
    known = _Registry(checked.rows)
    there = set(event.participations.values_list("organisation_id", flat=True))
    slots = set(event.slots.values_list("number", flat=True))
    topics = set(event.topics.values_list("order", flat=True))
    registration = registration_of(event)
    sides = set(registration.sides) if registration else set()
    found: _Sorted[Incoming] = _Sorted()
    for row in checked.rows:
        try:
            _check_entry(row.value, slots, sides)
            _check_topics(row.value, topics)
            organisation = known.organisation(row.value)
            _refuse_own(organisation, own)
        except BadCell as bad:
            found.problems.append(bad.at(raw.file, row.number, checked.heading(_column_of(bad))))
            continue
        if organisation is not None and organisation in there:
            found.same += 1
            continue
        there |= {organisation} if organisation is not None else set()
        found.unknown += organisation is None
        found.new.append(Incoming(row.value, organisation))
    return found.reading(raw, checked.problems)


_COLUMNS = {
    "slot-unknown": "available",
    "least-too-many": "at_least",
    "side-unknown": "side",
    "name-several": "name",
    "code-elsewhere": "uscc",
    "own": "name",
    "topic-unknown": "topics",
}


def _column_of(bad: BadCell) -> str:
    return _COLUMNS[bad.code]


def _check_entry(entry: Entry, slots: set[int], sides: set[str]) -> None:
    there = slots if entry.available is None else entry.available
    if not there <= slots:
        text, remedy = gettext_noop("The event has no slot %(slot)s."), gettext_noop("Its slots are 1 to %(last)s.")
        raise BadCell("slot-unknown", text, remedy, slot=min(there - slots), last=max(slots, default=0))
    if slots and too_many_hoped(entry.at_least, entry.seats, len(there)):
        text = gettext_noop("At least %(least)s meetings do not fit into %(slots)s slots.")
        raise BadCell("least-too-many", text, gettext_noop("Lower the least."), least=entry.at_least, slots=len(there))
    if sides and entry.side and entry.side not in sides:
        text, remedy = gettext_noop("The event has no side “%(side)s”."), gettext_noop("Write one of: %(sides)s.")
        raise BadCell("side-unknown", text, remedy, side=entry.side, sides=", ".join(sorted(sides)))


def _check_topics(entry: Entry, topics: set[int]) -> None:
    if not entry.topics <= topics:
        text, remedy = gettext_noop("The event has no topic %(topic)s."), gettext_noop("Its topics are 1 to %(last)s.")
        raise BadCell("topic-unknown", text, remedy, topic=min(entry.topics - topics), last=max(topics, default=0))


def _refuse_own(organisation: int | None, own: frozenset[int]) -> None:
    if organisation in own:
        text = gettext_noop("You act for this organisation yourself.")
        raise BadCell("own", text, gettext_noop("Ask a colleague to enter it."))


class _Registry:
    """Whom the rows of a file name, found with two questions however many rows there are."""

    def __init__(self, rows: Iterable[Row[Entry]]) -> None:
        entries = [row.value for row in rows]
        self._codes = _owners(
            Identifier.objects.filter(
                scheme=Identifier.Scheme.USCC, value__in={e.uscc for e in entries if e.uscc}
            ).values_list("value", "organisation_id", "organisation__merged_into_id")
        )
        names = {e.name for e in entries}
        named = Name.objects.filter(text__in=names).values_list(
            "text", "organisation_id", "organisation__merged_into_id"
        )
        legal = Organisation.objects.filter(name__in=names).values_list("name", "pk", "merged_into_id")
        self._names = _owners([*named, *legal])

    def organisation(self, entry: Entry) -> int | None:
        """The one organisation meant; ``None`` where there is none; BadCell where there are several."""
        named, coded = self._names.get(folded(entry.name), set()), self._codes.get(folded(entry.uscc), set())
        if coded:
            if named and not coded & named:
                text = gettext_noop("The code %(uscc)s belongs to another organisation than the name.")
                raise BadCell("code-elsewhere", text, gettext_noop("Correct the code or the name."), uscc=entry.uscc)
            return min(coded)
        if len(named) > 1:
            text = gettext_noop("%(count)s organisations are called “%(name)s”.")
            raise BadCell(
                "name-several",
                text,
                gettext_noop("Add its code in the USCC column."),
                count=len(named),
                name=entry.name,
            )
        return min(named, default=None)


def _owners(rows: Iterable[tuple[str, int, int | None]]) -> dict[str, set[int]]:
    owners: dict[str, set[int]] = defaultdict(set)
    for text, organisation, merged_into in rows:
        owners[folded(text)].add(merged_into or organisation)
    return owners


def _requests(event: Event, raw: RawTable, own: frozenset[int]) -> Reading[Between]:
    checked = check(raw, WISHES)
    sides = _Sides(event, raw.file, own)
    there = set(event.requests.filter(is_withdrawn=False).values_list("requester_id", "requested_id"))
    apart = {pair for row in event.aparts.values_list("one", "other") for pair in (row, row[::-1])}
    found: _Sorted[Between] = _Sorted()
    for row in checked.rows:
        wish = row.value
        ends = [_end(sides, wish, column, row, found, checked.heading) for column in ("asking", "asked")]
        if None in ends:
            continue
        asking, asked = ends
        assert asking is not None and asked is not None  # noqa: S101, PT018  # tells the type checker what stands above
        if problem := _pair_problem(wish, asking, asked, apart):
            found.problems.append(problem.at(raw.file, row.number, checked.heading("never")))
        elif (asking, asked) in (apart if wish.never else there):
            found.same += 1
        else:
            found.new.append(Between(wish, asking, asked))
            if wish.never:
                apart |= {(asking, asked), (asked, asking)}
            else:
                there.add((asking, asked))
    return found.reading(raw, checked.problems)


def _pair_problem(wish: Wish, asking: int, asked: int, apart: set[tuple[int, int]]) -> BadCell | None:
    if asking == asked:
        text = gettext_noop("Both names mean the same participant.")
        return BadCell("meets-itself", text, gettext_noop("Name whom it wants to meet."))
    if not wish.never and (asking, asked) in apart:
        text = gettext_noop("The organiser keeps these two apart.")
        return BadCell("kept-apart", text, gettext_noop("Leave the row out, or allow the two to meet again."))
    return None


def _end(
    sides: _Sides, wish: Wish, column: str, row: Row[Wish], found: _Sorted[Between], heading: Callable[[str], str]
) -> int | None:
    try:
        return sides.participant(getattr(wish, column))
    except BadCell as bad:
        found.problems.append(bad.at(sides.file, row.number, heading(column)))
        return None


class _Sides:
    """Participants of an event by every name, code and key of their organisations."""

    def __init__(self, event: Event, file: str, own: frozenset[int]) -> None:
        self.file, self._own = file, own
        standing = event.participations.filter(status=Participation.Status.APPROVED)
        places = dict(standing.values_list("organisation_id", "pk"))
        self._organisation_of = {place: organisation for organisation, place in places.items()}
        self._places: dict[str, set[int]] = defaultdict(set)
        for text, organisation in _spellings(places):
            self._places[folded(text)].add(places[organisation])

    def participant(self, text: str) -> int:
        """The participant meant; BadCell where nobody or several are, or one the reader acts for."""
        found = self._places.get(folded(text), set())
        if not found:
            bad = gettext_noop("No approved participant of this event is called “%(name)s”.")
            raise BadCell("not-taking-part", bad, gettext_noop("Write its name, code or key as registered."), name=text)
        if len(found) > 1:
            bad = gettext_noop("%(count)s organisations are called “%(name)s”.")
            raise BadCell("name-several", bad, gettext_noop("Write its code instead."), count=len(found), name=text)
        _refuse_own(self._organisation_of[min(found)], self._own)
        return min(found)


def _spellings(organisations: Iterable[int]) -> Iterator[tuple[str, int]]:
    ids = list(organisations)
    yield from Name.objects.filter(organisation__in=ids).values_list("text", "organisation_id")
    yield from Identifier.objects.filter(organisation__in=ids).values_list("value", "organisation_id")
    for name, name_en, pk in Organisation.objects.filter(pk__in=ids).values_list("name", "name_en", "pk"):
        yield name, pk
        if name_en:
            yield name_en, pk
