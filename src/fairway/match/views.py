"""Pages of suggestions, offers and needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.cells import number
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs, require
from fairway.base.words import in_language
from fairway.know.models import Organisation
from fairway.know.queries import industry_name, place_choices, place_name, segment_name
from fairway.lib.errors import Missing
from fairway.match import actions, queries
from fairway.match.forms import AnswerForm
from fairway.match.models import Interest, Need, Offer, Suggestion
from fairway.match.queries import State

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from fairway.base.models import User

STATE_TONES = {State.OPEN: "plain", State.HALF: "info", State.DOCKED: "ok", State.DECLINED: "bad"}


def _state(suggestion: Suggestion) -> Badge:
    state = State(suggestion.state)  # type: ignore[attr-defined]  # annotated by queries.suggestions
    return Badge(str(state.label), STATE_TONES[state])


def _side(listing: Offer | Need) -> Link:
    url = address(f"match:{listing._meta.model_name}", listing.pk)
    return Link(in_language(listing.organisation), url, is_demo=listing.is_demo)


def _score(suggestion: Suggestion) -> Link:
    return Link(str(suggestion.score), address("match:suggestion", suggestion.pk))


def _segments() -> list[tuple[str, str]]:
    rows = Need.objects.exclude(segment="").order_by("segment").values_list("segment", flat=True).distinct()
    return [(segment, segment_name(segment)) for segment in rows]


SUGGESTION_COLUMNS = (
    Column("score", gettext_lazy("Score"), _score, "score", numeric=True),
    Column("offer", gettext_lazy("Offer by"), lambda s: _side(s.offer), "offer__organisation__name"),
    Column("need", gettext_lazy("Need of"), lambda s: _side(s.need), "need__organisation__name"),
    Column("segment", gettext_lazy("Chain segment"), lambda s: segment_name(s.need.segment) or None, "need__segment"),
    Column("state", gettext_lazy("State"), _state, "state"),
    Column("made", gettext_lazy("Made as of"), lambda s: s.made_on, "made_on"),
)
SUGGESTION_FILTERS = (
    Filter("state", gettext_lazy("State"), "state", lambda: [(s.value, str(s.label)) for s in State]),
    Filter("segment", gettext_lazy("Chain segment"), "need__segment", _segments),
)


@needs("match.see_suggestions")
def suggestions(request: HttpRequest) -> HttpResponse:
    """List which offer may serve which need, the best first."""
    return show(
        request,
        ListPage(
            name="suggestions",
            title=gettext_lazy("Suggestions"),
            intro=gettext_lazy("Scores run from 0 to 100; every point has its reason on the suggestion's page."),
            rows=queries.suggestions_seen_by(cast("User", request.user)).defer("reasons", "offer__text", "need__text"),
            columns=SUGGESTION_COLUMNS,
            filters=SUGGESTION_FILTERS,
            search=tuple(f"{side}__organisation__{name}" for side in ("offer", "need") for name in ("name", "name_en")),
            order=("-score", "pk"),
            empty=gettext_lazy("Nothing has been suggested yet. Load a folder with offers and needs and run it."),
        ),
    )


def _suggestion(request: HttpRequest, pk: int) -> Suggestion:
    found = queries.suggestions().filter(pk=pk).first()
    if found is None:
        raise Missing("suggestion-missing", gettext_noop("No suggestion has this address."))
    require(request.user, "match.see_suggestions", found)
    return found


@needs("match.see_suggestions")
def suggestion(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one suggestion: reasons for both sides, answers, and why other offers were not suggested."""
    found = _suggestion(request, pk)
    return render(request, "match/suggestion.html", _suggestion_context(request, found, AnswerForm()))


def _suggestion_context(request: HttpRequest, found: Suggestion, form: AnswerForm) -> dict[str, object]:
    sides = (found.offer.organisation, found.need.organisation)
    answers = {interest.organisation_id: interest for interest in found.interests.all()}
    is_docked = found.state == State.DOCKED  # type: ignore[attr-defined]  # annotated by queries.suggestions
    return {
        "suggestion": found,
        "state": _state(found),
        "listings": [
            (_("Offer"), found.offer, address("match:offer", found.offer_id)),
            (_("Need"), found.need, address("match:need", found.need_id)),
        ],
        "sides": [(side, answers.get(side.pk)) for side in sides],
        "own_sides": [s for s in sides if not is_docked and request.user.has_perm("match.answer_suggestion", s)],
        "form": form,
        "reasons": queries.spoken(found.reasons, may_see_grade=_may_see_grade(request, found.offer)),
        "why_not": _why_not(request, found.need, found.made_on),
    }


def _may_see_grade(request: HttpRequest, offer: Offer) -> bool:
    return request.user.has_perm("trust.see_ratings", offer.organisation)


def _why_not(request: HttpRequest, need: Need, as_of: date) -> list[dict[str, object]]:
    """Explain offers that are not suggested, to those who may see the need's suggestions."""
    suggested = set(need.suggestions.values_list("offer", flat=True))
    found = queries.why_not(need, suggested, as_of)
    return [_why_not_one(each, may_see_grade=_may_see_grade(request, each.offer)) for each in found]


def _why_not_one(found: queries.WhyNot, *, may_see_grade: bool) -> dict[str, object]:
    """Keep what shuts the offer out apart from what its score is made of."""
    lines = queries.spoken(found.lines, may_see_grade=may_see_grade)
    return {
        "offer": found.offer,
        "score": found.score,
        "lines": [line for line in lines if line["points"] is None],
        "parts": [line for line in lines if line["points"] is not None],
    }


@require_POST
@needs("match.see_suggestions")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline for one's own side."""
    found, form = _suggestion(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        context = _suggestion_context(request, found, form)
        return render(request, "match/suggestion.html", context, status=422)
    actions.answer_suggestion(
        actor=cast("User", request.user),
        reason=form.cleaned_data["reason"] or _("Answered on the suggestion's page"),
        suggestion=found,
        organisation=_organisation(form.cleaned_data["organisation"]),
        answer=Interest.Answer(form.cleaned_data["answer"]),
    )
    messages.success(request, _("The answer is kept."))
    return redirect("match:suggestion", pk=pk)


def _organisation(pk: int) -> Organisation:
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    return found


def _text_link(listing: Offer | Need) -> Link:
    url = address(f"match:{listing._meta.model_name}", listing.pk)
    text = listing.text if len(listing.text) <= 60 else f"{listing.text[:59]}…"
    return Link(text, url, is_demo=listing.is_demo)


def _organisation_link(listing: Offer | Need) -> Link:
    url = address("know:organisation", listing.organisation_id)
    return Link(in_language(listing.organisation), url)


def _amount(listing: Offer | Need) -> str | None:
    """Print the amount with its currency; ``None`` where it is not stated."""
    return None if listing.amount is None else f"{number(listing.amount)} {listing.currency}"


LISTING_COLUMNS = (
    Column("text", gettext_lazy("Text"), _text_link, "text"),
    Column("organisation", gettext_lazy("Organisation"), _organisation_link, "organisation__name"),
    Column("industry", gettext_lazy("Industry"), lambda r: industry_name(r.industry_code) or None, "industry_code"),
    Column("region", gettext_lazy("Region"), lambda r: place_name(r.region_code) or None, "region_code"),
    Column("segment", gettext_lazy("Chain segment"), lambda r: segment_name(r.segment) or None, "segment"),
    Column("amount", gettext_lazy("Amount"), _amount, numeric=True),
    Column("until", gettext_lazy("Valid until"), lambda r: r.valid_until, "valid_until"),
)


def _filters(model: type[Offer | Need]) -> tuple[Filter, ...]:
    def segments() -> list[tuple[str, str]]:
        rows = model.objects.exclude(segment="").order_by("segment").values_list("segment", flat=True)
        return [(segment, segment_name(segment)) for segment in rows.distinct()]

    def prefectures() -> list[tuple[str, str]]:
        codes = model.objects.order_by().values_list("region_code", flat=True).distinct()
        return place_choices(codes)

    return (
        Filter("segment", gettext_lazy("Chain segment"), "segment", segments),
        Filter("region", gettext_lazy("Region"), "region_code__startswith", prefectures),
    )


@needs("match.see_offers")
def offers(request: HttpRequest) -> HttpResponse:
    """List what organisations offer."""
    return show(
        request,
        ListPage(
            name="offers",
            title=gettext_lazy("Offers"),
            rows=queries.offers(),
            columns=LISTING_COLUMNS,
            filters=_filters(Offer),
            search=("text", "organisation__name", "organisation__name_en"),
            empty=gettext_lazy("Offers come with a folder's offers table."),
        ),
    )


@needs("match.see_offers")
def needs_list(request: HttpRequest) -> HttpResponse:
    """List what organisations look for."""
    least = Column("grade", gettext_lazy("Lowest grade accepted"), lambda r: r.min_grade or None)
    return show(
        request,
        ListPage(
            name="needs",
            title=gettext_lazy("Needs"),
            rows=queries.needs(),
            columns=(*LISTING_COLUMNS, least),
            filters=_filters(Need),
            search=("text", "organisation__name", "organisation__name_en"),
            empty=gettext_lazy("Needs come with a folder's needs table."),
        ),
    )


@needs("match.see_offers")
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one offer and what it is suggested for, as far as the visitor may see."""
    found = queries.offers().filter(pk=pk).first()
    if found is None:
        raise Missing("offer-missing", gettext_noop("No offer has this address."))
    return render(request, "match/listing.html", _listing_context(request, found))


@needs("match.see_offers")
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one need, what is suggested for it, and why other offers are not."""
    found = queries.needs().filter(pk=pk).first()
    if found is None:
        raise Missing("need-missing", gettext_noop("No need has this address."))
    context = _listing_context(request, found)
    if request.user.has_perm("match.see_suggestions", found):
        context["why_not"] = _why_not(request, found, queries.made_on(found) or timezone.localdate())
    return render(request, "match/listing.html", context)


def _listing_context(request: HttpRequest, listing: Offer | Need) -> dict[str, object]:
    rows = queries.suggestions_seen_by(cast("User", request.user))
    is_need = isinstance(listing, Need)
    rows = rows.filter(need=listing.pk) if is_need else rows.filter(offer=listing.pk)
    return {
        "listing": listing,
        "is_need": is_need,
        "industry": industry_name(listing.industry_code),
        "region": place_name(listing.region_code),
        "segment": segment_name(listing.segment),
        "amount": _amount(listing),
        "suggestions": [
            (each.pk, each.score, _side(each.offer if is_need else each.need), _state(each)) for each in rows
        ],
    }
