"""Keeping records, approving credit models, rating organisations."""

from fairway.trust.actions.due import DueRun, run_due
from fairway.trust.actions.editions import publish_edition, replay_edition
from fairway.trust.actions.hearing import Correction, ask_authority, decide_case, keep_answer, take_back_case
from fairway.trust.actions.methods import (
    approve_model,
    discard_draft,
    draft_model,
    edit_draft,
    publish_model,
    withdraw_model,
)
from fairway.trust.actions.notices import let_take_effect, see_notice, withdraw_notice
from fairway.trust.actions.opening import appeal_case, open_objection, open_problem, open_repair
from fairway.trust.actions.problems import agree_plan, close_problem, notify_problem, reopen_problem, report_rectified
from fairway.trust.actions.ratings import rate_organisations
from fairway.trust.actions.records import load_records
from fairway.trust.actions.simulations import simulate_model
from fairway.trust.actions.statuses import change_status
from fairway.trust.actions.views import log_view

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
    "discard_draft",
    "draft_model",
    "edit_draft",
    "keep_answer",
    "let_take_effect",
    "load_records",
    "log_view",
    "notify_problem",
    "open_objection",
    "open_problem",
    "open_repair",
    "publish_edition",
    "publish_model",
    "rate_organisations",
    "reopen_problem",
    "replay_edition",
    "report_rectified",
    "run_due",
    "see_notice",
    "simulate_model",
    "take_back_case",
    "withdraw_model",
    "withdraw_notice",
]
