"""Questions about credit records."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from fairway.govern.models import Role
from fairway.govern.rules import own_organisations, roles_of
from fairway.trust.models import CreditRecord, Rating
from fairway.trust.queries.narrowing import narrowed

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from fairway.base.models import User

NOT_SHARED = (CreditRecord.Status.REPAIRED, CreditRecord.Status.EXPIRED, CreditRecord.Status.WITHDRAWN)
"""What is over is shown to the credit office and the organisation itself only: repair ends sharing too."""


def records_seen_by(user: User) -> QuerySet[CreditRecord]:
    """List records: all for the credit office, those in use for the promotion office, an enterprise's own for it."""
    rows = narrowed(CreditRecord.objects.select_related("organisation"), user, "trust.see_records")
    if user.is_superuser or Role.CREDIT_OFFICE in roles_of(user):
        return rows
    return rows.filter(~Q(status__in=NOT_SHARED) | Q(organisation__in=own_organisations(user)))


def is_shared_with(user: User, record: CreditRecord) -> bool:
    """Whether ``user`` may still see the record, as far as its status says."""
    return record.status not in NOT_SHARED or records_seen_by(user).filter(pk=record.pk).exists()


def credit_files(organisations: Collection[int]) -> dict[int, int]:
    """Count credit records and ratings with a grade by organisation; "there is no file" counts for nothing."""
    records = CreditRecord.objects.filter(organisation__in=organisations)
    graded = Rating.objects.filter(organisation__in=organisations).exclude(grade="")
    found: Counter[int] = Counter()
    for rows in (records, graded):
        found.update(dict(rows.order_by().values_list("organisation_id").annotate(Count("pk"))))
    return dict(found)
