"""A timetable being filled: who sits with whom in which slot, and what is still free."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, possible_slots

if TYPE_CHECKING:
    from collections.abc import Iterator


def _room(person: Participant) -> int:
    slots = person.seats * len(person.available)
    return slots if person.at_most is None else min(slots, person.at_most)


class Grid:
    """Mutable placement of wishes in slots that never breaks a rule of the problem."""

    def __init__(self, problem: MeetingProblem) -> None:
        self.problem = problem
        self.people = problem.by_key()
        self.wishes = {wish.key: wish for wish in problem.wishes}
        self.options = possible_slots(problem)
        self.room = {person.key: _room(person) for person in problem.participants}
        self.slot_of: dict[int, int] = {}
        self.meetings: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
        self.in_slot: defaultdict[int, list[int]] = defaultdict(list)
        self.spoken: Counter[tuple[str, int]] = Counter()
        self.held: Counter[int] = Counter()
        self.interpreters = {
            (pool.language, slot): there for pool in problem.interpreters for slot, there in enumerate(pool.there, 1)
        }
        self.tables = {slot.number: problem.tables_in(slot.number) for slot in problem.slots}
        self.before = {wish.key: wish.after for wish in problem.wishes}
        self.behind: defaultdict[int, list[int]] = defaultdict(list)
        for wish in problem.wishes:
            for earlier in wish.after:
                self.behind[earlier].append(wish.key)

    @property
    def value(self) -> int:
        """Sum of the priorities of all placed wishes, less what unfulfilled hopes cost."""
        short = sum(max(0, person.at_least - self.held[key]) for key, person in self.people.items())
        held = sum(self.wishes[key].priority for key in self.slot_of)
        return held - self.problem.price_of_shortfall * short

    def busy(self, person: int, slot: int) -> bool:
        """Whether every representative of ``person`` meets somebody in ``slot``."""
        return len(self.meetings.get((person, slot), ())) >= self.people[person].seats

    def full(self, slot: int) -> bool:
        """Whether no table is left in ``slot``."""
        return len(self.in_slot.get(slot, ())) >= self.tables[slot]

    def speechless(self, wish: MeetingWish, slot: int) -> bool:
        """Whether the wish needs an interpreter and none is left in ``slot``."""
        if not wish.interpreter:
            return False
        return self.spoken[wish.interpreter, slot] >= self.interpreters[wish.interpreter, slot]

    def in_order(self, key: int, slot: int) -> bool:
        """Whether ``slot`` is after all placed meetings that come before, and before all that come after."""
        return all(self.slot_of.get(other, 0) < slot for other in self.before[key]) and all(
            self.slot_of.get(other, slot + 1) > slot for other in self.behind.get(key, ())
        )

    def can_hold(self, wish: MeetingWish) -> bool:
        """Whether neither side holds all the meetings it accepts or has slots for."""
        return all(self.held[person] < self.room[person] for person in wish.parties)

    def is_free(self, wish: MeetingWish, slot: int) -> bool:
        """Whether people, tables and order leave room in ``slot`` (one of the wish's options)."""
        supplied = not self.full(slot) and not self.speechless(wish, slot)
        free = supplied and not any(self.busy(person, slot) for person in wish.parties)
        return free and self.in_order(wish.key, slot)

    def free_slots(self, wish: MeetingWish) -> Iterator[int]:
        """Slots the wish could take now."""
        return (slot for slot in self.options[wish.key] if self.is_free(wish, slot))

    def put(self, key: int, slot: int) -> None:
        """Place a wish."""
        self.slot_of[key] = slot
        self.in_slot[slot].append(key)
        self.spoken[self.wishes[key].interpreter, slot] += 1
        for person in self.wishes[key].parties:
            self.meetings[person, slot].append(key)
            self.held[person] += 1

    def take(self, key: int) -> int:
        """Remove a wish and say where it was."""
        slot = self.slot_of.pop(key)
        self.in_slot[slot].remove(key)
        self.spoken[self.wishes[key].interpreter, slot] -= 1
        for person in self.wishes[key].parties:
            self.meetings[person, slot].remove(key)
            self.held[person] -= 1
        return slot
