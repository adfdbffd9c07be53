"""Welcoming participants at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.models import CheckIn, Participation

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User


@transaction.atomic
def check_in(*, actor: User, reason: str, participation: Participation, day: date, seats: int | None = None) -> CheckIn:
    """Write down that a participant is there on ``day``, with ``seats`` of its representatives (by default all).

    Who is there already is counted anew.
    """
    require(actor, "meet.check_in", participation.event)
    here = _locked(participation)
    event = participation.event
    if here.status != Participation.Status.APPROVED:
        raise Refused("not-approved", gettext_noop("Only who is approved takes part."))
    if not event.held_on <= day <= (event.ends_on or event.held_on):
        raise Invalid("other-day", gettext_noop("The event is not held on that day."))
    there = here.seats if seats is None else seats
    if not 1 <= there <= here.seats:
        raise Invalid("seats-unknown", gettext_noop("Say how many are there, from 1 to %(seats)s."), seats=here.seats)
    if here.check_ins.filter(day=day, seats=there).exists():
        raise Refused("checked-in-already", gettext_noop("This participant is checked in already."))
    made, _new = here.check_ins.update_or_create(
        day=day, defaults={"seats": there}, create_defaults={"seats": there, "by": actor}
    )
    audit.record(actor=actor, verb="check_in", subject=here, reason=reason, day=day.isoformat(), seats=there)
    return made


@transaction.atomic
def undo_check_in(*, actor: User, reason: str, participation: Participation, day: date) -> None:
    """Take a check-in back."""
    require(actor, "meet.check_in", participation.event)
    here = _locked(participation)
    gone, _tables = here.check_ins.filter(day=day).delete()
    if not gone:
        raise Refused("not-checked-in", gettext_noop("This participant is not checked in."))
    audit.record(actor=actor, verb="undo_check_in", subject=here, reason=reason, day=day.isoformat())


def _locked(participation: Participation) -> Participation:
    return Participation.objects.select_for_update().get(pk=participation.pk)
