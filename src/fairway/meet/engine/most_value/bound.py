"""How much a timetable can be worth at most, and which wishes it then holds in which half of a day.

A linear program forgets in which slot of its half a meeting takes place: a participant has as many places in a half as
representatives times slots, the tables and the interpreters of a half are added up. Every timetable is a solution of
it, so no timetable is worth more. What is reported is not the solver's word: from its prices the bound is worked out
once more in whole numbers (weak duality), so a solver that errs can only make it worse, never wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fairway.meet.engine.most_value.program import halves_scope, program_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fairway.meet.engine.most_value.form import Form
    from fairway.meet.engine.most_value.program import Program

_UNIT = 1 << 20
"""Prices are rounded to this part of a point."""
_WIDE = 60_000
"""From so many columns on interior point is quicker than the simplex method."""
_INFEASIBLE, _SOLVED = 2, 0
_EFFORT = 1e-4
"""Effort a column costs."""


@dataclass(frozen=True)
class Choice:
    """``bound`` is proven; ``half`` says for each wish which half it is held in (-1: not at all).

    ``regret`` is what holding a wish (row) in a half (column) costs against the best use of what it takes; infinite
    where it cannot be held. ``infeasible``: what must be held cannot be, proven.
    """

    bound: int
    half: NDArray[np.int64]
    regret: NDArray[np.float64]
    infeasible: bool = False


def at_once(form: Form) -> int:
    """Bound known without any work: every wish that has a slot is held and every hope fulfilled."""
    return sum(value for value, slots in zip(form.value, form.options, strict=True) if slots)


def effort_of(form: Form) -> float:
    """What ``choose`` costs."""
    return _EFFORT * len(form.value) * len(form.halves)


def choose(form: Form, seconds: float | None) -> Choice | None:
    """Solve the program; ``None`` when ``seconds`` did not suffice."""
    from scipy.optimize import linprog

    program = program_of(form, halves_scope(form))
    if not len(program.wish):
        return _nothing(form)
    if not len(program.most):
        return _choice(form, program, np.ones(len(program.worth)), np.zeros(0))
    found = linprog(
        -program.worth,
        A_ub=program.matrix,
        b_ub=program.most,
        bounds=np.column_stack([np.zeros(len(program.upper)), program.upper]),
        method="highs-ipm" if len(program.worth) > _WIDE else "highs-ds",
        options={} if seconds is None else {"time_limit": max(seconds, 0.01)},
    )
    if found.status == _INFEASIBLE:
        return Choice(0, np.full(len(form.value), -1), np.zeros((len(form.value), 0)), infeasible=True)
    if found.status != _SOLVED:
        return None
    return _choice(form, program, found.x, -found.ineqlin.marginals)


def _nothing(form: Form) -> Choice:
    """No wish has a slot."""
    regret = np.zeros((len(form.value), len(form.halves)))
    short = form.price * sum(form.at_least)
    return Choice(-short, np.full(len(form.value), -1), regret, infeasible=any(form.must))


def _choice(form: Form, program: Program, x: NDArray[np.float64], prices: NDArray[np.float64]) -> Choice:
    columns = len(program.wish)
    half = np.full(len(form.value), -1)
    held = np.flatnonzero(x[:columns] > 0.5)
    half[program.wish[held]] = program.part[held]
    regret = np.full((len(form.value), len(form.halves)), np.inf)
    regret[program.wish, program.part] = np.maximum(program.matrix.T @ prices - program.worth, 0)[:columns]
    return Choice(proven_bound(program, prices), half, regret)


def proven_bound(program: Program, prices: NDArray[np.float64]) -> int:
    """What the dual program says for any ``prices`` of the rows, in whole numbers."""
    whole = np.rint(np.maximum(prices, 0) * _UNIT).astype(np.int64)
    paid = np.zeros(len(program.worth), np.int64)
    np.add.at(paid, program.column, program.sign * whole[program.row])
    left = np.maximum(program.worth * _UNIT - paid, 0)
    used = np.flatnonzero(left)
    return (_product(whole, program.most) + _product(left[used], program.upper[used])) // _UNIT


def _product(one: NDArray[np.int64], other: NDArray[np.int64]) -> int:
    return sum(int(a) * int(b) for a, b in zip(one, other, strict=True))
