"""Rows a user may see: all for the offices that hold the right, their own organisations' for everybody else."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Model, Q

from fairway.govern.rules import own_organisations, roles_of
from fairway.trust.rules import RIGHTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from fairway.base.models import User

Row = TypeVar("Row", bound=Model)


def narrowed(rows: QuerySet[Row], user: User, right: str, owners: Sequence[str] = ("organisation",)) -> QuerySet[Row]:
    """Keep the rows that ``user`` may see by ``right``; ``owners`` are the columns that name whose a row is."""
    if user.is_superuser or roles_of(user) & RIGHTS[right].roles:
        return rows
    own = own_organisations(user, RIGHTS[right].own)
    return rows.filter(reduce(or_, (Q(**{f"{owner}__in": own}) for owner in owners)))
