"""Pages that belong to no step: language, theme, health, jobs, audit log, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fairway.base import jobs
from fairway.base.context import THEMES
from fairway.base.deeds import deed, thing
from fairway.base.errors import error_page, problem, titles
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, show
from fairway.base.models import AuditHead, AuditLine, Job
from fairway.base.rights import acting, needs, require
from fairway.base.words import reason_words

if TYPE_CHECKING:
    from django.http import HttpRequest

TONES = {"waiting": "plain", "running": "info", "done": "ok", "failed": "bad", "cancelled": "warn"}


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen theme in a cookie and go back."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.POST.get("theme") in THEMES:
        response.set_cookie("theme", request.POST["theme"], max_age=31_536_000, samesite="Lax", httponly=True)
    return response


def health(request: HttpRequest) -> JsonResponse:
    """Answers once the database does; says what stands where for a probe."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    waiting = Job.objects.filter(state=Job.State.WAITING).count()
    head = AuditHead.objects.filter(pk=1).values_list("number", flat=True).first()
    return JsonResponse(
        {"status": "ok", "database": connection.vendor, "jobs_waiting": waiting, "audit_lines": head or 0}
    )


@needs("base.see_audit")
def audit_log(request: HttpRequest) -> HttpResponse:
    """Who did what, when and why."""
    return show(
        request,
        ListPage(
            name="audit",
            title=gettext_lazy("Audit log"),
            intro=gettext_lazy("Every line holds the hash of the line before. “fairway audit verify” checks them all."),
            rows=AuditLine.objects.all(),
            columns=(
                Column("number", gettext_lazy("Line"), lambda a: a.number, "number", numeric=True),
                Column("at", gettext_lazy("When"), lambda a: a.at, "at"),
                Column("actor", gettext_lazy("Who"), lambda a: a.actor, "actor"),
                Column("verb", gettext_lazy("Action"), lambda a: deed(a.verb), "verb"),
                Column("subject", gettext_lazy("On"), lambda a: thing(a.subject), "subject"),
                Column("reason", gettext_lazy("Why"), lambda a: reason_words(a.reason)),
                Column("hash", gettext_lazy("Hash"), lambda a: a.hash[:12]),
            ),
            search=("actor", "verb", "subject", "reason"),
            order=("-number",),
            empty=gettext_lazy("Nothing has been done yet."),
        ),
    )


@needs("base.see_jobs")
def job_list(request: HttpRequest) -> HttpResponse:
    """Long work, newest first."""
    return show(
        request,
        ListPage(
            name="jobs",
            title=gettext_lazy("Jobs"),
            rows=Job.objects.select_related("started_by"),
            columns=(
                Column("id", gettext_lazy("Number"), lambda j: Link(str(j.pk), f"/jobs/{j.pk}/"), "pk"),
                Column("kind", gettext_lazy("Work"), lambda j: _(j.kind), "kind"),
                Column("state", gettext_lazy("State"), lambda j: Badge(j.get_state_display(), TONES[j.state]), "state"),
                Column("by", gettext_lazy("Started by"), lambda j: j.started_by.get_username()),
                Column("at", gettext_lazy("Started"), lambda j: j.created_at, "created_at"),
                Column("end", gettext_lazy("Ended"), lambda j: j.finished_at, "finished_at"),
            ),
            filters=(Filter("state", gettext_lazy("State"), "state", lambda: list(Job.State.choices)),),
            order=("-pk",),
            empty=gettext_lazy("No work has been started. Load a folder to see a job here."),
        ),
    )


@needs("base.see_jobs")
def job_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: bar, message, cancel button; refreshes itself."""
    job = get_object_or_404(Job.objects.select_related("started_by"), pk=pk)
    require(request.user, "base.see_job", job)
    template = "base/job_progress.html" if "fragment" in request.GET else "base/job.html"
    return render(request, template, {"job": job, "percent": _percent(job), "tone": TONES[job.state]})


def _percent(job: Job) -> int | None:
    """How much is done; ``None`` while a running job cannot say."""
    if job.state == Job.State.DONE:
        return 100
    if job.state == Job.State.RUNNING and not job.done:
        return None
    return job.done * 100 // max(job.total, 1)


@require_POST
@needs("base.see_jobs")
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the worker to stop."""
    job = get_object_or_404(Job, pk=pk)
    require(request.user, "base.cancel_job", job)
    jobs.cancel_job(actor=acting(request), reason=_("Cancelled on the job's page"), job=job)
    return redirect("job", pk=pk)


def _fault(request: HttpRequest, status: int, text: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        return problem(status, f"http-{status}", titles()[status], request.path)
    return error_page(request, status, text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _fault(request, 404, _("No page has this address. Use the menu or the search box."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _fault(request, 403, _("You have no right to see this page."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return _fault(request, 400, _("Send it again from the page's own form."))


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old."""
    return _fault(request, 403, _("This form is too old or came from another site. Reload the page and send it again."))


def broken(request: HttpRequest) -> HttpResponse:
    """500: stands alone, since the frame itself may be what broke."""
    if request.path.startswith("/api/"):
        return problem(500, "http-500", _("Something broke"), request.path)
    return render(request, "500.html", status=500)
