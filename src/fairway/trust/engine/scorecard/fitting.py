"""Learning a scorecard from outcomes, with every choice made inside the training rows.

Rows are first put into an order of their own content, so that shuffling the table changes nothing. Then all is chosen
(:mod:`~fairway.trust.engine.scorecard.choosing`), and the card is learnt anew on all training rows kept, its slopes
shrunk as chosen, and rounded into points.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.lib.toml_text import LONGEST_WORDS, is_words
from fairway.trust.engine.scorecard.card import CATEGORY, NUMBER, Card, Cell, Cross, Feature, Grade, Side, whole
from fairway.trust.engine.scorecard.choosing import LEAST_EVENTS, choose
from fairway.trust.engine.scorecard.learning import Choices, Table, learn
from fairway.trust.engine.scorecard.values import Numbers, as_text, is_numeric, read_categories, read_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fairway.trust.engine.scorecard.binning import Bin
    from fairway.trust.engine.scorecard.choosing import Chosen
    from fairway.trust.engine.scorecard.crossing import Crossed
    from fairway.trust.engine.scorecard.learning import Binned, Model
    from fairway.trust.engine.scorecard.values import Categories, Columns, Floats, Whole

GRADES = 7


def fit_card(
    name: str,
    target: str,
    columns: Columns,
    outcome: Whole,
    choices: Choices | None = None,
    times: Floats | None = None,
) -> Card:
    """Learn a scorecard of the bad outcome (1 in ``outcome``) from ``columns``.

    With the ``times`` of the rows, rows so old that they make the newest ones harder to tell are left out, and slopes
    shrink by how much less the newest rows were told than those before them.

    Raises :class:`Invalid` ``scorecard-few-events`` below :data:`LEAST_EVENTS` events or non-events,
    ``scorecard-nothing-found`` when no column informs, ``scorecard-text-in-numbers`` for a cell and
    ``scorecard-column-name`` for a column whose name a card cannot carry.
    """
    choices = choices or Choices()
    events = int(outcome.sum())
    if min(events, len(outcome) - events) < LEAST_EVENTS:
        text = _("Only %(events)s of %(rows)s rows have the bad outcome; at least %(least)s of either kind are needed.")
        raise Invalid("scorecard-few-events", text, events=events, rows=len(outcome), least=LEAST_EVENTS)
    _refuse_names((target, *columns))
    table = _read(columns, outcome, choices, times)
    chosen = choose(table, choices, timed=times is not None)
    model = learn(chosen.table, chosen.choices, chosen.held)
    card = _carded(name, target, chosen, model)
    if not card.parts:
        text = _("No column tells the outcomes apart. Add columns, or rows with the bad outcome.")
        raise Invalid("scorecard-nothing-found", text)
    notes = (_said(chosen), f"learnt from {len(chosen.table.bad)} of {len(outcome)} rows")
    return replace(card, grades=_grades(card, columns, outcome), notes=notes)


def _refuse_names(columns: Iterable[str]) -> None:
    for column in columns:
        if not is_words(column):
            text = _("Column “%(column)s”: name it in one line of 1 to %(longest)s characters, without spaces around.")
            raise Invalid("scorecard-column-name", text, column=column[:LONGEST_WORDS], longest=LONGEST_WORDS)


def _said(chosen: Chosen) -> str:
    how, held = chosen.choices.binning, chosen.held
    cutting = f"shape {how.shape}, first bins {how.prebins}, bin price {how.price}"
    crossing = f"pairs {held.crossing.most}" + (f" held {held.crossing.held}" if held.crossing.most else "")
    return f"{cutting}, ridge {held.ridge}, parting {held.parting}, {crossing}, slopes times {chosen.slope:.2f}"


def _read(columns: Columns, outcome: Whole, choices: Choices, times: Floats | None) -> Table:
    import numpy as np

    order = np.array(_content_order(columns, outcome, times), dtype=np.int64)
    read: dict[str, Numbers | Categories] = {}
    for name in sorted(columns):
        specials = choices.of(name)
        if name not in choices.categories and is_numeric(columns[name], specials):
            read[name] = read_numbers(name, columns[name], specials).taken(order)
        else:
            read[name] = read_categories(columns[name], specials).taken(order)
    age = np.zeros(len(outcome), dtype=np.int64) if times is None else np.unique(-times, return_inverse=True)[1]
    return Table(read, outcome[order], age[order])


def _content_order(columns: Columns, outcome: Whole, times: Floats | None) -> list[int]:
    """Sort rows by a digest of what they hold: alike rows stand together, whatever the order given."""
    from hashlib import blake2b

    names = sorted(columns)
    keys = []
    for row in range(len(outcome)):
        text = "\x1f".join(as_text(columns[name][row]) for name in names)
        time = "" if times is None else f"\x1f{times[row]}"
        keys.append(blake2b(f"{outcome[row]}\x1f{text}{time}".encode(), digest_size=12).digest())
    return sorted(range(len(keys)), key=lambda row: keys[row])


def _carded(name: str, target: str, chosen: Chosen, model: Model) -> Card:
    scale, slopes = chosen.choices.scale, chosen.slope * model.line.slopes
    base = whole(scale.points_at(-chosen.level - chosen.slope * model.line.intercept))
    features = tuple(each for each in _features(chosen, model.binned, slopes) if any(each.points))
    of_pairs = slopes[len(slopes) - len(model.pairs) :]
    crossed = [_cross(chosen, pair, float(slope)) for pair, slope in zip(model.pairs, of_pairs, strict=True)]
    crosses = tuple(each for each in crossed if any(each.points))
    return Card(name, target, chosen.choices.event, scale, base, features, crosses=crosses)


def _features(chosen: Chosen, binned: tuple[Binned, ...], slopes: Floats) -> Iterator[Feature]:
    import numpy as np

    at = 0
    for each in binned:
        bends = each.bends()
        steps = slopes[at : at + len(bends.lengths)]
        at += len(steps)
        worth = bends.steps(np.array([b.woe for b in each.bins])) @ steps
        points = tuple(whole(chosen.choices.scale.factor * float(value)) for value in worth)
        specials = chosen.choices.of(each.name)
        yield Feature(each.name, _kind(chosen.table, each.name), each.bins, points, specials, each.information)


def _cross(chosen: Chosen, pair: Crossed, slope: float) -> Cross:
    first, second = (
        Side(name, _kind(chosen.table, name), tuple(map(_bare, bins)), chosen.choices.of(name))
        for name, bins in zip(pair.names, pair.sides, strict=True)
    )
    counts = zip(pair.rows.ravel(), pair.events.ravel(), pair.evidence.ravel(), strict=True)
    cells = tuple(Cell(int(rows), int(events), float(woe)) for rows, events, woe in counts)
    return Cross((first, second), cells, tuple(whole(chosen.choices.scale.factor * slope * c.woe) for c in cells))


def _bare(each: Bin) -> Bin:
    """Leave a bin without counts."""
    return replace(each, rows=0, events=0, woe=0.0)


def _kind(table: Table, name: str) -> str:
    return NUMBER if isinstance(table.columns[name], Numbers) else CATEGORY


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
