"""What is chosen inside the training rows: how far back to look, bins, penalties, pairs, and how much slopes shrink.

Rows are dealt into folds. For each candidate (shape, first bins with the price of a bin; then the penalties on slopes;
then how many pairs of columns are crossed) all is learnt on all folds but one and judged by its log loss on that one.
The predictions of the chosen candidate on rows it did not see say how far the slopes must be shrunk for its
probabilities to hold (Cox 1958; Steyerberg, Clinical Prediction Models, ch. 13).

Where the times of rows are known, it is first asked how far back it helps to look. Rows to come differ from those of
training as newer ones do from older ones: pairs stay only if they told the newest rows, from all before them, better,
and each of the newest blocks of rows is told from those kept before it. The mean slope found there, a block of half the
weight of the next one, and what :data:`DRIFT` leaves of the slope of the folds meet in the mean of the normal posterior
(Gelman et al., Bayesian Data Analysis, 3rd ed., eq. 2.10).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from fairway.trust.engine.scorecard.calibration import calibration_line
from fairway.trust.engine.scorecard.crossing import Crossing
from fairway.trust.engine.scorecard.discrimination import Z95
from fairway.trust.engine.scorecard.learning import (
    Choices,
    Held,
    Table,
    binned_of,
    learn,
    learn_slopes,
    pairs_beyond,
    with_pairs,
)
from fairway.trust.engine.scorecard.logistic import first_as_good, fit_level, fit_line, losses
from fairway.trust.engine.scorecard.shapes import ONE_WAY

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fairway.trust.engine.scorecard.discrimination import Estimate
    from fairway.trust.engine.scorecard.values import Floats, Whole

LEAST_EVENTS = 20
NEWEST = 50
NEWEST_SHARE = 8
"""The newest rows told from those before hold one in so many of the rarer outcome, and at least :data:`NEWEST`."""
BLOCKS = 8
"""So many of the newest blocks, each with :data:`NEWEST` of the rarer outcome, are told from those before."""
DRIFT = (0.9, 0.15)
"""What becomes of a slope on later rows, as a share, and the standard deviation of that: a guess before any is seen."""
SHRINKAGE = (0.25, 1.1)


@dataclass(frozen=True)
class Chosen:
    """What was chosen, from which rows to learn, and the ``level`` and ``slope`` that calibrate the log odds."""

    table: Table
    choices: Choices
    held: Held
    level: float
    slope: float


@dataclass(frozen=True)
class Ahead:
    """The newest rows: the log odds learnt from those before, without and with pairs, and the outcomes."""

    plain: Floats
    crossed: Floats
    bad: Whole

    def holds(self) -> bool:
        """Whether pairs told them better."""
        return bool(losses(self.crossed, self.bad).mean() < losses(self.plain, self.bad).mean())


def choose(table: Table, choices: Choices, *, timed: bool) -> Chosen:
    """Make every choice from the rows given."""
    kept = helpful(table, choices) if timed else table
    way = _best_binning(kept, choices)
    held, tried = _best_held(kept, way)
    if timed:
        ahead = _ahead(table, way, held)
        held = held if ahead and ahead.holds() else replace(held, crossing=Crossing())
    log_odds = tried[held.crossing]
    found = fit_line(log_odds, kept.bad)[1]
    if timed:
        found = drifted(found, list(slopes_ahead(kept, way, held)))
    found = min(max(found, SHRINKAGE[0]), SHRINKAGE[1])
    return Chosen(kept, way, held, fit_level(found * log_odds, kept.bad), found)


def drifted(slope: float, ahead: Sequence[Estimate]) -> float:
    """Say what the slope of the folds will be on rows to come, given those found on blocks ahead, the newest first."""
    expected = DRIFT[0] * slope
    weights = [(2 * Z95 / (each.high - each.low)) ** 2 / 2**k for k, each in enumerate(ahead)]
    before = 1 / DRIFT[1] ** 2
    told = sum(weight * each.value for weight, each in zip(weights, ahead, strict=True))
    return float((before * expected + told) / (before + sum(weights)))


def slopes_ahead(table: Table, way: Choices, held: Held) -> Iterator[Estimate]:
    """Tell the newest blocks of rows, each from all before it; a block whose rows are told alike says nothing."""
    for rows, before in islice(blocks(table), BLOCKS):
        line = calibration_line(learn(before, way, held).log_odds(rows), rows.bad)
        if line is not None:
            yield line[1]


def blocks(table: Table) -> Iterator[tuple[Table, Table]]:
    """Yield the newest rows with :data:`NEWEST` of the rarer outcome and all before them, then the next, and so on."""
    import numpy as np

    bad = np.bincount(table.age, weights=table.bad)
    good, first, seen = np.bincount(table.age) - bad, 0, np.zeros(2)
    for age in range(len(bad)):
        seen += bad[age], good[age]
        if seen.min() >= NEWEST:
            before = table.taken(np.flatnonzero(table.age > age))
            if min(before.bad.sum(), (1 - before.bad).sum()) < LEAST_EVENTS:
                return
            yield table.taken(np.flatnonzero((table.age >= first) & (table.age <= age))), before
            first, seen = age + 1, np.zeros(2)


def _ahead(table: Table, way: Choices, held: Held) -> Ahead | None:
    """Tell the newest rows by what those before teach; ``None`` where either are too few."""
    import numpy as np

    scarce = _scarce(table)
    newest = int(np.searchsorted(scarce, max(NEWEST, scarce[-1] / NEWEST_SHARE)))
    before = table.taken(np.flatnonzero(table.age > newest))
    if newest >= len(scarce) or min(before.bad.sum(), (1 - before.bad).sum()) < LEAST_EVENTS:
        return None
    rows, before = table.taken(np.flatnonzero(table.age <= newest)), helpful(before, way)
    plain = learn_slopes(before, binned_of(before, way), held)
    model = with_pairs(before, plain, pairs_beyond(before, plain, way, held.crossing), held)
    return Ahead(plain.log_odds(rows), model.log_odds(rows), rows.bad)


def helpful(table: Table, choices: Choices) -> Table:
    """Keep the longest span that tells the newest rows as well, within the standard error, as the best one does.

    The newest rows are those of the last times with :data:`NEWEST` events and non-events; they are predicted from folds
    they are not in. Each time span tried is about twice as rich as the next.
    """
    import numpy as np

    spans = _spans(table)
    judged = []
    for oldest in spans:
        rows = table.taken(np.flatnonzero(table.age <= oldest))
        log_odds = unseen(rows, choices, [Held(*choices.middling())])[0]
        judged.append(losses(log_odds, rows.bad)[rows.age <= spans[-1]])
    return table.taken(np.flatnonzero(table.age <= spans[first_as_good(judged)]))


def _spans(table: Table) -> list[int]:
    """Return the age of the oldest row of each span to try, all rows first."""
    import numpy as np

    scarce, wanted = _scarce(table), NEWEST
    spans = [len(scarce) - 1]
    found = []
    while wanted <= scarce[-1]:
        found.append(int(np.searchsorted(scarce, wanted)))
        wanted = 2 * max(wanted, int(scarce[found[-1]]))
    return sorted({*spans, *found}, reverse=True)


def _scarce(table: Table) -> Floats:
    """Count the rarer outcome of the rows of each age or less."""
    import numpy as np

    bad = np.bincount(table.age, weights=table.bad).cumsum()
    return np.asarray(np.minimum(bad, np.bincount(table.age).cumsum() - bad))


def _best_held(table: Table, way: Choices) -> tuple[Held, dict[Crossing, Floats]]:
    """Choose the penalties, then the pairs; for each way to cross, the log odds of rows learnt without their folds."""
    grid = [Held(ridge, parting) for ridge in way.ridges for parting in way.partings]
    judged = [losses(each, table.bad).mean() for each in unseen(table, way, grid)]
    held = grid[judged.index(min(judged))]
    wanted = [Crossing(most, each) for each in way.pairs_held for most in sorted(way.pairs) if most]
    crossings = [Crossing(), *wanted]
    tried = _unseen_crossed(table, way, [replace(held, crossing=each) for each in crossings])
    judged = [losses(each, table.bad).mean() for each in tried]
    best = crossings[judged.index(min(judged))]
    return replace(held, crossing=best), dict(zip(crossings, tried, strict=True))


def _best_binning(table: Table, choices: Choices) -> Choices:
    """Choose shape, first bins and price by the log loss on rows not learnt from."""
    shape = choices.binning.shape
    shapes = (ONE_WAY, "turning") if shape == "auto" else (shape,)
    ways = [
        replace(choices, binning=replace(choices.binning, shape=shape, prebins=prebins, price=price))
        for shape in shapes
        for prebins, price in choices.cuttings
    ]
    if len(ways) == 1:
        return ways[0]
    judged = [losses(unseen(table, way, [Held(*choices.middling())])[0], table.bad).mean() for way in ways]
    return ways[judged.index(min(judged))]


def unseen(table: Table, choices: Choices, grid: Sequence[Held]) -> Floats:
    """Predict every row by bins and slopes learnt without its fold, under each pair of penalties, without pairs."""
    import numpy as np

    found = np.zeros((len(grid), len(table.bad)))
    for rows, others in _folds(table.bad, choices.folds):
        part, rest = table.taken(others), table.taken(rows)
        binned = binned_of(part, choices)
        line = None
        for k, held in enumerate(grid):
            model = learn_slopes(part, binned, held, line)
            found[k, rows], line = model.log_odds(rest), model.line
    return found


def _unseen_crossed(table: Table, choices: Choices, grid: Sequence[Held]) -> Floats:
    """Predict every row by all that is learnt without its fold, pairs too; the grid differs in pairs only."""
    import numpy as np

    found = np.zeros((len(grid), len(table.bad)))
    for rows, others in _folds(table.bad, choices.folds):
        part, rest = table.taken(others), table.taken(rows)
        plain = learn_slopes(part, binned_of(part, choices), grid[0])
        most = {each.crossing.held: each.crossing for each in sorted(grid, key=lambda each: each.crossing.most)}
        pairs = {held: pairs_beyond(part, plain, choices, crossing) for held, crossing in most.items()}
        for k, held in enumerate(grid):
            best = pairs[held.crossing.held][: held.crossing.most]
            found[k, rows] = with_pairs(part, plain, best, held).log_odds(rest)
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
