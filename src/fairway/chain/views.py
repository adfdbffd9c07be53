"""Pages of the whole chain: the dashboard, and folders to check, load and run."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fairway.base.exports import XLSX_TYPE, attachment
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs
from fairway.chain import actions, tasks
from fairway.chain.forms import FolderForm
from fairway.chain.models import InputFolder
from fairway.chain.queries import folders as asked
from fairway.chain.queries.dashboard import dashboard_for
from fairway.lib.errors import Missing
from fairway.lib.explain import gettext_noop

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.base.models import User

TONES = {"checked": "info", "loaded": "ok", "discarded": "plain"}
PROBLEMS_A_PAGE = 50


def _visitor(request: HttpRequest) -> User:
    return cast("User", request.user)


@needs("chain.see_dashboard")
def dashboard(request: HttpRequest) -> HttpResponse:
    """How far everything has come, for the offices all of it, for an enterprise its own."""
    return render(request, "chain/dashboard.html", {"dashboard": dashboard_for(_visitor(request))})


def _link(folder: InputFolder) -> Link:
    text = folder.event_code or _("folder %(number)s") % {"number": folder.pk}
    return Link(text, address("chain:folder", folder.pk))


def _states() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in InputFolder.State.choices]


@needs("chain.load_folder")
def folders(request: HttpRequest) -> HttpResponse:
    """Folders handed in, newest first."""
    return show(
        request,
        ListPage(
            name="folders",
            title=gettext_lazy("Input folders"),
            intro=gettext_lazy(
                "A folder is event.toml and one table a file. It is checked whole before anything is kept."
            ),
            rows=InputFolder.objects.select_related("uploaded_by"),
            columns=(
                Column("event", gettext_lazy("Event"), _link, "event_code"),
                Column(
                    "state",
                    gettext_lazy("State"),
                    lambda f: Badge(f.get_state_display(), TONES[f.state]),
                    "state",
                ),
                Column("problems", gettext_lazy("Problems"), lambda f: len(f.problems), numeric=True),
                Column("rows", gettext_lazy("Clean rows"), lambda f: sum(f.rows.values()), numeric=True),
                Column("by", gettext_lazy("Uploaded by"), lambda f: f.uploaded_by.get_username()),
                Column("at", gettext_lazy("Uploaded"), lambda f: f.uploaded_at, "uploaded_at"),
            ),
            filters=(Filter("state", gettext_lazy("State"), "state", _states),),
            search=("event_code",),
            order=("-pk",),
            empty=gettext_lazy("Choose “Load a folder” to check one; nothing is loaded before you say so."),
            actions=(Link(_("Load a folder"), reverse("chain:new_folder")),),
        ),
    )


@needs("chain.load_folder")
def new_folder(request: HttpRequest) -> HttpResponse:
    """Upload a folder; it is checked at once."""
    form = FolderForm(request.POST, request.FILES) if request.method == "POST" else FolderForm()
    if form.is_valid():
        reason = gettext_noop("Uploaded on the page of input folders")
        kept = actions.keep_folder(actor=_visitor(request), reason=reason, files=form.cleaned_data["folder"])
        return redirect("chain:folder", kept.pk)
    status = 422 if form.is_bound else 200
    return render(request, "chain/new_folder.html", {"form": form}, status=status)


def _kept(pk: int) -> InputFolder:
    return get_object_or_404(InputFolder.objects.select_related("uploaded_by", "job"), pk=pk)


@needs("chain.load_folder")
def folder(request: HttpRequest, pk: int) -> HttpResponse:
    """What the dry run found, and what can be done about it."""
    kept = _kept(pk)
    file, level = request.GET.get("file", ""), request.GET.get("level", "")
    problems = asked.narrowed(kept.problems, file, level)
    context = {
        "folder": kept,
        "tone": TONES[kept.state],
        "rows": [(_(words), kept.rows[table]) for table, words in asked.TABLES.items() if table in kept.rows],
        "page": Paginator(problems, PROBLEMS_A_PAGE).get_page(request.GET.get("page")),
        "files": sorted({p["file"] for p in kept.problems}),
        "file": file,
        "level": level,
        "can_resume": asked.is_half_run(kept),
        "can_act": kept.state == InputFolder.State.CHECKED and (kept.job is None or kept.job.is_over),
    }
    return render(request, "chain/folder.html", context)


@require_POST
@needs("chain.load_folder")
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the job that loads the folder and runs the chain."""
    job = actions.start_run(
        actor=_visitor(request),
        reason=tasks.REASON,
        kept=_kept(pk),
        accept_good_rows="good_rows" in request.POST,
        enqueue=tasks.run_kept_folder.enqueue,
    )
    return redirect("job", job.pk)


@require_POST
@needs("chain.load_folder")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the files away."""
    actions.discard_folder(
        actor=_visitor(request), reason=gettext_noop("Discarded on the folder's page"), kept=_kept(pk)
    )
    messages.success(request, _("The folder was discarded. Its files are gone."))
    return redirect("chain:folders")


@needs("chain.load_folder")
def to_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the bad rows with what is wrong beside them."""
    content = asked.mend_file_of(_kept(pk))
    if content is None:
        raise Missing("nothing-to-mend", gettext_noop("No single row is bad here; the problems concern whole files."))
    return attachment(content, XLSX_TYPE, "to-mend.xlsx")
