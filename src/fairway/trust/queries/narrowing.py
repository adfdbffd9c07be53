"""Rows a user may see: all for the offices, their own organisations' for enterprises."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model

from fairway.govern.rules import own_organisations, roles_of
from fairway.trust.rules import RIGHTS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fairway.base.models import User

Row = TypeVar("Row", bound=Model)


def narrowed(rows: QuerySet[Row], user: User, right: str) -> QuerySet[Row]:
    """Keep the rows that ``user`` may see by ``right``."""
    if user.is_superuser or roles_of(user) & RIGHTS[right].roles:
        return rows
    return rows.filter(organisation__in=own_organisations(user, RIGHTS[right].own))
