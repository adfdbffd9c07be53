"""What counts as a bad outcome after a rating, and from how many on figures are said: the yearly validation's terms."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

SERIOUS = (
    ("court_default", ""),
    ("serious_list", ""),
    ("penalty", "serious"),
    ("arrears", "serious"),
    ("contract_broken", "serious"),
    ("commitment_broken", "serious"),
    ("tax_grade", "D"),
    ("customs_level", "seriously_dishonest"),
)
"""Kinds of record, with their severity or level, that are a serious adverse outcome."""
WINDOW_MONTHS = 12
LEAST_OUTCOMES = 10
"""Below so many organisations with the outcome, or without it, no figure of separation is given."""


def window_ends(as_of: date) -> date:
    """Return the last day on which a record is an outcome of a rating as of ``as_of``; the first is the day after."""
    years, month = divmod(as_of.month - 1 + WINDOW_MONTHS, 12)
    year = as_of.year + years
    return date(year, month + 1, min(as_of.day, monthrange(year, month + 1)[1]))
