"""What should have happened by a date and did not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from fairway.land.engine.standings import Standings


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


@dataclass(frozen=True)
class Late:
    """What is late on a date: how many projects, the latest of them, and one line for each who answers."""

    count: int
    projects: tuple[Overdue, ...]
    organisations: tuple[OverdueOf, ...]


def overdue(found: Standings, as_of: date, limit: int | None = None) -> Late:
    """Return what is late on ``as_of``, the latest first; what has ended or left is never late.

    ``limit`` cuts the list of projects, nothing else. Organisations come with most projects first, then most days.
    """
    days = (np.datetime64(as_of, "D") - found.due).astype(np.int64)
    late = np.flatnonzero(found.due < np.datetime64(as_of, "D"))
    order = late[np.lexsort((found.project[late], -days[late]))]
    shown = tuple(
        Overdue(int(found.project[row]), int(found.responsible[row]), found.due[row].item(), int(days[row]))
        for row in order[:limit]
    )
    return Late(len(late), shown, _by_responsible(found.responsible[late], days[late]))


def _by_responsible(responsible: NDArray[np.int64], days: NDArray[np.int64]) -> tuple[OverdueOf, ...]:
    who, place, projects = np.unique(responsible, return_inverse=True, return_counts=True)
    most = np.zeros(len(who), np.int64)
    np.maximum.at(most, place, days)
    order = np.lexsort((who, -most, -projects))
    return tuple(OverdueOf(int(who[row]), int(projects[row]), int(most[row])) for row in order)
