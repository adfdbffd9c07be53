"""Periods and calendar months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.lib.errors import Invalid
from fairway.lib.period import Period, months_between

DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def test_months_by_hand() -> None:
    assert months_between(date(2021, 1, 31), date(2021, 2, 1)) == 1
    assert months_between(date(2020, 12, 1), date(2021, 12, 31)) == 12
    assert months_between(date(2021, 3, 1), date(2021, 1, 1)) == -2


@given(DAYS, DAYS, DAYS)
@settings(max_examples=50)
def test_months_add_up(one: date, two: date, three: date) -> None:
    assert months_between(one, two) + months_between(two, three) == months_between(one, three)


@given(DAYS, st.integers(0, 900))
@settings(max_examples=50)
def test_both_ends_belong_to_a_period(start: date, days: int) -> None:
    period = Period(start, start + timedelta(days=days))
    assert period.covers(start)
    assert period.covers(start + timedelta(days=days))
    assert not period.covers(start - timedelta(days=1))
    assert not period.covers(start + timedelta(days=days + 1))


def test_an_open_period_goes_on() -> None:
    assert Period(date(2021, 1, 1)).covers(date(2099, 1, 1))


@given(DAYS, st.integers(0, 90), DAYS, st.integers(0, 90))
@settings(max_examples=50)
def test_overlap_means_a_common_day(one: date, long: int, two: date, short: int) -> None:
    first, second = Period(one, one + timedelta(days=long)), Period(two, two + timedelta(days=short))
    days = (one + timedelta(days=number) for number in range(long + 1))
    assert first.overlaps(second) == any(second.covers(day) for day in days)
    assert first.overlaps(second) == second.overlaps(first)


def test_no_period_ends_before_it_starts() -> None:
    with pytest.raises(Invalid):
        Period(date(2021, 1, 2), date(2021, 1, 1))
