"""Names outside the Chinese script: taken apart, compared, weighed."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fairway.know.engine.names import latin_features
from fairway.know.engine.names.latin import (
    compare_latin,
    latin_measures,
    latin_model,
    latin_probability,
    latin_same,
    parse_latin,
)
from fairway.know.engine.names.latin_align import slips
from fairway.know.engine.names.latin_script import romanised, sound, words

SHARED = Path(os.environ.get("FAIRWAY_SHARED_DATA", Path(__file__).parents[5] / "shared" / "data"))

WORDS = st.sampled_from(
    [
        "Nordwind",
        "Halcyon",
        "Bank",
        "of",
        "China",
        "Iraq",
        "Group",
        "Holdings",
        "International",
        "Steel",
        "Trading",
        "II",
        "7",
        "Ltd",
        "GmbH",
        "S.A.",
        "OOO",
        "&",
        "the",
        "München",
        "Северсталь",
        "ΑΕ",
        "Intl",
        "Int'l",
        "(Hong",
        "Kong)",
        "/",
        "Co.,",
        "3%",
        "A.B.C.",
        "x",
    ]
)
NAMES = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("S. A. and S.A. and SA", ("sa", "and", "sa", "and", "sa")),
        ("o.o.O.", ("ooo",)),
        ("L.X.C Aviation", ("lxc", "aviation")),
        ("A/S", ("as",)),
        ("Bank’s Int'l", ("bank", "intl")),
        ("Procter & Gamble", ("procter", "and", "gamble")),
        ("Société Générale ßœøł", ("societe", "generale", "ssoeol")),
        ("Северсталь", ("severstal",)),
        ("Εθνική Τράπεζα", ("ethniki", "trapeza")),
        ("الشركة", ("alshrka",)),
        ("ＡＢＣ", ("abc",)),
        ("3%ers", ("3", "percenters")),
    ],
)
def test_words_are_folded(text: str, folded: tuple[str, ...]) -> None:
    assert words(text) == folded


@given(st.text(max_size=40))
@example("İ")
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_taken_apart(text: str) -> None:
    assert romanised(romanised(text)) == romanised(text) or not text.isascii()
    parsed = parse_latin(text)
    assert len(parsed.units) <= 3 * len(words(text))
    assert latin_probability(text, text) > 0.5 or not words(text)


@pytest.mark.parametrize(("one", "other"), [("philips", "filips"), ("mueller", "muller"), ("xerox", "kseroks")])
def test_words_that_sound_alike(one: str, other: str) -> None:
    assert sound(one) == sound(other)


def test_an_edit_that_is_not_heard_counts_half() -> None:
    assert slips("qaida", "qaeda", 2) == 0.5
    assert slips("appel", "apple", 2) == 0.5  # swapped neighbours are one edit
    assert slips("toyota", "tayota", 2) == 0.5
    assert slips("bird", "bsf", 2) is None
    assert slips("motor", "rotor", 2) == 1


def test_a_name_is_taken_apart() -> None:
    parsed = parse_latin("The Nordwind Steel Trading (Hong Kong) Fund II Co., Ltd.")
    assert parsed.brand == ("nordwind",)
    assert parsed.trades == ("steel", "trading", "fund")
    assert parsed.places == ("HK",)
    assert parsed.numbers == ("2",)
    assert parsed.form is not None
    assert parsed.form.short == "Co Ltd"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Brigade Forty-Four", "44"),
        ("Brigade Forty 4", "44"),
        ("Brigade 044", "44"),
        ("1st Brigade", "1"),
        ("Brigade XXIX", "29"),
        ("Brigade IX", "9"),
        ("Brigade AR16", "ar16"),
    ],
)
def test_numbers_are_read_however_written(text: str, number: str) -> None:
    assert parse_latin(text).numbers == (number,)


@pytest.mark.parametrize("text", ["Xi Nordwind", "Mix Nordwind", "Vi Nordwind", "V Nordwind"])
def test_letters_in_front_are_no_roman_numbers(text: str) -> None:
    assert parse_latin(text).numbers == ()


@given(NAMES, NAMES)
@example("Nordwind & Halcyon", "Halcyon and Nordwind")
@settings(max_examples=100, deadline=None)
def test_comparing_has_no_direction(one: str, other: str) -> None:
    assert latin_probability(one, other) == pytest.approx(latin_probability(other, one))
    there, back = compare_latin(one, other), compare_latin(other, one)
    assert [(each.feature, each.weight) for each in there] == [(each.feature, each.weight) for each in back]


@given(NAMES)
@settings(max_examples=100, deadline=None)
def test_a_name_is_itself(name: str) -> None:
    assert latin_probability(name, name) > 0.9
    assert latin_probability(name, name.upper()) > 0.9


@given(NAMES, NAMES)
@settings(max_examples=100, deadline=None)
def test_the_evidence_adds_up_to_the_probability(one: str, other: str) -> None:
    odds = latin_model().prior + sum(each.weight for each in compare_latin(one, other))
    assert (odds >= 0) == latin_same(one, other)
    assert all(str(each.reason) for each in compare_latin(one, other))


def test_every_measure_has_a_weight_and_every_weight_a_measure() -> None:
    source = Path(latin_features.__file__).read_text(encoding="utf-8")
    kinds = ("other_place", "more_place", "other_number", "more_number", "other_branch", "more_branch")
    named = [each for each in latin_model().weights if f'"{each}"' in source or each in kinds]
    assert set(latin_model().weights) - set(named) == {"one_of_several"}


SAME = """
Nordwind Aktiengesellschaft | Nordwind AG
NordwindAG | Nordwind AG
The Halcyon Company | Halcyon Co.
Halcyon & Sons, Inc. | Halcyon and Sons Inc
L.X.C. Freight | LXC Freight
Good Wind Freight | Goodwind Freight
1st Regional Bank | First Regional Bank
Brigade Forty-Four | Brigade 44
Halcyon Int'l | Halcyon International
World Labour Organisation | World Labor Organization
U.S. Department of Freight | United States Department of Freight
ООО «Северная Верфь» | Severnaya Verf LLC
Müller Freight GmbH | Mueller Freight GmbH
PLA | People's Liberation Army
North China Ore Corporation | NCOC
United States Department of Grain | USDG
First Bank Int. | First International Bank
Haulcyon Freight Ltd | Halcyon Freight Ltd
Nordwind | Nordwind Europe Sp. z o.o.
Freight Authority of Norway | Norway Freight Authority
World Grain Council (WGC) | WGC
"""
DIFFERENT = """
Nordwind Systems, Inc. | Nordwind Industries, Inc.
Nordwind GmbH | Nordwind AG
Brigade 44 | Brigade 45
Halcyon Fund II L.P. | Halcyon Fund III L.P.
Halcyon Trust 2004-1 | Halcyon Trust 2005-1
Front in Iraq | Front in Syria
State Ore Company of Chile | State Ore Company of China
Halcyon (Hong Kong) Limited | Halcyon (Singapore) Limited
Government of Estonia | Government of Ethiopia
Management Company | Westgate Management Company
ABC Freight | DEF Freight
AB plc | AD plc
China Ore Trust | China Ore Bank
Halcyon Freight Credit Company | Halcyon Freight Company
Siemens Energy AG | Siemens AG
ООО «Бор» | ООО «Борей»
"""


def _pairs(text: str) -> list[tuple[str, ...]]:
    return [tuple(each.strip() for each in line.split("|")) for line in text.strip().splitlines()]


@pytest.mark.parametrize(("one", "other"), _pairs(SAME))
def test_one_organisation_however_written(one: str, other: str) -> None:
    assert latin_same(one, other)


@pytest.mark.parametrize(("one", "other"), _pairs(DIFFERENT))
def test_almost_equal_names_of_two(one: str, other: str) -> None:
    assert not latin_same(one, other)


def test_one_side_of_a_slash_is_not_the_whole() -> None:
    features = {each.feature for each in latin_measures("Halcyon / Nordwind Venture", "Halcyon")}
    assert "one_of_several" in features
    both = latin_probability("Halcyon / Nordwind Venture", "Halcyon / Nordwind Venture")
    assert latin_probability("Halcyon / Nordwind Venture", "Halcyon") < 0.95 < both


def test_a_sentence_quotes_the_names_in_the_order_asked() -> None:
    said = next(each.reason for each in compare_latin("Nordwind Oil", "Nordwind Gas") if each.feature == "other_trade")
    assert str(said) == "“oil” against “gas”."
    back = next(each.reason for each in compare_latin("Nordwind Gas", "Nordwind Oil") if each.feature == "other_trade")
    assert str(back) == "“gas” against “oil”."


def test_a_text_of_a_thousand_words_is_no_trouble() -> None:
    long = " ".join(f"word{at}" for at in range(1000))
    assert latin_probability(long, long + " more") < 1


def test_labelled_cases_are_met_better_than_by_the_reference() -> None:
    cases = SHARED / "name_bench" / "cases.csv"
    if not cases.exists():
        pytest.skip("the public data folder is not here")
    with cases.open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["schema"] != "Person"]
    said = [(latin_same(row["name1"], row["name2"]), row["is_match"] == "True") for row in rows]
    hit = sum(found and true for found, true in said)
    precision, recall = hit / sum(found for found, _ in said), hit / sum(true for _, true in said)
    assert 2 * precision * recall / (precision + recall) > 0.868
