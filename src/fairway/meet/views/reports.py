"""After a meeting: both sides say what came of it; the office enters what came on paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_safe

from fairway.base.accounts import visitor
from fairway.base.cells import number_in
from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Link, ListPage, address, show
from fairway.base.rights import acting, needs, require
from fairway.lib.errors import Missing, NotAllowed
from fairway.meet import actions
from fairway.meet.forms.after import ReportForm
from fairway.meet.models import Meeting, MeetingRequest
from fairway.meet.queries import after, timetables
from fairway.meet.queries.edits import both_names
from fairway.meet.views.day.personal import by_link, with_lang
from fairway.meet.views.links import event_at, organisation_link

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from fairway.meet.models import Participation

DAYS_TO_NEXT_STEP = 14
"""What the date of the next step is set to until somebody changes it."""
TONES = {
    "none": "plain", "one_docked": "info", "one_intention": "info", "one_no": "plain", "docked": "ok",
    "intention": "accent", "no": "plain", "apart": "warn",
}  # fmt: skip


def _said(meeting: Meeting, side: Participation) -> str:
    found = next((r for r in meeting.request.report_rows if r.side_id == side.pk), None)  # type: ignore[attr-defined]  # prefetched
    return str(found.get_outcome_display()) if found else "–"


def _standing(meeting: Meeting) -> Badge:
    standing = after.standing_of(r.outcome for r in meeting.request.report_rows)  # type: ignore[attr-defined]  # prefetched
    return Badge(str(standing.label), TONES[standing])


REPORTS = ListPage(
    rows=Meeting.objects.none(),
    name="meeting-reports",
    title=gettext_lazy("Reports on meetings"),
    intro=gettext_lazy("Each side reports for itself. “Docked” counts only when both say so."),
    columns=(
        Column(
            "meeting", gettext_lazy("Report"), lambda m: Link(_("Report"), address("meet:meeting_report", m.request_id))
        ),
        Column("slot", gettext_lazy("Slot"), lambda m: m.slot.number, "slot__number", numeric=True),
        Column("from", gettext_lazy("Asked by"), lambda m: organisation_link(m.request.requester.organisation)),
        Column("said_from", gettext_lazy("says"), lambda m: _said(m, m.request.requester)),
        Column("to", gettext_lazy("Asked"), lambda m: organisation_link(m.request.requested.organisation)),
        Column("said_to", gettext_lazy("says"), lambda m: _said(m, m.request.requested)),
        Column("standing", gettext_lazy("Together"), _standing, "said"),
    ),
    search=tuple(
        f"request__{side}__organisation__{name}" for side in ("requester", "requested") for name in ("name", "name_en")
    ),
    order=("slot__number", "table"),
    empty=gettext_lazy("No meeting of this event is in a timetable yet."),
)


@needs("meet.see_reports")
def report_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Every meeting of the event that the reader may see, and what both sides say of it."""
    found = event_at(pk)
    rows = after.meetings_reported(acting(request), timetables.timetable_that_holds(found))
    return show(request, replace(REPORTS, rows=rows, name=f"{found.code}-reports"))


def _held(pk: int) -> MeetingRequest:
    rows = MeetingRequest.objects.select_related("event", "requester__organisation", "requested__organisation")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing("request-missing", gettext_noop("No meeting request has this address."))
    return found


def _side(request: HttpRequest, asked: MeetingRequest) -> Participation:
    """Whose report it is: the reader's own side, or the one an office chose."""
    sides = (asked.requester, asked.requested)
    chosen = number_in(request.GET.get("side", ""))
    own = [side for side in sides if request.user.has_perm("meet.report_meeting", side.organisation)]
    if own:
        return own[0]
    require(request.user, "meet.enter_report", asked)
    return next((side for side in sides if side.pk == chosen), sides[0])


@needs("meet.see_reports")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What both sides say of one meeting; whoever may read it only gets no form."""
    asked = after.carrying(_held(pk))
    asked = _held(asked.pk)
    require(request.user, "meet.see_reports", asked)
    try:
        side = _side(request, asked)
    except NotAllowed:
        return render(request, "meet/report.html", _page(asked, None, None))
    kept = asked.reports.filter(side=side).first()
    form = ReportForm(request.POST or None, report=kept, due_on=_in_a_fortnight())
    if request.method == "POST" and form.is_valid() and _keep(request, asked, side, form):
        return redirect("meet:meeting_report", pk=asked.pk)
    return render(request, "meet/report.html", _page(asked, side, form), status=422 if form.errors else 200)


def _in_a_fortnight() -> date:
    return timezone.localdate() + timedelta(days=DAYS_TO_NEXT_STEP)


def _keep(request: HttpRequest, asked: MeetingRequest, side: Participation, form: ReportForm) -> bool:
    """Keep the report by account or as entered from paper; a refusal stands on the form."""
    is_own = request.user.has_perm("meet.report_meeting", side.organisation)
    do = actions.report_meeting if is_own else actions.enter_report
    reason = _("Reported on the meeting's page") if is_own else _("Entered from paper")
    with Refusals(form):
        do(actor=acting(request), reason=reason, request=asked, side=side, entry=form.entry())
        messages.success(request, _("The report was kept."))
        return True
    return False


def _page(asked: MeetingRequest, side: Participation | None, form: ReportForm | None) -> dict[str, object]:
    sides = after.reports_of(asked)
    standing = after.standing_of(said.outcome for _side, said in sides if said)
    return {
        "asked": asked,
        "event": asked.event,
        "title": both_names(asked),
        "sides": sides,
        "side": side,
        "form": form,
        "standing": standing.label,
        "tone": TONES[standing],
        "opportunity": getattr(asked, "opportunity", None),
    }


@require_safe
@by_link
def my_meetings(request: HttpRequest, participation: Participation) -> HttpResponse:
    """By the personal link: one's own meetings that have begun, and what one said of them."""
    context = {
        "participation": participation,
        "meetings": after.own_reports(participation),
        "lang": with_lang(request),
    }
    return render(request, "meet/day/my_meetings.html", context)


@by_link
def my_meeting(request: HttpRequest, participation: Participation, asked: int) -> HttpResponse:
    """By the personal link: say what came of one of one's own meetings, on a phone and without an account."""
    found = _held(asked)
    sides = (found.requester, found.requested)
    if participation.pk not in {side.pk for side in sides}:
        raise Missing("request-missing", gettext_noop("No meeting request has this address."))
    carrying = after.carrying(found)
    kept = carrying.reports.filter(side=participation).first()
    form = ReportForm(request.POST or None, report=kept, due_on=_in_a_fortnight())
    is_kept = request.method == "POST" and form.is_valid() and _keep_by_link(carrying, participation, form)
    context = {
        "participation": participation,
        "other": next(side.organisation for side in sides if side.pk != participation.pk),
        "form": form,
        "is_kept": is_kept,
        "lang": with_lang(request),
    }
    return render(request, "meet/day/my_meeting.html", context, status=422 if form.errors else 200)


def _keep_by_link(asked: MeetingRequest, participation: Participation, form: ReportForm) -> bool:
    with Refusals(form):
        actions.report_by_personal_link(
            actor=visitor(),
            reason=_("Said on the personal page"),
            token=participation.token,
            request=asked,
            entry=form.entry(),
        )
        return True
    return False
