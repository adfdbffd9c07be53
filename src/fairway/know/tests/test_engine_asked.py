"""What is typed into the search box, and what it finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.know.engine.asked import MOST_WORDS, Every, Expression, asked, splits
from fairway.know.engine.bigrams import Traits, described
from fairway.know.engine.slips import loosened
from fairway.know.tests.searching import answers, tier

TRAITS = Traits("enterprise", "220100", "C", is_demo=True)
CHINESE = st.text(alphabet="长春一汽富维轿车红旗零部件科技", min_size=1, max_size=12)
LATIN = st.text(alphabet="abchingotzux0123", min_size=1, max_size=20)


def found(words: str, *names: str, codes: tuple[str, ...] = ()) -> bool:
    document = described(names, codes, TRAITS)
    return answers(asked(words).tiers[-1], document.text, set(document.terms))


@given(CHINESE, st.data())
def test_any_part_of_a_chinese_name_finds_it(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    assert found(name[start : data.draw(st.integers(start + 1, len(name)))], name)


@given(st.lists(LATIN, min_size=1, max_size=4), st.data())
def test_the_beginnings_of_english_words_find_a_name_in_any_order(words: list[str], data: st.DataObject) -> None:
    asked_for = [word[: data.draw(st.integers(1, len(word)))] for word in data.draw(st.permutations(words))]
    assert found(" ".join(asked_for), " ".join(words))


@given(CHINESE, CHINESE)
def test_what_is_not_there_is_not_found(name: str, word: str) -> None:
    assert found(word, name) == (word in name)


@given(st.text(max_size=120))
def test_anything_can_be_typed(text: str) -> None:
    question = asked(text)
    assert len(question.words) <= MOST_WORDS
    assert bool(question.words) == bool(question.tiers)


def terms_of(expression: Expression) -> list[str]:
    return [expression] if isinstance(expression, str) else [t for part in expression.parts for t in terms_of(part)]


@given(st.text(max_size=30) | st.text(alphabet="ab3 -_'\"()<>*^:{}长é", max_size=12))
def test_terms_hold_nothing_a_store_reads_as_a_mark(text: str) -> None:
    question = asked(text)
    loose = loosened(question.words, {}, 1) if question.words else None
    sought = [*question.tiers, *([loose] if loose else [])]
    for term in (term for each in sought for term in terms_of(each.expression)):
        assert re.fullmatch("[a-z0-9^=~#!@-]+", "".join(c for c in term if c.isascii()) or "-"), term


@pytest.mark.parametrize(
    "words",
    [
        "ccyq", "yqfw", "cc", "changchunyiqi", "changchun yiqi", "chang chun yi qi", "ChangChun", "长春yiqi",
        "yiqi 富维", "長春一汽", "３m", "3M 富维", "faw", "91220101", "9122 一汽", "s-017", "S017",
    ],
)  # fmt: skip
def test_pinyin_initials_codes_and_mixtures_find_it(words: str) -> None:
    assert found(words, "长春一汽富维3M有限公司", "FAW Fu-Wei", codes=("91220101MA17X", "s-017"))


@pytest.mark.parametrize("words", ["ccyf", "changqun", "aw", "2201", "一汽 丰田", "维富"])
def test_what_only_looks_alike_is_not_found(words: str) -> None:
    assert not found(words, "长春一汽富维3M有限公司", "FAW Fu-Wei", codes=("91220101MA17X",))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("一汽", 0),
        ("FAW", 0),
        ("s1", 0),
        ("91220101x", 0),
        ("yiqi", 1),
        ("yq", 1),
        ("长春", 1),
        ("fawc", 1),
        ("某某", 2),
        ("carpet", None),
    ],
)
def test_the_same_name_then_a_name_that_begins_so_then_the_rest(words: str, expected: int | None) -> None:
    document = described(["长春某某公司", "一汽", "FAW", "fawcar"], ["s1", "91220101X"], TRAITS)
    assert tier(asked(words), document.text, set(document.terms)) == expected


def test_one_character_does_not_say_how_a_name_begins() -> None:
    assert [bool(sought.needles) for sought in asked("汽").tiers] == [True, False]


def test_pinyin_is_split_in_every_way() -> None:
    assert splits("xian") == [("xian",), ("xi", "an")]
    assert splits("changchun") == [("chang", "chun")]
    assert splits("bcd") == []
    assert splits("") == [()] or splits("") == []


def test_three_characters_are_two_neighbours_that_stand_together() -> None:
    sought = asked("富维公").tiers[-1]
    assert sought.expression == Every((Every(("富维", "维公")),))
    assert sought.needles == (("富维公",),)
