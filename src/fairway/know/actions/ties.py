"""Writing down what ties organisations together, and who holds a post when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.actions.loading import Holding, _post
from fairway.know.actions.origins import Provenance, _in_order, _open, _refuse_resident, _some_source, _source, _still
from fairway.know.engine.lineage import Hold, closes_circle, overlap
from fairway.know.models import Organisation, Post, Relation
from fairway.know.queries.ties import whole_holds
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.base.models import User

EDIT = "know.edit_organisations"
WHOLE = Decimal(100)
"""Per cent."""
OWNING = frozenset({Relation.Kind.SUBSIDIARY, Relation.Kind.OWNED})
INSIDE = frozenset({Relation.Kind.BRANCH, Relation.Kind.PART})
"""A branch or a part belongs wholly to what it is a branch or part of."""


@dataclass(frozen=True)
class Bond:
    """``subject`` is related to ``other`` (ids); ``share`` in per cent, only where somebody owns."""

    subject: int
    other: int
    kind: str
    share: Decimal | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    source: int | None = None
    since_words: str = ""

    @property
    def span(self) -> tuple[date | None, date | None]:
        """From and until."""
        return self.valid_from, self.valid_until


@transaction.atomic
def relate(*, actor: User, reason: str, bond: Bond, given: Provenance) -> Relation:
    """Keep a relation. Several at a time are allowed (a dual line); a circle of whole ownership is refused."""
    require(actor, EDIT)
    subject, other = (_open(Organisation(pk=pk)) for pk in (bond.subject, bond.other))
    _check_bond(bond, subject, other)
    audit.wait_for_turn()
    _refuse_known(bond)
    if _is_whole(bond.kind, bond.share):
        _refuse_circle(bond, whole_holds([bond.other]), {subject.pk: subject, other.pk: other})
    relation = _relation(replace(bond, source=_source(given)))
    relation.save()
    audit.record(
        actor=actor,
        verb="relate",
        subject=subject,
        reason=reason,
        kind=str(bond.kind),
        other=f"{other.pk} {other.name}",
    )
    return relation


@transaction.atomic
def load_relations(*, actor: User, reason: str, bonds: Sequence[Bond]) -> int:
    """Keep the relations of a folder, each under the same rules; gives how many."""
    require(actor, EDIT)
    known = Organisation.objects.in_bulk({pk for bond in bonds for pk in (bond.subject, bond.other)})
    holds = whole_holds([bond.other for bond in bonds]) if bonds else []
    for bond in bonds:
        _check_bond(bond, known[bond.subject], known[bond.other])
        if _is_whole(bond.kind, bond.share):
            _refuse_circle(bond, holds, known)
            holds.append(Hold(bond.subject, bond.other, bond.span))
    Relation.objects.bulk_create([_relation(bond) for bond in bonds])
    audit.record(actor=actor, verb="load_relations", subject="know.relation", reason=reason, rows=len(bonds))
    return len(bonds)


def _relation(bond: Bond) -> Relation:
    return Relation(
        subject_id=bond.subject,
        other_id=bond.other,
        kind=bond.kind,
        share=bond.share,
        valid_from=bond.valid_from,
        valid_until=bond.valid_until,
        since_words=bond.since_words,
        source_id=bond.source,
    )


def _is_whole(kind: str, share: Decimal | None) -> bool:
    return kind in INSIDE or (kind in OWNING and share == WHOLE)


def _refuse_circle(bond: Bond, holds: Sequence[Hold], known: Mapping[int, Organisation]) -> None:
    if closes_circle(Hold(bond.subject, bond.other, bond.span), holds):
        text = gettext_noop("%(other)s belongs wholly to %(subject)s already: they cannot own each other.")
        raise Refused("ownership-circle", text, other=known[bond.other].name, subject=known[bond.subject].name)


def _check_bond(bond: Bond, subject: Organisation, other: Organisation) -> None:
    if bond.kind not in Relation.Kind.values:
        raise Invalid("relation-kind", gettext_noop("“%(kind)s” is no kind of relation."), kind=bond.kind)
    if subject == other:
        raise Invalid("related-to-itself", gettext_noop("An organisation is not related to itself. Choose another."))
    if subject.is_demo != other.is_demo:
        text = gettext_noop("One of the two is invented, the other is real: nothing invented stands under a real name.")
        raise Refused("demo-for-real", text)
    if bond.share is not None and bond.kind not in OWNING:
        text = gettext_noop("A share belongs to a subsidiary or to what is partly owned. Leave it empty.")
        raise Invalid("share-without-owner", text)
    if bond.share is not None and not 0 < bond.share <= WHOLE:
        raise Invalid("share", gettext_noop("A share lies above 0 and at most at 100 per cent."))
    _in_order(bond.valid_from, bond.valid_until)


def _refuse_known(bond: Bond) -> None:
    """The same relation twice over the same days says nothing new."""
    known = Relation.objects.filter(subject=bond.subject, other=bond.other, kind=bond.kind)
    spans = known.values_list("valid_from", "valid_until")
    if any(overlap(span, bond.span) for span in spans):
        text = gettext_noop("This relation is kept already for some of these days. End it first, or choose other days.")
        raise Refused("relation-known", text)


@transaction.atomic
def end_relation(*, actor: User, reason: str, relation: Relation, until: date) -> None:
    """Say until when a relation held; it stays in the history."""
    require(actor, EDIT)
    _still(relation)
    _in_order(relation.valid_from, until)
    relation.valid_until = until
    relation.save()
    audit.record(
        actor=actor,
        verb="end_relation",
        subject=relation.subject,
        reason=reason,
        kind=str(relation.kind),
        other=relation.other_id,
        until=str(until),
    )


@transaction.atomic
def appoint_post(*, actor: User, reason: str, holding: Holding, given: Provenance) -> Post:
    """Keep who holds a post from–until; a second holder of one post is kept too and shown as a contradiction."""
    require(actor, EDIT)
    here = _open(Organisation(pk=holding.organisation))
    if not (holding.valid_from or holding.valid_until):
        raise Invalid("post-without-day", gettext_noop("A post is held on a date: none is given."))
    if not (holding.title.strip() and holding.holder.strip()):
        raise Invalid("post-empty", gettext_noop("Write the post and who holds it."))
    _refuse_resident(holding.title, holding.title_zh, holding.holder, holding.holder_zh)
    _in_order(holding.valid_from, holding.valid_until)
    post = _post(replace(holding, source=_some_source(given)))
    post.save()
    audit.record(actor=actor, verb="appoint_post", subject=here, reason=reason, post=holding.title)
    return post


@transaction.atomic
def end_post(*, actor: User, reason: str, post: Post, until: date) -> None:
    """Say until when somebody held a post."""
    require(actor, EDIT)
    _still(post)
    _in_order(post.valid_from, until)
    post.valid_until = until
    post.save()
    audit.record(actor=actor, verb="end_post", subject=post.organisation, reason=reason, post=post.title)


@transaction.atomic
def withdraw_post(*, actor: User, reason: str, post: Post) -> None:
    """Take back a post that was written wrongly; the log keeps that it was there."""
    require(actor, EDIT)
    _still(post)
    audit.record(
        actor=actor,
        verb="withdraw_post",
        subject=post.organisation,
        reason=reason,
        post=post.title,
        source=post.source_id,
    )
    post.delete()


@transaction.atomic
def withdraw_relation(*, actor: User, reason: str, relation: Relation) -> None:
    """Take back a relation that was written wrongly; the log keeps that it was there."""
    require(actor, EDIT)
    _still(relation)
    audit.record(
        actor=actor,
        verb="withdraw_relation",
        subject=relation.subject,
        reason=reason,
        kind=str(relation.kind),
        other=relation.other_id,
    )
    relation.delete()
