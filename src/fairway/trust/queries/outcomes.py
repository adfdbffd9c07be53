"""What a credit model says of organisations, worked out without keeping anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from fairway.know.models import Organisation
from fairway.trust.engine import credit_model, rating
from fairway.trust.engine.record import RecordFact, refuse_invented
from fairway.trust.queries.methods import method
from fairway.trust.queries.record_facts import record_facts

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from fairway.lib.explain import Reason
    from fairway.trust.models import CreditModel


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


def outcomes(
    model: CreditModel,
    as_of: date,
    organisations: Collection[int] | None = None,
    known_by: datetime | None = None,
    previous: Mapping[int, str] | None = None,
) -> list[Outcome]:
    """Rate organisations (all by default) without keeping anything: three queries however many there are.

    Organisations of a kind that the model is not for are left out. With ``known_by``, records and changes of status
    entered after that moment are left out too. ``previous`` maps organisations to the grade before, which a model may
    hold on to.

    Raises Refused ``invented-records`` for a real organisation with invented records.
    """
    rules = method(model)
    chosen = Organisation.objects.filter(merged_into=None, kind__in=rules.subjects).order_by("pk")
    if organisations is not None:
        chosen = chosen.filter(pk__in=organisations)
    known = record_facts(organisations, as_of, known_by)
    before = previous or {}
    return [
        _outcome(each, known.get(each.pk, {}), rules, as_of, before.get(each.pk)) for each in chosen.only("is_demo")
    ]


def _outcome(
    organisation: Organisation,
    records: Mapping[int, RecordFact],
    rules: credit_model.CreditModel,
    as_of: date,
    previous: str | None,
) -> Outcome:
    refuse_invented(organisation_is_demo=organisation.is_demo, records=records.values())
    result = rating.rate(records.values(), rules, as_of, previous)
    keys = {fact.key: record for record, fact in records.items()}
    lines = [_line(reason, keys) for reason in result.reasons]
    return Outcome(organisation.pk, organisation.is_demo, result, lines)


def _line(reason: Reason, keys: Mapping[str, int]) -> Line:
    record = keys.get(str(reason.params.get("record", "")))
    return Line(text=reason.text, params=dict(reason.params), points=reason.points, record=record)
