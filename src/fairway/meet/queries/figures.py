"""How an event stands in figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from fairway.meet.models import Event, Meeting, MeetingRequest, Participation, Timetable, Unmet

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True)
class EventFigures:
    """Counts of one event. ``mutual`` counts pairs, every other request figure rows.

    ``changed`` counts the pairs that became mutual or ceased to be since the timetable was made; ``None``
    stands for what cannot be said without a timetable.
    """

    participants: int
    requests: int
    mutual: int
    one_sided: int
    declined: int
    met: int | None = None
    unmet: int | None = None
    changed: int | None = None

    @property
    def met_percent(self) -> Decimal | None:
        """Meetings held of all that were wanted when the timetable was made, in percent with one decimal."""
        return percent(self.met, None if self.met is None else self.met + (self.unmet or 0))


def percent(part: int | None, whole: int | None) -> Decimal | None:
    """Return ``part`` of ``whole`` in percent with one decimal; ``None`` of nothing."""
    if part is None or not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"))


def current_timetable(event: Event) -> Timetable | None:
    """Return the timetable that holds: the newest."""
    return event.timetables.order_by("-pk").first()


def current_timetables() -> QuerySet[Timetable, int]:
    """Return the ids of the timetables that hold, one an event, for use in a subquery."""
    newest = Timetable.objects.filter(event=OuterRef("event")).order_by("-pk").values("pk")[:1]
    return Timetable.objects.filter(pk=Subquery(newest)).values_list("pk", flat=True)


STANDING = Q(
    is_withdrawn=False,
    requester__status=Participation.Status.APPROVED,
    requested__status=Participation.Status.APPROVED,
)
"""Requests that count: not taken back, and both sides come."""


def event_figures(event: Event, timetable: Timetable | None) -> EventFigures:
    """Count participants, requests and, with a timetable, what it holds and leaves out."""
    declined = Q(answer=MeetingRequest.Answer.DECLINED)
    counts = event.requests.filter(STANDING).aggregate(
        requests=Count("pk"),
        mutual=Count("pk", filter=Q(carries_meeting=True)),
        declined=Count("pk", filter=declined),
        one_sided=Count("pk", filter=Q(is_mutual=False) & ~declined),
    )
    participants = event.participations.filter(status=Participation.Status.APPROVED).count()
    if timetable is None:
        return EventFigures(participants, **counts)
    met, still_met = _carried(timetable.meetings.all())
    unmet, still_unmet = _carried(timetable.unmet.all())
    still = still_met + still_unmet
    changed = (counts["mutual"] - still) + (met + unmet - still)
    return EventFigures(participants, **counts, met=met, unmet=unmet, changed=changed)


STILL_WANTED = Q(
    request__carries_meeting=True,
    request__requester__status=Participation.Status.APPROVED,
    request__requested__status=Participation.Status.APPROVED,
)


def _carried(rows: QuerySet[Meeting] | QuerySet[Unmet]) -> tuple[int, int]:
    """Count the rows, and those whose request both sides still want."""
    found = rows.aggregate(all=Count("pk"), still=Count("pk", filter=STILL_WANTED))
    return found["all"], found["still"]


def events_with_counts() -> QuerySet[Event]:
    """Return events with ``participants``, ``mutual``, ``met`` and ``unmet`` counted."""
    return Event.objects.annotate(
        participants=_counted(Participation.objects.filter(status=Participation.Status.APPROVED)),
        mutual=_counted(MeetingRequest.objects.filter(carries_meeting=True)),
        met=_in_timetable(Meeting.objects.all()),
        unmet=_in_timetable(Unmet.objects.all()),
    )


def _counted(rows: QuerySet[Participation] | QuerySet[MeetingRequest]) -> Coalesce:
    counted = rows.filter(event=OuterRef("pk")).order_by().values("event").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _in_timetable(rows: QuerySet[Meeting] | QuerySet[Unmet]) -> Subquery:
    """Count in the timetable that holds; ``None`` where there is no timetable."""
    newest = Timetable.objects.filter(event=OuterRef("pk")).order_by("-pk")
    relation = "meetings" if rows.model is Meeting else "unmet"
    return Subquery(newest.annotate(n=Count(relation)).values("n")[:1], output_field=IntegerField())
