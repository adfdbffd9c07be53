"""Lists of requests, and of those that found no place, narrowed to what a reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from fairway.govern.rules import own_organisations, roles_of
from fairway.meet.models import Apart, Meeting, MeetingRequest, Participation, Unmet
from fairway.meet.queries.figures import current_timetables
from fairway.meet.queries.timetables import meetings_of, touches
from fairway.meet.rules import RIGHTS

if TYPE_CHECKING:
    from fairway.base.models import User
    from fairway.meet.models import Event, Timetable


class Outcome(TextChoices):
    """What became of a request in the timetable that holds."""

    MET = "met", _("met")
    UNMET = "unmet", _("unmet")
    WAITING = "waiting", _("not placed yet")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ONE_SIDED = "one_sided", _("not mutual")


class Reply(TextChoices):
    """An answer as a choice in a list, where "no answer" needs a word."""

    NONE = "none", _("no answer")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


def sees_everybody(user: User, right: str) -> bool:
    """Whether ``user`` holds ``right`` on any organisation, not only the own."""
    return user.is_superuser or bool(roles_of(user) & RIGHTS[right].roles)


def requests_seen_by(user: User) -> QuerySet[MeetingRequest]:
    """Return every request for the offices, the own ones for others, each with its ``outcome``."""
    rows = MeetingRequest.objects.select_related("event", "requester__organisation", "requested__organisation")
    if not sees_everybody(user, "meet.see_requests"):
        rows = rows.filter(touches(own_organisations(user, RIGHTS["meet.see_requests"].own)))
    return _with_outcome(rows)


def _with_outcome(rows: QuerySet[MeetingRequest]) -> QuerySet[MeetingRequest]:
    holding = list(current_timetables())  # one small query spares four nested ones
    placed = (
        When(is_withdrawn=True, then=Value(Outcome.WITHDRAWN)),
        When(_among(Meeting.objects.filter(timetable__in=holding)), then=Value(Outcome.MET)),
        When(_among(Unmet.objects.filter(timetable__in=holding)), then=Value(Outcome.UNMET)),
        When(is_mutual=True, then=Value(Outcome.WAITING)),
    )
    return rows.annotate(
        outcome=Case(*placed, default=Value(Outcome.ONE_SIDED)),
        reply=Case(When(answer="", then=Value(Reply.NONE)), default=F("answer")),
    )


def _among(held: QuerySet[Meeting] | QuerySet[Unmet]) -> Q:
    """Whether the request, or the one that faces it, is held in one of these rows."""
    own = held.filter(request=OuterRef("pk"))
    facing = held.filter(request__requester=OuterRef("requested_id"), request__requested=OuterRef("requester_id"))
    return Q(Exists(own)) | Q(Exists(facing))


def meetings_seen_by(user: User, timetable: Timetable) -> QuerySet[Meeting]:
    """Return every meeting for the offices, those of their own organisations for others."""
    rows = meetings_of(timetable)
    if sees_everybody(user, "meet.see_timetable"):
        return rows
    return rows.filter(touches(own_organisations(user, RIGHTS["meet.see_agenda"].own), "request__"))


def place_of(request: MeetingRequest) -> Meeting | None:
    """Return where ``request`` or the one facing it is held in the timetable that holds."""
    both = Q(request=request.pk) | Q(request__requester=request.requested_id, request__requested=request.requester_id)
    return (
        Meeting.objects.filter(both, timetable__in=current_timetables())
        .select_related("slot", "timetable__event")
        .first()
    )


def unmet_of_request(request: MeetingRequest) -> Unmet | None:
    """Return why ``request`` or the one facing it found no place, if the timetable that holds left it out."""
    both = Q(request=request.pk) | Q(request__requester=request.requested_id, request__requested=request.requester_id)
    rows = Unmet.objects.filter(both, timetable__in=current_timetables())
    return rows.select_related(
        "timetable__event", "request__requester__organisation", "request__requested__organisation"
    ).first()


def unmet_seen_by(user: User) -> QuerySet[Unmet]:
    """Return what the timetables that hold left out; for an enterprise only what is its own."""
    rows = Unmet.objects.filter(timetable__in=current_timetables()).select_related(
        "request__event", "request__requester__organisation", "request__requested__organisation"
    )
    rows = rows.prefetch_related("timetable__event__slots")
    if sees_everybody(user, "meet.see_requests"):
        return rows
    return rows.filter(touches(own_organisations(user, RIGHTS["meet.see_requests"].own), "request__"))


def own_participations(user: User, event: Event) -> QuerySet[Participation]:
    """Return how the organisations ``user`` may ask and answer for take part in ``event``."""
    own = own_organisations(user, RIGHTS["meet.ask_meeting"].own)
    standing = event.participations.filter(organisation__in=own, status=Participation.Status.APPROVED)
    return standing.select_related("organisation", "event")


def aparts_of(event: Event) -> QuerySet[Apart]:
    """Return the pairs an event's organiser keeps apart, with both organisations."""
    return event.aparts.select_related("one__organisation", "other__organisation")


def set_by_organiser(event: Event) -> QuerySet[MeetingRequest]:
    """Return the meetings that must be held or have their slot, one row a pair."""
    said = Q(must_hold=True) | Q(fixed_slot__isnull=False)
    return event.requests.filter(said, carries_meeting=True).select_related(
        "requester__organisation", "requested__organisation", "fixed_slot"
    )
