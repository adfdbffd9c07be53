"""The day a workbench tells figures for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q
from django.utils import timezone

from fairway.meet.models import Event

if TYPE_CHECKING:
    from datetime import date


def reporting_date() -> date:
    """The day figures are told for: the last day of the data while every event is a demo, else today. One query.

    An event that only holds others together, as a congress does, says nothing of the data.
    """
    is_real = Q(is_demo=False, parts=None)
    found = Event.objects.aggregate(last=Max("as_of"), real=Count("pk", filter=is_real))
    last: date | None = found["last"]
    return timezone.localdate() if last is None or found["real"] else last
