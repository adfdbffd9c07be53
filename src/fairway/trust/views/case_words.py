"""How cases are spoken of: clocks in words and colour, who must act, what may be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fairway.base.lists import Badge
from fairway.trust import queries
from fairway.trust.engine.clocks import read
from fairway.trust.engine.process import Event, State

if TYPE_CHECKING:
    from datetime import date

    from django_stubs_ext import StrPromise

    from fairway.base.models import User
    from fairway.trust.models import Case, CreditRecord

CLOCK_WORDS: dict[str, tuple[StrPromise, str]] = {
    "over": (gettext_lazy("overdue"), "bad"),
    "soon": (gettext_lazy("due soon"), "warn"),
    "running": (gettext_lazy("in time"), "ok"),
    "ended": (gettext_lazy("ended"), "plain"),
}
STATE_TONES = {"open": "info", "decided": "plain", "closed": "ok", "taken_back": "plain"}
WAITS: dict[str, StrPromise] = {
    State.OPEN: gettext_lazy("the credit office"),
    State.ASKED: gettext_lazy("the authority that issued the record"),
    State.ANSWERED: gettext_lazy("the credit office, to decide"),
    State.NOTIFIED: gettext_lazy("the organisation, to hand in its plan"),
    State.PLANNED: gettext_lazy("the organisation, to put it right"),
    State.RECTIFIED: gettext_lazy("the credit office, to look and close"),
}
BUTTONS: dict[Event, tuple[StrPromise, str]] = {
    Event.ASK_AUTHORITY: (gettext_lazy("Ask the authority"), "a"),
    Event.ANSWER: (gettext_lazy("Keep the authority's answer"), "n"),
    Event.DECIDE: (gettext_lazy("Decide"), "d"),
    Event.TAKE_BACK: (gettext_lazy("Take the case back"), "t"),
    Event.NOTIFY: (gettext_lazy("Notify the organisation"), "n"),
    Event.PLAN: (gettext_lazy("Hand in the plan"), "p"),
    Event.REPORT_DONE: (gettext_lazy("Report that it is put right"), "r"),
    Event.CLOSE: (gettext_lazy("Close the problem"), "c"),
    Event.REOPEN: (gettext_lazy("Not accepted: a new plan is due"), "o"),
}
"""What a step's button says, and its key."""


def state_badge(case: Case) -> Badge:
    """Where the case stands; a decided one says how."""
    words = case.get_outcome_display() if case.outcome else case.get_state_display()
    return Badge(words, STATE_TONES.get(case.state, "accent"))


def waits_for(case: Case) -> str | None:
    """Who must act now; ``None`` once it is over."""
    return str(WAITS[case.state]) if case.state in WAITS else None


def running_due(case: Case) -> date:
    """The deadline that comes first: the authority's while it is asked."""
    if case.state == State.ASKED and case.authority_due_on is not None:
        return min(case.authority_due_on, case.due_on)
    return case.due_on


def clock_badge(case: Case) -> Badge:
    """Working days left or over, in words and colour; of a decided case whether it was in time."""
    if case.decided_on is not None:
        in_time = case.decided_on <= case.due_on
        return Badge(_("decided in time"), "ok") if in_time else Badge(_("decided late"), "bad")
    if case.is_over:
        return Badge(_("ended"), "plain")
    reading = read(running_due(case), timezone.localdate())
    if reading.over:
        words = ngettext("%(days)s working day over", "%(days)s working days over", reading.over)
        return Badge(words % {"days": reading.over}, "bad")
    if not reading.left:
        return Badge(_("due today"), "warn")
    words = ngettext("%(days)s working day left", "%(days)s working days left", reading.left)
    tone = "warn" if reading.left <= queries.clocks().soon_days else "ok"
    return Badge(words % {"days": reading.left}, tone)


def rights_on(user: User, record: CreditRecord) -> dict[str, object]:
    """What a record's page says of cases: those there are, and what may be asked for from which day."""
    if not user.has_perm("trust.see_cases", record):
        return {}
    cases, today = list(queries.cases_on(record)), timezone.localdate()
    is_free = user.has_perm("trust.open_cases", record) and all(case.is_over for case in cases)
    repair_day = queries.repair_day(record)
    return {
        "cases": [(case, state_badge(case), clock_badge(case)) for case in cases],
        "changes": list(record.status_changes.all()),
        "may_object": is_free and record.status != "withdrawn",
        "may_repair": is_free and repair_day is not None and repair_day <= today,
        "repair_day": repair_day,
    }
