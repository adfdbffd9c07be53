"""Pages of ratings, records, credit models, assessments and statements."""

from fairway.trust.views.assessments import (
    assessment,
    assessments,
    declare,
    deliver,
    new_assessment,
    publish,
    refuse,
    withdraw,
)
from fairway.trust.views.methods import model, models
from fairway.trust.views.ratings import rate, rating, ratings
from fairway.trust.views.records import record, records
from fairway.trust.views.statements import keys, report, verify, verify_number

__all__ = [
    "assessment",
    "assessments",
    "declare",
    "deliver",
    "keys",
    "model",
    "models",
    "new_assessment",
    "publish",
    "rate",
    "rating",
    "ratings",
    "record",
    "records",
    "refuse",
    "report",
    "verify",
    "verify_number",
    "withdraw",
]
