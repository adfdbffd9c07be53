"""Keeping records, approving credit models, rating organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import own_organisations
from fairway.know.models import Organisation
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.trust.engine.catalogue import check_record
from fairway.trust.engine.credit_model import read_model
from fairway.trust.models import CreditModel, CreditRecord, Rating
from fairway.trust.queries import Outcome, outcomes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

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
    for row in rows:
        _check(row, organisations)
    wanted = {organisations[row.organisation] for row in rows}
    is_demo = dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "is_demo"))
    records = [_record(row, organisations[row.organisation], is_demo) for row in rows]
    records = _not_kept(records)
    CreditRecord.objects.bulk_create(records, batch_size=BATCH)
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


@transaction.atomic
def approve_model(*, actor: User, reason: str, toml: str) -> CreditModel:
    """Publish a version of a credit model; whoever wrote it may not approve it.

    The approver kept is the account that approves; the text's own words stay in the text.
    """
    require(actor, "trust.approve_model")
    method = read_model(toml, "credit model")
    if _bare(method.author) == _bare(actor.get_username()):
        raise Refused("own-model", gettext_noop("You wrote this model. Have somebody else approve it."))
    if CreditModel.objects.filter(name=method.name, version=method.version).exists():
        text = gettext_noop("%(name)s %(version)s is approved already. Give a changed model a new version.")
        raise Refused("model-approved", text, name=method.name, version=method.version)
    model = CreditModel.objects.create(
        name=method.name,
        version=method.version,
        toml=toml,
        author=method.author,
        approver=actor.get_username(),
        published_on=method.published,
    )
    audit.record(
        actor=actor,
        verb="approve_model",
        subject=model,
        reason=reason,
        name=model.name,
        version=model.version,
    )
    return model


def _bare(name: str) -> str:
    return "".join(name.casefold().split())


@transaction.atomic
def rate_organisations(
    *,
    actor: User,
    reason: str,
    model: CreditModel,
    as_of: date,
    organisations: Collection[int] | None = None,
) -> list[Rating]:
    """Rate organisations (ids; all by default) on what was known on ``as_of``, and keep every reason.

    Rating the same day again with the same model puts the new result in the place of the old one. Raises
    Invalid ``day-to-come``; Refused ``invented-records``, keeping nothing, if a real organisation has any.
    """
    require(actor, "trust.rate")
    if own_organisations(actor) & frozenset(organisations or ()):
        raise Refused("own-case", gettext_noop("Nobody rates an organisation they act for. Ask a colleague."))
    if as_of > timezone.localdate():
        raise Invalid("day-to-come", gettext_noop("This day has not come yet: nothing is known of it."))
    ratings = [_rating(outcome, model) for outcome in outcomes(model, as_of, organisations)]
    Rating.objects.bulk_create(
        ratings,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["organisation", "model", "as_of"],
        update_fields=["points", "grade", "reasons", "is_demo"],
    )
    audit.record(
        actor=actor,
        verb="rate_organisations",
        subject=model,
        reason=reason,
        as_of=as_of.isoformat(),
        rated=sum(r.points is not None for r in ratings),
        no_file=sum(r.points is None for r in ratings),
        organisations=sorted(organisations) if organisations is not None else "all",
    )
    return ratings


def _rating(outcome: Outcome, model: CreditModel) -> Rating:
    return Rating(
        organisation_id=outcome.organisation_id,
        model=model,
        as_of=outcome.result.as_of,
        points=outcome.result.points,
        grade=outcome.result.grade or "",
        reasons=outcome.lines,
        is_demo=outcome.is_demo,
    )
