"""Events, who takes part, who asked to meet whom, and timetables."""

from fairway.meet.models.events import Event, Presentation, Slot
from fairway.meet.models.imports import EventImport
from fairway.meet.models.participants import Participation
from fairway.meet.models.registration import Application, Decision, Registration
from fairway.meet.models.requests import Apart, MeetingRequest
from fairway.meet.models.timetables import Meeting, Timetable, Unmet

__all__ = [
    "Apart",
    "Application",
    "Decision",
    "Event",
    "EventImport",
    "Meeting",
    "MeetingRequest",
    "Participation",
    "Presentation",
    "Registration",
    "Slot",
    "Timetable",
    "Unmet",
]
