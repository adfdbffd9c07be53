"""Everybody as the model in use and a proposed one see them, in batches."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from fairway.know.models import Organisation
from fairway.trust.engine.simulation import Seen
from fairway.trust.queries.methods import current_model, method
from fairway.trust.queries.outcomes import outcomes
from fairway.trust.queries.proposals import grade_before
from fairway.trust.queries.ratings import in_force_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from fairway.trust.engine.rating import Rating
    from fairway.trust.models import CreditModel

BATCH = 500
"""Organisations held at once; a report of progress follows each batch."""
FIELDS = ("pk", "kind", "region_code", "industry_code", "legal_form", "size", "ownership_type")
GROUPS = ("kind", "size", "ownership_type", "region", "industry", "form")
"""What organisations are grouped by; "" in a group is "not stated"."""


def population(draft: CreditModel) -> QuerySet[Organisation]:
    """List the organisations a model is for."""
    return Organisation.objects.filter(merged_into=None, kind__in=method(draft).subjects)


def seen_by_both(draft: CreditModel, as_of: date, progress: Callable[[int, int], None]) -> Iterator[Seen]:
    """See everybody a draft is for as of a day, by the model in use for their kind and by the draft.

    Both start from the grade in force before that day, as a rating does.
    """
    models = {kind: current_model(kind) for kind in method(draft).subjects}
    rows = population(draft).order_by("pk").values_list(*FIELDS)
    total, done = rows.count(), 0
    stream = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(stream, BATCH)):
        ids = [row[0] for row in batch]
        grades = {r.organisation_id: grade_before(r, as_of) for r in in_force_before(as_of, ids)}
        after = _rated(draft, as_of, ids, grades)
        before: dict[int, Rating] = {}
        for model in {model.pk: model for model in models.values() if model is not None}.values():
            kinds = {kind for kind, used in models.items() if used == model}
            before |= _rated(model, as_of, [row[0] for row in batch if row[1] in kinds], grades)
        for pk, kind, region, industry, form, size, ownership in batch:
            if pk in after:
                groups = dict(zip(GROUPS, (kind, size, ownership, region[:4], industry[:2], form), strict=True))
                yield Seen(pk, groups, before.get(pk), after[pk])
        done += len(batch)
        progress(done, total)


def _rated(model: CreditModel, as_of: date, organisations: list[int], grades: Mapping[int, str]) -> dict[int, Rating]:
    """Rate by a model; ``grades`` are those before, which it may hold on to."""
    if not organisations:
        return {}
    rated = outcomes(model, as_of, organisations, previous=grades)
    return {outcome.organisation_id: outcome.result for outcome in rated}
