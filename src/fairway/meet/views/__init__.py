"""Pages of events, registration, timetables, agendas and meeting requests."""

from fairway.meet.views.arranging import arrange, edit_event, new_event
from fairway.meet.views.events import event, events
from fairway.meet.views.grid import edit, grid, legal, undo
from fairway.meet.views.opportunities import opportunity, opportunity_close, opportunity_list
from fairway.meet.views.papers import (
    event_minutes,
    event_report,
    event_report_file,
    event_report_workbook,
    meeting_minutes,
    minutes_file,
)
from fairway.meet.views.reports import my_meeting, my_meetings, report, report_list
from fairway.meet.views.requests import (
    answer,
    ask,
    change_priority,
    request_list,
    request_page,
    unmet_list,
    withdraw_request,
)
from fairway.meet.views.runs import make_timetable, restore_timetable, run, run_cancel, run_take, runs
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
    "event_minutes",
    "event_report",
    "event_report_file",
    "event_report_workbook",
    "events",
    "finish",
    "grid",
    "lead_list",
    "legal",
    "make_timetable",
    "meeting_minutes",
    "minutes_file",
    "my_meeting",
    "my_meetings",
    "new_event",
    "note_lead",
    "opportunity",
    "opportunity_close",
    "opportunity_list",
    "report",
    "report_list",
    "request_list",
    "request_page",
    "restore_timetable",
    "run",
    "run_cancel",
    "run_take",
    "runs",
    "stand_list",
    "undo",
    "unmet_list",
    "withdraw_request",
    "workbook",
]
