"""What a matchmaking event asks for: participants, slots, tables and the meetings wished for.

Terms are those of the business-to-business meeting scheduling problem (Bofill et al., JAIR 74, 2022):
a *meeting* joins two *participants* at one *table* in one *slot*; a slot belongs to the morning or the
afternoon *session*.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """One round of meetings; ``number`` counts from 1 in the order of time."""

    number: int
    session: Session


@dataclass(frozen=True)
class Participant:
    """Somebody with ``seats`` representatives who can meet in parallel in the ``available`` slots.

    ``at_most`` limits the meetings of the whole event; ``None`` means no limit.
    """

    key: int
    available: frozenset[int]
    seats: int = 1
    at_most: int | None = None
    name: str = ""

    def __str__(self) -> str:
        return self.name or str(self.key)


@dataclass(frozen=True)
class MeetingWish:
    """A meeting somebody wants, worth ``priority`` points when held.

    ``fixed_slot`` is the only slot it may take; ``after`` holds the keys of wishes whose meetings, where
    held, must come in an earlier slot.
    """

    key: int
    first: int
    second: int
    priority: int = 1
    session: Session = Session.ANY
    fixed_slot: int | None = None
    after: frozenset[int] = frozenset()

    @property
    def parties(self) -> tuple[int, int]:
        """Keys of the two participants."""
        return self.first, self.second


@dataclass(frozen=True)
class MeetingProblem:
    """A whole event. Building one raises ``Invalid`` when its parts do not fit together.

    With ``must_hold_all`` a timetable holds every wish or does not exist; otherwise it holds the most
    valuable ones.
    """

    participants: tuple[Participant, ...]
    wishes: tuple[MeetingWish, ...]
    slots: tuple[Slot, ...]
    tables: int
    must_hold_all: bool = False
    name: str = ""

    def __post_init__(self) -> None:
        for code, text, facts in _faults(self):
            raise Invalid(code, text, **facts)

    def by_key(self) -> dict[int, Participant]:
        """Participants by their keys."""
        return {participant.key: participant for participant in self.participants}

    def ordered(self) -> MeetingProblem:
        """Put participants and wishes in the order of their keys."""
        return MeetingProblem(
            tuple(sorted(self.participants, key=lambda participant: participant.key)),
            tuple(sorted(self.wishes, key=lambda wish: wish.key)),
            self.slots,
            self.tables,
            self.must_hold_all,
            self.name,
        )


def possible_slots(problem: MeetingProblem) -> dict[int, tuple[int, ...]]:
    """For each wish the slots, ascending, in which both are there and its session and fixed slot agree."""
    there = {participant.key: participant.available for participant in problem.participants}
    return {
        wish.key: tuple(
            slot.number
            for slot in problem.slots
            if slot.number in there[wish.first] & there[wish.second] and fits(wish, slot)
        )
        for wish in problem.wishes
    }


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
    for wish in problem.wishes:
        yield from _party_faults(wish, people)
        yield from _wish_faults(wish, numbers, keys)


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
    if (key := _twice(participant.key for participant in problem.participants)) is not None:
        yield "participant-twice", gettext_noop("Participant %(key)s is listed twice."), {"key": key}
    if (key := _twice(wish.key for wish in problem.wishes)) is not None:
        yield "wish-twice", gettext_noop("Meeting %(key)s is listed twice."), {"key": key}


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
