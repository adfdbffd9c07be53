"""One transition's hazard: a Poisson regression on cells whose effects are pulled together by group.

log hazard = level + Σ effects. The effects of one group (a feature, the bands of age, the steps of the calendar) are
normal around 0 with a variance of the group's own, estimated from the same data (Fellner, Technometrics 28 (1986)
53–60; Schall, Biometrika 78 (1991) 719–727): where categories differ little, or little is known of them, they are
taken together. Occurrences over exposure as a Poisson likelihood: Holford, Biometrics 36 (1980) 299–305.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

    from fairway.land.engine.forecast.spells import Floats, Whole

ROUNDS = 4
NEWTON_STEPS = 30
CLOSE = 1e-8
START_VARIANCE = 0.3
VARIANCES = (1e-3, 2.0)
PRIOR_SQUARES, PRIOR_EFFECTS = 0.1, 1.0
"""What the variance of a group is worth before data: one effect of the size √0.1."""


@dataclass(frozen=True)
class Fit:
    """``effects``: level first, then one for each column; ``spread``: their covariance (Laplace approximation)."""

    effects: Floats
    spread: Floats
    variances: Floats


@dataclass(frozen=True)
class Data:
    """Columns of each cell (``width``: none), group of each column, weighted years, weighted events."""

    columns: Whole
    groups: Whole
    years: Floats
    events: Floats


def fit(data: Data) -> Fit:
    """Estimate effects and the variance of each group in turn. Needs at least one event."""
    import numpy as np

    design = _design(data)
    count = int(data.groups.max(initial=-1)) + 1
    variances = np.full(count, START_VARIANCE)
    effects = np.zeros(design.shape[1])
    effects[0] = np.log(data.events.sum() / data.years.sum())
    spread = np.eye(len(effects))
    for _round in range(ROUNDS):
        ridge = np.append(1e-9, 1.0 / variances[data.groups])
        effects, spread = _newton(design, data, ridge, effects)
        variances = _pooled(data.groups, variances, effects[1:], np.diag(spread)[1:])
    return Fit(effects, spread, variances)


def _design(data: Data) -> csr_matrix:
    """Sparse matrix of ones: a level, then the columns of each cell."""
    import numpy as np
    from scipy.sparse import csr_matrix

    width = len(data.groups)
    rows, slots = np.nonzero(data.columns < width)
    at = np.concatenate([np.zeros(len(data.columns), dtype=np.int64), data.columns[rows, slots] + 1])
    rows = np.concatenate([np.arange(len(data.columns)), rows])
    return csr_matrix((np.ones(len(rows)), (rows, at)), shape=(len(data.columns), width + 1))


def _newton(design: csr_matrix, data: Data, ridge: Floats, start: Floats) -> tuple[Floats, Floats]:
    import numpy as np

    def cost(at: Floats) -> float:
        eta = design @ at
        return float(data.years @ np.exp(eta.clip(-50, 50)) - data.events @ eta + 0.5 * ridge @ at**2)

    at, now = start, cost(start)
    for _step in range(NEWTON_STEPS):
        expected = data.years * np.exp((design @ at).clip(-50, 50))
        slope = design.T @ (data.events - expected) - ridge * at
        move = np.linalg.solve(_bend(design, expected, ridge), slope)
        length = 1.0
        while (then := cost(at + length * move)) > now and length > 1e-6:
            length /= 2
        if then > now:
            break
        at, gain, now = at + length * move, now - then, then
        if gain < CLOSE * (1 + abs(now)):
            break
    expected = data.years * np.exp((design @ at).clip(-50, 50))
    return at, np.asarray(np.linalg.inv(_bend(design, expected, ridge)))


def _bend(design: csr_matrix, expected: Floats, ridge: Floats) -> Floats:
    import numpy as np

    return np.asarray((design.T @ design.multiply(expected[:, None]).tocsr()).toarray() + np.diag(ridge))


def _pooled(groups: Whole, variances: Floats, effects: Floats, uncertainty: Floats) -> Floats:
    """Variance of each group: squares of its effects over the number of them the data really tell apart."""
    import numpy as np

    count = len(variances)
    squares = np.bincount(groups, effects**2, count)
    told = np.bincount(groups, minlength=count) - np.bincount(groups, uncertainty, count) / variances
    pooled = (squares + PRIOR_SQUARES) / (told.clip(min=0) + PRIOR_EFFECTS)
    return np.asarray(pooled.clip(*VARIANCES))
