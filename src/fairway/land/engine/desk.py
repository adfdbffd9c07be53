"""One desk of everything whose day has passed: who has to act, and how many days it is late.

Matters of every kind stand in columns; only those shown on a page are read as objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from fairway.land.engine.hindrances import escalations
from fairway.lib.columns import Rows, days, in_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from fairway.land.engine.hindrances import Escalation

STAGE_DAYS = 30
"""Days a late stage stays with who answers for it; then it goes up as a hindrance does."""


class Kind(StrEnum):
    """What is late."""

    STAGE = "stage"
    NEXT_STEP = "next_step"
    MILESTONE = "milestone"
    HINDRANCE = "hindrance"
    PROMISE = "promise"
    NOTICE = "notice"
    REPORT = "report"
    VISIT = "visit"
    AGREED = "agreed"


KINDS = tuple(Kind)


@dataclass(frozen=True)
class Matters(Rows):
    """Rows of what falls due; the owner has to act (0: nobody is named), ``desk`` has it now.

    ``kind`` is a place in ``KINDS``, ``key`` the row's own number, ``level`` counts the desks it went up.
    """

    kind: NDArray[np.int8]
    key: NDArray[np.int64]
    due: NDArray[np.datetime64]
    desk: NDArray[np.int64]
    level: NDArray[np.int8]

    @classmethod
    def of_rows(cls, kind: Kind, rows: Iterable[Sequence[Any]]) -> Matters:
        """From key, who has to act, day due, and perhaps the desk that has it and how far up that is."""
        whole = [(*row, row[1], 0) if len(row) == 3 else tuple(row) for row in rows]
        key, owner, due, desk, level = in_columns(whole, 5)
        return cls(
            owner=np.array([each or 0 for each in owner], np.int64),
            kind=np.full(len(key), KINDS.index(kind), np.int8),
            key=np.array(key, np.int64),
            due=days(due),
            desk=np.array([each or 0 for each in desk], np.int64),
            level=np.array(level, np.int8),
        )

    def of_kind(self, kind: Kind) -> NDArray[np.bool_]:
        """Which rows are of a kind."""
        return np.equal(self.kind, KINDS.index(kind))

    def concern(self, organisations: Iterable[int]) -> NDArray[np.bool_]:
        """Which rows one of ``organisations`` has to act on, or has on its desk."""
        ids = np.array(sorted(organisations), np.int64)
        return np.isin(self.owner, ids) | np.isin(self.desk, ids)

    def ordered(self, *, latest_first: bool = True) -> Matters:
        """By days late; of one day by kind and number."""
        age = self.due.astype(np.int64)
        return self.pick(np.lexsort((self.key, self.kind, age if latest_first else -age)))


@dataclass(frozen=True)
class Owes:
    """How many matters an organisation has to act on, and the most days one of them is late."""

    organisation: int
    count: int
    most_days: int


def late(matters: Matters, as_of: date) -> Matters:
    """Those due before ``as_of``: what is due that very day is not late yet."""
    return matters.pick(matters.due < np.datetime64(as_of, "D"))


def owed(matters: Matters, as_of: date) -> tuple[Owes, ...]:
    """Who has to act, by number and then by days; what nobody is named for is left out."""
    named = matters.pick(matters.owner > 0)
    who, place, count = np.unique(named.owner, return_inverse=True, return_counts=True)
    most = np.zeros(len(who), np.int64)
    np.maximum.at(most, place, (np.datetime64(as_of, "D") - named.due).astype(np.int64))
    order = np.lexsort((who, -most, -count))
    return tuple(Owes(int(who[row]), int(count[row]), int(most[row])) for row in order)


def stage_escalation(due: date, top: int, as_of: date) -> Escalation | None:
    """How far a late stage went up by ``as_of`` under ``top`` superiors; ``None`` while it stays where it is."""
    found = escalations(due + timedelta(days=STAGE_DAYS), 0, top, as_of)
    return found[-1] if found else None
