"""Who is there, who is expected, what was reported: what the desk of an event works with."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, F, OuterRef, Q, Subquery
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop

from fairway.lib.errors import Missing
from fairway.meet.models import CheckIn, Disturbance, Participation

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from fairway.meet.models import Event

SHOWN = 50
"""Participants a desk page lists; whoever is looked for is found by the search."""
WORDS = 6


def approved(event: Event) -> QuerySet[Participation]:
    """Return who takes part, with its organisation."""
    rows = event.participations.filter(status=Participation.Status.APPROVED)
    return rows.select_related("organisation").order_by("organisation__name", "pk")


def with_check_ins(rows: QuerySet[Participation], day: date) -> QuerySet[Participation]:
    """Note when each was welcomed on ``day`` (``there_since``; None: not yet), and how many are there."""
    of_day = CheckIn.objects.filter(participation=OuterRef("pk"), day=day)
    return rows.annotate(
        there_since=Subquery(of_day.values("at")[:1], output_field=DateTimeField()),
        seats_there=Subquery(of_day.values("seats")[:1]),
    )


def found_at_desk(event: Event, day: date, words: str) -> list[Participation]:
    """Return who matches the words typed at the desk, those not there first; at most ``SHOWN``."""
    rows = with_check_ins(approved(event), day)
    for word in words.replace("\x00", "").split()[:WORDS]:
        named = Q(organisation__name__icontains=word) | Q(organisation__name_en__icontains=word)
        rows = rows.filter(named | Q(group__icontains=word))
    return list(rows.order_by(F("there_since").desc(nulls_first=True), "organisation__name", "pk")[:SHOWN])


@dataclass(frozen=True)
class Attendance:
    """How many are there on a day, of how many expected."""

    there: int
    expected: int


def attendance(event: Event, day: date) -> Attendance:
    """Count who is there, and who is expected: those available in any slot of ``day``."""
    zone = ZoneInfo(event.time_zone)
    slots = {slot.number for slot in event.slots.all() if slot.start.astimezone(zone).date() == day}
    available = approved(event).values_list("available", flat=True)
    expected = sum(there is None or not slots or not slots.isdisjoint(there) for there in available)
    there = CheckIn.objects.filter(participation__in=approved(event).order_by().values("pk"), day=day).count()
    return Attendance(there, expected)


def badge_code(participation: Participation) -> str:
    """Return what the code on a badge says: it names the participant to whoever may check in, and opens nothing else.

    A badge is worn for all to see, so it must not hold the personal link.
    """
    return f"{participation.pk}-{_seal(participation)}"


def _seal(participation: Participation) -> str:
    return salted_hmac("meet.badge", f"{participation.event_id} {participation.pk}").hexdigest()[:16]


def participation_of_badge(event: Event, code: str, day: date) -> Participation:
    """Return whose badge it is, with its check-in; raise Missing where it is none of this event."""
    key, _, seal = code.partition("-")
    number = int(key) if key.isascii() and key.isdecimal() and len(key) < 15 else 0
    found = with_check_ins(approved(event).select_related("event"), day).filter(pk=number).first()
    if found is None or not secrets.compare_digest(_seal(found).encode(), seal.encode()):
        raise Missing("badge-unknown", gettext_noop("This badge is none of this event."))
    return found


def reports(event: Event, state: str = Disturbance.State.REPORTED) -> QuerySet[Disturbance]:
    """Return what was reported and stands as ``state``, with whom it is about."""
    return event.disturbances.filter(state=state).select_related(
        "participation__organisation",
        "request__requester__organisation",
        "request__requested__organisation",
    )
