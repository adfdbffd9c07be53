"""The tariff: a credit model as one table of whole numbers.

A record is worth what the table says for its kind, severity, status and age in calendar months; everything else of
a rating is sums, caps and limits. All engines read this table, so none of them can differ from another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.trust.engine.catalogue import CATALOGUE, check_record
from fairway.trust.engine.credit_model import REPAIR_ENDS_USE, CreditModel, Indicator, RedLine
from fairway.trust.engine.record import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

STATE_KINDS = tuple(kind.key for kind in CATALOGUE.values() if kind.is_state)
"""Kinds of which only the newest record counts."""


@dataclass(frozen=True, slots=True)
class Worth:
    """What a record is worth: points before any cap, and the rank of the best grade it leaves.

    Grades are ranked from 0, the best. ``best_grade`` is 0 where no red line is crossed.
    """

    points: int = 0
    best_grade: int = 0


NOTHING = Worth()


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the tariff; rows worth nothing are left out."""

    kind: str
    severity: str
    status: Status
    age_months: int
    worth: Worth


def indicators_by_kind(model: CreditModel) -> Mapping[str, Indicator]:
    """Find the indicator a kind is counted in; kinds the model does not count are absent."""
    return {kind: each for each in model.indicators for kind, _severity in each.points}


def kept_percent(indicator: Indicator, status: Status, day: date) -> int:
    """Return how much of its points a record keeps. Repair and objection end all use since 1 April 2026."""
    if status is Status.ACTIVE:
        return 100
    if day >= REPAIR_ENDS_USE:
        return 0
    shares = {Status.REPAIRED: indicator.repaired_percent, Status.UNDER_OBJECTION: indicator.disputed_percent}
    return shares.get(status, 0)


def is_past(kind: str, severity: str, age_months: int, look_back_months: int) -> bool:
    """Whether publicity or look-back is over. A period of n months ends with the n-th calendar month."""
    publicity = check_record(kind, severity).publicity_months
    return age_months >= look_back_months or (publicity is not None and age_months >= publicity)


def points_of(indicator: Indicator, entry: tuple[str, str, Status, int], day: date) -> int:
    """Return the points of a (kind, severity, status, age in months), cut towards zero where a share is kept."""
    kind, severity, status, age = entry
    if is_past(kind, severity, age, indicator.look_back_months):
        return 0
    full = indicator.points_at(kind, severity, age)
    kept = abs(full) * kept_percent(indicator, status, day) // 100
    return kept if full > 0 else -kept


def crosses(line: RedLine, entry: tuple[str, str, Status, int]) -> bool:
    """Whether a (kind, severity, status, age in months) crosses the line: only what is active and in time does."""
    kind, severity, status, age = entry
    if kind != line.kind or severity not in line.severities or status is not Status.ACTIVE:
        return False
    return not is_past(kind, severity, age, line.look_back_months)


def tariff(model: CreditModel, day: date) -> tuple[Entry, ...]:
    """Compile a model for the day of a rating: a row for each (kind, severity, status, age) that is worth something.

    The day matters because shares kept by repaired and disputed records ended on one.
    """
    return tuple(_entries(model, day))


def _entries(model: CreditModel, day: date) -> Iterator[Entry]:
    counted = indicators_by_kind(model)
    for kind in CATALOGUE.values():
        indicator = counted.get(kind.key)
        lines = [line for line in model.red_lines if line.kind == kind.key]
        oldest = max([0, *(line.look_back_months for line in lines), indicator.look_back_months if indicator else 0])
        for severity in kind.severities:
            for status in Status:
                for age in range(oldest):
                    at = (kind.key, severity.key, status, age)
                    points = points_of(indicator, at, day) if indicator else 0
                    best = max((_rank(model, line) for line in lines if crosses(line, at)), default=0)
                    if points or best:
                        yield Entry(*at, Worth(points, best))


def _rank(model: CreditModel, line: RedLine) -> int:
    return model.grade_keys().index(line.grade)
