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
        self.held: Counter[int] = Counter()
        self.before = {wish.key: wish.after for wish in problem.wishes}
        self.behind: defaultdict[int, list[int]] = defaultdict(list)
        for wish in problem.wishes:
            for earlier in wish.after:
                self.behind[earlier].append(wish.key)

    @property
    def value(self) -> int:
        """Sum of the priorities of all placed wishes."""
        return sum(self.wishes[key].priority for key in self.slot_of)

    def busy(self, person: int, slot: int) -> bool:
        """Whether every representative of ``person`` meets somebody in ``slot``."""
        return len(self.meetings.get((person, slot), ())) >= self.people[person].seats

    def full(self, slot: int) -> bool:
        """Whether no table is left in ``slot``."""
        return len(self.in_slot.get(slot, ())) >= self.problem.tables

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
        free = not self.full(slot) and not any(self.busy(person, slot) for person in wish.parties)
        return free and self.in_order(wish.key, slot)

    def free_slots(self, wish: MeetingWish) -> Iterator[int]:
        """Slots the wish could take now."""
        return (slot for slot in self.options[wish.key] if self.is_free(wish, slot))

    def put(self, key: int, slot: int) -> None:
        """Place a wish."""
        self.slot_of[key] = slot
        self.in_slot[slot].append(key)
        for person in self.wishes[key].parties:
            self.meetings[person, slot].append(key)
            self.held[person] += 1

    def take(self, key: int) -> int:
        """Remove a wish and say where it was."""
        slot = self.slot_of.pop(key)
        self.in_slot[slot].remove(key)
        for person in self.wishes[key].parties:
            self.meetings[person, slot].remove(key)
            self.held[person] -= 1
        return slot

    def fill(self) -> None:
        """Place every wish that fits without moving another, the most valuable first."""
        for wish in sorted(self.problem.wishes, key=lambda wish: (-wish.priority, wish.key)):
            if wish.key not in self.slot_of and self.can_hold(wish):
                slot = next(self.free_slots(wish), None)
                if slot is not None:
                    self.put(wish.key, slot)
