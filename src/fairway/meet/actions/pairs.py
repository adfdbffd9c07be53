"""What two facing requests come to: whether both sides want the meeting, and which request carries it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from fairway.govern.rules import is_own_case
from fairway.lib.errors import Refused
from fairway.meet.models import Apart, MeetingRequest, Participation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from fairway.base.models import User

SETTLED = ["answer", "answer_message", "reply_priority", "priority", "message", "is_withdrawn", "asked_at",
           "is_mutual", "carries_meeting", "must_hold", "fixed_slot"]  # fmt: skip
"""Every field of a request that a change to its pair may touch."""


def _settle(requests: Iterable[MeetingRequest], apart: Collection[tuple[int, int]] = ()) -> int:
    """Mark what both sides want and the request that carries each meeting; gives the number of pairs.

    Of two facing requests the higher priority carries, then the side registered first.
    One "declined" keeps a pair apart, and so does the organiser's word; a withdrawn request says nothing.
    """
    ordered = sorted(requests, key=_pair)
    pairs = 0
    for both, group in groupby(ordered, key=_pair):
        facing = sorted(group, key=lambda request: (-request.worth, request.requester_id))
        standing = [request for request in facing if not request.is_withdrawn]
        answers = {request.answer for request in standing}
        wanted = len(standing) == 2 or MeetingRequest.Answer.ACCEPTED in answers
        mutual = wanted and MeetingRequest.Answer.DECLINED not in answers and both not in apart
        _share_what_the_organiser_said(standing)
        for request in facing:
            request.is_mutual = mutual and request in standing
            request.carries_meeting = mutual and request is standing[0]
        pairs += mutual
    return pairs


def _share_what_the_organiser_said(facing: Sequence[MeetingRequest]) -> None:
    """That a meeting must be held, or when, holds for the pair, whichever request carries it."""
    must = any(request.must_hold for request in facing)
    slot = next((request.fixed_slot_id for request in facing if request.fixed_slot_id), None)
    for request in facing:
        request.must_hold, request.fixed_slot_id = must, slot


def _pair(request: MeetingRequest) -> tuple[int, int]:
    return _ordered(request.requester_id, request.requested_id)


def _ordered(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _locked(one: int, other: int) -> list[MeetingRequest]:
    """The requests between two participants, held until the transaction ends."""
    ends = [one, other]
    rows = MeetingRequest.objects.select_for_update().filter(requester__in=ends, requested__in=ends)
    return list(rows.order_by("pk"))


def _keep(facing: Sequence[MeetingRequest]) -> None:
    """Settle a pair and write it."""
    apart = [_pair(facing[0])] if facing and _is_apart(facing[0].requester_id, facing[0].requested_id) else []
    _settle(facing, apart)
    MeetingRequest.objects.bulk_update([row for row in facing if row.pk is not None], SETTLED)
    for row in facing:
        if row.pk is None:
            row.save()


def _is_apart(one: int, other: int) -> bool:
    low, high = _ordered(one, other)
    return Apart.objects.filter(one=low, other=high).exists()


def _hold_requester(participation: Participation) -> None:
    """Hold a participant until the transaction ends: two requests of it at once must not both be its last."""
    Participation.objects.select_for_update().get(pk=participation.pk)


def _refuse_own(actor: User, *sides: Participation | MeetingRequest) -> None:
    """Nobody decides as organiser on what concerns an organisation they act for."""
    if any(is_own_case(actor, side) for side in sides):
        raise Refused("own-case", gettext_noop("You act for one of those concerned. A colleague must decide."))
