"""A good first timetable in a moment: place wishes one by one and move earlier ones out of the way.

Removing the meetings in the way of a new one and placing them elsewhere is an ejection chain, the same idea
as the alternating chains that colour the edges of a graph; chains are short and counted, so the time stays
bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.meet.engine.standing import Standing, slots_in

if TYPE_CHECKING:
    from fairway.meet.engine.problem import MeetingProblem, MeetingWish

_DEPTHS = (1, 3, 6)
"""Longest chain tried in each pass over the wishes."""
_MOVES = 400
"""Moves one wish may cost before it is given up in a pass."""


def first_timetable(problem: MeetingProblem) -> dict[int, int]:
    """Slot of each wish held: what must be held first, then by priority and by how few slots are possible."""
    standing = Standing(problem)
    places = sum(standing.tables)
    room = {person.key: person.room for person in problem.participants}
    order = sorted(problem.wishes, key=lambda wish: _rank(standing, wish))
    for depth in _DEPTHS:
        for wish in order:
            if len(standing.slot_of) == places:
                return standing.slot_of
            if wish.key not in standing.slot_of and all(standing.count[p] < room[p] for p in wish.parties):
                _Chain(standing).place(wish, depth)
    return standing.slot_of


def _rank(standing: Standing, wish: MeetingWish) -> tuple[bool, int, int, int]:
    return not wish.must_hold, -wish.priority, standing.window[wish.key].bit_count(), wish.key


class _Chain:
    """One attempt to place a wish; what it moves stays valid, and a failed attempt leaves no trace."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.moves = _MOVES
        self.settled: set[int] = set()
        self.journal: list[tuple[int, int | None]] = []

    def place(self, wish: MeetingWish, depth: int) -> bool:
        """Put ``wish`` in a slot, moving at most ``depth`` generations of other meetings."""
        free = min(slots_in(self.standing.places(wish)), key=self._load, default=None)
        if free is not None:
            self._put(wish.key, free)
            return True
        if depth == 0:
            return False
        self.settled.add(wish.key)
        if any(self._push(wish, slot, depth) for slot in self._easiest_first(wish)):
            return True
        self.settled.discard(wish.key)
        return False

    def _load(self, slot: int) -> tuple[int, int]:
        return len(self.standing.in_slot[slot]), slot

    def _easiest_first(self, wish: MeetingWish) -> list[int]:
        ways = {slot: len(self._in_the_way(wish, slot)) for slot in slots_in(self.standing.window[wish.key])}
        return sorted((slot for slot in ways if ways[slot]), key=lambda slot: (ways[slot], slot))

    def _in_the_way(self, wish: MeetingWish, slot: int) -> list[int]:
        """One movable meeting for each thing that is full; empty when something cannot be moved."""
        standing = self.standing
        busy = [person for person in wish.parties if not standing.free[person] >> slot & 1]
        full = [standing.sitting[person][slot] for person in busy]
        if not full and not standing.open >> slot & 1:
            full = [standing.in_slot[slot]]
        if wish.interpreter and not standing.interpreted[wish.interpreter] >> slot & 1:
            full.append(standing.interpreted_in(slot, wish.interpreter))
        movable = [next((key for key in keys if key not in self.settled), None) for keys in full]
        return list(dict.fromkeys(key for key in movable if key is not None)) if None not in movable else []

    def _push(self, wish: MeetingWish, slot: int, depth: int) -> bool:
        self.moves -= 1
        if self.moves < 0:
            return False
        mark, pushed = len(self.journal), self._in_the_way(wish, slot)
        for key in pushed:
            self._take(key)
        if pushed and self.standing.places(wish) >> slot & 1:
            self._put(wish.key, slot)
            if all(self.place(self.standing.wishes[key], depth - 1) for key in pushed):
                return True
        self._undo(mark)
        return False

    def _put(self, key: int, slot: int) -> None:
        self.journal.append((key, None))
        self.standing.put(key, slot)

    def _take(self, key: int) -> None:
        self.journal.append((key, self.standing.take(key)))

    def _undo(self, mark: int) -> None:
        while len(self.journal) > mark:
            key, slot = self.journal.pop()
            if slot is None:
                self.standing.take(key)
            else:
                self.standing.put(key, slot)
