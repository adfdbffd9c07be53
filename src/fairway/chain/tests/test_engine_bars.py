"""Bars: within bounds, ordered like their values."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fairway.chain.engine.bars import FULL, bars

VALUES = st.lists(st.none() | st.integers(min_value=0, max_value=10**12), max_size=30)


@given(VALUES)
def test_lengths_follow_values(values: list[int | None]) -> None:
    drawn = bars(("x", value) for value in values)
    assert [bar.value for bar in drawn] == values
    for bar in drawn:
        assert 0 <= bar.length <= FULL
        assert (bar.length > 0) == bool(bar.value)
    known = sorted((bar for bar in drawn if bar.value is not None), key=lambda bar: bar.value or 0)
    assert [bar.length for bar in known] == sorted(bar.length for bar in known)
    if known and known[-1].value:
        assert known[-1].length == FULL


def test_by_hand() -> None:
    drawn = bars([("a", 200), ("b", 50), ("c", 1), ("d", None), ("e", 0)])
    assert [bar.length for bar in drawn] == [100, 25, 1, 0, 0]
