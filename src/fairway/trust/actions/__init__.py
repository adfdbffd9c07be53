"""Keeping records, approving credit models, rating organisations, hearing cases."""

from fairway.trust.actions.due import DueRun, run_due
from fairway.trust.actions.hearing import Correction, ask_authority, decide_case, keep_answer, take_back_case
from fairway.trust.actions.methods import approve_model
from fairway.trust.actions.opening import appeal_case, open_objection, open_problem, open_repair
from fairway.trust.actions.problems import agree_plan, close_problem, notify_problem, reopen_problem, report_rectified
from fairway.trust.actions.ratings import rate_organisations
from fairway.trust.actions.records import load_records
from fairway.trust.actions.statuses import change_status

__all__ = [
    "Correction",
    "DueRun",
    "agree_plan",
    "appeal_case",
    "approve_model",
    "ask_authority",
    "change_status",
    "close_problem",
    "decide_case",
    "keep_answer",
    "load_records",
    "notify_problem",
    "open_objection",
    "open_problem",
    "open_repair",
    "rate_organisations",
    "reopen_problem",
    "report_rectified",
    "run_due",
    "take_back_case",
]
