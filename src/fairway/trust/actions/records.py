"""Keeping records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import own_organisations
from fairway.know.models import Organisation
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.trust.engine.catalogue import check_record
from fairway.trust.models import CreditRecord, StatusChange

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.base.models import User
    from fairway.trust.engine.intake import RecordRow

BATCH = 1000


@transaction.atomic
def load_records(
    *, actor: User, reason: str, rows: Sequence[RecordRow], organisations: Mapping[str, int]
) -> list[CreditRecord]:
    """Keep catalogued records; ``organisations`` maps the rows' organisation keys to primary keys.

    A record of an invented organisation is invented too. A real organisation takes no invented record.
    """
    require(actor, "trust.load_records")
    audit.wait_for_turn()
    for row in rows:
        _check(row, organisations)
    wanted = {organisations[row.organisation] for row in rows}
    if own_organisations(actor) & wanted:
        text = gettext_noop("Nobody brings in records of an organisation they act for. Ask a colleague.")
        raise Refused("own-case", text)
    known = Organisation.objects.filter(pk__in=wanted).values_list("pk", "is_demo", "kind")
    is_demo, kinds = {pk: demo for pk, demo, _k in known}, {pk: kind for pk, _d, kind in known}
    for row in rows:
        check_record(row.kind, row.severity, kinds[organisations[row.organisation]])
    records = [_record(row, organisations[row.organisation], is_demo) for row in rows]
    records = _not_kept(records)
    for record in records:
        record.entered_by = actor
    CreditRecord.objects.bulk_create(records, batch_size=BATCH)
    StatusChange.objects.bulk_create(_first_changes(records, actor), batch_size=BATCH)
    audit.record(
        actor=actor,
        verb="load_records",
        subject="trust.creditrecord",
        reason=reason,
        records=len(records),
        organisations=len(wanted),
    )
    return records


def _check(row: RecordRow, organisations: Mapping[str, int]) -> None:
    check_record(row.kind, row.severity)
    if row.organisation not in organisations:
        text = gettext_noop("Record %(number)s names the organisation %(key)s, which is not known.")
        raise Missing("organisation-unknown", text, number=row.number, key=row.organisation)
    if row.learned_on < row.happened_on:
        text = gettext_noop("Record %(number)s was learned before it happened.")
        raise Invalid("learned-before", text, number=row.number)


def _record(row: RecordRow, organisation: int, is_demo: Mapping[int, bool]) -> CreditRecord:
    if row.demo and not is_demo[organisation]:
        text = gettext_noop("Record %(number)s is invented, but %(key)s is a real organisation. Nothing was kept.")
        raise Refused("invented-records", text, number=row.number, key=row.organisation)
    return CreditRecord(
        organisation_id=organisation,
        number=row.number,
        kind=row.kind,
        severity=row.severity,
        happened_on=row.happened_on,
        learned_on=row.learned_on,
        status=row.status,
        authority=row.authority,
        source=row.source,
        is_demo=row.demo or is_demo[organisation],
    )


def _first_changes(records: Sequence[CreditRecord], actor: User) -> list[StatusChange]:
    """A record that comes with another status than active had it when we learned of it."""
    return [
        StatusChange(record=record, status=record.status, on=record.learned_on, by=actor)
        for record in records
        if record.status != CreditRecord.Status.ACTIVE
    ]


def _not_kept(records: Sequence[CreditRecord]) -> list[CreditRecord]:
    """The records not known yet: one legal case counts once. One that says something else than before is refused."""
    kept = CreditRecord.objects.filter(organisation__in={r.organisation_id for r in records})
    known = {(r.organisation_id, r.number): _says(r) for r in kept}
    new: dict[tuple[int, str], CreditRecord] = {}
    for record in records:
        case = (record.organisation_id, record.number)
        if case in new or known.get(case, _says(record)) != _says(record):
            text = gettext_noop("Record %(number)s is there already. One legal case counts once.")
            raise Refused("record-twice", text, number=record.number)
        if case not in known:
            new[case] = record
    return list(new.values())


def _says(record: CreditRecord) -> tuple[object, ...]:
    return record.kind, record.severity, record.happened_on, record.status, record.is_demo
