"""A timetable as files: a workbook and calendars, byte for byte the same on every run."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from fairway.base.words import reading_language
from fairway.lib.tables import Sheet, workbook_bytes
from fairway.meet.engine.calendar import CalendarMeeting, calendar_file
from fairway.meet.queries.grid import grid_of
from fairway.meet.queries.timetables import (
    Hour,
    counterpart,
    hours_of,
    meetings_of,
    timetable_that_holds,
    touches,
    unmet_of,
)
from fairway.meet.queries.words import cause_sentence, organisation_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fairway.lib.tables.write import Cell
    from fairway.meet.models import Event, Meeting, MeetingRequest, Participation, Timetable

Line = tuple["Cell", ...]


def timetable_workbook(event: Event) -> bytes:
    """Return an XLSX file in the reader's language: grid, meetings, agendas, unmet requests.

    Raises Missing where no timetable was made.
    """
    timetable = timetable_that_holds(event)
    hours = {hour.number: hour for hour in hours_of(event)}
    meetings = list(meetings_of(timetable))
    return workbook_bytes(
        [
            _grid_sheet(event, timetable),
            _meetings_sheet(meetings, hours),
            _agendas_sheet(meetings, hours),
            _unmet_sheet(timetable),
        ],
        _stamp(event),
    )


def _stamp(event: Event) -> datetime:
    """Return the event's as-of date as a moment: files carry no clock."""
    return datetime.combine(event.as_of, time(), UTC)


def _grid_sheet(event: Event, timetable: Timetable) -> Sheet:
    grid = grid_of(event, timetable, reading_language())
    rows: list[Line] = [
        (table, *(" / ".join(party.name for party in cell.seat.parties) if cell.seat else None for cell in cells))
        for table, cells in grid.rows
    ]
    return Sheet(_("Grid"), [_("Table"), *(f"{hour.number}  {hour.clock}" for hour in grid.hours)], rows)


def _meetings_sheet(meetings: Iterable[Meeting], hours: Mapping[int, Hour]) -> Sheet:
    headings = [_("Slot"), _("Time"), _("Table"), _("Asked by"), _("Asked"), _("Priority"), _("Demo")]
    return Sheet(_("Meetings"), headings, [_meeting_line(meeting, hours) for meeting in meetings])


def _meeting_line(meeting: Meeting, hours: Mapping[int, Hour]) -> Line:
    request = meeting.request
    return (
        meeting.slot.number,
        hours[meeting.slot.number].clock,
        meeting.table,
        organisation_name(request.requester.organisation),
        organisation_name(request.requested.organisation),
        request.priority,
        _demo(request.requester, request.requested),
    )


def _demo(*sides: Participation) -> str:
    return _("demo") if any(side.organisation.is_demo for side in sides) else ""


def _agendas_sheet(meetings: Iterable[Meeting], hours: Mapping[int, Hour]) -> Sheet:
    headings = [_("Participant"), _("Delegation"), _("Slot"), _("Time"), _("Table"), _("Meets"), _("Demo")]
    lines = [line for meeting in meetings for line in _agenda_lines(meeting, hours)]
    return Sheet(_("Agendas"), headings, sorted(lines, key=lambda line: [str(line[0]), line[2], line[4]]))


def _agenda_lines(meeting: Meeting, hours: Mapping[int, Hour]) -> Iterator[Line]:
    sides = meeting.request.requester, meeting.request.requested
    for side, other in (sides, sides[::-1]):
        yield (
            organisation_name(side.organisation),
            side.group,
            meeting.slot.number,
            hours[meeting.slot.number].clock,
            meeting.table,
            organisation_name(other.organisation),
            _demo(side, other),
        )


def _unmet_sheet(timetable: Timetable) -> Sheet:
    headings = [_("Asked by"), _("Asked"), _("Priority"), _("Cause"), _("Demo")]
    rows: list[Line] = [
        (
            organisation_name(unmet.request.requester.organisation),
            organisation_name(unmet.request.requested.organisation),
            unmet.request.priority,
            cause_sentence(unmet),
            _demo(unmet.request.requester, unmet.request.requested),
        )
        for unmet in unmet_of(timetable)
    ]
    return Sheet(_("Unmet"), headings, rows)


def timetable_calendar(event: Event) -> bytes:
    """Return every meeting as iCalendar; raises Missing where no timetable was made."""
    timetable = timetable_that_holds(event)
    return _calendar(event, event.title, [(m, _both(m.request)) for m in meetings_of(timetable)])


def agenda_calendar(event: Event, participation: Participation) -> bytes:
    """Return one participant's meetings as iCalendar; raises Missing where no timetable was made."""
    own = meetings_of(timetable_that_holds(event)).filter(touches([participation.organisation_id], "request__"))
    entries = [
        (meeting, organisation_name(counterpart(meeting.request, participation.pk).organisation)) for meeting in own
    ]
    return _calendar(event, f"{event.title} · {organisation_name(participation.organisation)}", entries)


def _both(request: MeetingRequest) -> str:
    sides = request.requester.organisation, request.requested.organisation
    return " / ".join(organisation_name(side) for side in sides)


def _calendar(event: Event, name: str, entries: Iterable[tuple[Meeting, str]]) -> bytes:
    """Write entries whose ids number the requests in the order they were made: no database id gets out."""
    zone = ZoneInfo(event.time_zone)
    ids = event.requests.order_by("pk").values_list("pk", flat=True)
    numbers = {pk: number for number, pk in enumerate(ids, start=1)}
    meetings = [
        CalendarMeeting(
            uid=f"{event.code}-{numbers[meeting.request_id]}@fairway",
            start=meeting.slot.start.astimezone(zone),
            end=meeting.slot.end.astimezone(zone),
            summary=summary,
            location=_place(event, meeting.table),
            description=_("demo") if event.is_demo else "",
        )
        for meeting, summary in entries
    ]
    return calendar_file(name, _stamp(event), meetings)


def _place(event: Event, table: int) -> str:
    place = _("Table %(table)s") % {"table": table}
    return f"{event.venue}, {place}" if event.venue else place
