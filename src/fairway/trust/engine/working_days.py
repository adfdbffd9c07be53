"""Working days in China: weekends and public holidays off, moved weekends on."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from holidays import HolidayBase


def add_working_days(day: date, n: int) -> date:
    """Return the ``n``-th working day after ``day``."""
    return _calendar().get_nth_working_day(day, n)


@lru_cache(maxsize=1)
def _calendar() -> HolidayBase:
    from holidays import country_holidays

    return country_holidays("CN")
