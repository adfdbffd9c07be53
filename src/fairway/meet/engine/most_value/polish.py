"""Fewer breaks at the same value: the meetings stay, only their slots change, and most for those who wait most."""

from __future__ import annotations

from heapq import nsmallest
from itertools import combinations, islice
from typing import TYPE_CHECKING

from fairway.meet.engine.most_value.colour import excess
from fairway.meet.engine.standing import breaks_of, slots_in

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fairway.meet.engine.most_value.board import Board

_PASSES = 6
_LOOKS = 200
"""Meetings of a full slot looked at for one to move away."""
_BACK = 8
"""Of these, how many are tried."""
_PAIRS = 200
"""Pairs of exchanges tried for one person."""
_FAIR, _UNFAIR = 2, 5
"""Breaks of one person that count the same; what each further one costs beside."""


def close_gaps(board: Board, are_over: Callable[[], bool]) -> None:
    """Exchange slots while that makes breaks fewer or shares them better; a local optimum, not the best."""
    work = _Polish(board)
    for _ in range(_PASSES):
        waiting = [person for person, cost in enumerate(work.cost) if cost]
        waiting.sort(key=lambda person: (-work.cost[person], person))
        moved = False
        for person in waiting:
            if are_over():
                return
            while work.help(person) or (work.cost[person] > _FAIR and work.help_twice(person)):
                moved = True
        if not moved:
            return


def _cost(busy: int) -> int:
    breaks = breaks_of(busy)
    return breaks + _UNFAIR * max(0, breaks - _FAIR)


class _Polish:
    """What everybody's breaks cost on a board."""

    def __init__(self, board: Board) -> None:
        self.board = board
        board.journal.clear()
        self.cost = [_cost(busy) for busy in board.busy]

    def help(self, person: int) -> bool:
        """Make one exchange that leaves this person, and all concerned together, better off."""
        busy = self.board.busy[person]
        promising = (
            move for move in self._moves(person) if _cost(busy & ~(1 << move[1]) | 1 << move[2]) < self.cost[person]
        )
        return any(self._is_better() for move in promising for _ in self._ways(*move))

    def help_twice(self, person: int) -> bool:
        """Make two exchanges of different meetings that together do what neither does alone."""
        busy, moves, tries = self.board.busy[person], self._moves(person), _PAIRS
        for (wish, slot, other), (then, since, to) in combinations(moves, 2):
            both = busy & ~(1 << slot | 1 << since) | 1 << other | 1 << to
            if wish == then or other == to or _cost(both) >= self.cost[person]:
                continue
            tries -= 1
            for _ in self._ways(wish, slot, other):
                if self.board.slot[then] == since and any(self._is_better() for _ in self._ways(then, since, to)):
                    return True
            if not tries:
                break
        return False

    def _moves(self, person: int) -> list[tuple[int, int, int]]:
        """Each meeting that is alone in its slot for this person, with that slot and another it could be in."""
        board, busy = self.board, self.board.busy[person]
        room = ~busy | board.free[person]
        alone = [(board.at[person][slot][0], slot) for slot in slots_in(busy) if len(board.at[person][slot]) == 1]
        return [
            (wish, slot, other)
            for wish, slot in alone
            if not board.form.chained[wish]
            for other in slots_in(board.form.options[wish] & room & ~(1 << slot))
        ]

    def _ways(self, wish: int, slot: int, other: int) -> Iterator[None]:
        """Move a meeting to ``other``, with all that must make room, in one way after the other.

        Whoever stops asking keeps the way last given; else all is undone.
        """
        board, mark = self.board, len(self.board.journal)
        if not board.flip(wish, other):
            return
        if not excess(board, (slot, other)):
            yield
        else:
            moved = len(board.journal)
            for back in self._ways_back(slot, other):
                if board.flip(back, slot) and not excess(board, (slot, other)):
                    yield
                board.undo(moved)
        board.undo(mark)

    def _is_better(self) -> bool:
        """Whether all that was moved since the journal began costs less; then it stays."""
        costs = {person: _cost(self.board.busy[person]) for person in self._moved()}
        if sum(costs.values()) >= sum(self.cost[person] for person in costs):
            return False
        for person, cost in costs.items():
            self.cost[person] = cost
        self.board.journal.clear()
        return True

    def _moved(self) -> set[int]:
        form = self.board.form
        return {person for wish, _ in self.board.journal for person in (form.first[wish], form.second[wish])}

    def _ways_back(self, slot: int, other: int) -> list[int]:
        """Where ``other`` is now too full: the meetings that are best to move back to ``slot``."""
        board, form = self.board, self.board.form
        moved = {wish for wish, _ in board.journal}
        found = [
            (-self._gain(form.first[wish], slot, other) - self._gain(form.second[wish], slot, other), wish)
            for wish in islice(board.inside[other], _LOOKS)
            if form.options[wish] >> slot & 1 and wish not in moved and not form.chained[wish]
        ]
        return [wish for _, wish in nsmallest(_BACK, found)]

    def _gain(self, person: int, slot: int, other: int) -> int:
        """What one person's breaks cost less when its only meeting in ``other`` goes to ``slot``."""
        busy, there = self.board.busy[person], self.board.at[person][other]
        stays = 0 if len(there) == 1 else 1 << other
        return _cost(busy) - _cost(busy & ~(1 << other) | 1 << slot | stays)
