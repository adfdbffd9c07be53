"""Keeping records, approving credit models, rating organisations."""

from fairway.trust.actions.methods import (
    approve_model,
    discard_draft,
    draft_model,
    edit_draft,
    publish_model,
    withdraw_model,
)
from fairway.trust.actions.ratings import rate_organisations
from fairway.trust.actions.records import load_records
from fairway.trust.actions.simulations import simulate_model
from fairway.trust.actions.statuses import change_status

__all__ = [
    "approve_model",
    "change_status",
    "discard_draft",
    "draft_model",
    "edit_draft",
    "load_records",
    "publish_model",
    "rate_organisations",
    "simulate_model",
    "withdraw_model",
]
