"""Fewer breaks at the same value: the meetings stay, only their slots change, and most for those who wait most."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from fairway.meet.engine.most_value.colour import excess
from fairway.meet.engine.standing import breaks_of, slots_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.meet.engine.most_value.board import Board

_PASSES = 6
_LOOKS = 200
"""Meetings of a full slot looked at for one to move away."""
_FAIR = 2
"""Breaks of one person that count the same; each further one counts three times."""


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
            while work.help(person):
                moved = True
        if not moved:
            return


def _cost(busy: int) -> int:
    breaks = breaks_of(busy)
    return breaks + 2 * max(0, breaks - _FAIR)


class _Polish:
    """What everybody's breaks cost on a board."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.cost = [_cost(busy) for busy in board.busy]

    def help(self, person: int) -> bool:
        """Make one exchange that leaves this person, and all concerned together, better off."""
        busy, options = self.board.busy[person], self.board.form.options
        for slot in slots_in(busy) if self.cost[person] else ():
            meetings = self.board.at[person][slot]
            if len(meetings) > 1 or self.board.form.chained[meetings[0]]:
                continue
            for other in slots_in(options[meetings[0]] & ~busy):
                better = _cost(busy & ~(1 << slot) | 1 << other) < self.cost[person]
                if better and self._exchange(meetings[0], slot, other):
                    return True
        return False

    def _exchange(self, wish: int, slot: int, other: int) -> bool:
        """Move a meeting to ``other``, with all that must make room, if that is better for all together."""
        board = self.board
        board.journal.clear()
        if board.flip(wish, other):
            if excess(board, (slot, other)):
                self._give_back(slot, other)
            people = self._moved()
            costs = {person: _cost(board.busy[person]) for person in people}
            lower = sum(costs.values()) < sum(self.cost[person] for person in people)
            if lower and not excess(board, (slot, other)):
                for person, cost in costs.items():
                    self.cost[person] = cost
                return True
        board.undo(0)
        return False

    def _moved(self) -> set[int]:
        form = self.board.form
        return {person for wish, _ in self.board.journal for person in (form.first[wish], form.second[wish])}

    def _give_back(self, slot: int, other: int) -> None:
        """Where ``other`` is now too full, move the meeting back to ``slot`` that is best to move."""
        board, form = self.board, self.board.form
        moved = {wish for wish, _ in board.journal}
        best, most = None, 0
        for wish in islice(board.inside[other], _LOOKS):
            if board.open_to(wish) >> slot & 1 and wish not in moved and not form.chained[wish]:
                gain = self._gain(form.first[wish], slot, other) + self._gain(form.second[wish], slot, other)
                if best is None or gain > most:
                    best, most = wish, gain
        if best is not None:
            board.move(best, slot)

    def _gain(self, person: int, slot: int, other: int) -> int:
        """What one person's breaks cost less when its only meeting in ``other`` goes to ``slot``."""
        busy, there = self.board.busy[person], self.board.at[person][other]
        stays = 0 if len(there) == 1 else 1 << other
        return _cost(busy) - _cost(busy & ~(1 << other) | 1 << slot | stays)
