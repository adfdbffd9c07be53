"""Decide a few slots anew, exactly, while all others stand: a small integer program, nearly always whole by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fairway.meet.engine.most_value.board import NOWHERE
from fairway.meet.engine.most_value.program import Scope, program_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fairway.meet.engine.most_value.board import Board
    from fairway.meet.engine.most_value.form import Form
    from fairway.meet.engine.most_value.program import Program

_NODES = 200
"""Nodes of the search tree one program may cost, should it not be whole by itself."""
_EFFORT = 5e-5
"""Effort a column costs."""
_MUST = 1000
"""How many times the highest priority a wish counts that must be held and is not."""


@dataclass(frozen=True)
class Rework:
    """``regret`` of each wish in each slot (see ``Choice``); wishes with more than ``most_regret`` stay as they are."""

    form: Form
    regret: NDArray[np.float64]
    most_regret: float

    def columns_of(self, slot: int) -> int:
        """How many wishes there are to decide on in a slot, at most."""
        return int((self.form.can[:, slot] & (self.regret[:, slot] <= self.most_regret)).sum())

    def slots(self, board: Board, slots: list[int], dice: np.random.Generator, seconds: float | None) -> float:
        """Hold in ``slots`` what is worth most given the rest; ties fall as the dice do. Gives the effort."""
        scope = self._scope(board, slots, dice)
        program = program_of(self.form, scope)
        chosen = self._solve(board, program, dice, seconds)
        if chosen is not None:
            self._apply(board, slots, program, chosen)
        return _EFFORT * (100 + len(program.worth))

    def _scope(self, board: Board, slots: list[int], dice: np.random.Generator) -> Scope:
        form = self.form
        now = np.array(board.slot)
        inside = np.isin(now, slots)
        cheap = self.regret[:, slots] <= self.most_regret
        allowed = form.can[:, slots] & (inside | (now == NOWHERE))[:, None] & (cheap | inside[:, None])
        pinned = self._keep_order(board, slots, allowed, dice)
        for position, slot in enumerate(slots):
            allowed[:, position] |= now == slot
        leaving = np.bincount(form.sides[:, inside].ravel(), minlength=len(form.seats))
        must = np.flatnonzero(inside & (np.array(form.must) | pinned))
        return Scope([[slot] for slot in slots], allowed, must, np.array(board.held, np.int64) - leaving)

    def _keep_order(
        self, board: Board, slots: list[int], allowed: NDArray[np.bool_], dice: np.random.Generator
    ) -> NDArray[np.bool_]:
        """Of wishes that must come one before another only one may move; it keeps to the order the others give it.

        Gives those that stay where they are.
        """
        form = self.form
        pinned = np.zeros(len(form.value), bool)
        free: set[int] = set()
        for wish in dice.permutation(np.flatnonzero(np.array(form.chained) & allowed.any(axis=1))).tolist():
            if free.isdisjoint(form.earlier.get(wish, ())) and free.isdisjoint(form.later.get(wish, ())):
                free.add(wish)
                allowed[wish] &= [board.in_order(wish, slot) for slot in slots]
            else:
                allowed[wish] = False
                pinned[wish] = True
        return pinned

    def _solve(
        self, board: Board, program: Program, dice: np.random.Generator, seconds: float | None
    ) -> NDArray[np.int64] | None:
        from scipy.optimize import Bounds, LinearConstraint, milp

        columns = len(program.wish)
        if not columns:
            return None
        missing = np.array(self.form.must) & (np.array(board.slot) == NOWHERE)
        worth = program.worth.astype(float)
        worth[:columns] += dice.random(columns) / (2 * columns)
        worth[:columns] += missing[program.wish] * float(self.form.values.max() * _MUST)
        found = milp(
            -worth,
            constraints=LinearConstraint(program.matrix, -np.inf, program.most) if len(program.most) else (),
            integrality=np.concatenate([np.ones(columns), np.zeros(len(worth) - columns)]),
            bounds=Bounds(0, program.upper),
            options={"node_limit": _NODES, **({} if seconds is None else {"time_limit": max(seconds, 0.01)})},
        )
        return None if found.x is None else np.flatnonzero(found.x[:columns] > 0.5)

    def _apply(self, board: Board, slots: list[int], program: Program, chosen: NDArray[np.int64]) -> None:
        """Take the solution over unless the search ended early with a worse one."""
        mark, before = len(board.journal), board.rank()
        inside = set(slots)
        for wish, slot in enumerate(list(board.slot)):
            if slot in inside:
                board.take(wish)
        for column in chosen.tolist():
            board.put(int(program.wish[column]), slots[int(program.part[column])])
        if board.rank() < before:
            board.undo(mark)
