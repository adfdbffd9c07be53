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
from fairway.trust.queries.record_facts import record_facts
from fairway.trust.queries.records import credit_files, records_seen_by
from fairway.trust.queries.statements import Account, Statement, account, spoken, statement

__all__ = [
    "NO_FILE",
    "Account",
    "Line",
    "Outcome",
    "Statement",
    "account",
    "credit_files",
    "current_model",
    "history",
    "latest_grades",
    "latest_ratings",
    "method",
    "needed_model",
    "of_grade",
    "outcomes",
    "ratings_seen_by",
    "record_facts",
    "records_seen_by",
    "shipped_model",
    "spoken",
    "statement",
]
