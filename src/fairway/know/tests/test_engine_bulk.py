"""Whole tables linked: the same answers as one by one, in any order, on DuckDB and on Spark."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.linkage.backends import DuckDB, Spark, spark_session
from fairway.know.engine.linkage.bulk import (
    CHUNK,
    Linked,
    Options,
    Scored,
    judge,
    same_groups,
    score_pairs,
    told_by_seat,
)
from fairway.know.engine.linkage.decide import decide
from fairway.know.engine.linkage.weights import bulk_model
from fairway.know.engine.written import Decision, Verdict, Written
from fairway.know.tests.test_engine_blocking import NAMES, RECORDS
from fairway.lib.errors import Refused
from fairway.lib.explain import Reason

CODED = [
    Written("长春鑫源商贸有限公司", (("uscc", "91220101MA0Y3T1X6U"),), "220101", "5199"),
    Written("鑫源商贸", (("orgcode", "MA0Y3T1X6"),), "220100"),
    *RECORDS,
]


def linked(left: list[Written], right: list[Written] | None = None) -> list[Linked]:
    return list(judge(left, right, score_pairs(left, right)))


def test_each_pair_is_decided_as_it_would_be_alone() -> None:
    pairs = linked(CODED)
    assert pairs
    for each in pairs:
        assert each.decision == decide(CODED[each.left], CODED[each.right])


def test_no_pair_decided_as_same_is_lost() -> None:
    same = {(each.left, each.right) for each in linked(CODED) if each.decision.verdict is Verdict.SAME}
    alone = {
        (a, b)
        for (a, one), (b, other) in combinations(enumerate(CODED), 2)
        if decide(one, other).verdict is Verdict.SAME
    }
    assert same == alone
    assert {(2, 3), (9, 10)} <= same


def test_two_tables_are_linked_across_only() -> None:
    left, right = RECORDS[::2], RECORDS[1::2]
    across = linked(left, right)
    assert all(0 <= each.left < len(left) and 0 <= each.right < len(right) for each in across)
    names = {(left[each.left].name, right[each.right].name) for each in across}
    assert (NAMES[0], NAMES[1]) in names


def test_the_order_of_rows_does_not_matter() -> None:
    def said(records: list[Written]) -> set[tuple[frozenset[str], str]]:
        return {
            (frozenset((records[each.left].name, records[each.right].name)), each.decision.verdict)
            for each in linked(records)
        }

    assert said(RECORDS) == said(RECORDS[::-1])


@pytest.mark.parametrize("left", [[], RECORDS[:1]])
def test_small_tables_link_to_nothing(left: list[Written]) -> None:
    assert linked(left) == []
    assert linked(left, []) == []


def test_a_column_may_be_blank_for_long() -> None:
    records = [*RECORDS, *CODED[:2]]
    piecewise = score_pairs(records, options=Options(bulk_model(), chunk=3))
    assert piecewise == score_pairs(records)
    assert (0, 15) in {each[:2] for each in piecewise.pairs}


def test_rows_that_say_the_same_are_one_however_often() -> None:
    table = [RECORDS[0]] * 200 + [RECORDS[1]] * 3 + [RECORDS[9]]
    pairs = linked(table)
    assert same_groups(pairs) == [list(range(203))]
    assert len(pairs) < 400
    across = linked(table[:3], [RECORDS[1], RECORDS[1]])
    assert {(each.left, each.right) for each in across} == {(a, b) for a in range(3) for b in range(2)}


def test_progress_is_told_and_can_stop_the_work() -> None:
    told: list[str] = []
    scored = score_pairs(RECORDS, progress=lambda _done, _total, reason: told.append(reason.text))
    list(judge(RECORDS, None, scored, progress=lambda _done, _total, reason: told.append(reason.text)))
    assert list(dict.fromkeys(told)) == [
        "Counting how rare names are",
        "Taking names apart",
        "Pairing records that share a key",
        "Weighing pairs",
        "Deciding on pairs",
    ]

    def stop(_done: int, _total: int, reason: Reason) -> None:
        if reason.text == "Deciding on pairs":
            raise Refused("job-cancelled", "Stopped on request.")

    with pytest.raises(Refused):
        next(judge(RECORDS, None, scored, progress=stop))


def test_reports_come_between_chunks() -> None:
    scored = Scored(tuple((0, 1, 0.0) for _ in range(CHUNK + 1)), CHUNK + 1, ())
    told: list[int] = []
    assert (
        sum(1 for _ in judge(RECORDS, None, scored, progress=lambda done, _total, _reason: told.append(done))) > CHUNK
    )
    assert told == [0, CHUNK, CHUNK + 1]


def test_weights_can_be_learnt_from_the_tables() -> None:
    many = [Written(f"{name}{k}号", place="220100") for k in range(40) for name in NAMES[:10]]
    trained = score_pairs(many, options=Options(bulk_model(), train=True))
    assert trained.pairs
    assert trained.compared == score_pairs(many).compared


def pair(left: int, right: int, verdict: Verdict, probability: float) -> Linked:
    return Linked(left, right, 0.0, Decision(verdict, probability))


def test_groups_hold_what_is_the_same() -> None:
    pairs = [
        pair(7, 2, Verdict.SAME, 0.99),
        pair(2, 5, Verdict.SAME, 0.98),
        pair(5, 7, Verdict.ASK, 0.9),
        pair(10, 11, Verdict.ASK, 0.94),
        pair(20, 21, Verdict.SAME, 0.97),
    ]
    assert same_groups(pairs) == [[2, 5, 7], [20, 21]]


@pytest.mark.parametrize("verdict", [Verdict.DIFFERENT, Verdict.RELATED])
def test_groups_keep_apart_what_is_decided_as_two(verdict: Verdict) -> None:
    pairs = [pair(0, 1, Verdict.SAME, 0.99), pair(1, 2, Verdict.SAME, 0.97), pair(0, 2, verdict, 0.4)]
    assert same_groups(pairs) == [[0, 1]]


@pytest.mark.parametrize(
    ("seats", "grouped"), [(("220102", "220100"), True), (("220102", "440300"), False), (("", ""), False)]
)
def test_what_only_the_seat_can_tell_is_grouped_where_seats_agree(seats: tuple[str, str], grouped: bool) -> None:
    whole = Written("吉林省小马时代有限公司", place=seats[0])
    short = Written("吉林省小马时代", place=seats[1])
    decision = decide(whole, short)
    assert decision.verdict is not Verdict.SAME
    assert bool(same_groups([Linked(0, 1, 0.0, decision)])) is grouped


@pytest.mark.parametrize(
    "other", ["吉林省小马时代集团有限公司", "吉林省小鸟时代有限公司", "吉林省小马时代商贸有限公司"]
)
def test_no_seat_tells_two_names_together_that_differ_otherwise(other: str) -> None:
    decision = decide(Written("吉林省小马时代有限公司", place="220102"), Written(other, place="220102"))
    assert not told_by_seat(decision)
    assert same_groups([Linked(0, 1, 0.0, decision)]) == []


@pytest.mark.parametrize(
    ("name", "together"), [("阳泉市小马时代", True), ("小马时代", False), ("阳泉市小马时代(集团)", False)]
)
def test_a_town_in_both_names_is_a_seat_where_only_the_form_is_left_out(name: str, together: bool) -> None:
    full = name.removesuffix("(集团)") + "有限公司"
    decision = decide(Written(full), Written(name))
    assert decision.verdict is Verdict.ASK
    assert told_by_seat(decision) is together


verdicts = st.sampled_from(list(Verdict))
edges = st.lists(st.tuples(st.integers(0, 6), st.integers(7, 12), verdicts, st.floats(0.05, 1)), max_size=20)


@given(edges)
@settings(max_examples=60)
def test_groups_are_apart_and_each_has_two_or_more(found: list[tuple[int, int, Verdict, float]]) -> None:
    pairs = [pair(a, b, verdict, probability) for a, b, verdict, probability in {e[:2]: e for e in found}.values()]
    groups = same_groups(pairs)
    members = [member for group in groups for member in group]
    assert len(members) == len(set(members))
    assert all(len(group) > 1 for group in groups)
    apart = {(each.left, each.right) for each in pairs if each.decision.verdict is Verdict.DIFFERENT}
    assert all((a, b) not in apart for group in groups for a, b in combinations(group, 2))


def test_the_shipped_weights_are_probabilities() -> None:
    model = bulk_model()
    for levels in model.comparisons.values():
        counted = [level for level in levels if not level.null]
        assert [level.when for level in levels].index("") == len(levels) - 1
        assert sum(level.m or 0 for level in counted) == pytest.approx(1, abs=0.01)
        assert sum(level.u or 0 for level in counted) == pytest.approx(1, abs=0.01)
        assert all(level.m and level.u for level in counted)
    assert model.least_weight < 0 < model.prior < 0.001


def test_duckdb_keeps_to_its_memory() -> None:
    store = DuckDB(memory="64MB")
    assert store.connection.execute("SELECT current_setting('memory_limit')").fetchone() == ("61.0 MiB",)


@pytest.mark.spark
def test_spark_gives_the_same_pairs_and_weights() -> None:
    pytest.importorskip("pyspark", reason="PySpark is not installed: requirements/spark.txt")
    here = score_pairs(CODED)
    there = score_pairs(CODED, backend=Spark(spark_session()))
    assert there.compared == here.compared
    assert [each[:2] for each in there.pairs] == [each[:2] for each in here.pairs]
    assert [each[2] for each in there.pairs] == pytest.approx([each[2] for each in here.pairs])
