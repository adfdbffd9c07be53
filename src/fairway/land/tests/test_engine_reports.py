"""The days on which reports are due."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.reports import Every, due_after, due_day


@pytest.mark.parametrize(
    ("every", "number", "day"),
    [
        (Every.MONTH, 0, date(2026, 1, 31)),
        (Every.MONTH, 1, date(2026, 2, 28)),
        (Every.MONTH, 2, date(2026, 3, 31)),
        (Every.QUARTER, 4, date(2027, 1, 31)),
        (Every.HALF_YEAR, 3, date(2027, 7, 31)),
    ],
)
def test_a_short_month_ends_the_period_on_its_last_day(every: Every, number: int, day: date) -> None:
    assert due_day(date(2026, 1, 31), every, number) == day


DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@given(DAYS, st.sampled_from(Every), DAYS)
def test_the_next_day_due_is_the_first_after_a_day(first: date, every: Every, day: date) -> None:
    rhythm = [due_day(first, every, number) for number in range(600)]
    assert due_after(first, every, day) == next(each for each in rhythm if each > day)
    assert due_after(first, every, first - timedelta(days=1)) == first
