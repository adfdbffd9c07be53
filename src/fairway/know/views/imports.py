"""Pages of the import: upload, columns, dry run row by row, applying, taking back; and what goes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.cells import number_in, organisation_link
from fairway.base.errors import sentence
from fairway.base.exports import CSV_TYPE, XLSX_TYPE, attachment
from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.problems import problem_data
from fairway.base.rights import acting, needs
from fairway.know import tasks
from fairway.know.actions import applying, imports, taking_back
from fairway.know.forms.fields import sentence_of
from fairway.know.forms.imports import ChoicesForm, ColumnsForm, UploadForm, choices_of, columns_initial
from fairway.know.models import Import, ImportRow
from fairway.know.queries.exchange import entity_lines
from fairway.know.queries.imports import pages, words
from fairway.know.queries.imports.effects import written_rows
from fairway.know.queries.imports.files import FINISHED, is_running, options_of
from fairway.lib.errors import FairwayError, Invalid, Missing
from fairway.lib.tables.problem import BadCell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

EDIT = "know.edit_organisations"
TONES = {"uploaded": "info", "compared": "accent", "applied": "ok", "taken_back": "plain", "discarded": "plain"}
OUTCOMES = {"new": "ok", "changed": "accent", "unchanged": "plain", "ask": "warn", "refused": "bad", "stale": "warn"}
ENTITIES_TYPE = "application/json+ftm"
REASON = gettext_noop("Done on the import's page")


def _count(outcome: str, label: object) -> Column:
    return Column(outcome, label, lambda i: i.counts.get(outcome), numeric=True)  # type: ignore[arg-type]


@needs(EDIT)
def uploads(request: HttpRequest) -> HttpResponse:
    """Files that were brought in, or are on their way."""
    return show(
        request,
        ListPage(
            name="imports",
            title=gettext_lazy("Imports"),
            intro=gettext_lazy("A file is compared with the registry first. Nothing changes before you say so."),
            rows=pages.uploads(),
            columns=(
                Column("source", gettext_lazy("Source"), _upload_link, "namespace"),
                Column("file", gettext_lazy("File"), lambda i: i.file_name, "file_name"),
                Column("state", gettext_lazy("State"), _state, "state"),
                _count("new", gettext_lazy("New")),
                _count("changed", gettext_lazy("Changed")),
                _count("ask", gettext_lazy("To be asked")),
                _count("refused", gettext_lazy("Rows refused")),
                Column("by", gettext_lazy("Uploaded by"), lambda i: i.uploaded_by.get_username()),
                Column("at", gettext_lazy("Uploaded"), lambda i: i.uploaded_at, "uploaded_at"),
            ),
            filters=(Filter("state", gettext_lazy("State"), "state", lambda: list(Import.State.choices)),),
            search=("namespace", "file_name"),
            order=("-pk",),
            empty=gettext_lazy("Choose “Import a file” to bring in organisations from CSV, XLSX or followthemoney."),
            actions=(
                Link(_("All as followthemoney"), reverse("know:entities")),
                Link(_("Import a file"), reverse("know:new_import")),
            ),
        ),
    )


def _upload_link(kept: Import) -> Link:
    return Link(kept.namespace, address("know:import", kept.pk))


def _state(kept: Import) -> Badge:
    return Badge(kept.get_state_display(), TONES[kept.state])


@needs(EDIT)
def new_import(request: HttpRequest) -> HttpResponse:
    """Upload a file; its columns are chosen on the next page."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm(request.GET or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with Refusals(form, FairwayError):
            kept = imports.keep_upload(
                actor=acting(request),
                reason=REASON,
                namespace=given["namespace"],
                file_name=given["file"].name,
                content=given["file"].read(),
            )
            return redirect("know:import", kept.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "know/import_new.html", {"form": form, "columns": pages.known_columns()}, status=status)


@needs(EDIT)
def empty_table(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """A table with every heading, to be filled in."""
    return attachment(pages.empty_table(), CSV_TYPE, "organisations.csv")


def _kept(pk: int) -> Import:
    return get_object_or_404(pages.uploads(), pk=pk)


@needs(EDIT)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """One upload: its columns to choose, then what it would change, then what became of it."""
    kept = _kept(pk)
    if kept.state == Import.State.UPLOADED and not is_running(kept):
        return _columns_page(request, kept)
    context = {
        "import": kept,
        "tone": TONES[kept.state],
        "counts": [(value, label, kept.counts.get(value, 0), OUTCOMES[value]) for value, label in _outcomes()],
        "problems": kept.problems,
        "left_out": list(words.left_out_lines(kept)),
        "is_running": is_running(kept),
        "is_open": kept.state not in FINISHED,
        "can_apply": kept.state == Import.State.COMPARED and pages.to_write(kept).exists(),
        "has_begun": kept.rows.filter(is_done=True).exclude(effects=[]).exists(),
        "can_take_back": written_rows(kept).exists(),
        "mends": pages.to_mend(kept).count(),
    }
    return render(request, "know/import.html", context)


def _outcomes() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in ImportRow.Outcome.choices]


def _columns_page(
    request: HttpRequest, kept: Import, columns: ColumnsForm | None = None, choices: ChoicesForm | None = None
) -> HttpResponse:
    """The first rows of a file and the choice of its columns; a bound form comes back with its complaints."""
    context = {"import": kept, "tone": TONES[kept.state], "is_open": True}
    context["choices"] = choices or ChoicesForm(initial=choices_of(options_of(kept)))
    if kept.file_kind != "ftm":
        try:
            context |= _looked_at(request, kept, columns)
        except BadCell as bad:
            return render(request, "know/import_unreadable.html", context | {"complaint": sentence_of(bad)}, status=422)
    is_refused = any(form is not None and form.errors for form in (columns, choices))
    return render(request, "know/import_columns.html", context, status=422 if is_refused else 200)


def _looked_at(request: HttpRequest, kept: Import, columns: ColumnsForm | None) -> dict[str, object]:
    asked = request.POST if columns else request.GET
    mapping = columns.mapping() if columns and columns.is_valid() else None
    look = pages.look_at(
        kept, asked.get("sheet", kept.sheet), number_in(asked.get("row", "")) or kept.heading_row, mapping
    )
    headings = [column.heading for column in look.columns]
    shown = columns or ColumnsForm(headings, initial=columns_initial([column.key for column in look.columns]))
    told = [problem_data(problem) for problem in look.problems]
    pairs = list(zip(look.columns, shown, strict=True))
    return {"look": look, "pairs": pairs, "columns": shown, "problems": told}


@require_POST
@needs(EDIT)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the columns and the choices and compare the file, or only show again how it would be read."""
    kept, choices = _kept(pk), ChoicesForm(request.POST)
    columns = _columns_form(request, kept)
    is_good = choices.is_valid() and (columns is None or columns.is_valid())
    if not is_good or "preview" in request.POST:
        return _columns_page(request, kept, columns, choices)
    chosen = imports.Choices(
        columns.mapping() if columns else {},
        request.POST.get("sheet", "")[:80],
        number_in(request.POST.get("row", "")),
        choices.chosen(),
    )
    try:
        imports.choose_columns(actor=acting(request), reason=REASON, kept=kept, choices=chosen)
    except Invalid as wrong:
        (columns or choices).add_error(None, sentence(wrong))
        return _columns_page(request, kept, columns, choices)
    enqueue = tasks.compare_upload_task.enqueue
    imports.start_comparison(actor=acting(request), reason=REASON, kept=kept, enqueue=enqueue)
    return redirect("know:import", kept.pk)


def _columns_form(request: HttpRequest, kept: Import) -> ColumnsForm | None:
    if kept.file_kind == "ftm":
        return None
    look = pages.look_at(kept, request.POST.get("sheet", ""), number_in(request.POST.get("row", "")))
    return ColumnsForm([column.heading for column in look.columns], request.POST)


@require_POST
@needs(EDIT)
def change_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to the columns of a compared file."""
    kept = _kept(pk)
    chosen = imports.Choices(dict(kept.mapping), kept.sheet, kept.heading_row, options_of(kept))
    imports.choose_columns(actor=acting(request), reason=REASON, kept=kept, choices=chosen)
    return redirect("know:import", pk)


@require_POST
@needs(EDIT)
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the job that writes what was shown."""
    job = applying.start_applying(
        actor=acting(request), reason=REASON, kept=_kept(pk), enqueue=tasks.apply_import_task.enqueue
    )
    return redirect("job", job.pk)


@require_POST
@needs(EDIT)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the job that takes the import back."""
    job = taking_back.start_taking_back(
        actor=acting(request), reason=REASON, kept=_kept(pk), enqueue=tasks.take_back_import_task.enqueue
    )
    return redirect("job", job.pk)


@require_POST
@needs(EDIT)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the file away."""
    imports.discard_upload(actor=acting(request), reason=REASON, kept=_kept(pk))
    messages.success(request, _("The upload was discarded. Its file is gone."))
    return redirect("know:imports")


@needs(EDIT)
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """What each row would change, or did: with the old and the new value of every field."""
    kept = _kept(pk)
    return show(
        request,
        ListPage(
            name=f"import-{kept.pk}",
            title=_("Rows of %(source)s") % {"source": str(kept)},
            rows=pages.rows_of(kept),
            columns=(
                Column("row", gettext_lazy("Row"), lambda r: r.number, "number", numeric=True),
                Column("name", gettext_lazy("Name"), lambda r: r.name, "name"),
                Column("outcome", gettext_lazy("Outcome"), _outcome, "outcome"),
                Column(
                    "found", gettext_lazy("Found by"), lambda r: _(words.FOUND_BY[r.found_by]) if r.found_by else None
                ),
                Column("organisation", gettext_lazy("Organisation"), _organisation),
                Column("changes", gettext_lazy("What changes"), pages.changed_lines),
                Column("near", gettext_lazy("May be"), lambda r: "\n".join(words.near_lines(r.near)) or None),
                Column(
                    "problems",
                    gettext_lazy("What is wrong and what would be right"),
                    lambda r: "\n".join(words.problem_lines(r.problems)) or None,
                ),
            ),
            filters=(Filter("outcome", gettext_lazy("Outcome"), "outcome", _outcomes),),
            search=("name",),
            order=("number",),
            empty=gettext_lazy("The file has not been compared yet, or holds no rows."),
            extra={"crumbs": [(reverse("know:imports"), _("Imports")), (reverse("know:import", args=[pk]), str(kept))]},
            template="know/import_rows.html",
        ),
    )


def _outcome(row: ImportRow) -> Badge:
    label = _("taken back") if row.is_taken_back else row.get_outcome_display()
    return Badge(label, "plain" if row.is_taken_back else OUTCOMES[row.outcome])


def _organisation(row: ImportRow) -> Link | None:
    return organisation_link(row.organisation) if row.organisation else None


@needs(EDIT)
def to_mend(request: HttpRequest, pk: int, kind: str) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Download the rows that stayed out with what is wrong beside them."""
    kept = _kept(pk)
    pieces = pages.mend_file(kept, kind)
    if pieces is None:
        raise Missing("nothing-to-mend", gettext_noop("No row of this file stayed out."))
    if kept.file_kind == "ftm":
        return attachment(pieces, ENTITIES_TYPE, f"to-mend-{kept.pk}.jsonl")
    return attachment(pieces, {"csv": CSV_TYPE, "xlsx": XLSX_TYPE}[kind], f"to-mend-{kept.pk}.{kind}")


@needs("know.see_organisations")
def entities(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """Every organisation as entities of followthemoney, one a line."""
    return attachment(entity_lines(), ENTITIES_TYPE, "organisations.ftm.json")
