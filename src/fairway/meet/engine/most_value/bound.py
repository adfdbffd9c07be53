"""How much a timetable can be worth at most, and which wishes it then holds in which half of a day.

A linear program forgets in which slot of its half a meeting takes place: a participant has as many places in a half as
representatives times slots, the tables and the interpreters of a half are added up. Every timetable is a solution of
it, so no timetable is worth more. What is reported is not the solver's word: from its prices the bound is worked out
once more in whole numbers (weak duality), so a solver that errs can only make it worse, never wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from fairway.meet.engine.most_value.program import program_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fairway.meet.engine.most_value.form import Form
    from fairway.meet.engine.most_value.limits import Limits
    from fairway.meet.engine.most_value.program import Program, Scope

_UNIT = 1 << 20
"""Prices are rounded to this part of a point."""
_WIDE = 60_000
"""From so many columns on interior point is quicker than the simplex method, unless most columns are left out."""
_ROUNDS = 5
"""How often columns that turn out to pay are added."""
_PAYS = 1e-6
_INFEASIBLE, _SOLVED = 2, 0
_EFFORT = 1e-4
"""Effort a column costs."""


@dataclass(frozen=True)
class Choice:
    """``bound`` is proven; ``part`` says for each wish which part of the event it is held in (-1: not at all).

    ``regret`` is what holding a wish (row) in a slot (column) costs against the best use of what it takes; infinite
    where it cannot be held. ``infeasible``: what must be held cannot be, proven.
    """

    bound: int
    part: NDArray[np.int64]
    regret: NDArray[np.float64]
    infeasible: bool = False


def at_once(form: Form) -> int:
    """Bound known without any work: every wish that has a slot is held and every hope fulfilled."""
    return sum(value for value, slots in zip(form.value, form.options, strict=True) if slots)


def effort_of(columns: int) -> float:
    """What ``choose`` costs."""
    return _EFFORT * columns


def choose(form: Form, scope: Scope, limits: Limits, likely: NDArray[np.bool_] | None = None) -> Choice | None:
    """Solve the program; ``None`` when the time did not suffice.

    With ``likely`` (wish × part) the solver begins with those columns and is given others as they turn out to pay.
    """
    program = program_of(form, scope)
    if not len(program.wish):
        return _nothing(form)
    used = np.ones(len(program.worth), bool)
    if likely is not None:
        used[: len(program.wish)] = likely[program.wish, program.part]
    found = _solved(program, used, limits)
    for _ in range(_ROUNDS):
        if found is None:
            return None
        missing = ~used if found.infeasible else ~used & (program.worth - program.matrix.T @ found.prices > _PAYS)
        if not missing.any():
            break
        used |= missing
        found = _solved(program, used, limits)
    if found is None:
        return None
    return replace(_nothing(form), infeasible=True) if found.infeasible else _choice(form, scope, program, found)


@dataclass(frozen=True)
class _Solution:
    """Values of the columns and prices of the rows; ``infeasible`` with the columns used."""

    x: NDArray[np.float64]
    prices: NDArray[np.float64]
    infeasible: bool = False


def _solved(program: Program, used: NDArray[np.bool_], limits: Limits) -> _Solution | None:
    """Solve with the ``used`` columns only."""
    from scipy.optimize import linprog

    x = np.zeros(len(program.worth))
    if not len(program.most):
        x[: len(program.wish)] = 1.0
        return _Solution(x, np.zeros(0))
    left = limits.left()
    found = linprog(
        -program.worth[used],
        A_ub=program.matrix[:, used],
        b_ub=program.most,
        bounds=np.column_stack([np.zeros(used.sum()), program.upper[used]]),
        method="highs-ipm" if used.all() and len(used) > _WIDE else "highs-ds",
        options={} if left is None else {"time_limit": max(left, 0.01)},
    )
    if found.status == _INFEASIBLE:
        return _Solution(x, np.zeros(len(program.most)), infeasible=True)
    if found.status != _SOLVED:
        return None
    x[used] = found.x
    return _Solution(x, -found.ineqlin.marginals)


def _nothing(form: Form) -> Choice:
    """No wish has a slot."""
    short = form.price * sum(form.at_least)
    return Choice(-short, np.full(len(form.value), -1), np.full(form.can.shape, np.inf), infeasible=any(form.must))


def _choice(form: Form, scope: Scope, program: Program, solution: _Solution) -> Choice:
    """Read off what is held more than by half, and the regrets at the prices."""
    x, prices = solution.x, solution.prices
    columns = len(program.wish)
    part = np.full(len(form.value), -1)
    held = np.flatnonzero(x[:columns] > 0.5)
    part[program.wish[held]] = program.part[held]
    regret = np.full(form.can.shape, np.inf)
    paid = np.maximum(program.matrix.T @ prices - program.worth, 0)[:columns]
    for position, slots in enumerate(scope.parts):
        mine = program.part == position
        regret[np.ix_(program.wish[mine], slots)] = paid[mine][:, None]
    return Choice(proven_bound(program, prices), part, regret)


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
