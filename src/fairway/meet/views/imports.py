"""Spreadsheets for an event: handing one in, what is wrong with it, taking the good rows, taking them back."""

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
from fairway.govern.rules import own_organisations
from fairway.lib.errors import FairwayError, Missing
from fairway.lib.tables import csv_bytes, xlsx_bytes
from fairway.meet import actions
from fairway.meet.forms import ImportForm
from fairway.meet.models import EventImport
from fairway.meet.queries import imports as asks
from fairway.meet.views.links import event_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


LOAD = "meet.register_participants"
ON_THE_PAGE = gettext_noop("Done on the page of the spreadsheet")
TONES = {"checked": "info", "applied": "ok", "taken_back": "plain", "discarded": "plain"}
COUNTS = (
    ("rows", gettext_noop("Rows"), "plain"),
    ("new", gettext_noop("Good and new"), "ok"),
    ("same", gettext_noop("There already"), "plain"),
    ("bad", gettext_noop("Rows with problems"), "bad"),
    ("unknown", gettext_noop("Not in the registry: kept as applications"), "warn"),
    ("taken", gettext_noop("Rows taken"), "ok"),
)


@needs(LOAD)
def imports(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a spreadsheet in, and see those handed in before."""
    found = event_at(pk)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        about = {"event": found, "kind": form.cleaned_data["kind"], "file_name": file.name}
        try:
            kept = actions.check_import(actor=acting(request), reason=ON_THE_PAGE, content=file.read(), **about)
            return redirect("meet:event_import", pk=kept.pk)
        except FairwayError as refusal:
            form.add_error(None, sentence(refusal))
    context = {
        "event": found,
        "form": form,
        "kept": [(each, TONES[each.state]) for each in found.imports.select_related("uploaded_by").defer("content")],
        "kinds": [
            (kind, label, asks.headings(kind, chinese=reads_chinese())) for kind, label in EventImport.Kind.choices
        ],
    }
    return render(request, "meet/imports.html", context, status=422 if form.errors else 200)


@needs(LOAD)
def template(request: HttpRequest, pk: int, kind: str, form: str) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """An empty table with every heading in the reader's language."""
    event_at(pk)
    if kind not in EventImport.Kind.values:
        raise Missing("import-kind", gettext_noop("A spreadsheet holds participants or requests."))
    names = asks.headings(kind, chinese=reads_chinese())
    if form == "csv":
        return attachment(csv_bytes(names, []), CSV_TYPE, f"{kind}.csv")
    return attachment(xlsx_bytes(names, [], kind, timezone.now()), XLSX_TYPE, f"{kind}.xlsx")


def _kept(pk: int) -> EventImport:
    found = EventImport.objects.select_related("event", "uploaded_by").filter(pk=pk).first()
    if found is None:
        raise Missing("import-missing", gettext_noop("No spreadsheet has this address."))
    return found


@needs(LOAD)
def event_import(request: HttpRequest, pk: int) -> HttpResponse:
    """One spreadsheet: what is wrong, row by row, what would come in, and what became of it."""
    kept = _kept(pk)
    is_checked = kept.state == EventImport.State.CHECKED
    context = {
        "kept": kept,
        "event": kept.event,
        "tone": TONES[kept.state],
        "counts": [(_(label), kept.counts[key], tone) for key, label, tone in COUNTS if key in kept.counts],
        "problems": kept.problems,
        "can_take": is_checked and bool(kept.counts.get("new")),
        "can_discard": is_checked,
        "can_take_back": kept.state == EventImport.State.APPLIED,
        "has_mend": bool(kept.content) and any(problem["row"] for problem in kept.problems),
    }
    return render(request, "meet/event_import.html", context)


@needs(LOAD)
def rows_to_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that stay out, with what is wrong beside each."""
    kept = _kept(pk)
    own = own_organisations(acting(request))
    reading = asks.read_import(kept.event, kept.kind, bytes(kept.content), kept.file_name, own)
    return attachment(asks.rows_to_mend(reading), CSV_TYPE, f"to-mend-{pk}.csv")


@require_POST
@needs(LOAD)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the good rows."""
    actions.take_import(actor=acting(request), reason=ON_THE_PAGE, kept=_kept(pk))
    messages.success(request, _("The good rows were taken."))
    return redirect("meet:event_import", pk=pk)


@require_POST
@needs(LOAD)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take out what the file brought."""
    actions.take_import_back(actor=acting(request), reason=ON_THE_PAGE, kept=_kept(pk))
    messages.success(request, _("What the file brought was taken out."))
    return redirect("meet:event_import", pk=pk)


@require_POST
@needs(LOAD)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a checked file away."""
    kept = _kept(pk)
    actions.discard_import(actor=acting(request), reason=ON_THE_PAGE, kept=kept)
    messages.success(request, _("The file was discarded."))
    return redirect("meet:imports", pk=kept.event_id)
