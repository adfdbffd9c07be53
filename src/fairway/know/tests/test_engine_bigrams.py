"""What an organisation is found by: the same terms for every way to write it, and made again from its text."""

from __future__ import annotations

from operator import add

from hypothesis import given
from hypothesis import strategies as st

from fairway.know.engine.bigrams import (
    RUNS,
    Traits,
    described,
    from_text,
    is_chinese,
    lines_of_initials,
    readings,
    written,
    written_code,
)

TRAITS = Traits("enterprise", "220100", "C", is_demo=True)
NAMES = st.text(alphabet="长春一汽富维集团有限公司车行3Mab (（）)-ＡＢéЖ株式會社", max_size=20)


@given(NAMES)
def test_a_written_name_is_written_as_it_is(name: str) -> None:
    assert written(written(name)) == written(name)


@given(st.lists(NAMES, max_size=3), st.lists(st.from_regex("[0-9A-Z-]{0,18}", fullmatch=True), max_size=2))
def test_the_terms_are_made_again_from_the_text(names: list[str], codes: list[str]) -> None:
    made = described(names, codes, TRAITS)
    again = from_text(made.text, TRAITS)
    assert (again.text, sorted(again.terms)) == (made.text, sorted(made.terms))
    assert made.text.startswith("\n")
    assert made.text.endswith("\n")


@given(NAMES)
def test_a_name_has_its_characters_and_neighbours_whatever_its_form(name: str) -> None:
    """Worked out run by run, as if there were no legal forms that are kept ready."""
    runs = [run for run in RUNS.findall(written(name)) if is_chinese(run)]
    found = {term for term in described([name], [], TRAITS).terms if is_chinese(term)}
    assert found == {part for run in runs for part in (*run, *map(add, run, run[1:]))}


def test_the_ways_to_write_a_name_have_the_same_terms() -> None:
    ways = ["长春一汽(集团)ABC有限公司", "長春一汽（集團）ＡＢＣ有限公司", "长春 一汽[集团] abc 有限公司"]
    assert len({frozenset(described([way], [], TRAITS).terms) for way in ways}) == 1


def test_a_name_is_found_by_its_parts_and_its_sound() -> None:
    terms = set(described(["长春一汽"], ["91220101X"], TRAITS).terms)
    assert {"长", "长春", "春一", "一汽", "chang-chun", "yi-qi", "~ccy", "~cyq", "^长春", "=长春一汽"} <= terms
    assert {"@9122", "@912201", "@91220101"} <= terms
    assert {"#kenterprise", "#p22", "#p2201", "#ic", "#d1"} <= terms
    assert not {"91", "@91", "9122"} & terms


def test_english_words_are_found_by_their_beginnings() -> None:
    terms = set(described(["FAW Technology"], [], TRAITS).terms)
    assert {"f", "fa", "faw", "te", "tec", "tech", "techno", "technolo"} <= terms
    assert "technology" not in terms


def test_a_character_with_two_readings_is_found_by_either() -> None:
    assert set(readings("长")) == {"chang", "zhang"}
    assert {"chang-chun", "zhang-chun", "~cch", "~zch"} <= set(described(["长春汇"], [], TRAITS).terms)
    assert sorted(lines_of_initials("长行")) == ["ch", "cx", "zh", "zx"]


def test_the_legal_form_has_no_sound() -> None:
    assert not {term for term in described(["一汽有限公司"], [], TRAITS).terms if "-" in term} - {"yi-qi"}


def test_a_code_is_one_word() -> None:
    assert (written_code("S-017 a"), written_code("·")) == (" s017a", "")
