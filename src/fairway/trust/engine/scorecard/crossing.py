"""Pairs of columns crossed: what a cell of a small two-way table tells beyond its two columns.

A card that adds up columns one by one cannot say that a high debt is bad only where profits are low. Each column is cut
into thirds (categories into three groups by their evidence); missing, other and special values keep bins of their own.
In the cells of every pair the outcomes are held against the probabilities that the card gives so far. The pair that
explains most is taken, the probabilities are moved by its cells, and the next pair is sought.

The evidence of a cell is Σ(p − y) / (Σp(1 − p) + ``held``): one Newton step of the log odds of good under the penalty
½ · ``held`` · evidence². What a pair explains is the fall in log loss that this promises, summed over its cells:
½ (Σ(p − y))² / (Σp(1 − p) + ``held``). Sources: T. Chen, C. Guestrin, KDD 2016, eq. 5 and 6; for seeking pairs after
single columns, Y. Lou, R. Caruana, J. Gehrke, G. Hooker, KDD 2013.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.toml_text import MOST_TABLES
from fairway.trust.engine.scorecard.binning import Bin, Binning, cut, place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.trust.engine.scorecard.values import Categories, Floats, Numbers, Whole

    Read = Mapping[str, Numbers | Categories]

THIRDS = Binning(shape="none", prebins=3, most=3, smallest=0.05, events=0, price=-1.0)
"""The price below 0 keeps every third, whether or not it tells anything by itself."""
AT_ONCE = 20_000


@dataclass(frozen=True)
class Crossing:
    """So many pairs at ``most``, their evidence ``held`` towards 0."""

    most: int = 0
    held: float = 64.0


@dataclass(frozen=True)
class Crossed:
    """Two columns with their bins, and of each cell [first bin, second bin] rows, events and evidence."""

    names: tuple[str, str]
    sides: tuple[tuple[Bin, ...], tuple[Bin, ...]]
    rows: Whole
    events: Whole
    evidence: Floats

    def woe(self, columns: Read) -> Floats:
        """Return the evidence of each row."""
        first, second = (place(columns[name], bins) for name, bins in zip(self.names, self.sides, strict=True))
        return self.evidence[first, second]


@dataclass(frozen=True)
class Lattice:
    """All columns in thirds: their bins, each row's place, and where each column's bins begin among all."""

    names: tuple[str, ...]
    bins: tuple[tuple[Bin, ...], ...]
    places: tuple[Whole, ...]
    starts: Whole

    def sums(self, weights: Floats) -> Floats:
        """Sum ``weights`` of the rows over every pair of bins, [bin, bin] over all columns' bins."""
        import numpy as np

        size = int(self.starts[-1])
        total = np.zeros((size, size))
        for begin in range(0, len(weights), AT_ONCE):
            these = slice(begin, begin + AT_ONCE)
            part = weights[these]
            inside = np.zeros((len(part), size))
            for start, places in zip(self.starts, self.places, strict=False):
                inside[np.arange(len(part)), start + places[these]] = 1.0
            total += inside.T @ (inside * part[:, None])
        return total

    def by_pair(self, cells: Floats) -> Floats:
        """Sum over the cells of each pair of columns, [column, column]."""
        import numpy as np

        starts = self.starts[:-1]
        return np.asarray(np.add.reduceat(np.add.reduceat(cells, starts, axis=0), starts, axis=1))


def lattice(columns: Read, bad: Whole, specials: Mapping[str, Sequence[str]]) -> Lattice:
    """Cut every column into thirds, in the order of the columns."""
    import numpy as np

    bins = tuple(tuple(cut(column, bad, THIRDS, specials[name])) for name, column in columns.items())
    places = tuple(place(column, each) for column, each in zip(columns.values(), bins, strict=True))
    return Lattice(tuple(columns), bins, places, np.cumsum([0, *map(len, bins)]))


def crossed(found: Lattice, bad: Whole, log_odds: Floats, how: Crossing) -> list[Crossed]:
    """Take pairs one by one, what explains most beyond ``log_odds`` and the pairs before first; each pair once.

    Pairs of more cells than are read from a card are left out: columns of many special values make such.
    """
    import numpy as np

    pairs: list[Crossed] = []
    counts = np.diff(found.starts)
    closed = np.tri(len(found.names), dtype=bool) | (np.outer(counts, counts) > MOST_TABLES)
    while len(pairs) < how.most and not closed.all():
        chance = 1.0 / (1.0 + np.exp(-log_odds))
        beyond, spread = found.sums(chance - bad), found.sums(chance * (1 - chance)) + how.held
        explained = np.where(closed, -1.0, found.by_pair(beyond**2 / spread))
        first, second = (int(k) for k in np.unravel_index(int(explained.argmax()), explained.shape))
        closed[first, second] = True
        pair = _pair(found, bad, (first, second), beyond / spread)
        pairs.append(pair)
        log_odds = log_odds - pair.evidence[found.places[first], found.places[second]]
    return pairs


def _pair(found: Lattice, bad: Whole, which: tuple[int, int], evidence: Floats) -> Crossed:
    import numpy as np

    (a, b), (c, d) = ((int(found.starts[k]), int(found.starts[k + 1])) for k in which)
    cells = found.places[which[0]] * (d - c) + found.places[which[1]]
    rows, events = (
        np.bincount(cells, weights=weights, minlength=(b - a) * (d - c)).astype(np.int64).reshape(b - a, d - c)
        for weights in (np.ones(len(bad)), bad)
    )
    first, second = which
    sides = (found.bins[first], found.bins[second])
    return Crossed((found.names[first], found.names[second]), sides, rows, events, evidence[a:b, c:d].copy())
