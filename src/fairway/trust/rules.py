"""Who may see, rate and approve. What is said of an organisation, whoever acts for it sees and may contest."""

from __future__ import annotations

from fairway.govern.models import Role
from fairway.govern.rules import ALL, OFFICES, Right, grant

CREDIT = frozenset({Role.CREDIT_OFFICE})
CREDIT_AND_PROMOTION = frozenset({Role.CREDIT_OFFICE, Role.PROMOTION_OFFICE})

RIGHTS = {
    "trust.see_ratings": Right(OFFICES, own=ALL),
    "trust.see_records": Right(CREDIT_AND_PROMOTION, own=ALL),
    "trust.see_models": Right(ALL),
    "trust.see_file": Right(CREDIT_AND_PROMOTION, own=ALL),
    "trust.see_notices": Right(CREDIT, own=ALL),
    "trust.see_looks": Right(CREDIT, own=ALL),
    "trust.see_editions": Right(ALL),
    "trust.rate": Right(CREDIT),
    "trust.draft_models": Right(CREDIT),
    "trust.approve_model": Right(CREDIT),
    "trust.load_records": Right(CREDIT_AND_PROMOTION, never_own=True),
    "trust.see_assessments": Right(OFFICES, own=ALL),
    "trust.order_assessment": Right(CREDIT_AND_PROMOTION, never_own=True),
    "trust.declare_interests": Right(CREDIT, own=ALL),
    "trust.deliver_assessment": Right(CREDIT, own=ALL),
    "trust.publish_assessment": Right(CREDIT, never_own=True),
    "trust.issue_statement": Right(CREDIT_AND_PROMOTION, own=ALL),
    "trust.change_status": Right(CREDIT, never_own=True),
    "trust.see_cases": Right(CREDIT_AND_PROMOTION, own=ALL),
    "trust.open_cases": Right(CREDIT, own=ALL),
    "trust.handle_cases": Right(CREDIT, never_own=True),
    "trust.decide_cases": Right(CREDIT, never_own=True),
    "trust.run_due_cases": Right(CREDIT),
}
grant(RIGHTS)
