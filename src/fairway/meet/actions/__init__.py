"""Opening an event, registering who comes, keeping requests and answers, making the timetable."""

from fairway.meet.actions.decisions import decide_applications, undo_decision
from fairway.meet.actions.events import (
    EventPlan,
    PresentationPlan,
    SlotPlan,
    open_event,
    register_participants,
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
from fairway.meet.actions.requests import (
    answer_request,
    ask_meeting,
    change_priority,
    load_requests,
    withdraw_request,
)
from fairway.meet.actions.timetables import make_timetable

__all__ = [
    "EventPlan",
    "PresentationPlan",
    "RegistrationPlan",
    "SlotPlan",
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
    "make_timetable",
    "open_event",
    "register_participants",
    "renew_application_link",
    "renew_link",
    "restore_participation",
    "set_fixed_slot",
    "set_must_hold",
    "set_registration",
    "take_import",
    "take_import_back",
    "take_meeting_off",
    "undo_decision",
    "withdraw_application",
    "withdraw_participation",
    "withdraw_request",
]
