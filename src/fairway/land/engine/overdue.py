"""What should have happened by a date and did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fairway.land.engine.log import Standing


@dataclass(frozen=True)
class Overdue:
    """A project whose next stage was due before the date asked about."""

    project: int
    responsible: int
    next_due: date
    days: int


@dataclass(frozen=True)
class OverdueOf:
    """What one responsible organisation owes: how many projects, and the most days one of them is late."""

    responsible: int
    projects: int
    most_days: int


def days_overdue(next_due: date | None, as_of: date) -> int | None:
    """Return the days since it was due; ``None`` when nothing is due or it is not late yet (today is not late)."""
    return (as_of - next_due).days if next_due is not None and next_due < as_of else None


def overdue(standings: Iterable[Standing], as_of: date) -> tuple[Overdue, ...]:
    """Return what is late on ``as_of``, the latest first; what has ended or left is never late."""
    late = [
        Overdue(standing.project, standing.responsible, standing.next_due, days)
        for standing in standings
        if not standing.is_over and standing.next_due is not None and (days := days_overdue(standing.next_due, as_of))
    ]
    return tuple(sorted(late, key=lambda each: (-each.days, each.project)))


def by_responsible(late: Iterable[Overdue]) -> tuple[OverdueOf, ...]:
    """Return one line for each responsible organisation, most projects first, then most days."""
    days: dict[int, list[int]] = {}
    for each in late:
        days.setdefault(each.responsible, []).append(each.days)
    lines = [OverdueOf(responsible, len(found), max(found)) for responsible, found in days.items()]
    return tuple(sorted(lines, key=lambda line: (-line.projects, -line.most_days, line.responsible)))
