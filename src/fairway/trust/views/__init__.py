"""Pages of ratings, records and credit models."""

from fairway.trust.views.drafts import discard_draft, draft_edit, draft_new, publish_model, simulate, withdraw_model
from fairway.trust.views.methods import compare_models, model, models
from fairway.trust.views.ratings import rate, rating, ratings
from fairway.trust.views.records import record, records
from fairway.trust.views.simulations import simulation

__all__ = [
    "compare_models",
    "discard_draft",
    "draft_edit",
    "draft_new",
    "model",
    "models",
    "publish_model",
    "rate",
    "rating",
    "ratings",
    "record",
    "records",
    "simulate",
    "simulation",
    "withdraw_model",
]
