"""Pages of events, timetables, agendas and meeting requests."""

from fairway.meet.views.events import event, events
from fairway.meet.views.grid import edit, grid, legal, undo
from fairway.meet.views.requests import answer, ask, request_list, request_page, unmet_list
from fairway.meet.views.runs import make_timetable, run, run_cancel, run_take, runs, timetable_return
from fairway.meet.views.timetables import agenda, agenda_file, calendar, workbook

__all__ = [
    "agenda",
    "agenda_file",
    "answer",
    "ask",
    "calendar",
    "edit",
    "event",
    "events",
    "grid",
    "legal",
    "make_timetable",
    "request_list",
    "request_page",
    "run",
    "run_cancel",
    "run_take",
    "runs",
    "timetable_return",
    "undo",
    "unmet_list",
    "workbook",
]
