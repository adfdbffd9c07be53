"""Who may see, load, announce and sign, who writes promises down, and who says what became of them."""

from __future__ import annotations

from fairway.govern.models import Role
from fairway.govern.rules import OFFICES, Right, grant

PROMOTION = frozenset({Role.PROMOTION_OFFICE})
FOLLOWERS = frozenset({Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE})
"""Those who follow promises up; the credit office only reads."""
ENTERPRISE = frozenset({Role.ENTERPRISE})

RIGHTS = {
    "sign.see_agreements": Right(OFFICES, own=ENTERPRISE),
    "sign.load_agreements": Right(PROMOTION),
    "sign.sign_agreement": Right(PROMOTION),
    "sign.announce_signing": Right(PROMOTION),
    "sign.revise_agreement": Right(PROMOTION),
    "sign.see_mandates": Right(OFFICES),
    "sign.grant_mandate": Right(PROMOTION, never_own=True),
    "sign.approve_agreement": Right(FOLLOWERS, never_own=True),
    "sign.publish_agreement": Right(PROMOTION),
    "sign.write_promise": Right(FOLLOWERS),
    "sign.record_step": Right(FOLLOWERS, own=ENTERPRISE),
    "sign.follow_promises": Right(frozenset({Role.CREDIT_OFFICE})),
    "sign.confirm_step": Right(FOLLOWERS, never_own=True),
}
grant(RIGHTS)
