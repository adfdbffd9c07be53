"""Tables of promises: handing one in, what is wrong with it, taking the good rows, taking them back."""

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
from fairway.lib.errors import FairwayError, Missing
from fairway.sign import actions, queries
from fairway.sign.engine.clause_table import CLAUSES
from fairway.sign.forms import ClauseTableForm
from fairway.sign.models import ClauseImport
from fairway.sign.views.agreements import event_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse


WRITE = "sign.write_promise"
ON_THE_PAGE = gettext_noop("Done on the page of the table")
SHOWN = 50
"""Tables handed in before, the newest first."""
AT = Addresses("sign:take_clauses", "sign:discard_clauses", "sign:take_clauses_back", "sign:clauses_to_mend")
ACTS: Mapping[str, Callable[..., object]] = {
    "take": actions.take_clauses,
    "take_back": actions.take_clauses_back,
    "discard": actions.discard_clauses,
}


@needs(WRITE)
def clause_tables(request: HttpRequest) -> HttpResponse:
    """Hand a table of promises in, and see those handed in before."""
    is_sent = request.method == "POST"
    form = ClauseTableForm(request.POST, request.FILES) if is_sent else ClauseTableForm(initial=request.GET.dict())
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        about = {"event": form.cleaned_data["event"], "file_name": file.name, "content": file.read()}
        with Refusals(form, FairwayError):
            kept = actions.check_clauses(actor=acting(request), reason=ON_THE_PAGE, **about)
            return redirect("sign:clause_table", pk=kept.pk)
    before = [(each, TONES[each.state]) for each in ClauseImport.objects.defer("content")[:SHOWN]]
    context = {"form": form, "kept": before, "columns": headings(CLAUSES)}
    return render(request, "sign/clause_tables.html", context, status=422 if form.errors else 200)


@needs(WRITE)
def template(_request: HttpRequest, form: str) -> HttpResponse:
    """An empty table with every heading in the reader's language."""
    return empty_table(headings(CLAUSES), "promises", form)


def _kept(pk: int) -> ClauseImport:
    found = ClauseImport.objects.select_related("event", "uploaded_by").filter(pk=pk).first()
    if found is None:
        raise Missing("import-missing", gettext_noop("No table has this address."))
    return found


@needs(WRITE)
def clause_table(request: HttpRequest, pk: int) -> HttpResponse:
    """One table: what is wrong, row by row, what would come in, and what became of it."""
    kept = _kept(pk)
    page = page_of(kept, AT, reverse("sign:clause_tables"))
    return render(request, "sign/clause_table.html", page | {"about": event_name(kept.event)})


@needs(WRITE)
def rows_to_mend(_request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that stay out, with what is wrong beside each."""
    kept = _kept(pk)
    reading = queries.read_clauses(kept.event, bytes(kept.content), kept.file_name)
    return attachment(mended(reading), CSV_TYPE, f"to-mend-{pk}.csv")


@require_POST
@needs(WRITE)
def decide(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Take the good rows, take out what the table brought, or throw the table away."""
    ACTS[deed](actor=acting(request), reason=ON_THE_PAGE, kept=_kept(pk))
    messages.success(request, _(TOLD[deed]))
    return redirect("sign:clause_tables") if deed == "discard" else redirect("sign:clause_table", pk)
