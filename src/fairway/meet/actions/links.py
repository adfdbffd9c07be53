"""Personal links for everybody who has none: whoever has one sees one participant's day, without an account."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from fairway.base import audit
from fairway.base.rights import require
from fairway.meet.actions.events import BATCH
from fairway.meet.models import Event, Participation

if TYPE_CHECKING:
    from fairway.base.models import User

TOKEN_BYTES = 32
"""Nobody guesses one of 2 to the 256."""


@transaction.atomic
def personal_links(*, actor: User, reason: str, event: Event) -> int:
    """Give a link to every approved participant who has none; gives their number."""
    require(actor, "meet.run_day", event)
    without = event.participations.select_for_update().filter(status=Participation.Status.APPROVED, token="")
    rows = list(without)
    for row in rows:
        row.token, row.linked_on = secrets.token_urlsafe(TOKEN_BYTES), timezone.localdate()
    Participation.objects.bulk_update(rows, ["token", "linked_on"], batch_size=BATCH)
    if rows:
        audit.record(actor=actor, verb="renew_link", subject=event, reason=reason, participants=len(rows))
    return len(rows)
