"""Whether predicted probabilities hold: Brier score and its parts, calibration line, exact tests by grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.trust.engine.scorecard.discrimination import Z95, Estimate
from fairway.trust.engine.scorecard.logistic import fit_line

if TYPE_CHECKING:
    from fairway.trust.engine.scorecard.values import Floats, Whole

YELLOW, RED = 0.05, 0.01


@dataclass(frozen=True)
class Brier:
    """``score`` = ``reliability`` − ``resolution`` + ``uncertainty``."""

    score: float
    reliability: float
    resolution: float
    uncertainty: float


def brier(probability: Floats, bad: Whole) -> Brier:
    """Mean squared error of the probabilities and its parts over rows of equal probability.

    Source: A. H. Murphy, J. Appl. Meteor. 12 (1973) 595–600.
    """
    import numpy as np

    levels, place = np.unique(probability, return_inverse=True)
    counts = np.bincount(place)
    rate = np.bincount(place, weights=bad) / counts
    base = float(bad.mean())
    share = counts / len(bad)
    return Brier(
        score=float(np.mean((probability - bad) ** 2)),
        reliability=float(np.sum(share * (levels - rate) ** 2)),
        resolution=float(np.sum(share * (rate - base) ** 2)),
        uncertainty=base * (1 - base),
    )


def calibration_line(log_odds: Floats, bad: Whole) -> tuple[Estimate, Estimate] | None:
    """Intercept and slope of the outcome's log odds on the predicted ones, with Wald intervals; ideal are 0 and 1.

    Source: D. R. Cox, Biometrika 45 (1958) 562–565. A slope below 1: predictions are too extreme. ``None`` where all
    predictions are the same: they show no slope.
    """
    import numpy as np

    if np.allclose(log_odds, log_odds[0]):
        return None
    intercept, slope = fit_line(log_odds, bad)
    p = 1.0 / (1.0 + np.exp(-(intercept + slope * log_odds)))
    design = np.column_stack([np.ones(len(bad)), log_odds])
    spread = np.sqrt(np.diag(np.linalg.pinv(design.T @ (design * (p * (1 - p))[:, None]))))
    first, second = (
        Estimate(value, float(value - Z95 * s), float(value + Z95 * s))
        for value, s in zip((intercept, slope), spread, strict=True)
    )
    return first, second


def exact_interval(events: int, rows: int) -> Estimate:
    """Rate of events with the exact 95 % interval of Clopper and Pearson, Biometrika 26 (1934) 404–413."""
    from scipy.special import betaincinv

    low = 0.0 if events == 0 else float(betaincinv(events, rows - events + 1, 0.025))
    high = 1.0 if events == rows else float(betaincinv(events + 1, rows - events, 0.975))
    return Estimate(events / rows if rows else 0.0, low, high)


@dataclass(frozen=True)
class GradeTest:
    """One grade's outcomes against its predicted rate."""

    grade: str
    rows: int
    events: int
    predicted: float
    rate: Estimate
    p_exact: float
    p_jeffreys: float
    light: str


def grade_test(grade: str, rows: int, events: int, predicted: float) -> GradeTest:
    """Test whether a grade had more events than predicted.

    ``p_exact``: probability of as many or more under the predicted rate (binomial test, Basel Committee, Working Paper
    14, 2005). ``p_jeffreys``: posterior probability that the true rate is at most the predicted one, from the prior
    Beta(½, ½) (ECB, Instructions for reporting the validation results of internal models, 2019). ``light``: green, or
    yellow from 5 %, or red from 1 % of ``p_exact`` downwards. The events of a grade are taken as independent.
    """
    from scipy.special import betainc

    p_exact = 1.0 if events == 0 else float(betainc(events, rows - events + 1, predicted))
    p_jeffreys = float(betainc(events + 0.5, rows - events + 0.5, predicted))
    light = "red" if p_exact < RED else "yellow" if p_exact < YELLOW else "green"
    return GradeTest(grade, rows, events, predicted, exact_interval(events, rows), p_exact, p_jeffreys, light)
