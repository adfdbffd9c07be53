"""Logistic regression with a ridge and coefficients that may not turn a feature round, by Newton's method.

The weight of evidence already points the right way, so a negative coefficient would say that a better bin is worse: it
is an artefact of correlation. Coefficients are therefore held at 0 or above while they are estimated, which gives the
one best solution of a convex problem, and not dropped one by one afterwards. Source for the step (projected Newton):
D. P. Bertsekas, SIAM J. Control Optim. 20 (1982) 221–246.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from fairway.trust.engine.scorecard.values import Floats, Whole

STEPS = 200
CLOSE = 1e-9


@dataclass(frozen=True)
class Line:
    """Log odds of the bad outcome: ``intercept`` − Σ ``slopes`` · weights of evidence."""

    intercept: float
    slopes: Floats

    def log_odds(self, woe: Floats) -> Floats:
        """Log odds of the bad outcome for each row."""
        return self.intercept - woe @ self.slopes


def fit_signed(woe: Floats, bad: Whole, ridge: float | Floats, start: Line | None = None) -> Line:
    """Fit slopes ≥ 0 on weights of evidence, with the penalty ½ · slopes' · ``ridge`` · slopes; the intercept is free.

    ``ridge`` is a square matrix, or one number for ``ridge`` · Σ slope². A ``start`` near the solution saves steps.
    """
    import numpy as np

    design = np.column_stack([np.ones(len(bad)), -woe])
    penalty = np.zeros((design.shape[1],) * 2)
    penalty[1:, 1:] = ridge * np.eye(woe.shape[1]) if isinstance(ridge, float) else ridge
    at = np.zeros(design.shape[1])
    share = bad.mean()
    at[0] = np.log(share / (1 - share))
    if start is not None:
        at[:] = start.intercept, *start.slopes
    found = _descend(design, bad.astype(float), penalty, at)
    return Line(float(found[0]), found[1:])


def fit_line(score: Floats, bad: Whole) -> tuple[float, float]:
    """Fit intercept and slope of the log odds on one variable, both free (Cox 1958, for recalibration)."""
    import numpy as np

    design = np.column_stack([np.ones(len(bad)), score])
    found = _descend(design, bad.astype(float), np.diag([0.0, 1e-9]), np.zeros(2), signed=False)
    return float(found[0]), float(found[1])


def fit_level(log_odds: Floats, bad: Whole) -> float:
    """Return what must be added to the log odds for the mean probability to be the share of the bad."""
    from scipy.optimize import brentq

    def above(level: float) -> float:
        import numpy as np

        return float(np.mean(1.0 / (1.0 + np.exp(-(log_odds + level).clip(-700, 700))) - bad))

    return float(brentq(above, -60.0, 60.0, xtol=1e-12))


def losses(log_odds: Floats, bad: Whole) -> Floats:
    """Negative log-likelihood of each row."""
    import numpy as np

    return np.asarray(np.logaddexp(0.0, log_odds) - bad * log_odds)


def first_as_good(judged: Sequence[Floats]) -> int:
    """Return the first place whose mean loss is above the least by no more than the standard error of that."""
    import numpy as np

    best = min(judged, key=lambda each: float(each.mean()))
    above = [each - best for each in judged]
    return next(k for k, more in enumerate(above) if more.mean() <= more.std() / np.sqrt(len(more)))


def _cost(design: Floats, y: Floats, penalty: Floats, at: Floats) -> float:
    import numpy as np

    eta = design @ at
    return float(np.sum(np.logaddexp(0.0, eta) - y * eta) + 0.5 * at @ penalty @ at)


def _descend(design: Floats, y: Floats, penalty: Floats, at: Floats, *, signed: bool = True) -> Floats:
    """Newton steps on the coefficients that may move, projected onto ≥ 0, halved until the cost falls."""
    import numpy as np

    floor = np.full(len(at), 0.0 if signed else -np.inf)
    floor[0] = -np.inf
    cost = _cost(design, y, penalty, at)
    for _step in range(STEPS):
        p = 1.0 / (1.0 + np.exp(-(design @ at).clip(-700, 700)))
        slope = design.T @ (p - y) + penalty @ at
        free = (at > floor) | (slope < 0)
        active = design[:, free]
        curve = active.T @ (active * (p * (1 - p))[:, None]) + penalty[np.ix_(free, free)] + 1e-10 * np.eye(free.sum())
        move = np.zeros(len(at))
        move[free] = np.linalg.solve(curve, slope[free])
        at, fresh = _shorter(lambda x: _cost(design, y, penalty, x), at, move, floor, cost)
        if cost - fresh <= CLOSE * (1 + abs(fresh)):
            break
        cost = fresh
    return at


def _shorter(
    cost: Callable[[Floats], float], at: Floats, move: Floats, floor: Floats, before: float
) -> tuple[Floats, float]:
    import numpy as np

    length = 1.0
    while length > 1e-8:
        tried = np.maximum(at - length * move, floor)
        if (now := cost(tried)) < before:
            return tried, now
        length /= 2
    return at, before
