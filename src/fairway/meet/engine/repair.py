"""A day that changed: keep what is still possible, fill what became free, move only a few, say who must be told.

The problem describes the day as it is now: somebody late is there in fewer slots, a no-show in none, a lost table is
missing from its slots, a cancelled wish is gone and a walk-in is listed.
"""

from __future__ import annotations

import heapq
import random
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.meet.engine.placing import Ask, place
from fairway.meet.engine.standing import Standing, after_slot, bits_of, slots_in, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fairway.meet.engine.problem import MeetingProblem, MeetingWish

FILL_SECONDS, MOVE_SECONDS = 2.0, 4.0
"""Most time for a program that fills free slots, and for one that moves meetings: far more than they take, so that what
comes out does not depend on how busy the machine is."""
PLACES_TO_FILL, PLACES_LOOKED_AT = 1500, 6000
"""Wishes times slots: more than so many are thinned out before a program fills free slots, or moves meetings."""
SPARE = 12
"""Candidates looked at for a free table beyond those it can take."""

A_FEW = 3
"""Meetings looked at, of all that could leave a table to another."""

Change = tuple[int, int, int]


@dataclass(frozen=True)
class Repair:
    """The day after the change, by keys of wishes, and what is different.

    ``dropped`` were held and are not any more; those of them in ``given_up`` could be and make room for more valuable
    ones. ``rescued`` (wish, from, to) could not stay where they were and found another slot; ``moved`` (wish, from, to)
    could have stayed. ``added`` were not held before. ``disturbed`` are the participants who have to be told: everybody
    in those meetings who is still to come. Parties of a wish that is no longer listed are not known here. ``value`` is
    that of the whole day, what is over included.
    """

    slot_of: dict[int, int]
    dropped: tuple[int, ...]
    given_up: tuple[int, ...]
    rescued: tuple[Change, ...]
    moved: tuple[Change, ...]
    added: tuple[int, ...]
    disturbed: frozenset[int]
    value: int


def fill_in(
    problem: MeetingProblem, held: Mapping[int, int], *, now: int = 0, locked: frozenset[int] = frozenset()
) -> Repair:
    """Keep every meeting of ``held`` (wish to slot) that is still possible, and put others into what is free.

    Nobody is moved. Nothing is added up to slot ``now``, the last one that is over; what was held there stays as long
    as ``problem`` says that both were there. ``locked`` meetings come before others where a place was lost.
    """
    standing = _what_stays(problem, held, now, locked)
    stays = frozenset(standing.slot_of)
    _fill(standing, now)
    return _repair(standing, held, stays)


def propose(
    problem: MeetingProblem,
    held: Mapping[int, int],
    *,
    now: int = 0,
    locked: frozenset[int] = frozenset(),
    most_moved: int = 4,
    may_give_up: bool = True,
    seed: int = 1,
) -> Repair:
    """As ``fill_in``, and better where at most ``most_moved`` meetings that could stay do not.

    They go to another slot or, with ``may_give_up``, make way for more valuable ones; none in ``locked`` does, and none
    that must be held is given up. ``seed`` orders equal candidates where there are too many to look at. The value is
    never below that of ``fill_in``.
    """
    standing = _what_stays(problem, held, now, locked)
    kept = dict(standing.slot_of)
    _fill(standing, now)
    plain = dict(standing.slot_of)
    if most_moved > 0:
        movable = frozenset(key for key, slot in kept.items() if slot > now) - locked
        _restore(standing, kept)
        may_go = frozenset(key for key in movable if may_give_up and not standing.wishes[key].must_hold)
        _move(standing, _Room(movable, may_go, now, most_moved, seed))
        if _score(problem, standing.slot_of) <= _score(problem, plain):
            _restore(standing, plain)
    return _repair(standing, held, frozenset(kept))


def _score(problem: MeetingProblem, slot_of: Mapping[int, int]) -> tuple[int, int]:
    """What must be held counts before any value."""
    return sum(wish.must_hold and wish.key in slot_of for wish in problem.wishes), value_of(problem, slot_of)


def _restore(standing: Standing, slot_of: Mapping[int, int]) -> None:
    for key, slot in list(standing.slot_of.items()):
        if slot_of.get(key) != slot:
            standing.take(key)
    for key, slot in slot_of.items():
        if key not in standing.slot_of:
            standing.put(key, slot)


def _what_stays(problem: MeetingProblem, held: Mapping[int, int], now: int, locked: frozenset[int]) -> Standing:
    """Keep what was held; where two want what is left of one place, the past, the locked, the more valuable first."""
    standing = Standing(problem)

    def rank(wish: MeetingWish) -> tuple[bool, bool, bool, int, int]:
        return held[wish.key] > now, wish.key not in locked, not wish.must_hold, -wish.priority, wish.key

    for wish in sorted((standing.wishes[key] for key in held if key in standing.wishes), key=rank):
        if standing.places(wish) >> held[wish.key] & 1:
            standing.put(wish.key, held[wish.key])
    return standing


def _fill(standing: Standing, now: int) -> None:
    """Put the most valuable wishes into free slots after ``now``."""
    options = _options(standing, standing.problem.wishes, now)
    while options:
        few = _fewer(standing, options)
        found = place(standing, Ask(few, seconds=FILL_SECONDS)).slot_of
        if not found:
            return
        _put_all(standing, found)
        options = _options(standing, (standing.wishes[key] for key in options), now)


def _options(standing: Standing, wishes: Iterable[MeetingWish], now: int) -> dict[int, int]:
    """Bits of the slots after ``now`` that are free for each wish not held; only wishes that have any."""
    later = after_slot(now)
    free, tables, held = standing.free, standing.open & later, standing.slot_of
    return {
        wish.key: bits
        for wish in wishes
        if tables & free[wish.first] & free[wish.second] and wish.key not in held
        if (bits := standing.places(wish) & later)
    }


def _put_all(standing: Standing, found: Mapping[int, int]) -> None:
    for key, slot in found.items():
        if standing.places(standing.wishes[key]) >> slot & 1:
            standing.put(key, slot)


def _worth(standing: Standing, wish: MeetingWish) -> int:
    """Its priority, and what it spares those who are short of meetings; what must be held before all."""
    return standing.gain(wish) + (sum(standing.tables) * 1000 if wish.must_hold else 0)


def _fewer(standing: Standing, options: Mapping[int, int]) -> dict[int, int]:
    """Leave out, slot by slot, candidates for the last tables that many better ones stand before."""
    if sum(bits.bit_count() for bits in options.values()) <= PLACES_TO_FILL:
        return dict(options)
    ranked = sorted(options, key=lambda key: (-_worth(standing, standing.wishes[key]), options[key].bit_count(), key))
    left = {slot: standing.tables_left(slot) + SPARE for slot in range(1, len(standing.tables))}
    few: dict[int, int] = {}
    for key in ranked:
        slots = [slot for slot in slots_in(options[key]) if left[slot] > 0]
        for slot in slots:
            left[slot] -= 1
        if slots:
            few[key] = bits_of(slots)
    return few


@dataclass(frozen=True)
class _Room:
    """Meetings that may move, those that may be given up, from which slot on, how many, and where chance begins."""

    movable: frozenset[int]
    may_go: frozenset[int]
    now: int
    most_moved: int
    seed: int


def _move(standing: Standing, room: _Room) -> None:
    """Place unmet wishes, some of them where others have to make way for it, as valuably as possible."""
    options = _openings(standing, room)
    kept = {key: standing.take(key) for key in options if key in standing.slot_of}
    may_go = room.may_go & kept.keys()
    found = place(standing, Ask(options, kept, room.most_moved, may_go, seconds=MOVE_SECONDS)).slot_of
    _put_all(standing, kept if found is None else found)
    _fill(standing, room.now)


def _openings(standing: Standing, room: _Room) -> dict[int, int]:
    """Unmet wishes with the slots that are free, or would be if others made way, and those others; the best first."""
    later = after_slot(room.now)
    other = {key: standing.elsewhere(standing.wishes[key]) & later for key in room.movable}
    ways = {key: 0 if other[key] else _worth(standing, standing.wishes[key]) for key in room.may_go}
    ways |= {key: 0 for key in room.movable if other[key]}
    making_way = _MakingWay(standing, ways)
    options: dict[int, int] = {}
    places = 0
    for key, slots in _best_first(standing, making_way, later, room.seed):
        added = {key: options.get(key, 0) | slots}
        for blocker in making_way.blockers(standing.wishes[key], slots):
            added[blocker] = 1 << standing.slot_of[blocker] | other[blocker]
        places += sum(bits.bit_count() - options.get(it, 0).bit_count() for it, bits in added.items())
        if places > PLACES_LOOKED_AT:
            break
        options |= added
    return options


def _best_first(standing: Standing, making_way: _MakingWay, later: int, seed: int) -> Iterator[tuple[int, int]]:
    """Unmet wishes with slots they could take, the greatest gain first, equal ones by chance.

    No wish gains more than its worth, so those worth less are not looked at before they are due.
    """
    chance = random.Random(seed)  # noqa: S311  # no secret
    unmet = [(_worth(standing, wish), wish) for wish in standing.problem.wishes if wish.key not in standing.slot_of]
    due: list[tuple[float, float, int, int]] = []
    for worth, wish in sorted(unmet, key=lambda pair: -pair[0]):
        while due and -due[0][0] > worth:
            yield heapq.heappop(due)[2:]
        for gain, slots in making_way.openings(wish, worth, later):
            heapq.heappush(due, (-gain, chance.random(), wish.key, slots))
    while due:
        yield heapq.heappop(due)[2:]


class _MakingWay:
    """What it costs to have a seat or a table freed in each slot: nothing where a meeting moves, else its worth."""

    def __init__(self, standing: Standing, ways: Mapping[int, int]) -> None:
        self.standing = standing
        self.ways = ways
        self.seats: dict[int, defaultdict[int, int]] = {key: defaultdict(int) for key in standing.people}
        self.tables: defaultdict[int, int] = defaultdict(int)
        self.cheapest: dict[int, list[int]] = {}
        for key, cost in ways.items():
            bit = 1 << standing.slot_of[key]
            self.tables[cost] |= bit
            for person in standing.wishes[key].parties:
                self.seats[person][cost] |= bit

    def openings(self, wish: MeetingWish, worth: int, later: int) -> Iterator[tuple[float, int]]:
        """Bits of the slots ``wish`` could take, by what that gains: less for each meeting that makes way."""
        standing = self.standing
        window = standing.window[wish.key] & later
        if not window or standing.is_sated(wish.first) or standing.is_sated(wish.second):
            return
        window &= standing.in_order(wish)
        free = standing.free[wish.first] & standing.free[wish.second] & window
        yield from self._worthwhile(worth, 0, standing.places(wish) & later)
        for cost, bits in self.tables.items():
            yield from self._worthwhile(worth - cost, 1, free & ~standing.open & bits)
        sides = [{-1: standing.free[person], **self._taken(person)} for person in wish.parties]
        for one, first in sides[0].items():
            for other, second in sides[1].items():
                moves = (one >= 0) + (other >= 0)
                if moves:
                    yield from self._worthwhile(worth - max(one, 0) - max(other, 0), moves, first & second & window)

    def _taken(self, person: int) -> dict[int, int]:
        free = self.standing.free[person]
        return {cost: bits & ~free for cost, bits in self.seats[person].items()}

    def _worthwhile(self, gain: int, moves: int, slots: int) -> Iterator[tuple[float, int]]:
        if slots and gain > 0:
            yield gain - 0.5 * moves, slots

    def blockers(self, wish: MeetingWish, slots: int) -> Iterator[int]:
        """Meetings that can make way and keep ``wish`` out of one of ``slots``; for tables only the cheapest."""
        standing = self.standing
        for slot in slots_in(slots):
            busy = [person for person in wish.parties if not standing.free[person] >> slot & 1]
            found = {key for person in busy for key in standing.sitting[person][slot] if key in self.ways}
            yield from found
            if not busy and not standing.open >> slot & 1:
                yield from self._a_few(slot)

    def _a_few(self, slot: int) -> list[int]:
        """Meetings of a slot whose table costs least."""
        if slot not in self.cheapest:
            able = (key for key in self.standing.in_slot[slot] if key in self.ways)
            self.cheapest[slot] = heapq.nsmallest(A_FEW, able, key=lambda key: (self.ways[key], key))
        return self.cheapest[slot]


def _repair(standing: Standing, held: Mapping[int, int], stays: frozenset[int]) -> Repair:
    slot_of = dict(sorted(standing.slot_of.items()))
    elsewhere = [(key, held[key], slot) for key, slot in slot_of.items() if key in held and held[key] != slot]
    dropped = tuple(key for key in sorted(held) if key not in slot_of)
    added = tuple(key for key in slot_of if key not in held)
    concerned = [*dropped, *added, *(key for key, _, _ in elsewhere)]
    told = {person for key in concerned if key in standing.wishes for person in standing.wishes[key].parties}
    return Repair(
        slot_of=slot_of,
        dropped=dropped,
        given_up=tuple(key for key in dropped if key in stays),
        rescued=tuple(change for change in elsewhere if change[0] not in stays),
        moved=tuple(change for change in elsewhere if change[0] in stays),
        added=added,
        disturbed=frozenset(person for person in told if standing.there[person]),
        value=value_of(standing.problem, slot_of),
    )
