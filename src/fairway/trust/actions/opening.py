"""Opening cases: objections, repairs, appeals, problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import is_own_case
from fairway.know.models import Move
from fairway.lib.errors import Invalid, Refused
from fairway.trust.actions.statuses import settle_record
from fairway.trust.actions.steps import check_words_and_day
from fairway.trust.engine import clocks as clock
from fairway.trust.engine.process import APPEALABLE, Kind
from fairway.trust.models import OPEN_STATES, AssessmentOrder, Case, CaseStep, CreditRecord
from fairway.trust.queries.cases import appealing_sides, is_appealed
from fairway.trust.queries.clocks import clocks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation

LETTERS = {Kind.OBJECTION: "O", Kind.REPAIR: "R", Kind.APPEAL: "A", Kind.PROBLEM: "P"}
MOST_TAKEN_BACK = 2
"""Objections to one record that may be taken back; after that it is not held out of the rating again."""
Status = CreditRecord.Status


@transaction.atomic
def open_objection(*, actor: User, reason: str, record: CreditRecord, on: date, evidence: str = "") -> Case:
    """Object to a record: it is held out of ratings at once, until the objection is decided.

    Open to the organisation's own accounts and to credit officers in its name. Raises Refused
    ``case-open``, ``nothing-to-object``, ``objected-before`` where an objection was decided (one appeals against
    that), or ``taken-back-twice``: an objection taken back is made once more, not again and again to hold a rating up.
    """
    require(actor, "trust.open_cases", record)
    now = _locked(record)
    if now.status == Status.WITHDRAWN:
        text = gettext_noop("This record is withdrawn: it is not used any more, so there is nothing to object to.")
        raise Refused("nothing-to-object", text)
    if now.cases.filter(kind=Kind.OBJECTION, state=Case.State.DECIDED).exists():
        text = gettext_noop("An objection to this record was decided. Appeal against that decision.")
        raise Refused("objected-before", text)
    if now.cases.filter(kind=Kind.OBJECTION, state=Case.State.TAKEN_BACK).count() >= MOST_TAKEN_BACK:
        text = gettext_noop("Objections to this record were taken back twice. It cannot be objected to a third time.")
        raise Refused("taken-back-twice", text)
    case = _opened(actor, reason, Kind.OBJECTION, on, record=now, evidence=evidence)
    if now.status != Status.UNDER_OBJECTION:
        settle_record(actor=actor, reason=reason, record=record, status=Status.UNDER_OBJECTION, on=on, case=case)
    _log(actor, case, verb="open_objection")
    return case


@transaction.atomic
def open_repair(*, actor: User, reason: str, record: CreditRecord, on: date, evidence: str, commitment: str) -> Case:
    """Ask for the repair of an adverse record, with evidence of the correction and a commitment.

    Raises Refused ``case-open``, ``nothing-to-repair``, or ``repair-early`` with the day from which it may be
    asked for; Invalid ``evidence-missing`` or ``commitment-missing``.
    """
    require(actor, "trust.open_cases", record)
    now = _locked(record)
    first = clock.repair_from(now.kind, now.severity, now.happened_on, clocks())
    if first is None or now.status != Status.ACTIVE:
        text = gettext_noop("Only an adverse record that is active can be repaired. This one counts against nobody.")
        raise Refused("nothing-to-repair", text)
    if on < first:
        text = gettext_noop("The minimum period of this record is not over. Repair may be asked for from %(day)s on.")
        raise Refused("repair-early", text, day=first.isoformat())
    if not evidence.strip():
        raise Invalid("evidence-missing", gettext_noop("Name the evidence that what was wrong has been put right."))
    if not commitment.strip():
        raise Invalid("commitment-missing", gettext_noop("Write the commitment of the organisation in its own words."))
    case = _opened(actor, reason, Kind.REPAIR, on, record=now, evidence=evidence, commitment=commitment)
    _log(actor, case, verb="open_repair")
    return case


@transaction.atomic
def appeal_case(*, actor: User, reason: str, case: Case, on: date, evidence: str = "") -> Case:
    """Appeal against a rejected objection or a refused repair; a disputed record is held out again.

    An appeal that was taken back does not count. Somebody who decided nothing in the matter will decide. Raises
    Refused ``not-appealable`` or ``case-open``.
    """
    require(actor, "trust.open_cases", case)
    first = Case.objects.select_for_update().get(pk=case.pk)
    if first.outcome not in APPEALABLE or is_appealed(first) or first.record is None:
        text = gettext_noop("Only a rejected objection or a refused repair can be appealed against, and once.")
        raise Refused("not-appealable", text)
    now = _locked(first.record)
    disputed = first.kind == Kind.OBJECTION and now.status not in {Status.WITHDRAWN, Status.UNDER_OBJECTION}
    appeal = _opened(actor, reason, Kind.APPEAL, on, record=now, evidence=evidence, appeal_of=first)
    if disputed:
        settle_record(actor=actor, reason=reason, record=now, status=Status.UNDER_OBJECTION, on=on, case=appeal)
    _log(actor, appeal, verb="appeal_case")
    return appeal


@transaction.atomic
def appeal_assessment(
    *, actor: User, reason: str, order: AssessmentOrder, organisation: Organisation, on: date, evidence: str = ""
) -> Case:
    """Appeal, in the name of either side, against the publication or the refusal of an assessment.

    What was decided stands until the appeal is. Raises Refused ``not-appealable`` where nothing is decided yet, for an
    organisation that is neither side or not the actor's, while an appeal is open, and after one of the same side.
    """
    require(actor, "trust.open_cases", order)
    audit.wait_for_turn()
    here = AssessmentOrder.objects.select_related("subject", "assessor", "assessment").get(pk=order.pk)
    if organisation not in appealing_sides(actor, here):
        text = gettext_noop(
            "Only a published or refused assessment can be appealed against, once by either side, one after the other."
        )
        raise Refused("not-appealable", text)
    case = _opened(actor, reason, Kind.APPEAL, on, organisation=organisation, evidence=evidence, assessment=here)
    _log(actor, case, verb="appeal_assessment")
    return case


@transaction.atomic
def open_problem(*, actor: User, reason: str, organisation: Organisation, on: date, evidence: str = "") -> Case:
    """Write down a problem of an organisation's conduct that it is to put right. Raises Refused ``own-case``."""
    if is_own_case(actor, organisation):
        raise Refused("own-case", gettext_noop("You act for this organisation. A colleague must open the case."))
    require(actor, "trust.handle_cases", organisation)
    case = _opened(actor, reason, Kind.PROBLEM, on, organisation=organisation, evidence=evidence)
    _log(actor, case, verb="open_problem")
    return case


def _locked(record: CreditRecord) -> CreditRecord:
    """The record as it is now. Refused while another case decides on it."""
    audit.wait_for_turn()
    pending = Case.objects.filter(record=record, state__in=OPEN_STATES).first()
    if pending is not None:
        text = gettext_noop("Case %(number)s about this record is open. Wait for its decision, or take it back.")
        raise Refused("case-open", text, number=pending.number)
    return CreditRecord.objects.select_related("organisation").get(pk=record.pk)


def _opened(actor: User, reason: str, kind: Kind, on: date, **given: Any) -> Case:  # noqa: ANN401  # columns of a case
    record: CreditRecord | None = given.get("record")
    organisation: Organisation = given.pop("organisation", None) or record.organisation  # type: ignore[union-attr]  # one of them
    check_words_and_day(actor=actor, reason=reason, on=on, not_before=_first_day(given) or on)
    case = Case.objects.create(
        number=_next_number(kind, on.year),
        kind=kind,
        organisation=organisation,
        status_before=record.status if record is not None else "",
        opened_by=actor,
        opened_on=on,
        text=reason,
        due_on=clock.due_on(kind, on, clocks()),
        is_demo=organisation.is_demo,
        **given,
    )
    if record is not None:
        Move.objects.bulk_create(Move.along(case, "organisation", record))
    evidence = given.get("evidence", "")
    CaseStep.objects.create(case=case, event=CaseStep.Event.OPEN, on=on, by=actor, text=reason, evidence=evidence)
    return case


def _first_day(about: Mapping[str, Any]) -> date | None:
    """The day of the decision appealed against, or that on which the record was learned."""
    if (order := about.get("assessment")) is not None:
        return order.assessment.published_on or order.assessment.refused_on  # type: ignore[no-any-return]
    if (appealed := about.get("appeal_of")) is not None and appealed.decided_on is not None:
        return appealed.decided_on  # type: ignore[no-any-return]
    return about["record"].learned_on if about.get("record") is not None else None


def _next_number(kind: Kind, year: int) -> str:
    """``O-2026-0001``; numbers are given one after the other because only one opens a case at a time."""
    audit.wait_for_turn()
    start = f"{LETTERS[kind]}-{year}-"
    return f"{start}{Case.objects.filter(number__startswith=start).count() + 1:04d}"


def _log(actor: User, case: Case, *, verb: str) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject=case,
        reason=case.text,
        number=case.number,
        record=case.record_id,
        assessment=case.assessment_id,
        organisation=case.organisation_id,
        due_on=case.due_on.isoformat(),
    )
