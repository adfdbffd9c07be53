"""Asking an enterprise to report on its project, keeping what it says as claimed, and taking a claim over or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.land.actions.projects import record_payment, record_stage
from fairway.land.engine.reports import Every, due_after
from fairway.land.models import ClaimAnswer, Project, Report, ReportDuty
from fairway.land.queries.methods import map_of
from fairway.land.queries.projects import parties_of
from fairway.land.queries.reports import claims
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.land.actions.lines import Change
    from fairway.land.actions.projects import Receipt
    from fairway.land.engine.log import Entry
    from fairway.land.models import Evidence
    from fairway.lib.money import Money

Claim = ClaimAnswer.Claim
VERBS = {True: "take_claim", False: "decline_claim"}


@dataclass(frozen=True)
class Said:
    """What an enterprise says of its project; ``None`` or empty where it says nothing."""

    stage: str = ""
    paid_in: Money | None = None
    jobs: int | None = None
    hinders: str = ""
    next_on: date | None = None
    note: str = ""


@transaction.atomic
def ask_reports(
    *, actor: User, reason: str, project: Project, organisation: Organisation, every: Every, first_on: date
) -> ReportDuty:
    """Ask a party of a project to report every so many months, from a day on."""
    require(actor, "land.ask_reports", project)
    Project.objects.select_for_update().get(pk=project.pk)
    if first_on < timezone.localdate():
        raise Invalid("report-past", gettext_noop("The first report is due today or on a day to come."))
    if organisation not in parties_of(project) or organisation.kind != organisation.Kind.ENTERPRISE:
        raise Invalid("report-of-others", gettext_noop("An enterprise that is a party of the project reports on it."))
    if project.report_duties.filter(organisation=organisation, ended_on=None).exists():
        raise Refused("report-asked", gettext_noop("This enterprise reports on the project already. End that first."))
    duty = ReportDuty.objects.create(
        project=project, organisation=organisation, every=every, first_on=first_on, next_due=first_on
    )
    facts = {"project": project.pk, "organisation": organisation.pk, "every": int(every)}
    audit.record(actor=actor, verb="ask_reports", subject=duty, reason=reason, first_on=first_on.isoformat(), **facts)
    return duty


@transaction.atomic
def end_reports(*, actor: User, reason: str, duty: ReportDuty) -> None:
    """Ask for no further reports; those that came stay."""
    require(actor, "land.ask_reports", duty.project)
    kept = _open(duty)
    kept.ended_on = timezone.localdate()
    kept.save()
    audit.record(actor=actor, verb="end_reports", subject=kept, reason=reason)


def _open(duty: ReportDuty) -> ReportDuty:
    kept = ReportDuty.objects.select_for_update().get(pk=duty.pk)
    if kept.ended_on is not None:
        raise Refused("report-ended", gettext_noop("No report is asked for any more."))
    return kept


@transaction.atomic
def file_report(*, actor: User, reason: str, duty: ReportDuty, said: Said) -> Report:
    """Keep what the enterprise says of its project, as claimed; no stage is set and no money counts by it.

    It answers for the next day due and every one before today. Raises Refused ``report-early`` and ``report-ended``.
    """
    require(actor, "land.file_report", duty)
    kept, today = _open(duty), timezone.localdate()
    _refuse_said(kept, said)
    last = kept.reports.order_by("-due_on").first()
    if last is not None and today <= last.due_on:
        text = gettext_noop("The report due on %(day)s is there. The next may come after that day.")
        raise Refused("report-early", text, day=last.due_on.isoformat())
    report = Report.objects.create(
        duty=kept,
        due_on=kept.next_due,
        filed_on=today,
        filed_by=actor,
        map_stage=said.stage,
        paid_in=said.paid_in.amount if said.paid_in else None,
        currency=said.paid_in.currency if said.paid_in else "",
        jobs=said.jobs,
        hinders=said.hinders.strip(),
        next_on=said.next_on,
        note=said.note.strip(),
    )
    kept.next_due = due_after(kept.first_on, Every(kept.every), max(today, kept.next_due))
    kept.save()
    facts = {"project": kept.project_id, "due_on": report.due_on.isoformat()}
    audit.record(actor=actor, verb="file_report", subject=report, reason=reason, **facts)
    return report


def _refuse_said(duty: ReportDuty, said: Said) -> None:
    if said == Said():
        raise Invalid("report-empty", gettext_noop("Say at least one thing: no change is a remark, too."))
    road = map_of(duty.project.map_key, duty.project.map_version)
    if said.stage and road.find(said.stage) is None:
        raise Invalid("stage-unknown", gettext_noop("The stage map of the project has no such stage."))
    if said.paid_in is not None and said.paid_in.amount <= 0:
        raise Invalid("amount", gettext_noop("The amount must be above zero."))


@transaction.atomic
def take_stage(
    *,
    actor: User,
    reason: str,
    report: Report,
    entry: Entry,
    change: Change | None = None,
    document: Evidence | None = None,
) -> ClaimAnswer:
    """Record the stage a report claims in the project's log, as the officer saw it shown."""
    _refuse_answer(actor, report, Claim.STAGE)
    if entry.key != report.map_stage:
        raise Invalid("claim-differs", gettext_noop("The report claims another stage. Decline it, or take that one."))
    given = {"entry": entry, "change": change, "document": document}
    line = record_stage(actor=actor, reason=reason, project=report.duty.project, **given)  # type: ignore[arg-type]
    return _answer(actor, reason, report, ClaimAnswer(claim=Claim.STAGE, stage=line))


@transaction.atomic
def take_payment(*, actor: User, reason: str, report: Report, receipt: Receipt) -> ClaimAnswer:
    """Record money a report claims in the project's log, as the officer saw it shown."""
    _refuse_answer(actor, report, Claim.PAID_IN)
    payment = record_payment(actor=actor, reason=reason, project=report.duty.project, receipt=receipt)
    return _answer(actor, reason, report, ClaimAnswer(claim=Claim.PAID_IN, payment=payment))


@transaction.atomic
def decline_claim(*, actor: User, reason: str, report: Report, claim: str) -> ClaimAnswer:
    """Leave a claim out of the log, with a reason the enterprise reads."""
    _refuse_answer(actor, report, claim)
    return _answer(actor, reason, report, ClaimAnswer(claim=claim))


def _refuse_answer(actor: User, report: Report, claim: str) -> None:
    require(actor, "land.answer_claim", report)
    Report.objects.select_for_update().get(pk=report.pk)
    if claim not in {each.value for each in claims(report)}:
        raise Invalid("claim-unknown", gettext_noop("The report claims nothing of this kind."))
    if report.answers.filter(claim=claim).exists():
        raise Refused("claim-answered", gettext_noop("This claim is answered already."))


def _answer(actor: User, reason: str, report: Report, answer: ClaimAnswer) -> ClaimAnswer:
    answer.report, answer.reason = report, reason[:300]
    answer.answered_on, answer.answered_by = timezone.localdate(), actor
    answer.save()
    audit.record(actor=actor, verb=VERBS[answer.is_taken], subject=report, reason=reason, claim=answer.claim)
    return answer
