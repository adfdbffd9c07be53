"""Hearing a case: the authority's answer, taking back, the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.models import Role
from fairway.govern.rules import own_organisations
from fairway.know.models import Move, Organisation
from fairway.lib.errors import Invalid, Refused
from fairway.trust.actions.assessments import settle_assessment
from fairway.trust.actions.statuses import settle_record
from fairway.trust.actions.steps import keep_step
from fairway.trust.engine.catalogue import CATALOGUE, check_record
from fairway.trust.engine.clocks import Level, level
from fairway.trust.engine.process import EFFECTS, Event, Kind, Outcome, check_outcome
from fairway.trust.engine.working_days import add_working_days
from fairway.trust.models import Case, CreditRecord, StatusChange
from fairway.trust.queries.cases import PARTIAL, chain, may_take_back, partiality
from fairway.trust.queries.clocks import clocks

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User

Status = CreditRecord.Status


NOT_YOURS = gettext_noop("Only the organisation, or who opened it in its name, takes a case back. Decide it instead.")


@dataclass(frozen=True)
class Correction:
    """What a corrected record says instead."""

    severity: str
    happened_on: date


@transaction.atomic
def ask_authority(*, actor: User, reason: str, case: Case, on: date) -> Case:
    """Ask the authority that issued the record; its own clock starts."""
    now = keep_step(actor=actor, reason=reason, case=case, event=Event.ASK_AUTHORITY, on=on)
    now.authority_due_on = add_working_days(on, clocks().authority_days)
    now.save(update_fields=["state", "authority_due_on"])
    _log(actor, now, reason, verb="ask_authority", due_on=now.authority_due_on.isoformat())
    return now


@transaction.atomic
def keep_answer(*, actor: User, reason: str, case: Case, on: date, evidence: str = "") -> Case:
    """Keep what the authority answered (``reason``: its answer)."""
    now = keep_step(actor=actor, reason=reason, case=case, event=Event.ANSWER, on=on, evidence=evidence)
    now.save(update_fields=["state"])
    in_time = now.authority_due_on is None or on <= now.authority_due_on
    _log(actor, now, reason, verb="keep_answer", in_time=in_time)
    return now


@transaction.atomic
def take_back_case(*, actor: User, reason: str, case: Case, on: date) -> Case:
    """End a case without a decision; a disputed record has again the status it had before.

    Raises Refused ``not-yours`` for whoever neither opened it nor acts for the organisation.
    """
    now = keep_step(actor=actor, reason=reason, case=case, event=Event.TAKE_BACK, on=on)
    if not may_take_back(actor, now):
        raise Refused("not-yours", NOT_YOURS)
    now.save(update_fields=["state"])
    _give_back(actor, reason, now, on)
    _log(actor, now, reason, verb="take_back_case")
    return now


@transaction.atomic
def decide_case(
    *, actor: User, reason: str, case: Case, outcome: str, on: date, correction: Correction | None = None
) -> Case:
    """Decide an objection, a repair or an appeal, with the reasons the organisation will read.

    Nobody decides who acts for the organisation (``own-case``), opened the case (``own-opening``), entered the
    record (``own-record``), handed the assessment in (``own-assessment``) or decided in the matter before
    (``decided-before``): Refused; so is publishing an assessment against a tie (``not-independent``). Invalid
    ``case-outcome``, ``correction-missing`` or ``correction-nothing``.
    """
    _refuse_partial(actor, case)
    require(actor, "trust.decide_cases", case)
    chosen = check_outcome(Kind(case.kind), outcome)
    now = keep_step(actor=actor, reason=reason, case=case, event=Event.DECIDE, on=on)
    now.outcome, now.decision, now.decided_by, now.decided_on = chosen, reason, actor, on
    now.save(update_fields=["state", "outcome", "decision", "decided_by", "decided_on"])
    if now.assessment is not None:
        settle_assessment(actor=actor, reason=reason, order=now.assessment, outcome=chosen)
    else:
        _settle(actor, reason, now, on)
    corrected = _correct(actor, now, correction, on) if chosen is Outcome.CORRECTED else None
    _note_answer(actor, now, on)
    _log(
        actor,
        now,
        reason,
        verb="decide_case",
        outcome=chosen.value,
        in_time=on <= now.due_on,
        corrected=corrected.number if corrected else None,
    )
    return now


def _refuse_partial(actor: User, case: Case) -> None:
    """Author, approver and case officer are three people."""
    code = partiality(actor, case)
    if code is not None:
        raise Refused(code, PARTIAL[code])


def _settle(actor: User, reason: str, case: Case, on: date) -> None:
    """Do to the record what the decision says."""
    record, status = case.record, EFFECTS.get((Kind(chain(case)[-1].kind), Outcome(case.outcome)))
    if status is None:
        _give_back(actor, reason, case, on)
    # A record that expired while its repair was asked for has nothing left to repair.
    elif record is not None and (status.value != Status.REPAIRED or record.status == Status.ACTIVE):
        settle_record(actor=actor, reason=reason, record=record, status=status, on=on, case=case)


def _give_back(actor: User, reason: str, case: Case, on: date) -> None:
    """A record held out for this case gets back the status it had; one that came disputed is active."""
    record, before = case.record, case.status_before
    if record is None or record.status != Status.UNDER_OBJECTION:
        return
    status = Status.ACTIVE if before == Status.UNDER_OBJECTION else before
    settle_record(actor=actor, reason=reason, record=record, status=status, on=on, case=case)


def _correct(actor: User, case: Case, correction: Correction | None, on: date) -> CreditRecord:
    """Keep the corrected record under a number of its own; the wrong one is withdrawn, so that replays stay true.

    What was repaired or had expired stays so.
    """
    wrong = case.record
    if correction is None or wrong is None:
        raise Invalid("correction-missing", gettext_noop("Say what is right: the day and the severity."))
    if (correction.severity, correction.happened_on) == (wrong.severity, wrong.happened_on):
        raise Invalid("correction-nothing", gettext_noop("This is what the record says already."))
    check_record(wrong.kind, correction.severity)
    if correction.happened_on > on:
        raise Invalid("day-to-come", gettext_noop("This day has not come yet. Give today or an earlier day."))
    ended = case.status_before in {Status.REPAIRED, Status.EXPIRED}
    right = CreditRecord.objects.create(
        organisation=wrong.organisation,
        status=case.status_before if ended else Status.ACTIVE,
        number=f"{wrong.number[:60]} / {case.number}",
        kind=wrong.kind,
        severity=correction.severity,
        happened_on=correction.happened_on,
        learned_on=on,
        authority=wrong.authority,
        source=wrong.source,
        is_demo=wrong.is_demo,
        entered_by=actor,
        corrects=wrong,
    )
    Move.objects.bulk_create(Move.along(right, "organisation", wrong))
    if ended:
        StatusChange.objects.create(record=right, status=right.status, on=on, reason=case.decision, case=case, by=actor)
    return right


def _note_answer(actor: User, case: Case, on: date) -> None:
    """Keep, about the office that decides, whether it answered in time, where the catalogue knows such records.

    A real office takes no record of an invented case.
    """
    late = on > case.due_on
    kind = CATALOGUE.get("answer_late" if late else "answer_in_time")
    own = Organisation.objects.filter(pk__in=own_organisations(actor, [Role.CREDIT_OFFICE]), merged_into=None)
    office = own.filter(kind="government").order_by("pk").first()
    if kind is None or office is None or office.is_demo is not case.is_demo:
        return
    severity = kind.severities[0].key
    if late and level(case.due_on, on, clocks()) is Level.ESCALATED:
        severity = kind.severities[min(1, len(kind.severities) - 1)].key
    CreditRecord.objects.create(
        organisation=office,
        number=case.number,
        kind=kind.key,
        severity=severity,
        happened_on=on,
        learned_on=on,
        authority=office.name[:200],
        is_demo=office.is_demo,
        entered_by=actor,
    )


def _log(actor: User, case: Case, reason: str, *, verb: str, **facts: object) -> None:
    audit.record(actor=actor, verb=verb, subject=case, reason=reason, number=case.number, **facts)
