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
from fairway.trust.engine.scorecard.binning import (
    Bin,
    Binning,
    Total,
    cut,
    information_value,
    place,
)
from fairway.trust.engine.scorecard.card import CATEGORY, NUMBER, Card, Feature, Grade, Scale, whole
from fairway.trust.engine.scorecard.logistic import Line, fit_line, fit_signed, loss
from fairway.trust.engine.scorecard.values import Numbers, as_text, is_numeric, read_categories, read_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fairway.trust.engine.scorecard.values import Categories, Columns, Floats, Whole

LEAST_EVENTS = 20
GRADES = 7
SHRINKAGE = (0.5, 1.1)


@dataclass(frozen=True)
class Choices:
    """What may be chosen in fitting; the tuples are tried out inside training."""

    binning: Binning = field(default_factory=Binning)
    scale: Scale = field(default_factory=Scale)
    prices: tuple[float, ...] = (0.0,)
    smoothings: tuple[float, ...] = (4.0,)
    ridges: tuple[float, ...] = (0.5, 2.0, 8.0)
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


@dataclass(frozen=True)
class Table:
    """Columns read once, in the order of their rows' content."""

    columns: Mapping[str, Numbers | Categories]
    bad: Whole

    def taken(self, rows: Whole) -> Table:
        """Return these rows."""
        return Table({name: column.taken(rows) for name, column in self.columns.items()}, self.bad[rows])


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


def fit_card(name: str, target: str, columns: Columns, outcome: Whole, choices: Choices | None = None) -> Card:
    """Learn a scorecard of the bad outcome (1 in ``outcome``) from ``columns``.

    Raises :class:`Invalid` ``scorecard-few-events`` below :data:`LEAST_EVENTS` events or non-events,
    ``scorecard-nothing-found`` when no column informs, ``scorecard-text-in-numbers`` for a cell.
    """
    choices = choices or Choices()
    events = int(outcome.sum())
    if min(events, len(outcome) - events) < LEAST_EVENTS:
        text = _("Only %(events)s of %(rows)s rows have the bad outcome; at least %(least)s of either kind are needed.")
        raise Invalid("scorecard-few-events", text, events=events, rows=len(outcome), least=LEAST_EVENTS)
    table = _read(columns, outcome, choices)
    chosen, ridge, stretch = _tune(table, choices)
    binned, line = _learn(table, chosen, ridge)
    if not (line.slopes > 0).any():
        text = _("No column tells the outcomes apart. Add columns, or rows with the bad outcome.")
        raise Invalid("scorecard-nothing-found", text)
    calibrated = Line(stretch[0] + stretch[1] * line.intercept, stretch[1] * line.slopes)
    card = _carded(name, target, table, binned, calibrated, chosen)
    notes = (f"bin price {chosen.binning.price}, smoothing {chosen.binning.smoothing}, ridge {ridge}",)
    return replace(card, grades=_grades(card, columns, outcome), notes=notes)


def _read(columns: Columns, outcome: Whole, choices: Choices) -> Table:
    import numpy as np

    order = np.array(_content_order(columns, outcome), dtype=np.int64)
    read: dict[str, Numbers | Categories] = {}
    for name in sorted(columns):
        specials = choices.of(name)
        if name not in choices.categories and is_numeric(columns[name], specials):
            read[name] = read_numbers(name, columns[name], specials).taken(order)
        else:
            read[name] = read_categories(columns[name], specials).taken(order)
    return Table(read, outcome[order])


def _content_order(columns: Columns, outcome: Whole) -> list[int]:
    """Sort rows by a digest of what they hold: alike rows stand together, whatever the order given."""
    from hashlib import blake2b

    names = sorted(columns)
    keys = []
    for row in range(len(outcome)):
        text = "\x1f".join(as_text(columns[name][row]) for name in names)
        keys.append(blake2b(f"{outcome[row]}\x1f{text}".encode(), digest_size=12).digest())
    return sorted(range(len(keys)), key=lambda row: keys[row])


def _learn(table: Table, choices: Choices, ridge: float) -> tuple[list[Binned], Line]:
    binned = _binned(table, choices)
    return binned, fit_signed(_weights(table, binned), table.bad, ridge)


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


def _tune(table: Table, choices: Choices) -> tuple[Choices, float, tuple[float, float]]:
    """Choose binning and ridge by the log loss on rows not learnt from; and the line that calibrates them."""
    import numpy as np

    best: tuple[float, Choices, float, Floats] | None = None
    for candidate in _candidates(choices):
        unseen = np.zeros((len(choices.ridges), len(table.bad)))
        for rows, others in _folds(table.bad, choices.folds):
            part, rest = table.taken(others), table.taken(rows)
            binned = _binned(part, candidate)
            seen, held = _weights(part, binned), _weights(rest, binned)
            for k, ridge in enumerate(choices.ridges):
                unseen[k, rows] = fit_signed(seen, part.bad, ridge).log_odds(held)
        for ridge, log_odds in zip(choices.ridges, unseen, strict=True):
            judged = loss(log_odds, table.bad)
            if best is None or judged < best[0] - 1e-12:
                best = (judged, candidate, ridge, log_odds)
    assert best is not None  # noqa: S101  # there is at least one candidate
    intercept, slope = fit_line(best[3], table.bad)
    kept = min(max(slope, SHRINKAGE[0]), SHRINKAGE[1])
    return best[1], best[2], (intercept if kept == slope else 0.0, kept)


def _candidates(choices: Choices) -> Iterator[Choices]:
    for price in choices.prices:
        for smoothing in choices.smoothings:
            yield replace(choices, binning=replace(choices.binning, price=price, smoothing=smoothing))


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
    scale = choices.scale
    features = []
    for each, slope in zip(binned, line.slopes, strict=True):
        points = tuple(whole(scale.factor * float(slope) * b.woe) for b in each.bins)
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
