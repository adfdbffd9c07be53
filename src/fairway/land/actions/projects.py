"""Opening projects, recording the stages they reach and the money that came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import is_own_case
from fairway.land.actions.lines import (
    Change,
    _apply,
    _line_of,
    _refuse,
    _refuse_document,
    _repeat_last,
    _shown_by,
    _standing_log,
)
from fairway.land.engine.intake import LANDED_MONEY, Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.stages import objections
from fairway.land.models import Payment, Project, ProjectParty, StageEntry
from fairway.land.queries import filled_fields
from fairway.land.queries.methods import map_of, newest_map
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.land.engine.stage_map import StageMap
    from fairway.land.models import Evidence
    from fairway.lib.money import Money
    from fairway.meet.models import Event, Opportunity
    from fairway.sign.models import Agreement


@dataclass(frozen=True)
class Receipt:
    """Money that moved on a project, with what shows it: its name, or one of the project's documents."""

    money: Money
    happened_on: date
    learned_on: date
    evidence: str = ""
    document: Evidence | None = None


@dataclass(frozen=True)
class Idea:
    """A project before anything is signed: what it is, for whom, and where it came up."""

    title: str
    road: StageMap
    investors: tuple[Organisation, ...] = ()
    hosts: tuple[Organisation, ...] = ()
    event: Event | None = None
    opportunity: Opportunity | None = None
    is_demo: bool = False


@transaction.atomic
def open_project(
    *,
    actor: User,
    reason: str,
    agreement: Agreement,
    responsible: Organisation,
    next_due: date,
    road: StageMap | None = None,
) -> Project:
    """Start to follow up an agreement: its log begins with the signature, learned of today."""
    require(actor, "land.open_project", agreement)
    today = timezone.localdate()
    follows = road or newest_map()
    project = _project_of(agreement, follows)
    if Project.objects.filter(Q(agreement=agreement) | Q(reference=project.reference)).exists():
        raise Refused("project-open", gettext_noop("This agreement has its project already."))
    entry = Entry(
        stage=Stage.SIGNED,
        happened_on=agreement.signed_on,
        learned_on=max(today, agreement.signed_on),
        responsible=responsible.pk,
        next_due=next_due,
        step=_signed_step(follows),
    )
    _refuse(objections(follows, (), entry, today, filled_fields(project)))
    _repeat_last(project, [entry])
    project.save()
    _line_of(project, entry).save()
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


def _signed_step(road: StageMap) -> str:
    """The stage at which a project of this map is signed."""
    return next(stage.key for stage in road.stages if stage.counts_as is Stage.SIGNED)


def _project_of(agreement: Agreement, road: StageMap) -> Project:
    """A project of an agreement, not kept yet: reference, title and place are the agreement's.

    An event's code has no colon, so no two agreements give one reference.
    """
    return Project(
        reference=f"{agreement.event.code}:{agreement.number}",
        agreement=agreement,
        event_id=agreement.event_id,
        title=agreement.title,
        region_code=agreement.region_code,
        industry_code=agreement.industry_code,
        map_key=road.key,
        map_version=road.version,
        is_demo=agreement.is_demo,
    )


@transaction.atomic
def begin_project(*, actor: User, reason: str, idea: Idea, entry: Entry, change: Change) -> Project:
    """Start to follow up what is not signed yet, at an intention or a docking, with an owner and a next date.

    ``change`` fills in the place and the amount named. Raises Refused ``opportunity-taken``, Invalid ``no-party``, and
    whatever the stage map objects to.
    """
    require(actor, "land.begin_project")
    _refuse_idea(idea, change)
    project = Project(
        title=idea.title.strip(),
        event=idea.event,
        opportunity=idea.opportunity,
        map_key=idea.road.key,
        map_version=idea.road.version,
        is_demo=idea.is_demo,
    )
    parties = _parties(project, idea)
    _apply(project, change)
    roles = {party.role for party in parties}
    _refuse(objections(idea.road, (), entry, timezone.localdate(), filled_fields(project, roles)))
    _repeat_last(project, [entry])
    project.save()
    ProjectParty.objects.bulk_create(parties)
    _line_of(project, entry).save()
    audit.record(
        actor=actor,
        verb="begin_project",
        subject=project,
        reason=reason,
        stage=entry.key,
        responsible=entry.responsible,
        next_due=entry.next_due.isoformat() if entry.next_due else None,
        **change.told(),
    )
    return project


def _refuse_idea(idea: Idea, change: Change) -> None:
    if not idea.title.strip():
        raise Invalid("title", gettext_noop("Give the project a title."))
    if not (idea.investors or idea.hosts):
        raise Invalid("no-party", gettext_noop("Name at least one investor or host."))
    if idea.opportunity is not None and Project.objects.filter(opportunity=idea.opportunity).exists():
        raise Refused("opportunity-taken", gettext_noop("This opportunity has its project already."))
    if change.agreement is not None:
        raise Invalid("agreement", gettext_noop("Open the project of an agreement from the agreement."))


def _parties(project: Project, idea: Idea) -> list[ProjectParty]:
    """Investors and hosts; who stands on both sides is refused."""
    if {each.pk for each in idea.investors} & {each.pk for each in idea.hosts}:
        raise Invalid("party-twice", gettext_noop("An organisation is either an investor or a host."))
    sides: tuple[tuple[str, Iterable[Organisation]], ...] = (
        (ProjectParty.Role.INVESTOR, idea.investors),
        (ProjectParty.Role.HOST, idea.hosts),
    )
    return [ProjectParty(project=project, organisation=each, role=role) for role, found in sides for each in found]


@transaction.atomic
def record_stage(
    *,
    actor: User,
    reason: str,
    project: Project,
    entry: Entry,
    change: Change | None = None,
    document: Evidence | None = None,
) -> StageEntry:
    """Append a stage to a project's log; ``change`` fills in what it asks for, ``document`` shows it.

    A party's own report is marked as such.
    """
    require(actor, "land.record_stage", project)
    kept = Project.objects.select_for_update().get(pk=project.pk)
    is_own_report = is_own_case(actor, project)
    change = change or Change()
    _apply(kept, change)
    log = _standing_log(kept)
    entry = _shown_by(kept, entry, document)
    _refuse(objections(map_of(kept.map_key, kept.map_version), log, entry, timezone.localdate(), filled_fields(kept)))
    _refuse_other_day(kept, entry)
    line = _line_of(kept, entry, is_own_report=is_own_report)
    line.document = document
    line.save()
    _repeat_last(kept, [*log, entry])
    kept.save()
    audit.record(
        actor=actor,
        verb="record_stage",
        subject=kept,
        reason=reason,
        stage=entry.key,
        happened_on=entry.happened_on.isoformat(),
        evidence=entry.evidence,
        is_own_report=line.is_own_report,
        **change.told(),
    )
    return line


def _refuse_other_day(project: Project, entry: Entry) -> None:
    """The signature happened on the day its agreement says."""
    agreement = project.agreement
    if entry.stage is Stage.SIGNED and agreement is not None and agreement.signed_on != entry.happened_on:
        text = gettext_noop("The agreement was signed on %(day)s. Use that day.")
        raise Invalid("signed-differs", text, day=agreement.signed_on.isoformat())


@transaction.atomic
def describe_project(*, actor: User, reason: str, project: Project, change: Change) -> Project:
    """Fill in or correct what is said of a project; the log and the money have their own lines."""
    require(actor, "land.describe_project", project)
    if change.agreement is not None:
        raise Invalid("agreement", gettext_noop("A project names its agreement when it is signed."))
    kept = Project.objects.select_for_update().get(pk=project.pk)
    _apply(kept, change)
    kept.save()
    audit.record(actor=actor, verb="describe_project", subject=kept, reason=reason, **change.told())
    return kept


@transaction.atomic
def reverse_stage(*, actor: User, reason: str, line: StageEntry) -> StageEntry:
    """Take the last standing line of a log back, by a line that says why; the project stands where it stood before.

    Raises Refused ``line-not-last`` for an earlier line and ``line-opens`` for the first.
    """
    require(actor, "land.reverse_line", line.project)
    kept = Project.objects.select_for_update().get(pk=line.project_id)
    lines = list(kept.log.told().filter(reversed_by=None).select_related("responsible"))
    if len(lines) <= 1:
        text = gettext_noop("The first line of a log stays. Record a way out, or correct the project.")
        raise Refused("line-opens", text)
    if lines[-1].pk != line.pk:
        raise Refused("line-not-last", gettext_noop("Only the last line that stands can be taken back."))
    today = timezone.localdate()
    back = StageEntry(
        project=kept,
        map_stage=line.map_stage,
        stage=line.stage,
        happened_on=today,
        learned_on=today,
        responsible_id=line.responsible_id,
        note=reason[:500],
        reverses=line,
    )
    back.save()
    if line.stage == Stage.SIGNED:
        kept.agreement = None
    _repeat_last(kept, [each.as_entry() for each in lines[:-1]])
    kept.save()
    audit.record(actor=actor, verb="reverse_stage", subject=kept, reason=reason, line=line.pk, stage=line.map_stage)
    return back


@transaction.atomic
def record_payment(*, actor: User, reason: str, project: Project, receipt: Receipt) -> Payment:
    """Keep money that was committed, paid in or realised on a project; it needs evidence."""
    require(actor, "land.record_payment", project)
    _check(project, receipt)
    payment = _payment_of(project, receipt)
    payment.save()
    audit.record(
        actor=actor,
        verb="record_payment",
        subject=project,
        reason=reason,
        kind=receipt.money.kind.value,
        amount=str(receipt.money.amount),
        currency=receipt.money.currency,
        evidence=payment.evidence,
    )
    return payment


def _check(project: Project, receipt: Receipt) -> None:
    if receipt.document is not None:
        _refuse_document(project, receipt.document)
    if receipt.money.kind not in LANDED_MONEY:
        text = gettext_noop("Only committed, paid-in or realised money is recorded on a project.")
        raise Invalid("money-kind", text)
    if receipt.money.amount <= 0:
        raise Invalid("amount", gettext_noop("The amount must be above zero."))
    is_verified = receipt.document is not None and receipt.document.is_verified
    if receipt.money.kind in map_of(project.map_key, project.map_version).verified_money and not is_verified:
        text = gettext_noop("Money of this kind counts with evidence that a second signer has verified. Choose it.")
        raise Invalid("evidence-claimed", text)
    if not receipt.evidence.strip() and receipt.document is None:
        raise Invalid("evidence-missing", gettext_noop("Name the document that shows the payment."))
    if receipt.learned_on < receipt.happened_on or receipt.learned_on > timezone.localdate():
        text = gettext_noop("The day it was learned lies between the day it happened and today.")
        raise Invalid("learned-on", text)


def _payment_of(project: Project, receipt: Receipt) -> Payment:
    """A payment, not kept yet."""
    return Payment(
        project=project,
        kind=receipt.money.kind.value,
        amount=receipt.money.amount,
        currency=receipt.money.currency,
        happened_on=receipt.happened_on,
        learned_on=receipt.learned_on,
        evidence=receipt.evidence or (receipt.document.title if receipt.document is not None else ""),
        document=receipt.document,
        is_verified=receipt.document is not None and receipt.document.is_verified,
    )


@transaction.atomic
def reverse_payment(*, actor: User, reason: str, payment: Payment) -> Payment:
    """Take a payment back by a line that says so; it stays to be read and no longer counts."""
    require(actor, "land.reverse_line", payment.project)
    Project.objects.select_for_update().get(pk=payment.project_id)
    if payment.reverses_id is not None or Payment.objects.filter(reverses=payment).exists():
        raise Refused("reversed-already", gettext_noop("This line has been taken back already."))
    today = timezone.localdate()
    back = Payment(
        project_id=payment.project_id,
        kind=payment.kind,
        amount=payment.amount,
        currency=payment.currency,
        happened_on=today,
        learned_on=today,
        evidence=payment.evidence,
        reverses=payment,
    )
    back.save()
    audit.record(actor=actor, verb="reverse_payment", subject=payment.project, reason=reason, payment=payment.pk)
    return back
