"""Opening an event, registering who comes, keeping requests and answers, making the timetable and changing it."""

from fairway.meet.actions.decisions import decide_applications, undo_decision
from fairway.meet.actions.events import EventPlan, PresentationPlan, SlotPlan, open_event, register_participants
from fairway.meet.actions.grid import (
    lock_meeting,
    move_meeting,
    put_in_request,
    swap_meetings,
    take_out_meeting,
    undo_edit,
)
from fairway.meet.actions.imports import check_import, discard_import, take_import, take_import_back
from fairway.meet.actions.organising import (
    add_meeting,
    allow_again,
    keep_apart,
    set_fixed_slot,
    set_must_hold,
    take_meeting_off,
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
from fairway.meet.actions.requests import answer_request, ask_meeting, change_priority, load_requests, withdraw_request
from fairway.meet.actions.runs import RunRecorder, open_run, return_to_timetable, take_run
from fairway.meet.actions.timetables import Watch, make_timetable

__all__ = [
    "EventPlan",
    "PresentationPlan",
    "RegistrationPlan",
    "RunRecorder",
    "SlotPlan",
    "Watch",
    "add_meeting",
    "allow_again",
    "answer_request",
    "apply_to_event",
    "ask_meeting",
    "change_priority",
    "check_import",
    "decide_applications",
    "discard_import",
    "keep_apart",
    "link_application",
    "load_requests",
    "lock_meeting",
    "make_timetable",
    "move_meeting",
    "open_event",
    "open_run",
    "put_in_request",
    "register_participants",
    "renew_application_link",
    "renew_link",
    "restore_participation",
    "return_to_timetable",
    "set_fixed_slot",
    "set_must_hold",
    "set_registration",
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
]
