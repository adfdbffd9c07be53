"""Opportunities: opened by what both sides report, changed by those who answer for them, every change in the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.models import MeetingReport, Opportunity, OpportunityEntry
from fairway.meet.queries.after import kind_of

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation

State = Opportunity.State
NO_RESULT = gettext_noop("No side reports a result any more.")
REPORTED = gettext_noop("Reported by a side of the meeting.")


@dataclass(frozen=True)
class Told:
    """The next step a side reported before its present report."""

    next_step: str
    due_on: date | None


def settle_opportunity(*, actor: User, reason: str, report: MeetingReport, before: Told) -> Opportunity | None:
    """Bring the opportunity of a meeting in line with what its sides report; ``None`` where there is none.

    Call it inside the transaction that keeps the report; the report's audit line names the opportunity. The first
    side to report a result sets the next step. Its own later report changes it only while nobody else has.
    """
    reports = list(report.request.reports.select_related("side"))
    kind = kind_of(reports)
    kept = Opportunity.objects.select_for_update().filter(request=report.request).first()
    if kept is None:
        return _opened(actor, report, kind) if kind else None
    if kind is None:
        if kept.state == State.OPEN:
            kept.state, kept.closing_reason = State.DROPPED, NO_RESULT
            _write(actor, kept, NO_RESULT)
        return kept
    changed = _follow(kept, report, before) | (kept.kind != kind)
    kept.kind = kind
    if kept.state == State.DROPPED and kept.closing_reason == NO_RESULT:
        kept.state, kept.closing_reason, changed = State.OPEN, "", True
    if changed:
        _write(actor, kept, reason or REPORTED)
    return kept


def _opened(actor: User, report: MeetingReport, kind: str) -> Opportunity:
    request, due_on = report.request, report.due_on
    if due_on is None:
        raise Invalid("step-missing", gettext_noop("A next step needs the date it is due."))
    kept = Opportunity(
        event_id=request.event_id,
        request=request,
        first_id=request.requester.organisation_id,
        second_id=request.requested.organisation_id,
        kind=kind,
        next_step=report.next_step,
        due_on=due_on,
        responsible_id=_responsible(report),
    )
    _write(actor, kept, REPORTED)
    return kept


def _responsible(report: MeetingReport) -> int:
    ours, request = report.side.organisation_id, report.request
    sides = request.requester.organisation_id, request.requested.organisation_id
    return ours if report.is_ours else next(side for side in sides if side != ours)


def _follow(kept: Opportunity, report: MeetingReport, before: Told) -> bool:
    """Take over the side's new step where the opportunity still says its old one; says whether something changed."""
    if (kept.next_step, kept.due_on) != (before.next_step, before.due_on) or report.due_on is None:
        return False
    new = report.next_step, report.due_on, _responsible(report)
    if new == (kept.next_step, kept.due_on, kept.responsible_id):
        return False
    kept.next_step, kept.due_on, kept.responsible_id = new
    return True


def _write(actor: User, kept: Opportunity, reason: str) -> None:
    kept.save()
    OpportunityEntry.objects.create(
        opportunity=kept,
        made_by=actor.get_username(),
        kind=kept.kind,
        state=kept.state,
        next_step=kept.next_step,
        due_on=kept.due_on,
        responsible_id=kept.responsible_id,
        reason=reason,
    )


def _held(actor: User, opportunity: Opportunity) -> Opportunity:
    require(actor, "meet.edit_opportunity", opportunity)
    return Opportunity.objects.select_for_update().get(pk=opportunity.pk)


def _wanted(kept: Opportunity, state: str, reason: str) -> None:
    if kept.state != state:
        raise Refused("opportunity-state", gettext_noop("This opportunity was closed or opened again meanwhile."))
    if not reason.strip():
        raise Invalid("reason-missing", gettext_noop("Say why."))


@transaction.atomic
def edit_opportunity(
    *, actor: User, reason: str, opportunity: Opportunity, next_step: str, due_on: date, responsible: Organisation
) -> Opportunity:
    """Agree on another step, date or side that answers for it."""
    kept = _held(actor, opportunity)
    _wanted(kept, State.OPEN, reason)
    if not next_step.strip():
        raise Invalid("step-missing", gettext_noop("Write what is to be done next."))
    if responsible.pk not in kept.own_ids():
        raise Invalid("not-a-side", gettext_noop("One of the two sides answers for the next step."))
    before = {"next_step": kept.next_step, "due_on": kept.due_on.isoformat(), "responsible": kept.responsible_id}
    kept.next_step, kept.due_on, kept.responsible = next_step.strip(), due_on, responsible
    _write(actor, kept, reason)
    after = {"next_step": kept.next_step, "due_on": due_on.isoformat(), "responsible": responsible.pk}
    audit.record(actor=actor, verb="edit_opportunity", subject=kept, reason=reason, before=before, after=after)
    return kept


@transaction.atomic
def finish_opportunity(*, actor: User, reason: str, opportunity: Opportunity) -> Opportunity:
    """The next step was done."""
    return _close(actor, opportunity, State.DONE, reason, verb="finish_opportunity")


@transaction.atomic
def drop_opportunity(*, actor: User, reason: str, opportunity: Opportunity) -> Opportunity:
    """Nothing will come of it; the reason stays with it."""
    return _close(actor, opportunity, State.DROPPED, reason, verb="drop_opportunity")


def _close(actor: User, opportunity: Opportunity, state: str, reason: str, *, verb: str) -> Opportunity:
    kept = _held(actor, opportunity)
    _wanted(kept, State.OPEN, reason)
    kept.state, kept.closing_reason = state, reason.strip()
    _write(actor, kept, reason)
    audit.record(actor=actor, verb=verb, subject=kept, reason=reason, next_step=kept.next_step)
    return kept


@transaction.atomic
def reopen_opportunity(*, actor: User, reason: str, opportunity: Opportunity) -> Opportunity:
    """Take up again what was closed."""
    kept = _held(actor, opportunity)
    if kept.state == State.OPEN:
        raise Refused("opportunity-state", gettext_noop("This opportunity was closed or opened again meanwhile."))
    if not reason.strip():
        raise Invalid("reason-missing", gettext_noop("Say why."))
    kept.state, kept.closing_reason = State.OPEN, ""
    _write(actor, kept, reason)
    audit.record(actor=actor, verb="reopen_opportunity", subject=kept, reason=reason, next_step=kept.next_step)
    return kept
