"""The promise board, one promise, writing promises down, and clauses proposed from a text."""

from __future__ import annotations

from datetime import UTC, datetime, time
from types import SimpleNamespace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.exports import XLSX_TYPE, attachment
from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs, require
from fairway.base.words import in_language
from fairway.govern.rules import is_own_case
from fairway.lib.errors import Missing
from fairway.lib.tables.write import Sheet, workbook_bytes
from fairway.sign import actions, queries
from fairway.sign.engine.clauses import propose_clauses
from fairway.sign.forms import BoardForm, PaperForm, StepForm, promise_form
from fairway.sign.models import Agreement, Promise, PromiseStep
from fairway.sign.views.agreements import event_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from fairway.lib.tables.write import Cell
    from fairway.sign.engine.clauses import Clause
    from fairway.sign.forms import PromiseForm
    from fairway.sign.queries import PromiseRow

SHOWN = 200
"""Promises of a side on the board; the workbook holds all."""
CALLED = ("Party A", "甲方"), ("Party B", "乙方"), ("Party C", "丙方")


@needs("sign.see_agreements")
def promises(request: HttpRequest) -> HttpResponse:
    """Both sides' promises side by side, what is late first, and both rates of fulfilment."""
    form, rows, day, state = _asked(request)
    found = queries.promise_board(rows, day, state, SHOWN)
    columns = list(zip(found.rates, (found.enterprise, found.government), found.more, strict=True))
    context = {"form": form, "board": found, "columns": columns, "query": request.GET.urlencode()}
    return render(request, "sign/promises.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> tuple[BoardForm, QuerySet[Promise], date, str]:
    """What was asked for: which promises, as of which day, in which state; that of all figures where it cannot be."""
    day = queries.board_day()
    form = BoardForm(request.GET if "as_of" in request.GET else None, initial={"as_of": day})
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.promises_seen_by(request.user)
    agreement = request.GET.get("agreement", "")
    if agreement.isdecimal():
        rows = rows.filter(agreement__in=Agreement.objects.filter(pk=int(agreement)))
    return form, rows, wanted.get("as_of", day), wanted.get("state", "")


_SAID = (
    "side", "debtor__name", "debtor__name_en", "creditor__name", "creditor__name_en", "what", "amount", "currency",
)  # fmt: skip


@needs("sign.see_agreements")
def promises_workbook(request: HttpRequest) -> HttpResponse:
    """Send every promise with where it stands."""
    _form, asked, day, state = _asked(request)
    headings = [_("Clause"), _("Whose promise"), _("Who promises"), _("To whom"), _("What is promised"), _("Amount")]
    headings += [_("Currency"), _("Due on"), _("State"), _("Days late"), _("Waits for")]
    rows = [_row(line) for line in queries.promise_table(asked, day, _SAID, state).lines]
    book = workbook_bytes([Sheet(_("Promises"), headings, rows)], datetime.combine(day, time(), UTC))
    return attachment(book, XLSX_TYPE, f"promises-{day.isoformat()}.xlsx")


def _row(line: PromiseRow) -> Sequence[Cell]:
    side, debtor, debtor_en, creditor, creditor_en, what, amount, currency = line.said
    return (
        line.number,
        str(Promise.Side(side).label),
        in_language(SimpleNamespace(name=debtor, name_en=debtor_en)),
        in_language(SimpleNamespace(name=creditor, name_en=creditor_en)) if creditor else None,
        what,
        amount,
        currency,
        line.due_on,
        str(Promise.State(line.state).label),
        line.days_late,
        "; ".join(line.clauses),
    )


def _seen(request: HttpRequest, pk: int) -> Promise:
    found = queries.promises_seen_by(request.user).filter(pk=pk).first()
    if found is None:
        raise Missing("promise-missing", gettext_noop("No promise has this address, or it is not yours to see."))
    return found


@needs("sign.see_agreements")
def promise(request: HttpRequest, pk: int) -> HttpResponse:
    """One promise: its words, where it stands and why, and what happened to it."""
    return _promise_page(request, _seen(request, pk))


def _promise_page(request: HttpRequest, found: Promise, form: StepForm | None = None) -> HttpResponse:
    said = queries.standing_of(found, queries.board_day())
    may = request.user.has_perm("sign.record_step", found)
    context = {
        "promise": found,
        "event_name": event_name(found.place),
        "standing": said.standing,
        "causes": said.causes,
        "held_up": said.held_up,
        "notices": queries.notices_seen_by(request.user).filter(promise=found),
        "steps": found.steps.select_related("recorded_by"),
        "form": form or (StepForm(initial={"happened_on": timezone.localdate()}) if may else None),
        "is_claim": may and is_own_case(acting(request), found),
        "may_confirm": request.user.has_perm("sign.confirm_step", found),
    }
    return render(request, "sign/promise.html", context, status=422 if form else 200)


@require_POST
@needs("sign.record_step")
def record_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what happened, or show the form again with what is wrong."""
    found = _seen(request, pk)
    require(request.user, "sign.record_step", found)
    form = StepForm(request.POST)
    if form.is_valid():
        with Refusals(form):
            reason = form.cleaned_data["reason"]
            actions.record_step(actor=acting(request), reason=reason, promise=found, draft=form.draft())
            messages.success(request, _("The step is kept."))
            return redirect("sign:promise", pk=pk)
    return _promise_page(request, found, form)


@require_POST
@needs("sign.confirm_step")
def confirm_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm what a side claimed."""
    claim = PromiseStep.objects.select_related("promise").filter(pk=pk).first()
    if claim is None:
        raise Missing("claim-missing", gettext_noop("No claim has this address."))
    found = _seen(request, claim.promise_id)
    reason = request.POST.get("reason", "").strip()[:300] or _("Confirmed on the promise's page")
    actions.confirm_step(actor=acting(request), reason=reason, claim=claim)
    messages.success(request, _("The claim is confirmed."))
    return redirect("sign:promise", pk=found.pk)


@needs("sign.write_promise")
def new_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down one promise of an agreement, perhaps one proposed from its text."""
    agreement = queries.seen_agreement(request.user, pk, "sign.write_promise")
    form = promise_form(agreement, request.POST or None, {**request.GET.dict(), "days_after": 0})
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            reason = form.cleaned_data["reason"]
            kept = actions.write_promise(actor=acting(request), reason=reason, agreement=agreement, draft=form.draft())
            messages.success(request, _("The promise is written down."))
            return redirect("sign:promise", pk=kept.pk)
    return _form_page(request, form, agreement)


def _form_page(request: HttpRequest, form: PromiseForm, agreement: Agreement) -> HttpResponse:
    context = {"form": form, "agreement": agreement}
    return render(request, "sign/new_promise.html", context, status=422 if form.errors else 200)


@needs("sign.write_promise")
def propose_promises(request: HttpRequest, pk: int) -> HttpResponse:
    """Find in a pasted text what seems to bind whom; each is accepted by itself. Nothing is kept here."""
    agreement = queries.seen_agreement(request.user, pk, "sign.write_promise")
    form = PaperForm(request.POST or None)
    names = _names(agreement)
    found = propose_clauses(form.cleaned_data["text"], names) if form.is_bound and form.is_valid() else ()
    context = {"form": form, "agreement": agreement, "clauses": [_proposal(each, n) for n, each in enumerate(found, 1)]}
    return render(request, "sign/propose_promises.html", context, status=422 if form.errors else 200)


def _names(agreement: Agreement) -> Mapping[str, Sequence[str]]:
    """What each party is called in the paper: its names, and Party A, B, C in the order of the parties."""
    parties = list(agreement.parties.select_related("organisation").order_by("order"))
    called = [*CALLED, *[()] * len(parties)]
    return {
        str(party.organisation_id): [n for n in (party.organisation.name, party.organisation.name_en, *called[k]) if n]
        for k, party in enumerate(parties)
    }


def _proposal(clause: Clause, number: int) -> dict[str, object]:
    """What the form is filled in with, and the sentence it was read from."""
    deadline, money = clause.deadline, clause.money
    filled = {
        "number": str(number),
        "debtor": clause.debtor,
        "creditor": clause.creditor or "",
        "what": clause.quote[:500],
        "amount": "" if money is None else f"{money.amount:f}",
        "currency": "" if money is None else money.currency,
        "due_on": "" if deadline.on is None else deadline.on.isoformat(),
        "condition": clause.condition[:500],
        "quote": clause.quote[:2000],
    }
    return {"clause": clause, "filled": {name: value for name, value in filled.items() if value}}
