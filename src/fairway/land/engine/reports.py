"""The days on which an enterprise reports on its project: every so many months from a first day on."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import IntEnum


class Every(IntEnum):
    """How often, in months."""

    MONTH = 1
    QUARTER = 3
    HALF_YEAR = 6


def due_day(first: date, every: Every, number: int) -> date:
    """The ``number``-th day due, counted from 0; where a month is too short, its last day."""
    month = first.year * 12 + first.month - 1 + number * every
    year, place = divmod(month, 12)
    return date(year, place + 1, min(first.day, monthrange(year, place + 1)[1]))


def due_after(first: date, every: Every, day: date) -> date:
    """The first day due that comes after ``day``."""
    months = (day.year - first.year) * 12 + day.month - first.month
    number = max(0, months // every)
    while (found := due_day(first, every, number)) <= day:
        number += 1
    return found
