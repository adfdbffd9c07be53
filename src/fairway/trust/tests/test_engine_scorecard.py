"""Learning and keeping scorecards: bins, signs, points, the text of a card, and the same points in SQL."""

from __future__ import annotations

import math
import random
import sqlite3
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.errors import FairwayError, Invalid
from fairway.trust.engine.scorecard.bends import Bends
from fairway.trust.engine.scorecard.binning import (
    MISSED,
    NAMES,
    OTHER,
    RANGE,
    SPECIAL,
    Binning,
    Total,
    cut,
    information_value,
    place,
    shortest_between,
)
from fairway.trust.engine.scorecard.card import Card
from fairway.trust.engine.scorecard.card_reading import read_card
from fairway.trust.engine.scorecard.card_text import tariff_rows, write_card
from fairway.trust.engine.scorecard.fitting import fit_card
from fairway.trust.engine.scorecard.learning import Choices
from fairway.trust.engine.scorecard.logistic import fit_line, fit_signed
from fairway.trust.engine.scorecard.shapes import best_cuts
from fairway.trust.engine.scorecard.sql import score_sql
from fairway.trust.engine.scorecard.values import Numbers, read_categories, read_numbers, read_outcomes

if TYPE_CHECKING:
    from collections.abc import Sequence

QUICK = Choices(cuttings=((40, 1.0),), ridges=(1.0,), partings=(8.0,), folds=3, specials={"size": ("-99",)})
Columns = dict[str, list[object]]


def population(rows: int = 600, seed: int = 7) -> tuple[Columns, np.ndarray]:
    """Invented organisations: age and size lower the risk, towns differ, noise does nothing."""
    chance = random.Random(seed)
    columns: Columns = {"age": [], "size": [], "town": [], "noise": []}
    bad = []
    for row in range(rows):
        age, size, town = chance.uniform(0, 30), chance.lognormvariate(3, 1), chance.choice("甲乙丙")
        eta = -0.6 - 0.09 * age - 0.02 * size + {"甲": 0.0, "乙": 0.9, "丙": 1.6}[town]
        bad.append(int(chance.random() < 1 / (1 + math.exp(-eta))))
        columns["age"].append(None if row % 17 == 0 else round(age, 1))
        columns["size"].append(-99.0 if row % 13 == 0 else size)
        columns["town"].append("孤" if row == 5 else town)
        columns["noise"].append(chance.random())
    return columns, np.array(bad)


@pytest.fixture(scope="module")
def card() -> Card:
    return fit_card("demo", "bad", *population(), QUICK)


def test_weight_of_evidence_and_information_by_hand() -> None:
    """Two ranges of 10 rows with 2 and 6 bads of 8: WOE = ln(g/b) − ln(12/8); IV = Σ (g share − b share) · WOE."""
    column = read_numbers("x", [0] * 10 + [1] * 10)
    bad = np.array([1] * 2 + [0] * 8 + [1] * 6 + [0] * 4)
    low, high, missing = cut(column, bad, Binning(rows=5, events=1, price=0.0, smoothing=1e-12))
    assert low.woe == pytest.approx(math.log(8 / 2) - math.log(12 / 8))
    assert high.woe == pytest.approx(math.log(4 / 6) - math.log(12 / 8))
    assert missing.woe == 0.0
    iv = (8 / 12 - 2 / 8) * low.woe + (4 / 12 - 6 / 8) * high.woe
    assert information_value([low, high, missing], Total(20, 8)) == pytest.approx(iv)


def test_laplace_smoothing_by_hand_and_no_bin_is_infinite() -> None:
    woe = Total(100, 20).woe(np.array([10.0, 0.0]), np.array([0.0, 0.0]), 4.0)
    assert woe == pytest.approx([math.log((10 + 3.2) / 0.8) - math.log(4), 0.0])


@settings(max_examples=12, deadline=None)
@given(
    st.lists(st.tuples(st.integers(-5, 40), st.booleans()), min_size=60, max_size=150),
    st.sampled_from(["one-way", "rising", "falling", "peak", "valley"]),
)
def test_bins_keep_their_shape_size_and_rows(rows: list[tuple[int, bool]], shape: str) -> None:
    bad = np.array([b for _x, b in rows], dtype=np.int64)
    if not 0 < bad.sum() < len(bad):
        return
    how = Binning(shape=shape, rows=8, events=1, price=0.0)
    column = read_numbers("x", [x for x, _b in rows])
    ranges = [b for b in cut(column, bad, how) if b.role == RANGE]
    woe = [b.woe for b in ranges]
    rises = [b > a for a, b in pairwise(woe)]
    orders = {"one-way": ([True], [False]), "rising": ([True],), "falling": ([False],)}
    if shape in orders:
        assert not rises or any(rises == one * len(rises) for one in orders[shape])
    else:
        assert rises == sorted(rises, reverse=shape == "peak")
    assert sum(b.rows for b in ranges) == len(rows)
    assert len(ranges) == 1 or min(b.rows for b in ranges) >= 8


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(5, 30), st.floats(0, 1)), min_size=2, max_size=7))
def test_the_cuts_are_the_best_of_all(fine: list[tuple[int, float]]) -> None:
    """Against every subset of cuts, tried one by one."""
    rows = np.array([float(n) for n, _share in fine])
    events = np.array([float(round(n * share)) for n, share in fine])
    total = Total(int(rows.sum()) + 50, int(events.sum()) + 20)
    how = Binning(rows=1, events=0, smallest=0.0, price=1.0, most=8)
    goods = total.rows - total.events

    def worth(cuts: list[int]) -> float:
        ends, value, before = [0, *cuts, len(rows)], 0.0, -math.inf
        for a, b in pairwise(ends):
            n, e = rows[a:b].sum(), events[a:b].sum()
            woe = float(total.woe(np.array([n]), np.array([e]), how.smoothing)[0])
            if woe <= before:
                return -math.inf
            before = woe
            value += ((n - e) / goods - e / total.events) * woe * goods * total.events / total.rows - 1.0
        return value

    every = [[c + 1 for c in range(len(rows) - 1) if mask >> c & 1] for mask in range(2 ** (len(rows) - 1))]
    assert worth(best_cuts(rows, events, total, how, "rising")) == pytest.approx(max(map(worth, every)))


def test_missing_special_unseen_and_infinite_values_have_their_bins() -> None:
    bad = np.array([0, 1] * 40)
    column = read_numbers("x", [1, 9, 2, 8, None, math.nan, -99, "n/a"] * 10, ["-99"])
    bins = cut(column, bad, Binning(rows=5, events=1), ["-99"])
    again = read_numbers("x", [math.inf, -math.inf, "-99.0", "", "1e9"], ["-99"])
    roles = [bins[k].role for k in place(again, bins)]
    assert roles == [RANGE, RANGE, SPECIAL, MISSED, RANGE]
    assert place(again, bins)[0] == place(again, bins)[4]
    towns = cut(read_categories(["a", "b"] * 39 + ["c", ""]), bad, Binning(rows=5, events=0))
    placed = place(read_categories(["a", "c", "never seen", None]), towns)
    assert [towns[k].role for k in placed] == [NAMES, OTHER, OTHER, MISSED]


@pytest.mark.parametrize(
    ("low", "high", "cut_at"), [(1.0, 2.0, 2.0), (0.31, 0.34, 0.33), (-1e-9, 1e-9, 0.0), (1e15, 1e15 + 1, 1e15 + 1)]
)
def test_cuts_have_few_digits_and_part_the_same_rows(low: float, high: float, cut_at: float) -> None:
    found = shortest_between(low, high)
    assert found is None or low < found <= high
    assert found is None or len(repr(found)) <= len(repr(cut_at)) + 2


def test_text_among_numbers_and_odd_outcomes_are_refused_with_their_row() -> None:
    with pytest.raises(Invalid, match="Row 4, column “x”: “many”"):
        read_numbers("x", [1, 2, "many"])
    with pytest.raises(Invalid, match="Row 3"):
        read_outcomes("bad", ["1", None, "0"])
    with pytest.raises(Invalid, match="two outcomes"):
        read_outcomes("bad", ["1", "0", "2"])
    assert read_outcomes("y", ["charged off", "paid", "paid"], "charged off").tolist() == [1, 0, 0]


def test_logistic_regression_by_hand_and_its_signs() -> None:
    """One binary column: without ridge the fit meets both groups' log odds; a wrong sign is held at 0."""
    x = np.array([0.0] * 10 + [1.0] * 10)
    bad = np.array([1] * 5 + [0] * 5 + [1] * 2 + [0] * 8)
    line = fit_signed(x[:, None], bad, 0.0)
    assert (line.intercept, line.slopes[0]) == pytest.approx((0.0, math.log(4)), abs=1e-4)
    assert fit_signed(-x[:, None], bad, 0.0).slopes[0] == 0.0
    assert fit_line(x, bad) == pytest.approx((0.0, -math.log(4)), abs=1e-4)


def test_steps_add_up_to_the_weight_and_cutting_one_in_two_costs_the_same() -> None:
    """Slopes 2 and ½ on steps of length 1 and 2: mean 1; ridge 1² = 1; parting 1 · 1² + 2 · ½² = 1.5."""
    coarse, fine = Bends(np.array([-1.0, 0.0, 2.0])), Bends(np.array([-1.0, -0.3, 0.0, 0.5, 2.0]))
    woe = np.array([-1.0, 0.0, 0.7, 2.0])
    assert fine.steps(woe).sum(axis=1) == pytest.approx(woe)
    slopes, alike = np.array([2.0, 0.5]), np.array([2.0, 2.0, 0.5, 0.5])
    assert slopes @ coarse.penalty(1.0, 0.0) @ slopes == pytest.approx(1.0)
    assert slopes @ coarse.penalty(0.0, 1.0) @ slopes == pytest.approx(1.5)
    assert alike @ fine.penalty(3.0, 5.0) @ alike == pytest.approx(slopes @ coarse.penalty(3.0, 5.0) @ slopes)


@pytest.mark.parametrize(("turned", "rows"), [(True, range(100, 401)), (False, range(500, 1001))])
def test_rows_of_long_ago_are_left_out_where_they_harm(turned: bool, rows: Sequence[int]) -> None:
    """Until year 12 of 20 the column said the opposite, or the same."""
    chance = np.random.default_rng(5)
    x, years = chance.normal(size=1000), np.repeat(np.arange(20.0), 50)
    sign = np.where((years < 12) & turned, -1.0, 1.0)
    bad = (chance.random(1000) < 1 / (1 + np.exp(-2 * sign * x))).astype(np.int64)
    found = fit_card("x", "bad", {"x": x.tolist()}, bad, QUICK, years)
    assert found.notes[1] in {f"learnt from {each} of 1000 rows" for each in rows}
    lowest, *_others, highest = [
        p for b, p in zip(found.features[0].bins, found.features[0].points, strict=True) if b.role == RANGE
    ]
    assert lowest > 0 > highest


def test_auto_lets_a_column_be_bad_at_both_ends_where_it_is() -> None:
    chance = np.random.default_rng(6)
    x = chance.normal(size=600)
    bad = (chance.random(600) < np.where(np.abs(x) > 1, 0.6, 0.1)).astype(np.int64)
    auto = replace(QUICK, cuttings=((20, 4.0),))
    assert "shape turning" in fit_card("x", "bad", {"x": x.tolist()}, bad, auto).notes[0]
    one_way = fit_card("x", "bad", {"x": x.tolist()}, bad, replace(auto, binning=Binning(shape="one-way")))
    assert "shape one-way" in one_way.notes[0]


def test_shuffling_rows_changes_nothing(card: Card) -> None:
    columns, bad = population()
    order = list(range(len(bad)))
    random.Random(3).shuffle(order)
    shuffled = {name: [cells[k] for k in order] for name, cells in reversed(columns.items())}
    assert write_card(fit_card("demo", "bad", shuffled, bad[order], QUICK)) == write_card(card)


def test_better_bins_score_more_and_the_scale_is_met(card: Card) -> None:
    assert {f.name for f in card.features} >= {"age", "town"}
    for feature in card.features:
        ranked = sorted(zip((b.woe for b in feature.bins), feature.points, strict=True))
        assert [p for _woe, p in ranked] == sorted(p for _woe, p in ranked)
    odds = [(1 - p) / p for p in card.probabilities(np.array([600, 620, 580]))]
    assert odds == pytest.approx([50, 100, 25])
    columns, bad = population()
    assert card.probabilities(card.scores(columns)).mean() == pytest.approx(bad.mean(), abs=0.02)
    assert sum(g.rows for g in card.grades) == len(bad)
    assert [g.rows for g in card.grades] == np.bincount(card.graded(card.scores(columns))).tolist()


def test_a_card_reads_back_and_names_every_bin(card: Card) -> None:
    assert read_card(write_card(card), "card.toml") == card
    rows = list(tariff_rows(card))
    assert len(rows) == 1 + sum(len(part.bins) for part in card.parts)


def test_a_card_of_a_wide_table_and_of_many_names_reads_back(card: Card) -> None:
    """More than 200 columns and 100,000 characters, and more categories than one line may hold."""
    wide = replace(card, features=tuple(replace(card.features[0], name=f"column {k}") for k in range(300)))
    assert len(write_card(wide)) > 100_000
    assert read_card(write_card(wide), "card.toml") == wide
    towns = [f"Development zone {k}" for k in range(200)] * 10
    bad = np.array([int(k % 2 and k % 3 > 0) for k in range(2000)])
    named = fit_card("x", "bad", {"town": towns}, bad, QUICK)
    assert max(len(b.names) for b in named.features[0].bins) >= 100
    assert read_card(write_card(named), "card.toml") == named


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("lower = -inf", "lower = -5.0", "card-ranges"),
        ("upper = inf", "upper = 5.0", "card-ranges"),
        ('role = "missing"', 'role = "gone"', "card-role"),
        ('role = "other"\n', 'role = "missing"\n', "card-bin-twice"),
        ('kind = "number"', 'kind = "figure"', "card-kind"),
        ("pdo = 20", "pdo = 0", "card-scale"),
        ("base_points", "basic_points", "model-key-missing"),
        ("lower = -inf", "lower = -inf\nmiddle = 3", "model-key-unknown"),
        ('names = ["甲"]', 'names = ["丙"]', "card-name-twice"),
        ("information = ", "information = nan #", "card-not-number"),
        ("events = ", "events = 9999 #", "card-counts"),
        ("from_score = ", "from_score = 9 #", "card-grades"),
    ],
)
def test_a_broken_card_is_refused_with_its_line(card: Card, old: str, new: str, code: str) -> None:
    text = write_card(card)
    at = text.index("[[features]]") if code not in {"card-scale", "model-key-missing", "card-grades"} else 0
    assert old in text[at:]
    with pytest.raises(FairwayError) as refusal:
        read_card(text[:at] + text[at:].replace(old, new, 1), "card.toml")
    assert refusal.value.code == code
    assert refusal.value.facts["file"] == "card.toml"


def test_worse_bins_with_more_points_and_long_bounds_are_refused(card: Card) -> None:
    feature = card.features[0]
    order = sorted(range(len(feature.bins)), key=lambda k: feature.bins[k].woe)
    points = list(feature.points)
    points[order[0]] = max(points) + 1
    wrong = replace(card, features=(replace(feature, points=tuple(points)), *card.features[1:]))
    with pytest.raises(Invalid, match="higher woe has fewer points"):
        read_card(write_card(wrong), "card.toml")
    twice = replace(card, features=(feature, feature))
    with pytest.raises(Invalid, match="is there twice"):
        read_card(write_card(twice), "card.toml")


@pytest.mark.parametrize("dialect", ["duckdb", "sqlite"])
def test_sql_gives_the_same_whole_points(card: Card, dialect: str) -> None:
    """On the training rows, on every bound itself and its neighbours, and on what is odd."""
    card = read_card(write_card(card), "card.toml")
    columns, _bad = population(200, seed=11)
    edges = sorted({b.lower for f in card.features for b in f.bins if b.role == RANGE and math.isfinite(b.lower)})
    numbers = [y for x in edges for y in (x, math.nextafter(x, -9e99), math.nextafter(x, 9e99))]
    numbers += [None, math.nan, -99.0, 1e308, -1e308, 0.0]
    odd: Columns = dict.fromkeys(("age", "size", "noise"), numbers)
    odd["town"] = [["甲", "新", "", None, " 乙 ", "\u3000甲", "\t丙\n"][k % 7] for k in range(len(numbers))]
    rows = {name: [*columns[name], *odd[name]] for name in columns}
    types = {"age": "float64", "size": "float64", "noise": "float64", "town": "string"}
    connection = duckdb.connect() if dialect == "duckdb" else sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (age DOUBLE, size DOUBLE, noise DOUBLE, town TEXT)")
    cells = list(zip(*(rows[name] for name in types), strict=True))
    connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", cells)
    found = [row[-1] for row in connection.execute(score_sql(card, "t", types, dialect)).fetchall()]
    connection.close()
    assert found == card.scores(rows).tolist()


def test_sql_refuses_what_it_cannot_do(card: Card) -> None:
    with pytest.raises(Invalid, match="duckdb, sqlite"):
        score_sql(card, "t", {}, "oracle")
    types = dict.fromkeys(("age", "size", "noise", "town"), "string")
    with pytest.raises(Invalid, match="Convert it first"):
        score_sql(card, "t", types, "duckdb")


def test_fitting_refuses_too_little(card: Card) -> None:
    columns, _bad = population(60)
    with pytest.raises(Invalid, match="at least 20 of either kind"):
        fit_card("x", "bad", columns, np.zeros(60, dtype=np.int64), QUICK)
    with pytest.raises(Invalid, match="tells the outcomes apart"):
        fit_card("x", "bad", {"same": [1] * 100}, np.array([0, 1] * 50), QUICK)
    with pytest.raises(Invalid, match="no column “age”"):
        card.scores({"town": ["甲"]})
    assert isinstance(read_numbers("x", [1]), Numbers)
