"""Questions about credit records."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count

from fairway.trust.models import CreditRecord, Rating
from fairway.trust.queries.narrowing import narrowed

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from fairway.base.models import User


def records_seen_by(user: User) -> QuerySet[CreditRecord]:
    """List records: all for the credit and promotion offices, their own organisations' for enterprises."""
    return narrowed(CreditRecord.objects.select_related("organisation"), user, "trust.see_records")


def credit_files(organisations: Collection[int]) -> dict[int, int]:
    """Count credit records and ratings with a grade by organisation; "there is no file" counts for nothing."""
    records = CreditRecord.objects.filter(organisation__in=organisations)
    graded = Rating.objects.filter(organisation__in=organisations).exclude(grade="")
    found: Counter[int] = Counter()
    for rows in (records, graded):
        found.update(dict(rows.order_by().values_list("organisation_id").annotate(Count("pk"))))
    return dict(found)
