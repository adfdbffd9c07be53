"""A bound on breaks from how many participants the tables seat in each slot.

Who meets whom is forgotten: each participant only chooses in which slots it meets somebody, and every slot seats two
participants at each of its tables in use. Participants alike in all that is left are one stream through a network of
(slot, meetings so far, whether the last slot was idle); a whole-number program over these streams is small, and its
optimum a bound that no timetable beats. Where the streams do not fit, no timetable exists.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import reduce
from math import ceil
from operator import or_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.meet.engine.least_breaks.form import Form

NOT_BEGUN, MEETING, IDLE = 0, 1, 2
SLACK = 1e-6
INFEASIBLE = 2
"""The status of a program without a solution, as scipy numbers it."""


def least_breaks(form: Form, seconds: float) -> int | None:
    """Bound the breaks of all participants from below; ``None`` where no timetable exists."""
    if not all(form.allowed):
        return None
    kinds = Counter(_kind(form, own) for own in form.own)
    if any(kind.held > kind.possible.bit_count() for kind in kinds):
        return None
    network = _Network(form)
    for kind, count in sorted(kinds.items()):
        if kind.held:
            network.add(kind, count)
    return network.bound(seconds)


@dataclass(frozen=True, order=True)
class _Kind:
    """What is left of a participant: how many meetings, in which slots, and how many at least and most by each slot."""

    held: int
    possible: int
    forced: int
    least: tuple[int, ...]
    most: tuple[int, ...]


def _kind(form: Form, own: tuple[int, ...]) -> _Kind:
    allowed = [form.allowed[meeting] for meeting in own]
    ends = [(1 << end) - 1 for end in range(1, form.slots + 1)]
    return _Kind(
        held=len(allowed),
        possible=reduce(or_, allowed, 0),
        forced=reduce(or_, (slots for slots in allowed if slots.bit_count() == 1), 0),
        least=tuple(sum(slots <= end for slots in allowed) for end in ends),
        most=tuple(sum(bool(slots & end) for slots in allowed) for end in ends),
    )


@dataclass
class _Network:
    form: Form
    costs: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    entries: list[tuple[int, int, int]] = field(default_factory=list)
    balance: list[int] = field(default_factory=list)

    def add(self, kind: _Kind, count: int) -> None:
        """Add a stream of ``count`` participants of a kind."""
        nodes: dict[tuple[int, int, int], int] = {}
        end = self._node(count)
        now = {(0, NOT_BEGUN)}
        nodes[0, 0, NOT_BEGUN] = self._node(-count)
        for slot in range(self.form.slots):
            then: set[tuple[int, int]] = set()
            for held, state in sorted(now):
                for after, state_after in _steps(kind, slot, held, state):
                    place = (slot + 1, after, state_after)
                    if after < kind.held and place not in nodes:
                        nodes[place] = self._node(0)
                    target = end if after == kind.held else nodes[place]
                    self._arc(nodes[slot, held, state], target, slot if after > held else None)
                    self.costs.append(int(after > held and state == IDLE))
                    self.most.append(count)
                    if after < kind.held:
                        then.add((after, state_after))
            now = then

    def _node(self, balance: int) -> int:
        self.balance.append(balance)
        return len(self.balance) - 1

    def _arc(self, source: int, target: int, seated: int | None) -> None:
        arc, rows = len(self.costs), self.form.slots
        self.entries += [(rows + source, arc, -1), (rows + target, arc, 1)]
        if seated is not None:
            self.entries.append((seated, arc, 1))

    def bound(self, seconds: float) -> int | None:
        """Solve the program; what is proven when the time is over is a bound as well."""
        if not self.costs:
            return None if any(self.balance) else 0
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        arcs, tables = len(self.costs), range(self.form.slots)
        entries = [*self.entries, *((slot, arcs + slot, -2) for slot in tables)]
        rows, columns, values = zip(*entries, strict=True)
        sums = [0] * len(tables) + self.balance
        matrix = coo_array((values, (rows, columns)), shape=(len(sums), arcs + len(tables))).tocsr()
        found = milp(
            np.array([*self.costs, *(0 for _slot in tables)], float),
            integrality=np.ones(arcs + len(tables)),
            bounds=Bounds(0, np.array([*self.most, *(self.form.tables for _slot in tables)])),
            constraints=LinearConstraint(matrix, sums, sums),
            options={"time_limit": seconds},
        )
        if found.status == INFEASIBLE:
            return None
        return max(0, ceil((found.mip_dual_bound or 0.0) - SLACK))


def _steps(kind: _Kind, slot: int, held: int, state: int) -> Iterator[tuple[int, int]]:
    """Yield how a participant may leave a slot: its meetings so far, and whether it met, waits, or has not begun."""
    if kind.possible >> slot & 1 and kind.least[slot] <= held + 1 <= min(kind.held, kind.most[slot]):
        yield held + 1, MEETING
    if not kind.forced >> slot & 1 and held >= kind.least[slot]:
        yield held, NOT_BEGUN if state == NOT_BEGUN else IDLE
