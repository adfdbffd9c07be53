"""Tables of promises: handing one in, what is wrong with it, taking the good rows, taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.errors import sentence
from fairway.base.exports import CSV_TYPE, XLSX_TYPE, attachment
from fairway.base.rights import acting, needs
from fairway.base.words import reads_chinese
from fairway.lib.errors import FairwayError, Missing
from fairway.lib.tables import csv_bytes, xlsx_bytes
from fairway.meet.queries.imports import rows_to_mend as mended
from fairway.sign import actions, queries
from fairway.sign.engine.clause_table import CLAUSES
from fairway.sign.forms import ClauseTableForm
from fairway.sign.models import ClauseImport
from fairway.sign.views.agreements import event_name

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


WRITE = "sign.write_promise"
ON_THE_PAGE = gettext_noop("Done on the page of the table")
SHOWN = 50
"""Tables handed in before, the newest first."""
TONES = {"checked": "info", "applied": "ok", "taken_back": "plain", "discarded": "plain"}
COUNTS = (
    ("rows", gettext_noop("Rows"), "plain"),
    ("new", gettext_noop("Good and new"), "ok"),
    ("same", gettext_noop("There already"), "plain"),
    ("bad", gettext_noop("Rows with problems"), "bad"),
    ("taken", gettext_noop("Rows taken"), "ok"),
)


@needs(WRITE)
def clause_tables(request: HttpRequest) -> HttpResponse:
    """Hand a table of promises in, and see those handed in before."""
    is_sent = request.method == "POST"
    form = ClauseTableForm(request.POST, request.FILES) if is_sent else ClauseTableForm(initial=request.GET.dict())
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        about = {"event": form.cleaned_data["event"], "file_name": file.name, "content": file.read()}
        try:
            kept = actions.check_clauses(actor=acting(request), reason=ON_THE_PAGE, **about)
            return redirect("sign:clause_table", pk=kept.pk)
        except FairwayError as refusal:
            form.add_error(None, sentence(refusal))
    before = [(each, TONES[each.state]) for each in ClauseImport.objects.defer("content")[:SHOWN]]
    context = {"form": form, "kept": before, "columns": _headings()}
    return render(request, "sign/clause_tables.html", context, status=422 if form.errors else 200)


def _headings() -> list[str]:
    return [column.headings[1 if reads_chinese() else 0] for column in CLAUSES.columns]


@needs(WRITE)
def template(_request: HttpRequest, form: str) -> HttpResponse:
    """An empty table with every heading in the reader's language."""
    if form == "csv":
        return attachment(csv_bytes(_headings(), []), CSV_TYPE, "promises.csv")
    return attachment(xlsx_bytes(_headings(), [], "promises", timezone.now()), XLSX_TYPE, "promises.xlsx")


def _kept(pk: int) -> ClauseImport:
    found = ClauseImport.objects.select_related("event", "uploaded_by").filter(pk=pk).first()
    if found is None:
        raise Missing("import-missing", gettext_noop("No table has this address."))
    return found


@needs(WRITE)
def clause_table(request: HttpRequest, pk: int) -> HttpResponse:
    """One table: what is wrong, row by row, what would come in, and what became of it."""
    kept = _kept(pk)
    is_checked = kept.state == ClauseImport.State.CHECKED
    context = {
        "kept": kept,
        "name": event_name(kept.event),
        "tone": TONES[kept.state],
        "counts": [(_(label), kept.counts[key], tone) for key, label, tone in COUNTS if key in kept.counts],
        "problems": kept.problems,
        "can_take": is_checked and bool(kept.counts.get("new")),
        "can_discard": is_checked,
        "can_take_back": kept.state == ClauseImport.State.APPLIED,
        "has_mend": bool(kept.content) and any(problem["row"] for problem in kept.problems),
    }
    return render(request, "sign/clause_table.html", context)


@needs(WRITE)
def rows_to_mend(_request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that stay out, with what is wrong beside each."""
    kept = _kept(pk)
    reading = queries.read_clauses(kept.event, bytes(kept.content), kept.file_name)
    return attachment(mended(reading), CSV_TYPE, f"to-mend-{pk}.csv")


@require_POST
@needs(WRITE)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the good rows."""
    actions.take_clauses(actor=acting(request), reason=ON_THE_PAGE, kept=_kept(pk))
    messages.success(request, _("The good rows were taken."))
    return redirect("sign:clause_table", pk=pk)


@require_POST
@needs(WRITE)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out what the table brought."""
    actions.take_clauses_back(actor=acting(request), reason=ON_THE_PAGE, kept=_kept(pk))
    messages.success(request, _("What the file brought was taken out."))
    return redirect("sign:clause_table", pk=pk)


@require_POST
@needs(WRITE)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a checked table away."""
    kept = _kept(pk)
    actions.discard_clauses(actor=acting(request), reason=ON_THE_PAGE, kept=kept)
    messages.success(request, _("The file was discarded."))
    return redirect("sign:clause_tables")
