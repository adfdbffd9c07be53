"""Events, who takes part, who asked to meet whom, timetables, and what came of the meetings."""

from fairway.meet.models.after import MeetingReport, Minutes, MinutesStep, Opportunity, OpportunityEntry
from fairway.meet.models.day import AgendaSeen, CheckIn, Disturbance
from fairway.meet.models.events import Event, Expectation, Slot, Topic
from fairway.meet.models.grid import GridEdit, SolverRun
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
    "GridEdit",
    "InterpreterShift",
    "Meeting",
    "MeetingReport",
    "MeetingRequest",
    "Minutes",
    "MinutesStep",
    "Opportunity",
    "OpportunityEntry",
    "Participation",
    "Presentation",
    "PresentationLead",
    "Registration",
    "Room",
    "Slot",
    "SolverRun",
    "Stand",
    "Timetable",
    "Topic",
    "Unmet",
]
