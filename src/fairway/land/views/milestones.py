"""The plan of a project with its Gantt chart, one milestone with its history, what a slip would move, and all plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs, require
from fairway.land import actions, queries
from fairway.land.forms import MilestoneForm, NewDayForm, milestone_form

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.land.models import Milestone, Project
    from fairway.land.queries import Affected

PAGE_PROJECTS = 25


@needs("land.see_projects")
def milestones(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of one project, drawn and as a table, and the form to add to it."""
    return _plan_page(request, queries.seen_project(request.user, pk))


def _plan_page(request: HttpRequest, found: Project, form: MilestoneForm | None = None) -> HttpResponse:
    may = request.user.has_perm("land.plan_milestones", found)
    context = {
        "project": found,
        "plan": queries.plan_of(found, queries.reporting_date()),
        "form": form or (milestone_form(found) if may else None),
    }
    return render(request, "land/milestones.html", context, status=422 if form else 200)


@require_POST
@needs("land.plan_milestones")
def plan_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a milestone, or show the form again with what is wrong."""
    found = queries.seen_project(request.user, pk, "land.plan_milestones")
    form = milestone_form(found, request.POST)
    if form.is_valid():
        with Refusals(form):
            reason = form.cleaned_data["reason"]
            actions.plan_milestone(actor=acting(request), reason=reason, project=found, draft=form.draft())
            messages.success(request, _("The milestone is planned."))
            return redirect("land:milestones", pk=pk)
    return _plan_page(request, found, form)


@needs("land.see_projects")
def milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """One milestone: its days, what it waits for, and every forecast ever made."""
    return _milestone_page(request, queries.seen_milestone(request.user, pk))


def _milestone_page(
    request: HttpRequest, found: Milestone, form: NewDayForm | None = None, effects: Affected | None = None
) -> HttpResponse:
    may = found.actual is None and request.user.has_perm("land.move_milestones", found)
    context = {
        "milestone": found,
        "form": form or (NewDayForm() if may else None),
        "effects": effects,
    }
    return render(request, "land/milestone.html", context, status=422 if form and form.errors else 200)


@needs("land.move_milestones")
def move_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a new day would move and whom it concerns (GET), and keep it once that was agreed to (POST)."""
    found = queries.seen_milestone(request.user, pk)
    require(request.user, "land.move_milestones", found)
    form = NewDayForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        return _milestone_page(request, found, form)
    with Refusals(form):
        if request.method != "POST":
            return _milestone_page(request, found, form, _effects(found, form))
        reason = form.cleaned_data["reason"]
        actions.move_milestone(actor=acting(request), reason=reason, milestone=found, new=form.new_day())
        messages.success(request, _("The new day is kept, and what waits for it has moved."))
        return redirect("land:milestone", pk=pk)
    return _milestone_page(request, found, form)


def _effects(found: Milestone, form: NewDayForm) -> Affected:
    new = form.new_day()
    return queries.affected_by(found, new.day, happened=new.happened)


@needs("land.see_projects")
def timeline(request: HttpRequest) -> HttpResponse:
    """All projects with a plan in one Gantt chart, the latest end first."""
    rows = queries.planned_projects(request.user)
    page = Paginator(rows, PAGE_PROJECTS).get_page(request.GET.get("page"))
    shown = list(page)
    drawn = queries.drawn_together(shown, queries.reporting_date())
    lines = list(zip(shown, drawn.bars if drawn else (), strict=True))
    return render(request, "land/timeline.html", {"page": page, "chart": drawn, "lines": lines})
