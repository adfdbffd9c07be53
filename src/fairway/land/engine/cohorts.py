"""From signed to landed by cohort: of what was signed in a quarter or a year, how much had got there after how long.

A curve ends where its youngest agreement has not been watched any longer: later points would compare agreements that
had time with some that had not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DAYS_A_QUARTER = 365.25 / 4


class Span(StrEnum):
    """How long a cohort gathers."""

    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class Signed:
    """One agreement: the day it was signed, and the day its project got to the goal, if it is known to have."""

    signed_on: date
    reached_on: date | None = None


@dataclass(frozen=True)
class Cohort:
    """What was signed from ``first`` on: how many, how many got there so far, and how many within 0, 1, 2 … quarters.

    ``within`` is never falling; its length says how many quarters the whole cohort has been watched.
    """

    first: date
    span: Span
    signed: int
    reached: int
    within: tuple[int, ...]

    @property
    def label(self) -> str:
        """2021 or 2021-Q3."""
        quarter = f"-Q{(self.first.month + 2) // 3}" if self.span is Span.QUARTER else ""
        return f"{self.first.year}{quarter}"

    @property
    def shares(self) -> tuple[Fraction, ...]:
        """``within`` of ``signed``."""
        return tuple(Fraction(count, self.signed) for count in self.within)


def cohorts(agreements: Iterable[Signed], span: Span, as_of: date) -> tuple[Cohort, ...]:
    """Sort what was signed by ``as_of`` into cohorts, the oldest first. The order of agreements does not matter.

    Whoever got there before the signature counts from the first day on.
    """
    found: dict[date, list[Signed]] = {}
    for each in agreements:
        if each.signed_on <= as_of:
            found.setdefault(_first(each.signed_on, span), []).append(each)
    return tuple(_cohort(first, span, found[first], as_of) for first in sorted(found))


def _first(day: date, span: Span) -> date:
    """Return the first day of the quarter or year."""
    return date(day.year, 1 if span is Span.YEAR else 3 * ((day.month - 1) // 3) + 1, 1)


def _cohort(first: date, span: Span, members: Sequence[Signed], as_of: date) -> Cohort:
    watched = _quarters((as_of - max(each.signed_on for each in members)).days)
    took = [
        max(0, (each.reached_on - each.signed_on).days)
        for each in members
        if each.reached_on is not None and each.reached_on <= as_of
    ]
    within = tuple(sum(days <= quarters * DAYS_A_QUARTER for days in took) for quarters in range(watched + 1))
    return Cohort(first, span, len(members), len(took), within)


def _quarters(days: int) -> int:
    return int(days / DAYS_A_QUARTER)
