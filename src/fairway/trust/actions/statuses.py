"""Changing the status of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import is_own_case
from fairway.lib.errors import Refused
from fairway.trust.engine.record import Status
from fairway.trust.engine.statuses import check_change
from fairway.trust.models import OPEN_STATES, Case, CreditRecord, StatusChange

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User


@transaction.atomic
def change_status(*, actor: User, reason: str, record: CreditRecord, status: str, on: date) -> StatusChange:
    """Give a record another status from ``on`` on, and keep the change.

    Raises Refused ``own-case`` for a record of the actor's own organisation, ``case-open`` while a case decides
    on it, ``status-change`` where the new status may not follow the old one; Invalid ``status-early`` or
    ``day-to-come``.
    """
    if is_own_case(actor, record):
        text = gettext_noop("Nobody decides on a record of their own organisation. Ask a colleague.")
        raise Refused("own-case", text)
    require(actor, "trust.change_status", record)
    audit.wait_for_turn()
    pending = Case.objects.filter(record=record, state__in=OPEN_STATES).first()
    if pending is not None:
        text = gettext_noop("Case %(number)s decides on this record. Its status changes with the decision.")
        raise Refused("case-open", text, number=pending.number)
    before = record.status
    change = settle_record(actor=actor, reason=reason, record=record, status=status, on=on)
    audit.record(
        actor=actor,
        verb="change_status",
        subject=record,
        reason=reason,
        before=before,
        after=change.status,
        on=on.isoformat(),
    )
    return change


def settle_record(
    *, actor: User, reason: str, record: CreditRecord, status: str, on: date, case: Case | None = None
) -> StatusChange:
    """Keep the change and the record's newest status for an action that has asked for the right and writes the log."""
    # Locked: of two changes at once the second is judged by what the first made of the record.
    now = CreditRecord.objects.select_for_update().get(pk=record.pk)
    last = StatusChange.objects.filter(record=now).last()
    not_before = now.happened_on if last is None else last.on
    check_change(Status(now.status), Status(status), on, not_before=not_before, today=timezone.localdate())
    record.status = now.status = status
    now.save(update_fields=["status"])
    return StatusChange.objects.create(record=now, status=status, on=on, reason=reason[:500], case=case, by=actor)
