"""A Gantt chart as numbers: where each bar begins and ends between the first day and the last, and where today is.

Positions are whole thousandths of the width, so that a page draws them without arithmetic of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

WIDTH = 1000
MOST_TICKS = 8
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
"""How far apart the marked months may lie."""


@dataclass(frozen=True)
class Span:
    """One line of a plan: from the day it ``begins`` to the day planned, the one expected now, and the actual one."""

    key: Hashable
    begins: date
    planned: date
    expected: date
    actual: date | None = None


@dataclass(frozen=True)
class Bar:
    """A line as drawn; ``late_from`` to ``end`` is what lies beyond the plan (nothing where both are equal)."""

    key: Hashable
    begin: int
    planned: int
    late_from: int
    end: int
    is_done: bool

    @property
    def planned_width(self) -> int:
        """How long the planned bar is; never so short that nobody sees it."""
        return max(self.planned - self.begin, 4)

    @property
    def end_width(self) -> int:
        """How long the bar of what is expected or happened is."""
        return max(self.end - self.begin, 4)

    @property
    def late_width(self) -> int:
        """How much of it lies beyond the plan."""
        return self.end - self.late_from


@dataclass(frozen=True)
class Chart:
    """Bars in the order given, the marked months, and where today is (``None`` outside the chart)."""

    first: date
    last: date
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[date, int], ...]
    today: int | None


def chart(spans: Sequence[Span], today: date) -> Chart | None:
    """Lay the lines out between their first and last day; ``None`` where there are none."""
    if not spans:
        return None
    days = [day for span in spans for day in (span.begins, span.planned, span.expected, span.actual) if day]
    first, last = min(days), max(days)

    def place(day: date) -> int:
        return WIDTH * (day - first).days // max((last - first).days, 1)

    return Chart(
        first=first,
        last=last,
        bars=tuple(_bar(span, place(span.begins), place(span.planned), place(_end(span))) for span in spans),
        ticks=tuple((day, place(day)) for day in _months(first, last)),
        today=place(today) if first <= today <= last else None,
    )


def _end(span: Span) -> date:
    return span.actual or span.expected


def _bar(span: Span, begin: int, planned: int, end: int) -> Bar:
    begin = min(begin, planned, end)
    return Bar(span.key, begin, planned, min(max(planned, begin), end), end, span.actual is not None)


def _months(first: date, last: date) -> list[date]:
    """First days of months, evenly apart and few enough to be read."""
    count = (last.year - first.year) * 12 + last.month - first.month
    apart = next((step for step in MONTHS if count <= step * MOST_TICKS), MONTHS[-1])
    start = first.year * 12 + first.month
    marked = (number for number in range(start, start + count) if number % apart == 0)
    return [day for number in marked if (day := date(number // 12, number % 12 + 1, 1)) > first]
