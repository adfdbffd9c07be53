"""Fewer breaks at the same value: move single meetings to a free slot that closes a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.meet.engine.result import breaks_in

if TYPE_CHECKING:
    from fairway.meet.engine.grid import Grid
    from fairway.meet.engine.problem import MeetingWish

_PASSES = 10


def close_gaps(grid: Grid) -> None:
    """Move meetings one at a time while that lowers the number of breaks; a local optimum, not the best."""
    for _ in range(_PASSES):
        moved = [wish for wish in grid.problem.wishes if wish.key in grid.slot_of and _move(grid, wish)]
        if not moved:
            return


def _move(grid: Grid, wish: MeetingWish) -> bool:
    now = grid.take(wish.key)
    _, _, best = min((_breaks_with(grid, wish, slot), slot != now, slot) for slot in grid.free_slots(wish))
    grid.put(wish.key, best)
    return best != now


def _breaks_with(grid: Grid, wish: MeetingWish, slot: int) -> int:
    return sum(breaks_in({*_slots(grid, person), slot}) for person in wish.parties)


def _slots(grid: Grid, person: int) -> list[int]:
    return [slot for slot in grid.people[person].available if grid.meetings.get((person, slot))]
