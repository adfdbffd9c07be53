"""What does not fit together among the parts of an event: sources, rooms, slots and stated figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.chain.engine.intentions import intention_problems
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.nearest import nearest
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from fairway.chain.engine.event import EventSpec

Wrong = tuple[str, BadCell]
"""A path such as ``rooms[2].closed``, and the complaint."""


def part_problems(event: EventSpec) -> Iterator[Wrong]:
    """Find what does not fit together: path and complaint."""
    yield from twice("stands", "number", [stand.number for stand in event.stands])
    yield from twice("topics", "name", [topic.name for topic in event.topics])
    yield from twice("parts", "code", [event.code, *(part.code for part in event.parts)][1:])
    yield from _days(event)
    yield from _rooms(event)
    yield from _slots(event)
    yield from _sources(event)
    yield from _figures(event)
    yield from twice("intentions", "title", [each.title for each in event.intentions])
    for number, each in enumerate(event.intentions, start=1):
        yield from intention_problems(f"intentions[{number}]", each, event.held_on, event.as_of)


def _days(event: EventSpec) -> Iterator[Wrong]:
    if event.ends is not None and event.ends < event.held_on:
        text = _("The event ends before it begins.")
        yield "event.ends", BadCell("ends-before-start", text, _("Correct date or ends."))
    last = event.ends or event.held_on
    for number, part in enumerate(event.parts, start=1):
        if part.code == event.code:
            text, remedy = _("A part has the code of the whole event."), _("Give it a code of its own.")
            yield f"parts[{number}].code", BadCell("duplicate-key", text, remedy)
        if part.on is not None and not event.held_on <= part.on <= last:
            text = _("%(day)s is not a day of the event.")
            bad = BadCell("part-outside", text, _("Correct the day, or that of the event."), day=part.on.isoformat())
            yield f"parts[{number}].on", bad


def _rooms(event: EventSpec) -> Iterator[Wrong]:
    if not event.rooms:
        return
    tables = sum(room.tables for room in event.rooms)
    said = event.meeting.tables if event.meeting is not None else 0
    if tables != said:
        text = _("The rooms hold %(tables)s tables, and [meeting] says %(said)s.")
        remedy = _("Write the same number in both.")
        yield "rooms[1].tables", BadCell("room-tables", text, remedy, tables=tables, said=said)
    closed: frozenset[int] = frozenset()
    for number, room in enumerate(event.rooms, start=1):
        if closed - room.closed:
            text = _("A room before this one is closed in slot %(slot)s, and this one is open.")
            bad = BadCell("room-order", text, _("Put the rooms that close last."), slot=min(closed - room.closed))
            yield f"rooms[{number}].closed", bad
        closed = room.closed


def _slots(event: EventSpec) -> Iterator[Wrong]:
    """No slot is named that the event does not have; no two presentations have the same one."""
    slots = len(event.meeting.slots) if event.meeting is not None else 0
    named = [
        *((f"rooms[{n}].closed", room.closed) for n, room in enumerate(event.rooms, start=1)),
        *((f"interpreters[{n}].slots", each.slots) for n, each in enumerate(event.interpreters, start=1)),
        *((f"presentations[{n}].slot", {each.slot or 0}) for n, each in enumerate(event.presentations, start=1)),
    ]
    for path, numbers in named:
        if numbers and max(numbers) > slots:
            text = _("Slot %(slot)s is none of the event's %(slots)s slots.")
            remedy = _("Use slot numbers from 1 to %(slots)s.") if slots else _("Add [meeting] to event.toml.")
            yield path, BadCell("slot-outside", text, remedy, slot=max(numbers), slots=slots)
    taken = [(number, each.slot) for number, each in enumerate(event.presentations, start=1) if each.slot]
    for place, (number, slot) in enumerate(taken):
        if slot in {other for _number, other in taken[:place]}:
            text = _("Two presentations have slot %(slot)s.")
            bad = BadCell("presentation-slot", text, _("Give one of them another slot."), slot=slot)
            yield f"presentations[{number}].slot", bad


def _sources(event: EventSpec) -> Iterator[Wrong]:
    known = {source.key for source in event.sources}
    for name in ("parts", "representatives", "actions", "intentions"):
        for number, entry in enumerate(getattr(event, name), start=1):
            if entry.source:
                yield from source_problem(f"{name}[{number}]", entry.source, known)


def _figures(event: EventSpec) -> Iterator[Wrong]:
    stated = {fact.predicate for fact in event.facts if fact.subject == "event"}
    yield from twice("expected", "predicate", [figure.predicate for figure in event.expected])
    for number, figure in enumerate(event.expected, start=1):
        if figure.predicate not in stated:
            near = nearest(figure.predicate, stated)
            remedy = _("Did you mean “%(near)s”?") if near else _("Add a [[facts]] entry about the event.")
            text = _("No fact about the event has the predicate “%(key)s”.")
            bad = BadCell("unknown-figure", text, remedy, key=figure.predicate, near=near or "")
            yield f"expected[{number}].predicate", bad


def twice(name: str, key: str, values: Sequence[str]) -> Iterator[Wrong]:
    """Complain about each entry that has the same ``key`` as one before it."""
    for number, value in enumerate(values, start=1):
        first = values.index(value) + 1
        if first < number:
            text = _("Entries %(first)s and %(second)s are both “%(key)s”.")
            remedy = _("Give one of them another value.")
            bad = BadCell("duplicate-key", text, remedy, first=first, second=number, key=value)
            yield f"{name}[{number}].{key}", bad


def source_problem(path: str, key: str, known: set[str]) -> Iterator[Wrong]:
    """Complain about a source that is not listed."""
    if key not in known:
        near = nearest(key, known)
        remedy = _("Did you mean “%(near)s”?") if near else _("Add a [[sources]] entry with this key.")
        text = _("There is no source “%(key)s”.")
        yield f"{path}.source", BadCell("unknown-source", text, remedy, key=key, near=near or "")


def future(path: str, on: date, as_of: date) -> Iterator[Wrong]:
    """Complain about a day after the one the results are computed for."""
    if on > as_of:
        yield path, BadCell("future-date", FUTURE, FUTURE_REMEDY, day=on.isoformat(), as_of=as_of.isoformat())


FUTURE = _("%(day)s is later than the day the results are computed for, %(as_of)s.")
FUTURE_REMEDY = _("Correct the day, or set a later as_of in event.toml.")
