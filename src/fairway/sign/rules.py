"""Who may see, load, announce and sign."""

from __future__ import annotations

from fairway.govern.models import Role
from fairway.govern.rules import OFFICES, Right, grant

PROMOTION = frozenset({Role.PROMOTION_OFFICE})

RIGHTS = {
    "sign.see_agreements": Right(OFFICES, own=frozenset({Role.ENTERPRISE})),
    "sign.load_agreements": Right(PROMOTION),
    "sign.sign_agreement": Right(PROMOTION),
    "sign.announce_signing": Right(PROMOTION),
}
grant(RIGHTS)
