"""Questions about credit records."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext_noop

from fairway.govern.models import Role
from fairway.govern.rules import own_organisations, roles_of
from fairway.trust.models import CreditRecord, Rating
from fairway.trust.queries.narrowing import narrowed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.trust.queries.outcomes import Line

NOT_SHARED = (CreditRecord.Status.REPAIRED, CreditRecord.Status.EXPIRED, CreditRecord.Status.WITHDRAWN)
"""What is over is shown to the credit office and the organisation itself only: repair ends sharing too."""


ENDED = gettext_noop("A record that is over and no longer shown.")
ENDED_RED = gettext_noop("A record that is over and no longer shown crossed a red line (%(basis)s).")


def sees_ended(user: User, organisation: Organisation) -> bool:
    """Whether ``user`` sees what is over: for the credit office, and for whoever acts for the organisation."""
    return sees_all_ended(user) or organisation.pk in own_organisations(user)


def sees_all_ended(user: User) -> bool:
    """Whether ``user`` sees what is over of every organisation."""
    return user.is_superuser or Role.CREDIT_OFFICE in roles_of(user)


def shared_lines(lines: Sequence[Line]) -> list[Line]:
    """Leave the records out that may not be shared any more: their points stay, so that all still add up."""
    named = {line["record"] for line in lines if line["record"] is not None}
    ended = set(CreditRecord.objects.filter(pk__in=named, status__in=NOT_SHARED).values_list("pk", flat=True))
    return [shown for line in lines if (shown := _nameless(line) if line["record"] in ended else line) is not None]


def _nameless(line: Line) -> Line | None:
    if "basis" in line["params"]:
        return {**line, "text": ENDED_RED, "params": {"basis": line["params"]["basis"]}, "record": None}
    return {**line, "text": ENDED, "params": {}, "record": None} if line["points"] else None


def records_seen_by(user: User) -> QuerySet[CreditRecord]:
    """List records: all for the credit office, those in use for the promotion office, their own for everybody else."""
    rows = narrowed(CreditRecord.objects.select_related("organisation"), user, "trust.see_records")
    if sees_all_ended(user):
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
