"""Features as columns: words by category, numbers by bands with equally many projects of the history."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.land.engine.forecast.choices import Choices
    from fairway.land.engine.forecast.projects import Project
    from fairway.land.engine.forecast.spells import Floats, Whole


@dataclass(frozen=True)
class Encoder:
    """For each feature its categories (word → column) or its cuts; ``width`` columns in all.

    A category the history hardly knew has no column: its hazard is the pooled one.
    """

    words: Mapping[str, Mapping[str, int]]
    cuts: Mapping[str, tuple[tuple[float, ...], int]]
    features: tuple[str, ...]
    width: int

    def columns(self, projects: Sequence[Project]) -> Whole:
        """Column of each project (rows) for each feature (columns); ``width`` where it has none."""
        import numpy as np

        found = [self._columns(name, [each.features.get(name) for each in projects]) for name in self.features]
        return np.array(found, dtype=np.int64).reshape(len(self.features), len(projects)).T

    def _columns(self, name: str, values: Sequence[str | float | None]) -> list[int]:
        known, width = self.words.get(name, {}), self.width
        return [known.get(each, width) if isinstance(each, str) else self._column(name, each) for each in values]

    def _column(self, name: str, value: float | None) -> int:
        from bisect import bisect_right

        if value is None or value != value:  # noqa: PLR0124  # not a number
            return self.width
        if name in self.cuts:
            cuts, first = self.cuts[name]
            return first + bisect_right(cuts, value)
        return self.words.get(name, {}).get(str(value), self.width)

    def kinds(self, name: str) -> range:
        """Columns of the categories of a feature of words; empty for any other."""
        columns = self.words.get(name, {}).values()
        return range(min(columns), max(columns) + 1) if columns else range(0)

    def kind(self, columns: Whole, name: str) -> Whole:
        """Category of each project in a feature of words, counted from 0; -1 where it has none."""
        import numpy as np

        among = self.kinds(name)
        if not among:
            return np.full(len(columns), -1)
        own = columns[:, self.features.index(name)]
        return np.where((own >= among.start) & (own < among.stop), own - among.start, -1)

    def groups(self) -> Whole:
        """Feature of each column."""
        import numpy as np

        group = np.zeros(self.width, dtype=np.int64)
        for at, name in enumerate(self.features):
            if name in self.cuts:
                cuts, first = self.cuts[name]
                group[first : first + len(cuts) + 1] = at
            group[list(self.words.get(name, {}).values())] = at
        return group


def learn_columns(projects: Sequence[Project], choices: Choices) -> Encoder:
    """Give columns to what the history knows: categories in the order of the alphabet, bands in that of numbers."""
    words: dict[str, dict[str, int]] = {}
    cuts: dict[str, tuple[tuple[float, ...], int]] = {}
    width = 0
    for name in choices.features:
        values = [value for each in projects if (value := each.features.get(name)) not in {None, ""}]
        numbers = [float(value) for value in values if not isinstance(value, str) and value is not None]
        if numbers:
            bands = _cuts(numbers, choices.bands)
            cuts[name] = bands, width
            width += len(bands) + 1
        counted = Counter(value for value in values if isinstance(value, str))
        kept = sorted(value for value, count in counted.items() if count >= choices.least_in_category)
        words[name] = {value: width + at for at, value in enumerate(kept)}
        width += len(kept)
    return Encoder(words, cuts, choices.features, width)


def _cuts(numbers: Sequence[float], bands: int) -> tuple[float, ...]:
    import numpy as np

    known: Floats = np.array([each for each in numbers if each == each])  # noqa: PLR0124  # not a number
    if not len(known):
        return ()
    return tuple(float(cut) for cut in np.unique(np.quantile(known, np.arange(1, bands) / bands, method="lower")))
