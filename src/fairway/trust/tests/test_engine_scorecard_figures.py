"""Figures that say whether a score holds: each by hand from its source, with its properties."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.errors import Invalid
from fairway.trust.engine.scorecard.calibration import brier, calibration_line, exact_interval, grade_test
from fairway.trust.engine.scorecard.discrimination import auc, auc_difference, gini, ks, swap_set
from fairway.trust.engine.scorecard.fitting import fit_card
from fairway.trust.engine.scorecard.report import compare, drift, grade_moves, validate
from fairway.trust.engine.scorecard.stability import migration, rates_in_order, reading, stability_index
from fairway.trust.tests.test_engine_scorecard import QUICK, population

SCORES = np.array([10, 20, 20, 30, 40])
BAD = np.array([1, 0, 1, 0, 0])
SAMPLES = st.lists(st.tuples(st.integers(-20, 20), st.booleans()), min_size=4, max_size=40).filter(
    lambda rows: 1 < sum(b for _s, b in rows) < len(rows) - 1
)


def test_auc_by_hand() -> None:
    """Good 20, 30, 40 against bad 10, 20: of six pairs five are right and one is tied, 5.5 / 6.

    Components of the good rows (.75, 1, 1) have variance 1/48, of the bad ones (1, 5/6) 1/72.
    """
    found = auc(SCORES, BAD)
    assert found.value == pytest.approx(5.5 / 6)
    half = 1.959964 * math.sqrt(1 / 48 / 3 + 1 / 72 / 2)
    assert found.low == pytest.approx(5.5 / 6 - half, abs=1e-6)
    assert found.high == 1.0
    assert gini(SCORES, BAD).value == pytest.approx(2 * 5.5 / 6 - 1)


def test_ks_by_hand() -> None:
    """Up to 20 both bad and one of three good rows: 1 − 1/3."""
    found = ks(SCORES, BAD)
    assert found.value == pytest.approx(2 / 3)
    assert found == ks(SCORES[::-1], BAD[::-1])
    assert found.low <= found.value <= found.high


@settings(max_examples=30, deadline=None)
@given(SAMPLES)
def test_auc_keeps_under_rising_changes_and_turns_round(rows: list[tuple[int, bool]]) -> None:
    score, bad = np.array([s for s, _b in rows]), np.array([int(b) for _s, b in rows])
    found = auc(score, bad)
    assert 0 <= found.low <= found.value <= found.high <= 1
    moved = auc(np.exp(score / 7), bad)
    assert (moved.value, moved.low, moved.high) == pytest.approx((found.value, found.low, found.high))
    assert auc(-score, bad).value == pytest.approx(1 - found.value)
    same = auc_difference(score, 3 * score, bad)
    assert (same.value, same.p) == (pytest.approx(0.0), 1.0)


def test_paired_difference_by_hand() -> None:
    """A score that parts all rows against SCORES: the components differ by (.25, 0, 0) and (0, 1/6)."""
    found = auc_difference(SCORES, np.array([1, 3, 2, 4, 5]), BAD)
    assert found.value == pytest.approx(0.5 / 6)
    half = 1.959964 * math.sqrt(1 / 48 / 3 + 1 / 72 / 2)
    assert (found.low, found.high) == pytest.approx((0.5 / 6 - half, 0.5 / 6 + half), abs=1e-6)
    assert found.p == pytest.approx(0.4795, abs=1e-4)


def test_swap_set_by_hand() -> None:
    found = swap_set(np.array([4, 3, 2, 1]), np.array([1, 3, 4, 2]), np.array([1, 0, 0, 1]), share=0.5)
    assert (found.both, found.only_champion, found.only_challenger, found.neither) == ((1, 0), (1, 1), (1, 0), (1, 1))


def test_brier_by_hand() -> None:
    """Two rows at .25 with one event, two at .5 with one: score 7/32·… and Murphy's identity."""
    found = brier(np.array([0.25, 0.25, 0.5, 0.5]), np.array([0, 1, 0, 1]))
    assert found.score == pytest.approx((0.0625 + 0.5625 + 0.25 + 0.25) / 4)
    assert (found.reliability, found.resolution, found.uncertainty) == pytest.approx((0.03125, 0.0, 0.25))
    assert found.score == pytest.approx(found.reliability - found.resolution + found.uncertainty)


def test_calibration_line_by_hand() -> None:
    """Predicted log odds ±1; seen ±ln 3 (three of four): slope ln 3, intercept 0."""
    log_odds = np.array([1.0] * 40 + [-1.0] * 40)
    bad = np.array([1] * 30 + [0] * 10 + [1] * 10 + [0] * 30)
    line = calibration_line(log_odds, bad)
    assert line is not None
    intercept, slope = line
    assert (intercept.value, slope.value) == pytest.approx((0.0, math.log(3)), abs=1e-6)
    assert slope.high - slope.value == pytest.approx(1.959964 / math.sqrt(80 * 3 / 16), abs=1e-5)


def test_scores_that_are_all_alike_show_no_slope() -> None:
    bad = np.array([1] * 30 + [0] * 50)
    assert calibration_line(np.full(80, -0.5), bad) is None
    columns, _outcome = population()
    alike = {name: [cells[0]] * len(bad) for name, cells in columns.items()}
    assert validate(fit_card("demo", "bad", *population(), QUICK), alike, bad)["calibration"] is None


@pytest.mark.parametrize("name", ["n" * 121, "two\nlines", " spaced ", "", "bell\x07"])
def test_a_column_whose_name_no_card_can_carry_is_refused(name: str) -> None:
    columns, bad = population()
    with pytest.raises(Invalid) as refusal:
        fit_card("demo", "bad", {**columns, name: next(iter(columns.values()))}, bad, QUICK)
    assert refusal.value.code == "scorecard-column-name"


def test_exact_intervals_and_grade_tests_by_hand() -> None:
    """No event in 10 rows: upper bound 1 − .025^(1/10). Two events in 10 at 5 %: 1 − .95¹⁰ − 10·.05·.95⁹."""
    none = exact_interval(0, 10)
    assert (none.low, none.high) == pytest.approx((0.0, 1 - 0.025**0.1))
    assert exact_interval(10, 10).low == pytest.approx(0.025**0.1)
    found = grade_test("C", 10, 2, 0.05)
    assert found.p_exact == pytest.approx(1 - 0.95**10 - 10 * 0.05 * 0.95**9)
    assert found.p_jeffreys < found.p_exact
    assert [grade_test("C", 100, n, 0.05).light for n in (5, 9, 10, 12)] == ["green", "green", "yellow", "red"]
    assert grade_test("A", 5, 0, 0.01).p_exact == 1.0


def test_stability_by_hand() -> None:
    """Shares 50/50 to 60/40: .1 ln 1.2 − .1 ln .8."""
    assert stability_index([50, 50], [60, 40]) == pytest.approx(0.1 * math.log(1.2) - 0.1 * math.log(0.8))
    assert stability_index([10, 0], [0, 10]) == pytest.approx(2 * (10 / 11) * math.log(21))
    assert stability_index([0], [1]) is None
    assert [reading(x) for x in (None, 0.05, 0.1, 0.25)] == ["", "stable", "shifting", "shifted"]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=1, max_size=8), st.integers(1, 5))
def test_stability_is_never_negative_and_zero_for_equal_shares(bins: list[tuple[int, int]], times: int) -> None:
    before, now = [a for a, _b in bins], [b for _a, b in bins]
    found = stability_index(before, now)
    assert found is None or found >= 0
    if sum(before):
        assert stability_index(before, [times * n for n in before]) == pytest.approx(0.0)


def test_moves_and_order_by_hand() -> None:
    moves = migration({1: "A", 2: "A", 3: "B", 4: "B"}, {1: "A", 2: "B", 3: "A", 5: "B"}, ["A", "B"])
    assert moves == [[1, 1], [1, 0]]
    assert rates_in_order([(10, 1), (0, 0), (10, 1), (10, 3)]) is True
    assert rates_in_order([(10, 3), (10, 1)]) is False
    assert rates_in_order([(10, 3), (0, 0)]) is None


def test_a_report_on_rows_not_learnt_from() -> None:
    card = fit_card("demo", "bad", *population(), QUICK)
    columns, bad = population(500, seed=8)
    found = validate(card, columns, bad)
    assert 0.65 < found["auc"]["low"] < found["auc"]["value"] < 0.9
    assert 0.6 < found["calibration"]["slope"]["value"] < 1.5
    assert sum(g["rows"] for g in found["grades"]) == found["rows"] == 500
    assert found["drift"]["reading"] == "stable"
    assert drift(card, columns, columns)["psi"] == 0.0
    same = compare(card, card, columns, bad)
    assert same["difference"]["value"] == 0.0
    assert same["swap_set"]["only_champion"] == (0, 0)
    keyed = {**columns, "id": list(range(500))}
    moves = grade_moves(card, keyed, keyed, "id")["moves"]
    assert sum(map(sum, moves)) == sum(moves[k][k] for k in range(len(moves))) == 500
    with pytest.raises(Invalid, match="to know rows by"):
        grade_moves(card, columns, columns, "id")
    with pytest.raises(Invalid, match="too few to say"):
        validate(card, {k: v[:20] for k, v in columns.items()}, np.zeros(20, dtype=np.int64))
