"""How past forecasts did: Brier score, log loss, skill, discrimination, and the reliability chart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.scorecard.discrimination import auc

if TYPE_CHECKING:
    from collections.abc import Sequence

NEVER = 1e-6
"""Log loss of a forecast of 0 or 1 that was wrong is that of this chance."""
Z80 = 1.2815515655446004


@dataclass(frozen=True)
class Bin:
    """One point of the reliability chart: forecasts of alike chance, their mean, and the share that landed.

    ``low`` and ``high``: 80 % interval of the share (Wilson, J. Am. Stat. Assoc. 22 (1927) 209–212).
    """

    count: int
    forecast: float
    landed: float
    low: float
    high: float


@dataclass(frozen=True)
class Score:
    """``skill``: share of the Brier score of "all alike" that is saved; ``None`` where all or none landed.

    ``auc``: chance that one that landed was given more than one that did not; ``None`` likewise.
    ``worst_bin``: largest distance of forecast and share in the chart.
    """

    count: int
    expected: float
    landed: int
    brier: float
    log_loss: float
    skill: float | None
    auc: float | None
    bins: tuple[Bin, ...]

    @property
    def worst_bin(self) -> float:
        """Largest distance between the mean forecast of a bin and the share that landed."""
        return max(abs(each.forecast - each.landed) for each in self.bins)


def score(chances: Sequence[float], landed: Sequence[bool], bins: int = 5) -> Score:
    """Score forecasts made once; raise ``Invalid`` without any or where one is no probability.

    Brier, Monthly Weather Review 78 (1950) 1–3. The chart has ``bins`` groups of nearly equal size; equal chances
    stay in the order given, so hand them over in a fixed order.
    """
    if not chances or len(chances) != len(landed) or not all(0 <= each <= 1 for each in chances):
        raise Invalid("no-probability", _("Give one chance between 0 and 1 for each outcome, and at least one."))
    count, sum_landed = len(chances), sum(landed)
    share = sum_landed / count
    brier = sum((chance - came) ** 2 for chance, came in zip(chances, landed, strict=True)) / count
    losses = [_loss(chance if came else 1 - chance) for chance, came in zip(chances, landed, strict=True)]
    mixed = 0 < sum_landed < count
    return Score(
        count=count,
        expected=float(sum(chances)),
        landed=sum_landed,
        brier=float(brier),
        log_loss=sum(losses) / count,
        skill=1 - float(brier) / (share * (1 - share)) if mixed else None,
        auc=_auc(chances, landed) if mixed else None,
        bins=_bins(chances, landed, bins),
    )


def _loss(chance: float) -> float:
    return -log(max(chance, NEVER))


def _auc(chances: Sequence[float], landed: Sequence[bool]) -> float:
    import numpy as np

    return auc(np.asarray(chances), 1 - np.asarray(landed, dtype=np.int64)).value


def _bins(chances: Sequence[float], landed: Sequence[bool], bins: int) -> tuple[Bin, ...]:
    order = sorted(range(len(chances)), key=chances.__getitem__)
    bins = min(bins, len(order))
    edges = [len(order) * k // bins for k in range(bins + 1)]
    return tuple(_bin([(chances[at], landed[at]) for at in order[a:b]]) for a, b in pairwise(edges))


def _bin(pairs: Sequence[tuple[float, bool]]) -> Bin:
    count = len(pairs)
    share = sum(came for _chance, came in pairs) / count
    low, high = wilson(share, count)
    return Bin(count, sum(chance for chance, _came in pairs) / count, share, low, high)


def wilson(share: float, count: int, z: float = Z80) -> tuple[float, float]:
    """Interval of a share seen among ``count``."""
    middle = share + z * z / (2 * count)
    half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    whole = 1 + z * z / count
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
