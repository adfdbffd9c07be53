"""Keeping records, approving credit models, rating organisations; ordering assessments, issuing statements."""

from fairway.trust.actions.assessments import (
    PUBLISH,
    Finding,
    Request,
    declare_interests,
    deliver_assessment,
    order_assessment,
    publish_assessment,
    refuse_assessment,
    withdraw_order,
)
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
from fairway.trust.actions.one_record import add_record
from fairway.trust.actions.opening import appeal_assessment, appeal_case, open_objection, open_problem, open_repair
from fairway.trust.actions.problems import agree_plan, close_problem, notify_problem, reopen_problem, report_rectified
from fairway.trust.actions.ratings import rate_organisations
from fairway.trust.actions.record_imports import (
    check_record_upload,
    discard_record_upload,
    keep_record_import,
    keep_record_upload,
    keep_taken,
    start_keeping_records,
    start_record_check,
    start_taking_records_back,
    take_records_back,
)
from fairway.trust.actions.records import load_records
from fairway.trust.actions.simulations import simulate_model
from fairway.trust.actions.statements import Wish, issue_statement
from fairway.trust.actions.statuses import change_status
from fairway.trust.actions.views import log_view

__all__ = [
    "PUBLISH",
    "Correction",
    "DueRun",
    "Finding",
    "Request",
    "Wish",
    "add_record",
    "agree_plan",
    "appeal_assessment",
    "appeal_case",
    "approve_model",
    "ask_authority",
    "change_status",
    "check_record_upload",
    "close_problem",
    "decide_case",
    "declare_interests",
    "deliver_assessment",
    "discard_draft",
    "discard_record_upload",
    "draft_model",
    "edit_draft",
    "issue_statement",
    "keep_answer",
    "keep_record_import",
    "keep_record_upload",
    "keep_taken",
    "let_take_effect",
    "load_records",
    "log_view",
    "notify_problem",
    "open_objection",
    "open_problem",
    "open_repair",
    "order_assessment",
    "publish_assessment",
    "publish_edition",
    "publish_model",
    "rate_organisations",
    "refuse_assessment",
    "reopen_problem",
    "replay_edition",
    "report_rectified",
    "run_due",
    "see_notice",
    "simulate_model",
    "start_keeping_records",
    "start_record_check",
    "start_taking_records_back",
    "take_back_case",
    "take_records_back",
    "withdraw_model",
    "withdraw_notice",
    "withdraw_order",
]
