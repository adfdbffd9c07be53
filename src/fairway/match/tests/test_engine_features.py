from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.match.engine.features import (
    AMOUNT,
    DATES,
    INDUSTRY,
    REGION,
    SEGMENT,
    WORDS,
    amount_fit,
    amount_points,
    dates_fit,
    dates_points,
    industry_code,
    industry_fit,
    region_fit,
    segment_fit,
    word_pieces,
    words_fit,
)
from fairway.match.engine.listing import Listing


def listing(**fields: object) -> Listing:
    return Listing("K", "org", "text", **fields)  # type: ignore[arg-type]


def test_the_features_together_make_one_hundred() -> None:
    assert WORDS + INDUSTRY + SEGMENT + REGION + AMOUNT + DATES == 100


@pytest.mark.parametrize(
    ("code", "read"),
    [
        ("3670", "C3670"),
        ("c3670", "C3670"),
        ("A3670", "C3670"),
        ("05", "A05"),
        ("06", "B06"),
        ("43", "C43"),
        ("44", "D44"),
        ("6510", "I6510"),
        ("7320", "M7320"),
        ("97", "T97"),
        ("T", "T"),
        ("３６", "C36"),
        ("", ""),
        ("98", ""),
        ("00", ""),
        ("3", ""),
        ("36700", ""),
        ("X12", ""),
    ],
)
def test_industry_codes_are_completed_by_their_section(code: str, read: str) -> None:
    assert industry_code(code) == read


@pytest.mark.parametrize(
    ("one", "other", "points", "code"),
    [
        ("3670", "C3670", 25, "C3670"),
        ("3670", "3671", 20, "C367"),
        ("3670", "367", 20, "C367"),
        ("3670", "3660", 14, "C36"),
        ("36", "36", 14, "C36"),
        ("3670", "3311", 4, "C"),
        ("3670", "1310", 4, "C"),
        ("C", "3311", 4, "C"),
    ],
)
def test_industries_fit_by_their_common_level(one: str, other: str, points: int, code: str) -> None:
    for reason in (industry_fit(one, other), industry_fit(other, one)):
        assert reason.points == points
        assert reason.params["code"] == code


def test_different_or_unstated_industries_earn_nothing() -> None:
    assert "Different" in str(industry_fit("3670", "6510"))
    assert "not stated" in str(industry_fit("", "6510"))
    assert industry_fit("3670", "6510").points == industry_fit("", "").points == 0


@pytest.mark.parametrize(
    ("one", "other", "points", "code"),
    [
        ("220104", "220104", 10, "220104"),
        ("220104", "220184", 7, "220100"),
        ("220100", "220104", 7, "220100"),
        ("220104", "220203", 3, "220000"),
        ("220000", "220203", 3, "220000"),
    ],
)
def test_regions_fit_by_their_common_division(one: str, other: str, points: int, code: str) -> None:
    assert region_fit(one, other) == region_fit(other, one)
    assert region_fit(one, other).points == points
    assert region_fit(one, other).params["code"] == code


@pytest.mark.parametrize("code", ["", "2201", "000000", "22010A", "２２０１０４"])
def test_a_region_that_is_no_division_is_not_stated(code: str) -> None:
    assert region_fit(code, "220104").points == 0
    assert "not stated" in str(region_fit("220104", code))


def test_different_provinces() -> None:
    assert "Different provinces" in str(region_fit("220104", "500113"))


def test_segments() -> None:
    assert segment_fit("Parts", " parts ").points == SEGMENT
    assert segment_fit("parts", "services").points == 0
    assert "not stated" in str(segment_fit("parts", ""))


@pytest.mark.parametrize(("less", "more", "points"), [(50, 100, 10), (49, 100, 5), (10, 100, 5), (9, 100, 0)])
def test_amounts_fit_from_a_half_and_from_a_tenth(less: int, more: int, points: int) -> None:
    one = listing(amount=Decimal(less), currency="CNY")
    other = listing(amount=Decimal(more), currency="CNY")
    assert amount_fit(one, other) == amount_fit(other, one)
    assert amount_fit(one, other).points == amount_points(one, other) == points


def test_amounts_that_cannot_be_compared_say_so() -> None:
    yuan = listing(amount=Decimal(5), currency="CNY", amount_kind="contract")
    assert "different currencies or kinds" in str(amount_fit(yuan, listing(amount=Decimal(5), currency="EUR")))
    assert "different currencies or kinds" in str(
        amount_fit(yuan, listing(amount=Decimal(5), currency="CNY", amount_kind="intention"))
    )
    assert "not stated" in str(amount_fit(yuan, listing()))
    assert "not stated" in str(amount_fit(yuan, listing(amount=Decimal(0), currency="CNY")))
    assert amount_points(yuan, listing()) == 0


def test_dates_earn_only_when_both_sides_state_both_days() -> None:
    year = listing(valid_from=date(2021, 1, 1), valid_to=date(2021, 12, 31))
    last_day = listing(valid_from=date(2021, 12, 31), valid_to=date(2022, 6, 1))
    later = listing(valid_from=date(2022, 1, 1))
    assert dates_fit(year, last_day).points == DATES
    assert dict(dates_fit(year, last_day).params) == {"first": "2021-12-31", "last": "2021-12-31"}
    assert "Never" in str(dates_fit(year, later))
    assert "Never" in str(dates_fit(later, year))
    for open_ended in (listing(), listing(valid_from=date(2021, 5, 1)), listing(valid_to=date(2021, 5, 1))):
        assert "not stated" in str(dates_fit(year, open_ended))
        assert dates_points(year, open_ended) == 0


def test_words_are_cut_into_pairs_of_characters_and_latin_words() -> None:
    assert word_pieces("精锻部件, CNC 5轴 Ａ3") == {"精锻", "锻部", "部件", "cnc", "轴", "a3"}
    assert word_pieces("") == word_pieces("a , 5") == frozenset()


def test_half_the_words_in_common_earn_all_points() -> None:
    """Pieces {精锻, 锻件}, {精锻, 锻造}: 1 in common, Dice 2·1/4 = 1/2, all 40; with 3 + 2: 40·4·1/5 = 32."""
    assert words_fit(word_pieces("精锻件"), word_pieces("精锻造")).points == 40
    assert words_fit(word_pieces("精锻铸件"), word_pieces("精锻造")).points == 32
    assert words_fit(word_pieces("精锻"), word_pieces("软件")).points == 0


@settings(max_examples=80)
@given(st.text(alphabet="汽车零部件 abc1", max_size=12), st.text(alphabet="汽车零部件 abc1", max_size=12))
def test_words_treat_both_sides_alike(one: str, other: str) -> None:
    left, right = word_pieces(one), word_pieces(other)
    reason = words_fit(left, right)
    assert reason == words_fit(right, left)
    assert 0 <= (reason.points or 0) <= WORDS
    assert words_fit(left, left).points == (WORDS if left else 0)
