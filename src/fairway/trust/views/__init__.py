"""Pages of ratings, records, credit models and cases."""

from fairway.trust.views.cases import case, cases, move, problems, run_due
from fairway.trust.views.methods import model, models
from fairway.trust.views.opening import open_appeal, open_objection, open_problem, open_repair
from fairway.trust.views.ratings import rate, rating, ratings
from fairway.trust.views.records import record, records

__all__ = [
    "case",
    "cases",
    "model",
    "models",
    "move",
    "open_appeal",
    "open_objection",
    "open_problem",
    "open_repair",
    "problems",
    "rate",
    "rating",
    "ratings",
    "record",
    "records",
    "run_due",
]
