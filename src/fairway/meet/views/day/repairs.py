"""Repairing the day: what was reported, both ways side by side, who has to be told, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.meet.actions import day as verbs
from fairway.meet.forms import PairForm, ReportForm
from fairway.meet.models import Disturbance, Timetable
from fairway.meet.queries.day import desk, repairs, walk_ins
from fairway.meet.queries.day.clock import clock_of
from fairway.meet.queries.timetables import timetable_that_holds
from fairway.meet.views.links import event_at
from fairway.trust.queries import public_address

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.meet.models import MeetingRequest, Participation


@needs("meet.run_day")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what goes otherwise than planned."""
    found = event_at(pk)
    sent = request.POST if request.method == "POST" else None
    form = ReportForm(sent, people=desk.approved(found), coming=clock_of(found).coming)
    if sent is not None and form.is_valid():
        with Refusals(form, Invalid, Missing, Refused):
            verbs.report_disturbance(
                actor=acting(request), reason=_("At the desk"), event=found, report=_report(form.cleaned_data)
            )
            return redirect("meet:repair", pk)
    return render(request, "meet/day/report.html", {"event": found, "form": form}, status=422 if form.errors else 200)


def _report(given: dict[str, object]) -> verbs.Report:
    kind = Disturbance.Kind(str(given["kind"]))
    fields = {key: given[key] for key in ("first_slot", "last_slot")}
    if kind is Disturbance.Kind.CANCELLED:
        return verbs.Report(kind, request=_meeting(given["participation"], given["other"]), **fields)  # type: ignore[arg-type]
    about = "table" if kind is Disturbance.Kind.TABLE_LOST else "participation"
    return verbs.Report(kind, **{about: given[about]}, **fields)  # type: ignore[arg-type]


def _meeting(first: Participation | None, second: Participation | None) -> MeetingRequest:
    found = walk_ins.carrying(first, second) if first and second else None
    if found is None:
        raise Missing("no-meeting", gettext_noop("These two have no meeting that could be called off."))
    return found


@needs("meet.run_day")
def repair(request: HttpRequest, pk: int) -> HttpResponse:
    """Show both ways to repair the day side by side, with everybody concerned; do the one that is chosen."""
    found = event_at(pk)
    if request.method == "POST":
        plan = repairs.read_plan(request.POST.get("plan", ""))
        verbs.repair_day(actor=acting(request), reason=_("On the page of repairs"), event=found, plan=plan)
        return redirect("meet:told", pk)
    reports = list(desk.reports(found))
    chosen = [row for row in reports if str(row.pk) in request.GET.getlist("report")] or reports
    context = {
        "event": found,
        "reports": [(row, row in chosen) for row in reports],
        "ways": repairs.ways_to_repair(found, chosen),
    }
    return render(request, "meet/day/repair.html", context)


@require_POST
@needs("meet.run_day")
def dismiss(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    """Set a report aside."""
    found = desk.reports(event_at(pk)).filter(pk=report).first()
    if found is None:
        raise Missing("report-missing", gettext_noop("Somebody has acted on this report already."))
    verbs.dismiss_disturbance(actor=acting(request), reason=_("At the desk"), disturbance=found)
    messages.success(request, _("The report was set aside."))
    return redirect("meet:repair", pk)


@needs("meet.run_day")
def told(request: HttpRequest, pk: int) -> HttpResponse:
    """List who has to be told what the last repair changed, with their links; offer the way back."""
    found = event_at(pk)
    timetable = timetable_that_holds(found)
    context = {
        "event": found,
        "timetable": timetable,
        "told": repairs.who_is_told(found, timetable),
        "address": public_address(request.build_absolute_uri("/")),
    }
    return render(request, "meet/day/told.html", context)


@require_POST
@needs("meet.run_day")
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return to the timetable before the last repair."""
    found, shown = event_at(pk), _shown(request)
    verbs.undo_repair(
        actor=acting(request),
        reason=_("On the page of repairs"),
        event=found,
        timetable=shown.pk,
        version=shown.version,
    )
    messages.success(request, _("The timetable before holds again."))
    return redirect("meet:repair", pk)


def _shown(request: HttpRequest) -> Timetable:
    """Read which timetable the page showed, by its number and version."""
    pk, _dot, version = request.POST.get("timetable", "").partition(".")
    if not (pk.isdecimal() and version.isdecimal() and len(pk) + len(version) < 20):
        raise Invalid("timetable-shown", gettext_noop("The page does not say which timetable it showed."))
    return Timetable(pk=int(pk), version=int(version))


@needs("meet.run_day")
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the slots that are free for two who meet at the desk; hold the meeting in the one chosen."""
    found = event_at(pk)
    timetable = timetable_that_holds(found)
    asked = request.POST if request.method == "POST" else request.GET or None
    form = PairForm(asked, people=desk.approved(found).select_related("event"))
    context = {"event": found, "timetable": timetable, "form": form, "slots": None}
    if form.is_valid() and request.method == "POST":
        slot = request.POST.get("slot", "")
        verbs.hold_walk_in(
            actor=acting(request),
            reason=_("Asked for at the desk"),
            **form.cleaned_data,
            slot=int(slot) if slot.isdecimal() and len(slot) < 5 else 0,
            shown=_shown(request),
        )
        return redirect("meet:told", pk)
    if form.is_valid():
        context["slots"] = walk_ins.common_slots(**form.cleaned_data, timetable=timetable)
    return render(request, "meet/day/walk_in.html", context, status=422 if form.errors else 200)
