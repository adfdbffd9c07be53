"""Check characters of identifiers, with the values public registers give."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib import codes

ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def written(alphabet: str, size: int) -> st.SearchStrategy[str]:
    """Codes without their check: one character that fills the field is none."""
    return st.text(alphabet, min_size=size, max_size=size).filter(lambda text: len(set(text[:-1])) > 1)


@pytest.mark.parametrize("text", ["91420000737944946L", "91110000600037341L", "91350100M000100Y43"])
def test_registered_codes_are_right(text: str) -> None:
    assert codes.uscc_problem(text) is None


def test_a_wrong_check_character_names_the_right_one() -> None:
    problem = codes.uscc_problem("911100001000013428")
    assert problem is not None
    assert problem.code == "uscc-check"
    assert codes.uscc_problem(problem.params["right"]) is None
    assert problem.params["right"] in str(problem)


def test_the_sum_by_hand() -> None:
    """9·1 + 1·3 = 12 with zeros behind; 31 − 12 = 19, and place 19 of the alphabet is K (no I and O before it)."""
    assert codes.uscc_check_character("91" + "0" * 15) == "K"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "uscc-length"),
        ("9" * 17, "uscc-length"),
        ("9111000060OO37341L", "uscc-character"),
        ("９" * 18, "uscc-character"),
    ],
)
def test_what_no_code_can_be(text: str, code: str) -> None:
    problem = codes.uscc_problem(text)
    assert problem is not None
    assert problem.code == code


@given(written(codes.USCC_ALPHABET, 17), st.integers(0, 17), st.sampled_from(codes.USCC_ALPHABET))
@settings(max_examples=100)
def test_one_wrong_character_is_always_found(first: str, place: int, other: str) -> None:
    right = first + codes.uscc_check_character(first)
    assert codes.uscc_problem(right) is None
    wrong = right[:place] + other + right[place + 1 :]
    assert (codes.uscc_problem(wrong) is None) == (wrong == right)


@pytest.mark.parametrize("text", ["73794494-6", "737944946"])
def test_organisation_code(text: str) -> None:
    assert codes.organisation_code_problem(text) is None


def test_organisation_code_wrong() -> None:
    problem = codes.organisation_code_problem("73794494-7")
    assert problem is not None
    assert problem.params["right"] == "73794494-6"
    form = codes.organisation_code_problem("7379-4946")
    assert form is not None
    assert form.code == "organisation-code-form"


@given(written(ALNUM, 8))
@settings(max_examples=50)
def test_organisation_codes_made_are_accepted(first: str) -> None:
    assert codes.organisation_code_problem(first + codes.organisation_check_character(first)) is None


@given(written(ALNUM, 18), st.integers(0, 19), st.sampled_from("0123456789"))
@settings(max_examples=100)
def test_lei(first: str, place: int, other: str) -> None:
    right = first + codes.lei_check_digits(first)
    assert codes.lei_problem(right) is None
    assert int("".join(str(ALNUM.index(c)) for c in right)) % 97 == 1
    wrong = right[:place] + other + right[place + 1 :]
    if right[place].isdigit():
        assert (codes.lei_problem(wrong) is None) == (wrong == right)


def test_lei_form_and_check() -> None:
    form = codes.lei_problem("short")
    assert form is not None
    assert form.code == "lei-form"
    check = codes.lei_problem("AB" * 9 + "00")
    assert check is not None
    assert codes.lei_problem(check.params["right"]) is None


@pytest.mark.parametrize(
    "code", ["600104", "600104.SH", "000800.SZ", "430047.BJ", "00700.HK", "NYSE:NIO", "BRK-B.N", "7203.T"]
)
def test_stock_codes_as_exchanges_write_them(code: str) -> None:
    assert codes.stock_code_problem(code) is None


@pytest.mark.parametrize("code", ["", "60010.SH", "123456.SH", "ABC.HK", "six", "600104 SH", "600104.SHANGHAI"])
def test_what_no_exchange_writes(code: str) -> None:
    problem = codes.stock_code_problem(code)
    assert problem is not None
    assert problem.code == "stock-code-form"


def test_the_organisation_code_inside_a_credit_code() -> None:
    assert codes.organisation_code_in("91350100M000100Y43") == "M000100Y4"
    assert codes.organisation_code_in("91350100M000100Y53") == ""
    assert codes.organisation_code_in("M000100Y4") == ""


def test_sole_traders_and_residents_are_told_by_their_numbers() -> None:
    """11010519491231002X is the example GB 11643 itself gives."""
    assert codes.is_sole_trader_code("92220101MA14ABCD3X")
    assert not codes.is_sole_trader_code("91350100M000100Y43")
    assert codes.is_resident_number("11010519491231002X")
    assert not codes.is_resident_number("110105194912310021")
    assert not codes.is_resident_number("110105194902310021")
    assert not codes.is_resident_number("91350100M000100Y43")


def test_one_character_that_fills_the_field_is_no_code() -> None:
    # Eighteen zeros satisfy the check of GB 32100, nine that of GB 11714.
    assert codes.uscc_check_character("0" * 17) == "0"
    for problem in (
        codes.uscc_problem("0" * 18),
        codes.organisation_code_problem("0" * 9),
        codes.lei_problem("0" * 18 + "98"),
    ):
        assert problem is not None
        assert problem.code == "code-filler"
