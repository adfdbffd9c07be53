"""A good first timetable in a moment: place wishes one by one and move earlier ones out of the way.

Removing the meetings in the way of a new one and placing them elsewhere is an ejection chain, the same idea
as the alternating chains that colour the edges of a graph; chains are short and counted, so the time stays
bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.meet.engine.grid import Grid

if TYPE_CHECKING:
    from fairway.meet.engine.problem import MeetingProblem, MeetingWish

_DEPTHS = (1, 3, 6)
"""Longest chain tried in each pass over the wishes."""
_MOVES = 400
"""Moves one wish may cost before it is given up in a pass."""


def first_timetable(problem: MeetingProblem) -> Grid:
    """Fill a grid: what must be held first, then by priority and by how few slots are possible."""
    grid = Grid(problem)
    places = sum(grid.tables.values())
    order = sorted(problem.wishes, key=lambda wish: _rank(grid, wish))
    for depth in _DEPTHS:
        for wish in order:
            if len(grid.slot_of) == places:
                return grid
            if wish.key not in grid.slot_of and grid.can_hold(wish):
                _Chain(grid).place(wish, depth)
    return grid


def _rank(grid: Grid, wish: MeetingWish) -> tuple[bool, int, int, int]:
    return not wish.must_hold, -wish.priority, len(grid.options[wish.key]), wish.key


class _Chain:
    """One attempt to place a wish; what it moves stays valid, and a failed attempt leaves no trace."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.moves = _MOVES
        self.settled: set[int] = set()
        self.journal: list[tuple[int, int | None]] = []

    def place(self, wish: MeetingWish, depth: int) -> bool:
        """Put ``wish`` in a slot, moving at most ``depth`` generations of other meetings."""
        free = min(self.grid.free_slots(wish), key=self._load, default=None)
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
        return len(self.grid.in_slot.get(slot, ())), slot

    def _easiest_first(self, wish: MeetingWish) -> list[int]:
        ways = {slot: len(self._in_the_way(wish, slot)) for slot in self.grid.options[wish.key]}
        return sorted((slot for slot in ways if ways[slot]), key=lambda slot: (ways[slot], slot))

    def _in_the_way(self, wish: MeetingWish, slot: int) -> list[int]:
        """One movable meeting for each thing that is full; empty when something cannot be moved."""
        grid = self.grid
        full = [grid.meetings[person, slot] for person in wish.parties if grid.busy(person, slot)]
        if not full and grid.full(slot):
            full = [grid.in_slot[slot]]
        if grid.speechless(wish, slot):
            full.append([key for key in grid.in_slot[slot] if grid.wishes[key].interpreter == wish.interpreter])
        movable = [next((key for key in keys if key not in self.settled), None) for keys in full]
        return list(dict.fromkeys(key for key in movable if key is not None)) if None not in movable else []

    def _push(self, wish: MeetingWish, slot: int, depth: int) -> bool:
        self.moves -= 1
        if self.moves < 0:
            return False
        mark, pushed = len(self.journal), self._in_the_way(wish, slot)
        for key in pushed:
            self._take(key)
        if pushed and self.grid.is_free(wish, slot):
            self._put(wish.key, slot)
            if all(self.place(self.grid.wishes[key], depth - 1) for key in pushed):
                return True
        self._undo(mark)
        return False

    def _put(self, key: int, slot: int) -> None:
        self.journal.append((key, None))
        self.grid.put(key, slot)

    def _take(self, key: int) -> None:
        self.journal.append((key, self.grid.take(key)))

    def _undo(self, mark: int) -> None:
        while len(self.journal) > mark:
            key, slot = self.journal.pop()
            if slot is None:
                self.grid.take(key)
            else:
                self.grid.put(key, slot)
