"""An independent referee for timetables: its own reading of the event, its own counting, no solver.

Shares no code with the engine: an instance file is read again here, with regular expressions.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fairway.meet.engine.problem import MeetingProblem
    from fairway.meet.engine.result import Timetable

Row = tuple[int, int, int]

FEWEST = {
    "forum-13": 0, "forum-13crafb": 6, "forum-13crafc": 1, "forum-14": 2, "forumt-14": 5, "forumt-14crafc": 5,
    "forumt-14crafd": 4, "forumt-14crafe": 5, "tic-12": 0, "tic-12crafc": 0, "tic-13": 0, "tic-13crafb": 0,
    "tic-13crafc": 4, "tic-14crafa": 0, "tic-14crafc": 0, "tic-14crafd": 0, "ticf-13crafa": 0, "ticf-13crafb": 3,
    "ticf-13crafc": 1, "ticf-14crafa": 0,
}  # fmt: skip
"""The published optima, breaks at most two apart."""


@dataclass(frozen=True)
class Person:
    present: frozenset[int]
    places: int
    ceiling: int | None
    hope: int = 0


@dataclass(frozen=True)
class Request:
    pair: tuple[int, int]
    window: frozenset[int]
    predecessors: frozenset[int]
    worth: int = 1
    compulsory: bool = False
    language: str = ""


@dataclass(frozen=True)
class Event:
    people: dict[int, Person]
    requests: dict[int, Request]
    slots: int
    tables: int
    complete: bool
    tables_by_slot: dict[int, int] = field(default_factory=dict)
    """Only slots with a number of their own."""
    speakers: dict[str, tuple[int, ...]] = field(default_factory=dict)
    price: int = 0


def rows_of(timetable: Timetable) -> list[Row]:
    return [(meeting.wish, meeting.slot, meeting.table) for meeting in timetable.meetings]


def event_from_problem(problem: MeetingProblem) -> Event:
    halves = {1: set[int](), 2: set[int]()}
    for slot in problem.slots:
        halves[int(slot.session)].add(slot.number)
    windows = {1: halves[1], 2: halves[2], 3: halves[1] | halves[2]}
    return Event(
        people={p.key: Person(p.available, p.seats, p.at_most, p.at_least) for p in problem.participants},
        requests={
            w.key: Request(
                (w.first, w.second),
                frozenset(windows[int(w.session)] & ({w.fixed_slot} if w.fixed_slot else windows[3])),
                w.after,
                w.priority,
                w.must_hold,
                w.interpreter,
            )
            for w in problem.wishes
        },
        slots=len(problem.slots),
        tables=problem.tables,
        complete=problem.must_hold_all,
        tables_by_slot={slot.number: slot.tables for slot in problem.slots if slot.tables is not None},
        speakers={pool.language: pool.there for pool in problem.interpreters},
        price=problem.price_of_shortfall,
    )


def event_from_dzn(text: str) -> Event:
    text = re.sub(r"%.*", "", text)
    values = dict(re.findall(r"(\w+)\s*=\s*([^;]*);", text))
    size = {name: int(value) for name, value in values.items() if re.fullmatch(r"\s*\d+\s*", value)}
    every = range(1, size["nTotalSlots"] + 1)
    forbidden = _sets(values["forbidden"])
    before = _sets(values["precedences"])
    fixed = [int(number) for number in re.findall(r"\d+", values["fixed"])]
    triples = re.findall(r"\|\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)", values["requested"])
    requests = {}
    for number, triple in enumerate(triples, 1):
        first, second, half = map(int, triple)
        window = {slot for slot in every if half == 3 or (slot <= size["nMorningSlots"]) == (half == 1)}
        if fixed[number - 1]:
            window &= {fixed[number - 1]}
        requests[number] = Request((first, second), frozenset(window), frozenset(before[number - 1] - {0}))
    people = {
        number: Person(frozenset(every) - forbidden[number - 1], 1, None) for number in range(1, size["nBusiness"] + 1)
    }
    assert len(requests) == size["nMeetings"]
    return Event(people, requests, len(every), size["nTables"], complete=True)


def _sets(text: str) -> list[set[int]]:
    return [{int(number) for number in re.findall(r"\d+", found)} for found in re.findall(r"{([^}]*)}", text)]


def violations(event: Event, rows: Iterable[Row]) -> list[str]:
    """Every broken rule as a word and its place; empty for a correct timetable."""
    listed = list(rows)
    known = [row for row in listed if row[0] in event.requests]
    return [
        *_entries(event, listed),
        *_rooms(event, listed),
        *_requests(event, known),
        *_speakers(event, known),
        *_people(event, known),
    ]


def _entries(event: Event, rows: list[Row]) -> Iterator[str]:
    seen = Counter(number for number, _, _ in rows)
    yield from (f"unknown meeting {number}" for number in seen if number not in event.requests)
    yield from (f"duplicate meeting {number}" for number in seen if seen[number] > 1)
    due = [number for number, request in event.requests.items() if event.complete or request.compulsory]
    yield from (f"missing meeting {number}" for number in due if number not in seen)


def _rooms(event: Event, rows: list[Row]) -> Iterator[str]:
    load = Counter(slot for _, slot, _ in rows)
    room = {slot: event.tables_by_slot.get(slot, event.tables) for slot in load}
    yield from (f"tables: {load[slot]} meetings in slot {slot}" for slot in load if load[slot] > room[slot])
    yield from (f"slot {slot} unknown" for slot in load if slot not in range(1, event.slots + 1))
    place = Counter((slot, table) for _, slot, table in rows)
    yield from (f"same table {table} twice in slot {slot}" for (slot, table), n in place.items() if n > 1)
    yield from (f"table {table} unknown" for _, table in place if table not in range(1, event.tables + 1))


def _requests(event: Event, rows: list[Row]) -> Iterator[str]:
    when = {number: slot for number, slot, _ in rows}
    for number, slot, _ in rows:
        request = event.requests[number]
        if slot not in request.window:
            yield f"session or fixed slot: meeting {number} in slot {slot}"
        for other in request.predecessors:
            if other in when and not when[other] < slot:
                yield f"precedence: meeting {number} not after {other}"


def _speakers(event: Event, rows: list[Row]) -> Iterator[str]:
    for language, there in event.speakers.items():
        for slot, speakers in enumerate(there, 1):
            busy = [number for number, when, _ in rows if when == slot and event.requests[number].language == language]
            if len(busy) > speakers:
                yield f"interpreters: {len(busy)} meetings in {language} in slot {slot}"


def _people(event: Event, rows: list[Row]) -> Iterator[str]:
    sittings = [(person, slot) for number, slot, _ in rows for person in event.requests[number].pair]
    for (person, slot), count in Counter(sittings).items():
        if count > event.people[person].places:
            yield f"double booking of {person} in slot {slot}"
        if slot not in event.people[person].present:
            yield f"availability of {person} in slot {slot}"
    for person, count in Counter(person for person, _ in sittings).items():
        ceiling = event.people[person].ceiling
        if ceiling is not None and count > ceiling:
            yield f"limit of {person}: {count} meetings"


def value(event: Event, rows: Iterable[Row]) -> int:
    """What the meetings are worth, less what each meeting short of somebody's hope costs."""
    numbers = [number for number, _, _ in rows]
    held = Counter(key for number in numbers for key in event.requests[number].pair)
    short = sum(max(0, person.hope - held[key]) for key, person in event.people.items())
    return sum(event.requests[number].worth for number in numbers) - event.price * short


def breaks(event: Event, rows: Iterable[Row]) -> int:
    """Idle stretches between meetings, over everybody."""
    return sum(breaks_each(event, rows).values())


def breaks_each(event: Event, rows: Iterable[Row]) -> dict[int, int]:
    """Idle stretches between meetings, by walking through everybody's day slot by slot."""
    return {person: len(idle) for person, idle in _idle_each(event, rows).items()}


def waits_each(event: Event, rows: Iterable[Row]) -> dict[int, int]:
    """Those idle stretches in which the person is there: who is away between two meetings does not wait."""
    present = {key: person.present for key, person in event.people.items()}
    return {key: sum(bool(gap & present[key]) for gap in idle) for key, idle in _idle_each(event, rows).items()}


def _idle_each(event: Event, rows: Iterable[Row]) -> dict[int, list[set[int]]]:
    busy = {(person, slot) for number, slot, _ in rows for person in event.requests[number].pair}
    found = {}
    for person in event.people:
        day = "".join("x" if (person, slot) in busy else "." for slot in range(1, event.slots + 1))
        gaps = re.finditer(r"(?<=x)\.+(?=x)", day)
        found[person] = [set(range(gap.start() + 1, gap.end() + 1)) for gap in gaps]
    return found
