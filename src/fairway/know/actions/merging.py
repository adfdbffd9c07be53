"""Making two records of one organisation one, and taking it back.

Every row that points to the merged record comes to point to the kept one; what a constraint forbids to move stays
with the merged record, which stays itself, with its page and its past. Each moved row is a ``Move``.

Merges are taken back in any order: the later merges that lean on one are taken back first and made again after it,
so that what is left is what would stand had that one never been made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.actions.search import reindex
from fairway.know.models import Merge, Move, Organisation, Ruling, Verdict
from fairway.know.queries.hanging import bound, hanging, movable, pointers
from fairway.know.queries.merges import leaning_on
from fairway.know.queries.weights import needs_second
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fairway.base.models import User
    from fairway.know.queries.hanging import Pointer

BATCH = 1000


@transaction.atomic
def merge_organisations(
    *, actor: User, reason: str, kept: Organisation, merged: Organisation, ruling: Ruling | None = None
) -> Merge:
    """Make ``merged`` one with ``kept``: every row of every step that points to it moves, set by set.

    The kept record's own fields stay as they are. Raises Refused ``second-person`` where a rating or another weighty
    thing hangs on either and no ``ruling`` that a second person confirmed is given, ``own-case`` to whoever acts for
    one of the two, ``merged-already``, and ``demo-and-real`` where one record is invented and the other is not.
    """
    require(actor, "know.decide_doubles")
    _refuse_own_case(actor, "know.decide_doubles", [kept, merged])
    _lock({kept.pk, merged.pk})
    _refuse_alone(ruling, kept, merged)
    merge = _merge(actor=actor, reason=reason, kept=kept, merged=merged, ruling=ruling)
    audit.record(
        actor=actor,
        verb="merge_organisations",
        subject=merge,
        reason=reason,
        kept=kept.pk,
        merged=merged.pk,
        moved=merge.moves.count(),
    )
    return merge


@transaction.atomic
def undo_merge(*, actor: User, reason: str, merge: Merge) -> Merge:
    """Take a merge back: what it moved, and still is with the kept record, goes back.

    Rows that came to the kept record since stay there. The decision behind the merge is revoked, so that nobody is
    proposed the same again. Raises Refused ``undone-already``, or ``own-case`` to whoever acts for one of the two.
    """
    require(actor, "know.decide_doubles")
    _refuse_own_case(actor, "know.decide_doubles", [merge.kept, merge.merged])
    returned, left = _undo(actor=actor, merge=merge)
    if merge.ruling_id is not None:
        Ruling.objects.filter(pk=merge.ruling_id, revoked_at__isnull=True).update(revoked_at=timezone.now())
    audit.record(
        actor=actor,
        verb="undo_merge",
        subject=merge,
        reason=reason,
        kept=merge.kept_id,
        merged=merge.merged_id,
        returned=returned,
        left=left,
    )
    return merge


def _refuse_own_case(actor: User, right: str, records: Iterable[Organisation]) -> None:
    """Nobody decides on an organisation they act for, whatever their role."""
    if not all(actor.has_perm(right, record) for record in records):
        text = gettext_noop("You act for one of these organisations. Somebody who does not must decide.")
        raise Refused("own-case", text)


def _refuse_alone(ruling: Ruling | None, kept: Organisation, merged: Organisation) -> None:
    """Two people where it weighs: the ruling must be about these two, stand, and be confirmed."""
    if not needs_second([kept.pk, merged.pk]):
        return
    both = {kept.pk, merged.pk}
    stands = ruling is not None and ruling.revoked_at is None and ruling.verdict == Verdict.SAME
    if not stands or ruling is None or ruling.confirmed_by_id is None or ruling.pair is None:
        text = gettext_noop("Ratings or credit records hang on these records. Decide at the desk: a second confirms.")
        raise Refused("second-person", text)
    if {ruling.pair.left_id, ruling.pair.right_id} != both:
        raise Invalid("other-pair", gettext_noop("This decision is about other records."))


def _merge(*, actor: User, reason: str, kept: Organisation, merged: Organisation, ruling: Ruling | None) -> Merge:
    """Merge without asking who may: the caller has, and writes the audit line."""
    _lock({kept.pk, merged.pk})
    kept.refresh_from_db()
    merged.refresh_from_db()
    _refuse_pair(kept, merged)
    merge = Merge.objects.create(kept=kept, merged=merged, ruling=ruling, reason=reason[:500], done_by=actor)
    _take(merge)
    reindex([kept.pk, merged.pk])
    merged.merged_into = kept
    return merge


def _refuse_pair(kept: Organisation, merged: Organisation) -> None:
    if kept.pk == merged.pk:
        raise Invalid("one-record", gettext_noop("These are not two records but one."))
    for record in (kept, merged):
        if record.merged_into_id is not None:
            text = gettext_noop("%(name)s has been merged into another record already. Decide on that one.")
            raise Refused("merged-already", text, name=record.name)
    if kept.is_demo != merged.is_demo:
        text = gettext_noop("One record is invented, the other is real. They cannot become one.")
        raise Refused("demo-and-real", text)


def _undo(*, actor: User, merge: Merge) -> tuple[int, int]:
    """Take back without asking who may; gives how many rows went back and how many could not."""
    later = _locked(merge)
    for each in reversed(later):
        _put_back(each)
    outcome = _put_back(merge)
    merge.undone_by, merge.undone_at = actor, timezone.now()
    merge.save(update_fields=["undone_by", "undone_at"])
    Move.objects.filter(merge__in=later).delete()
    for each in later:
        _take(each)
    reindex({pk for each in (merge, *later) for pk in (each.kept_id, each.merged_id)})
    return outcome


def _lock(organisations: set[int]) -> None:
    """Hold the records, in one order for everybody, so that no row is hung on one of them meanwhile.

    In turn: a merge comes wholly before an edition of ratings, or after.
    """
    audit.wait_for_turn()
    list(Organisation.objects.select_for_update().filter(pk__in=organisations).order_by("pk"))


def _locked(merge: Merge) -> list[Merge]:
    """The later merges that lean on this one, with everything held that any of them touches."""
    found = leaning_on(merge)
    _lock({pk for each in (merge, *found) for pk in (each.kept_id, each.merged_id)})
    merge.refresh_from_db()
    if merge.undone_at is not None:
        raise Refused("undone-already", gettext_noop("This merge has been undone already."))
    later = leaning_on(merge)
    if later != found:
        raise Refused("changed-meanwhile", gettext_noop("Somebody changed this meanwhile. Look again, then decide."))
    return later


def _take(merge: Merge) -> None:
    """Move what can move from the merged record to the kept one, and point the merged record to it."""
    origin, target = merge.merged_id, merge.kept_id
    for pointer in hanging([origin])[origin]:
        free = movable(pointer, origin, target).order_by("pk")
        moves = [
            Move(merge=merge, table=pointer.table, row=row, column=pointer.column)
            for row in free.values_list("pk", flat=True)
        ]
        Move.objects.bulk_create(moves, batch_size=BATCH)
        if moves:
            pointer.rows(origin).filter(_moved(pointer, merge)).update(**{pointer.column: target})
    Organisation.objects.filter(pk=origin).update(merged_into=target)


def _put_back(merge: Merge) -> tuple[int, int]:
    """Move back what the merge moved and is still with the kept record; gives how many went and how many could not.

    A row cannot go back where the merged record has been given the same one since.
    """
    origin, target = merge.kept_id, merge.merged_id
    Organisation.objects.filter(pk=target).update(merged_into=None)
    touched = set(merge.moves.order_by().values_list("table", "column").distinct())
    returned = left = 0
    for pointer in (p for p in pointers() if (p.table, p.column) in touched):
        mine = _moved(pointer, merge)
        returned += movable(pointer, origin, target, back=True).filter(mine).update(**{pointer.column: target})
        left += bound(pointer, origin, target, back=True).filter(mine).count()
    return returned, left


def _moved(pointer: Pointer, merge: Merge) -> Q:
    return Q(pk__in=merge.moves.order_by().filter(table=pointer.table, column=pointer.column).values("row"))
