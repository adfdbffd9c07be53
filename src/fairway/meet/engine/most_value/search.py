"""Find the timetable worth most: bound, colouring, then a few slots decided anew at a time until the gap is closed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from fairway.meet.engine.most_value import bound
from fairway.meet.engine.most_value.board import NOWHERE, Board
from fairway.meet.engine.most_value.colour import colour, level
from fairway.meet.engine.most_value.rework import Rework

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from fairway.meet.engine.most_value.bound import Choice
    from fairway.meet.engine.most_value.form import Form
    from fairway.meet.engine.most_value.limits import Limits

_STEPS = ((1, 0.01), (1, 1.01), (2, 0.01), (2, 1.01), (3, 1.01), (4, 1.01), (4, np.inf))
"""Slots decided together, and regret up to which a wish is looked at; the next each time a sweep finds nothing."""


@dataclass
class Search:
    """The best timetable so far on ``board``, and the bound proven."""

    form: Form
    seed: int
    limits: Limits
    heard: Callable[[int, int, float], None]
    board: Board = field(init=False)
    bound: int = field(init=False)
    infeasible: bool = False

    def __post_init__(self) -> None:
        self.board = Board(self.form)
        self.bound = bound.at_once(self.form)

    def run(self, patience: int | None = None) -> None:
        """Work until the value meets the bound, the limits end it, or so many widest sweeps found nothing."""
        board = Board(self.form)
        fill(board)
        self.offer(board)
        if not self.is_open():
            return
        choice = bound.choose(self.form, self.limits.left())
        self.limits.spent += bound.effort_of(self.form)
        if choice is None:
            return
        self.infeasible = choice.infeasible
        if not self.infeasible:
            self.bound = min(self.bound, choice.bound)
            self.offer(coloured(self.form, choice))
            self._improve(choice.regret, patience)

    def offer(self, board: Board) -> None:
        """Take a timetable over if it is the better one."""
        if board.rank() > self.board.rank():
            self.board = board
        self._tell()

    def is_open(self) -> bool:
        """Whether something better may be found in what is left of the limits."""
        return not self.infeasible and not self.is_best() and not self.limits.are_over()

    def is_best(self) -> bool:
        """Whether the timetable is proven the best."""
        return self.board.rank() >= (0, self.bound)

    def _improve(self, regret: NDArray[np.float64], patience: int | None) -> None:
        dice, idle = np.random.default_rng(self.seed), 0
        while self.is_open() and (patience is None or idle < len(_STEPS) + patience):
            width, most_regret = _STEPS[min(idle, len(_STEPS) - 1)]
            before = self.board.rank()
            self._sweep(Rework(self.form, regret, most_regret), min(width, self.form.slots), dice)
            idle += self.board.rank() == before

    def _sweep(self, rework: Rework, width: int, dice: np.random.Generator) -> None:
        """Every slot is decided anew once, ``width`` of them at a time."""
        order = dice.permutation(self.form.slots).tolist()
        for first in range(0, len(order), width):
            if not self.is_open():
                return
            self.board.journal.clear()
            self.limits.spent += rework.slots(
                self.board, sorted(order[first : first + width]), dice, self.limits.left()
            )
            self._tell()

    def _tell(self) -> None:
        self.heard(self.board.value, self.bound, self.limits.spent)


def coloured(form: Form, choice: Choice) -> Board:
    """Place what the bound's program chose, and what else fits."""
    board = Board(form)
    colour(board, choice.half.tolist())
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
            board.put(wish, min(places, key=lambda slot: (board.count[slot] / form.tables[slot], slot)))
