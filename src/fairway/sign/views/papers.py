"""Revising, approving and publishing an agreement, who may approve, and the minutes of a signing."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.cells import organisation_link
from fairway.base.exports import PDF_TYPE, attachment
from fairway.base.forms import Refusals
from fairway.base.lists import Column, Link, ListPage, address, show
from fairway.base.rights import acting, needs
from fairway.lib.errors import Missing
from fairway.lib.money import Money, MoneyKind
from fairway.sign import actions, queries
from fairway.sign.engine.amounts import money_text, trimmed
from fairway.sign.forms import ApprovalForm, MandateForm, RevisionForm
from fairway.sign.views.agreements import board_event, form_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.sign.models import Mandate

ON_THE_PAGE = gettext_noop("Done on the page of the agreement")


@needs("sign.revise_agreement")
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an agreement read otherwise from a day on."""
    found = queries.seen_agreement(request.user, pk, "sign.revise_agreement")
    form = RevisionForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            reason, revision = form.cleaned_data["reason"], form.revision()
            actions.revise_agreement(actor=acting(request), reason=reason, agreement=found, revision=revision)
            messages.success(request, _("The new version is kept; the one before stays readable."))
            return redirect("sign:agreement", pk=pk)
    return form_page(request, form, _("Revise the agreement"), address("sign:agreement", pk))


@needs("sign.approve_agreement")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the version as it reads, for a body one acts for."""
    found = queries.seen_agreement(request.user, pk, "sign.approve_agreement")
    form = ApprovalForm(acting(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            given = dict(form.cleaned_data)
            actions.approve_agreement(actor=acting(request), agreement=found, **given)
            messages.success(request, _("The version is approved."))
            return redirect("sign:agreement", pk=pk)
    return form_page(request, form, _("Approve the agreement"), address("sign:agreement", pk))


@require_POST
@needs("sign.publish_agreement")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the version as it reads."""
    found = queries.seen_agreement(request.user, pk, "sign.publish_agreement")
    actions.publish_agreement(actor=acting(request), reason=ON_THE_PAGE, agreement=found)
    messages.success(request, _("The version is published."))
    return redirect("sign:agreement", pk=pk)


@needs("sign.see_agreements")
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """An agreement as it read from a day on."""
    found = queries.agreements_seen_by(request.user).filter(pk=pk).first()
    kept = found.versions.filter(number=number).first() if found else None
    if found is None or kept is None:
        raise Missing("version-missing", gettext_noop("No version has this address."))
    stated = [Money(Decimal(amount), currency, MoneyKind(kind)) for amount, currency, kind in kept.content["amounts"]]
    amounts = [(money_text(money), money.kind.value) for money in stated]
    return render(request, "sign/version.html", {"agreement": found, "kept": kept, "amounts": amounts})


def _limit(mandate: Mandate) -> str:
    return f"{trimmed(mandate.up_to):,f} {mandate.currency}" if mandate.up_to is not None else _("without limit")


@needs("sign.see_mandates")
def mandates(request: HttpRequest) -> HttpResponse:
    """Which act lets which body approve what, up to how much, from when."""
    link = Link(_("Write an act down"), reverse("sign:new_mandate"))
    return show(
        request,
        ListPage(
            name="mandates",
            title=gettext_lazy("Who may approve"),
            intro=gettext_lazy("An act gives a body the power to approve papers of a kind, up to an amount."),
            rows=queries.mandates(),
            columns=(
                Column("body", gettext_lazy("Body"), lambda m: organisation_link(m.body), "body__name"),
                Column("kind", gettext_lazy("Papers of the kind"), lambda m: m.get_kind_display(), "kind"),
                Column("limit", gettext_lazy("Up to"), _limit, numeric=True),
                Column("act", gettext_lazy("Act that gives the power"), lambda m: m.act, "act"),
                Column("from", gettext_lazy("From"), lambda m: m.valid_from, "valid_from"),
                Column("until", gettext_lazy("Until"), lambda m: m.valid_until, "valid_until"),
            ),
            search=("act", "body__name", "body__name_en"),
            order=("body__name", "kind", "valid_from", "pk"),
            empty=gettext_lazy("No act has been written down."),
            actions=(link,) if request.user.has_perm("sign.grant_mandate") else (),
        ),
    )


@needs("sign.grant_mandate")
def new_mandate(request: HttpRequest) -> HttpResponse:
    """Write down an act that lets a body approve papers."""
    form = MandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            actions.grant_mandate(actor=acting(request), reason=form.cleaned_data["reason"], given=form.given())
            messages.success(request, _("The act is written down."))
            return redirect("sign:mandates")
    return form_page(request, form, _("Write an act down"), reverse("sign:mandates"))


@needs("sign.see_agreements")
def minutes(request: HttpRequest, event_pk: int) -> HttpResponse:
    """The minutes of a signing, to print and sign: for those who see every agreement of it."""
    event = board_event(request, event_pk)
    if not queries.sees_all(request.user):
        raise Missing("board-missing", gettext_noop("No signing board has this address, or it is not yours to see."))
    return attachment(queries.signing_minutes(event), PDF_TYPE, f"{event.code}-signing.pdf")
