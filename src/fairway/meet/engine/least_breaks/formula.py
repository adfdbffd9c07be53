"""The whole problem as clauses.

There is one literal for a meeting and slot, for a participant and slot, for the end of a break, and for a participant
and a number of breaks it has at least. A participant without breaks sits in one block, and there is a literal for the
slot in which the block begins: with it, "nobody waits" says at once where everybody may sit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.meet.engine.least_breaks.clauses import Clauses
from fairway.meet.engine.standing import slots_in

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from fairway.meet.engine.least_breaks.form import Form


class Formula:
    """``at``: the literals of each meeting by slot; ``costs``: one literal for each break, in no order of time."""

    def __init__(self, form: Form, fairness: int | None, *, by_seats: bool) -> None:
        """Write the problem down; the tables of a slot are counted by who sits there, or by the meetings held there.

        By seats, who meets whom stays open while the rest is refuted; where tables are few, meetings do better.
        """
        self.form = form
        self.clauses = Clauses()
        self.at = [{slot: self.clauses.new() for slot in slots_in(slots)} for slots in form.allowed]
        for choices in self.at:
            self.clauses.add(*choices.values())
            self.clauses.at_most_one(list(choices.values()))
        self.seated = [self._seats_of(own) for own in form.own]
        self._add_tables(by_seats=by_seats)
        self._add_order()
        self.ends = [self._ends_of(person) for person in range(len(form.own))]
        self.waits = [self._waits(person, fairness) for person in range(len(form.own))]
        self.costs = [literal for literals in self.waits for literal in literals]
        if fairness is not None:
            self._spread(fairness)

    def slots(self, true: Collection[int]) -> list[int]:
        """Read off the slot of each meeting from the literals that hold."""
        return [next(slot for slot, literal in choices.items() if literal in true) for choices in self.at]

    def _seats_of(self, own: Sequence[int]) -> list[int]:
        """Say for each slot whether a participant meets somebody; it meets one at a time."""
        seated = []
        for slot in range(self.form.slots):
            here = [self.at[meeting][slot] for meeting in own if slot in self.at[meeting]]
            self.clauses.at_most_one(here)
            seated.append(self.clauses.any_of(here))
        self.clauses.exactly(seated, len(own))
        return seated

    def _add_tables(self, *, by_seats: bool) -> None:
        for slot in range(self.form.slots):
            there = {
                person
                for choices, pair in zip(self.at, self.form.ends, strict=True)
                if slot in choices
                for person in pair
            }
            if by_seats:
                self.clauses.at_most([self.seated[person][slot] for person in sorted(there)], 2 * self.form.tables)
            else:
                self.clauses.at_most([choices[slot] for choices in self.at if slot in choices], self.form.tables)

    def _add_order(self) -> None:
        for earlier, later in self.form.order:
            for slot, literal in self.at[later].items():
                self.clauses.add(-literal, *(other for before, other in self.at[earlier].items() if before < slot))

    def _ends_of(self, person: int) -> list[int]:
        """Say for each slot but the first two whether a break ends there."""
        if not self.form.most_breaks(person):
            return []
        ends, seated, begun = [], self.seated[person], self.seated[person][0]
        for slot in range(2, self.form.slots):
            begun = self.clauses.any_of([begun, seated[slot - 1]])
            end = self.clauses.new()
            self.clauses.add(-seated[slot], seated[slot - 1], -begun, end)
            for needed in (seated[slot], -seated[slot - 1], begun):
                self.clauses.add(-end, needed)
            ends.append(end)
        return ends

    def _waits(self, person: int, fairness: int | None) -> list[int]:
        """Say whether a participant has at least 1, 2, … breaks, as many as it may have."""
        most = self.form.most_breaks(person)
        if not most:
            return []
        allowed = most if fairness is None else min(most, self.form.common_breaks() + fairness)
        reached = self.clauses.counted(self.ends[person], allowed + 1)
        if allowed < len(reached):
            self.clauses.add(-reached[allowed])
        begins = self._blocks(person)
        self.clauses.add(reached[0], *begins)
        for begin in begins:
            self.clauses.add(-begin, -reached[0])
        return reached[:allowed]

    def _blocks(self, person: int) -> list[int]:
        """Give a literal for each slot in which all meetings of a participant may begin as one block."""
        own, seated = self.form.own[person], self.seated[person]
        there = {slot for meeting in own for slot in self.at[meeting]}
        begins = []
        for start in range(self.form.slots - len(own) + 1):
            block = range(start, start + len(own))
            if there.issuperset(block):
                begin = self.clauses.new()
                begins.append(begin)
                for slot, literal in enumerate(seated):
                    self.clauses.add(-begin, literal if slot in block else -literal)
        return begins

    def _spread(self, fairness: int) -> None:
        """Let the breaks of two participants be at most so far apart: who has more needs all to have the rest."""
        for least in range(1, self.form.common_breaks() + 1):
            all_wait = self.clauses.new()
            for waits in self.waits:
                self.clauses.add(-all_wait, *waits[least - 1 : least])
                self.clauses.listed.extend([-more, all_wait] for more in waits[least + fairness - 1 : least + fairness])
