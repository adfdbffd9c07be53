"""Searches for a timetable and the timetables of an event, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairway.lib.errors import Missing
from fairway.meet.models import SolverRun, Timetable

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from fairway.meet.models import Event

EARLIER = 50
"""Timetables that are compared on one page, the newest first."""


@dataclass(frozen=True)
class Compared:
    """One timetable in the comparison; ``seconds`` and ``effort`` are ``None`` where no run of ours made it."""

    timetable: Timetable
    meetings: int
    run: SolverRun | None
    holds: bool

    @property
    def seconds(self) -> Decimal | None:
        """How long the search took."""
        return self.run.seconds if self.run else None

    @property
    def effort(self) -> int | None:
        """What the search might cost."""
        return self.run.effort if self.run else None

    @property
    def changes(self) -> int:
        """How often it was changed by hand since."""
        return self.timetable.version - 1

    @property
    def made_at(self) -> datetime:
        """When it was made."""
        return self.timetable.made_at


def run_at(pk: int) -> SolverRun:
    """Return a run with its event, job and timetable; raise Missing where there is none."""
    found = SolverRun.objects.select_related("event", "job__started_by", "timetable").filter(pk=pk).first()
    if found is None:
        raise Missing("run-missing", gettext_noop("No search for a timetable has this address."))
    return found


def timetables_compared(event: Event) -> list[Compared]:
    """Return the event's timetables, the one that holds first."""
    rows = event.timetables.annotate(held=Count("meetings")).select_related("run").order_by("-pk")[:EARLIER]
    return [Compared(row, row.held, getattr(row, "run", None), holds=place == 0) for place, row in enumerate(rows)]


def runs_without_timetable(event: Event) -> list[SolverRun]:
    """Return what was cancelled, failed or still works."""
    rows = event.runs.filter(timetable=None).select_related("job__started_by").order_by("-pk")
    return list(rows[:EARLIER])


def chart_of(run: SolverRun) -> dict[str, object]:
    """Return value and bound over the seconds, for the chart."""
    return {
        "type": "lines",
        "title": _("Value and bound over the seconds of the search"),
        "unit": "",
        "closing": True,
        "categories": [f"{seconds} s" for seconds, _value, _bound in run.points],
        "series": [
            {"name": _("Bound: no timetable has more"), "values": [bound for _s, _value, bound in run.points]},
            {"name": _("Value of the best so far"), "values": [value for _s, value, _bound in run.points]},
        ],
    }
