"""Opening an event, registering who comes, keeping requests and answers, making the timetable."""

from fairway.meet.actions.events import (
    EventPlan,
    PresentationPlan,
    SlotPlan,
    open_event,
    register_participants,
)
from fairway.meet.actions.requests import answer_request, ask_meeting, load_requests
from fairway.meet.actions.timetables import make_timetable

__all__ = [
    "EventPlan",
    "PresentationPlan",
    "SlotPlan",
    "answer_request",
    "ask_meeting",
    "load_requests",
    "make_timetable",
    "open_event",
    "register_participants",
]
