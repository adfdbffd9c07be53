"""Pages of events, registration, timetables, agendas and meeting requests."""

from fairway.meet.views.arranging import arrange, edit_event, new_event
from fairway.meet.views.events import event, events
from fairway.meet.views.grid import edit, grid, legal, undo
from fairway.meet.views.requests import (
    answer,
    ask,
    change_priority,
    request_list,
    request_page,
    unmet_list,
    withdraw_request,
)
from fairway.meet.views.runs import make_timetable, run, run_cancel, run_take, runs, timetable_return
from fairway.meet.views.talks import agree, agreed_list, finish, lead_list, note_lead, stand_list
from fairway.meet.views.timetables import agenda, agenda_file, calendar, workbook

__all__ = [
    "agenda",
    "agenda_file",
    "agree",
    "agreed_list",
    "answer",
    "arrange",
    "ask",
    "calendar",
    "change_priority",
    "edit",
    "edit_event",
    "event",
    "events",
    "finish",
    "grid",
    "lead_list",
    "legal",
    "make_timetable",
    "new_event",
    "note_lead",
    "request_list",
    "request_page",
    "run",
    "run_cancel",
    "run_take",
    "runs",
    "stand_list",
    "timetable_return",
    "undo",
    "unmet_list",
    "withdraw_request",
    "workbook",
]
