"""Events, who takes part, who asked to meet whom, and timetables."""

from fairway.meet.models.events import Event, Presentation, Slot
from fairway.meet.models.participants import Participation
from fairway.meet.models.requests import MeetingRequest
from fairway.meet.models.timetables import Meeting, Timetable, Unmet

__all__ = ["Event", "Meeting", "MeetingRequest", "Participation", "Presentation", "Slot", "Timetable", "Unmet"]
