"""Stated figures with comparators against counts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.meet.engine.expected import Against, against

COMPARATORS = st.sampled_from(["=", ">", "≥", "<", "≤", "~"])
WHOLE = st.integers(1, 10_000)


@pytest.mark.parametrize(
    ("comparator", "stated", "counted", "outcome"),
    [
        (">", 400, 412, (Against.AGREES, 0)),
        (">", 400, 400, (Against.FEWER, 1)),
        ("≥", 50, 49, (Against.FEWER, 1)),
        ("=", 4, 6, (Against.MORE, 2)),
        ("<", 5, 5, (Against.MORE, 1)),
        ("~", 15, 13, (Against.FEWER, 1)),
        ("~", 15, 14, (Against.AGREES, 0)),
    ],
)
def test_by_hand(comparator: str, stated: int, counted: int, outcome: tuple[Against, int]) -> None:
    assert against(comparator, Decimal(stated), counted) == outcome


@given(COMPARATORS, WHOLE, WHOLE)
def test_being_off_by_so_many_means_that_so_many_and_no_fewer_would_agree(
    comparator: str, stated: int, counted: int
) -> None:
    outcome, off_by = against(comparator, Decimal(stated), counted)
    assert (outcome is Against.AGREES) == (off_by == 0)
    sign = {Against.FEWER: 1, Against.MORE: -1, Against.AGREES: 0}[outcome]
    for step in range(1, off_by):
        assert against(comparator, Decimal(stated), counted + sign * step)[0] is not Against.AGREES
    assert against(comparator, Decimal(stated), counted + sign * off_by)[0] is Against.AGREES
