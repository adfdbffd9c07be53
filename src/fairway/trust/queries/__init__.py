"""Questions about records, credit models and ratings."""

from fairway.trust.queries.cases import (
    Move,
    cases_on,
    cases_seen_by,
    clock_counts,
    may_appeal,
    moves,
    next_open,
    repair_day,
    with_clocks,
)
from fairway.trust.queries.clocks import clocks
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
from fairway.trust.queries.records import credit_files, is_shared_with, records_seen_by
from fairway.trust.queries.statements import Account, Statement, account, spoken, statement

__all__ = [
    "NO_FILE",
    "Account",
    "Line",
    "Move",
    "Outcome",
    "Statement",
    "account",
    "cases_on",
    "cases_seen_by",
    "clock_counts",
    "clocks",
    "credit_files",
    "current_model",
    "history",
    "is_shared_with",
    "latest_grades",
    "latest_ratings",
    "may_appeal",
    "method",
    "moves",
    "needed_model",
    "next_open",
    "of_grade",
    "outcomes",
    "ratings_seen_by",
    "record_facts",
    "records_seen_by",
    "repair_day",
    "shipped_model",
    "spoken",
    "statement",
    "with_clocks",
]
