"""Visits to projects: the list, writing one down, and taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.cells import organisation_link
from fairway.base.forms import Refusals
from fairway.base.lists import Column, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.base.words import in_language
from fairway.land import actions, queries
from fairway.land.forms import ReasonForm, VisitForm
from fairway.land.models import Visit
from fairway.land.views.page import project_page
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _project_link(row: Visit) -> Link:
    return Link(row.project.title, f"{address('land:project', row.project_id)}#visits", row.project.is_demo)


def _office(row: Visit) -> Link | None:
    return organisation_link(row.office) if row.office else None


def _met(row: Visit) -> str:
    return "; ".join(in_language(each.organisation) for each in row.met.all())


_COLUMNS = (
    Column("project", gettext_lazy("Project"), _project_link, "project__title"),
    Column("visited", gettext_lazy("Visited on"), lambda row: row.happened_on, "happened_on"),
    Column("office", gettext_lazy("Who went there"), _office, "office__name"),
    Column("met", gettext_lazy("Whom one met"), _met),
    Column("posts", gettext_lazy("In which posts"), lambda row: row.posts),
    Column("seen", gettext_lazy("What was seen"), lambda row: row.seen),
    Column("next", gettext_lazy("Next date"), lambda row: row.next_on, "next_on"),
)


@needs("land.see_projects")
def visits(request: HttpRequest) -> HttpResponse:
    """Visits to projects, the newest first."""
    return show(
        request,
        ListPage(
            name="visits",
            title=gettext_lazy("Visits"),
            intro=_("Organisations and posts stand here, never people."),
            rows=queries.visits_seen_by(request.user),
            columns=_COLUMNS,
            search=("project__title", "office__name", "office__name_en", "seen", "posts"),
            order=("-happened_on", "-pk"),
            empty=gettext_lazy("Write a visit down on the page of a project."),
        ),
    )


@require_POST
@needs("land.log_visit")
def log_visit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a visit down, or show the form again with what is wrong."""
    found = queries.seen_project(request.user, pk, "land.log_visit")
    form = VisitForm(request.POST, prefix="visit")
    if form.is_valid():
        with Refusals(form):
            reason = form.cleaned_data["reason"]
            actions.log_visit(actor=acting(request), reason=reason, project=found, draft=form.draft())
            messages.success(request, _("The visit is written down."))
            return redirect("land:project", pk=pk)
    return project_page(request, found, visit_form=form)


@require_POST
@needs("land.reverse_line")
def reverse_visit(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Take a visit back, with a reason."""
    found = queries.seen_project(request.user, pk, "land.reverse_line")
    visit = Visit.objects.filter(project=found, pk=line_pk).first()
    if visit is None:
        raise Missing("line-missing", gettext_noop("No line of this project has this address."))
    actions.reverse_visit(actor=acting(request), reason=ReasonForm(request.POST).said(), visit=visit)
    messages.success(request, _("The line is taken back; it stays to be read."))
    return redirect("land:project", pk=pk)
