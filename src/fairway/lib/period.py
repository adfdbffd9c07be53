"""Stretches of days, and calendar months counted as integers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class Period:
    """From ``start`` to ``end``, both days included; ``end`` is ``None`` while it goes on."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise Invalid(
                "period",
                _("A period cannot end on %(end)s, before it starts on %(start)s."),
                start=self.start.isoformat(),
                end=self.end.isoformat(),
            )

    def covers(self, day: date) -> bool:
        """Whether the day lies inside, first and last day included."""
        return self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether at least one day lies in both."""
        return self.covers(other.start) or other.covers(self.start)


def months_between(earlier: date, later: date) -> int:
    """Calendar months from one day's month to another's, days of the month ignored.

    31 January to 1 February is 1; negative when ``later`` comes first.
    """
    return (later.year - earlier.year) * 12 + later.month - earlier.month
