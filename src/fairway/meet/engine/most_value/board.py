"""A timetable being filled: who meets whom in which slot, and exchanges of two slots along alternating paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.meet.engine.standing import slots_in

if TYPE_CHECKING:
    from fairway.meet.engine.most_value.form import Form

NOWHERE = -1
_LONGEST = 400
"""Meetings one exchange may move."""


class Board:
    """Nobody is ever in more meetings of a slot than it has representatives, or in one it is not there for.

    Tables and interpreters may be short while meetings are moved about; ``lacks`` says how far a slot is over.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self.slot = [NOWHERE] * len(form.value)
        self.at: list[list[list[int]]] = [[[] for _ in range(form.slots)] for _ in form.seats]
        self.free = list(form.there)
        self.busy = [0] * len(form.seats)
        self.held = [0] * len(form.seats)
        self.inside: list[dict[int, None]] = [{} for _ in range(form.slots)]
        self.spoken = [[0] * form.slots for _ in form.interpreters]
        self.journal: list[tuple[int, int]] = []

    @property
    def value(self) -> int:
        """Priorities held, less the price of each meeting somebody is short of its hope."""
        form = self.form
        held = sum(value for value, slot in zip(form.value, self.slot, strict=True) if slot != NOWHERE)
        short = sum(max(0, hope - held) for hope, held in zip(form.at_least, self.held, strict=True))
        return held - form.price * short

    def rank(self) -> tuple[int, int]:
        """What makes a timetable better: first wishes held that must be, then value."""
        return -len(self.missing()), self.value

    def missing(self) -> list[int]:
        """Wishes that must be held and are not."""
        return [wish for wish, must in enumerate(self.form.must) if must and self.slot[wish] == NOWHERE]

    def open_to(self, wish: int) -> int:
        """Slots in which both sides of the wish have a representative left, tables and interpreters apart."""
        return self.form.options[wish] & self.free[self.form.first[wish]] & self.free[self.form.second[wish]]

    def in_order(self, wish: int, slot: int) -> bool:
        """Whether what must come before does, and what must come after."""
        form = self.form
        return all(self.slot[w] < slot for w in form.earlier.get(wish, ())) and all(
            not 0 <= self.slot[w] <= slot for w in form.later.get(wish, ())
        )

    def supplied(self, wish: int, slot: int) -> bool:
        """Whether a table and, where needed, an interpreter are left in the slot."""
        spoken = self.form.language[wish]
        return len(self.inside[slot]) < self.form.tables[slot] and (
            spoken < 0 or self.spoken[spoken][slot] < self.form.interpreters[spoken][slot]
        )

    def accepts(self, wish: int) -> bool:
        """Whether neither side holds as many meetings as it accepts."""
        form = self.form
        return all(self.held[p] < form.at_most[p] for p in (form.first[wish], form.second[wish]))

    def places(self, wish: int) -> list[int]:
        """Slots the wish could take as things stand."""
        if not self.accepts(wish):
            return []
        slots = [slot for slot in slots_in(self.open_to(wish)) if self.supplied(wish, slot)]
        return [slot for slot in slots if self.in_order(wish, slot)] if self.form.chained[wish] else slots

    def put(self, wish: int, slot: int) -> None:
        """Hold the wish in the slot."""
        self.journal.append((wish, NOWHERE))
        self._put(wish, slot)

    def take(self, wish: int) -> int:
        """Hold the wish no longer; says where it was."""
        slot = self.slot[wish]
        self.journal.append((wish, slot))
        self._take(wish)
        return slot

    def move(self, wish: int, slot: int) -> None:
        """Hold a wish that is held in another slot."""
        self.take(wish)
        self.put(wish, slot)

    def undo(self, mark: int) -> None:
        """Go back to when the journal was ``mark`` long."""
        while len(self.journal) > mark:
            wish, slot = self.journal.pop()
            if slot == NOWHERE:
                self._take(wish)
            else:
                self._put(wish, slot)

    def _put(self, wish: int, slot: int) -> None:
        form = self.form
        self.slot[wish] = slot
        self.inside[slot][wish] = None
        if (spoken := form.language[wish]) >= 0:
            self.spoken[spoken][slot] += 1
        for person in (form.first[wish], form.second[wish]):
            there = self.at[person][slot]
            there.append(wish)
            self.busy[person] |= 1 << slot
            self.held[person] += 1
            if len(there) >= form.seats[person]:
                self.free[person] &= ~(1 << slot)

    def _take(self, wish: int) -> None:
        form = self.form
        slot, self.slot[wish] = self.slot[wish], NOWHERE
        del self.inside[slot][wish]
        if (spoken := form.language[wish]) >= 0:
            self.spoken[spoken][slot] -= 1
        for person in (form.first[wish], form.second[wish]):
            there = self.at[person][slot]
            there.remove(wish)
            if not there:
                self.busy[person] &= ~(1 << slot)
            self.held[person] -= 1
            if len(there) < form.seats[person]:
                self.free[person] |= 1 << slot

    def insert(self, wish: int, slot: int, other: int) -> bool:
        """Hold the wish in ``slot``; whoever is then in too many meetings there moves one to ``other``, and so on.

        Says whether that ended well; if not, nothing has changed.
        """
        mark = len(self.journal)
        self.put(wish, slot)
        return self._settle(wish, slot, other, mark)

    def flip(self, wish: int, other: int) -> bool:
        """Move a held wish to ``other``, and exchange the two slots along the path that hangs on it."""
        mark, slot = len(self.journal), self.slot[wish]
        self.move(wish, other)
        return self._settle(wish, other, slot, mark)

    def _settle(self, wish: int, slot: int, other: int, mark: int) -> bool:
        """Resolve both sides of a wish just put into ``slot``."""
        settled = {wish}
        form = self.form
        for person in (form.first[wish], form.second[wish]):
            if not self._follow(person, slot, other, settled):
                self.undo(mark)
                return False
        return True

    def _follow(self, person: int, slot: int, other: int, settled: set[int]) -> bool:
        """Walk along the alternating path from a person who is in too many meetings of ``slot``."""
        form = self.form
        while len(self.at[person][slot]) > form.seats[person]:
            if len(settled) > _LONGEST:
                return False
            bit = 1 << other
            movable = [w for w in self.at[person][slot] if w not in settled and form.options[w] & bit]
            movable = [w for w in movable if not form.chained[w]]
            if not movable:
                return False
            wish = movable[0] if len(movable) == 1 else self._easiest(movable, person, other)
            settled.add(wish)
            self.move(wish, other)
            person = form.second[wish] if form.first[wish] == person else form.first[wish]
            slot, other = other, slot
        return True

    def _easiest(self, wishes: list[int], person: int, slot: int) -> int:
        """Prefer a meeting whose other side has a representative left in the slot: the path ends there."""
        form = self.form
        for wish in wishes:
            partner = form.second[wish] if form.first[wish] == person else form.first[wish]
            if self.free[partner] >> slot & 1:
                return wish
        return wishes[0]
