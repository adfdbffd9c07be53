"""Learning a scorecard from outcomes, with every choice made inside the training rows.

Rows are first put into an order of their own content, so that shuffling the table changes nothing, and dealt into folds
in that order. For each candidate (price of a bin, smoothing, ridge) bins and coefficients are learnt on all folds but
one and judged by their log loss on that one. The predictions of the chosen candidate on rows it did not see then say
how far the coefficients must be shrunk for its probabilities to hold (Cox 1958; Steyerberg, Clinical Prediction Models,
ch. 13), and the card is learnt anew on all training rows with that shrinkage.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.scorecard.bends import Bends, bends_of
from fairway.trust.engine.scorecard.binning import (
    Bin,
    Binning,
    Total,
    cut,
    information_value,
    place,
)
from fairway.trust.engine.scorecard.card import CATEGORY, NUMBER, Card, Feature, Grade, Scale, whole
from fairway.trust.engine.scorecard.logistic import Line, fit_line, fit_signed, losses, surely_least
from fairway.trust.engine.scorecard.values import Numbers, as_text, is_numeric, read_categories, read_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fairway.trust.engine.scorecard.values import Categories, Columns, Floats, Whole

LEAST_EVENTS = 20
NEWEST = 50
GRADES = 7
SHRINKAGE = (0.5, 1.1)


@dataclass(frozen=True)
class Choices:
    """What may be chosen in fitting; the tuples are tried out inside training."""

    binning: Binning = field(default_factory=Binning)
    scale: Scale = field(default_factory=Scale)
    prices: tuple[float, ...] = (0.0, 4.0)
    ridges: tuple[float, ...] = (0.5, 2.0, 8.0)
    partings: tuple[float, ...] = (1000.0, 32.0, 8.0, 2.0)
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


def fit_card(
    name: str,
    target: str,
    columns: Columns,
    outcome: Whole,
    choices: Choices | None = None,
    times: Floats | None = None,
) -> Card:
    """Learn a scorecard of the bad outcome (1 in ``outcome``) from ``columns``.

    With the ``times`` of the rows, rows so old that they make the newest ones harder to tell are left out.

    Raises :class:`Invalid` ``scorecard-few-events`` below :data:`LEAST_EVENTS` events or non-events,
    ``scorecard-nothing-found`` when no column informs, ``scorecard-text-in-numbers`` for a cell.
    """
    choices = choices or Choices()
    events = int(outcome.sum())
    if min(events, len(outcome) - events) < LEAST_EVENTS:
        text = _("Only %(events)s of %(rows)s rows have the bad outcome; at least %(least)s of either kind are needed.")
        raise Invalid("scorecard-few-events", text, events=events, rows=len(outcome), least=LEAST_EVENTS)
    table = _read(columns, outcome, choices, times)
    if times is not None:
        table = _helpful(table, choices)
    chosen, held, stretch = _tune(table, choices)
    binned, line = _learn(table, chosen, held)
    if not (line.slopes > 0).any():
        text = _("No column tells the outcomes apart. Add columns, or rows with the bad outcome.")
        raise Invalid("scorecard-nothing-found", text)
    calibrated = Line(stretch[0] + stretch[1] * line.intercept, stretch[1] * line.slopes)
    card = _carded(name, target, table, binned, calibrated, chosen)
    notes = (_said(chosen.binning, held), f"learnt from {len(table.bad)} of {len(outcome)} rows")
    return replace(card, grades=_grades(card, columns, outcome), notes=notes)


def _said(how: Binning, held: tuple[float, float]) -> str:
    ridge, parting = held
    return f"shape {how.shape}, bin price {how.price}, ridge {ridge}, parting {parting}"


def _read(columns: Columns, outcome: Whole, choices: Choices, times: Floats | None) -> Table:
    import numpy as np

    order = np.array(_content_order(columns, outcome), dtype=np.int64)
    read: dict[str, Numbers | Categories] = {}
    for name in sorted(columns):
        specials = choices.of(name)
        if name not in choices.categories and is_numeric(columns[name], specials):
            read[name] = read_numbers(name, columns[name], specials).taken(order)
        else:
            read[name] = read_categories(columns[name], specials).taken(order)
    age = np.zeros(len(outcome), dtype=np.int64) if times is None else np.unique(-times, return_inverse=True)[1]
    return Table(read, outcome[order], age[order])


def _content_order(columns: Columns, outcome: Whole) -> list[int]:
    """Sort rows by a digest of what they hold: alike rows stand together, whatever the order given."""
    from hashlib import blake2b

    names = sorted(columns)
    keys = []
    for row in range(len(outcome)):
        text = "\x1f".join(as_text(columns[name][row]) for name in names)
        keys.append(blake2b(f"{outcome[row]}\x1f{text}".encode(), digest_size=12).digest())
    return sorted(range(len(keys)), key=lambda row: keys[row])


def _learn(table: Table, choices: Choices, held: tuple[float, float]) -> tuple[list[Binned], Line]:
    binned = _binned(table, choices)
    return binned, fit_signed(_steps(table, binned), table.bad, _penalty(binned, held))


def _penalty(binned: Sequence[Binned], held: tuple[float, float]) -> Floats:
    import numpy as np
    from scipy.linalg import block_diag

    if not binned:
        return np.zeros((0, 0))
    return np.asarray(block_diag(*(each.bends().penalty(*held) for each in binned)))


def _steps(table: Table, binned: Sequence[Binned]) -> Floats:
    import numpy as np

    if not binned:
        return np.zeros((len(table.bad), 0))
    return np.column_stack([each.bends().steps(each.woe(table.columns[each.name])) for each in binned])


def _binned(table: Table, choices: Choices) -> list[Binned]:
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


def _helpful(table: Table, choices: Choices) -> Table:
    """Leave out the rows of long ago, where the newest rows are then told better by more than the standard error.

    The newest rows are those of the last times with :data:`NEWEST` events and non-events; they are predicted from folds
    they are not in. Each time span tried is about twice as rich as the next.
    """
    import numpy as np

    spans = _spans(table)
    judged = []
    for oldest in spans:
        rows = table.taken(np.flatnonzero(table.age <= oldest))
        log_odds = _unseen(rows, choices, [choices.middling()])[0]
        judged.append(losses(log_odds, rows.bad)[rows.age <= spans[-1]])
    return table.taken(np.flatnonzero(table.age <= spans[surely_least(judged)]))


def _spans(table: Table) -> list[int]:
    """Return the age of the oldest row of each span to try, all rows first."""
    import numpy as np

    ages = int(table.age.max()) + 1
    bad = np.bincount(table.age, weights=table.bad, minlength=ages).cumsum()
    good = np.bincount(table.age, weights=1 - table.bad, minlength=ages).cumsum()
    scarce, spans, wanted = np.minimum(bad, good), [ages - 1], NEWEST
    found = []
    while wanted <= scarce[-1]:
        found.append(int(np.searchsorted(scarce, wanted)))
        wanted = 2 * max(wanted, int(scarce[found[-1]]))
    return sorted({*spans, *found}, reverse=True)


def _tune(table: Table, choices: Choices) -> tuple[Choices, tuple[float, float], tuple[float, float]]:
    """Choose the binning, then the penalties, by the log loss on rows not learnt from; and the line that calibrates."""
    way = _best_binning(table, choices)
    grid = [(ridge, parting) for ridge in choices.ridges for parting in choices.partings]
    tried = _unseen(table, way, grid)
    best = min(range(len(grid)), key=lambda k: float(losses(tried[k], table.bad).mean()))
    intercept, slope = fit_line(tried[best], table.bad)
    kept = min(max(slope, SHRINKAGE[0]), SHRINKAGE[1])
    return way, grid[best], (intercept if kept == slope else 0.0, kept)


def _best_binning(table: Table, choices: Choices) -> Choices:
    """Choose shape and price by the log loss on rows not learnt from."""
    shape = choices.binning.shape
    shapes = ("auto", "turning") if shape == "auto" else (shape,)
    tried = [replace(choices.binning, shape=shape, price=price) for shape in shapes for price in choices.prices]
    ways = [replace(choices, binning=each) for each in tried]
    if len(ways) == 1:
        return ways[0]
    judged = [losses(_unseen(table, way, [choices.middling()])[0], table.bad).mean() for way in ways]
    return ways[judged.index(min(judged))]


def _unseen(table: Table, choices: Choices, grid: Sequence[tuple[float, float]]) -> Floats:
    """Predict every row by bins and slopes learnt without its fold, under each pair of penalties."""
    import numpy as np

    found = np.zeros((len(grid), len(table.bad)))
    for rows, others in _folds(table.bad, choices.folds):
        part, rest = table.taken(others), table.taken(rows)
        binned = _binned(part, choices)
        seen, kept = _steps(part, binned), _steps(rest, binned)
        line = None
        for k, held in enumerate(grid):
            line = fit_signed(seen, part.bad, _penalty(binned, held), line)
            found[k, rows] = line.log_odds(kept)
    return found


def _folds(bad: Whole, folds: int) -> Iterator[tuple[Whole, Whole]]:
    """Deal rows out, events and non-events apart; yield each fold's rows and the others."""
    import numpy as np

    fold = np.empty(len(bad), dtype=np.int64)
    for outcome in (0, 1):
        rows = np.flatnonzero(bad == outcome)
        fold[rows] = np.arange(len(rows)) % folds
    for k in range(folds):
        yield np.flatnonzero(fold == k), np.flatnonzero(fold != k)


def _carded(name: str, target: str, table: Table, binned: Sequence[Binned], line: Line, choices: Choices) -> Card:
    import numpy as np

    scale, features, at = choices.scale, [], 0
    for each in binned:
        bends = each.bends()
        slopes = line.slopes[at : at + len(bends.lengths)]
        at += len(slopes)
        worth = bends.steps(np.array([b.woe for b in each.bins])) @ slopes
        points = tuple(whole(scale.factor * float(value)) for value in worth)
        if any(points):
            kind = NUMBER if isinstance(table.columns[each.name], Numbers) else CATEGORY
            features.append(Feature(each.name, kind, each.bins, points, choices.of(each.name), each.information))
    return Card(name, target, choices.event, scale, whole(scale.points_at(-line.intercept)), tuple(features))


def _grades(card: Card, columns: Columns, outcome: Whole) -> tuple[Grade, ...]:
    """Cut the training scores into bands of about equal size, best first; fewer where scores repeat."""
    import numpy as np

    score = card.scores(columns)
    floors = sorted({math.ceil(q) for q in np.quantile(score, np.arange(1, GRADES) / GRADES, method="higher")})
    floors = [floor for floor in floors if floor > score.min()]
    bands = [int(score.min()), *floors]
    place = np.searchsorted(np.array(floors), score, side="right")
    return tuple(
        Grade(str(len(bands) - k), bands[k], int((place == k).sum()), int(outcome[place == k].sum()))
        for k in reversed(range(len(bands)))
    )
