"""Keeping who asks to meet whom, and the answers."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.actions.events import BATCH
from fairway.meet.models import Event, MeetingRequest, Participation
from fairway.meet.queries.keys import known_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fairway.base.models import User
    from fairway.meet.engine.intake import RequestRow

PRIORITIES = range(1, 6)


@transaction.atomic
def load_requests(
    *, actor: User, reason: str, event: Event, rows: Sequence[RequestRow], organisations: Mapping[str, int]
) -> int:
    """Keep an event's list of meeting requests, loaded once; gives the number of pairs that both want."""
    require(actor, "meet.load_requests", event)
    if event.requests.exists():
        raise Refused(
            "requests-loaded",
            gettext_noop("The requests of this event are loaded. Ask for further meetings one by one."),
        )
    places = dict(event.participations.values_list("organisation_id", "pk"))
    requests = [
        MeetingRequest(
            event=event,
            requester_id=_place(places, organisations, row.from_key),
            requested_id=_place(places, organisations, row.to_key),
            priority=row.priority,
            answer=row.answer.value,
        )
        for row in sorted(rows, key=lambda row: (row.from_key, row.to_key))
    ]
    pairs = _settle(requests)
    MeetingRequest.objects.bulk_create(requests, batch_size=BATCH)
    audit.record(actor=actor, verb="load_requests", subject=event, reason=reason, requests=len(requests), mutual=pairs)
    return pairs


def _place(places: Mapping[int, int], organisations: Mapping[str, int], key: str) -> int:
    place = places.get(known_id(organisations, key))
    if place is None:
        raise Invalid("not-taking-part", gettext_noop("%(key)s does not take part in this event."), key=key)
    return place


def _settle(requests: Iterable[MeetingRequest]) -> int:
    """Mark what both sides want and the request that carries each meeting; gives the number of pairs.

    Of two facing requests the higher priority carries, then the side registered first.
    One "declined" keeps a pair apart; a withdrawn request says nothing.
    """
    ordered = sorted(requests, key=_pair)
    pairs = 0
    for _both, group in groupby(ordered, key=_pair):
        facing = sorted(group, key=lambda request: (-request.worth, request.requester_id))
        standing = [request for request in facing if not request.is_withdrawn]
        answers = {request.answer for request in standing}
        wanted = len(standing) == 2 or MeetingRequest.Answer.ACCEPTED in answers
        mutual = wanted and MeetingRequest.Answer.DECLINED not in answers
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
    ends = request.requester_id, request.requested_id
    return min(ends), max(ends)


@transaction.atomic
def ask_meeting(
    *, actor: User, reason: str, requester: Participation, requested: Participation, priority: int = 3
) -> MeetingRequest:
    """Ask for a meeting in the name of one's own organisation; if the other side asked too, both want it."""
    require(actor, "meet.ask_meeting", requester.organisation)
    _check_asking(requester, requested, priority)
    request = MeetingRequest(event_id=requester.event_id, requester=requester, requested=requested, priority=priority)
    facing = list(_locked(requester, requested))
    if any(other.requester_id == requester.pk for other in facing):
        raise Refused("asked-already", gettext_noop("You have asked for this meeting already."))
    if any(other.answer == MeetingRequest.Answer.DECLINED for other in facing):
        raise Refused(
            "declined-before",
            gettext_noop("You declined this organisation's own request. Accept that one instead."),
        )
    _settle([*facing, request])
    MeetingRequest.objects.bulk_update(facing, ["is_mutual", "carries_meeting"])
    request.save()
    audit.record(actor=actor, verb="ask_meeting", subject=request, reason=reason, priority=priority)
    return request


def _check_asking(requester: Participation, requested: Participation, priority: int) -> None:
    if requester.event_id != requested.event_id:
        raise Invalid("other-event", gettext_noop("Both organisations must take part in the same event."))
    if requester.pk == requested.pk:
        raise Invalid("meets-itself", gettext_noop("An organisation cannot meet itself."))
    if priority not in PRIORITIES:
        raise Invalid("priority", gettext_noop("A priority runs from 1 (low) to 5 (high)."))


def _locked(one: Participation, other: Participation) -> Iterable[MeetingRequest]:
    ends = [one.pk, other.pk]
    return MeetingRequest.objects.select_for_update().filter(requester__in=ends, requested__in=ends).order_by("pk")


@transaction.atomic
def answer_request(*, actor: User, reason: str, request: MeetingRequest, answer: str) -> MeetingRequest:
    """Accept or decline a request to one's own organisation; the last answer counts.

    A timetable made before keeps its meetings; the event's page says that requests have changed since.
    """
    require(actor, "meet.answer_request", request.requested.organisation)
    if answer not in {MeetingRequest.Answer.ACCEPTED, MeetingRequest.Answer.DECLINED}:
        raise Invalid("answer", gettext_noop("An answer is “accepted” or “declined”."))
    facing = list(_locked(request.requester, request.requested))
    answered = next(row for row in facing if row.pk == request.pk)
    answered.answer = answer
    _settle(facing)
    MeetingRequest.objects.bulk_update(facing, ["answer", "is_mutual", "carries_meeting"])
    audit.record(actor=actor, verb="answer_request", subject=answered, reason=reason, answer=answer)
    return answered
