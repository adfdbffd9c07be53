"""Cohorts: nobody is counted before being watched, and time only adds."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.cohorts import Signed, Span, cohorts

DAY = date(2023, 1, 1)
lives = st.builds(
    lambda back, took: Signed(
        DAY - timedelta(days=back), None if took is None else DAY - timedelta(days=back) + timedelta(days=took)
    ),
    st.integers(-200, 2500),
    st.none() | st.integers(-100, 1500),
)


def test_by_hand() -> None:
    """Signed 2021-01-01, -05-01 and -12-31; there after 100, 400 and never: of three 1 within two quarters (182 days).

    The youngest was watched 366 days, 4 quarters (365.25): the second, after 400 days, is in no point yet.
    """
    members = [
        Signed(date(2021, 1, 1), date(2021, 4, 11)),
        Signed(date(2021, 5, 1), date(2022, 6, 5)),
        Signed(date(2021, 12, 31)),
        Signed(date(2022, 3, 1)),
    ]
    first, second = cohorts(members, Span.YEAR, DAY)
    assert (first.label, first.signed, first.reached, first.within) == ("2021", 3, 2, (0, 0, 1, 1, 1))
    assert first.shares[-1] == Fraction(1, 3)
    assert (second.label, second.within) == ("2022", (0, 0, 0, 0))
    labels = [each.label for each in cohorts(members, Span.QUARTER, DAY)]
    assert labels == ["2021-Q1", "2021-Q2", "2021-Q4", "2022-Q1"]


@given(st.lists(lives, max_size=30), st.sampled_from(Span), st.randoms())
def test_counts_never_fall_never_exceed_and_do_not_hang_on_the_order(members, span, random) -> None:  # type: ignore[no-untyped-def]
    found = cohorts(members, span, DAY)
    assert sum(each.signed for each in found) == sum(each.signed_on <= DAY for each in members)
    for each in found:
        assert all(a <= b for a, b in pairwise(each.within))
        assert each.within[-1] <= each.reached <= each.signed
    random.shuffle(members)
    assert cohorts(members, span, DAY) == found


@given(st.lists(lives, min_size=1, max_size=20), st.integers(0, 900))
def test_a_point_once_told_stays_unless_the_cohort_grows(members: list[Signed], later: int) -> None:
    """Curves only get longer: what is known of the first quarters does not change by waiting."""
    before = {each.first: each for each in cohorts(members, Span.QUARTER, DAY)}
    after = {each.first: each for each in cohorts(members, Span.QUARTER, DAY + timedelta(days=later))}
    for first, each in before.items():
        if after[first].signed == each.signed:
            assert after[first].within[: len(each.within)] == each.within
