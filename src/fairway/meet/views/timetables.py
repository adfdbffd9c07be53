"""A timetable as files, and one participant's day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from fairway.base.exports import XLSX_TYPE, attachment
from fairway.base.rights import needs, require
from fairway.meet.queries import files, timetables
from fairway.meet.queries.remedies import cheapest_ways
from fairway.meet.views.links import event_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("meet.see_timetable")
def workbook(_request: HttpRequest, pk: int) -> HttpResponse:
    """Send the whole timetable as a workbook."""
    found = event_at(pk)
    return attachment(files.timetable_workbook(found), XLSX_TYPE, f"{found.code}.xlsx")


@needs("meet.see_timetable")
def calendar(_request: HttpRequest, pk: int) -> HttpResponse:
    """Send every meeting as iCalendar."""
    found = event_at(pk)
    return attachment(files.timetable_calendar(found), "text/calendar; charset=utf-8", f"{found.code}.ics")


@needs("meet.see_agenda")
def agenda(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """One participant's day: meetings, free slots, and what found no place and why."""
    found = event_at(pk)
    participation = timetables.participation_of(found, organisation)
    require(request.user, "meet.see_agenda", participation)
    day = timetables.agenda_of(found, participation)
    reader = None if request.user.has_perm("meet.see_timetable") else participation.organisation
    missed = [line.request.pk for line in day.unmet]
    ways = cheapest_ways(timetables.timetable_that_holds(found), missed, reader) if missed else {}
    context = {
        "event": found,
        "agenda": day,
        "unmet": [(line, ways.get(line.request.pk, "")) for line in day.unmet],
        "may_answer": request.user.has_perm("meet.answer_request", participation),
        "may_ask": request.user.has_perm("meet.ask_meeting", participation),
    }
    return render(request, "meet/agenda.html", context)


@needs("meet.see_agenda")
def agenda_file(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """Send one participant's meetings as iCalendar."""
    found = event_at(pk)
    participation = timetables.participation_of(found, organisation)
    require(request.user, "meet.see_agenda", participation)
    name = f"{found.code}-{organisation}.ics"
    return attachment(files.agenda_calendar(found, participation), "text/calendar; charset=utf-8", name)
