"""Working days in China: weekends, public holidays, and the weekends that are worked in exchange.

The calendar of a year is announced in the autumn before. For a year without one only the statutory holidays
are known: :func:`is_announced` says so, and pages mark such days as provisional.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


@lru_cache(maxsize=1)
def _calendar() -> HolidayBase:
    import holidays  # takes a while to import

    return holidays.country_holidays("CN")


@lru_cache(maxsize=8192)
def is_working_day(day: date) -> bool:
    """Whether offices work on ``day``."""
    return _calendar().is_working_day(day)


def is_announced(year: int) -> bool:
    """Whether the calendar of ``year`` is known with its moved weekends."""
    return year in _calendar().special_public_holidays


def add_working_days(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``; ``day`` itself for 0."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def working_days_between(start: date, end: date) -> int:
    """Count the working days after ``start`` up to and with ``end``; negative when ``end`` comes first."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
