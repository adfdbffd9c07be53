"""The validation of a scorecard on rows with known outcomes, as plain data for JSON and tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.scorecard.calibration import brier, calibration_line, grade_test
from fairway.trust.engine.scorecard.discrimination import auc, auc_difference, gini, ks, swap_set
from fairway.trust.engine.scorecard.stability import migration, rates_in_order, reading, stability_index
from fairway.trust.engine.scorecard.values import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.trust.engine.scorecard.card import Card
    from fairway.trust.engine.scorecard.values import Columns, Whole

LEAST_EVENTS = 10


def validate(card: Card, columns: Columns, outcome: Whole) -> dict[str, Any]:
    """Judge a card on rows it was not learnt from; drift is measured against the counts kept on the card.

    Raises :class:`Invalid` ``validation-few-events`` below :data:`LEAST_EVENTS` events or non-events: too few to say.
    """
    events = int(outcome.sum())
    if min(events, len(outcome) - events) < LEAST_EVENTS:
        text = _("%(events)s of %(rows)s rows have the bad outcome: too few to say. At least %(least)s of either kind.")
        raise Invalid("validation-few-events", text, events=events, rows=len(outcome), least=LEAST_EVENTS)
    score = card.scores(columns)
    probability = card.probabilities(score)
    line = calibration_line(card.scale.log_odds_bad(score), outcome)
    return {
        "card": card.name,
        "rows": len(outcome),
        "events": events,
        "rate": events / len(outcome),
        "predicted_rate": float(probability.mean()),
        "auc": auc(score, outcome).as_data(),
        "gini": gini(score, outcome).as_data(),
        "ks": ks(score, outcome).as_data(),
        "brier": asdict(brier(probability, outcome)),
        "calibration": None if line is None else {"intercept": line[0].as_data(), "slope": line[1].as_data()},
        "grades": _grades(card, score, outcome),
        "in_order": rates_in_order(_counts(card, score, outcome)),
        "drift": drift(card, columns),
    }


def _counts(card: Card, score: Whole, outcome: Whole) -> list[tuple[int, int]]:
    place = card.graded(score)
    return [(int((place == k).sum()), int(outcome[place == k].sum())) for k in range(len(card.grades))]


def _grades(card: Card, score: Whole, outcome: Whole) -> list[dict[str, Any]]:
    place, probability = card.graded(score), card.probabilities(score)
    return [
        asdict(grade_test(grade.key, rows, events, float(probability[place == k].mean())))
        for k, (grade, (rows, events)) in enumerate(zip(card.grades, _counts(card, score, outcome), strict=True))
        if rows
    ]


def drift(card: Card, columns: Columns, reference: Columns | None = None) -> dict[str, Any]:
    """Measure PSI over grades and CSI of every feature and cross, against ``reference`` or else the training counts."""
    import numpy as np

    def spread(places: Whole, bins: int) -> list[int]:
        return [int(n) for n in np.bincount(places, minlength=bins)]

    grades = len(card.grades)
    kept = [g.rows for g in card.grades] if reference is None else spread(card.graded(card.scores(reference)), grades)
    index = stability_index(kept, spread(card.graded(card.scores(columns)), grades))
    features = {}
    for feature in card.parts:
        old = [b.rows for b in feature.bins]
        if reference is not None:
            old = spread(feature.places(reference), len(feature.bins))
        csi = stability_index(old, spread(feature.places(columns), len(feature.bins)))
        features[feature.name] = {"csi": csi, "reading": reading(csi)}
    return {"psi": index, "reading": reading(index), "features": features}


def grade_moves(card: Card, before: Columns, now: Columns, key: str) -> dict[str, Any]:
    """Count moves between grades of the rows that both tables name by column ``key``."""
    names = [grade.key for grade in card.grades]

    def by_key(columns: Columns) -> dict[object, str]:
        if key not in columns:
            text = _("The table has no column “%(column)s” to know rows by.")
            raise Invalid("validation-key-missing", text, column=key)
        grades: Sequence[int] = card.graded(card.scores(columns)).tolist()
        return {as_text(cell): names[k] for cell, k in zip(columns[key], grades, strict=True)}

    return {"grades": names, "moves": migration(by_key(before), by_key(now), names)}


def compare(champion: Card, challenger: Card, columns: Columns, outcome: Whole) -> dict[str, Any]:
    """Set two cards side by side on the same rows: both AUCs, their difference tested, and who would be swapped."""
    first, second = champion.scores(columns), challenger.scores(columns)
    return {
        "champion": champion.name,
        "challenger": challenger.name,
        "champion_auc": auc(first, outcome).as_data(),
        "challenger_auc": auc(second, outcome).as_data(),
        "difference": asdict(auc_difference(first, second, outcome)),
        "swap_set": asdict(swap_set(first, second, outcome)),
    }
