"""A scorecard: whole points for every bin, and what a score means.

A score is the base points plus one whole number for each feature and one for each cross of two columns. ``base_score``
stands for odds of ``base_odds`` good to one bad, and every ``pdo`` points double them, so a score says a probability by
itself: the coefficients are calibrated before they are rounded into points.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.scorecard.binning import Bin, place
from fairway.trust.engine.scorecard.values import read_categories, read_numbers

if TYPE_CHECKING:
    from fairway.trust.engine.scorecard.values import Columns, Floats, Whole

NUMBER, CATEGORY = "number", "category"


@dataclass(frozen=True)
class Side:
    """A column in bins."""

    name: str
    kind: str
    bins: tuple[Bin, ...]
    specials: tuple[str, ...] = ()

    def places(self, columns: Columns) -> Whole:
        """Find each row's bin.

        Raises :class:`Invalid` ``scorecard-column-missing``, or ``scorecard-text-in-numbers`` with the row.
        """
        if self.name not in columns:
            text = _("The table has no column “%(column)s”, which the scorecard needs. It has: %(found)s.")
            raise Invalid("scorecard-column-missing", text, column=self.name, found=", ".join(columns))
        if self.kind == NUMBER:
            return place(read_numbers(self.name, columns[self.name], self.specials), self.bins)
        return place(read_categories(columns[self.name], self.specials), self.bins)


@dataclass(frozen=True)
class Feature:
    """One column: its bins and, in the same order, their points."""

    name: str
    kind: str
    bins: tuple[Bin, ...]
    points: tuple[int, ...]
    specials: tuple[str, ...] = ()
    information: float = 0.0

    def places(self, columns: Columns) -> Whole:
        """Find each row's bin; raises as :meth:`Side.places`."""
        return Side(self.name, self.kind, self.bins, self.specials).places(columns)


@dataclass(frozen=True)
class Cell:
    """Where a bin of one column meets a bin of another; ``woe`` is what that tells beyond the two columns."""

    rows: int
    events: int
    woe: float


@dataclass(frozen=True)
class Cross:
    """Two columns crossed: a cell for each bin of the first with each of the second, row by row, and their points.

    The bins of the sides hold no counts; the cells do.
    """

    sides: tuple[Side, Side]
    bins: tuple[Cell, ...]
    points: tuple[int, ...]

    @property
    def name(self) -> str:
        """Name both columns."""
        return f"{self.sides[0].name} × {self.sides[1].name}"

    def places(self, columns: Columns) -> Whole:
        """Find each row's cell; raises as :meth:`Side.places`."""
        first, second = self.sides
        return first.places(columns) * len(second.bins) + second.places(columns)

    def cells(self) -> list[tuple[Bin, Bin, Cell, int]]:
        """Return each cell with its two bins and its points."""
        bins = [(a, b) for a in self.sides[0].bins for b in self.sides[1].bins]
        return [(*pair, cell, points) for pair, cell, points in zip(bins, self.bins, self.points, strict=True)]


@dataclass(frozen=True)
class Scale:
    """What points mean: ``base_odds`` good to one bad at ``base_score``, doubled every ``pdo`` points."""

    base_score: int = 600
    base_odds: int = 50
    pdo: int = 20

    @property
    def factor(self) -> float:
        """Points for one unit of log odds."""
        return self.pdo / math.log(2)

    def points_at(self, log_odds_good: float) -> float:
        """Return the score, not rounded, of these log odds."""
        return self.base_score + self.factor * (log_odds_good - math.log(self.base_odds))

    def log_odds_bad(self, score: Whole) -> Floats:
        """Return the log odds of the bad outcome at each score."""
        return (self.base_score - score) / self.factor - math.log(self.base_odds)


@dataclass(frozen=True)
class Grade:
    """A band of scores from ``from_score`` up to the next grade; ``rows`` and ``events`` are those of training."""

    key: str
    from_score: int
    rows: int
    events: int


@dataclass(frozen=True)
class Card:
    """A scorecard as it is kept: everything that scoring needs, and the counts that drift is measured against."""

    name: str
    target: str
    event: str
    scale: Scale
    base_points: int
    features: tuple[Feature, ...]
    grades: tuple[Grade, ...] = ()
    notes: tuple[str, ...] = field(default=())
    crosses: tuple[Cross, ...] = ()

    @property
    def parts(self) -> tuple[Feature | Cross, ...]:
        """Everything that gives points besides the base: the features, then the crosses."""
        return (*self.features, *self.crosses)

    def scores(self, columns: Columns) -> Whole:
        """Return the score of every row: a sum of whole numbers."""
        import numpy as np

        parts = [np.array(part.points, dtype=np.int64)[part.places(columns)] for part in self.parts]
        return np.asarray(np.sum(parts, axis=0) + self.base_points)

    def probabilities(self, score: Whole) -> Floats:
        """Return the probability of the bad outcome at each score."""
        import numpy as np

        return np.asarray(1.0 / (1.0 + np.exp(-self.scale.log_odds_bad(score))))

    def graded(self, score: Whole) -> Whole:
        """Return the place of each score's grade in ``grades`` (best first)."""
        import numpy as np

        floors = np.array([grade.from_score for grade in self.grades[::-1]][1:], dtype=np.int64)
        return np.asarray(len(self.grades) - 1 - np.searchsorted(floors, score, side="right"))


def whole(points: float) -> int:
    """Round half up, on every machine alike."""
    return math.floor(points + 0.5)
