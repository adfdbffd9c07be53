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
    "trust.rate": Right(CREDIT),
    "trust.approve_model": Right(CREDIT),
    "trust.load_records": Right(CREDIT_AND_PROMOTION),
    "trust.see_assessments": Right(OFFICES, own=ENTERPRISE),
    "trust.order_assessment": Right(CREDIT_AND_PROMOTION, never_own=True),
    "trust.declare_interests": Right(CREDIT, own=ENTERPRISE),
    "trust.deliver_assessment": Right(CREDIT, own=ENTERPRISE),
    "trust.publish_assessment": Right(CREDIT, never_own=True),
    "trust.issue_statement": Right(CREDIT_AND_PROMOTION, own=ENTERPRISE),
    "trust.change_status": Right(CREDIT, never_own=True),
}
grant(RIGHTS)
