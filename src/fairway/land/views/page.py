"""The page of one project, and what is recorded on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs
from fairway.land import actions, queries
from fairway.land.engine.overdue import days_overdue
from fairway.land.forms import (
    AreaForm,
    CapacityForm,
    DutyForm,
    EvidenceForm,
    PaymentForm,
    ReasonForm,
    StageForm,
    VisitForm,
    duty_form,
    payment_form,
    stage_form,
)
from fairway.land.queries.methods import map_of
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from fairway.base.models import User
    from fairway.land.engine.stage_map import MapStage, Way
    from fairway.land.models import Project


def project_page(request: HttpRequest, found: Project, **filled: forms.Form) -> HttpResponse:
    """One project; ``filled`` holds a form that was sent and is not right."""
    visits, duties = list(queries.visits_of(found)), list(queries.duties_of(found))
    context: dict[str, Any] = {
        "project": found,
        "parties": queries.parties_of(found),
        "days": days_overdue(found.next_due, queries.reporting_date()),
        "road": _road(found),
        "contract": found.agreement.money if found.agreement is not None else None,
        "totals": queries.moved_on(found),
        "in_place": queries.project_in_place(found),
        "payments": found.payments.all(),
        "log": found.log.all(),
        "documents": found.documents.all(),
        "may_sign": request.user.has_perm("land.sign_evidence", found),
        "evidence_form": filled.get("evidence_form") or _evidence_form(request, found),
        "visits": visits,
        "visit_form": filled.get("visit_form") or _visit_form(request, found),
        "duties": duties,
        "duty_form": filled.get("duty_form") or _duty_form(request, found),
        "plan": queries.plan_of(found, queries.reporting_date()),
        "hindrances": found.hindrances.filter(closed_on=None).select_related("desk"),
        "may_raise": request.user.has_perm("land.raise_hindrance", found),
        "timeline": queries.timeline(found, queries.reporting_date(), request.user, visits, duties),
        "as_of": queries.reporting_date(),
        "may_reverse": request.user.has_perm("land.reverse_line", found),
        "stage_form": filled.get("stage_form") or _next_stage(request, found),
        "payment_form": filled.get("payment_form") or _payment_form(request, found),
        "areas": list(found.areas.all()),
        "area_form": filled.get("area_form") or _area_form(request, found),
        "capacities": list(found.capacities.all()),
        "holding": queries.capacities_of(found, timezone.localdate()),
        "capacity_form": filled.get("capacity_form") or _capacity_form(request, found),
        "units": queries.usual_units() if request.user.has_perm("land.record_capacity", found) else [],
    }
    for name in ("evidence", "stage", "payment", "area", "capacity"):
        if form := context[f"{name}_form"]:
            form.auto_id = f"{name}_%s"
    return render(request, "land/project.html", context, status=422 if filled else 200)


def _road(project: Project) -> list[tuple[MapStage | Way, str, date | None]]:
    """Each stage of the road with how it is shown (done, now, late or nothing) and the day it was reached."""
    road = map_of(project.map_key, project.map_version)
    reached = {line.map_stage: line.happened_on for line in project.log.all() if line.reversed_on is None}
    is_late = days_overdue(project.next_due, queries.reporting_date()) is not None
    marks = {**dict.fromkeys(reached, "done"), project.map_stage: "now"}
    if is_late:
        marks |= {stage.key: "late" for stage in road.following(project.map_stage)[:1]}
    return [(stage, marks.get(stage.key, ""), reached.get(stage.key)) for stage in road.stages]


def _next_stage(request: HttpRequest, project: Project) -> StageForm | None:
    is_over = not map_of(project.map_key, project.map_version).following(project.map_stage)
    may = request.user.has_perm("land.record_stage", project) and not is_over
    return stage_form(project, request.user, to=request.GET.get("to")) if may else None


def _payment_form(request: HttpRequest, project: Project) -> PaymentForm | None:
    return payment_form(project) if request.user.has_perm("land.record_payment", project) else None


def _area_form(request: HttpRequest, project: Project) -> AreaForm | None:
    return AreaForm(prefix="area") if request.user.has_perm("land.record_area", project) else None


def _capacity_form(request: HttpRequest, project: Project) -> CapacityForm | None:
    return CapacityForm(prefix="capacity") if request.user.has_perm("land.record_capacity", project) else None


def _visit_form(request: HttpRequest, project: Project) -> VisitForm | None:
    return VisitForm(prefix="visit") if request.user.has_perm("land.log_visit", project) else None


def _duty_form(request: HttpRequest, project: Project) -> DutyForm | None:
    return duty_form(project) if request.user.has_perm("land.ask_reports", project) else None


def _evidence_form(request: HttpRequest, project: Project) -> EvidenceForm | None:
    return EvidenceForm() if request.user.has_perm("land.bring_evidence", project) else None


@needs("land.see_projects")
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """One project: its history with evidence, its money by kind, and the form for what comes next."""
    return project_page(request, queries.seen_project(request.user, pk))


@require_POST
@needs("land.record_stage")
def record_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Append the next stage, or show the form again with what is wrong."""
    found = queries.seen_project(request.user, pk, "land.record_stage")
    form = stage_form(found, request.user, request.POST)
    if form.is_valid():
        with Refusals(form):
            given = {"entry": form.entry(), "change": form.change(), "document": form.cleaned_data["document"]}
            reason = form.cleaned_data["reason"]
            actions.record_stage(actor=cast("User", request.user), reason=reason, project=found, **given)
            messages.success(request, _("The stage is recorded."))
            return redirect("land:project", pk=pk)
    return project_page(request, found, stage_form=form)


@require_POST
@needs("land.record_payment")
def record_payment(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a payment, or show the form again with what is wrong."""
    found = queries.seen_project(request.user, pk, "land.record_payment")
    form = payment_form(found, request.POST)
    if form.is_valid():
        with Refusals(form):
            receipt, reason = form.receipt(), form.cleaned_data["reason"]
            actions.record_payment(actor=cast("User", request.user), reason=reason, project=found, receipt=receipt)
            messages.success(request, _("The payment is recorded."))
            return redirect("land:project", pk=pk)
    return project_page(request, found, payment_form=form)


@require_POST
@needs("land.record_area")
def record_area(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep how much land it takes, or show the form again with what is wrong."""
    found = queries.seen_project(request.user, pk, "land.record_area")
    form = AreaForm(request.POST, prefix="area")
    return _size_kept(request, found, form, actions.record_area, _("The land area is recorded."))


@require_POST
@needs("land.record_capacity")
def record_capacity(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what it is planned to yield, or show the form again with what is wrong."""
    found = queries.seen_project(request.user, pk, "land.record_capacity")
    form = CapacityForm(request.POST, prefix="capacity")
    return _size_kept(request, found, form, actions.record_capacity, _("The planned capacity is recorded."))


def _size_kept(
    request: HttpRequest, project: Project, form: AreaForm | CapacityForm, record: Callable[..., object], done: str
) -> HttpResponse:
    if form.is_valid():
        with Refusals(form):
            record(actor=acting(request), project=project, **form.given())
            messages.success(request, done)
            return redirect("land:project", pk=project.pk)
    return project_page(request, project, **{f"{form.prefix}_form": form})


@require_POST
@needs("land.reverse_line")
def reverse_stage(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Take the last stage back, with a reason."""
    found = queries.seen_project(request.user, pk, "land.reverse_line")
    line = found.log.filter(pk=line_pk).first()
    if line is None:
        raise Missing("line-missing", gettext_noop("No line of this project has this address."))
    reason = ReasonForm(request.POST).said()
    actions.reverse_stage(actor=cast("User", request.user), reason=reason, line=line)
    messages.success(request, _("The line is taken back; it stays to be read."))
    return redirect("land:project", pk=pk)


@require_POST
@needs("land.reverse_line")
def reverse_payment(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Take a payment back, with a reason."""
    found = queries.seen_project(request.user, pk, "land.reverse_line")
    payment = found.payments.filter(pk=line_pk).first()
    if payment is None:
        raise Missing("line-missing", gettext_noop("No line of this project has this address."))
    reason = ReasonForm(request.POST).said()
    actions.reverse_payment(actor=cast("User", request.user), reason=reason, payment=payment)
    messages.success(request, _("The line is taken back; it stays to be read."))
    return redirect("land:project", pk=pk)
