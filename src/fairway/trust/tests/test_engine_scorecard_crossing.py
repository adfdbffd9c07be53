"""Pairs of columns crossed: their evidence, when they are taken, and that every spelling of the card scores alike."""

from __future__ import annotations

import math
import random
import re
import sqlite3
from dataclasses import replace

import duckdb
import numpy as np
import pytest

from fairway.lib.errors import FairwayError
from fairway.trust.engine.scorecard.card import Card, Cross, Scale
from fairway.trust.engine.scorecard.card_reading import read_card
from fairway.trust.engine.scorecard.card_text import TARIFF_HEADINGS, tariff_rows, write_card
from fairway.trust.engine.scorecard.choosing import blocks, drifted, slopes_ahead
from fairway.trust.engine.scorecard.crossing import Crossing, crossed, lattice
from fairway.trust.engine.scorecard.discrimination import Z95, Estimate, auc
from fairway.trust.engine.scorecard.fitting import fit_card
from fairway.trust.engine.scorecard.learning import Choices, Held, Table
from fairway.trust.engine.scorecard.logistic import fit_level
from fairway.trust.engine.scorecard.report import validate
from fairway.trust.engine.scorecard.sql import score_sql
from fairway.trust.engine.scorecard.values import as_number, as_text, read_numbers

Columns = dict[str, list[object]]
QUICK = Choices(
    cuttings=((20, 4.0),), ridges=(2.0,), partings=(1000.0,), pairs=(1, 2), pairs_held=(16.0,), folds=3,
    specials={"debt": ("-99",)},
)  # fmt: skip
TYPES = {"debt": "float64", "town": "string", "profit": "float64"}


def population(rows: int = 900, seed: int = 3, way: float = 1.0) -> tuple[Columns, np.ndarray]:
    """High debt is bad where profits are low and good where they are high; neither tells anything alone."""
    chance = random.Random(seed)
    columns: Columns = {name: [] for name in TYPES}
    bad = []
    for row in range(rows):
        debt, profit = chance.gauss(0, 1), chance.gauss(0, 1)
        bad.append(int(chance.random() < 1 / (1 + math.exp(way * 2 * debt * profit))))
        columns["debt"].append(-99 if row % 11 == 0 else debt)
        columns["profit"].append(None if row % 13 == 0 else profit)
        columns["town"].append(chance.choice("甲乙丙"))
    return columns, np.array(bad)


@pytest.fixture(scope="module")
def card() -> Card:
    return fit_card("demo", "bad", *population(), QUICK)


def test_the_evidence_of_a_cell_by_hand() -> None:
    """10 rows, 8 bad, at even odds: Σ(p − y) = 5 − 8 = −3; Σp(1 − p) = 2.5; held 2.5: −3 / 5 (Chen 2016, eq. 5)."""
    rows = [(1, 5, 8), (1, 6, 2), (2, 5, 2), (2, 6, 8)]
    cells = [(one, other, int(k < bads)) for one, other, bads in rows for k in range(10)]
    columns = {"one": read_numbers("one", [c[0] for c in cells]), "other": read_numbers("other", [c[1] for c in cells])}
    bad = np.array([c[2] for c in cells])
    found = crossed(lattice(columns, bad, {"one": (), "other": ()}), bad, np.zeros(40), Crossing(5, 2.5))
    assert [pair.names for pair in found] == [("one", "other")]
    pair = found[0]
    assert pair.woe(columns)[[0, 10, 20, 30]] == pytest.approx([-0.6, 0.6, 0.6, -0.6])
    assert (pair.rows.sum(), pair.events.sum()) == (40, 20)
    assert pair.evidence[-1, -1] == 0.0, "what no row was in tells nothing"


def test_a_pair_is_taken_where_it_tells_and_only_there(card: Card) -> None:
    later, bad = population(seed=4)
    assert {side.name for side in card.crosses[0].sides} == {"debt", "profit"}
    assert auc(card.scores(later), bad).value > 0.67
    without = fit_card(
        "demo", "bad", *population(), replace(QUICK, pairs=(), binning=replace(QUICK.binning, shape="one-way"))
    )
    assert without.crosses == ()
    assert auc(without.scores(later), bad).value < 0.6


def test_a_cell_with_more_evidence_never_has_fewer_points(card: Card) -> None:
    for cross in card.crosses:
        ranked = sorted(zip((cell.woe for cell in cross.bins), cross.points, strict=True))
        assert [p for _woe, p in ranked] == sorted(p for _woe, p in ranked)
        assert sum(cell.rows for cell in cross.bins) == 900


def test_pairs_that_no_longer_hold_are_left_out() -> None:
    """The newest third says the opposite."""
    old, new = population(600, 5), population(300, 6, way=-1.0)
    columns = {name: [*old[0][name], *new[0][name]] for name in TYPES}
    bad, times = np.concatenate([old[1], new[1]]), np.repeat([1.0, 2.0, 3.0], 300)
    spread = replace(QUICK, pairs=(1,), binning=replace(QUICK.binning, shape="one-way"), least_information=0.0)
    assert fit_card("x", "bad", columns, bad, spread, times).crosses == ()
    steady = population(900)
    assert fit_card("x", "bad", *steady, spread, times).crosses != ()


def test_drift_of_a_slope_by_hand() -> None:
    """Nine tenths of 1 with deviation 0.15, and 0.6 with standard error 0.15: half way (Gelman, eq. 2.10)."""
    newest, older = (Estimate(each, each - Z95 * 0.15, each + Z95 * 0.15) for each in (0.6, 0.3))
    assert drifted(1.0, [newest]) == pytest.approx(0.75)
    assert drifted(1.0, [newest, older]) == pytest.approx((0.9 + 0.6 + 0.3 / 2) / 2.5)
    assert drifted(1.0, []) == pytest.approx(0.9)


def aged(bad: np.ndarray, age: np.ndarray, column: np.ndarray) -> Table:
    return Table({"x": read_numbers("x", column.tolist(), ())}, bad, age)


def test_blocks_go_back_from_the_newest_and_are_told_from_all_before() -> None:
    """A day brings 20 bad and 30 good: three of them make a block; the last five have too few before them."""
    bad, age = np.tile(np.repeat([1, 0], [20, 30]), 8), np.repeat(np.arange(8), 50)
    found = [(set(rows.age), set(before.age)) for rows, before in blocks(aged(bad, age, np.arange(400.0)))]
    assert found == [({0, 1, 2}, {3, 4, 5, 6, 7}), ({3, 4, 5}, {6, 7})]


def late_column(rows: int = 4000) -> tuple[Columns, np.ndarray, np.ndarray]:
    """A column known of the newest sixteenth only, one block of rows, where it tells much."""
    chance = np.random.default_rng(7)
    times, found = np.repeat(np.arange(16.0), rows // 16), chance.normal(size=rows)
    share = np.where(times >= 15, 1 / (1 + np.exp(1.5 - 1.5 * found)), 0.2)
    known: list[object] = [float(x) if time >= 15 else None for x, time in zip(found, times, strict=True)]
    return {"late": known}, (chance.random(rows) < share).astype(int), times


def test_slopes_are_not_shrunk_by_times_that_could_teach_nothing() -> None:
    columns, bad, times = late_column()
    noted = [fit_card("x", "bad", columns, bad, QUICK, when).notes[0] for when in (None, times)]
    plain, timed = (float(note.rpartition(" ")[2]) for note in noted)
    assert timed == pytest.approx(0.9 * plain, abs=0.05)


def test_no_slope_is_seen_where_all_are_told_alike() -> None:
    bad, age = np.tile([0, 1], 200), np.repeat(np.arange(4), 100)
    assert list(slopes_ahead(aged(bad, age, np.zeros(400)), QUICK, Held(2.0, 8.0))) == []
    [newest, *_older] = slopes_ahead(aged(bad, age, bad + np.arange(400) % 3), QUICK, Held(2.0, 8.0))
    assert newest.value > 0.5


def test_the_level_meets_the_share_of_the_bad_by_hand() -> None:
    """One log odds for all: half of the rows bad needs 0 in all."""
    assert fit_level(np.full(4, 0.7), np.array([0, 1, 1, 0])) == pytest.approx(-0.7)


def test_a_card_of_crosses_alone_is_read_back_and_scores() -> None:
    """Bad where one equals the other: neither column informs."""
    chance = np.random.default_rng(5)
    one, other = chance.integers(0, 3, (2, 3000))
    bad = (chance.random(3000) < np.where(one == other, 0.45, 0.1)).astype(int)
    columns: Columns = {"one": ["xyz"[k] for k in one], "other": ["pqr"[k] for k in other]}
    found = fit_card("x", "bad", columns, bad, QUICK)
    assert (found.features, len(found.crosses)) == ((), 1)
    back = read_card(write_card(found), "card.toml")
    assert back == found
    assert auc(back.scores(columns), bad).value > 0.7


def test_a_card_without_parts_is_neither_written_nor_read(card: Card) -> None:
    with pytest.raises(FairwayError, match=re.escape("[[features]]")):
        read_card(write_card(replace(card, features=(), crosses=())), "card.toml")
    with pytest.raises(FairwayError, match="No column tells") as refusal:
        fit_card("x", "bad", *population(), replace(QUICK, pairs=(), scale=Scale(pdo=1), least_information=0.0))
    assert refusal.value.code == "scorecard-nothing-found"


def test_a_pair_of_more_cells_than_a_card_may_have_is_left_out() -> None:
    """Missing, two thirds, and 13 special values make 16 bins a column: 256 cells."""
    specials = tuple(str(-k) for k in range(1, 14))
    chance = random.Random(2)
    columns = {
        name: read_numbers(name, [-(k % 14) or chance.uniform(1, 9) for k in range(800)], specials if many else ())
        for name, many in (("a", True), ("b", True), ("c", False))
    }
    bad = np.array([int(chance.random() < 0.3) for _row in range(800)])
    of = {"a": specials, "b": specials, "c": ()}
    pairs = crossed(lattice(columns, bad, of), bad, np.zeros(800), Crossing(9))
    assert {pair.names for pair in pairs} == {("a", "c"), ("b", "c")}


def test_the_text_and_the_tariff_hold_every_cell(card: Card) -> None:
    assert read_card(write_card(card), "card.toml") == card
    rows = list(tariff_rows(card))
    assert len(rows) == 1 + sum(len(part.bins) for part in card.parts)
    assert {len(row) for row in rows} == {len(TARIFF_HEADINGS)}
    crossed_rows = [row for row in rows if row[9]]
    assert len(crossed_rows) == sum(len(cross.bins) for cross in card.crosses)
    assert {"missing", "special", "range"} <= {row[1] for row in crossed_rows} | {row[10] for row in crossed_rows}


def test_adding_up_the_tariff_by_hand_gives_the_score(card: Card) -> None:
    """A reader that knows only the headings of the table."""
    columns, _bad = population(60, seed=9)
    columns["town"][0], columns["debt"][1] = "新", None
    named = {
        word
        for _feature, role, _l, _u, names, *_rest in tariff_rows(card)
        if role == "categories"
        for word in str(names).split("; ")
    }

    def inside(cell: object, role: object, lower: object, upper: object, names: object) -> bool:
        number, word = as_number(cell), as_text(cell)
        if number is not None and number == -99:
            return role == "special"
        if not word:
            return role == "missing"
        if role == "range":
            return number is not None and float(str(lower)) <= number < float(str(upper))
        return word in str(names).split("; ") if role == "categories" else role == "other" and word not in named

    for row, score in enumerate(card.scores(columns).tolist()):
        total = 0
        for line in tariff_rows(card):
            sides = [line[:5], line[9:]] if line[9] else [line[:5]]
            if line[1] == "base" or all(inside(columns[str(s[0])][row], *s[1:]) for s in sides):
                total += int(line[8])
        assert total == score


@pytest.mark.parametrize("dialect", ["duckdb", "sqlite"])
def test_sql_gives_the_same_whole_points(card: Card, dialect: str) -> None:
    columns, _bad = population(200, seed=11)
    bounds = {b.lower for cross in card.crosses for side in cross.sides for b in side.bins if math.isfinite(b.lower)}
    numbers = [y for x in sorted(bounds) for y in (x, math.nextafter(x, -9e99), math.nextafter(x, 9e99))]
    numbers += [None, math.nan, -99.0, 1e308, -1e308]
    pairs = [(one, other) for one in numbers for other in numbers]
    columns["debt"] += [one for one, _other in pairs]
    columns["profit"] += [other for _one, other in pairs]
    columns["town"] += [["甲", "新", "", None, " 乙 "][k % 5] for k in range(len(pairs))]
    connection = duckdb.connect() if dialect == "duckdb" else sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (debt DOUBLE, town TEXT, profit DOUBLE)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", list(zip(*(columns[n] for n in TYPES), strict=True)))

    found = [row[-1] for row in connection.execute(score_sql(card, "t", TYPES, dialect)).fetchall()]
    connection.close()
    assert found == card.scores(columns).tolist()


@pytest.mark.parametrize("dialect", ["duckdb", "sqlite"])
def test_sql_of_a_cross_that_gives_no_points(card: Card, dialect: str) -> None:
    cross = card.crosses[0]
    idle = replace(card, features=(), crosses=(replace(cross, points=(0,) * len(cross.points)),))
    connection = duckdb.connect() if dialect == "duckdb" else sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (debt DOUBLE, town TEXT, profit DOUBLE)")
    connection.execute("INSERT INTO t VALUES (1, '甲', 2)")
    assert connection.execute(score_sql(idle, "t", TYPES, dialect)).fetchall()[0][-1] == card.base_points
    connection.close()


def test_drift_is_measured_of_crosses_too(card: Card) -> None:
    found = validate(card, *population(seed=4))
    assert {cross.name for cross in card.crosses} <= set(found["drift"]["features"])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (r"\[\[crosses.cells\]\]\nfirst = 1\nsecond = 1\n(.*\n){4}", "", "card-cells"),
        (r"first = 1\nsecond = 2", "first = 2\nsecond = 1", "card-cells"),
        (r"events = \d+", "events = 9999", "card-counts"),
        (r'(\[\[crosses.sides\]\]\nname = )"debt"', r'\1"profit"', "card-sides"),
        (r"upper = inf", "upper = 9.0", "card-ranges"),
        (r"points = -?\d+", "points = -999", "card-order"),
        (r'role = "missing"', 'role = "missing"\nrows = 3', "model-key-unknown"),
    ],
)
def test_a_broken_cross_is_refused_with_its_line(card: Card, old: str, new: str, code: str) -> None:
    text = write_card(card)
    at = text.index("[[crosses]]")
    broken, count = re.subn(old, new, text[at:], count=1)
    assert count == 1
    with pytest.raises(FairwayError) as refusal:
        read_card(text[:at] + broken, "card.toml")
    assert refusal.value.code == code


def test_the_same_pair_twice_is_refused(card: Card) -> None:
    cross = card.crosses[0]
    width = len(cross.sides[1].bins)
    order = [k * width + j for j in range(width) for k in range(len(cross.sides[0].bins))]
    turned = Cross(cross.sides[::-1], tuple(cross.bins[k] for k in order), tuple(cross.points[k] for k in order))
    with pytest.raises(FairwayError, match="is there twice"):
        read_card(write_card(replace(card, crosses=(cross, turned))), "card.toml")
