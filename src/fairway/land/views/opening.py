"""Pages that open a project: of an agreement, or before anything is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairway.base.forms import Refusals
from fairway.base.rights import needs
from fairway.land import actions, queries
from fairway.land.forms import idea_form, project_form
from fairway.lib.errors import Missing
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.base.models import User


@needs("land.see_projects")
def project_of(request: HttpRequest, agreement_pk: int) -> HttpResponse:
    """Lead from an agreement to its project, or to where one is opened."""
    # Asked for through its own table: a number no database holds then finds nothing instead of failing.
    asked = Agreement.objects.filter(pk=agreement_pk)
    found = queries.projects_seen_by(request.user).filter(agreement__in=asked).first()
    if found is not None:
        return redirect("land:project", pk=found.pk)
    if request.user.has_perm("land.open_project"):
        return redirect(f"{reverse('land:new_project')}?agreement={agreement_pk}")
    raise Missing("project-missing", gettext_noop("Nobody follows up this agreement yet."))


@needs("land.open_project")
def new_project(request: HttpRequest) -> HttpResponse:
    """Open the project of an agreement that has none."""
    free = queries.agreements_without_project(request.user)
    form = project_form(request.POST or None, free, request.GET.get("agreement"))
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            opened = actions.open_project(actor=cast("User", request.user), **form.cleaned_data)
            messages.success(request, _("The project is open."))
            return redirect("land:project", pk=opened.pk)
    return render(request, "land/new_project.html", {"form": form}, status=422 if form.errors else 200)


@needs("land.begin_project")
def begin_project(request: HttpRequest) -> HttpResponse:
    """Begin a project before anything is signed."""
    free = queries.opportunities_without_project(cast("User", request.user))
    form = idea_form(request.POST or None, free, request.GET.get("opportunity"))
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            begun = form.begin(cast("User", request.user))
            messages.success(request, _("The project is open."))
            return redirect("land:project", pk=begun.pk)
    return render(request, "land/begin_project.html", {"form": form}, status=422 if form.errors else 200)
