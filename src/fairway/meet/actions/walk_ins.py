"""A meeting asked for at the desk, put into a slot that is free for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Refused
from fairway.meet.actions.organising import add_meeting
from fairway.meet.actions.repairs import _hold_timetable, _keep_replacement
from fairway.meet.queries.day.repairs import seated, standing_day
from fairway.meet.queries.day.walk_ins import carrying

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.meet.models import Participation, Timetable


@transaction.atomic
def hold_walk_in(
    *, actor: User, reason: str, first: Participation, second: Participation, slot: int, shown: Timetable
) -> Timetable:
    """Let two meet in ``slot``, which is free for both; nobody is moved.

    Refused where the timetable that was shown holds no more, they meet already, or the slot is no longer free.
    """
    require(actor, "meet.run_day", first.event)
    current = _hold_timetable(first.event, shown.pk, shown.version)
    request = carrying(first, second)
    if request is None:
        request = add_meeting(actor=actor, reason=reason, requester=first, requested=second)
    day = standing_day(first.event, current)
    if request.pk in day.places:
        raise Refused("held-already", gettext_noop("These two have a meeting already."))
    if slot <= day.clock.begun:
        raise Refused("slot-begun", gettext_noop("A slot has begun since this repair was shown. Look at it again."))
    wishes = day.wish_of
    slot_of = {wishes[key]: place.slot for key, place in day.places.items() if key in wishes}
    kept = _keep_replacement(day, seated(day, {**slot_of, wishes[request.pk]: slot}))
    audit.record(
        actor=actor, verb="hold_walk_in", subject=kept, reason=reason, event=first.event.code, request=request.pk,
        slot=slot,
    )  # fmt: skip
    return kept
