"""Scores of past forecasts, and an officer's estimate beside the forecast."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from fairway.land.engine.forecast.overrides import Override, side_by_side
from fairway.land.engine.forecast.scores import score, wilson
from fairway.lib.errors import Invalid

pairs = st.lists(st.tuples(st.floats(0.01, 0.99), st.booleans()), min_size=2, max_size=60)


def test_the_score_by_hand() -> None:
    """(0.9 − 1)² + (0.2 − 0)² + (0.4 − 1)² + (0.1 − 0)² = 0.42; alike: 0.25; skill 1 − 0.105 ÷ 0.25 (Brier 1950)."""
    its = score([0.9, 0.2, 0.4, 0.1], [True, False, True, False], bins=2)
    assert its.brier == pytest.approx(0.105)
    assert its.skill == pytest.approx(0.58)
    assert its.auc == 1.0
    assert [(each.count, round(each.forecast, 2), each.landed) for each in its.bins] == [(2, 0.15, 0.0), (2, 0.65, 1.0)]
    assert its.worst_bin == pytest.approx(0.35)


@given(pairs)
def test_scores_agree_with_another_implementation(given_pairs: list[tuple[float, bool]]) -> None:
    chances, landed = [a for a, _ in given_pairs], [b for _, b in given_pairs]
    its = score(chances, landed)
    assert its.brier == pytest.approx(brier_score_loss(landed, chances))
    assert its.log_loss == pytest.approx(log_loss(landed, chances, labels=[False, True]))
    assert sum(each.count for each in its.bins) == len(chances)
    if 0 < sum(landed) < len(landed):
        assert its.auc == pytest.approx(roc_auc_score(landed, chances))
    else:
        assert its.auc is None
        assert its.skill is None


def test_wilson_by_hand() -> None:
    """5 of 10 at z = 2: centre (0.5 + 0.2) ÷ 1.4 = 0.5, half (2 · √(0.025 + 0.01)) ÷ 1.4 = 0.2673 (Wilson 1927)."""
    assert wilson(0.5, 10, 2.0) == pytest.approx((0.5 - 0.26726, 0.5 + 0.26726), abs=1e-5)


@pytest.mark.parametrize(("chances", "landed"), [([], []), ([1.2], [True]), ([0.5], [True, False])])
def test_what_is_no_chance_is_refused(chances: list[float], landed: list[bool]) -> None:
    with pytest.raises(Invalid):
        score(chances, landed)


def override(**given: object) -> Override:
    values = {
        "project": "a",
        "chance": 0.9,
        "until": date(2027, 1, 1),
        "said_on": date(2026, 1, 1),
        "said_by": "Office of Investment",
        "why": "The land was handed over.",
    }
    return Override(**{**values, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [{"chance": 1.1}, {"why": " "}, {"said_by": ""}, {"until": date(2025, 1, 1)}],
    ids=lambda each: next(iter(each)),
)
def test_an_estimate_needs_a_chance_a_person_and_a_reason(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        override(**wrong)


def test_forecast_and_estimate_are_scored_side_by_side() -> None:
    overrides = [override(), override(project="b", chance=0.2), override(project="unknown")]
    both = side_by_side({"a": 0.5, "b": 0.5, "c": 0.1}, overrides, {"a": True, "b": False, "c": False})
    assert both is not None
    assert both.forecast.brier == pytest.approx(0.25)
    assert both.officers.brier == pytest.approx(float(np.mean([0.1**2, 0.2**2])))
    assert side_by_side({}, overrides, {}) is None
