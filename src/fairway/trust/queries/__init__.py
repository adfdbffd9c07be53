"""Questions about records, credit models, ratings, assessments and issued statements."""

from fairway.trust.queries.assessments import order_at, orders_seen_by
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
from fairway.trust.queries.reports import credit_report, ready_to_print, report_values
from fairway.trust.queries.statements import Account, Statement, account, spoken, statement

__all__ = [
    "NO_FILE",
    "Account",
    "Checked",
    "Line",
    "Outcome",
    "Statement",
    "account",
    "check_document",
    "check_number",
    "credit_files",
    "credit_report",
    "current_model",
    "history",
    "issuer",
    "key_document",
    "latest_grades",
    "latest_ratings",
    "method",
    "needed_model",
    "needed_rating",
    "of_grade",
    "order_at",
    "orders_seen_by",
    "organisation_at",
    "outcomes",
    "public_address",
    "ratings_seen_by",
    "ready_to_print",
    "record_facts",
    "records_seen_by",
    "refusals",
    "report_values",
    "shipped_model",
    "spoken",
    "statement",
]
