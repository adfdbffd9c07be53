"""The API of GOVERN."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ninja import Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import acting, require
from fairway.govern import queries

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.govern.models import Membership

router = Router(tags=["Govern"])


class MembershipOut(Schema):
    """Who acts for which organisation."""

    id: int
    username: str
    organisation_id: int
    role: str
    valid_from: date
    valid_until: date | None

    @staticmethod
    def resolve_username(membership: Membership) -> str:
        """The account's name."""
        return membership.user.get_username()


@router.get("/members", response=list[MembershipOut], summary="Memberships")
@paginate(Pages)
def members(request: HttpRequest) -> QuerySet[Membership]:
    """Every membership for the offices, those of one's own organisations for others."""
    require(request.user, "govern.see_members")
    return queries.members_seen_by(acting(request)).order_by("pk")
