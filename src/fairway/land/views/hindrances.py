"""What hinders projects: the list, one hindrance with its log, and raising one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fairway.base.cells import organisation_link, shown
from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.land import actions, queries
from fairway.land.engine.overdue import days_overdue
from fairway.land.forms import AnswerForm, ClearedForm, hindrance_form
from fairway.land.models import Hindrance

if TYPE_CHECKING:
    from datetime import date

    from django import forms
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


def _link(row: Hindrance) -> Link:
    return Link(row.what, address("land:hindrance", row.pk), is_demo=row.project.is_demo)


def _project_link(row: Hindrance) -> Link:
    return Link(row.project.title, address("land:project", row.project_id))


def _state(row: Hindrance) -> Badge:
    if row.closed_on:
        return Badge(_("closed"), "ok")
    return Badge(_("escalated"), "bad") if row.level else Badge(_("still open"), "warn")


def _days(as_of: date, row: Hindrance) -> int | None:
    return None if row.closed_on else days_overdue(row.next_on, as_of)


def _columns(as_of: date) -> tuple[Column, ...]:
    return (
        Column("hindrance", gettext_lazy("Hindrance"), _link, "what"),
        Column("cause", gettext_lazy("Cause"), lambda row: row.get_cause_display(), "cause"),
        Column("state", gettext_lazy("State"), _state),
        Column("project", gettext_lazy("Project"), _project_link, "project__title"),
        Column("owner", gettext_lazy("Who has to clear it"), lambda r: organisation_link(r.owner), "owner__name"),
        Column("desk", gettext_lazy("On the desk of"), lambda r: organisation_link(r.desk), "desk__name"),
        Column("level", gettext_lazy("Desks up"), lambda row: row.level, "level", numeric=True),
        Column("next", gettext_lazy("Next step by"), lambda row: row.next_on, "next_on"),
        Column("days", gettext_lazy("Days overdue"), partial(_days, as_of), numeric=True),
    )


def _desks(rows: QuerySet[Hindrance]) -> list[tuple[str, str]]:
    found = rows.order_by("desk__name").values_list("desk_id", "desk__name").distinct()
    return [(str(pk), name) for pk, name in found]


@needs("land.see_projects")
def hindrances(request: HttpRequest) -> HttpResponse:
    """What hinders projects, the most urgent first."""
    as_of = queries.reporting_date()
    intro = _("Open ones always have a day for the next step. Days overdue are counted up to %(day)s.")
    rows = queries.hindrances_seen_by(request.user, as_of)
    return show(request, _page(rows, as_of, intro % {"day": shown(as_of)}))


def _page(rows: QuerySet[Hindrance], as_of: date, intro: str) -> ListPage:
    return ListPage(
        name="hindrances",
        title=gettext_lazy("Hindrances"),
        intro=intro,
        rows=rows,
        columns=_columns(as_of),
        filters=(
            Filter("cause", gettext_lazy("Cause"), "cause", lambda: Hindrance.Cause.choices),
            Filter("desk", gettext_lazy("On the desk of"), "desk", partial(_desks, rows)),
            Filter(
                "overdue", gettext_lazy("Overdue"), "is_late", lambda: [("1", _("overdue")), ("0", _("not overdue"))]
            ),
            Filter(
                "closed",
                gettext_lazy("State"),
                "closed_on__isnull",
                lambda: [("1", _("still open")), ("0", _("closed"))],
            ),
        ),
        search=("what", "project__title", "owner__name", "owner__name_en"),
        order=("next_on", "pk"),
        empty=gettext_lazy("Raise a hindrance on the page of a project."),
    )


def _hindrance_page(request: HttpRequest, found: Hindrance, **filled: forms.Form) -> HttpResponse:
    may = found.closed_on is None and request.user.has_perm("land.work_on_hindrance", found)
    context = {
        "hindrance": found,
        "days": None if found.closed_on else days_overdue(found.next_on, queries.reporting_date()),
        "answer_form": filled.get("answer_form") or (AnswerForm() if may else None),
        "cleared_form": filled.get("cleared_form") or (ClearedForm(prefix="cleared") if may else None),
    }
    return render(request, "land/hindrance.html", context, status=422 if filled else 200)


@needs("land.see_projects")
def hindrance(request: HttpRequest, pk: int) -> HttpResponse:
    """One hindrance with its log."""
    return _hindrance_page(request, queries.seen_hindrance(request.user, pk))


@needs("land.raise_hindrance")
def raise_hindrance(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what hinders a project."""
    found = queries.seen_project(request.user, pk, "land.raise_hindrance")
    form = hindrance_form(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            reason = form.cleaned_data["reason"]
            made = actions.raise_hindrance(actor=acting(request), reason=reason, project=found, draft=form.draft())
            messages.success(request, _("The hindrance is raised."))
            return redirect("land:hindrance", pk=made.pk)
    context = {"project": found, "form": form}
    return render(request, "land/raise_hindrance.html", context, status=422 if form.errors else 200)


@require_POST
@needs("land.work_on_hindrance")
def answer_hindrance(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was done and the next day, or show the form again with what is wrong."""
    found = queries.seen_hindrance(request.user, pk, "land.work_on_hindrance")
    form = AnswerForm(request.POST)
    if form.is_valid():
        with Refusals(form):
            actions.answer_hindrance(actor=acting(request), hindrance=found, **form.cleaned_data)
            messages.success(request, _("The answer is kept."))
            return redirect("land:hindrance", pk=pk)
    return _hindrance_page(request, found, answer_form=form)


@require_POST
@needs("land.work_on_hindrance")
def close_hindrance(request: HttpRequest, pk: int) -> HttpResponse:
    """Close it, or keep one side's word that it is cleared."""
    found = queries.seen_hindrance(request.user, pk, "land.work_on_hindrance")
    form = ClearedForm(request.POST, prefix="cleared")
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        closed = actions.close_hindrance(actor=acting(request), reason=reason, hindrance=found)
        said = (
            _("The hindrance is closed.") if closed else _("Your word is kept. It closes once the other side agrees.")
        )
        messages.success(request, said)
        return redirect("land:hindrance", pk=pk)
    return _hindrance_page(request, found, cleared_form=form)
