"""The search for a timetable, watched: value, bound and gap as they close; earlier timetables beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base import jobs
from fairway.base.rights import acting, needs, require
from fairway.lib.errors import Invalid, Missing
from fairway.meet import actions, tasks
from fairway.meet.actions.runs import EFFORTS
from fairway.meet.forms.grid import RunForm
from fairway.meet.models import Timetable
from fairway.meet.queries import runs as searched
from fairway.meet.queries.figures import current_timetable
from fairway.meet.views.links import event_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.meet.models import Event

TONES = {"waiting": "plain", "running": "info", "done": "ok", "failed": "bad", "cancelled": "warn"}


def _form(event: Event, data: object = None) -> RunForm:
    return RunForm(data, event=event, efforts=[(effort, _(word)) for effort, word in EFFORTS.items()])


@needs("meet.see_timetable")
def runs(request: HttpRequest, pk: int) -> HttpResponse:
    """Every timetable of the event, compared, and the form that seeks another."""
    found = event_at(pk)
    context = {
        "event": found,
        "timetables": searched.timetables_compared(found),
        "unfinished": searched.runs_without_timetable(found),
        "form": _form(found),
        "efforts": [(effort, _(word)) for effort, word in EFFORTS.items()],
        "tones": TONES,
    }
    return render(request, "meet/runs.html", context)


@require_POST
@needs("meet.make_timetable")
def make_timetable(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the search and show it."""
    found = event_at(pk)
    form = _form(found, request.POST)
    if not form.is_valid():
        raise Invalid("run-form", gettext_noop("A seed is a whole number from 0 to 2147483647."))
    run = tasks.start_timetable(
        actor=acting(request),
        reason=_("Made on the event's page"),
        event=found,
        seed=form.cleaned_data["seed"],
        effort=form.cleaned_data["effort"] or tasks.USUAL,
    )
    return redirect("meet:run", pk=run.pk)


@needs("meet.see_timetable")
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One search: the figures, the chart, the buttons; refreshes itself."""
    found = searched.run_at(pk)
    context = {
        "run": found,
        "event": found.event,
        "chart": searched.chart_of(found),
        "points": list(reversed(found.points)),
        "tone": TONES[found.job.state],
        "may_stop": request.user.has_perm("meet.make_timetable", found.event),
        "may_cancel": request.user.has_perm("base.cancel_job", found.job),
        "holds": found.timetable_id is not None and found.timetable == current_timetable(found.event),
    }
    template = "meet/_run.html" if "fragment" in request.GET else "meet/run.html"
    return render(request, template, context)


@require_POST
@needs("meet.make_timetable")
def run_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Good enough: keep the best so far."""
    found = searched.run_at(pk)
    actions.take_run(actor=acting(request), reason=_("Taken on the page of the search"), run=found)
    return redirect("meet:run", pk=pk)


@require_POST
@needs("meet.make_timetable")
def run_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop and keep nothing."""
    found = searched.run_at(pk)
    require(request.user, "base.cancel_job", found.job)
    jobs.cancel_job(actor=acting(request), reason=_("Cancelled on the page of the search"), job=found.job)
    return redirect("meet:run", pk=pk)


@require_POST
@needs("meet.edit_timetable")
def restore_timetable(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an earlier timetable hold again."""
    earlier = Timetable.objects.select_related("event").filter(pk=pk).first()
    if earlier is None:
        raise Missing("timetable-missing", gettext_noop("No timetable has this address."))
    actions.restore_timetable(
        actor=acting(request), reason=_("Chosen on the page of the timetables"), timetable=earlier
    )
    messages.success(request, _("The earlier timetable holds again."))
    return redirect("meet:runs", pk=earlier.event_id)
