"""Events, who takes part, who asked to meet whom, and timetables."""

from fairway.meet.models.day import AgendaSeen, CheckIn, Disturbance
from fairway.meet.models.events import Event, Expectation, Slot, Topic
from fairway.meet.models.imports import EventImport
from fairway.meet.models.participants import Participation
from fairway.meet.models.programme import ActionItem, AgendaItem, Presentation, PresentationLead, Stand
from fairway.meet.models.registration import Application, Decision, Registration
from fairway.meet.models.requests import Apart, MeetingRequest
from fairway.meet.models.timetables import Meeting, Timetable, Unmet
from fairway.meet.models.venue import InterpreterShift, Room

__all__ = [
    "ActionItem",
    "AgendaItem",
    "AgendaSeen",
    "Apart",
    "Application",
    "CheckIn",
    "Decision",
    "Disturbance",
    "Event",
    "EventImport",
    "Expectation",
    "InterpreterShift",
    "Meeting",
    "MeetingRequest",
    "Participation",
    "Presentation",
    "PresentationLead",
    "Registration",
    "Room",
    "Slot",
    "Stand",
    "Timetable",
    "Topic",
    "Unmet",
]
