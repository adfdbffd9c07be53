"""Find the timetable worth most: bound, colouring, then a few slots decided anew at a time until the gap is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from fairway.meet.engine.most_value import bound
from fairway.meet.engine.most_value.board import NOWHERE, Board
from fairway.meet.engine.most_value.colour import colour, level
from fairway.meet.engine.most_value.program import halves_scope, slots_scope
from fairway.meet.engine.most_value.rework import Rework

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from fairway.meet.engine.most_value.bound import Choice
    from fairway.meet.engine.most_value.form import Form
    from fairway.meet.engine.most_value.limits import Limits
    from fairway.meet.engine.most_value.program import Scope

_STEPS = ((1_500, 0.01), (1_500, 1.01), (3_000, 0.01), (3_000, 1.01), (6_000, 1.01), (10_000, np.inf))
"""Columns of a program that decides some slots anew, and regret (in units) up to which a wish is looked at.

The next is taken each time a sweep finds nothing.
"""
_LIKELY = 1.01
"""Regret (in units) up to which the program that tells all slots apart begins with a wish."""
_FINER = 0.5
"""Share of the seconds left it may take."""
_FEW = 30_000
"""Up to so many columns it begins with all of them."""
_SLOT_BY_SLOT = 200_000
"""Most columns that program begins with."""


@dataclass
class Search:
    """The best timetable so far on ``board``, and the bound proven."""

    form: Form
    seed: int
    limits: Limits
    heard: Callable[[int, int, float], None]
    board: Board = field(init=False)
    bound: int = field(init=False)
    dice: np.random.Generator = field(init=False)
    infeasible: bool = False

    @property
    def unit(self) -> int:
        """The step between priorities to be expected: a fifth of the highest."""
        return max(1, max(self.form.value, default=1) // 5)

    def __post_init__(self) -> None:
        self.dice = np.random.default_rng(self.seed)
        self.board = Board(self.form)
        self.bound = bound.at_once(self.form)

    def run(self, patience: int | None = None) -> None:
        """Work until the value meets the bound, the limits end it, or so many widest sweeps found nothing."""
        board = Board(self.form)
        fill(board)
        self.offer(board)
        choice = self._bound(halves_scope(self.form))
        if choice is None or not self.is_open():
            return
        self._improve(choice.regret, 1)
        choice = self._bound_slot_by_slot(choice.regret) or choice
        self._improve(choice.regret, None if patience is None else len(_STEPS) + patience)

    def _bound_slot_by_slot(self, regret: NDArray[np.float64]) -> Choice | None:
        """Tell all slots apart, beginning with what is likely in its half, where the event is not too large."""
        likely = self.form.can if self.form.can.sum() <= _FEW else regret <= _LIKELY * self.unit
        affordable = min(_SLOT_BY_SLOT, (self.limits.effort - self.limits.spent) / 2 / bound.effort_of(1))
        return self._bound(slots_scope(self.form), likely) if likely.sum() <= affordable else None

    def _bound(self, scope: Scope, likely: NDArray[np.bool_] | None = None) -> Choice | None:
        """Lower the bound and place what its program chose."""
        if not self.is_open():
            return None
        limits = self.limits if likely is None else self.limits.shortened(_FINER)
        choice = bound.choose(self.form, scope, limits, likely)
        self.limits.spent += bound.effort_of(int((scope.allowed if likely is None else likely).sum()))
        if choice is not None and choice.infeasible:
            self.infeasible = True
        elif choice is not None:
            self.bound = min(self.bound, choice.bound)
            self.offer(coloured(self.form, scope, choice))
        return choice

    def offer(self, board: Board) -> None:
        """Take a timetable over if it is the better one."""
        if board.rank() > self.board.rank():
            self.board = board
        self._tell()

    def is_open(self) -> bool:
        """Whether something better may be found in what is left of the limits."""
        return not self.infeasible and not self.is_good_enough() and not self.limits.are_over()

    def is_best(self) -> bool:
        """Whether the timetable is proven the best."""
        return self.board.rank() >= (0, self.bound)

    def is_good_enough(self) -> bool:
        """Whether it is proven to be as near the best as was asked for."""
        return self.board.rank() >= (0, self.bound - self.limits.gap * abs(self.bound))

    def _improve(self, regret: NDArray[np.float64], patience: int | None) -> None:
        """Sweep over the slots until ``patience`` sweeps found nothing."""
        idle = 0
        while self.is_open() and (patience is None or idle < patience):
            columns, most_regret = _STEPS[min(idle, len(_STEPS) - 1)]
            before = self.board.rank()
            self._sweep(Rework(self.form, regret, most_regret * self.unit), columns)
            idle += self.board.rank() == before

    def _sweep(self, rework: Rework, columns: int) -> None:
        """Decide every slot anew once, as many together as keep to so many columns."""
        sizes = [rework.columns_of(slot) for slot in range(self.form.slots)]
        waiting = self.dice.permutation(self.form.slots).tolist()
        while waiting and self.is_open():
            together = [waiting.pop()]
            while waiting and sum(sizes[slot] for slot in together) + sizes[waiting[-1]] <= columns:
                together.append(waiting.pop())
            self.board.journal.clear()
            self.limits.spent += rework.slots(self.board, sorted(together), self.dice, self.limits.left())
            self._tell()

    def _tell(self) -> None:
        self.heard(self.board.value, self.bound, self.limits.spent)


def coloured(form: Form, scope: Scope, choice: Choice) -> Board:
    """Place what the bound's program chose, and what else fits."""
    board = Board(form)
    masks = [sum(1 << slot for slot in slots) for slots in scope.parts]
    colour(board, {wish: masks[part] for wish, part in enumerate(choice.part.tolist()) if part >= 0})
    level(board)
    fill(board)
    return board


def fill(board: Board) -> None:
    """Hold every wish that fits without moving another, those that must be and the most valuable first."""
    form = board.form
    waiting = (wish for wish, slot in enumerate(board.slot) if slot == NOWHERE)
    for wish in sorted(waiting, key=lambda wish: (not form.must[wish], -form.value[wish], wish)):
        places = board.places(wish)
        if places:
            board.put(wish, min(places, key=lambda slot: (len(board.inside[slot]) / form.tables[slot], slot)))
