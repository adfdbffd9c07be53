"""Questions about assessments by third parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_noop

from fairway.govern.rules import own_organisations, roles_of
from fairway.lib.errors import Missing
from fairway.trust.models import AssessmentOrder
from fairway.trust.rules import RIGHTS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fairway.base.models import User

SEE = "trust.see_assessments"
OWN_ASSESSMENT = gettext_noop(
    "You handed this assessment in or declared for its assessor. Have somebody else decide on it."
)


def orders_seen_by(user: User) -> QuerySet[AssessmentOrder]:
    """List orders: all for the offices, those of their own organisations, on either side, for enterprises."""
    rows = AssessmentOrder.objects.select_related("subject", "assessor", "assessment")
    if user.is_superuser or roles_of(user) & RIGHTS[SEE].roles:
        return rows
    own = own_organisations(user, RIGHTS[SEE].own)
    return rows.filter(Q(subject__in=own) | Q(assessor__in=own))


def order_at(pk: int) -> AssessmentOrder:
    """Find one order with all that came of it. Raises Missing ``order-missing``."""
    rows = AssessmentOrder.objects.select_related(
        "subject", "assessor", "ordered_by", "assessment__author", "assessment__decided_by", "declaration__declared_by"
    )
    found = rows.prefetch_related("declaration__interests").filter(pk=pk).first()
    if found is None:
        raise Missing("order-missing", gettext_noop("No order of an assessment has this address."))
    return found


def took_part(user: User, order: AssessmentOrder) -> bool:
    """Whether ``user`` spoke for the assessor: declared its interests, or handed the assessment in."""
    declared, made = getattr(order, "declaration", None), getattr(order, "assessment", None)
    return user.pk in {declared and declared.declared_by_id, made and made.author_id}
