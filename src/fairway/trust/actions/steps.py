"""What all steps of a case have in common: the lock, the day, the table of what may happen, the line kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import is_own_case
from fairway.lib.errors import Invalid, Refused
from fairway.trust.engine.process import Event, Kind, Side, State, step
from fairway.trust.models import Case, CaseStep

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User

RIGHTS = {Side.ORGANISATION: "trust.open_cases", Side.OFFICE: "trust.handle_cases"}
"""What somebody needs to act for a side."""


def keep_step(*, actor: User, reason: str, case: Case, event: Event, on: date, evidence: str = "") -> Case:
    """Move a case by one event and keep the step; gives the case as it is now, locked, for the caller to save.

    Raises NotAllowed, Refused ``own-case`` or ``case-event``, Invalid ``reason-missing``, ``day-to-come`` or
    ``step-early``.
    """
    audit.wait_for_turn()
    now = Case.objects.select_for_update().get(pk=case.pk)
    found = step(Kind(now.kind), State(now.state), event)
    if found.side is Side.OFFICE and is_own_case(actor, now):
        text = gettext_noop("You act for this organisation. A colleague must act for the office in its case.")
        raise Refused("own-case", text)
    require(actor, RIGHTS[found.side], now)
    last = CaseStep.objects.filter(case=now).order_by("-on").values_list("on", flat=True).first()
    check_words_and_day(actor=actor, reason=reason, on=on, not_before=last or now.opened_on)
    now.state = found.after
    CaseStep.objects.create(case=now, event=event, on=on, by=actor, text=reason, evidence=evidence)
    return now


def check_words_and_day(*, actor: User, reason: str, on: date, not_before: date) -> None:  # noqa: ARG001  # one shape
    """Refuse a step without words, on a day to come, or before the last one."""
    if not reason.strip():
        raise Invalid("reason-missing", gettext_noop("Write down why: whoever reads the case later needs it."))
    if on > timezone.localdate():
        raise Invalid("day-to-come", gettext_noop("This day has not come yet. Give today or an earlier day."))
    if on < not_before:
        text = gettext_noop("Something happened on %(day)s already. Give that day or a later one.")
        raise Invalid("step-early", text, day=not_before.isoformat())
