"""Questions about records, credit models and ratings."""

from fairway.trust.queries.methods import current_model, method, needed_model, shipped_model
from fairway.trust.queries.outcomes import Line, Outcome, outcomes
from fairway.trust.queries.ratings import (
    NO_FILE,
    history,
    latest_grades,
    latest_ratings,
    of_grade,
    ratings_seen_by,
)
from fairway.trust.queries.records import credit_files, records_seen_by
from fairway.trust.queries.statements import Account, Statement, account, spoken, statement
from fairway.trust.queries.validation import (
    Drift,
    Edition,
    GradeLine,
    Validation,
    editions,
    usual_edition,
    validation,
)

__all__ = [
    "NO_FILE",
    "Account",
    "Drift",
    "Edition",
    "GradeLine",
    "Line",
    "Outcome",
    "Statement",
    "Validation",
    "account",
    "credit_files",
    "current_model",
    "editions",
    "history",
    "latest_grades",
    "latest_ratings",
    "method",
    "needed_model",
    "of_grade",
    "outcomes",
    "ratings_seen_by",
    "records_seen_by",
    "shipped_model",
    "spoken",
    "statement",
    "usual_edition",
    "validation",
]
