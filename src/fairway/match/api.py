"""The API of MATCH."""

from __future__ import annotations

from datetime import date  # read by ninja at run time
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, cast

from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.base.words import sentence
from fairway.know.models import Organisation
from fairway.lib.errors import Missing
from fairway.match import actions, queries
from fairway.match.models import Interest, Suggestion

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.base.models import User
    from fairway.match.models import Need, Offer

router = Router(tags=["Match"])


class ListingOut(Schema):
    """An offer or a need; ``amount`` null and "" mean "not stated"."""

    id: int
    key: str
    organisation_id: int
    organisation: str = Field(alias="organisation.name")
    text: str
    industry_code: str
    region_code: str
    amount: Decimal | None
    currency: str
    segment: str
    valid_from: date | None
    valid_until: date | None
    is_demo: bool


class NeedOut(ListingOut):
    """A need with the lowest credit grade it accepts, "" for any."""

    min_grade: str


class ReasonOut(Schema):
    """One reason; the points of all of them add up to the score."""

    sentence: str
    points: int | None


class SuggestionOut(Schema):
    """An offer that may serve a need; ``state`` is open, half (one side accepted), docked or declined."""

    id: int
    offer_id: int
    need_id: int
    offer_organisation_id: int = Field(alias="offer.organisation_id")
    need_organisation_id: int = Field(alias="need.organisation_id")
    score: int
    state: str
    made_on: date
    reasons: list[ReasonOut]

    @staticmethod
    def resolve_reasons(suggestion: Suggestion, context: dict[str, HttpRequest]) -> list[ReasonOut]:
        """Turn kept reasons into sentences; the grade stays with those who may see the rating."""
        user, organisation = context["request"].user, suggestion.offer.organisation
        may_see = user.has_perm("trust.see_ratings", organisation)
        lines = queries.spoken(suggestion.reasons, may_see_grade=may_see)
        return [ReasonOut(sentence=sentence(line), points=line["points"]) for line in lines]


class AnswerIn(Schema):
    """What one side answers, and why."""

    organisation_id: int
    answer: Literal["accepted", "declined"]
    reason: str = Field(min_length=1, max_length=300)


@router.get("/suggestions", response=list[SuggestionOut], summary="Suggestions")
@paginate(Pages)
def suggestions(request: HttpRequest) -> QuerySet[Suggestion]:
    """List the suggestions you may see, the best first."""
    require(request.user, "match.see_suggestions")
    return queries.suggestions_seen_by(cast("User", request.user)).order_by("-score", "pk")


@router.post("/suggestions/{pk}/answer", response=SuggestionOut, summary="Answer a suggestion")
def answer(request: HttpRequest, pk: int, given: AnswerIn) -> Suggestion:
    """Accept or decline for one side; only somebody who acts for that organisation may."""
    found = _suggestion(pk)
    require(request.user, "match.see_suggestions", found)
    organisation = Organisation.objects.filter(pk=given.organisation_id).first()
    if organisation is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    actions.answer_suggestion(
        actor=cast("User", request.user),
        reason=given.reason,
        suggestion=found,
        organisation=organisation,
        answer=Interest.Answer(given.answer),
    )
    return _suggestion(pk)


def _suggestion(pk: int) -> Suggestion:
    found = queries.suggestions().filter(pk=pk).first()
    if found is None:
        raise Missing("suggestion-missing", gettext_noop("No suggestion has this address."))
    return found


@router.get("/offers", response=list[ListingOut], summary="Offers")
@paginate(Pages)
def offers(request: HttpRequest) -> QuerySet[Offer]:
    """List what organisations offer."""
    require(request.user, "match.see_offers")
    return queries.offers().order_by("pk")


@router.get("/needs", response=list[NeedOut], summary="Needs")
@paginate(Pages)
def needs(request: HttpRequest) -> QuerySet[Need]:
    """List what organisations look for."""
    require(request.user, "match.see_offers")
    return queries.needs().order_by("pk")
