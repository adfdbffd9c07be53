"""A slip of the keyboard is found and costed; what is another name is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.know.engine.asked import asked
from fairway.know.engine.bigrams import Traits, described
from fairway.know.engine.slips import EDIT, SOUND, cost, loosened
from fairway.know.tests.searching import answers

TRAITS = Traits("enterprise", "220100", "C", is_demo=True)
DOCUMENT = described(["长春一汽富维零部件有限公司", "FAW Foundry Technology"], ["91220101MA"], TRAITS)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def price(words: str) -> int | None:
    """What the slips cost, where the document is among those read for these words."""
    wanted = asked(words).words
    sought = loosened(wanted, {}, 1)
    if sought is None or not answers(sought, DOCUMENT.text, set(DOCUMENT.terms)):
        return None
    return cost(wanted, DOCUMENT.text)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("富唯", SOUND), ("长春一气", SOUND), ("长一春汽", EDIT), ("一汽富x维", None), ("一汽富雄", EDIT),
        ("富威零部建", 2 * SOUND), ("一汽维零", EDIT), ("一汽某富维", EDIT), ("tecnology", EDIT),
        ("techonlogy", EDIT), ("fuondry", EDIT), ("technolgoy", EDIT), ("长春 tecnology", EDIT), ("一汽 富唯", SOUND),
    ],
)  # fmt: skip
def test_slips_cost_what_they_are(words: str, expected: int | None) -> None:
    assert price(words) == expected


@pytest.mark.parametrize("words", ["富强", "一汽丰田大众", "长春三百", "tooth", "fax", "上海汽车"])
def test_another_name_is_no_slip(words: str) -> None:
    assert price(words) is None


@given(st.integers(0, 8), st.sampled_from(LETTERS), st.sampled_from(["other", "more", "less"]))
def test_any_one_letter_wrong_in_a_long_word_is_found(at: int, letter: str, slip: str) -> None:
    word = "technology"
    wrong = {"other": word[:at] + letter + word[at + 1 :], "more": word[:at] + letter + word[at:]}
    found = price(wrong.get(slip, word[:at] + word[at + 1 :]))
    assert found is not None
    assert found <= EDIT


@given(st.integers(0, 8), st.sampled_from("甲乙丙丁"))
def test_any_one_character_wrong_in_a_long_name_is_found(at: int, other: str) -> None:
    word = "长春一汽富维零部件"
    assert price(word[:at] + other + word[at + 1 :]) in {SOUND, EDIT}


def test_what_is_there_costs_nothing() -> None:
    assert cost(("一汽", "foundry"), DOCUMENT.text) == 0


def test_short_words_are_taken_as_typed() -> None:
    assert loosened(("fa", "一"), {}, 1) is None


def test_a_way_that_too_many_answer_to_is_left_out() -> None:
    common = {"fu-wei": 50, "富": 50}
    assert loosened(("富唯",), common, 10) is None
    assert loosened(("富唯",), common, 50) is not None
