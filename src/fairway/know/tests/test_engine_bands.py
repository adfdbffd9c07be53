"""Bands are read until what is wanted should have been found, and all of them in few steps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fairway.know.engine.bands import SHARES, stop


def test_bands_are_in_order_and_none_is_much_wider_than_what_stands_before() -> None:
    assert list(SHARES) == sorted(set(SHARES))
    assert all(after <= 2 * before for before, after in zip(SHARES, (*SHARES[1:], 1.0), strict=True))


@given(st.integers(0, len(SHARES)), st.integers(1, 5), st.integers(1, 10_000), st.integers(1, 1_000_000))
def test_what_is_wanted_should_stand_in_the_bands_read(first: int, least: int, wanted: int, expected: int) -> None:
    last = stop(first, least, wanted, expected)
    assert last >= first + least
    begun, ended = ((0.0, *SHARES, 1.0)[min(at, len(SHARES) + 1)] for at in (first, last))
    assert ended == 1.0 or expected * (ended - begun) >= wanted * (1 - 1e-9)


def test_by_hand() -> None:
    """A thousand of 16,000 stand in the first sixteenth; a thousand of 1,600 in the first five eighths."""
    assert SHARES[stop(0, 1, 1_000, 16_000) - 1] == 1 / 16
    assert SHARES[stop(0, 1, 1_000, 1_600) - 1] == 5 / 8
