"""Keeping records, approving credit models, rating organisations."""

from fairway.trust.actions.methods import approve_model
from fairway.trust.actions.ratings import rate_organisations
from fairway.trust.actions.records import load_records
from fairway.trust.actions.statuses import change_status

__all__ = ["approve_model", "change_status", "load_records", "rate_organisations"]
