"""Questions about records, credit models and ratings."""

from fairway.trust.queries.methods import (
    approved_models,
    current_model,
    current_models,
    is_simulated,
    method,
    models_seen_by,
    needed_model,
    shipped_model,
    shipped_models,
    simulation_of,
)
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
from fairway.trust.queries.simulation import seen_by_both
from fairway.trust.queries.statements import Account, Statement, Words, account, own_words, spoken, statement

__all__ = [
    "NO_FILE",
    "Account",
    "Line",
    "Outcome",
    "Statement",
    "Words",
    "account",
    "approved_models",
    "credit_files",
    "current_model",
    "current_models",
    "history",
    "is_simulated",
    "latest_grades",
    "latest_ratings",
    "method",
    "models_seen_by",
    "needed_model",
    "of_grade",
    "outcomes",
    "own_words",
    "ratings_seen_by",
    "record_facts",
    "records_seen_by",
    "seen_by_both",
    "shipped_model",
    "shipped_models",
    "simulation_of",
    "spoken",
    "statement",
]
