"""Pages of the import of records: upload, what is wrong and what would be kept, keeping, taking back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.exports import CSV_TYPE, attachment
from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.lib.errors import FairwayError, Missing
from fairway.lib.tables import csv_bytes
from fairway.trust import actions, tasks
from fairway.trust.engine.record_files.intake import mend_headings
from fairway.trust.forms import RecordFileForm
from fairway.trust.models import RecordImport
from fairway.trust.queries import record_imports as questions
from fairway.trust.views.choices import plain_choices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LOAD = "trust.load_records"
REASON = gettext_noop("Done on the import's page")
TONES = {"uploaded": "info", "checked": "accent", "applied": "ok", "taken_back": "plain", "discarded": "plain"}
COUNTS = (
    ("rows", gettext_noop("Rows"), "plain"),
    ("new", gettext_noop("New records"), "ok"),
    ("same", gettext_noop("There already"), "plain"),
    ("bad", gettext_noop("Rows with problems"), "bad"),
    ("kept", gettext_noop("Records kept"), "ok"),
    ("taken_back", gettext_noop("Taken back"), "warn"),
    ("withdrawn", gettext_noop("Withdrawn, since an edition rests on them"), "warn"),
)


def _count(key: str, label: object) -> Column:
    return Column(key, label, lambda each: each.counts.get(key), numeric=True)  # type: ignore[arg-type]  # lazy text


@needs(LOAD)
def record_imports(request: HttpRequest) -> HttpResponse:
    """List the files of records that were brought in, or are on their way."""
    return show(
        request,
        ListPage(
            name="record-imports",
            title=gettext_lazy("Imports of records"),
            intro=gettext_lazy("A file is checked first. Nothing is kept before you say so."),
            rows=questions.uploads(),
            columns=(
                Column("file", gettext_lazy("File"), _link, "file_name"),
                Column("state", gettext_lazy("State"), _state, "state"),
                _count("rows", gettext_lazy("Rows")),
                _count("kept", gettext_lazy("Records kept")),
                _count("bad", gettext_lazy("Rows with problems")),
                Column("by", gettext_lazy("Uploaded by"), lambda each: each.uploaded_by.get_username()),
                Column("at", gettext_lazy("Uploaded"), lambda each: each.uploaded_at, "uploaded_at"),
            ),
            filters=(
                Filter("state", gettext_lazy("State"), "state", lambda: plain_choices(RecordImport.State.choices)),
            ),
            search=("file_name",),
            order=("-pk",),
            empty=gettext_lazy("Choose “Import records” to bring in a file."),
            actions=(Link(_("Import records"), reverse("trust:new_record_import")),),
        ),
    )


def _link(kept: RecordImport) -> Link:
    return Link(kept.file_name, address("trust:record_import", kept.pk))


def _state(kept: RecordImport) -> Badge:
    return Badge(kept.get_state_display(), TONES[kept.state])


@needs(LOAD)
def new_record_import(request: HttpRequest) -> HttpResponse:
    """Upload a file; a job checks it at once."""
    form = RecordFileForm(request.POST, request.FILES) if request.method == "POST" else RecordFileForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with Refusals(form, FairwayError):
            kept = actions.keep_record_upload(
                actor=acting(request), reason=REASON, file_name=file.name, content=file.read()
            )
            enqueue = tasks.check_records_task.enqueue
            actions.start_record_check(actor=acting(request), reason=REASON, kept=kept, enqueue=enqueue)
            return redirect("trust:record_import", kept.pk)
    context = {"form": form, "headings": mend_headings(_)[:-1]}
    return render(request, "trust/record_import_new.html", context, status=422 if form.is_bound else 200)


@needs(LOAD)
def empty_records(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Give a table with every heading, to be filled in."""
    return attachment(csv_bytes(mend_headings(_)[:-1], []), CSV_TYPE, "records.csv")


def _kept(pk: int) -> RecordImport:
    return get_object_or_404(questions.uploads(), pk=pk)


@needs(LOAD)
def record_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one upload: what is wrong, what would be kept, then what became of it."""
    kept = _kept(pk)
    is_running = questions.is_running(kept)
    is_checked = kept.state == RecordImport.State.CHECKED
    is_open = kept.state not in questions.FINISHED and not is_running
    against = None if is_running else questions.why_not_decide(acting(request), kept)
    context = {
        "import": kept,
        "tone": TONES[kept.state],
        "counts": [(_(label), kept.counts[key], tone) for key, label, tone in COUNTS if key in kept.counts],
        "problems": kept.problems,
        "is_running": is_running,
        "against": _(against[1]) if against else "",
        "brings_new": is_checked and not kept.is_lost and bool(kept.counts.get("new")),
        "is_open": is_open,
        "can_decide": is_open and not against,
        "can_take_back": not (is_running or against)
        and kept.state != RecordImport.State.TAKEN_BACK
        and kept.records.exists(),
        "has_mend": questions.file_of(kept, "mend") is not None,
    }
    return render(request, "trust/record_import.html", context)


@needs(LOAD)
def records_to_mend(request: HttpRequest, pk: int) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Give the rows that stay out, with what is wrong beside each."""
    content = questions.file_of(_kept(pk), "mend")
    if content is None:
        raise Missing("nothing-to-mend", gettext_noop("No row of this file stayed out."))
    return attachment(content, CSV_TYPE, f"to-mend-{pk}.csv")


@require_POST
@needs(LOAD)
def check_records(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the job that checks, once more."""
    enqueue = tasks.check_records_task.enqueue
    job = actions.start_record_check(actor=acting(request), reason=REASON, kept=_kept(pk), enqueue=enqueue)
    return redirect("job", job.pk)


@require_POST
@needs(LOAD)
def keep_records(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the job that keeps the good rows."""
    enqueue = tasks.keep_records_task.enqueue
    job = actions.start_keeping_records(actor=acting(request), reason=REASON, kept=_kept(pk), enqueue=enqueue)
    return redirect("job", job.pk)


@require_POST
@needs(LOAD)
def take_records_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the job that takes the records back."""
    enqueue = tasks.take_records_back_task.enqueue
    job = actions.start_taking_records_back(actor=acting(request), reason=REASON, kept=_kept(pk), enqueue=enqueue)
    return redirect("job", job.pk)


@require_POST
@needs(LOAD)
def discard_records(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the file away."""
    actions.discard_record_upload(actor=acting(request), reason=REASON, kept=_kept(pk))
    messages.success(request, _("The upload was discarded. Its file is gone."))
    return redirect("trust:record_imports")
