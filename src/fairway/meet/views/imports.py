"""Spreadsheets for an event: handing one in, what is wrong with it, taking the good rows, taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.checked_tables import TOLD, TONES, Addresses, empty_table, headings, page_of
from fairway.base.checked_tables import rows_to_mend as mended
from fairway.base.exports import CSV_TYPE, attachment
from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs
from fairway.govern.rules import own_organisations
from fairway.lib.errors import FairwayError, Missing
from fairway.meet import actions
from fairway.meet.forms import ImportForm
from fairway.meet.models import EventImport
from fairway.meet.queries import imports as asks
from fairway.meet.views.links import event_at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse


LOAD = "meet.register_participants"
ON_THE_PAGE = gettext_noop("Done on the page of the spreadsheet")
AT = Addresses("meet:take_import", "meet:discard_import", "meet:take_import_back", "meet:rows_to_mend")
UNKNOWN = ("unknown", gettext_noop("Not in the registry: kept as applications"), "warn")
ACTS: Mapping[str, Callable[..., object]] = {
    "take": actions.take_import,
    "take_back": actions.take_import_back,
    "discard": actions.discard_import,
}


@needs(LOAD)
def imports(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a spreadsheet in, and see those handed in before."""
    found = event_at(pk)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        about = {"event": found, "kind": form.cleaned_data["kind"], "file_name": file.name}
        with Refusals(form, FairwayError):
            kept = actions.check_import(actor=acting(request), reason=ON_THE_PAGE, content=file.read(), **about)
            return redirect("meet:event_import", pk=kept.pk)
    context = {
        "event": found,
        "form": form,
        "kept": [(each, TONES[each.state]) for each in found.imports.select_related("uploaded_by").defer("content")],
        "kinds": [(kind, label, headings(asks.SPECS[kind])) for kind, label in EventImport.Kind.choices],
    }
    return render(request, "meet/imports.html", context, status=422 if form.errors else 200)


@needs(LOAD)
def template(request: HttpRequest, pk: int, kind: str, form: str) -> HttpResponse:  # noqa: ARG001  # Django hands it over
    """An empty table with every heading in the reader's language."""
    event_at(pk)
    if kind not in EventImport.Kind.values:
        raise Missing("import-kind", gettext_noop("A spreadsheet holds participants or requests."))
    return empty_table(headings(asks.SPECS[kind]), kind, form)


def _kept(pk: int) -> EventImport:
    found = EventImport.objects.select_related("event", "uploaded_by").filter(pk=pk).first()
    if found is None:
        raise Missing("import-missing", gettext_noop("No spreadsheet has this address."))
    return found


@needs(LOAD)
def event_import(request: HttpRequest, pk: int) -> HttpResponse:
    """One spreadsheet: what is wrong, row by row, what would come in, and what became of it."""
    kept = _kept(pk)
    page = page_of(kept, AT, reverse("meet:imports", args=[kept.event_id]), [UNKNOWN])
    return render(request, "meet/event_import.html", page | {"about": kept.get_kind_display()})


@needs(LOAD)
def rows_to_mend(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that stay out, with what is wrong beside each."""
    kept = _kept(pk)
    own = own_organisations(acting(request))
    reading = asks.read_import(kept.event, kept.kind, bytes(kept.content), kept.file_name, own)
    return attachment(mended(reading), CSV_TYPE, f"to-mend-{pk}.csv")


@require_POST
@needs(LOAD)
def decide(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Take the good rows, take out what the file brought, or throw the file away."""
    kept = _kept(pk)
    ACTS[deed](actor=acting(request), reason=ON_THE_PAGE, kept=kept)
    messages.success(request, _(TOLD[deed]))
    return redirect("meet:imports", kept.event_id) if deed == "discard" else redirect("meet:event_import", pk)
