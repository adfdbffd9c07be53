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
from fairway.trust.actions.methods import approve_model
from fairway.trust.actions.ratings import rate_organisations
from fairway.trust.actions.records import load_records
from fairway.trust.actions.statements import Wish, issue_statement
from fairway.trust.actions.statuses import change_status

__all__ = [
    "PUBLISH",
    "Finding",
    "Request",
    "Wish",
    "approve_model",
    "change_status",
    "declare_interests",
    "deliver_assessment",
    "issue_statement",
    "load_records",
    "order_assessment",
    "publish_assessment",
    "rate_organisations",
    "refuse_assessment",
    "withdraw_order",
]
