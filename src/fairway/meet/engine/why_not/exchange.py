"""The cheapest exchange that gives a wish its meeting: who would move, who would be given up, what that frees."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.meet.engine.standing import slots_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fairway.meet.engine.problem import MeetingWish
    from fairway.meet.engine.standing import Standing

TRIED = 3
"""Slots in which an exchange is played through, those first that look cheapest."""
LOOKED_AT = 12
"""Unmet wishes of each participant freed, the most valuable, that are tried in what became free."""
NEVER = 10**9
"""The cost of a meeting that must be held and cannot move."""


@dataclass(frozen=True)
class Exchanged:
    """An exchange that puts the wish in ``slot``: all others ``lost`` that much.

    The meetings taken out for it were held ``before`` and, where they found another place, are ``after``.
    """

    slot: int
    lost: int
    before: dict[int, int]
    after: dict[int, int]


class Exchange:
    """Looks for exchanges in one timetable, which is as before after every question."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.gained = 0
        self.journal: list[tuple[int, int | None]] = []
        self.cost = {key: self._cost(key) for key in standing.slot_of}
        self.seats: dict[int, dict[int, int]] = {key: defaultdict(int) for key in standing.people}
        self.tables: dict[int, int] = defaultdict(int)
        self.waiting: dict[int, list[int]] = defaultdict(list)
        for key, slot in standing.slot_of.items():
            bit = 1 << slot
            self.tables[self.cost[key]] |= bit
            for person in standing.wishes[key].parties:
                self.seats[person][self.cost[key]] |= bit
        for wish in sorted(standing.problem.wishes, key=lambda wish: (-wish.priority, wish.key)):
            if wish.key not in standing.slot_of:
                for person in wish.parties:
                    self.waiting[person].append(wish.key)
        self.cheapest_table = sorted(self.tables.items())
        self.cheapest_seat = {person: sorted(costs.items()) for person, costs in self.seats.items()}

    def cheapest(self, wish: MeetingWish) -> Exchanged | None:
        """Play the most promising exchanges through and give the one by which others lose least."""
        best: Exchanged | None = None
        for expected, slot in self._promising(wish):
            if best is not None and expected >= best.lost:
                break
            found = self._play(wish, slot)
            if found is not None and (best is None or found.lost < best.lost):
                best = found
        return best

    def _cost(self, key: int) -> int:
        """Nothing if it could move as things stand, else what is lost without it."""
        standing, wish = self.standing, self.standing.wishes[key]
        if standing.elsewhere(wish):
            return 0
        if wish.must_hold:
            return NEVER
        short = sum(standing.count[person] <= standing.people[person].at_least for person in wish.parties)
        return wish.priority + short * standing.problem.price_of_shortfall

    def _promising(self, wish: MeetingWish) -> list[tuple[int, int]]:
        """Slots with what making room there seems to cost, the cheapest first."""
        standing = self.standing
        window = standing.window[wish.key] & standing.in_order(wish)
        found: dict[int, int] = {}
        for cost, bits in sorted(self._offers(wish, window)):
            for slot in slots_in(bits):
                if slot not in found:
                    found[slot] = cost
            if len(found) >= TRIED:
                break
        return [(cost, slot) for slot, cost in list(found.items())[:TRIED]]

    def _offers(self, wish: MeetingWish, window: int) -> Iterator[tuple[int, int]]:
        """Bits of the slots that open at each cost."""
        standing = self.standing
        both = standing.free[wish.first] & standing.free[wish.second] & window
        yield 0, both & standing.open
        for cost, tables in self.cheapest_table:
            yield cost, both & tables & ~standing.open
        first, second = (self._sides(person) for person in wish.parties)
        for one, here in first:
            for other, there in second:
                yield one + other, here & there & window & ~both

    def _sides(self, person: int) -> list[tuple[int, int]]:
        free = self.standing.free[person]
        return [(0, free), *((cost, bits & ~free) for cost, bits in self.cheapest_seat[person] if cost < NEVER)]

    def _play(self, wish: MeetingWish, slot: int) -> Exchanged | None:
        """Make room, hold the wish, let everybody freed find something else, and put all back as it was."""
        standing, self.gained, self.journal = self.standing, 0, []
        found = None
        worth = standing.gain(wish)
        if self._make_room(wish, slot) and standing.places(wish) >> slot & 1:
            taken = {key: was for key, was in self.journal if was is not None}
            self._put(wish.key, slot)
            freed = sorted({person for key in taken for person in standing.wishes[key].parties})
            musts = [key for key in taken if standing.wishes[key].must_hold]
            for key in [*musts, *taken, *(key for person in freed for key in self.waiting[person][:LOOKED_AT])]:
                self._put_anywhere(key)
            after = {key: standing.slot_of[key] for key in taken if key in standing.slot_of}
            if after.keys() >= set(musts):
                found = Exchanged(slot, worth - self.gained, taken, after)
        for key, was in reversed(self.journal):
            if was is None:
                standing.take(key)
            else:
                standing.put(key, was)
        return found

    def _make_room(self, wish: MeetingWish, slot: int) -> bool:
        """Take out the cheapest meeting for each seat, table, interpreter or limit that is in the way."""
        standing = self.standing
        for person in wish.parties:
            if not standing.free[person] >> slot & 1 and not self._take_one(standing.sitting[person][slot]):
                return False
            if standing.is_sated(person):
                every = [key for keys in standing.sitting[person].values() for key in keys]
                if not self._take_one(every):
                    return False
        if not standing.open >> slot & 1 and not self._take_one(standing.in_slot[slot]):
            return False
        language = wish.interpreter
        if not language or standing.interpreted[language] >> slot & 1:
            return True
        return self._take_one(standing.interpreted_in(slot, language))

    def _take_one(self, keys: Iterable[int]) -> bool:
        able = [key for key in keys if self.cost.get(key, NEVER) < NEVER]
        if not able:
            return False
        key = min(able, key=lambda key: (self.cost[key], key))
        self.journal.append((key, self.standing.take(key)))
        self.gained -= self.standing.gain(self.standing.wishes[key])
        return True

    def _put(self, key: int, slot: int) -> None:
        self.gained += self.standing.gain(self.standing.wishes[key])
        self.journal.append((key, None))
        self.standing.put(key, slot)

    def _put_anywhere(self, key: int) -> None:
        if key not in self.standing.slot_of:
            bits = self.standing.places(self.standing.wishes[key])
            if bits:
                self._put(key, slots_in(bits)[0])
