"""Pages of exchange: projects out in other systems' forms, and in again after a look at what would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.checked_tables import Addresses
from fairway.base.exports import attachment
from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs
from fairway.land import actions, tasks
from fairway.land.actions.exchange import RIGHT
from fairway.land.forms import ProjectFileForm
from fairway.land.models import ProjectImport
from fairway.land.queries import exports
from fairway.lib.errors import FairwayError, Missing

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.base.models import User

AT_ONCE = 500_000
"""Files up to so many bytes are checked and taken while the visitor waits; longer ones by the worker."""
TONES = {"uploaded": "info", "checked": "accent", "applied": "ok", "discarded": "plain"}
AT = Addresses("land:take_projects", "land:discard_projects")
OUTCOME_TONES = {"new": "ok", "changed": "accent", "unchanged": "plain", "refused": "bad"}


@needs("land.see_projects")
def exchange(request: HttpRequest) -> HttpResponse:
    """Files to take away; and for those who may, a file to hand in and those handed in before."""
    may_import = request.user.has_perm(RIGHT)
    form = ProjectFileForm(request.POST, request.FILES) if request.method == "POST" else ProjectFileForm()
    if may_import and form.is_bound and form.is_valid():
        with Refusals(form, FairwayError, field="file"):
            return _handed_in(acting(request), form)
    rows = ProjectImport.objects.defer("content").select_related("uploaded_by")
    context = {
        "form": form if may_import else None,
        "exports": exports.KINDS.values(),
        "kept": [(each, TONES[each.state]) for each in rows[:50]] if may_import else [],
    }
    return render(request, "land/exchange.html", context, status=422 if form.errors else 200)


def _handed_in(user: User, form: ProjectFileForm) -> HttpResponse:
    file = form.cleaned_data["file"]
    kept = actions.keep_file(actor=user, reason=tasks.REASON, file_name=file.name, content=file.read())
    return _worked_on(user, kept, tasks.CHECK_JOB)


def _worked_on(user: User, kept: ProjectImport, kind: str) -> HttpResponse:
    """Check or take a short file at once, and leave a long one to the worker."""
    is_check = kind == tasks.CHECK_JOB
    if len(kept.content) > AT_ONCE:
        enqueue = (tasks.check_kept_file if is_check else tasks.take_kept_file).enqueue
        job = actions.start_work(actor=user, reason=tasks.REASON, kept=kept, kind=kind, enqueue=enqueue)
        return redirect("job", job.pk)
    if is_check:
        actions.check_file(actor=user, reason=tasks.REASON, kept=kept, progress=lambda *_told: None)
    else:
        actions.take_file(actor=user, reason=tasks.REASON, kept=kept)
    return redirect("land:project_import", pk=kept.pk)


@needs("land.see_projects")
def export_projects(request: HttpRequest, kind: str) -> HttpResponse:
    """Every project the visitor may see, as a file of one form."""
    if kind not in exports.KINDS:
        raise Missing("export-kind", gettext_noop("Projects are not exported in this form."))
    form = exports.KINDS[kind]
    return attachment(form.pieces(acting(request), request.build_absolute_uri()), form.media, f"projects.{kind}")


def _kept(pk: int) -> ProjectImport:
    found = ProjectImport.objects.select_related("uploaded_by", "job").filter(pk=pk).first()
    if found is None:
        raise Missing("import-missing", gettext_noop("No file of projects has this address."))
    return found


@needs(RIGHT)
def project_import(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: what its projects would be or became, and what is wrong with those that stay out."""
    kept = _kept(pk)
    can_act = kept.state == ProjectImport.State.CHECKED and (kept.job is None or kept.job.is_over)
    context = {
        "kept": kept,
        "at": AT,
        "tone": TONES[kept.state],
        "counts": [(_(exports.OUTCOMES[key]), kept.counts.get(key, 0), tone) for key, tone in OUTCOME_TONES.items()],
        "problems": kept.problems,
        "can_discard": can_act or kept.state == ProjectImport.State.UPLOADED,
        "can_take": can_act and bool(kept.counts.get("new", 0) + kept.counts.get("changed", 0)),
    }
    return render(request, "land/project_import.html", context)


@require_POST
@needs(RIGHT)
def take_projects(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the projects that are new or add something."""
    answer = _worked_on(acting(request), _kept(pk), tasks.TAKE_JOB)
    messages.success(request, _("The sound projects of the file are taken, or will be when the job is done."))
    return answer


@require_POST
@needs(RIGHT)
def discard_projects(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the file away."""
    actions.discard_file(actor=acting(request), reason=tasks.REASON, kept=_kept(pk))
    messages.success(request, _("The file was discarded."))
    return redirect("land:exchange")
