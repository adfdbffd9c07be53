"""Questions about the log of visits and contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, CharField, Count, Q, Value, When

from fairway.know.models import Contact

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

OVERDUE, OPEN, DONE, NONE = "overdue", "open", "done", ""
"""What became of a contact's next step; overdue from the day after it was due."""


def contact_log(today: date) -> QuerySet[Contact]:
    """Lines that stand, latest first, each with its ``step``: overdue, open, done, or "" where none follows."""
    step = Case(
        When(next_step="", then=Value(NONE)),
        When(next_done_on__isnull=False, then=Value(DONE)),
        When(next_on__lt=today, then=Value(OVERDUE)),
        default=Value(OPEN),
        output_field=CharField(),
    )
    rows = Contact.objects.filter(withdrawn_at=None).select_related("organisation", "written_by")
    return rows.annotate(step=step)


@dataclass(frozen=True)
class Steps:
    """How many next steps are open, and how many more should be done by now."""

    open: int
    overdue: int


def open_steps(today: date) -> Steps:
    """Counted over the whole log in one query."""
    count = {name: Count("pk", filter=Q(step=name)) for name in (OPEN, OVERDUE)}
    return Steps(**contact_log(today).aggregate(**count))
