"""Telling other systems: registering an address, putting what happened in its outbox, delivering, trying again."""

from __future__ import annotations

import secrets
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.models import AuditHead, AuditLine
from fairway.base.outside import send
from fairway.base.rights import require
from fairway.land.engine.webhooks import (
    EVENTS,
    TOLD,
    VERBS,
    body_of,
    event_of,
    next_delay,
    secret_of,
    signature,
)
from fairway.land.models import Delivery, Webhook
from fairway.land.queries.webhooks import subjects_of
from fairway.lib.addresses import target_of
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from fairway.base.models import User

RIGHT = "land.manage_webhooks"
MOST_WEBHOOKS = 20
LEASE = timedelta(minutes=5)
"""So long a claim on a message holds: much longer than sending it can take."""
AT_ONCE = 500
"""Messages sent in one run; the next run takes the rest."""


@transaction.atomic
def register_webhook(*, actor: User, reason: str, address: str, events: Sequence[str]) -> tuple[Webhook, str]:
    """Tell an address of events from now on; gives the webhook and its secret, which is shown this once."""
    require(actor, RIGHT)
    target_of(address, is_local_fine=settings.DEBUG)
    if not events or set(events) - EVENTS.keys():
        raise Invalid("webhook-events", gettext_noop("Choose at least one of the events."))
    if Webhook.objects.count() >= MOST_WEBHOOKS:
        raise Refused("webhooks-many", gettext_noop("There are %(limit)s webhooks already."), limit=MOST_WEBHOOKS)
    webhook = Webhook.objects.create(
        address=address,
        events=sorted(set(events)),
        salt=secrets.token_hex(16),
        last_number=_head(),
        registered_by=actor,
    )
    audit.record(
        actor=actor, verb="register_webhook", subject=webhook, reason=reason, address=address, events=webhook.events
    )
    return webhook, _secret(webhook)


def _secret(webhook: Webhook) -> str:
    return secret_of(settings.SECRET_KEY, webhook.salt)


@transaction.atomic
def switch_webhook(*, actor: User, reason: str, webhook: Webhook, is_on: bool) -> None:
    """Switch a webhook off, or on again; what happened while it was off is not told."""
    require(actor, RIGHT)
    here = Webhook.objects.select_for_update().get(pk=webhook.pk)
    if is_on and not here.is_on:
        here.last_number = _head()
    here.is_on = is_on
    here.save(update_fields=["is_on", "last_number"])
    audit.record(actor=actor, verb="switch_webhook", subject=here, reason=reason, is_on=is_on)


@transaction.atomic
def replay_delivery(*, actor: User, reason: str, delivery: Delivery) -> None:
    """Send a message again in the next run, whatever came of it before; it keeps its number."""
    require(actor, RIGHT)
    here = Delivery.objects.select_for_update().get(pk=delivery.pk)
    here.state, here.attempts, here.next_at = Delivery.State.WAITING, 0, timezone.now()
    here.save(update_fields=["state", "attempts", "next_at"])
    audit.record(actor=actor, verb="replay_delivery", subject=here, reason=reason, number=here.number)


def deliver_webhooks(*, actor: User, reason: str) -> tuple[int, int]:
    """Put what happened in the outboxes and send what is due; gives how many were delivered and how many failed.

    Each message is claimed before it is sent, so that two runs at once send none twice; what a stopped run had claimed
    is sent by a later one. A webhook that is off sends nothing.
    """
    require(actor, RIGHT)
    for webhook in Webhook.objects.filter(is_on=True).order_by("pk"):
        _fill(webhook)
    delivered = failed = 0
    for delivery in islice(_due(timezone.now()), AT_ONCE):
        if _claimed(delivery):
            good = _deliver(delivery)
            delivered, failed = delivered + good, failed + (not good)
    if delivered or failed:
        with transaction.atomic():
            audit.record(
                actor=actor,
                verb="deliver_webhooks",
                subject="land.webhook",
                reason=reason,
                delivered=delivered,
                failed=failed,
            )
    return delivered, failed


@transaction.atomic
def _fill(webhook: Webhook) -> None:
    """Read the audit log on from where the webhook stands: a line in it was written in the deed's own transaction."""
    here = Webhook.objects.select_for_update().get(pk=webhook.pk)
    head = _head()
    told = AuditLine.objects.filter(number__gt=here.last_number, number__lte=head, verb__in=VERBS)
    lines = list(told.order_by("number")[:AT_ONCE])
    meant = [(line, name) for line in lines if (name := event_of(line.verb, line.facts) or "") in here.events]
    subjects = subjects_of({line.subject for line, _name in meant})
    now = timezone.now()
    made = [
        Delivery(
            webhook=here,
            number=line.number,
            event=name,
            message=_message(line, name, subjects.get(line.subject, {})),
            next_at=now,
        )
        for line, name in meant
    ]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    here.last_number = lines[-1].number if len(lines) == AT_ONCE else head
    here.save(update_fields=["last_number"])


def _head() -> int:
    """The number of the log's last line: read before the lines, so that none written meanwhile is passed over."""
    return AuditHead.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def _message(line: AuditLine, event: str, subject: dict[str, object]) -> dict[str, object]:
    facts = {name: value for name, value in line.facts.items() if name in TOLD}
    return {"id": line.number, "event": event, "at": line.at.isoformat(), "subject": subject, "facts": facts}


def _due(now: datetime) -> Iterable[Delivery]:
    rows = Delivery.objects.select_related("webhook").filter(state=Delivery.State.WAITING, webhook__is_on=True)
    return rows.filter(next_at__lte=now).order_by("next_at", "pk")[:AT_ONCE]


def _claimed(delivery: Delivery) -> bool:
    """Whether this run may send it: whoever moves the next attempt first may."""
    later = timezone.now() + LEASE
    waiting = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, next_at=delivery.next_at)
    return bool(waiting.update(next_at=later))


def _deliver(delivery: Delivery) -> bool:
    """Send one message outside any transaction, and keep what came of it."""
    webhook, body, now = delivery.webhook, body_of(delivery.message), timezone.now()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Fairway",
        "Fairway-Event": delivery.event,
        "Fairway-Delivery": str(delivery.number),
        "Fairway-Timestamp": str(int(now.timestamp())),
        "Fairway-Signature": signature(_secret(webhook), int(now.timestamp()), body),
    }
    is_local_fine = settings.DEBUG
    target = target_of(webhook.address, is_local_fine=is_local_fine)
    answer = send(target, body, headers, is_local_fine=is_local_fine)
    delivery.attempts += 1
    delivery.sent_at, delivery.status, delivery.fault = now, answer.status, answer.fault
    wait = next_delay(delivery.attempts)
    if answer.is_good:
        delivery.state, delivery.next_at = Delivery.State.DELIVERED, None
    elif wait is None:
        delivery.state, delivery.next_at = Delivery.State.GIVEN_UP, None
    else:
        delivery.next_at = now + wait
    delivery.save(update_fields=["attempts", "sent_at", "status", "fault", "state", "next_at"])
    return answer.is_good
