"""The API of MEET."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from fairway.base.models import User
from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.lib.errors import Missing
from fairway.meet import actions
from fairway.meet.models import ActionItem, Event, Meeting, MeetingRequest, Participation, PresentationLead, Unmet
from fairway.meet.queries import figures, participants, requests, talks, timetables
from fairway.meet.queries.words import causes

router = Router(tags=["Meet"])


class EventOut(Schema):
    """An event in a list; ``met`` and ``unmet`` are null until a timetable was made."""

    id: int
    code: str
    name: str
    name_zh: str
    kind: str
    parent_id: int | None
    held_on: date
    ends_on: date | None
    days_known: bool
    as_of: date
    region_code: str
    venue: str
    venue_zh: str
    language: str
    tables: int
    time_zone: str
    is_demo: bool
    participants: int
    mutual: int
    met: int | None
    unmet: int | None


class TimetableOut(Schema):
    """How good the timetable that holds is: no timetable has more value than ``bound``."""

    status: str
    seed: int
    value: int
    bound: int
    breaks: int
    made_at: datetime


class EventFile(EventOut):
    """An event with its requests counted and its timetable, null until one was made."""

    requests: int
    one_sided: int
    declined: int
    met_percent: Decimal | None
    changed: int | None
    timetable: TimetableOut | None


class RequestOut(Schema):
    """A meeting request: organisations by id, ``answer`` "" is "no answer yet"."""

    id: int
    event_id: int
    requester_id: int
    requested_id: int
    priority: int
    answer: str
    is_mutual: bool
    is_withdrawn: bool
    message: str
    answer_message: str

    @staticmethod
    def resolve_requester_id(request: MeetingRequest) -> int:
        """Give the organisation, not its place in the event."""
        return request.requester.organisation_id

    @staticmethod
    def resolve_requested_id(request: MeetingRequest) -> int:
        """Give the organisation, not its place in the event."""
        return request.requested.organisation_id


class ParticipantOut(Schema):
    """Who takes part: ``available`` slot numbers are null for all; ``topics`` are named in the reader's language."""

    organisation_id: int
    name: str
    side: str
    group: str
    seats: int
    available: list[int] | None
    languages: list[str]
    topics: list[str]
    looks_for: str
    offers: str

    @staticmethod
    def resolve_name(place: Participation) -> str:
        """Give the legal name."""
        return place.organisation.name

    @staticmethod
    def resolve_topics(place: Participation) -> list[str]:
        """Give the titles."""
        return [topic.title for topic in place.topics.all()]


class MeetingOut(Schema):
    """A meeting; times carry their zone."""

    slot: int
    start: datetime
    end: datetime
    table: int
    request: RequestOut

    @staticmethod
    def resolve_slot(meeting: Meeting) -> int:
        """Give the number."""
        return meeting.slot.number

    @staticmethod
    def resolve_start(meeting: Meeting) -> datetime:
        """Give the slot's start."""
        return meeting.slot.start

    @staticmethod
    def resolve_end(meeting: Meeting) -> datetime:
        """Give the slot's end."""
        return meeting.slot.end


class UnmetOut(Schema):
    """A mutual request without a meeting, and its causes in the reader's language."""

    request: RequestOut
    causes: list[str]

    @staticmethod
    def resolve_causes(unmet: Unmet) -> list[str]:
        """Give the sentences."""
        return causes(unmet)


class AnswerIn(Schema):
    """An answer to a request, and why."""

    answer: Literal["accepted", "declined"]
    reason: str = Field(min_length=1, max_length=500)


class AskIn(Schema):
    """A request for a meeting between two organisations, the first one's own, and why."""

    requester_id: int
    requested_id: int
    priority: int = Field(default=3, ge=1, le=5)
    message: str = Field(default="", max_length=300)
    reason: str = Field(min_length=1, max_length=500)


class LeadOut(Schema):
    """A lead: an organisation by id, or the name it gave; who presented, by id."""

    id: int
    event_id: int
    presenter_id: int
    organisation_id: int | None
    text: str
    interest: str
    noted_on: date
    note: str
    is_demo: bool

    @staticmethod
    def resolve_event_id(lead: PresentationLead) -> int:
        """Give the event of the presentation."""
        return lead.presentation.event_id

    @staticmethod
    def resolve_presenter_id(lead: PresentationLead) -> int:
        """Give who presented."""
        return lead.presentation.organisation_id


class AgreedOut(Schema):
    """What was agreed; ``due`` is null where no day was named, ``state`` is as of today."""

    id: int
    event_id: int
    text: str
    text_zh: str
    responsible_id: int | None
    due: date | None
    due_words: str
    state: str
    done_on: date | None
    outcome: str
    is_demo: bool


def _visitor(request: HttpRequest) -> User:
    return cast("User", request.user)


def _event(pk: int) -> Event:
    found = figures.events_with_counts().filter(pk=pk).first()
    if found is None:
        raise Missing("event-missing", gettext_noop("No event has this address."))
    return found


@router.get("/events", response=list[EventOut], summary="Events")
@paginate(Pages)
def events(request: HttpRequest) -> QuerySet[Event]:
    """Every event with participants, mutual requests and meetings counted, newest first."""
    require(request.user, "meet.see_events")
    return figures.events_with_counts().order_by("-held_on", "pk")


@router.get("/events/{pk}", response=EventFile, summary="One event")
def event(request: HttpRequest, pk: int) -> dict[str, object]:
    """One event with its figures and the timetable that holds."""
    require(request.user, "meet.see_events")
    found = _event(pk)
    timetable = figures.current_timetable(found)
    counted = figures.event_figures(found, timetable)
    return {**vars(found), **vars(counted), "met_percent": counted.met_percent, "timetable": timetable}


@router.get("/events/{pk}/meetings", response=list[MeetingOut], summary="Meetings of an event")
@paginate(Pages)
def meetings(request: HttpRequest, pk: int) -> QuerySet[Meeting]:
    """Give the meetings of the timetable that holds; an enterprise gets its own."""
    require(request.user, "meet.see_agenda")
    return requests.meetings_seen_by(_visitor(request), timetables.timetable_that_holds(_event(pk)))


@router.get("/events/{pk}/unmet", response=list[UnmetOut], summary="Unmet requests of an event")
@paginate(Pages)
def unmet(request: HttpRequest, pk: int) -> QuerySet[Unmet]:
    """Give the mutual requests without a meeting, with the causes; an enterprise gets its own."""
    require(request.user, "meet.see_requests")
    timetable = timetables.timetable_that_holds(_event(pk))
    return requests.unmet_seen_by(_visitor(request)).filter(timetable=timetable).order_by("pk")


@router.get("/events/{pk}/participants", response=list[ParticipantOut], summary="Participants of an event")
@paginate(Pages)
def event_participants(request: HttpRequest, pk: int) -> QuerySet[Participation]:
    """Give who takes part; representatives and contacts are left out."""
    require(request.user, "meet.see_participants")
    return participants.approved(_event(pk)).order_by("pk")


@router.post("/events/{pk}/requests", response={201: RequestOut}, summary="Ask for a meeting")
def ask(request: HttpRequest, pk: int, given: AskIn) -> Status[MeetingRequest]:
    """Ask in the name of one's own organisation."""
    require(request.user, "meet.ask_meeting")
    found = _event(pk)
    asked = actions.ask_meeting(
        actor=_visitor(request),
        reason=given.reason,
        requester=timetables.participation_of(found, given.requester_id),
        requested=timetables.participation_of(found, given.requested_id),
        priority=given.priority,
        message=given.message,
    )
    return Status(201, asked)


@router.get("/leads", response=list[LeadOut], summary="Leads of presentations")
@paginate(Pages)
def leads(request: HttpRequest) -> QuerySet[PresentationLead]:
    """Every lead for the offices, for others those of their own presentations."""
    require(request.user, "meet.see_leads")
    return talks.leads_seen_by(_visitor(request)).order_by("pk")


@router.get("/agreed", response=list[AgreedOut], summary="What was agreed at events")
@paginate(Pages)
def agreed(request: HttpRequest) -> QuerySet[ActionItem]:
    """Everything agreed for the offices, for others what their own organisations answer for."""
    require(request.user, "meet.see_talks")
    return talks.agreed_seen_by(_visitor(request), timezone.localdate()).order_by("pk")


@router.post("/requests/{pk}/answer", response=RequestOut, summary="Answer a meeting request")
def answer(request: HttpRequest, pk: int, given: AnswerIn) -> MeetingRequest:
    """Accept or decline a request to one's own organisation; the last answer counts."""
    require(request.user, "meet.answer_request")
    rows = MeetingRequest.objects.select_related("requester__organisation", "requested__organisation")
    asked = rows.filter(pk=pk).first()
    if asked is None:
        raise Missing("request-missing", gettext_noop("No meeting request has this address."))
    return actions.answer_request(actor=_visitor(request), reason=given.reason, request=asked, answer=given.answer)
