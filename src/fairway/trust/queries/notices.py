"""Questions about notices: what was announced, what is due, what an objection holds up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from fairway.trust.models import CreditModel, CreditRecord, Notice, StatusChange
from fairway.trust.queries.narrowing import narrowed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.know.models import Organisation

ENDED = (CreditRecord.Status.WITHDRAWN, CreditRecord.Status.REPAIRED, CreditRecord.Status.EXPIRED)


def notices_seen_by(user: User) -> QuerySet[Notice]:
    """List notices: all for the credit office, their own organisations' for enterprises."""
    rows = Notice.objects.select_related("organisation", "rating", "rating__model")
    return narrowed(rows, user, "trust.see_notices")


def notices_of(organisation: Organisation) -> QuerySet[Notice]:
    """List the notices served on an organisation, the newest first."""
    return organisation.notices.select_related("rating", "rating__model")


def open_notices(organisations: Collection[int] | None = None) -> QuerySet[Notice]:
    """List notices whose rating waits to take effect; one that stayed with a merged record waits for nothing."""
    rows = Notice.objects.filter(state=Notice.State.SERVED, organisation__merged_into=None)
    rows = rows.select_related("rating__model")
    return rows if organisations is None else rows.filter(organisation__in=organisations)


def due_notices(day: date) -> list[Notice]:
    """Find notices whose period is over on ``day`` and that no pending objection holds up: two queries."""
    over = list(open_notices().filter(takes_effect_on__lte=day).order_by("pk"))
    held = held_up(over)
    return [notice for notice in over if notice.pk not in held]


def groundless(notices: Iterable[Notice]) -> set[int]:
    """Say which notices have lost a ground they gave: their method is withdrawn, or a record they name is gone.

    Gone is a record that was deleted, or of which it was written down since the notice was served that it is withdrawn,
    repaired or expired.
    """
    named = {notice: named_records(notice) for notice in notices}
    every = {record for records in named.values() for record in records}
    there = set(CreditRecord.objects.filter(pk__in=every).values_list("pk", flat=True))
    changes = StatusChange.objects.filter(record__in=every, status__in=ENDED).order_by("pk")
    ended = {record: timezone.localdate(at) for record, at in changes.values_list("record", "recorded_at")}
    return {
        notice.pk
        for notice, records in named.items()
        if notice.rating.model.state == CreditModel.State.WITHDRAWN
        or not records <= there
        or any(record in ended and ended[record] >= notice.served_on for record in records)
    }


def held_up(notices: Iterable[Notice]) -> set[int]:
    """Say which notices wait for an objection: a record among their reasons is under objection."""
    named = {notice.pk: named_records(notice) for notice in notices}
    every = {record for records in named.values() for record in records}
    disputed = CreditRecord.objects.filter(pk__in=every, status=CreditRecord.Status.UNDER_OBJECTION)
    under_objection = set(disputed.values_list("pk", flat=True)) if every else set()
    return {notice for notice, records in named.items() if records & under_objection}


def named_records(notice: Notice) -> set[int]:
    """The primary keys of the records a notice gives as reasons."""
    return {line["record"] for line in notice.reasons if line["record"] is not None}
