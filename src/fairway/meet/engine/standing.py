"""Who is free when, in bits: a timetable in which thousands of questions cost next to nothing.

Slot ``n`` is bit ``n`` of a whole number, so that slots free for both sides are one ``&`` away.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Session

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def bits_of(slots: Iterable[int]) -> int:
    """Slots as one number."""
    return sum(1 << slot for slot in set(slots))


def slots_in(bits: int) -> list[int]:
    """Slots, ascending, that ``bits`` holds."""
    found = []
    while bits:
        low = bits & -bits
        found.append(low.bit_length() - 1)
        bits ^= low
    return found


def after_slot(slot: int) -> int:
    """Bits of every slot later than ``slot``."""
    return -1 << (slot + 1)


def breaks_of(taken: int) -> int:
    """Count the idle stretches between the first and the last slot of a set."""
    return max(0, (taken & ~(taken << 1)).bit_count() - 1)


def value_of(problem: MeetingProblem, slot_of: Mapping[int, int]) -> int:
    """Priorities held, less the price of each meeting somebody is short of ``at_least``."""
    held = [wish for wish in problem.wishes if wish.key in slot_of]
    count = Counter(person for wish in held for person in wish.parties)
    short = sum(max(0, person.at_least - count[person.key]) for person in problem.participants)
    return sum(wish.priority for wish in held) - problem.price_of_shortfall * short


class Standing:
    """Meetings in their slots, and what is left: seats, tables, interpreters, each by slot."""

    def __init__(self, problem: MeetingProblem) -> None:
        self.problem = problem
        self.people = problem.by_key()
        self.wishes = {wish.key: wish for wish in problem.wishes}
        self.there = {person.key: bits_of(person.available) for person in problem.participants}
        self.spoken = {pool.language: list(pool.there) for pool in problem.interpreters}
        self.interpreted = {
            pool.language: bits_of(slot for slot, there in enumerate(pool.there, 1) if there)
            for pool in problem.interpreters
        }
        self.tables = [0, *(problem.tables_in(slot.number) for slot in problem.slots)]
        self.open = bits_of(slot.number for slot in problem.slots if self.tables[slot.number])
        self.sessions = {
            session: bits_of(slot.number for slot in problem.slots if session in (Session.ANY, slot.session))
            for session in Session
        }
        self.window = {wish.key: self._window(wish) for wish in problem.wishes}
        self.free = dict(self.there)
        self.sitting: dict[int, defaultdict[int, list[int]]] = {key: defaultdict(list) for key in self.people}
        self.in_slot: list[list[int]] = [[] for _ in self.tables]
        self.count: Counter[int] = Counter()
        self.slot_of: dict[int, int] = {}
        self.behind: defaultdict[int, list[int]] = defaultdict(list)
        for wish in problem.wishes:
            for earlier in wish.after:
                self.behind[earlier].append(wish.key)

    def allowed(self, wish: MeetingWish) -> int:
        """Bits of the slots the wish itself allows, whoever is there."""
        return self.sessions[wish.session] & (-1 if wish.fixed_slot is None else 1 << wish.fixed_slot)

    def _window(self, wish: MeetingWish) -> int:
        bits = self.allowed(wish) & self.there[wish.first] & self.there[wish.second]
        return bits & self.interpreted[wish.interpreter] if wish.interpreter else bits

    def is_sated(self, person: int) -> bool:
        """Whether the participant holds all the meetings it accepts."""
        most = self.people[person].at_most
        return most is not None and self.count[person] >= most

    def in_order(self, wish: MeetingWish) -> int:
        """Bits of the slots after all that come before, and before all that come after."""
        bits = -1
        for earlier in wish.after:
            bits &= after_slot(self.slot_of.get(earlier, -1))
        for later in self.behind.get(wish.key, ()):
            if later in self.slot_of:
                bits &= (1 << self.slot_of[later]) - 1
        return bits

    def places(self, wish: MeetingWish) -> int:
        """Bits of the slots the wish could take now without moving anybody."""
        bits = self._openings(wish)
        return 0 if not bits or self.is_sated(wish.first) or self.is_sated(wish.second) else bits

    def elsewhere(self, wish: MeetingWish) -> int:
        """Bits of the other slots a wish that is held could move to as things stand."""
        return self._openings(wish) & ~(1 << self.slot_of[wish.key])

    def _openings(self, wish: MeetingWish) -> int:
        bits = self.window[wish.key] & self.free[wish.first] & self.free[wish.second] & self.open
        if wish.interpreter:
            bits &= self.interpreted[wish.interpreter]
        return bits & self.in_order(wish) if bits else 0

    def gain(self, wish: MeetingWish) -> int:
        """What the value rises by when the wish is held: its priority, and what it spares those short of meetings."""
        return wish.priority + self.problem.price_of_shortfall * (
            self._is_short(wish.first) + self._is_short(wish.second)
        )

    def _is_short(self, person: int) -> bool:
        return self.count[person] < self.people[person].at_least

    def put(self, key: int, slot: int) -> None:
        """Hold the wish in ``slot``."""
        wish = self.wishes[key]
        self.slot_of[key] = slot
        self.in_slot[slot].append(key)
        for person in wish.parties:
            self.sitting[person][slot].append(key)
            self.count[person] += 1
        self._settle(wish, slot)

    def take(self, key: int) -> int:
        """Give its slot up and say which it was."""
        wish, slot = self.wishes[key], self.slot_of.pop(key)
        self.in_slot[slot].remove(key)
        for person in wish.parties:
            self.sitting[person][slot].remove(key)
            self.count[person] -= 1
        self._settle(wish, slot, back=1)
        return slot

    def interpreted_in(self, slot: int, language: str) -> list[int]:
        """Meetings in ``slot`` that an interpreter for ``language`` sits in."""
        return [key for key in self.in_slot[slot] if self.wishes[key].interpreter == language]

    def seats_left(self, person: int, slot: int) -> int:
        """How many representatives are there and without a meeting."""
        return self.people[person].seats - len(self.sitting[person][slot]) if self.there[person] >> slot & 1 else 0

    def tables_left(self, slot: int) -> int:
        """How many tables are free."""
        return self.tables[slot] - len(self.in_slot[slot])

    def _settle(self, wish: MeetingWish, slot: int, back: int = -1) -> None:
        """Bring the bits of what is left in ``slot`` up to date."""
        for person in wish.parties:
            self.free[person] = _set(self.free[person], slot, self.seats_left(person, slot) > 0)
        self.open = _set(self.open, slot, self.tables_left(slot) > 0)
        if wish.interpreter:
            left = self.spoken[wish.interpreter]
            left[slot - 1] += back
            self.interpreted[wish.interpreter] = _set(self.interpreted[wish.interpreter], slot, left[slot - 1] > 0)


def standing_of(problem: MeetingProblem, slot_of: Mapping[int, int]) -> Standing:
    """Hold the wishes of ``slot_of`` where it says, broken rules and all."""
    standing = Standing(problem)
    for key, slot in slot_of.items():
        standing.put(key, slot)
    return standing


def _set(bits: int, slot: int, on: bool) -> int:  # noqa: FBT001  # a bit is on or off
    return bits | 1 << slot if on else bits & ~(1 << slot)
