"""One name among many: what a short, mistyped, old-fashioned or romanised spelling finds."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.linkage.lookup import NameIndex, Ranked, rank_names
from fairway.know.engine.linkage.lookup_align import Costs, aligned
from fairway.know.engine.linkage.lookup_pool import pooled
from fairway.know.engine.linkage.lookup_shape import Shape, shape, unmarked

DATA = Path(os.environ.get("FAIRWAY_SHARED_DATA") or Path(__file__).parents[5] / "shared" / "data")

# Invented, and so are the ways to write them below.
NAMES = (
    "青岭市东湖光学仪器股份有限公司",
    "深圳市澜庭置业有限公司",
    "上海澜庭物业管理有限公司",
    "澜庭",
    "中国远帆货运集团股份有限公司",
    "中国工商银行股份有限公司青岭分行",
    "中国建设银行股份有限公司青岭分行",
    "安徽省禾木农业科技股份有限公司",
    "Bluestone Harbour Holdings Limited",
)
SOUGHT = (
    ("东湖光学", 0),
    ("東湖光學儀器", 0),
    ("青岭东湖光学仪器有限责任公司", 0),
    ("*ST东湖", 0),
    ("东湖股份", 0),
    ("澜庭置业", 1),
    ("深圳澜庭置业股份有限公司", 1),
    ("澜庭物业", 2),
    ("沪澜庭物业", 2),
    ("远帆货运-B", 4),
    ("中远货A", 4),
    ("工行青岭分行", 5),
    ("建行青岭分行", 6),
    ("禾木农业", 7),
    ("皖禾农业", 7),
    ("和木农业科技", 7),  # one character of the same sound
    ("donghu guangxue", 0),
    ("hmny", 7),
    ("BLUESTONEHARB", 8),
)

written = st.text(st.sampled_from("青岭东湖光学仪器股份有限公司集团市中国银行A*()（） -ab1三"), max_size=14)
pools = st.lists(written, max_size=8)


@pytest.mark.parametrize(("wanted", "right"), SOUGHT)
def test_a_spelling_finds_its_name_by_ranking_and_by_index(wanted: str, right: int) -> None:
    assert rank_names(wanted, NAMES)[0].index == right
    assert NameIndex(NAMES).best(wanted)[0].index == right


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("*ST全安", "全安股份"),
        ("ＳＴ全安", "全安股份"),
        ("青岭电Ａ", "青岭电股份"),
        ("贝宁医疗-B", "贝宁医疗"),
        ("远海控股(新)", "远海控股"),
        ("青岭集团公司A", "青岭集团公司"),
        ("TCL科技", "TCL科技"),
        ("AB", "AB"),
        ("青岭东湖光学仪器股份有限公司", "青岭东湖光学仪器股份有限公司"),
    ],
)
def test_marks_of_an_exchange_are_dropped(name: str, left: str) -> None:
    assert unmarked(name) == left


def test_words_that_tell_little_weigh_little() -> None:
    found = shape("深圳市澜庭置业有限公司")
    assert found.text == "深圳市澜庭置业有限公司"
    place, suffix, brand, trade, form = (found.weights[at] for at in (0, 2, 3, 5, -1))
    assert brand > place > suffix > form
    assert brand > trade > form
    assert found.complete
    assert not shape("澜庭置业").complete


def test_a_bracketed_place_in_front_is_moved_behind() -> None:
    assert shape("(香港)澜庭投资有限公司").text == shape("澜庭投资（香港）有限公司").text


def test_an_alignment_by_hand() -> None:
    """The name ab in axb, all weights 1: two matches, one character skipped; at most two and one run."""
    costs = Costs(run=0.5, missing=1, skipped=0.2, before=0, behind=0, homophone=0, stands_for=0, loose=0)
    sought = Shape("ab", (1.0, 1.0), complete=True)
    others = pooled([Shape("axb", (1.0,) * 3, complete=True), Shape("ab", (1.0,) * 2, complete=True)])
    assert aligned(sought, others.candidates(), costs) == pytest.approx([(2 - 0.2) / 2.5, 1.0])


def test_what_is_not_shared_in_order_counts_as_a_share_of_both() -> None:
    costs = Costs(run=0, missing=1, skipped=0, before=0, behind=0, homophone=0, stands_for=0, loose=1)
    sought = Shape("ab", (1.0, 1.0), complete=True)
    others = pooled([Shape("bax", (1.0, 1.0, 2.0), complete=True)])
    assert aligned(sought, others.candidates(), costs) == pytest.approx([(2 + 2) / (2 + 4)])


def test_the_registered_name_comes_before_the_bare_short_form_and_a_full_name_before_all() -> None:
    names = ["澜庭证券", "澜庭证券股份有限公司", "青岭澜庭文化传媒有限公司"]
    assert [each.index for each in rank_names("澜庭证券", names)] == [1, 0, 2]
    best = rank_names("澜庭证券股份有限公司", names)[0]
    assert best == Ranked(1, pytest.approx(1.0), best.reason)


@settings(max_examples=60)
@given(written, pools)
def test_scores_are_shares_in_falling_order_and_each_name_once(wanted: str, names: list[str]) -> None:
    for found in (rank_names(wanted, names), NameIndex(names).best(wanted)):
        scores = [each.score for each in found]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1.000001 for score in scores)
        assert len({each.index for each in found}) == len(found) <= 10
        assert all(str(each.reason) for each in found)


@settings(max_examples=60)
@given(written, pools)
def test_shuffled_candidates_keep_their_scores(wanted: str, names: list[str]) -> None:
    forth = {each.index: each.score for each in rank_names(wanted, names, limit=99)}
    turned = rank_names(wanted, names[::-1], limit=99)
    back = {len(names) - 1 - each.index: each.score for each in turned}
    assert forth == pytest.approx(back)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(NAMES[:8]), min_size=1, unique=True))
def test_a_full_name_finds_itself(names: list[str]) -> None:
    index = NameIndex(names)
    for at, name in enumerate(names):
        best = index.best(name)[0]
        assert best.index == at
        assert best.score > 0.94


@pytest.mark.parametrize("wanted", ["", " ", "!?", "（）", "·"])
def test_nothing_is_found_for_nothing(wanted: str) -> None:
    assert rank_names(wanted, NAMES) == []
    assert NameIndex(NAMES).best(wanted) == []


def test_empty_pools_and_limits() -> None:
    assert rank_names("东湖", []) == NameIndex([]).best("东湖") == NameIndex([]).best("donghu") == []
    assert rank_names("东湖", ["", "()"]) == []
    assert rank_names("东湖光学", NAMES, limit=0) == []
    assert len(NameIndex(NAMES).best("澜庭", limit=2)) == 2
    assert len(NameIndex(NAMES)) == len(NAMES)


def test_a_part_of_a_pool_is_the_same_names() -> None:
    whole = pooled([shape(name) for name in NAMES])
    part, again = whole.only(np.array([5, 0])), pooled([shape(NAMES[5]), shape(NAMES[0])])
    for ours, theirs in ((part.codes, again.codes), (part.weights, again.weights), (part.complete, again.complete)):
        assert ours.tolist() == theirs.tolist()


def test_characters_beyond_the_plane_and_very_long_names_do_no_harm() -> None:
    names = ["𠮷野" * 60 + "有限公司", "東湖" * 500]
    assert rank_names("𠮷野", names)[0].index == 0
    assert NameIndex(names).best("东湖东湖")[0].index == 1


def test_short_names_of_the_shared_set_find_their_full_name() -> None:
    file = DATA / "cn_company_pairs" / "short_to_full.csv"
    if not file.exists():
        pytest.skip("the shared data are not beside the repository (FAIRWAY_SHARED_DATA)")
    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    names = [row["full_name"] for row in rows]
    index = NameIndex(names)
    right = [names[index.best(row["short_name"], 1)[0].index] == row["full_name"] for row in rows[::40]]
    assert sum(right) / len(right) >= 0.93
