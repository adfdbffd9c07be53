"""The clerk's desk: putting pairs on it, deciding, confirming, taking back.

Nothing here merges by itself: every merge is somebody's decision, and two people's where a rating would move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.actions.merging import _lock, _merge, _refuse_own_case, _refuse_pair, _undo
from fairway.know.engine import written
from fairway.know.engine.linkage.decide import INVERSE
from fairway.know.models import Organisation, Pair, Relation, Ruling, Tie, Verdict
from fairway.know.queries.desk import spelled
from fairway.know.queries.ties import leads_to
from fairway.know.queries.weights import consequences, needs_second
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from fairway.base.models import User

KINDS = {
    written.Relation.BRANCH_OF: Relation.Kind.BRANCH,
    written.Relation.SUBSIDIARY_OF: Relation.Kind.SUBSIDIARY,
    written.Relation.UNION_OF: Relation.Kind.UNION,
    written.Relation.PART_OF: Relation.Kind.PART,
}
"""Relations that the registry keeps. The others (two parts of one organisation, a product, a phrase that means
several) tie a record to no organisation: they are remembered as the decision alone."""

INSIDE = frozenset({Relation.Kind.BRANCH, Relation.Kind.PART})
"""A branch or a part belongs wholly to what it is a branch or part of: two cannot be so to each other."""


@dataclass(frozen=True)
class Choice:
    """What a clerk decides of a pair: ``relation`` is what left is to right, ``kept`` the record that stays.

    Both are asked only where the verdict needs them; ``kept`` ``None`` keeps the record on which more hangs.
    """

    verdict: str
    relation: str = ""
    kept: Organisation | None = None


@transaction.atomic
def rule_pair(*, actor: User, reason: str, pair: Pair, choice: Choice) -> Ruling:
    """Decide on a pair: the same (merged at once, or once a second person confirms), related, different, or later.

    Raises Refused ``own-case`` to whoever acts for one of the two, ``decided-already``, and what a merge refuses.
    """
    require(actor, "know.decide_doubles")
    _refuse_own_case(actor, "know.decide_doubles", [pair.left, pair.right])
    audit.wait_for_turn()
    _lock({pair.left_id, pair.right_id})
    _check(pair, choice)
    _make_room(pair)
    ruling = _ruling(actor, reason, pair, choice)
    if choice.verdict == Verdict.SAME and not ruling.needs_second:
        _carry_out(actor, reason, ruling)
    elif choice.verdict == Verdict.RELATED:
        _relate(ruling, pair, written.Relation(choice.relation))
    audit.record(
        actor=actor,
        verb="rule_pair",
        subject=pair,
        reason=reason,
        verdict=ruling.verdict,
        relation=choice.relation,
        left=pair.left_id,
        right=pair.right_id,
        kept=ruling.kept_id,
        waits=ruling.needs_second,
    )
    return ruling


def _check(pair: Pair, choice: Choice) -> None:
    if choice.verdict not in Verdict.values:
        raise Invalid("verdict", gettext_noop("Decide: the same, related, different, or later."))
    if (choice.verdict == Verdict.RELATED) != (choice.relation in Tie.values):
        raise Invalid("relation", gettext_noop("Say how the two are related, and only where they are."))
    if choice.verdict == Verdict.SAME:
        _refuse_pair(pair.left, pair.right)
    if choice.kept is not None and choice.kept.pk not in {pair.left_id, pair.right_id}:
        raise Invalid("kept", gettext_noop("The record that stays must be one of the two."))


def _make_room(pair: Pair) -> None:
    """Hold the pair; what was put off is decided now, what was decided is not decided again."""
    Pair.objects.select_for_update().get(pk=pair.pk)
    if pair.rulings.filter(revoked_at__isnull=True).exclude(verdict=Verdict.ASK).exists():
        text = gettext_noop("This pair has been decided already. Revoke that decision first.")
        raise Refused("decided-already", text)
    if Organisation.objects.filter(pk__in=[pair.left_id, pair.right_id], merged_into__isnull=False).exists():
        text = gettext_noop("One of these records has been merged meanwhile. There is nothing to decide any more.")
        raise Refused("merged-already", text)
    pair.rulings.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())


def _ruling(actor: User, reason: str, pair: Pair, choice: Choice) -> Ruling:
    spellings, relation = _remembered_as(pair, choice.relation)
    is_same = choice.verdict == Verdict.SAME
    both = [pair.left_id, pair.right_id]
    return Ruling.objects.create(
        pair=pair,
        spelling_a=spellings[0],
        spelling_b=spellings[1],
        verdict=choice.verdict,
        relation=relation,
        kept_id=(choice.kept.pk if choice.kept else _heavier(both)) if is_same else None,
        reason=reason[:500],
        needs_second=is_same and needs_second(both),
        decided_by=actor,
    )


def _remembered_as(pair: Pair, relation: str) -> tuple[tuple[str, str], str]:
    """Both spellings in order, and what the first is to the second."""
    left, right = spelled(pair.left.name), spelled(pair.right.name)
    if left <= right:
        return (left, right), relation
    return (right, left), _turned(written.Relation(relation)).value


def _turned(relation: written.Relation) -> written.Relation:
    return INVERSE.get(relation, relation)


def _heavier(both: list[int]) -> int:
    points = consequences(both)
    return max(both, key=lambda pk: (points[pk], -pk))


def _carry_out(actor: User, reason: str, ruling: Ruling) -> None:
    pair = ruling.pair
    if pair is None or ruling.kept is None:
        raise Refused("pair-gone", gettext_noop("The records of this decision are no longer there."))
    merged = pair.right if ruling.kept_id == pair.left_id else pair.left
    _merge(actor=actor, reason=reason, kept=ruling.kept, merged=merged, ruling=ruling)


def _relate(ruling: Ruling, pair: Pair, relation: written.Relation) -> None:
    """Write the relation into the registry where it keeps such relations and has not got it yet."""
    subject, other = pair.left, pair.right
    if relation not in KINDS:
        relation, subject, other = _turned(relation), other, subject
    if relation not in KINDS:
        return
    known = {"subject": subject, "other": other, "kind": KINDS[relation]}
    if KINDS[relation] in INSIDE and leads_to(other.pk, subject.pk, (None, None)):
        text = gettext_noop("%(other)s belongs wholly to %(subject)s already: they cannot own each other.")
        raise Refused("ownership-circle", text, other=other.name, subject=subject.name)
    if not Relation.objects.filter(**known).exists():
        ruling.tie = Relation.objects.create(**known)
        ruling.save(update_fields=["tie"])


@transaction.atomic
def confirm_ruling(*, actor: User, reason: str, ruling: Ruling) -> Ruling:
    """Agree, as the second person, that two records are the same, and merge them.

    Raises Refused ``same-person`` to whoever decided, ``own-case`` to whoever acts for one of the two, and
    ``not-waiting`` for a decision that waits for nobody.
    """
    require(actor, "know.confirm_merges")
    ruling = _held(ruling)
    if ruling.pair is None or not ruling.needs_second or ruling.confirmed_by_id or ruling.revoked_at:
        raise Refused("not-waiting", gettext_noop("This decision does not wait for a second person."))
    _refuse_own_case(actor, "know.confirm_merges", [ruling.pair.left, ruling.pair.right])
    if ruling.decided_by_id == actor.pk:
        raise Refused("same-person", gettext_noop("You decided this yourself. A second person must confirm it."))
    ruling.confirmed_by, ruling.confirmed_at = actor, timezone.now()
    ruling.save(update_fields=["confirmed_by", "confirmed_at"])
    _carry_out(actor, reason, ruling)
    audit.record(
        actor=actor,
        verb="confirm_ruling",
        subject=ruling,
        reason=reason,
        left=ruling.pair.left_id,
        right=ruling.pair.right_id,
        kept=ruling.kept_id,
        decided_by=ruling.decided_by.get_username(),
    )
    return ruling


def _held(ruling: Ruling) -> Ruling:
    audit.wait_for_turn()
    rows = Ruling.objects.select_for_update(of=("self",)).select_related("pair__left", "pair__right", "decided_by")
    return rows.get(pk=ruling.pk)


@transaction.atomic
def revoke_ruling(*, actor: User, reason: str, ruling: Ruling) -> Ruling:
    """Take a decision back: its merge is undone, the relation it wrote goes, and its spellings are forgotten.

    The second person may turn down what waits for one. Raises Refused ``revoked-already`` or ``own-case``.
    """
    ruling = _held(ruling)
    waits = ruling.needs_second and ruling.confirmed_by_id is None
    right = "know.confirm_merges" if waits else "know.decide_doubles"
    require(actor, right)
    if ruling.pair is not None:
        _refuse_own_case(actor, right, [ruling.pair.left, ruling.pair.right])
    if ruling.revoked_at is not None:
        raise Refused("revoked-already", gettext_noop("This decision has been revoked already."))
    for merge in ruling.merges.filter(undone_at__isnull=True):
        _undo(actor=actor, merge=merge)
    untouched = {"source": None, "share": None, "valid_from": None, "valid_until": None}
    if ruling.tie_id is not None:
        Relation.objects.filter(pk=ruling.tie_id, **untouched).delete()
    ruling.revoked_at = timezone.now()
    ruling.save(update_fields=["revoked_at"])
    audit.record(actor=actor, verb="revoke_ruling", subject=ruling, reason=reason, verdict=ruling.verdict)
    return ruling
