"""Places: the list is a tree, and the region of the stories is right to the letter."""

from collections import Counter
from itertools import pairwise

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
    assert (p.place_name(text, "en") == text) == (p.known_place(text) is None)
    assert found is None or p.known_place(text) == found
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


# Editions

OLD = sorted(set(p.all_codes()) - set(p.places()))
old_codes = st.sampled_from(OLD)


def test_gongzhuling_is_right_in_both_editions() -> None:
    assert p.full_name("220381", "zh", "2019") == "吉林省四平市公主岭市"
    assert p.full_name("220184", "zh") == "吉林省长春市公主岭市"
    assert p.as_of("220381", 2019) is not None
    assert p.as_of("220381", 2020) is None
    assert p.as_of("220184", 2019) is None
    assert p.edition_of("220381") == "2019"
    assert p.moved_to("220381") == p.place("220184")
    assert [spell.code for spell in p.former("220184")] == ["220381", "229001", "220319"]
    assert p.prefecture_of("220381") == p.place("220100")
    assert p.is_within("220381", "220100")
    assert p.same_prefecture("220381", "220184")


@pytest.mark.parametrize(
    ("code", "today"),
    [("110103", "110101"), ("310108", "310106"), ("110223", "110112"), ("130421", None), ("220319", "220184")],
)
def test_where_a_former_division_is_today(code: str, today: str | None) -> None:
    """Chongwen and Zhabei were taken in, Tongxian became a district; Handan County was split over three."""
    moved = p.moved_to(code)
    assert (moved.code if moved else None) == today


def test_what_has_not_moved_is_not_said_to_have() -> None:
    assert p.moved_to("220100") is None
    assert p.moved_to("999999") is None
    assert p.edition_of("999999") is None
    assert p.edition_of("110100") is None


@given(old_codes)
def test_an_old_code_has_an_edition_in_which_it_is_a_place(code: str) -> None:
    edition = p.edition_of(code)
    assert edition is not None
    found = p.place(code, edition)
    assert found is not None
    assert p.place(code) is None
    assert p.full_name(code, "zh", edition).endswith(found.name_zh)
    today = p.moved_to(code)
    assert today is None or today in p.places().values()


def test_spells_of_a_code_follow_each_other_without_overlap() -> None:
    for code in p.all_codes():
        spells = p.history(code)
        assert all(a.last is not None and a.last < b.first for a, b in pairwise(spells))
        assert all(p.FIRST_YEAR <= s.first <= (s.last or p.LAST_YEAR) <= p.LAST_YEAR for s in spells)


def test_the_list_of_2023_and_the_yearly_list_of_2023_agree() -> None:
    """Two sources, one country: every code both have carries the same name and parent."""
    both = [(p.places()[c], p.as_of(c, 2023)) for c in p.places() if p.as_of(c, 2023)]
    assert len(both) > 3200
    assert [(a.code, a.name_zh, b.name_zh) for a, b in both if b and a.name_zh != b.name_zh] == []
    assert [(a.code, a.parent, b.parent) for a, b in both if b and a.parent != b.parent] == []


@given(st.text(max_size=8), st.integers(1900, 2100))
def test_any_text_may_be_asked_for_in_any_year(text: str, year: int) -> None:
    assert p.as_of(text, year) is None or text in p.all_codes()
    assert p.place(text, "first") is None
    p.moved_to(text, year)
