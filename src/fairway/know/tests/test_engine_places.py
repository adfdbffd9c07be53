"""Places: the list is a tree, and the region of the stories is right to the letter."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine import places as p

CODES = sorted(p.places())
codes = st.sampled_from(CODES)


def test_counts_of_the_2023_edition() -> None:
    counts = Counter(each.level for each in p.places().values())
    assert counts == {"province": 34, "prefecture": 333, "county": 2851, "zone": 124}


@given(codes)
def test_every_chain_ends_in_a_province_and_narrows_by_code(code: str) -> None:
    chain = p.ancestors(code)
    top = p.province_of(code)
    assert top is not None
    assert (chain[-1] if chain else p.place(code)) == top
    assert all(code[:2] == each.code[:2] for each in chain)
    assert len({code, *(each.code for each in chain)}) == len(chain) + 1


@given(codes)
def test_a_place_is_among_the_children_of_its_parent(code: str) -> None:
    parent = p.places()[code].parent
    assert parent is None or p.places()[code] in p.children(parent)


@given(codes)
def test_both_names_are_present_and_in_their_script(code: str) -> None:
    here = p.places()[code]
    assert all("\u4e00" <= sign <= "\u9fff" for sign in here.name_zh)
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in here.name_en)
    assert here.name_en[0].isupper()


@settings(max_examples=50)
@given(codes, codes)
def test_same_prefecture_is_symmetric_and_reflexive(a: str, b: str) -> None:
    assert p.same_prefecture(a, b) == p.same_prefecture(b, a)
    assert p.same_prefecture(a, a)


@given(codes)
def test_is_within_agrees_with_ancestors(code: str) -> None:
    inside = [each for each in p.provinces() if p.is_within(code, each.code)]
    assert inside == [p.province_of(code)]


@given(st.text(max_size=8))
def test_any_text_may_be_asked_for(text: str) -> None:
    found = p.place(text)
    assert (p.place_name(text, "en") == text) == (found is None)
    assert p.nearest(text) is None or p.nearest(text).code[:2] == text[:2]


def test_no_pseudo_levels() -> None:
    names = {each.name_zh for each in p.places().values()}
    assert not names & {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}


def test_jilin_is_a_province_and_a_city() -> None:
    assert p.place_name("220000", "en") == "Jilin Province"
    assert p.place_name("220200", "en") == "Jilin City"
    assert p.full_name("220200", "zh-hans") == "吉林省吉林市"


def test_gongzhuling_lies_in_changchun_in_this_edition() -> None:
    assert p.place_name("220184", "zh-hans") == "公主岭市"
    assert [each.name_en for each in p.ancestors("220184")] == ["Changchun", "Jilin Province"]
    assert p.place("220381") is None
    assert p.nearest("220381") == p.place("220300")


def test_the_two_yichuns_are_told_apart() -> None:
    assert p.full_name("230700", "en") == "Yichun, Heilongjiang Province"
    assert p.full_name("360900", "en") == "Yichun, Jiangxi Province"


def test_districts_of_a_municipality_share_it() -> None:
    assert p.same_prefecture("110105", "110108")
    assert p.prefecture_of("110105") is None
    assert p.nearest("110100") == p.place("110000")
    assert p.full_name("500113", "en") == "Banan District, Chongqing"


def test_directly_governed_counties_do_not_share_a_prefecture() -> None:
    assert not p.same_prefecture("429004", "429005")


def test_unknown_codes_share_nothing() -> None:
    assert not p.same_prefecture("999999", "999999")
    assert p.ancestors("999999") == ()
    assert not p.is_within("999999", "999999")
    assert p.full_name("999999", "en") == "999999"


def test_jilin_tiles_hold_its_nine_prefectures_once_each() -> None:
    assert set(p.JILIN_TILES) == {each.code for each in p.prefectures_of("220000")}
    assert len(set(p.JILIN_TILES.values())) == 9


@pytest.mark.parametrize(
    ("north_or_west", "south_or_east", "axis"),
    [
        ("220800", "220100", 0),
        ("220700", "220500", 0),
        ("220100", "222400", 1),
        ("220100", "220200", 1),
        ("220400", "220500", 1),
        ("220300", "220400", 1),
    ],
)
def test_jilin_tiles_keep_the_compass(north_or_west: str, south_or_east: str, axis: int) -> None:
    assert p.JILIN_TILES[north_or_west][axis] < p.JILIN_TILES[south_or_east][axis]
