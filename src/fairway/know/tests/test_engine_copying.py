"""Rows that PostgreSQL copies: worked out by hand from its manual; the store's tests read them back."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from fairway.know.engine.copying import copied, number, term_bytes

ROW = (1, 2, "bank", "2201", "", True, "\n甲\n")


def test_a_short_term_is_its_utf_16() -> None:
    assert term_bytes("长春") == bytes.fromhex("957f6625 00000000")
    assert number("a") == 0x0061 << 48
    assert number("长春") == int.from_bytes(bytes.fromhex("957f662500000000"), "big") - (1 << 64)


@given(st.text(max_size=9), st.text(max_size=9))
def test_two_terms_are_two_numbers(a: str, b: str) -> None:
    assume(a.rstrip("\0") != b.rstrip("\0"))
    assert number(a) != number(b)
    assert -(1 << 63) <= number(a) < 1 << 63


def test_a_row_is_its_fields_each_behind_its_length() -> None:
    text = "\n甲\n".encode()
    array = bytes.fromhex("00000001 00000000 00000014 00000002 00000001")
    array += b"".join(b"\0\0\0\x08" + term_bytes(term) for term in ("甲", "乙"))
    expected = [
        b"\0\x08", *(b"\0\0\0\x08" + n.to_bytes(8, "big") for n in (1, 2)), b"\0\0\0\x04bank", b"\0\0\0\x042201",
        b"\0\0\0\0", b"\0\0\0\x01\x01", len(text).to_bytes(4, "big") + text, len(array).to_bytes(4, "big") + array,
    ]  # fmt: skip
    assert copied(ROW, ["甲 乙", "甲 乙"]) == b"".join(expected)
