"""Who should be reminded: participants with unanswered requests, and those who asked nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext_lazy as _

from fairway.meet.models import Apart, MeetingRequest, Participation

if TYPE_CHECKING:
    from fairway.meet.models import Event


class Due(TextChoices):
    """What a participant has not done yet."""

    ANSWER = "answer", _("has not answered")
    ASK = "ask", _("asked nobody")
    NOTHING = "nothing", _("nothing open")


def reminded(rows: QuerySet[Participation]) -> QuerySet[Participation]:
    """Return participations with ``unanswered``, ``asked`` and what is ``due``; who does not come waits for nothing."""
    open_ones = MeetingRequest.objects.filter(is_withdrawn=False)
    low, high = Least("requester", "requested"), Greatest("requester", "requested")
    apart = Apart.objects.filter(one=OuterRef("low"), other=OuterRef("high"))
    unanswered = open_ones.annotate(low=low, high=high).filter(
        ~Exists(apart),
        requested=OuterRef("pk"),
        requester__status=Participation.Status.APPROVED,
        answer="",
        is_mutual=False,
    )
    annotated = rows.annotate(
        unanswered=_counted(unanswered, "requested"),
        asked=_counted(open_ones.filter(requester=OuterRef("pk")), "requester"),
    )
    return annotated.annotate(
        due=Case(
            When(Q(unanswered__gt=0), then=Value(Due.ANSWER)),
            When(Q(asked=0), then=Value(Due.ASK)),
            default=Value(Due.NOTHING),
        )
    )


def _counted(rows: QuerySet[MeetingRequest], side: str) -> Coalesce:
    counted = rows.order_by().values(side).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def to_remind(event: Event) -> QuerySet[Participation]:
    """Return the approved participants of an event with what they have not done."""
    approved = event.participations.filter(status=Participation.Status.APPROVED)
    return reminded(approved).select_related("organisation")
