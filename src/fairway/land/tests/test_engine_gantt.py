"""Gantt charts as numbers."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.gantt import MOST_TICKS, WIDTH, Span, chart

D = date(2026, 1, 1)


def _day(number: int) -> date:
    return D + timedelta(days=number)


def test_by_hand() -> None:
    """100 days: planned for day 50 but expected on day 100; the other happened on day 40, ten days early."""
    late = Span("late", D, _day(50), _day(100))
    early = Span("early", _day(10), _day(50), _day(40), _day(40))
    found = chart([late, early], _day(25))
    assert found is not None
    assert (found.first, found.last, found.today) == (D, _day(100), 250)
    first, second = found.bars
    assert (first.begin, first.planned, first.late_from, first.end, first.late_width) == (0, 500, 500, 1000, 500)
    assert (second.begin, second.planned, second.end, second.late_width, second.is_done) == (100, 500, 400, 0, True)
    assert found.ticks == ((date(2026, 2, 1), 310), (date(2026, 3, 1), 590), (date(2026, 4, 1), 900))


def test_nothing_to_draw_and_one_day() -> None:
    assert chart([], D) is None
    found = chart([Span(1, D, D, D)], _day(1))
    assert found is not None
    assert (found.bars[0].planned_width, found.today, found.ticks) == (4, None, ())


DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
SPANS = st.builds(Span, key=st.integers(), begins=DAYS, planned=DAYS, expected=DAYS, actual=st.none() | DAYS)


@given(st.lists(SPANS, min_size=1, max_size=8), DAYS)
def test_everything_lies_within_the_chart(spans: list[Span], today: date) -> None:
    found = chart(spans, today)
    assert found is not None
    assert [bar.key for bar in found.bars] == [span.key for span in spans]
    for bar in found.bars:
        assert 0 <= bar.begin <= bar.planned <= WIDTH
        assert bar.begin <= bar.late_from <= bar.end <= WIDTH
        assert bar.late_width == max(bar.end - max(bar.planned, bar.begin), 0)
    assert len(found.ticks) <= MOST_TICKS + 1
    assert list(found.ticks) == sorted(found.ticks)
    assert found.today is None or 0 <= found.today <= WIDTH
