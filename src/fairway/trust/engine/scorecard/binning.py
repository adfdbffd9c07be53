"""Bins of a feature and their weight of evidence.

Numbers: fine quantile bins first, then those cuts of them that make the most information under the wanted shape, found
exactly by dynamic programming. Categories: sorted by their rate of events, neighbours joined the same way, rare ones
pooled. Special values, missing and unseen ones always have a bin of their own.

The weight of evidence of a bin is ln(goods/bads of the bin) less ln(goods/bads of all), so more is better; to goods and
bads ``smoothing`` rows of the overall mix are added first (Laplace), so that a bin without events has a finite weight
and an empty bin has 0. Source: I. J. Good, Probability and the Weighing of Evidence (1950); N. Siddiqi, Credit Risk
Scorecards (2006), ch. 6 (information value).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fairway.trust.engine.scorecard.shapes import best_cuts
from fairway.trust.engine.scorecard.values import MISSING, PLAIN, Categories, Numbers

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from fairway.trust.engine.scorecard.values import Floats, Whole

RANGE, NAMES, SPECIAL, MISSED, OTHER = "range", "categories", "special", "missing", "other"
DIGITS = 15
"""Cuts have at most so many digits: read from a decimal text on any engine they are the same number."""


@dataclass(frozen=True)
class Binning:
    """How features are cut.

    ``shape``: of the weight of evidence over numbers: auto (rising or falling), rising, falling, peak, valley, turning
    (whichever of the four informs most), none. ``price``: what a further bin must add, in units of chi-squared.
    ``prebins``: equal shares a column is cut into first; up to ``distinct`` different values are kept apart instead.
    ``smallest``: least share of rows in a bin; ``rows`` and ``events``: least rows, and least events and non-events.
    """

    shape: str = "auto"
    prebins: int = 20
    distinct: int = 40
    most: int = 12
    smallest: float = 0.01
    rows: int = 10
    events: int = 3
    price: float = 2.0
    smoothing: float = 4.0


@dataclass(frozen=True)
class Bin:
    """One bin: a range (``lower`` ≤ x < ``upper``), categories or special values, missing, or all others."""

    role: str
    rows: int
    events: int
    woe: float
    lower: float = -math.inf
    upper: float = math.inf
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Total:
    """Rows and events of the whole training table."""

    rows: int
    events: int

    def woe(self, rows: Floats, events: Floats, smoothing: float) -> Floats:
        """Weigh bins: smoothed log odds of good, less those of all."""
        import numpy as np

        share = self.events / self.rows
        bad = events + smoothing * share
        good = rows - events + smoothing * (1 - share)
        return np.asarray(np.log(good / bad) - math.log((1 - share) / share))


def information_value(bins: Sequence[Bin], total: Total) -> float:
    """Sum (share of goods − share of bads) · weight over the bins (Siddiqi 2006, ch. 6); at least 0."""
    goods, bads = total.rows - total.events, total.events
    return sum(((b.rows - b.events) / goods - b.events / bads) * b.woe for b in bins)


def cut(column: Numbers | Categories, bad: Whole, how: Binning, specials: Sequence[str] = ()) -> list[Bin]:
    """Bin a column; ``bad`` is 1 for events and 0 for the others, ``specials`` those the column was read with."""
    total = Total(len(bad), int(bad.sum()))
    inside = _cut_numbers(column, bad, total, how) if isinstance(column, Numbers) else _joined(column, bad, total, how)
    return [*inside, *_outside(column.states, bad, total, how, specials)]


def place(column: Numbers | Categories, bins: Sequence[Bin]) -> Whole:
    """Find each row's bin, as a place in ``bins``; a category no bin names is in "other"."""
    inside = _place_numbers(column, bins) if isinstance(column, Numbers) else _place_categories(column, bins)
    return _placed_outside(inside, column.states, bins)


def _cut_numbers(column: Numbers, bad: Whole, total: Total, how: Binning) -> list[Bin]:
    import numpy as np

    plain = column.states == PLAIN
    values, events = column.values[plain], bad[plain]
    cuts = _prebin_cuts(values[np.isfinite(values)], how)
    fine = np.searchsorted(cuts, values, side="right")
    counts = _totals(fine, np.ones(len(fine)), len(cuts) + 1)
    evil = _totals(fine, events, len(cuts) + 1)
    chosen = best_cuts(counts, evil, total, how, how.shape)
    edges = [-math.inf, *(float(cuts[c - 1]) for c in chosen), math.inf]
    ends = [0, *chosen, len(counts)]
    spans = list(pairwise(ends))
    rows = np.array([counts[a:b].sum() for a, b in spans])
    hits = np.array([evil[a:b].sum() for a, b in spans])
    woe = total.woe(rows, hits, how.smoothing)
    return [Bin(RANGE, int(rows[k]), int(hits[k]), float(woe[k]), edges[k], edges[k + 1]) for k in range(len(spans))]


def _joined(column: Categories, bad: Whole, total: Total, how: Binning) -> list[Bin]:
    """Join neighbours by rate; what is rarer than the least bin goes with the unseen ones into "other"."""
    import numpy as np

    plain = column.states == PLAIN
    counts = _totals(column.codes[plain], np.ones(plain.sum()), len(column.names))
    evil = _totals(column.codes[plain], bad[plain], len(column.names))
    known = np.flatnonzero(counts >= max(how.rows, how.smallest * total.rows / 3))
    order = known[np.lexsort((known, total.woe(counts[known], evil[known], how.smoothing)))]
    bins = []
    if len(order):
        ends = [0, *best_cuts(counts[order], evil[order], total, how, "rising"), len(order)]
        for a, b in pairwise(ends):
            members = order[a:b]
            names = tuple(sorted(column.names[m] for m in members))
            bins.append(_bin(NAMES, counts[members].sum(), evil[members].sum(), total, how, names))
    rare = np.setdiff1d(np.arange(len(counts)), known)
    bins.append(_bin(OTHER, counts[rare].sum(), evil[rare].sum(), total, how))
    return bins


def _totals(places: Whole, weights: Floats | Whole, size: int) -> Floats:
    import numpy as np

    return np.asarray(np.bincount(places, weights=weights, minlength=size), dtype=np.float64)


def _outside(states: Whole, bad: Whole, total: Total, how: Binning, specials: Sequence[str]) -> list[Bin]:
    """One bin for missing, one for each special value, whether or not training saw any."""
    bins = []
    for state, word in enumerate(["", *specials], start=MISSING):
        here = states == state
        names = (word,) if word else ()
        bins.append(_bin(SPECIAL if word else MISSED, here.sum(), bad[here].sum(), total, how, names))
    return bins


def _bin(role: str, rows: float, events: float, total: Total, how: Binning, names: tuple[str, ...] = ()) -> Bin:
    import numpy as np

    woe = float(total.woe(np.array([float(rows)]), np.array([float(events)]), how.smoothing)[0])
    return Bin(role, int(rows), int(events), woe if rows else 0.0, names=names)


def _prebin_cuts(values: Floats, how: Binning) -> Floats:
    """Cut sorted values into about equal shares, or one from the other where few differ; a value stays in one piece."""
    import numpy as np

    found, counts = np.unique(values, return_counts=True)
    if len(found) < 2:
        return np.array([])
    middle = np.cumsum(counts) - counts / 2
    share = np.floor(middle * how.prebins / counts.sum()) if len(found) > how.distinct else np.arange(len(found))
    ends = np.flatnonzero(np.diff(share) > 0)
    cuts = [cut for end in ends if (cut := shortest_between(float(found[end]), float(found[end + 1]))) is not None]
    return np.array(cuts)


def shortest_between(low: float, high: float) -> float | None:
    """Return the number with the fewest digits that is above ``low`` and at most ``high``; ``None`` without any."""
    middle = low / 2 + high / 2
    for digits in range(1, DIGITS + 1):
        for around in (middle, high):
            cut = float(f"{around:.{digits - 1}e}")
            if low < cut <= high:
                return cut + 0.0
    return None


def _place_numbers(column: Numbers, bins: Sequence[Bin]) -> Whole:
    import numpy as np

    ranges = [k for k, each in enumerate(bins) if each.role == RANGE]
    cuts = np.array([bins[k].lower for k in ranges[1:]])
    return np.asarray(np.array(ranges)[np.searchsorted(cuts, column.values, side="right").clip(0, len(ranges) - 1)])


def _place_categories(column: Categories, bins: Sequence[Bin]) -> Whole:
    import numpy as np

    other = next(k for k, each in enumerate(bins) if each.role == OTHER)
    homes = {name: k for k, each in enumerate(bins) if each.role == NAMES for name in each.names}
    table = np.array([*(homes.get(name, other) for name in column.names), other], dtype=np.int64)
    return np.asarray(table[column.codes])


def _placed_outside(inside: Whole, states: Whole, bins: Sequence[Bin]) -> Whole:
    import numpy as np

    outside = [k for role in (MISSED, SPECIAL) for k, each in enumerate(bins) if each.role == role]
    homes: npt.NDArray[np.int64] = np.array(outside, dtype=np.int64)
    return np.where(states == PLAIN, inside, homes[states.clip(0)])
