"""Opening projects, recording the stages they reach and the money that came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import is_own_case
from fairway.land.engine.intake import LANDED_MONEY, TERMINAL, Stage
from fairway.land.engine.log import Entry, in_order
from fairway.land.engine.stages import Objection, log_objections, objections
from fairway.land.models import Payment, Project, StageEntry
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.land.engine.intake import StageRow
    from fairway.lib.money import Money
    from fairway.meet.models import Event

BATCH = 1000


@dataclass(frozen=True)
class Receipt:
    """Money that moved on a project, with the document that shows it."""

    money: Money
    happened_on: date
    learned_on: date
    evidence: str


@transaction.atomic
def open_project(
    *, actor: User, reason: str, agreement: Agreement, responsible: Organisation, next_due: date
) -> Project:
    """Start to follow up an agreement: its log begins with the signature, learned of today."""
    require(actor, "land.open_project", agreement)
    today = timezone.localdate()
    if Project.objects.filter(agreement=agreement).exists():
        raise Refused("project-open", gettext_noop("This agreement has its project already."))
    entry = Entry(
        stage=Stage.SIGNED,
        happened_on=agreement.signed_on,
        learned_on=max(today, agreement.signed_on),
        responsible=responsible.pk,
        next_due=next_due,
    )
    _refuse(objections((), entry, today))
    project = _project(agreement, [entry])
    project.save()
    _line(project, entry).save()
    audit.record(
        actor=actor,
        verb="open_project",
        subject=project,
        reason=reason,
        agreement=agreement.pk,
        responsible=responsible.pk,
        next_due=next_due.isoformat(),
    )
    return project


@transaction.atomic
def record_stage(*, actor: User, reason: str, project: Project, entry: Entry) -> StageEntry:
    """Append a stage to a project's log. A party's own report is marked as such."""
    require(actor, "land.record_stage", project)
    kept = Project.objects.select_for_update().get(pk=project.pk)
    log = [line.as_entry() for line in kept.log.all()]
    _refuse(objections(log, entry, timezone.localdate()))
    line = _line(kept, entry, is_own_report=is_own_case(actor, project))
    line.save()
    _repeat_last(kept, [*log, entry])
    kept.save()
    audit.record(
        actor=actor,
        verb="record_stage",
        subject=kept,
        reason=reason,
        stage=entry.stage.value,
        happened_on=entry.happened_on.isoformat(),
        evidence=entry.evidence,
        is_own_report=line.is_own_report,
    )
    return line


def _refuse(found: Sequence[Objection]) -> None:
    if found:
        first = found[0]
        refusal = Refused if first.field == "stage" else Invalid
        raise refusal(first.code, first.reason.text, **first.reason.params)


def _project(agreement: Agreement, entries: Sequence[Entry]) -> Project:
    project = Project(agreement=agreement, is_demo=agreement.is_demo)
    _repeat_last(project, entries)
    return project


def _repeat_last(project: Project, entries: Sequence[Entry]) -> None:
    last = in_order(entries)[-1]
    project.stage = last.stage.value
    project.stage_since = last.happened_on
    project.responsible_id = last.responsible
    project.next_due = None if last.stage in TERMINAL else last.next_due


def _line(project: Project, entry: Entry, *, is_own_report: bool = False) -> StageEntry:
    return StageEntry(
        project=project,
        stage=entry.stage.value,
        happened_on=entry.happened_on,
        learned_on=entry.learned_on,
        evidence=entry.evidence,
        responsible_id=entry.responsible,
        next_due=entry.next_due,
        note=entry.note,
        is_own_report=is_own_report,
    )


@transaction.atomic
def record_payment(*, actor: User, reason: str, project: Project, receipt: Receipt) -> Payment:
    """Keep money that was committed, paid in or realised on a project; it needs evidence."""
    require(actor, "land.record_payment", project)
    _check(receipt)
    payment = _payment(project, receipt)
    payment.save()
    audit.record(
        actor=actor,
        verb="record_payment",
        subject=project,
        reason=reason,
        kind=receipt.money.kind.value,
        amount=str(receipt.money.amount),
        currency=receipt.money.currency,
        evidence=receipt.evidence,
    )
    return payment


def _check(receipt: Receipt) -> None:
    if receipt.money.kind not in LANDED_MONEY:
        text = gettext_noop("Only committed, paid-in or realised money is recorded on a project.")
        raise Invalid("money-kind", text)
    if receipt.money.amount <= 0:
        raise Invalid("amount", gettext_noop("The amount must be above zero."))
    if not receipt.evidence.strip():
        raise Invalid("evidence-missing", gettext_noop("Name the document that shows the payment."))
    if receipt.learned_on < receipt.happened_on or receipt.learned_on > timezone.localdate():
        text = gettext_noop("The day it was learned lies between the day it happened and today.")
        raise Invalid("learned-on", text)


def _payment(project: Project, receipt: Receipt) -> Payment:
    return Payment(
        project=project,
        kind=receipt.money.kind.value,
        amount=receipt.money.amount,
        currency=receipt.money.currency,
        happened_on=receipt.happened_on,
        learned_on=receipt.learned_on,
        evidence=receipt.evidence,
    )


@transaction.atomic
def load_stages(
    *, actor: User, reason: str, event: Event, rows: Sequence[StageRow], organisations: Mapping[str, int]
) -> dict[str, int]:
    """Open the projects of an event's agreements with their whole logs; gives each number its project's id.

    ``organisations`` maps the rows' organisation keys to ids. Nothing is kept when one row is wrong.
    """
    require(actor, "land.load_stages", event)
    agreements = _without_project(event, rows)
    logs = _logs(rows, organisations)
    for number, log in logs.items():
        _refuse_log(number, log, agreements[number], event.as_of)
    projects = {number: _project(agreements[number], log) for number, log in logs.items()}
    Project.objects.bulk_create(projects.values(), batch_size=BATCH)
    lines = [_line(projects[number], entry) for number, log in logs.items() for entry in in_order(log)]
    StageEntry.objects.bulk_create(lines, batch_size=BATCH)
    payments = _payments(projects, rows)
    Payment.objects.bulk_create(payments, batch_size=BATCH)
    audit.record(
        actor=actor,
        verb="load_stages",
        subject=event,
        reason=reason,
        projects=len(projects),
        stages=len(lines),
        payments=len(payments),
    )
    return {number: project.pk for number, project in projects.items()}


def _without_project(event: Event, rows: Sequence[StageRow]) -> dict[str, Agreement]:
    free = Agreement.objects.filter(event=event, project__isnull=True)
    found = {agreement.number: agreement for agreement in free}
    unknown = sorted({row.agreement for row in rows} - found.keys())
    if unknown:
        text = gettext_noop("Agreement %(number)s is not known at this event, or has its project already.")
        raise Missing("agreement-unknown", text, number=unknown[0])
    return found


def _logs(rows: Sequence[StageRow], organisations: Mapping[str, int]) -> dict[str, list[Entry]]:
    logs: dict[str, list[Entry]] = {}
    for row in rows:
        logs.setdefault(row.agreement, []).append(_entry(row, organisations))
    return logs


def _entry(row: StageRow, organisations: Mapping[str, int]) -> Entry:
    if row.responsible not in organisations:
        text = gettext_noop("Agreement %(number)s names the organisation %(key)s, which is not known.")
        raise Missing("organisation-unknown", text, number=row.agreement, key=row.responsible)
    return Entry(
        stage=row.stage,
        happened_on=row.happened_on,
        learned_on=row.learned_on,
        responsible=organisations[row.responsible],
        evidence=row.evidence,
        next_due=row.next_due,
        note=row.note,
    )


def _refuse_log(number: str, log: Sequence[Entry], agreement: Agreement, as_of: date) -> None:
    if in_order(log)[0].happened_on < agreement.signed_on:
        text = gettext_noop("The log of agreement %(number)s begins before its signature.")
        raise Invalid("before-signature", text, number=number)
    found = log_objections(log, as_of)
    if found:
        text = gettext_noop("Stages of agreement %(number)s: %(why)s")
        raise Refused(found[0].code, text, number=number, why=str(found[0].reason))


def _payments(projects: Mapping[str, Project], rows: Sequence[StageRow]) -> list[Payment]:
    return [
        _payment(projects[row.agreement], Receipt(money, row.happened_on, row.learned_on, row.evidence))
        for row in rows
        if (money := row.money) is not None
    ]
