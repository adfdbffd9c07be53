"""Pages of events, timetables, agendas and meeting requests."""

from fairway.meet.views.events import event, events
from fairway.meet.views.requests import answer, ask, request_list, request_page, unmet_list
from fairway.meet.views.timetables import agenda, agenda_file, calendar, grid, make_timetable, workbook

__all__ = [
    "agenda",
    "agenda_file",
    "answer",
    "ask",
    "calendar",
    "event",
    "events",
    "grid",
    "make_timetable",
    "request_list",
    "request_page",
    "unmet_list",
    "workbook",
]
