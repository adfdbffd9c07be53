"""Opening an event, registering who comes, keeping requests and answers, making the timetable and changing it."""

from fairway.meet.actions.arranging import (
    arrange_rooms,
    edit_event,
    lay_out_slots,
    set_interpreters,
)
from fairway.meet.actions.corrections import correct_participation
from fairway.meet.actions.decisions import decide_applications, undo_decision
from fairway.meet.actions.events import EventPlan, open_event, register_participants
from fairway.meet.actions.grid import (
    lock_meeting,
    move_meeting,
    put_in_request,
    swap_meetings,
    take_out_meeting,
    undo_edit,
)
from fairway.meet.actions.imports import check_import, discard_import, take_import, take_import_back
from fairway.meet.actions.minutes import Step, Written, write_minutes
from fairway.meet.actions.opportunities import (
    drop_opportunity,
    edit_opportunity,
    finish_opportunity,
    reopen_opportunity,
)
from fairway.meet.actions.organising import (
    add_meeting,
    allow_again,
    keep_apart,
    set_fixed_slot,
    set_must_hold,
    take_meeting_off,
)
from fairway.meet.actions.programme import (
    AgendaPlan,
    StandPlan,
    TalkPlan,
    set_agenda,
    set_expectations,
    set_presentations,
    set_stands,
    set_topics,
)
from fairway.meet.actions.registration import (
    RegistrationPlan,
    apply_to_event,
    link_application,
    renew_application_link,
    renew_link,
    restore_participation,
    set_registration,
    withdraw_application,
    withdraw_participation,
)
from fairway.meet.actions.reports import ReportEntry, enter_report, report_by_personal_link, report_meeting
from fairway.meet.actions.requests import answer_request, ask_meeting, change_priority, load_requests, withdraw_request
from fairway.meet.actions.runs import RunRecorder, open_run, restore_timetable, take_run
from fairway.meet.actions.seen import keep_as_seen
from fairway.meet.actions.talks import (
    Agreed,
    Delegate,
    Lead,
    agree_action,
    finish_action,
    load_leads,
    name_delegates,
    note_lead,
)
from fairway.meet.actions.timetables import Watch, make_timetable
from fairway.meet.engine.plans import ExpectationPlan, PresentationPlan, RoomPlan, ShiftPlan, TopicPlan
from fairway.meet.engine.slots import Block, SlotPlan
from fairway.meet.queries.details import EventDetails

__all__ = [
    "AgendaPlan",
    "Agreed",
    "Block",
    "Delegate",
    "EventDetails",
    "EventPlan",
    "ExpectationPlan",
    "Lead",
    "PresentationPlan",
    "RegistrationPlan",
    "ReportEntry",
    "RoomPlan",
    "RunRecorder",
    "ShiftPlan",
    "SlotPlan",
    "StandPlan",
    "Step",
    "TalkPlan",
    "TopicPlan",
    "Watch",
    "Written",
    "add_meeting",
    "agree_action",
    "allow_again",
    "answer_request",
    "apply_to_event",
    "arrange_rooms",
    "ask_meeting",
    "change_priority",
    "check_import",
    "correct_participation",
    "decide_applications",
    "discard_import",
    "drop_opportunity",
    "edit_event",
    "edit_opportunity",
    "enter_report",
    "finish_action",
    "finish_opportunity",
    "keep_apart",
    "keep_as_seen",
    "lay_out_slots",
    "link_application",
    "load_leads",
    "load_requests",
    "lock_meeting",
    "make_timetable",
    "move_meeting",
    "name_delegates",
    "note_lead",
    "open_event",
    "open_run",
    "put_in_request",
    "register_participants",
    "renew_application_link",
    "renew_link",
    "reopen_opportunity",
    "report_by_personal_link",
    "report_meeting",
    "restore_participation",
    "restore_timetable",
    "set_agenda",
    "set_expectations",
    "set_fixed_slot",
    "set_interpreters",
    "set_must_hold",
    "set_presentations",
    "set_registration",
    "set_stands",
    "set_topics",
    "swap_meetings",
    "take_import",
    "take_import_back",
    "take_meeting_off",
    "take_out_meeting",
    "take_run",
    "undo_decision",
    "undo_edit",
    "withdraw_application",
    "withdraw_participation",
    "withdraw_request",
    "write_minutes",
]
