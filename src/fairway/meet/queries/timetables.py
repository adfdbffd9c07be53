"""A timetable as people read it: the organiser's grid, and one participant's agenda."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext_noop

from fairway.know.models import Organisation
from fairway.lib.errors import Missing
from fairway.meet.models import Event, Meeting, MeetingRequest, Participation, Slot, Timetable
from fairway.meet.queries.figures import current_timetable
from fairway.meet.queries.problem import session_of
from fairway.meet.queries.rooms import room_names
from fairway.meet.queries.words import cause_sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from fairway.meet.engine.problem import Session
    from fairway.meet.models import Unmet


@dataclass(frozen=True)
class Hour:
    """A slot in the event's local time."""

    number: int
    start: datetime
    end: datetime
    session: Session

    @property
    def day(self) -> date:
        """The day it is on."""
        return self.start.date()

    @property
    def clock(self) -> str:
        """The time as on a clock, such as 09:00–09:20."""
        return f"{self.start:%H:%M}–{self.end:%H:%M}"  # a range takes an en dash


@dataclass(frozen=True)
class Appointment:
    """A meeting in a participant's agenda."""

    table: int
    counterpart: Organisation
    request: MeetingRequest
    room: str = ""


@dataclass(frozen=True)
class AgendaHour:
    """One slot of a participant: away, or there with the meetings it has (none: free).

    A ``gap`` is free time between two meetings of one day. It is a ``clash`` to have more meetings at once than
    representatives, or one while away: hours and seats can change after a timetable was made.
    """

    hour: Hour
    is_there: bool
    appointments: tuple[Appointment, ...]
    is_gap: bool = False
    is_clash: bool = False


@dataclass(frozen=True)
class Missed:
    """A meeting a participant wanted that found no place, and why, in the reader's language."""

    counterpart: Organisation
    request: MeetingRequest
    cause: str


@dataclass(frozen=True)
class Agenda:
    """What one participant does when, and what found no place; ``is_made`` once there is a timetable."""

    participation: Participation
    hours: tuple[AgendaHour, ...]
    unmet: tuple[Missed, ...]
    waiting: tuple[MeetingRequest, ...]
    is_made: bool

    @property
    def meetings(self) -> int:
        """How many meetings there are."""
        return sum(len(hour.appointments) for hour in self.hours)

    @property
    def free(self) -> int:
        """In how many slots it is there without a meeting."""
        return sum(hour.is_there and not hour.appointments for hour in self.hours)

    @property
    def gaps(self) -> int:
        """How many free slots lie between two meetings."""
        return sum(hour.is_gap for hour in self.hours)

    @property
    def clashes(self) -> int:
        """In how many slots it cannot keep all its meetings."""
        return sum(hour.is_clash for hour in self.hours)

    @property
    def days(self) -> tuple[tuple[date, tuple[AgendaHour, ...]], ...]:
        """The slots of each day."""
        days = sorted({hour.hour.day for hour in self.hours})
        return tuple((day, tuple(hour for hour in self.hours if hour.hour.day == day)) for day in days)


def hours_of(event: Event) -> tuple[Hour, ...]:
    """Return the slots in the event's own time zone."""
    zone = ZoneInfo(event.time_zone)
    return tuple(_hour(slot, zone) for slot in event.slots.order_by("number"))


def hour_of(slot: Slot, event: Event) -> Hour:
    """Return one slot in the event's own time zone."""
    return _hour(slot, ZoneInfo(event.time_zone))


def _hour(slot: Slot, zone: ZoneInfo) -> Hour:
    return Hour(slot.number, slot.start.astimezone(zone), slot.end.astimezone(zone), session_of(slot, zone))


def timetable_that_holds(event: Event) -> Timetable:
    """Return the newest timetable; raise Missing where none was made."""
    found = current_timetable(event)
    if found is None:
        raise Missing("timetable-missing", gettext_noop("No timetable has been made for this event yet."))
    return found


def meetings_of(timetable: Timetable) -> QuerySet[Meeting]:
    """Return its meetings with both organisations and the slot, by slot and table."""
    return timetable.meetings.select_related(
        "slot", "request__requester__organisation", "request__requested__organisation"
    ).order_by("slot__number", "table")


def unmet_of(timetable: Timetable) -> QuerySet[Unmet]:
    """Return what it left out with both organisations, by priority."""
    prefetch_related_objects([timetable], "event__slots")  # causes are said with the times of slots
    return timetable.unmet.select_related(
        "request__requester__organisation", "request__requested__organisation"
    ).order_by("-request__priority", "request_id")


def touches(organisations: Iterable[int], prefix: str = "") -> Q:
    """Match requests that one of ``organisations`` made or received; ``prefix`` leads to the request."""
    ids = list(organisations)
    return Q(**{f"{prefix}requester__organisation__in": ids}) | Q(**{f"{prefix}requested__organisation__in": ids})


def participation_of(event: Event, organisation: int) -> Participation:
    """Return how an organisation takes part; raise Missing where it does not."""
    rows = event.participations.select_related("organisation")
    found = rows.filter(organisation__in=Organisation.objects.filter(pk=organisation)).first()
    if found is None:
        raise Missing("not-taking-part-here", gettext_noop("This organisation does not take part in the event."))
    return found


def agenda_of(event: Event, participation: Participation) -> Agenda:
    """Return one participant's agenda; without a timetable every slot is free."""
    timetable = current_timetable(event)
    own = [participation.organisation_id]
    meetings = meetings_of(timetable).filter(touches(own, "request__")) if timetable else ()
    rooms = room_names(event)
    at: dict[int, list[Appointment]] = {}
    for meeting in meetings:
        at.setdefault(meeting.slot.number, []).append(_appointment(meeting, participation, rooms))
    return Agenda(
        participation,
        tuple(_agenda_hours(hours_of(event), participation, at)),
        tuple(_missed(timetable, participation)) if timetable else (),
        tuple(_waiting(participation)),
        is_made=timetable is not None,
    )


def _agenda_hours(
    hours: tuple[Hour, ...], participation: Participation, at: Mapping[int, list[Appointment]]
) -> Iterator[AgendaHour]:
    busy: dict[date, list[int]] = {}
    for hour in hours:
        if hour.number in at:
            busy.setdefault(hour.day, []).append(hour.number)
    for hour in hours:
        own, is_there = tuple(at.get(hour.number, ())), _is_there(participation, hour.number)
        of_day = busy.get(hour.day, [hour.number])
        yield AgendaHour(
            hour,
            is_there,
            own,
            is_gap=is_there and not own and of_day[0] < hour.number < of_day[-1],
            is_clash=len(own) > (participation.seats if is_there else 0),
        )


def _missed(timetable: Timetable, participation: Participation) -> Iterator[Missed]:
    for unmet in unmet_of(timetable).filter(touches([participation.organisation_id], "request__")):
        other = counterpart(unmet.request, participation.pk).organisation
        yield Missed(other, unmet.request, cause_sentence(unmet))


def _is_there(participation: Participation, slot: int) -> bool:
    return participation.available is None or slot in participation.available


def _appointment(meeting: Meeting, participation: Participation, rooms: Mapping[int, str]) -> Appointment:
    other = counterpart(meeting.request, participation.pk).organisation
    return Appointment(meeting.table, other, meeting.request, rooms.get(meeting.table, ""))


def counterpart(request: MeetingRequest, participation: int) -> Participation:
    """Return the other side of ``request``."""
    return request.requested if request.requester_id == participation else request.requester


def _waiting(participation: Participation) -> QuerySet[MeetingRequest]:
    """Return requests to this participant that wait for its answer."""
    return (
        participation.requests_received.filter(answer=MeetingRequest.Answer.NONE, is_mutual=False, is_withdrawn=False)
        .select_related("requester__organisation", "requested__organisation")
        .order_by("-priority", "pk")
    )
