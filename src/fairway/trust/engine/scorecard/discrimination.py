"""How well a score parts the bad from the good: AUC, Gini, KS, and whether one score does it better than another."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from fairway.trust.engine.scorecard.values import Floats, Whole

Z95 = NormalDist().inv_cdf(0.975)
SEED = 20240318
RESAMPLES = 400


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float

    def as_data(self) -> dict[str, float]:
        """Return the figure for JSON."""
        return {"value": self.value, "low": self.low, "high": self.high}


@dataclass(frozen=True)
class Difference:
    """How much more AUC the challenger has, with its interval and the two-sided probability of as much by chance."""

    value: float
    low: float
    high: float
    p: float


def auc(score: Whole | Floats, bad: Whole) -> Estimate:
    """Probability that a good row scores above a bad one, ties half, with DeLong's interval.

    Source: E. DeLong, D. DeLong, D. Clarke-Pearson, Biometrics 44 (1988) 837–845, by midranks as in X. Sun, W. Xu,
    IEEE Signal Processing Letters 21 (2014) 1389–1393. A score that parts all rows has an interval without width.
    """
    value, of_good, of_bad = _components(score, bad)
    return _interval(value, (_variance(of_good) + _variance(of_bad)) ** 0.5)


def gini(score: Whole | Floats, bad: Whole) -> Estimate:
    """2 · AUC − 1 (accuracy ratio; Engelmann, Hayden, Tasche 2003)."""
    found = auc(score, bad)
    return Estimate(2 * found.value - 1, 2 * found.low - 1, 2 * found.high - 1)


def auc_difference(champion: Whole | Floats, challenger: Whole | Floats, bad: Whole) -> Difference:
    """Compare two scores of the same rows: AUC of the challenger less that of the champion (DeLong 1988, paired)."""
    first, first_good, first_bad = _components(champion, bad)
    second, second_good, second_bad = _components(challenger, bad)
    spread = (_variance(second_good - first_good) + _variance(second_bad - first_bad)) ** 0.5
    more = second - first
    if spread == 0:
        return Difference(more, more, more, 1.0 if more == 0 else 0.0)
    p = 2 * (1 - NormalDist().cdf(abs(more) / spread))
    return Difference(more, more - Z95 * spread, more + Z95 * spread, p)


def ks(score: Whole | Floats, bad: Whole, seed: int = SEED) -> Estimate:
    """Largest distance of the distributions of scores of bad and good rows, with a percentile bootstrap interval.

    Bad and good rows are drawn anew apart from each other, :data:`RESAMPLES` times, from ``seed``.
    """
    import numpy as np

    _levels, place = np.unique(score, return_inverse=True)
    evil = np.bincount(place, weights=bad)
    good = np.bincount(place) - evil
    value = float(np.abs(np.cumsum(evil) / evil.sum() - np.cumsum(good) / good.sum()).max())
    chance = np.random.default_rng(seed)
    draws = [chance.multinomial(int(side.sum()), side / side.sum(), RESAMPLES) / side.sum() for side in (evil, good)]
    drawn = np.abs(np.cumsum(draws[0] - draws[1], axis=1)).max(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Estimate(value, float(low), float(high))


@dataclass(frozen=True)
class Swap:
    """What changes if the challenger decides, at the same share of rows taken: rows and events of each corner."""

    both: tuple[int, int]
    only_champion: tuple[int, int]
    only_challenger: tuple[int, int]
    neither: tuple[int, int]


def swap_set(champion: Whole | Floats, challenger: Whole | Floats, bad: Whole, share: float = 0.8) -> Swap:
    """Take the best ``share`` of rows by either score, ties at the limit included (Siddiqi 2006, ch. 8)."""
    import numpy as np

    last = max(1, round(share * len(bad)))
    first, second = (s >= np.sort(s)[-last] for s in (champion, challenger))

    def corner(chosen: npt.NDArray[np.bool_]) -> tuple[int, int]:
        return int(chosen.sum()), int(bad[chosen].sum())

    return Swap(corner(first & second), corner(first & ~second), corner(~first & second), corner(~first & ~second))


def _components(score: Whole | Floats, bad: Whole) -> tuple[float, Floats, Floats]:
    """AUC, and its structural components: each good row's share of bad ones below it, and the other way round."""
    import numpy as np

    good_scores, bad_scores = np.asarray(score)[bad == 0], np.asarray(score)[bad == 1]
    n, m = len(good_scores), len(bad_scores)
    every = _midranks(np.concatenate([good_scores, bad_scores]))
    of_good = (every[:n] - _midranks(good_scores)) / m
    of_bad = 1.0 - (every[n:] - _midranks(bad_scores)) / n
    return float(of_good.mean()), of_good, of_bad


def _midranks(values: Whole | Floats) -> Floats:
    """Rank values from 1; equal ones share the mean of their ranks."""
    import numpy as np

    _levels, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[place])


def _variance(components: Floats) -> float:
    return float(components.var(ddof=1)) / len(components) if len(components) > 1 else 0.0


def _interval(value: float, spread: float) -> Estimate:
    return Estimate(value, max(0.0, value - Z95 * spread), min(1.0, value + Z95 * spread))
