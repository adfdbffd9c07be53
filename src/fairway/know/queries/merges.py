"""Questions about merges: which stand, which lean on one another, what moved and what stayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from fairway.know.models import Merge, Move
from fairway.know.queries.hanging import by_table, hanging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from fairway.know.models import Organisation


def leaning_on(merge: Merge) -> list[Merge]:
    """The later merges that stand and touch a record this one touched, directly or through one another; in order."""
    touched, found = {merge.kept_id, merge.merged_id}, []
    for each in Merge.objects.filter(pk__gt=merge.pk, undone_at__isnull=True).order_by("pk"):
        if touched & {each.kept_id, each.merged_id}:
            touched |= {each.kept_id, each.merged_id}
            found.append(each)
    return found


def merges_seen() -> QuerySet[Merge]:
    """Every merge with both records, who did it, and how many rows it moved."""
    people = "done_by", "undone_by", "ruling__decided_by", "ruling__confirmed_by"
    rows = Merge.objects.select_related("kept", "merged", *people)
    moves = Move.objects.filter(merge=OuterRef("pk")).order_by().values("merge").annotate(rows=Count("pk"))
    return rows.annotate(rows_moved=Coalesce(Subquery(moves.values("rows")), 0))


def moved_by_table(merge: Merge) -> dict[str, int]:
    """How many rows of each table the merge moved."""
    return dict(merge.moves.order_by().values_list("table").annotate(rows=Count("pk")))


def stayed_by_table(merge: Merge) -> dict[str, int]:
    """How many rows of each table are with the merged record: the kept one has the same, or they tie both."""
    return by_table(hanging([merge.merged_id])[merge.merged_id])


@dataclass(frozen=True)
class MergeBanner:
    """What a record's page says of merges: ``into`` while it is merged itself, and those merged into it."""

    into: Merge | None
    taken: Sequence[Merge]


def merge_banner(organisation: Organisation) -> MergeBanner:
    """The merges that stand and touch ``organisation``: one query."""
    both = Merge.objects.filter(undone_at__isnull=True).select_related("kept", "merged", "done_by")
    found = list(both.filter(merged=organisation) | both.filter(kept=organisation))
    into = next((merge for merge in found if merge.merged_id == organisation.pk), None)
    return MergeBanner(into, [merge for merge in found if merge.kept_id == organisation.pk])
