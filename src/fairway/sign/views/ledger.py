"""The ledger of support measures."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from fairway.base.exports import XLSX_TYPE, attachment
from fairway.base.rights import needs
from fairway.base.words import in_language
from fairway.lib.tables.write import Sheet, workbook_bytes
from fairway.sign import queries
from fairway.sign.forms import LedgerForm
from fairway.sign.models import Promise
from fairway.sign.views.agreements import event_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from fairway.lib.tables.write import Cell
    from fairway.sign.queries import LedgerBoard, LedgerLine


@needs("sign.see_agreements")
def ledger(request: HttpRequest) -> HttpResponse:
    """Every support measure as printed, repeats flagged, with where it stands."""
    form, found = _asked(request)
    context = {
        "form": form,
        "board": found,
        "lines": [(line, event_name(line.promise.place)) for line in found.lines],
        "query": request.GET.urlencode(),
    }
    return render(request, "sign/ledger.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> tuple[LedgerForm, LedgerBoard]:
    day = queries.board_day()
    form = LedgerForm(request.GET if "as_of" in request.GET else None, initial={"as_of": day})
    wanted = form.cleaned_data if form.is_valid() else {}
    event = wanted.get("event")
    as_of = wanted.get("as_of", day)
    return form, queries.support_ledger(request.user, as_of, event.pk if event else None)


@needs("sign.see_agreements")
def ledger_workbook(request: HttpRequest) -> HttpResponse:
    """Send the ledger."""
    form, found = _asked(request)
    day = form.cleaned_data["as_of"] if form.is_bound and form.is_valid() else queries.board_day()
    headings = [_("Clause"), _("Field of support"), _("Repeats clause"), _("What is promised"), _("Who promises")]
    headings += [_("To whom"), _("Event"), _("Due on"), _("State"), _("Days late"), _("Quoted from")]
    sheet = Sheet(_("Support ledger"), headings, [_row(line) for line in found.lines])
    book = workbook_bytes([sheet], datetime.combine(day, time(), UTC))
    return attachment(book, XLSX_TYPE, f"ledger-{day.isoformat()}.xlsx")


def _row(line: LedgerLine) -> Sequence[Cell]:
    said, standing = line.promise, line.standing
    return (
        said.number,
        said.field,
        line.repeats.number if line.repeats else None,
        said.what,
        in_language(said.debtor),
        in_language(said.creditor) if said.creditor else None,
        event_name(said.place),
        standing.due_on,
        str(Promise.State(standing.state).label),
        standing.days_late,
        said.quote,
    )
