"""Keeping records, approving credit models, rating organisations."""

from fairway.trust.actions.methods import approve_model
from fairway.trust.actions.ratings import rate_organisations
from fairway.trust.actions.records import load_records

__all__ = ["approve_model", "load_records", "rate_organisations"]
