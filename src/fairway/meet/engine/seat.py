"""Tables for meetings: in each slot in turn, people stay where they sat last, and find others' tables only in need."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from fairway.meet.engine.problem import MeetingProblem

_BUSIER = 0.01
"""How much more it counts, for each meeting still to come, that somebody stays: of two, the busier does."""
_AWAY = 0.45
"""What it costs to take the table of somebody who comes back; less than to let somebody else get up."""
_SOON = 3
"""Meetings to come from which on that is the whole cost."""


def seat(problem: MeetingProblem, slot_of: Mapping[int, int]) -> dict[int, int]:
    """Table, from 1, of each wish in ``slot_of`` (wish to slot); no table is used twice in a slot.

    Needs at most ``problem.tables`` meetings in each slot, and uses no more tables than the fullest slot. In each
    slot the assignment is the best there is, given where everybody sat before.
    """
    from scipy.optimize import linear_sum_assignment

    parties = {wish.key: wish.parties for wish in problem.wishes if wish.key in slot_of}
    seating = _Seating(parties, slot_of)
    for slot in sorted(seating.meetings):
        _, chosen = linear_sum_assignment(seating.worth(slot), maximize=True)
        seating.settle(slot, chosen.tolist())
    return {key: table + 1 for key, table in seating.table.items()}


class _Seating:
    """Where everybody sat last (from 0), and how many meetings each has still to come."""

    def __init__(self, parties: Mapping[int, tuple[int, int]], slot_of: Mapping[int, int]) -> None:
        self.parties = parties
        self.meetings: defaultdict[int, list[int]] = defaultdict(list)
        for key in sorted(parties):
            self.meetings[slot_of[key]].append(key)
        self.tables = max(map(len, self.meetings.values()), default=0)
        self.last: dict[int, list[int]] = {}
        self.left = Counter(person for both in parties.values() for person in both)
        self.table: dict[int, int] = {}

    def worth(self, slot: int) -> NDArray[np.float64]:
        """What each table (column) is worth to each meeting (row) of the slot."""
        import numpy as np

        keys = self.meetings[slot]
        here = {person for key in keys for person in self.parties[key]}
        taken = np.zeros(self.tables)
        for person, tables in self.last.items():
            if person not in here:
                taken[tables] += _AWAY * min(1.0, self.left[person] / _SOON)
        worth = np.tile(-taken, (len(keys), 1))
        for row, key in enumerate(keys):
            for person in self.parties[key]:
                worth[row, self.last.get(person, [])] += 1 + _BUSIER * self.left[person]
        return worth

    def settle(self, slot: int, chosen: list[int]) -> None:
        """Hold the meetings of the slot at the tables chosen."""
        now: defaultdict[int, list[int]] = defaultdict(list)
        for key, table in zip(self.meetings[slot], chosen, strict=True):
            self.table[key] = table
            for person in self.parties[key]:
                now[person].append(table)
                self.left[person] -= 1
        self.last.update(now)
