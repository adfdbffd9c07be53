"""Keeping records, approving credit models, rating organisations, serving notices, publishing editions."""

from fairway.trust.actions.editions import publish_edition, replay_edition
from fairway.trust.actions.methods import approve_model
from fairway.trust.actions.notices import let_take_effect, see_notice, withdraw_notice
from fairway.trust.actions.ratings import rate_organisations
from fairway.trust.actions.records import load_records
from fairway.trust.actions.statuses import change_status
from fairway.trust.actions.views import log_view

__all__ = [
    "approve_model",
    "change_status",
    "let_take_effect",
    "load_records",
    "log_view",
    "publish_edition",
    "rate_organisations",
    "replay_edition",
    "see_notice",
    "withdraw_notice",
]
