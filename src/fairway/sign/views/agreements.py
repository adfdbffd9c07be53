"""Pages of signing boards and agreements."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs, require
from fairway.base.words import in_language, reads_chinese, sentence
from fairway.know.queries import industry_name, place_choices, place_name
from fairway.lib.errors import Missing
from fairway.sign import actions, queries
from fairway.sign.engine.amounts import money_text, trimmed
from fairway.sign.engine.areas import Areas
from fairway.sign.engine.board import State
from fairway.sign.forms import AgreementForm, AnnouncementForm
from fairway.sign.models import Agreement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django import forms
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise

    from fairway.base.models import User
    from fairway.meet.models import Event

STATE_WORDS = {
    State.GREEN: (gettext_lazy("as announced"), "ok"),
    State.RED: (gettext_lazy("not as announced"), "bad"),
    State.NOT_ANNOUNCED: (gettext_lazy("nothing announced"), "plain"),
}


def place(code: str) -> str | None:
    """A place in the reader's language, ``None`` where none is stated."""
    return place_name(code) or None


def event_name(event: Event) -> str:
    """The event's name in the reader's language."""
    is_chinese = reads_chinese()
    return event.name_zh if is_chinese and event.name_zh else event.name


def agreement_link(agreement: Agreement) -> Link:
    """The agreement's number, leading to its page."""
    url = address("sign:agreement", agreement.pk)
    return Link(agreement.number, url, is_demo=agreement.is_demo)


def parties_text(agreement: Agreement) -> str:
    """The parties' names in order."""
    return " – ".join(in_language(party.organisation) for party in agreement.parties.all())


COLUMNS = (
    Column("number", gettext_lazy("Number"), agreement_link, "number"),
    Column("title", gettext_lazy("Title"), lambda a: a.title, "title"),
    Column("kind", gettext_lazy("Kind"), lambda a: a.get_kind_display(), "kind"),
    Column("money", gettext_lazy("Kind of money"), lambda a: a.get_money_kind_display(), "money_kind"),
    Column(
        "amount",
        gettext_lazy("Amount"),
        lambda a: None if a.amount is None else trimmed(a.amount),
        "amount",
        numeric=True,
    ),
    Column("currency", gettext_lazy("Currency"), lambda a: a.currency or None, "currency"),
    Column("signed", gettext_lazy("Signed on"), lambda a: a.signed_on, "signed_on"),
    Column("region", gettext_lazy("Region"), lambda a: place(a.region_code), "region_code"),
    Column("parties", gettext_lazy("Parties"), parties_text),
)


def _board_link(event: Event) -> Link:
    return Link(event_name(event), address("sign:board", event.pk), is_demo=event.is_demo)


def _state(event: Event) -> Badge:
    words, tone = STATE_WORDS[queries.board_of(event).state]
    return Badge(str(words), tone)


def _announced_total(event: Event) -> str | None:
    announced = queries.board_of(event).announced.money
    return money_text(announced) if announced else None


def _signed_total(event: Event) -> str | None:
    signed = queries.board_of(event).comparable
    return money_text(signed) if signed else None


@needs("sign.see_agreements")
def boards(request: HttpRequest) -> HttpResponse:
    """Every signing: is what was signed what was announced?"""
    return show(
        request,
        ListPage(
            name="signing-boards",
            title=gettext_lazy("Signing boards"),
            intro=gettext_lazy("Green only when number and total of the contracts are exactly as announced."),
            rows=queries.boards_seen_by(request.user),
            columns=(
                Column("event", gettext_lazy("Event"), _board_link, "name"),
                Column("on", gettext_lazy("Date"), lambda e: e.held_on, "held_on"),
                Column("state", gettext_lazy("State"), _state),
                Column("count", gettext_lazy("Signed"), lambda e: queries.board_of(e).count, numeric=True),
                Column(
                    "announced",
                    gettext_lazy("Announced"),
                    lambda e: queries.board_of(e).announced.count,
                    numeric=True,
                ),
                Column("total", gettext_lazy("Contracts"), _signed_total, numeric=True),
                Column("expected", gettext_lazy("Announced total"), _announced_total, numeric=True),
            ),
            search=("name", "name_zh"),
            order=("-held_on", "pk"),
            empty=gettext_lazy("Load a folder with agreements, or announce a signing at an event."),
        ),
    )


def board_event(request: HttpRequest, event_pk: int) -> Event:
    """The event of a board the reader may see."""
    event = queries.boards_seen_by(request.user).filter(pk=event_pk).first()
    if event is None:
        raise Missing("board-missing", gettext_noop("No signing board has this address, or it is not yours to see."))
    return event


@needs("sign.see_agreements")
def board(request: HttpRequest, event_pk: int) -> HttpResponse:
    """The board of one event, large enough for a hall and fit for paper."""
    event = board_event(request, event_pk)
    lines = queries.with_parties(queries.agreements_seen_by(request.user).filter(event=event))
    found = queries.board_of(event)
    context = {
        "event": event,
        "sees_all": queries.sees_all(request.user),
        "name": event_name(event),
        "board": found,
        "totals": [(total.kind, money_text(total)) for total in found.totals],
        "signed": money_text(found.comparable) if found.comparable else None,
        "announced": money_text(found.announced.money) if found.announced.money else None,
        "lines": lines.order_by("number", "pk"),
        "export": f"{reverse('sign:agreements')}?event={event.pk}",
    }
    return render(request, "sign/board.html", context)


def _plain(choices: Iterable[tuple[str, StrPromise]]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in choices]


def _regions() -> list[tuple[str, str]]:
    codes = Agreement.objects.exclude(region_code="").values_list("region_code", flat=True).order_by()
    return place_choices(codes)


def _events(request: HttpRequest) -> list[tuple[str, str]]:
    events = queries.boards_seen_by(request.user).select_related(None).prefetch_related(None)
    return [(str(event.pk), event_name(event)) for event in events]


@needs("sign.see_agreements")
def agreements(request: HttpRequest) -> HttpResponse:
    """Every agreement, whatever the event."""
    can_sign = request.user.has_perm("sign.sign_agreement")
    link = Link(_("Sign an agreement"), reverse("sign:new_agreement"))
    events = _events(request)
    return show(
        request,
        ListPage(
            name="agreements",
            title=gettext_lazy("Agreements"),
            intro=gettext_lazy("Intention, framework and contract money are different kinds and are never added."),
            rows=queries.with_parties(queries.agreements_seen_by(request.user)),
            columns=COLUMNS,
            filters=(
                Filter("kind", gettext_lazy("Kind"), "kind", lambda: _plain(Agreement.Kind.choices)),
                Filter("region", gettext_lazy("Region"), "region_code__startswith", _regions),
                Filter("event", gettext_lazy("Event"), "event", lambda: events),
            ),
            search=("number", "title"),
            order=("-signed_on", "number", "pk"),
            empty=gettext_lazy("Load a folder with agreements, or sign one here."),
            actions=(link,) if can_sign else (),
            template="sign/list.html",
        ),
    )


def obstacle(found: Agreement) -> str:
    """Why it cannot be published as it reads; "" where nothing but the approval is missing."""
    missing = Areas(found.areas_promised, len(found.areas.all()), found.areas_unsaid).obstacle
    return sentence(missing.as_data()) if missing else ""


@needs("sign.see_agreements")
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement: parties, amount, event, and what became of it."""
    found = queries.with_parties(Agreement.objects.select_related("event")).filter(pk=pk).first()
    if found is None:
        raise Missing("agreement-missing", gettext_noop("No agreement has this address."))
    require(request.user, "sign.see_agreements", found)
    context = {
        "agreement": found,
        "event_name": event_name(found.event),
        "amount": money_text(found.money) if found.money else None,
        "region": place(found.region_code),
        "industry": industry_name(found.industry_code),
        "paper": queries.paper_of(found, request.user),
        "obstacle": obstacle(found),
    }
    return render(request, "sign/agreement.html", context)


def form_page(request: HttpRequest, form: forms.Form, title: str, back: str) -> HttpResponse:
    """A form alone on its page."""
    status = 422 if form.errors else 200
    return render(request, "sign/form.html", {"form": form, "title": title, "back": back}, status=status)


@needs("sign.sign_agreement")
def new_agreement(request: HttpRequest) -> HttpResponse:
    """Sign one agreement at an event."""
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            signed = actions.sign_agreement(
                actor=cast("User", request.user),
                reason=form.cleaned_data["reason"],
                event=form.cleaned_data["event"],
                draft=form.draft(),
            )
            messages.success(request, _("Agreement %(number)s is kept.") % {"number": signed.number})
            return redirect("sign:agreement", pk=signed.pk)
    return form_page(request, form, _("Sign an agreement"), reverse("sign:agreements"))


@needs("sign.announce_signing")
def announce(request: HttpRequest, event_pk: int) -> HttpResponse:
    """Keep what was announced for an event's signing."""
    event = board_event(request, event_pk)
    form = AnnouncementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, announced = form.cleaned_data["reason"], form.announced()
        actions.announce_signing(actor=cast("User", request.user), reason=reason, event=event, announced=announced)
        messages.success(request, _("The announcement is kept."))
        return redirect("sign:board", event_pk=event.pk)
    return form_page(request, form, _("What was announced"), address("sign:board", event.pk))
