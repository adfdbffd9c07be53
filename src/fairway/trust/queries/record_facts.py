"""Records as they stood on a day, as far as they were known by a moment."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from fairway.trust.engine.record import RecordFact, Status
from fairway.trust.models import CreditRecord, StatusChange

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

FIELDS = ("kind", "severity", "happened_on", "learned_on", "is_demo")


def record_facts(
    organisations: Collection[int] | None, as_of: date, known_by: datetime | None = None
) -> dict[int, dict[int, RecordFact]]:
    """Map organisation ids (all by default) to their records by primary key, each with its status on ``as_of``.

    Left out: what was learned after ``as_of`` and, with ``known_by``, what was entered after that moment.
    Two queries however many records there are; an organisation holds a document number once.
    """
    records = CreditRecord.objects.filter(learned_on__lte=as_of)
    if organisations is not None:
        records = records.filter(organisation__in=organisations)
    if known_by is not None:
        records = records.filter(entered_at__lte=known_by)
    stood = _statuses(organisations, as_of, known_by)
    found: dict[int, dict[int, RecordFact]] = defaultdict(dict)
    for organisation, pk, number, *rest in records.order_by("pk").values_list(
        "organisation_id", "pk", "number", *FIELDS
    ):
        status, since = stood.get(pk, (Status.ACTIVE, None))
        given = dict(zip(FIELDS, rest, strict=True))
        found[organisation][pk] = RecordFact(key=number, status=status, status_on=since, **given)
    return dict(found)


def _statuses(
    organisations: Collection[int] | None, as_of: date, known_by: datetime | None
) -> dict[int, tuple[Status, date]]:
    """The status of every record that had another than active by ``as_of``, with the day it took effect."""
    changes = StatusChange.objects.filter(on__lte=as_of)
    if organisations is not None:
        changes = changes.filter(record__organisation__in=organisations)
    if known_by is not None:
        changes = changes.filter(recorded_at__lte=known_by)
    rows = changes.order_by("pk").values_list("record_id", "status", "on")
    return {record: (Status(status), on) for record, status, on in rows}
