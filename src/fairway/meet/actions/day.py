"""Verbs of the day itself: welcoming, personal links, what goes otherwise than planned, repairing."""

from fairway.meet.actions.check_ins import check_in, undo_check_in
from fairway.meet.actions.disturbances import (
    Report,
    dismiss_disturbance,
    read_agenda,
    report_by_link,
    report_disturbance,
    take_back_by_link,
)
from fairway.meet.actions.links import personal_links
from fairway.meet.actions.repairs import repair_day, undo_repair
from fairway.meet.actions.walk_ins import hold_walk_in

__all__ = [
    "Report",
    "check_in",
    "dismiss_disturbance",
    "hold_walk_in",
    "personal_links",
    "read_agenda",
    "repair_day",
    "report_by_link",
    "report_disturbance",
    "take_back_by_link",
    "undo_check_in",
    "undo_repair",
]
