"""Appointing members and ending memberships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.models import Membership, Role
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation


@dataclass(frozen=True)
class Appointment:
    """Who shall act for which organisation, in which role, from when until when."""

    user: User
    organisation: Organisation
    role: Role
    valid_from: date
    valid_until: date | None = None


@transaction.atomic
def appoint_member(*, actor: User, reason: str, appointment: Appointment) -> Membership:
    """Let an account act for an organisation. Nobody appoints themselves."""
    require(actor, "govern.appoint_members")
    if actor == appointment.user and not actor.is_superuser:
        raise Refused("own-appointment", gettext_noop("Nobody appoints themselves. Ask a colleague to do it."))
    if appointment.organisation.merged_into_id is not None:
        # Whoever acted for it would not count as acting for the record that stands, and could decide on that one.
        raise Refused("merged-already", gettext_noop("This record has been merged. Appoint at the one that is kept."))
    if appointment.valid_until is not None and appointment.valid_until < appointment.valid_from:
        raise Invalid("dates-order", gettext_noop("The last day is before the first."))
    if _overlaps(appointment):
        raise Refused("member-already", gettext_noop("This account already holds that role there at that time."))
    membership = Membership(**vars(appointment))
    membership.save()
    audit.record(
        actor=actor,
        verb="appoint_member",
        subject=membership,
        reason=reason,
        user=appointment.user.get_username(),
        organisation=appointment.organisation.pk,
        role=appointment.role,
    )
    return membership


def _overlaps(appointment: Appointment) -> bool:
    same = Membership.objects.filter(
        user=appointment.user, organisation=appointment.organisation, role=appointment.role
    ).exclude(valid_until__lt=appointment.valid_from)
    if appointment.valid_until is not None:
        same = same.exclude(valid_from__gt=appointment.valid_until)
    return same.exists()


@transaction.atomic
def end_membership(*, actor: User, reason: str, membership: Membership, last_day: date) -> None:
    """Close a membership; it stays in the record with its dates."""
    require(actor, "govern.appoint_members")
    if membership.valid_until is not None:
        raise Refused("membership-over", gettext_noop("This membership already has a last day."))
    if last_day < membership.valid_from:
        raise Invalid("dates-order", gettext_noop("The last day is before the first."))
    membership.valid_until = last_day
    membership.save()
    audit.record(actor=actor, verb="end_membership", subject=membership, reason=reason, last_day=last_day.isoformat())
