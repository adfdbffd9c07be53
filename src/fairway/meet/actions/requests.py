"""Keeping who asks to meet whom, and the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.actions.events import BATCH
from fairway.meet.actions.pairs import _hold_requester, _is_apart, _keep, _locked, _settle
from fairway.meet.models import Event, MeetingRequest, Participation
from fairway.meet.queries.keys import known_id
from fairway.meet.queries.registration import registration_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.base.models import User
    from fairway.meet.engine.intake import RequestRow

PRIORITIES = range(1, 6)
APPROVED = Participation.Status.APPROVED
CHANGED = gettext_noop("Somebody else changed this meanwhile. Look at the page again.")


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
    pairs = _settle(requests, set(event.aparts.values_list("one", "other")))
    MeetingRequest.objects.bulk_create(requests, batch_size=BATCH)
    audit.record(actor=actor, verb="load_requests", subject=event, reason=reason, requests=len(requests), mutual=pairs)
    return pairs


def _place(places: Mapping[int, int], organisations: Mapping[str, int], key: str) -> int:
    place = places.get(known_id(organisations, key))
    if place is None:
        raise Invalid("not-taking-part", gettext_noop("%(key)s does not take part in this event."), key=key)
    return place


@transaction.atomic
def ask_meeting(
    *,
    actor: User,
    reason: str,
    requester: Participation,
    requested: Participation,
    priority: int = 3,
    message: str = "",
) -> MeetingRequest:
    """Ask for a meeting in the name of one's own organisation; if the other side asked too, both want it."""
    require(actor, "meet.ask_meeting", requester.organisation)
    _check_asking(requester, requested, priority)
    _check_deadline(requester.event)
    _hold_requester(requester)
    _check_quota(requester)
    facing = _locked(requester.pk, requested.pk)
    asked = _asked_anew(facing, requester, requested)
    asked.priority, asked.message, asked.asked_at = priority, message[:300], timezone.now()
    _keep([row for row in facing if row.pk != asked.pk] + [asked])
    audit.record(actor=actor, verb="ask_meeting", subject=asked, reason=reason, priority=priority)
    return asked


def _check_asking(requester: Participation, requested: Participation, priority: int) -> None:
    if requester.event_id != requested.event_id:
        raise Invalid("other-event", gettext_noop("Both organisations must take part in the same event."))
    if requester.pk == requested.pk:
        raise Invalid("meets-itself", gettext_noop("An organisation cannot meet itself."))
    _check_priority(priority)
    if {requester.status, requested.status} != {APPROVED}:
        raise Refused("not-approved", gettext_noop("Only those who are approved to take part can meet."))
    if _is_apart(requester.pk, requested.pk):
        text = gettext_noop("The organiser has no meeting planned between these two. Please speak to the organiser.")
        raise Refused("kept-apart", text)


def _check_priority(priority: int) -> None:
    if priority not in PRIORITIES:
        raise Invalid("priority", gettext_noop("A priority runs from 1 (low) to 5 (high)."))


def _check_deadline(event: Event) -> None:
    registration = registration_of(event)
    closes = registration.requests_close_at if registration else None
    if closes is not None and timezone.now() >= closes:
        text = gettext_noop("The time for requests is over. Please speak to the organiser.")
        raise Refused("requests-closed", text)


def _check_quota(requester: Participation) -> None:
    registration = registration_of(requester.event)
    most = registration.most_requests if registration else None
    if most is not None and requester.requests_made.filter(is_withdrawn=False).count() >= most:
        text = gettext_noop("You have made %(most)s requests, as many as one participant may. Withdraw one first.")
        raise Refused("quota", text, most=most)


def _asked_anew(facing: Sequence[MeetingRequest], requester: Participation, requested: Participation) -> MeetingRequest:
    """The request to write: a new one, or the one that was withdrawn before."""
    own = next((row for row in facing if row.requester_id == requester.pk), None)
    if own is not None and not own.is_withdrawn:
        raise Refused("asked-already", gettext_noop("You have asked for this meeting already."))
    declined = [row for row in facing if row.answer == MeetingRequest.Answer.DECLINED and not row.is_withdrawn]
    if declined:
        raise Refused(
            "declined-before",
            gettext_noop("You declined this organisation's own request. Accept that one instead."),
        )
    if own is None:
        return MeetingRequest(event_id=requester.event_id, requester=requester, requested=requested)
    own.is_withdrawn, own.answer, own.answer_message, own.reply_priority = False, "", "", None
    return own


@transaction.atomic
def answer_request(
    *, actor: User, reason: str, request: MeetingRequest, answer: str, message: str = "", priority: int | None = None
) -> MeetingRequest:
    """Accept or decline a request to one's own organisation; the last answer counts.

    A timetable made before keeps its meetings; the event's page says that requests have changed since.
    """
    require(actor, "meet.answer_request", request.requested.organisation)
    if answer not in {MeetingRequest.Answer.ACCEPTED, MeetingRequest.Answer.DECLINED}:
        raise Invalid("answer", gettext_noop("An answer is “accepted” or “declined”."))
    _check_deadline(request.event)
    facing, here = _standing(request)
    if here.must_hold and answer == MeetingRequest.Answer.DECLINED:
        raise Refused("must-hold", MUST_HOLD)
    if priority is not None:
        _check_priority(priority)
        here.reply_priority = priority
    here.answer, here.answer_message = answer, message[:300]
    _keep(facing)
    audit.record(actor=actor, verb="answer_request", subject=here, reason=reason, answer=answer)
    return here


MUST_HOLD = gettext_noop("The organiser has set this meeting. Please speak to the organiser.")


def _standing(request: MeetingRequest) -> tuple[list[MeetingRequest], MeetingRequest]:
    """The pair's requests, held, and the one meant; refused where it does not stand any more."""
    facing = _locked(request.requester_id, request.requested_id)
    here = next((row for row in facing if row.pk == request.pk), None)
    if here is None or here.is_withdrawn:
        raise Refused("withdrawn", gettext_noop("This request was withdrawn."))
    return facing, here


@transaction.atomic
def withdraw_request(*, actor: User, reason: str, request: MeetingRequest) -> MeetingRequest:
    """Take back a request of one's own organisation; it can be made again. A set meeting stays."""
    require(actor, "meet.ask_meeting", request.requester.organisation)
    _check_deadline(request.event)
    facing, here = _standing(request)
    if here.must_hold or here.fixed_slot_id is not None:
        raise Refused("must-hold", MUST_HOLD)
    here.is_withdrawn = True
    _keep(facing)
    audit.record(actor=actor, verb="withdraw_request", subject=here, reason=reason)
    return here


@transaction.atomic
def change_priority(
    *, actor: User, reason: str, request: MeetingRequest, side: Participation, priority: int
) -> MeetingRequest:
    """Say how much a meeting matters to one of its two sides; it is worth the higher of both."""
    require(actor, "meet.ask_meeting", side.organisation)
    _check_priority(priority)
    if side.pk not in {request.requester_id, request.requested_id}:
        raise Invalid("not-a-side", gettext_noop("This organisation is no side of the request."))
    _check_deadline(request.event)
    facing, here = _standing(request)
    if side.pk == here.requester_id:
        here.priority = priority
    else:
        here.reply_priority = priority
    _keep(facing)
    audit.record(actor=actor, verb="change_priority", subject=here, reason=reason, priority=priority, side=side.pk)
    return here
