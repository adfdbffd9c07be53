"""Who may see, rate and approve."""

from __future__ import annotations

from fairway.govern.models import Role
from fairway.govern.rules import ALL, OFFICES, Right, grant

CREDIT = frozenset({Role.CREDIT_OFFICE})
CREDIT_AND_PROMOTION = frozenset({Role.CREDIT_OFFICE, Role.PROMOTION_OFFICE})
ENTERPRISE = frozenset({Role.ENTERPRISE})

RIGHTS = {
    "trust.see_ratings": Right(OFFICES, own=ENTERPRISE),
    "trust.see_records": Right(CREDIT_AND_PROMOTION, own=ENTERPRISE),
    "trust.see_models": Right(ALL),
    "trust.see_file": Right(CREDIT_AND_PROMOTION, own=ENTERPRISE),
    "trust.see_notices": Right(CREDIT, own=ENTERPRISE),
    "trust.see_looks": Right(CREDIT, own=ENTERPRISE),
    "trust.see_editions": Right(ALL),
    "trust.rate": Right(CREDIT),
    "trust.draft_models": Right(CREDIT),
    "trust.approve_model": Right(CREDIT),
    "trust.load_records": Right(CREDIT_AND_PROMOTION, never_own=True),
    "trust.change_status": Right(CREDIT, never_own=True),
    "trust.see_cases": Right(CREDIT_AND_PROMOTION, own=ENTERPRISE),
    "trust.open_cases": Right(CREDIT, own=ENTERPRISE),
    "trust.handle_cases": Right(CREDIT, never_own=True),
    "trust.decide_cases": Right(CREDIT, never_own=True),
    "trust.run_due_cases": Right(CREDIT),
}
grant(RIGHTS)
