"""What came of a meeting: each side says so in its own name, and a result opens an opportunity with a date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.actions.opportunities import Told, settle_opportunity
from fairway.meet.models import MeetingReport, MeetingRequest, Participation
from fairway.meet.models.after import POSITIVE
from fairway.meet.queries.after import carrying
from fairway.meet.queries.day.personal import participation_by
from fairway.meet.queries.requests import place_of

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User

Outcome, Way = MeetingReport.Outcome, MeetingReport.Way
LONGEST_STEP, LONGEST_NOTE = 200, 1000


@dataclass(frozen=True)
class ReportEntry:
    """What a side says; ``is_ours``: the side itself answers for the next step."""

    outcome: str
    usefulness: int
    next_step: str = ""
    due_on: date | None = None
    is_ours: bool = True
    note: str = ""


@transaction.atomic
def report_meeting(
    *, actor: User, reason: str, request: MeetingRequest, side: Participation, entry: ReportEntry
) -> MeetingReport:
    """Report for one's own organisation; the last report of a side counts."""
    require(actor, "meet.report_meeting", side.organisation)
    return _report(_Reporter(actor, reason, Way.ACCOUNT, actor), request, side, entry)


@transaction.atomic
def enter_report(
    *, actor: User, reason: str, request: MeetingRequest, side: Participation, entry: ReportEntry
) -> MeetingReport:
    """Enter in the office what a side handed in on paper; it is marked so."""
    require(actor, "meet.enter_report", side.organisation)
    return _report(_Reporter(actor, reason, Way.PAPER, actor), request, side, entry)


@transaction.atomic
def report_by_personal_link(
    *, actor: User, reason: str, token: str, request: MeetingRequest, entry: ReportEntry
) -> MeetingReport:
    """Report by the personal link of a participation: whoever holds it speaks for that side, without an account."""
    return _report(_Reporter(actor, reason, Way.LINK, None), request, participation_by(token), entry)


@dataclass(frozen=True)
class _Reporter:
    actor: User
    reason: str
    way: str
    by: User | None


def _report(who: _Reporter, request: MeetingRequest, side: Participation, entry: ReportEntry) -> MeetingReport:
    request = MeetingRequest.objects.select_for_update().get(pk=carrying(request).pk)
    if side.pk not in {request.requester_id, request.requested_id}:
        raise Invalid("not-a-side", gettext_noop("Only the two sides of a meeting report on it."))
    _check_entry(entry)
    _check_held(request, entry)
    before = request.reports.filter(side=side).first()
    values = {**vars(entry), "way": who.way, "reported_by": who.by}
    if entry.outcome == Outcome.NO:
        values |= {"next_step": "", "due_on": None}
    kept, is_new = MeetingReport.objects.update_or_create(request=request, side=side, defaults=values)
    told = Told(before.next_step if before else "", before.due_on if before else None)
    opportunity = settle_opportunity(actor=who.actor, reason=who.reason, report=kept, before=told)
    audit.record(
        actor=who.actor,
        verb="report_meeting",
        subject=kept,
        reason=who.reason,
        side=side.pk,
        way=who.way,
        is_new=is_new,
        outcome=kept.outcome,
        usefulness=kept.usefulness,
        next_step=kept.next_step,
        due_on=kept.due_on.isoformat() if kept.due_on else None,
        opportunity=opportunity.pk if opportunity else None,
    )
    return kept


def _check_entry(entry: ReportEntry) -> None:
    if entry.outcome not in Outcome.values:
        raise Invalid("outcome", gettext_noop("An outcome is docked, intention or no result."))
    if not 1 <= entry.usefulness <= 5:
        raise Invalid("usefulness", gettext_noop("The usefulness of a meeting runs from 1 (none) to 5 (great)."))
    if len(entry.next_step) > LONGEST_STEP or len(entry.note) > LONGEST_NOTE:
        text = gettext_noop("A next step has at most %(step)s signs, a note %(note)s.")
        raise Invalid("too-long", text, step=LONGEST_STEP, note=LONGEST_NOTE)
    if entry.outcome in POSITIVE and not (entry.next_step.strip() and entry.due_on):
        raise Invalid(
            "step-missing",
            gettext_noop("A docking or an intention needs an agreed next step and the date it is due."),
        )


def _check_held(request: MeetingRequest, entry: ReportEntry) -> None:
    meeting = place_of(request)
    if meeting is None:
        raise Refused("not-held", gettext_noop("This meeting is not in the timetable any more."))
    if meeting.slot.start > timezone.now():
        raise Refused("not-begun", gettext_noop("This meeting has not begun yet."))
    if entry.due_on is not None and entry.due_on < meeting.slot.start.date():
        raise Invalid("due-before-meeting", gettext_noop("The next step cannot be due before the meeting."))
