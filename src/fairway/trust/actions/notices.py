"""Letting announced ratings take effect, taking notices back, noting that one was seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import is_own_case
from fairway.lib.errors import Refused
from fairway.trust.models import Notice, Rating
from fairway.trust.queries.notices import due_notices, groundless

if TYPE_CHECKING:
    from collections.abc import Collection

    from fairway.base.models import User

BATCH = 1000


@transaction.atomic
def let_take_effect(*, actor: User, reason: str, organisations: Collection[int] | None = None) -> list[Notice]:
    """Put announced ratings (of ``organisations``, by default all) in force whose notice period is over today.

    What a pending objection holds up stays announced; what has lost a ground it gave falls away, and rating again
    announces what is left. Never backwards: in force from today on. Without anything due nothing is written, in the
    log neither. Gives the notices now in effect.
    """
    require(actor, "trust.rate")
    today = timezone.localdate()
    due = [n for n in due_notices(today) if organisations is None or n.organisation_id in organisations]
    if not due:
        return []
    fallen = groundless(due)
    for notice in due:
        notice.state, notice.closed_on = Notice.State.IN_EFFECT, today
        if notice.pk in fallen:
            notice.state = Notice.State.WITHDRAWN
        else:
            notice.rating.effective_on = today
    Rating.objects.bulk_update([notice.rating for notice in due], ["effective_on"], batch_size=BATCH)
    Notice.objects.bulk_update(due, ["state", "closed_on"], batch_size=BATCH)
    audit.record(
        actor=actor,
        verb="let_take_effect",
        subject="trust.notice",
        reason=reason,
        notices=[notice.pk for notice in due if notice.pk not in fallen],
        fallen=sorted(fallen),
        on=today.isoformat(),
    )
    return [notice for notice in due if notice.pk not in fallen]


@transaction.atomic
def withdraw_notice(*, actor: User, reason: str, notice: Notice) -> Notice:
    """Take a notice back: its rating never takes effect, the one in force stays.

    Raises Refused ``own-case`` to whoever acts for the organisation, ``notice-closed`` where it is not open.
    """
    if is_own_case(actor, notice):
        raise Refused(
            "own-case", gettext_noop("Nobody decides on a notice to their own organisation. Ask a colleague.")
        )
    require(actor, "trust.rate")
    here = Notice.objects.select_for_update().get(pk=notice.pk)
    if here.state != Notice.State.SERVED:
        raise Refused("notice-closed", gettext_noop("This notice is closed: its rating is in force or fell away."))
    here.state, here.closed_on = Notice.State.WITHDRAWN, timezone.localdate()
    here.save(update_fields=["state", "closed_on"])
    audit.record(actor=actor, verb="withdraw_notice", subject=here, reason=reason, organisation=here.organisation_id)
    return here


@transaction.atomic
def see_notice(*, actor: User, reason: str, notice: Notice) -> Notice:
    """Note that somebody of the organisation opened its notice; the first time counts."""
    require(actor, "trust.see_notices", notice)
    here = Notice.objects.select_for_update().get(pk=notice.pk)
    if here.seen_at is None and is_own_case(actor, here):
        here.seen_at, here.seen_by = timezone.now(), actor
        here.save(update_fields=["seen_at", "seen_by"])
        audit.record(actor=actor, verb="see_notice", subject=here, reason=reason, organisation=here.organisation_id)
    return here
