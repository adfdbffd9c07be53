"""Reports of enterprises on their projects: asked for, given, and claim by claim taken over or declined."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.cells import organisation_link
from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs, require, seen_by
from fairway.land import actions, queries
from fairway.land.engine.overdue import days_overdue
from fairway.land.forms import PaymentForm, ReasonForm, StageForm, claim_form, duty_form, report_form
from fairway.land.models import ClaimAnswer
from fairway.land.templatetags.land import step_label
from fairway.land.views.page import project_page
from fairway.lib.errors import Missing
from fairway.sign.engine.amounts import money_text

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse

    from fairway.land.models import Report, ReportDuty


def _report_link(row: Report) -> Link:
    return Link(str(row.filed_on), address("land:report", row.pk), is_demo=row.duty.project.is_demo)


def _project_link(row: Report) -> Link:
    return Link(row.duty.project.title, address("land:project", row.duty.project_id))


def _stage(row: Report) -> str | None:
    return step_label(row.duty.project, row.map_stage) if row.map_stage else None


def _state(row: Report) -> Badge:
    return Badge(_("claims wait"), "warn") if row.waits else Badge(_("no claim waits"), "ok")  # type: ignore[attr-defined]


_COLUMNS = (
    Column("report", gettext_lazy("Reported on"), _report_link, "filed_on"),
    Column("project", gettext_lazy("Project"), _project_link, "duty__project__title"),
    Column("organisation", gettext_lazy("Who reports"), lambda row: organisation_link(row.duty.organisation)),
    Column("state", gettext_lazy("State"), _state),
    Column("stage", gettext_lazy("Stage claimed"), _stage),
    Column("paid_in", gettext_lazy("Paid in, claimed"), lambda row: money_text(row.money) if row.money else None),
    Column("jobs", gettext_lazy("Jobs now"), lambda row: row.jobs, "jobs", numeric=True),
    Column("hinders", gettext_lazy("What hinders"), lambda row: row.hinders),
    Column("next", gettext_lazy("Next date"), lambda row: row.next_on, "next_on"),
)


@needs("land.see_projects")
def reports(request: HttpRequest) -> HttpResponse:
    """What enterprises said of their projects, the newest first."""
    return show(
        request,
        ListPage(
            name="reports",
            title=gettext_lazy("Self-reports"),
            intro=_("What enterprises say of their own projects is claimed until an office takes it over."),
            rows=queries.reports_seen_by(request.user),
            columns=_COLUMNS,
            filters=(
                Filter(
                    "waits",
                    gettext_lazy("State"),
                    "waits",
                    lambda: [("1", _("claims wait")), ("0", _("no claim waits"))],
                ),
            ),
            search=("duty__project__title", "duty__organisation__name", "duty__organisation__name_en", "hinders"),
            order=("-filed_on", "-pk"),
            empty=gettext_lazy("Ask for reports on the page of a project."),
        ),
    )


@require_POST
@needs("land.ask_reports")
def ask_reports(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a party of a project to report, or show the form again with what is wrong."""
    found = queries.seen_project(request.user, pk, "land.ask_reports")
    form = duty_form(found, request.POST)
    if form.is_valid():
        with Refusals(form):
            actions.ask_reports(actor=acting(request), project=found, **form.cleaned_data)
            messages.success(request, _("The enterprise is asked to report."))
            return redirect("land:project", pk=pk)
    return project_page(request, found, duty_form=form)


def _duty(request: HttpRequest, pk: int, right: str) -> ReportDuty:
    text = gettext_noop("No report is asked for at this address.")
    return seen_by(request.user, right, queries.duty_file(pk), "report-missing", text)


@require_POST
@needs("land.ask_reports")
def end_reports(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for no further reports."""
    duty = _duty(request, pk, "land.ask_reports")
    actions.end_reports(actor=acting(request), reason=ReasonForm(request.POST).said(), duty=duty)
    messages.success(request, _("No further report is asked for."))
    return redirect("land:project", pk=duty.project_id)


@needs("land.see_projects")
def file_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The form by which an enterprise says where its project stands; others see what is asked for and when."""
    duty = _duty(request, pk, "land.see_projects")
    form = report_form(duty, request.POST or None) if request.user.has_perm("land.file_report", duty) else None
    if request.method == "POST":
        require(request.user, "land.file_report", duty)
    if request.method == "POST" and form is not None and form.is_valid():
        with Refusals(form):
            reason = _("Report due on %(day)s") % {"day": duty.next_due.isoformat()}
            made = actions.file_report(actor=acting(request), reason=reason, duty=duty, said=form.said())
            messages.success(request, _("Thank you. What you said is kept as claimed."))
            return redirect("land:report", pk=made.pk)
    late = days_overdue(duty.next_due, queries.reporting_date()) if duty.ended_on is None else None
    context = {"duty": duty, "form": form, "days": late}
    return render(request, "land/report_duty.html", context, status=422 if form and form.errors else 200)


def _report(request: HttpRequest, pk: int, right: str = "land.see_projects") -> Report:
    text = gettext_noop("No report has this address.")
    return seen_by(request.user, right, queries.report_file(pk), "report-missing", text)


@needs("land.see_projects")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: what it says, what became of each claim, and for an office the forms to take one over."""
    return _report_page(request, _report(request, pk))


def _report_page(request: HttpRequest, found: Report, **filled: forms.Form) -> HttpResponse:
    may = request.user.has_perm("land.answer_claim", found)
    rows = [(each, _open_form(request, found, each, filled) if may else None) for each in queries.claimed(found)]
    context = {"report": found, "claims": rows, "may_raise": request.user.has_perm("land.raise_hindrance", found)}
    return render(request, "land/report.html", context, status=422 if filled else 200)


def _open_form(
    request: HttpRequest, found: Report, each: queries.Claimed, filled: dict[str, forms.Form]
) -> forms.Form | None:
    if each.answer is not None:
        return None
    return filled.get(each.claim.value) or claim_form(found, each.claim.value, request.user)


@require_POST
@needs("land.answer_claim")
def take_claim(request: HttpRequest, pk: int, claim: str) -> HttpResponse:
    """Take a claim over into the project's log, or show the form again with what is wrong."""
    found = _report(request, pk, "land.answer_claim")
    if claim not in ClaimAnswer.Claim.values:
        raise Missing("report-missing", gettext_noop("No report has this address."))
    form = claim_form(found, claim, request.user, request.POST)
    if form.is_valid():
        with Refusals(form):
            _take(request, found, form)
            messages.success(request, _("The claim is taken over into the log of the project."))
            return redirect("land:report", pk=pk)
    return _report_page(request, found, **{claim: form})


def _take(request: HttpRequest, found: Report, form: forms.Form) -> ClaimAnswer:
    by = {"actor": acting(request), "reason": form.cleaned_data["reason"], "report": found}
    if isinstance(form, StageForm):
        document = form.cleaned_data["document"]
        return actions.take_stage(**by, entry=form.entry(), change=form.change(), document=document)
    return actions.take_payment(**by, receipt=cast("PaymentForm", form).receipt())


@require_POST
@needs("land.answer_claim")
def decline_claim(request: HttpRequest, pk: int, claim: str) -> HttpResponse:
    """Leave a claim out of the log, with a reason."""
    found = _report(request, pk, "land.answer_claim")
    reason = ReasonForm(request.POST).said()
    actions.decline_claim(actor=acting(request), reason=reason, report=found, claim=claim)
    messages.success(request, _("The claim is declined; the enterprise reads why."))
    return redirect("land:report", pk=pk)
