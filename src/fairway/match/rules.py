"""Who may see, suggest and answer."""

from __future__ import annotations

from fairway.govern.models import Role
from fairway.govern.rules import ALL, Right, grant

PROMOTION = frozenset({Role.PROMOTION_OFFICE})

RIGHTS = {
    "match.see_suggestions": Right(
        PROMOTION | {Role.ZONE_COMMITTEE}, own=frozenset({Role.ENTERPRISE, Role.CREDIT_OFFICE})
    ),
    "match.see_offers": Right(ALL),
    "match.load_listings": Right(PROMOTION),
    "match.suggest": Right(PROMOTION),
    # Nobody answers for others, whatever their office.
    "match.answer_suggestion": Right(own=frozenset({Role.ENTERPRISE, Role.ZONE_COMMITTEE})),
}
grant(RIGHTS)
