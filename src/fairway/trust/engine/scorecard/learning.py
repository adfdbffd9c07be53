"""One learning of a scorecard under given choices: bins, slopes, and the pairs of columns crossed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fairway.trust.engine.scorecard.bends import Bends, bends_of
from fairway.trust.engine.scorecard.binning import Bin, Binning, Total, cut, information_value, place
from fairway.trust.engine.scorecard.card import Scale
from fairway.trust.engine.scorecard.crossing import Crossed, Crossing, crossed, lattice
from fairway.trust.engine.scorecard.logistic import Line, fit_signed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.trust.engine.scorecard.values import Categories, Floats, Numbers, Whole

PAIR_RIDGE = 1.0
"""On the slope of a pair."""


@dataclass(frozen=True)
class Choices:
    """What may be chosen in fitting; the tuples are tried out inside training."""

    binning: Binning = field(default_factory=Binning)
    scale: Scale = field(default_factory=Scale)
    cuttings: tuple[tuple[int, float], ...] = ((40, 0.0), (20, 4.0))
    """How many bins to begin with, and the price of each that is kept."""
    ridges: tuple[float, ...] = (0.5, 2.0, 8.0)
    """On a feature's mean slope."""
    partings: tuple[float, ...] = (1000.0, 32.0, 8.0, 2.0)
    """On how far the slopes of its steps part from their mean."""
    pairs: tuple[int, ...] = (4, 8)
    """How many pairs of columns are crossed, besides none."""
    pairs_held: tuple[float, ...] = (16.0, 48.0, 128.0)
    """How strongly the evidence of their cells is held towards 0."""
    folds: int = 5
    least_information: float = 0.01
    most_correlation: float = 0.9
    event: str = "1"
    specials: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Special values by column; those under "*" hold for every column."""
    categories: frozenset[str] = frozenset()
    """Columns of numbers that are codes."""

    def of(self, name: str) -> tuple[str, ...]:
        """Return the special values of a column."""
        return tuple(dict.fromkeys((*self.specials.get(name, ()), *self.specials.get("*", ()))))

    def middling(self) -> tuple[float, float]:
        """Return the penalties in the middle of those to try."""
        ridges, partings = sorted(self.ridges), sorted(self.partings)
        return ridges[len(ridges) // 2], partings[len(partings) // 2]


@dataclass(frozen=True)
class Table:
    """Columns read once, in the order of their rows' content."""

    columns: Mapping[str, Numbers | Categories]
    bad: Whole
    age: Whole
    """How many different times are later than a row's."""

    def taken(self, rows: Whole) -> Table:
        """Return these rows."""
        columns = {name: column.taken(rows) for name, column in self.columns.items()}
        return Table(columns, self.bad[rows], self.age[rows])


@dataclass(frozen=True)
class Binned:
    """A feature's bins with what they tell."""

    name: str
    bins: tuple[Bin, ...]
    information: float

    def woe(self, column: Numbers | Categories) -> Floats:
        """Return the weight of evidence of each row."""
        import numpy as np

        weights = np.array([each.woe for each in self.bins])
        return np.asarray(weights[place(column, self.bins)])

    def bends(self) -> Bends:
        """Return the steps between its bins."""
        return bends_of(self.bins)


@dataclass(frozen=True)
class Held:
    """The penalties of one learning: ``ridge`` and ``parting`` on slopes, and which pairs are crossed."""

    ridge: float
    parting: float
    crossing: Crossing = field(default_factory=Crossing)


@dataclass(frozen=True)
class Model:
    """Features with their bins, crossed pairs, and the slopes of both: the steps first, then one a pair."""

    binned: tuple[Binned, ...]
    pairs: tuple[Crossed, ...]
    line: Line

    def log_odds(self, table: Table) -> Floats:
        """Log odds of the bad outcome for each row."""
        return self.line.log_odds(_design(table, self.binned, self.pairs))


def learn(table: Table, choices: Choices, held: Held) -> Model:
    """Learn bins, then slopes, then pairs and all slopes anew."""
    plain = learn_slopes(table, binned_of(table, choices), held)
    return with_pairs(table, plain, pairs_beyond(table, plain, choices, held.crossing), held)


def learn_slopes(table: Table, binned: Sequence[Binned], held: Held, start: Line | None = None) -> Model:
    """Learn the slopes of these bins, without pairs; a ``start`` near the solution saves steps."""
    line = fit_signed(_steps(table, binned), table.bad, _penalty(binned, held), start)
    return Model(tuple(binned), (), line)


def pairs_beyond(table: Table, plain: Model, choices: Choices, crossing: Crossing) -> list[Crossed]:
    """Find the pairs that explain most beyond a model without pairs, the best first."""
    if not crossing.most:
        return []
    specials = {name: choices.of(name) for name in table.columns}
    return crossed(lattice(table.columns, table.bad, specials), table.bad, plain.log_odds(table), crossing)


def with_pairs(table: Table, plain: Model, pairs: Sequence[Crossed], held: Held) -> Model:
    """Learn all slopes anew with these pairs."""
    import numpy as np
    from scipy.linalg import block_diag

    if not pairs:
        return plain
    penalty = block_diag(_penalty(plain.binned, held), PAIR_RIDGE * np.eye(len(pairs)))
    start = Line(plain.line.intercept, np.concatenate([plain.line.slopes, np.ones(len(pairs))]))
    line = fit_signed(_design(table, plain.binned, pairs), table.bad, penalty, start)
    return Model(plain.binned, tuple(pairs), line)


def _design(table: Table, binned: Sequence[Binned], pairs: Sequence[Crossed]) -> Floats:
    import numpy as np

    return np.column_stack([_steps(table, binned), *(pair.woe(table.columns) for pair in pairs)])


def _penalty(binned: Sequence[Binned], held: Held) -> Floats:
    import numpy as np
    from scipy.linalg import block_diag

    if not binned:
        return np.zeros((0, 0))
    return np.asarray(block_diag(*(each.bends().penalty(held.ridge, held.parting) for each in binned)))


def _steps(table: Table, binned: Sequence[Binned]) -> Floats:
    import numpy as np

    if not binned:
        return np.zeros((len(table.bad), 0))
    return np.column_stack([each.bends().steps(each.woe(table.columns[each.name])) for each in binned])


def binned_of(table: Table, choices: Choices) -> list[Binned]:
    """Bin every column, and keep those that inform and do not repeat a better one."""
    total = Total(len(table.bad), int(table.bad.sum()))
    found = []
    for name, column in table.columns.items():
        bins = tuple(cut(column, table.bad, choices.binning, choices.of(name)))
        found.append(Binned(name, bins, information_value(bins, total)))
    ranked = sorted(found, key=lambda each: (-each.information, each.name))
    informing = [each for each in ranked if each.information >= choices.least_information]
    return _not_repeating(table, informing, choices.most_correlation)


def _not_repeating(table: Table, ranked: Sequence[Binned], most: float) -> list[Binned]:
    import numpy as np

    kept: list[int] = []
    if not ranked:
        return []
    weights = _weights(table, ranked)
    spread = weights.std(axis=0)
    standard = (weights - weights.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    alike = standard.T @ standard / len(standard)
    for k in range(len(ranked)):
        if spread[k] > 0 and all(alike[k, other] <= most for other in kept):
            kept.append(k)
    return [ranked[k] for k in kept]


def _weights(table: Table, binned: Sequence[Binned]) -> Floats:
    import numpy as np

    if not binned:
        return np.zeros((len(table.bad), 0))
    return np.column_stack([each.woe(table.columns[each.name]) for each in binned])
