"""What a credit model says of organisations, worked out without keeping anything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from fairway.know.models import Organisation
from fairway.trust.engine import credit_model, rating
from fairway.trust.engine.record import RecordFact, Status, refuse_invented
from fairway.trust.models import CreditModel, CreditRecord
from fairway.trust.queries.methods import method

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from fairway.lib.explain import Reason


class Line(TypedDict):
    """A kept reason: ``record`` is the primary key of the record it speaks of, ``None`` without one."""

    text: str
    params: dict[str, str | int]
    points: int | None
    record: int | None


@dataclass(frozen=True)
class Outcome:
    """What a model says of one organisation as of a date, with its reasons as they are kept.

    Lines with points add up to ``result.points`` exactly; red lines and remarks have none.
    """

    organisation_id: int
    is_demo: bool
    result: rating.Rating
    lines: list[Line]


def outcomes(model: CreditModel, as_of: date, organisations: Collection[int] | None = None) -> list[Outcome]:
    """Rate organisations (all by default) without keeping anything: two queries however many there are.

    Raises Refused ``invented-records`` for a real organisation with invented records.
    """
    chosen = Organisation.objects.filter(merged_into=None).order_by("pk")
    records = CreditRecord.objects.filter(learned_on__lte=as_of)
    if organisations is not None:
        chosen = chosen.filter(pk__in=organisations)
        records = records.filter(organisation__in=organisations)
    rules, known = method(model), _by_organisation(records)
    return [
        _outcome(organisation, known.get(organisation.pk, {}), rules, as_of) for organisation in chosen.only("is_demo")
    ]


FACT_FIELDS = ("kind", "severity", "happened_on", "learned_on", "status", "is_demo")


def _by_organisation(records: QuerySet[CreditRecord]) -> dict[int, dict[int, RecordFact]]:
    """Sort records by organisation and primary key; an organisation holds a document number once."""
    found: dict[int, dict[int, RecordFact]] = defaultdict(dict)
    for organisation, pk, number, *rest in records.values_list("organisation_id", "pk", "number", *FACT_FIELDS):
        given = dict(zip(FACT_FIELDS, rest, strict=True))
        given["status"] = Status(given["status"])
        found[organisation][pk] = RecordFact(key=number, number=number, **given)
    return found


def _outcome(
    organisation: Organisation,
    records: Mapping[int, RecordFact],
    rules: credit_model.CreditModel,
    as_of: date,
) -> Outcome:
    refuse_invented(organisation_is_demo=organisation.is_demo, records=records.values())
    result = rating.rate(records.values(), rules, as_of)
    keys = {fact.key: record for record, fact in records.items()}
    lines = [_line(reason, keys) for reason in result.reasons]
    return Outcome(organisation.pk, organisation.is_demo, result, lines)


def _line(reason: Reason, keys: Mapping[str, int]) -> Line:
    record = keys.get(str(reason.params.get("record", "")))
    return Line(text=reason.text, params=dict(reason.params), points=reason.points, record=record)
