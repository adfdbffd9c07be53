"""What the organiser says of meetings: add one, must be held, in that slot, never; each can be undone.

Whoever acts for one of the sides leaves it to a colleague.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.meet.actions.pairs import _is_apart, _keep, _locked, _ordered, _refuse_own
from fairway.meet.actions.requests import APPROVED, _check_priority, _standing
from fairway.meet.models import Apart, MeetingRequest, Participation

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.meet.models import Slot

ORGANISE = "meet.organise_requests"


@transaction.atomic
def add_meeting(
    *, actor: User, reason: str, requester: Participation, requested: Participation, priority: int = 3
) -> MeetingRequest:
    """Ask for a meeting in the name of both sides: it is wanted at once. ``take_meeting_off`` undoes it."""
    require(actor, ORGANISE, requester.event)
    _refuse_own(actor, requester, requested)
    _check_two(requester, requested)
    _check_priority(priority)
    if {requester.status, requested.status} != {APPROVED}:
        raise Refused("not-approved", gettext_noop("Only those who are approved to take part can meet."))
    if _is_apart(requester.pk, requested.pk):
        raise Refused("kept-apart-by-you", gettext_noop("You keep these two apart. Allow them to meet again first."))
    facing = _locked(requester.pk, requested.pk)
    here = next((row for row in facing if row.requester_id == requester.pk), None)
    if here is None:
        here = MeetingRequest(event_id=requester.event_id, requester=requester, requested=requested)
        facing.append(here)
    if here.is_mutual:
        raise Refused("mutual-already", gettext_noop("Both sides want this meeting already."))
    for row in facing:
        row.answer = MeetingRequest.Answer.ACCEPTED if row is here else MeetingRequest.Answer.NONE
    here.is_withdrawn, here.priority, here.asked_at = False, priority, timezone.now()
    _keep(facing)
    audit.record(actor=actor, verb="add_meeting", subject=here, reason=reason, priority=priority)
    return here


def _check_two(one: Participation, other: Participation) -> None:
    if one.event_id != other.event_id:
        raise Invalid("other-event", gettext_noop("Both organisations must take part in the same event."))
    if one.pk == other.pk:
        raise Invalid("meets-itself", gettext_noop("An organisation cannot meet itself."))


@transaction.atomic
def take_meeting_off(*, actor: User, reason: str, request: MeetingRequest) -> MeetingRequest:
    """Take a request off the list, whoever made it; ``add_meeting`` puts it back."""
    require(actor, ORGANISE, request.event)
    _refuse_own(actor, request)
    facing, here = _standing(request)
    here.is_withdrawn, here.must_hold, here.fixed_slot = True, False, None
    _keep(facing)
    audit.record(actor=actor, verb="take_meeting_off", subject=here, reason=reason)
    return here


@transaction.atomic
def set_must_hold(*, actor: User, reason: str, request: MeetingRequest, must: bool) -> MeetingRequest:
    """Say that a meeting must be held, or need not be any more."""
    require(actor, ORGANISE, request.event)
    _refuse_own(actor, request)
    facing, here = _standing(request)
    if must and not here.is_mutual:
        text = gettext_noop("The two sides do not both want this meeting yet. Add it for both sides first.")
        raise Refused("not-mutual", text)
    for row in facing:
        row.must_hold = must
    _keep(facing)
    audit.record(actor=actor, verb="set_must_hold", subject=here, reason=reason, must=must)
    return here


@transaction.atomic
def set_fixed_slot(*, actor: User, reason: str, request: MeetingRequest, slot: Slot | None) -> MeetingRequest:
    """Lock a meeting to a slot in which both sides are there, or let it go (``None``)."""
    require(actor, ORGANISE, request.event)
    _refuse_own(actor, request)
    facing, here = _standing(request)
    if slot is not None:
        _check_slot(request, slot)
    for row in facing:
        row.fixed_slot = slot
    _keep(facing)
    number = slot.number if slot else None
    audit.record(actor=actor, verb="set_fixed_slot", subject=here, reason=reason, slot=number)
    return here


def _check_slot(request: MeetingRequest, slot: Slot) -> None:
    if slot.event_id != request.event_id:
        raise Invalid("other-event", gettext_noop("The slot belongs to another event."))
    for side in (request.requester, request.requested):
        if side.available is not None and slot.number not in side.available:
            text = gettext_noop("%(name)s is not there in slot %(slot)s.")
            raise Refused("not-there", text, name=side.organisation.name, slot=slot.number)


@transaction.atomic
def keep_apart(*, actor: User, reason: str, one: Participation, other: Participation) -> Apart:
    """Say that two never meet: what they want of each other is left out, and asking is refused politely."""
    require(actor, ORGANISE, one.event)
    _refuse_own(actor, one, other)
    _check_two(one, other)
    if not reason.strip():
        raise Invalid("reason-missing", gettext_noop("Say why the two are kept apart."))
    low, high = _ordered(one.pk, other.pk)
    facing = _locked(low, high)
    if any(row.must_hold or row.fixed_slot_id for row in facing):
        raise Refused("must-hold-before", gettext_noop("This meeting must be held or has its slot. Undo that first."))
    kept, is_new = Apart.objects.get_or_create(
        one_id=low, other_id=high, defaults={"event": one.event, "reason": reason[:300]}
    )
    if not is_new:
        raise Refused("apart-already", gettext_noop("These two are kept apart already."))
    _keep(facing)
    audit.record(actor=actor, verb="keep_apart", subject=kept, reason=reason, one=low, other=high)
    return kept


@transaction.atomic
def allow_again(*, actor: User, reason: str, apart: Apart) -> None:
    """Let two meet again; what they had asked counts again."""
    require(actor, ORGANISE, apart.event)
    _refuse_own(actor, apart.one, apart.other)
    pair = apart.one_id, apart.other_id
    facing = _locked(*pair)
    if not Apart.objects.filter(pk=apart.pk).delete()[0]:
        raise Missing("apart-missing", gettext_noop("These two are not kept apart any more."))
    _keep(facing)
    audit.record(actor=actor, verb="allow_again", subject=apart.event, reason=reason, one=pair[0], other=pair[1])
