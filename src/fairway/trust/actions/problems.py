"""Working a problem off: notified, planned, rectified, closed."""

from __future__ import annotations

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


@transaction.atomic
def notify_problem(*, actor: User, reason: str, case: Case, on: date) -> Case:
    """Tell the organisation what the problem is; from now on its plan is due."""
    return _moved(actor, reason, case, Event.NOTIFY, on, due=due_on(Kind.PROBLEM, on, clocks()))


@transaction.atomic
def agree_plan(*, actor: User, reason: str, case: Case, on: date, due: date) -> Case:
    """Hand in the plan (``reason``) and the day by which all is put right. Raises Invalid ``due-early``."""
    if due < on:
        raise Invalid("due-early", gettext_noop("The agreed day lies before the plan. Give a later one."))
    return _moved(actor, reason, case, Event.PLAN, on, due=due)


@transaction.atomic
def report_rectified(*, actor: User, reason: str, case: Case, on: date, evidence: str) -> Case:
    """Report that the problem is put right, with evidence. Raises Invalid ``evidence-missing``."""
    if not evidence.strip():
        raise Invalid("evidence-missing", gettext_noop("Name the evidence that what was wrong has been put right."))
    return _moved(actor, reason, case, Event.REPORT_DONE, on, evidence=evidence)


@transaction.atomic
def close_problem(*, actor: User, reason: str, case: Case, on: date) -> Case:
    """Close a problem that was put right; whoever reported so does not close it: Refused ``own-report``."""
    reported = CaseStep.objects.filter(case=case, event=Event.REPORT_DONE).last()
    if reported is not None and reported.by_id == actor.pk:
        text = gettext_noop("You reported this as put right. Somebody else must look and close.")
        raise Refused("own-report", text)
    return _moved(actor, reason, case, Event.CLOSE, on)


@transaction.atomic
def reopen_problem(*, actor: User, reason: str, case: Case, on: date) -> Case:
    """Open a problem again that was not put right after all; a new plan is due."""
    return _moved(actor, reason, case, Event.REOPEN, on, due=due_on(Kind.PROBLEM, on, clocks()))


VERBS = {
    Event.NOTIFY: "notify_problem",
    Event.PLAN: "agree_plan",
    Event.REPORT_DONE: "report_rectified",
    Event.CLOSE: "close_problem",
    Event.REOPEN: "reopen_problem",
}


def _moved(
    actor: User, reason: str, case: Case, event: Event, on: date, due: date | None = None, evidence: str = ""
) -> Case:
    now = keep_step(actor=actor, reason=reason, case=case, event=event, on=on, evidence=evidence)
    if due is not None:
        now.due_on, now.level = due, ""
    now.save(update_fields=["state", "due_on", "level"])
    facts = {"number": now.number, "due_on": now.due_on.isoformat()}
    audit.record(actor=actor, verb=VERBS[event], subject=now, reason=reason, **facts)
    return now
