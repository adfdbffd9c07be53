"""Questions about records, credit models and ratings."""

from fairway.trust.queries.assessments import order_at, orders_seen_by, took_part
from fairway.trust.queries.cases import (
    Move,
    appealing_sides,
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
from fairway.trust.queries.editions import editions
from fairway.trust.queries.files import CreditFile, credit_file
from fairway.trust.queries.independence import refusals
from fairway.trust.queries.issued import (
    Checked,
    check_document,
    check_number,
    needed_rating,
    organisation_at,
    public_address,
)
from fairway.trust.queries.keys import issuer, key_document
from fairway.trust.queries.looks import is_kept, is_office, looks_at, looks_seen_by
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
from fairway.trust.queries.notices import held_up, named_records, notices_of, notices_seen_by, open_notices
from fairway.trust.queries.outcomes import Line, Outcome, outcomes
from fairway.trust.queries.ratings import (
    NO_FILE,
    history,
    latest_grades,
    latest_ratings,
    newest_results,
    of_grade,
    ratings_seen_by,
)
from fairway.trust.queries.record_facts import record_facts
from fairway.trust.queries.records import credit_files, is_shared_with, records_seen_by, sees_ended, shared_lines
from fairway.trust.queries.reports import credit_report, ready_to_print, report_values
from fairway.trust.queries.simulation import seen_by_both
from fairway.trust.queries.statements import Account, Statement, Words, account, own_words, spoken, statement
from fairway.trust.queries.validation import (
    Drift,
    Edition,
    GradeLine,
    Validation,
    rated_editions,
    usual_edition,
    validation,
)

__all__ = [
    "NO_FILE",
    "Account",
    "Checked",
    "CreditFile",
    "Drift",
    "Edition",
    "GradeLine",
    "Line",
    "Move",
    "Outcome",
    "Statement",
    "Validation",
    "Words",
    "account",
    "appealing_sides",
    "approved_models",
    "cases_on",
    "cases_seen_by",
    "check_document",
    "check_number",
    "clock_counts",
    "clocks",
    "credit_file",
    "credit_files",
    "credit_report",
    "current_model",
    "current_models",
    "editions",
    "held_up",
    "history",
    "is_kept",
    "is_office",
    "is_shared_with",
    "is_simulated",
    "issuer",
    "key_document",
    "latest_grades",
    "latest_ratings",
    "looks_at",
    "looks_seen_by",
    "may_appeal",
    "method",
    "models_seen_by",
    "moves",
    "named_records",
    "needed_model",
    "needed_rating",
    "newest_results",
    "next_open",
    "notices_of",
    "notices_seen_by",
    "of_grade",
    "open_notices",
    "order_at",
    "orders_seen_by",
    "organisation_at",
    "outcomes",
    "own_words",
    "public_address",
    "rated_editions",
    "ratings_seen_by",
    "ready_to_print",
    "record_facts",
    "records_seen_by",
    "refusals",
    "repair_day",
    "report_values",
    "seen_by_both",
    "sees_ended",
    "shared_lines",
    "shipped_model",
    "shipped_models",
    "simulation_of",
    "spoken",
    "statement",
    "took_part",
    "usual_edition",
    "validation",
    "with_clocks",
]
