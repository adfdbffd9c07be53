"""Tables for meetings: whoever has more meetings keeps a table where possible, the other side comes over."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.meet.engine.problem import MeetingProblem, MeetingWish


def seat(problem: MeetingProblem, slot_of: Mapping[int, int]) -> dict[int, int]:
    """Table, from 1, of each wish in ``slot_of`` (wish to slot); no table is used twice in a slot.

    Needs at most ``problem.tables`` meetings in each slot. The busiest hosts choose first; each takes the
    table that is free in most of its slots, and a second one only for what is left.
    """
    held = [wish for wish in problem.wishes if wish.key in slot_of]
    count = Counter(person for wish in held for person in wish.parties)
    hosted: defaultdict[int, list[int]] = defaultdict(list)
    for wish in sorted(held, key=lambda wish: (slot_of[wish.key], wish.key)):
        hosted[_host(wish, count)].append(wish.key)
    free = _FreeTables(slot_of)
    tables: dict[int, int] = {}
    for host in sorted(hosted, key=lambda host: (-len(hosted[host]), host)):
        tables.update(free.settle(hosted[host]))
    return tables


def _host(wish: MeetingWish, count: Counter[int]) -> int:
    return max(wish.parties, key=lambda person: (count[person], -person))


class _FreeTables:
    """Which tables are taken in which slot; no more tables are looked at than the fullest slot needs."""

    def __init__(self, slot_of: Mapping[int, int]) -> None:
        self.slot_of = slot_of
        fullest = max(Counter(slot_of.values()).values(), default=0)
        self.taken: dict[int, set[int]] = {table: set() for table in range(1, fullest + 1)}

    def settle(self, keys: list[int]) -> dict[int, int]:
        """Tables for the meetings of one host, as few different ones as a simple choice gives."""
        tables: dict[int, int] = {}
        left = list(keys)
        while left:
            slots = {self.slot_of[key] for key in left}
            table = min(self.taken, key=lambda number: (len(self.taken[number] & slots), number))
            for key in left:
                if self.slot_of[key] not in self.taken[table]:
                    self.taken[table].add(self.slot_of[key])
                    tables[key] = table
            left = [key for key in left if key not in tables]
        return tables
