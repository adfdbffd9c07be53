"""Questions about who acts for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from fairway.govern.models import Membership
from fairway.govern.rules import RIGHTS, own_organisations, roles_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from fairway.base.models import User


def members_on(day: date) -> QuerySet[Membership]:
    """Memberships valid on ``day``."""
    return Membership.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


def members_seen_by(user: User) -> QuerySet[Membership]:
    """Every membership for the offices, those of their own organisations for others."""
    rows = Membership.objects.select_related("user", "organisation")
    if user.is_superuser or roles_of(user) & RIGHTS["govern.see_members"].roles:
        return rows
    return rows.filter(organisation__in=own_organisations(user))
