"""Working a problem off: notified, planned, rectified, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.lib.errors import Invalid, Refused
from fairway.trust.actions.steps import keep_step
from fairway.trust.engine.clocks import due_on
from fairway.trust.engine.process import Event, Kind
from fairway.trust.models import Case, CaseStep
from fairway.trust.queries.clocks import clocks

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User

LONGEST_PLAN = timedelta(days=731)


@transaction.atomic
def notify_problem(*, actor: User, reason: str, case: Case, on: date) -> Case:
    """Tell the organisation what the problem is; from now on its plan is due."""
    now = keep_step(actor=actor, reason=reason, case=case, event=Event.NOTIFY, on=on)
    return _keep(actor, reason, now, verb="notify_problem", due=due_on(Kind.PROBLEM, on, clocks()))


@transaction.atomic
def agree_plan(*, actor: User, reason: str, case: Case, on: date, due: date) -> Case:
    """Hand in the plan (``reason``) and the day by which all is put right. Invalid ``due-early``, ``due-late``."""
    if due < on:
        raise Invalid("due-early", gettext_noop("The agreed day lies before the plan. Give a later one."))
    if due > on + LONGEST_PLAN:
        raise Invalid("due-late", gettext_noop("A plan takes two years at most. Give an earlier day."))
    now = keep_step(actor=actor, reason=reason, case=case, event=Event.PLAN, on=on)
    return _keep(actor, reason, now, verb="agree_plan", due=due)


@transaction.atomic
def report_rectified(*, actor: User, reason: str, case: Case, on: date, evidence: str) -> Case:
    """Report that the problem is put right, with evidence. Raises Invalid ``evidence-missing``."""
    if not evidence.strip():
        raise Invalid("evidence-missing", gettext_noop("Name the evidence that what was wrong has been put right."))
    now = keep_step(actor=actor, reason=reason, case=case, event=Event.REPORT_DONE, on=on, evidence=evidence)
    return _keep(actor, reason, now, verb="report_rectified")


@transaction.atomic
def close_problem(*, actor: User, reason: str, case: Case, on: date) -> Case:
    """Close a problem that was put right; whoever reported so does not close it: Refused ``own-report``."""
    reported = CaseStep.objects.filter(case=case, event=Event.REPORT_DONE).last()
    if reported is not None and reported.by_id == actor.pk:
        text = gettext_noop("You reported this as put right. Somebody else must look and close.")
        raise Refused("own-report", text)
    now = keep_step(actor=actor, reason=reason, case=case, event=Event.CLOSE, on=on)
    return _keep(actor, reason, now, verb="close_problem")


@transaction.atomic
def reopen_problem(*, actor: User, reason: str, case: Case, on: date) -> Case:
    """Send a plan back that is not accepted, or open a problem again that was not put right; a new plan is due."""
    now = keep_step(actor=actor, reason=reason, case=case, event=Event.REOPEN, on=on)
    return _keep(actor, reason, now, verb="reopen_problem", due=due_on(Kind.PROBLEM, on, clocks()))


def _keep(actor: User, reason: str, case: Case, *, verb: str, due: date | None = None) -> Case:
    """Save a case that took a step; with a new deadline its clock starts anew."""
    if due is not None:
        case.due_on, case.level = due, ""
    case.save(update_fields=["state", "due_on", "level"])
    facts = {"number": case.number, "due_on": case.due_on.isoformat()}
    audit.record(actor=actor, verb=verb, subject=case, reason=reason, **facts)
    return case
