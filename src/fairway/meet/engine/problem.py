"""What a matchmaking event asks for: participants, slots, tables and the meetings wished for.

Terms are those of the business-to-business meeting scheduling problem (Bofill et al., JAIR 74, 2022):
a *meeting* joins two *participants* at one *table* in one *slot*; a slot belongs to the morning or the
afternoon *session*.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Session(IntEnum):
    """Half of the day; ``ANY`` only in a wish. The numbers are those of the public instances."""

    MORNING = 1
    AFTERNOON = 2
    ANY = 3


@dataclass(frozen=True)
class Slot:
    """One round of meetings; ``number`` counts from 1 in the order of time, ``day`` from 1.

    ``tables`` is how many tables there are in this slot; ``None`` means as many as in the event.
    """

    number: int
    session: Session
    day: int = 1
    tables: int | None = None

    @property
    def half(self) -> tuple[int, Session]:
        """Half of a day it belongs to."""
        return self.day, self.session


@dataclass(frozen=True)
class Participant:
    """Somebody with ``seats`` representatives who can meet in parallel in the ``available`` slots.

    ``at_most`` limits the meetings of the whole event; ``None`` means no limit. ``at_least`` is a hope: each
    meeting short of it costs the problem's ``price_of_shortfall``.
    """

    key: int
    available: frozenset[int]
    seats: int = 1
    at_most: int | None = None
    name: str = ""
    at_least: int = 0

    def __str__(self) -> str:
        return self.name or str(self.key)

    @property
    def room(self) -> int:
        """Most meetings it can hold: no more than it accepts, nor than it has representatives in its slots."""
        places = self.seats * len(self.available)
        return places if self.at_most is None else min(places, self.at_most)


@dataclass(frozen=True)
class MeetingWish:
    """A meeting somebody wants, worth ``priority`` points when held.

    ``fixed_slot`` is the only slot it may take; ``after`` holds the keys of wishes whose meetings, where
    held, must come in an earlier slot. One that ``must_hold`` is in every timetable. ``interpreter`` names the
    language an interpreter is needed for; none if empty.
    """

    key: int
    first: int
    second: int
    priority: int = 1
    session: Session = Session.ANY
    fixed_slot: int | None = None
    after: frozenset[int] = frozenset()
    must_hold: bool = False
    interpreter: str = ""

    @property
    def parties(self) -> tuple[int, int]:
        """Keys of the two participants."""
        return self.first, self.second


@dataclass(frozen=True)
class Interpreters:
    """How many interpreters for ``language`` are there in each slot, in the order of the slots."""

    language: str
    there: tuple[int, ...]


@dataclass(frozen=True)
class MeetingProblem:
    """A whole event. Building one raises ``Invalid`` when its parts do not fit together.

    With ``must_hold_all`` a timetable holds every wish or does not exist; otherwise it holds the most
    valuable ones: the value of a timetable is the sum of the priorities held, less ``price_of_shortfall``
    for each meeting somebody is short of ``at_least``.
    """

    participants: tuple[Participant, ...]
    wishes: tuple[MeetingWish, ...]
    slots: tuple[Slot, ...]
    tables: int
    must_hold_all: bool = False
    name: str = ""
    interpreters: tuple[Interpreters, ...] = ()
    price_of_shortfall: int = 0

    def __post_init__(self) -> None:
        for code, text, facts in _faults(self):
            raise Invalid(code, text, **facts)

    def by_key(self) -> dict[int, Participant]:
        """Participants by their keys."""
        return {participant.key: participant for participant in self.participants}

    def ordered(self) -> MeetingProblem:
        """Put participants and wishes in the order of their keys."""
        return replace(
            self,
            participants=tuple(sorted(self.participants, key=lambda participant: participant.key)),
            wishes=tuple(sorted(self.wishes, key=lambda wish: wish.key)),
        )

    def tables_in(self, slot: int) -> int:
        """How many tables there are in the slot of that number."""
        own = self.slots[slot - 1].tables
        return self.tables if own is None else own

    def interpreters_in(self, slot: int) -> dict[str, int]:
        """How many interpreters for each language there are in the slot of that number."""
        return {pool.language: pool.there[slot - 1] for pool in self.interpreters}


def fits(wish: MeetingWish, slot: Slot) -> bool:
    """Whether the wish itself (session, fixed slot) allows ``slot``, whoever is there."""
    return wish.session in (Session.ANY, slot.session) and wish.fixed_slot in (None, slot.number)


Fault = tuple[str, str, dict[str, object]]


def _faults(problem: MeetingProblem) -> Iterator[Fault]:
    yield from _event_faults(problem)
    numbers = {slot.number for slot in problem.slots}
    for participant in problem.participants:
        yield from _participant_faults(participant, numbers)
    people = {participant.key for participant in problem.participants}
    keys = {wish.key for wish in problem.wishes}
    languages = {pool.language for pool in problem.interpreters}
    for wish in problem.wishes:
        yield from _party_faults(wish, people)
        yield from _wish_faults(wish, numbers, keys)
        yield from _language_faults(wish, languages)


def _event_faults(problem: MeetingProblem) -> Iterator[Fault]:
    if [slot.number for slot in problem.slots] != list(range(1, len(problem.slots) + 1)):
        yield "slot-numbers", gettext_noop("Slots must be numbered 1, 2, 3 … in order."), {}
    if any(slot.session is Session.ANY for slot in problem.slots):
        yield "slot-session", gettext_noop("Each slot is in the morning or in the afternoon."), {}
    if problem.tables < 0:
        yield (
            "tables-negative",
            gettext_noop("The number of tables cannot be %(tables)s."),
            {"tables": problem.tables},
        )
    yield from _supply_faults(problem)
    if (key := _twice(participant.key for participant in problem.participants)) is not None:
        yield "participant-twice", gettext_noop("Participant %(key)s is listed twice."), {"key": key}
    if (key := _twice(wish.key for wish in problem.wishes)) is not None:
        yield "wish-twice", gettext_noop("Meeting %(key)s is listed twice."), {"key": key}


def _supply_faults(problem: MeetingProblem) -> Iterator[Fault]:
    for slot in problem.slots:
        if slot.tables is not None and not 0 <= slot.tables <= problem.tables:
            facts: dict[str, object] = {"slot": slot.number, "tables": slot.tables, "all": problem.tables}
            text = gettext_noop("Slot %(slot)s cannot have %(tables)s tables: the event has %(all)s.")
            yield "slot-tables", text, facts
    for pool in problem.interpreters:
        if len(pool.there) != len(problem.slots) or min(pool.there, default=0) < 0:
            text = gettext_noop("Interpreters for %(language)s need a number, 0 or more, for each slot.")
            yield "interpreters", text, {"language": pool.language}
    if len({pool.language for pool in problem.interpreters}) < len(problem.interpreters):
        yield "interpreters-twice", gettext_noop("A language of interpreters is listed twice."), {}


def _language_faults(wish: MeetingWish, languages: set[str]) -> Iterator[Fault]:
    if wish.interpreter and wish.interpreter not in languages:
        facts: dict[str, object] = {"wish": wish.key, "language": wish.interpreter}
        text = gettext_noop("Meeting %(wish)s needs an interpreter for %(language)s, and there is none.")
        yield "wish-language", text, facts


def _twice(keys: Iterable[int]) -> int | None:
    seen: set[int] = set()
    for key in keys:
        if key in seen:
            return key
        seen.add(key)
    return None


def _participant_faults(participant: Participant, numbers: set[int]) -> Iterator[Fault]:
    facts: dict[str, object] = {"participant": str(participant)}
    if participant.seats < 1:
        yield "seats", gettext_noop("%(participant)s needs at least one representative."), facts
    if participant.at_most is not None and participant.at_most < 0:
        yield "at-most", gettext_noop("%(participant)s cannot accept a negative number of meetings."), facts
    if participant.at_least < 0 or participant.at_least > (participant.at_most or participant.at_least):
        text = gettext_noop("%(participant)s cannot want more meetings at least than it accepts at most.")
        yield "at-least", text, facts
    if not participant.available <= numbers:
        yield (
            "available-slot",
            gettext_noop("%(participant)s is said to be there in a slot that does not exist."),
            facts,
        )


def _party_faults(wish: MeetingWish, people: set[int]) -> Iterator[Fault]:
    for key in wish.parties:
        if key not in people:
            facts: dict[str, object] = {"wish": wish.key, "participant": key}
            yield (
                "wish-party",
                gettext_noop("Meeting %(wish)s names participant %(participant)s, who is not listed."),
                facts,
            )
    if wish.first == wish.second:
        yield "wish-self", gettext_noop("In meeting %(wish)s a participant meets itself."), {"wish": wish.key}


def _wish_faults(wish: MeetingWish, numbers: set[int], keys: set[int]) -> Iterator[Fault]:
    facts: dict[str, object] = {"wish": wish.key}
    if wish.priority < 1:
        yield "wish-priority", gettext_noop("The priority of meeting %(wish)s must be at least 1."), facts
    if wish.fixed_slot is not None and wish.fixed_slot not in numbers:
        yield "wish-fixed", gettext_noop("Meeting %(wish)s is fixed in a slot that does not exist."), facts
    if not wish.after <= keys:
        yield "wish-after", gettext_noop("Meeting %(wish)s must follow a meeting that is not listed."), facts
    if wish.key in wish.after:
        yield "wish-after-self", gettext_noop("Meeting %(wish)s cannot come after itself."), facts
