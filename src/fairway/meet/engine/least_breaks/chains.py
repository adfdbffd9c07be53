"""Fewer breaks by chains: exchange two slots along an alternating path of meetings.

In a timetable the meetings of two slots a and b form paths and rings. Exchanging a and b along a path keeps everybody
at one meeting a slot, and only the two ends of the path come to meet in another slot than before (A. B. Kempe's chains,
American Journal of Mathematics 2, 1879, for edges). A move is worth what the two ends gain; worse moves are accepted
now and then (N. Metropolis et al., Journal of Chemical Physics 21, 1953). Everything is counted in moves, so that the
same input gives the same timetable.
"""

from __future__ import annotations

from functools import reduce
from math import exp
from operator import or_
from random import Random
from typing import TYPE_CHECKING

from fairway.meet.engine.least_breaks.form import Form, is_fair, taken_by
from fairway.meet.engine.standing import breaks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEAT = 0.18
"""A move that makes one break more is accepted with the probability exp(-1 / HEAT), one in 260."""
STEP = 1_000
"""Moves tried before the caller is asked whether to stop."""
SEEK_BREAKS, SEEK_GAIN = 0.7, 0.8
"""How often a move begins at somebody with breaks, and with slots that make no more of them."""
FREE = -1


class Chains:
    """A timetable that changes: ``slots`` is the slot of each meeting."""

    def __init__(self, form: Form, slots: Sequence[int], fairness: int | None, seed: int) -> None:
        self.form = form
        self.slots = list(slots)
        self.fairness = fairness
        self.dice = Random(seed)  # noqa: S311  # no secret
        self.taken = taken_by(form, slots)
        self.load = [0] * form.slots
        self.at = [[FREE] * form.slots for _person in form.own]
        for meeting, slot in enumerate(slots):
            self._sit(meeting, slot)
            self.load[slot] += 1
        self.breaks = [breaks_of(taken) for taken in self.taken]
        self.total = sum(self.breaks)
        self.there = [reduce(or_, (form.allowed[meeting] for meeting in own), 0) for own in form.own]
        self.active = [person for person, own in enumerate(form.own) if own]
        self.ordered = {meeting for pair in form.order for meeting in pair}
        self.most = form.slots if fairness is None else form.common_breaks() + fairness
        self.gains: dict[tuple[int, int], list[tuple[int, int]]] = {}

    def _sit(self, meeting: int, slot: int) -> None:
        for person in self.form.ends[meeting]:
            self.at[person][slot] = meeting

    def search(self, target: int, moves: int, should_stop: Callable[[], bool]) -> list[int] | None:
        """Look for a fair timetable with at most ``target`` breaks; give the best fair one seen, if any."""
        best = self.slots[:] if is_fair(self.breaks, self.fairness) else None
        fewest = self.total if best is not None else self.total + len(self.form.ends)
        for begun in range(0, moves, STEP):
            if fewest <= target or not self.active or should_stop():
                break
            for _move in range(min(STEP, moves - begun)):
                self._move()
                if self.total < fewest and is_fair(self.breaks, self.fairness):
                    best, fewest = self.slots[:], self.total
                    if fewest <= target:
                        break
        return best

    def _move(self) -> None:
        person = self._somebody()
        exchanged = self._slots_for(person)
        if exchanged is None:
            return
        path = self._path(person, *exchanged)
        if path is None:
            return
        meetings, end = path
        left, taken = exchanged
        if len(meetings) % 2 and self.load[taken] >= self.form.tables:
            return
        here = self.taken[person] ^ (1 << left | 1 << taken)
        there = self.taken[end] ^ (1 << left | 1 << taken)
        breaks = breaks_of(here), breaks_of(there)
        worse = sum(breaks) - self.breaks[person] - self.breaks[end]
        if max(breaks) > max(self.most, self.breaks[person], self.breaks[end]):
            return
        if worse > 0 and self.dice.random() >= exp(-worse / HEAT):
            return
        if not self.ordered.isdisjoint(meetings) and not self._in_order(meetings, left, taken):
            return
        self._exchange(meetings, left, taken)
        self.taken[person], self.taken[end] = here, there
        self.breaks[person], self.breaks[end] = breaks
        self.total += worse

    def _somebody(self) -> int:
        active, choose = self.active, self.dice.randrange
        person = active[choose(len(active))]
        if self.dice.random() < SEEK_BREAKS:
            for _try in range(12):
                if self.breaks[person]:
                    break
                person = active[choose(len(active))]
        return person

    def _slots_for(self, person: int) -> tuple[int, int] | None:
        """Choose a slot the participant leaves and a free one it takes."""
        key = self.taken[person], self.there[person]
        if self.dice.random() < SEEK_GAIN:
            found = self.gains.get(key)
            if found is None:
                found = self.gains[key] = _gains(*key)
            return found[self.dice.randrange(len(found))] if found else None
        left, taken = self.dice.randrange(self.form.slots), self.dice.randrange(self.form.slots)
        fits = key[0] >> left & 1 and not key[0] >> taken & 1 and key[1] >> taken & 1
        return (left, taken) if fits else None

    def _path(self, person: int, left: int, taken: int) -> tuple[list[int], int] | None:
        """Follow the meetings in the two slots from the participant to the end; ``None`` where one may not move."""
        allowed, ends, at = self.form.allowed, self.form.ends, self.at
        path: list[int] = []
        here, there = left, taken
        meeting = at[person][here]
        while meeting != FREE:
            if not allowed[meeting] >> there & 1:
                return None
            path.append(meeting)
            first, second = ends[meeting]
            person = second if person == first else first
            here, there = there, here
            meeting = at[person][here]
        return path, person

    def _in_order(self, meetings: Sequence[int], left: int, taken: int) -> bool:
        moved = {meeting: taken if self.slots[meeting] == left else left for meeting in meetings}
        slots = self.slots
        return all(
            moved.get(earlier, slots[earlier]) < moved.get(later, slots[later])
            for earlier, later in self.form.order
            if earlier in moved or later in moved
        )

    def _exchange(self, meetings: Sequence[int], left: int, taken: int) -> None:
        for meeting in meetings:
            for person in self.form.ends[meeting]:
                self.at[person][self.slots[meeting]] = FREE
        for meeting in meetings:
            self.slots[meeting] = taken if self.slots[meeting] == left else left
            self._sit(meeting, self.slots[meeting])
        if len(meetings) % 2:
            self.load[left] -= 1
            self.load[taken] += 1


def _gains(taken: int, there: int) -> list[tuple[int, int]]:
    """List the exchanges of one's own slots that make no more breaks."""
    now, slots = breaks_of(taken), range(max(taken, there).bit_length())
    return [
        (left, free)
        for left in slots
        if taken >> left & 1
        for free in slots
        if not taken >> free & 1 and there >> free & 1 and breaks_of(taken ^ (1 << left | 1 << free)) <= now
    ]
