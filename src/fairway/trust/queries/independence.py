"""What ties an assessor to its subject: the registry's relations over the time of the order, and its declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from fairway.know.models import Organisation, Relation
from fairway.trust.engine import independence
from fairway.trust.engine.independence import ADVISES, FINANCES, OWNED, Declaration, Interest, Pair, Tie

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from fairway.trust.models import AssessmentOrder

    Span = tuple[date, date]

BELONGING = (
    Relation.Kind.SUBSIDIARY,
    Relation.Kind.OWNED,
    Relation.Kind.BRANCH,
    Relation.Kind.PART,
    Relation.Kind.DISPATCHED,
    Relation.Kind.ENTRUSTED,
)
"""What makes one organisation belong to another, whatever the share."""
DEALING = {Relation.Kind.ADVISES: ADVISES, Relation.Kind.FINANCES: FINANCES}
MOST_STEPS = 20
"""Chains of owners are followed so far; each step is one query."""


def refusals(order: AssessmentOrder, day: date) -> list[dict[str, object]]:
    """Return why what was ordered may not be published on ``day``, with the names in either language; nothing: it may.

    A tie counts that held at any time from the order, or the assessment's data where they are older, until ``day``.
    """
    assessment = getattr(order, "assessment", None)
    begin = min(order.ordered_on, assessment.data_on) if assessment else order.ordered_on
    assessor, subject = (each.merged_into_id or each.pk for each in (order.assessor, order.subject))
    ties = _ties({assessor, subject}, (begin, max(begin, day)))
    ids = {assessor, subject, *(pk for tie in ties for pk in (tie.subject, tie.other))}
    rows = Organisation.objects.filter(pk__in=ids)
    in_either = ({each.pk: each.name for each in rows}, {each.pk: each.name_en or each.name for each in rows})
    declared = _declaration(order)
    told = [independence.refusals(Pair(assessor, subject, names), ties, declared) for names in in_either]
    return [each.as_data() | {"params_en": dict(english.params)} for each, english in zip(*told, strict=True)]


def _declaration(order: AssessmentOrder) -> Declaration | None:
    made = getattr(order, "declaration", None)
    if made is None:
        return None
    interests = tuple(Interest(each.kind, each.words, each.since) for each in made.interests.all())
    return Declaration(made.declared_on, interests)


def _ties(starts: Collection[int], span: Span) -> list[Tie]:
    """Everything above and below the two by ownership, and who of all these advises or finances whom."""
    found: dict[int, Relation] = {}
    above, below = set(starts), set(starts)
    up, down = set(starts), set(starts)
    for _step in range(MOST_STEPS):
        rows = _held(span).filter(Q(subject__in=up) | Q(other__in=down), kind__in=BELONGING)
        fresh = [row for row in rows if row.pk not in found]
        found |= {row.pk: row for row in fresh}
        up = {row.other_id for row in fresh if row.subject_id in above} - above
        down = {row.subject_id for row in fresh if row.other_id in below} - below
        above |= up
        below |= down
        if not up and not down:
            break
    sides = above | below
    dealings = _held(span).filter(subject__in=sides, other__in=sides, kind__in=DEALING)
    return [_tie(row) for row in (*found.values(), *dealings)]


def _held(span: Span) -> QuerySet[Relation]:
    begin, end = span
    started = Q(valid_from=None) | Q(valid_from__lte=end)
    return Relation.objects.filter(started & (Q(valid_until=None) | Q(valid_until__gte=begin))).select_related("source")


def _tie(row: Relation) -> Tie:
    return Tie(
        subject=row.subject_id,
        other=row.other_id,
        kind=DEALING.get(Relation.Kind(row.kind), OWNED),
        since=row.valid_from.isoformat() if row.valid_from else row.since_words,
        source=row.source.title if row.source else "",
    )
