"""Pages of ratings, records and credit models."""

from fairway.trust.views.methods import model, models
from fairway.trust.views.ratings import rate, rating, ratings
from fairway.trust.views.records import record, records
from fairway.trust.views.validation import validation

__all__ = ["model", "models", "rate", "rating", "ratings", "record", "records", "validation"]
