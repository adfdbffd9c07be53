"""Tables after a repair: whoever stays in the slot stays at the table, the others sit where they know their way."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fairway.lib.errors import Refused
from fairway.lib.explain import gettext_noop
from fairway.meet.engine.changes import Place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.meet.engine.problem import MeetingProblem, MeetingWish


def reseat(
    problem: MeetingProblem,
    slot_of: Mapping[int, int],
    before: Mapping[int, Place],
    lost: frozenset[Place] = frozenset(),
) -> dict[int, int]:
    """Table of each wish in ``slot_of`` (wish to slot); ``before`` says where meetings were, ``lost`` what is gone.

    A meeting that keeps its slot keeps its table unless that is lost. Every other one goes to the free table where
    its two sides sit most, next door in time counting double; of equal ones to the first. Raises ``Refused`` where a
    slot has fewer tables left than meetings.
    """
    room = _Room(problem.tables, lost)
    wishes = {wish.key: wish for wish in problem.wishes}
    for key in sorted(slot_of):
        place = before.get(key)
        if place is not None and place.slot == slot_of[key] and place not in lost:
            room.put(wishes[key], place)
    for key in sorted(slot_of, key=lambda key: (slot_of[key], key)):
        if key not in room.tables:
            room.put(wishes[key], room.best(wishes[key], slot_of[key]))
    return room.tables


@dataclass
class _Room:
    """Who sits where so far."""

    count: int
    lost: frozenset[Place]
    tables: dict[int, int] = field(default_factory=dict)
    taken: set[Place] = field(default_factory=set)
    sits: defaultdict[int, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    near: defaultdict[tuple[int, int], Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def put(self, wish: MeetingWish, place: Place) -> None:
        self.tables[wish.key] = place.table
        self.taken.add(place)
        for person in wish.parties:
            self.sits[person][place.table] += 1
            self.near[person, place.slot][place.table] += 1

    def best(self, wish: MeetingWish, slot: int) -> Place:
        places = (Place(slot, table) for table in range(1, self.count + 1))
        free = [place for place in places if place not in self.taken and place not in self.lost]
        if not free:
            text = gettext_noop("Slot %(slot)s has no table left for a meeting.")
            raise Refused("tables-gone", text, slot=slot)
        return max(free, key=lambda place: (self._known(wish, place), -place.table))

    def _known(self, wish: MeetingWish, place: Place) -> int:
        """How much the two sides know a table: once for each meeting there, twice for each next door in time."""
        return sum(
            self.sits[person][place.table]
            + sum(2 * self.near[person, slot][place.table] for slot in (place.slot - 1, place.slot + 1))
            for person in wish.parties
        )
