"""Events as a tree: what an event is part of, and its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from fairway.meet.models import Event

if TYPE_CHECKING:
    from django.db.models import QuerySet

DEEPEST = 8
"""No tree of events is deeper; a query each stops there."""


def whole_of(event: Event) -> list[Event]:
    """The events it is part of, the nearest first."""
    found: list[Event] = []
    while event.parent is not None and len(found) < DEEPEST:
        event = event.parent
        found.append(event)
    return found


def parts_of(event: Event) -> QuerySet[Event]:
    """Its own parts in the order of time, each with ``inner``, the number of parts it has itself."""
    return Event.objects.filter(parent=event).annotate(inner=Count("parts")).order_by("held_on", "pk")


def possible_wholes(event: Event | None) -> QuerySet[Event]:
    """Events that ``event`` (``None``: a new one) could be part of: neither itself nor one of its parts."""
    rows = Event.objects.order_by("-held_on", "pk")
    return rows if event is None else rows.exclude(pk__in=[event.pk, *inner_ids(event)])


def inner_ids(event: Event) -> set[int]:
    """Ids of all its parts and their parts."""
    found: set[int] = set()
    layer = {event.pk}
    while layer:
        layer = set(Event.objects.filter(parent__in=layer).values_list("pk", flat=True)) - found
        found |= layer
    return found
