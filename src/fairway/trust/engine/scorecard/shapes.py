"""The best cuts of a sequence of fine bins under a shape, exactly, by dynamic programming.

A bin from fine bin ``i`` to before ``j`` is worth its share of the information value, scaled to chi-squared (near
independence IV · goods · bads / rows is Pearson's statistic), less the price of a bin. A chain of such bins whose
weights rise (or fall) strictly is extended one bin at a time; all chains that end with the bin (i, j) need only the
best one for each number of bins, so the optimum takes a few hundred steps for two dozen fine bins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from fairway.trust.engine.scorecard.binning import Binning, Total
    from fairway.trust.engine.scorecard.values import Floats

RISING, FALLING, FREE = "rising", "falling", "none"
WAYS = {
    RISING: (RISING,), FALLING: (FALLING,), FREE: (FREE,), "auto": (RISING, FALLING),
    "peak": (RISING,), "valley": (FALLING,), "turning": (RISING, FALLING),
}  # fmt: skip
"""Which ways chains go, by shape: a peak rises from either end, a valley falls."""
TURNS = {RISING: "peak", FALLING: "valley"}
TURN_PRICE = 4.0
"""What a turning point must add over the best one-way shape, in units of chi-squared, where both are allowed."""


@dataclass(frozen=True)
class Spans:
    """Every possible bin of fine bins: ``worth`` and ``woe`` by [first, after last]; -inf where it is too small."""

    worth: Floats
    woe: Floats

    def turned(self) -> Spans:
        """Return the same bins with the sequence read backwards."""
        return Spans(self.worth[::-1, ::-1].T, self.woe[::-1, ::-1].T)


@dataclass(frozen=True)
class Chains:
    """For each number of bins, and last bin (i, j): the best chain's ``worth``, and where the bin before it begins."""

    worth: Floats
    before: npt.NDArray[np.int64]

    def cuts(self, bins: int, first: int, after: int) -> list[int]:
        """Follow the best chain back: where each bin but the first begins."""
        found: list[int] = []
        while bins > 1:
            found.append(first)
            first, after = int(self.before[bins, first, after]), first
            bins -= 1
        return found[::-1]


def best_cuts(rows: Floats, events: Floats, total: Total, how: Binning, shape: str) -> list[int]:
    """Return the places between fine bins where the best bins begin; none when no cut is worth it."""
    spans, ways = _spans(rows, events, total, how), []
    for way in WAYS[shape]:
        chains = _chains(spans, how.most, way)
        if shape not in TURNS.values():
            ways.append(_one_way(chains))
        if shape in {TURNS.get(way), "turning"}:
            worth, cuts = _turning(spans, chains, way)
            ways.append((worth - (TURN_PRICE if shape == "turning" else 0.0), cuts))
    return max(ways, key=lambda found: found[0])[1]


def _spans(rows: Floats, events: Floats, total: Total, how: Binning) -> Spans:
    import numpy as np

    n = np.concatenate([[0.0], np.cumsum(rows)])
    b = np.concatenate([[0.0], np.cumsum(events)])
    count, bad = n[None, :] - n[:, None], b[None, :] - b[:, None]
    order = np.arange(len(n))
    real = order[:, None] < order[None, :]
    count, bad = np.where(real, count, 1.0), np.where(real, bad, 0.0)
    woe = total.woe(count, bad, how.smoothing)
    goods = total.rows - total.events
    share = (count - bad) / goods - bad / total.events
    worth = share * woe * goods * total.events / total.rows - how.price
    least = max(how.rows, how.smallest * total.rows)
    large = (count >= least) & (bad >= how.events) & (count - bad >= how.events)
    large[0, -1] = True
    return Spans(np.where(real & large, worth, -np.inf), woe)


def _chains(spans: Spans, most: int, shape: str) -> Chains:
    import numpy as np

    ends = len(spans.worth)
    worth = np.full((most + 1, ends, ends), -np.inf)
    before = np.zeros((most + 1, ends, ends), dtype=np.int64)
    worth[1, 0, :] = spans.worth[0]
    for first in range(1, ends - 1):
        after = np.flatnonzero(np.isfinite(spans.worth[first]))
        earlier = np.broadcast_to(worth[None, :-1, :first, first], (len(after), most, first))
        if shape != FREE:
            step = spans.woe[first, after, None] - spans.woe[None, :first, first]
            earlier = np.where((step > 0 if shape == RISING else step < 0)[:, None, :], earlier, -np.inf)
        chosen = earlier.argmax(axis=2)
        best = np.take_along_axis(earlier, chosen[..., None], axis=2)[..., 0]
        before[1:, first, after] = chosen.T
        worth[1:, first, after] = spans.worth[first, after] + best.T
    return Chains(worth, before)


def _one_way(chains: Chains) -> tuple[float, list[int]]:
    import numpy as np

    ending = chains.worth[:, :, -1]
    bins, first = np.unravel_index(int(ending.argmax()), ending.shape)
    return float(ending[bins, first]), chains.cuts(int(bins), int(first), ending.shape[1] - 1)


def _turning(spans: Spans, left: Chains, way: str) -> tuple[float, list[int]]:
    """Join a chain that goes ``way`` from the left with one that goes ``way`` from the right at a common bin."""
    import numpy as np

    most = len(left.worth) - 1
    right = _chains(spans.turned(), most, way)
    last = len(spans.worth) - 1
    best: tuple[float, list[int]] = (-np.inf, [])
    for bins in range(1, most + 1):
        others = right.worth[1 : most + 2 - bins, ::-1, ::-1].transpose(0, 2, 1)
        joined = left.worth[bins][None] + others - np.where(np.isfinite(spans.worth), spans.worth, 0.0)[None]
        more, i, j = (int(k) for k in np.unravel_index(int(joined.argmax()), joined.shape))
        if joined[more, i, j] > best[0]:
            beyond = [last - cut for cut in right.cuts(more + 1, last - j, last - i)]
            best = (float(joined[more, i, j]), [*left.cuts(bins, i, j), *beyond[::-1]])
    return best
