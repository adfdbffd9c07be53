"""Who may load folders and see the dashboard."""

from __future__ import annotations

from fairway.govern.models import Role
from fairway.govern.rules import ALL, Right, grant

RIGHTS = {
    "chain.load_folder": Right(frozenset({Role.PROMOTION_OFFICE})),
    "chain.see_dashboard": Right(ALL),
}
grant(RIGHTS)
