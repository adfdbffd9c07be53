"""Industries: the four levels of GB/T 4754-2017 form a tree by their codes."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine import industries as i

LEVELS = ("section", "division", "group", "class")
codes = st.sampled_from(sorted(i.industries()))


def test_totals_of_the_standard() -> None:
    counts = Counter(each.level for each in i.industries().values())
    assert counts == {"section": 20, "division": 97, "group": 473, "class": 1381}


def test_classes_of_manufacturing() -> None:
    assert sum(each.level == "class" and i.is_within(each.code, "C") for each in i.industries().values()) == 609


@given(codes)
def test_each_level_hangs_under_the_one_above(code: str) -> None:
    here = i.industries()[code]
    chain = i.ancestors(code)
    assert tuple(each.level for each in reversed(chain)) == LEVELS[: len(chain)]
    assert here.level == LEVELS[len(chain)]
    assert all(code.startswith(each.code) for each in chain if each.level != "section")


@given(codes)
def test_english_names_reach_down_to_divisions(code: str) -> None:
    here = i.industries()[code]
    assert bool(here.name_en) == (here.level in {"section", "division"})
    assert i.industry_name(code, "en") == (here.name_en or i.industries()[code[:2]].name_en)


@given(codes)
def test_a_leading_section_letter_changes_nothing(code: str) -> None:
    section = i.section_of(code)
    assert section is not None
    if code != section.code:
        assert i.industry(section.code + code) == i.industry(code)


@settings(max_examples=50)
@given(codes, codes)
def test_shared_levels_are_symmetric_and_count_common_ancestors(a: str, b: str) -> None:
    common = {a, *(each.code for each in i.ancestors(a))} & {b, *(each.code for each in i.ancestors(b))}
    assert i.shared_levels(a, b) == i.shared_levels(b, a) == len(common)


@given(codes)
def test_no_group_is_empty_and_children_point_back(code: str) -> None:
    here = i.industries()[code]
    assert bool(i.children(code)) == (here.level != "class")
    assert all(each.parent == code for each in i.children(code))


@given(st.text(max_size=6))
def test_any_text_may_be_asked_for(text: str) -> None:
    assert (i.section_of(text) is None) == (i.industry(text) is None)


def test_the_chain_of_the_automobile_stories() -> None:
    assert i.industry_name("3612", "zh-hans") == "新能源车整车制造"
    assert i.division_of("3670").name_en == "Manufacture of automobiles"
    assert i.section_of("3670").code == "C"
    assert i.shared_levels("3611", "3612") == 3
    assert i.shared_levels("3611", "3670") == 2


def test_a_wrong_letter_is_not_accepted() -> None:
    assert i.industry("C3612") == i.industry("3612")
    assert i.industry("A3612") is None
    assert i.industry_name("A3612", "en") == "A3612"
    assert not i.is_within("3612", "unknown")
