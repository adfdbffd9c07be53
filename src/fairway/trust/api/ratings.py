"""Ratings and records through the API."""

from __future__ import annotations

from datetime import date  # read by ninja at run time
from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.base.words import sentence
from fairway.know.models import Organisation
from fairway.lib.errors import Missing
from fairway.trust import actions, queries
from fairway.trust.api.looks import PURPOSE, keep_list, keep_look, looks_at
from fairway.trust.queries import finding

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.base.models import User
    from fairway.trust.models import CreditRecord, Rating

router = Router()


class RatingOut(Schema):
    """The rating in force of an organisation; ``points`` null and ``grade`` "" mean that there is no file.

    ``effective_on`` null: announced to the organisation and not in force yet.
    """

    organisation_id: int
    organisation: str = Field(alias="organisation.name")
    model: str = Field(alias="model.name")
    version: str = Field(alias="model.version")
    as_of: date
    points: int | None
    grade: str
    effective_on: date | None
    is_demo: bool


class ReasonOut(Schema):
    """One line of a rating: all points add up to the rating's. ``record_id`` is what it rests on."""

    sentence: str
    points: int | None
    record_id: int | None


class RatingWithReasons(RatingOut):
    """A rating with every reason."""

    reasons: list[ReasonOut]

    @staticmethod
    def resolve_reasons(rating: Rating) -> list[ReasonOut]:
        """Turn the kept lines into sentences in the language asked for."""
        lines = queries.spoken(rating.reasons, queries.method(rating.model))
        return [ReasonOut(sentence=sentence(r), points=r["points"], record_id=r["record"]) for r in lines]


class RecordOut(Schema):
    """A record; ``kind`` and ``severity`` are keys of the catalogue."""

    id: int
    organisation_id: int
    number: str
    kind: str
    severity: str
    happened_on: date
    learned_on: date
    status: str
    authority: str
    source: str
    is_demo: bool


class RateIn(Schema):
    """A day to rate as of, and why it is done."""

    as_of: date
    reason: str = Field(min_length=1, max_length=500)


@router.get("/ratings", response=list[RatingOut], summary="Ratings in force", openapi_extra=PURPOSE)
@paginate(Pages)
def ratings(request: HttpRequest, grade: str = "") -> QuerySet[Rating]:
    """List the rating in force of each organisation you may see; ``grade`` "none": those without a file.

    An office says a purpose.
    """
    require(request.user, "trust.see_ratings")
    keep_list(request)
    rows = queries.ratings_seen_by(cast("User", request.user)).order_by("organisation_id")
    return queries.of_grade(rows, grade) if grade else rows


@router.get(
    "/ratings/{organisation_id}",
    response=RatingWithReasons,
    summary="One organisation's rating",
    openapi_extra=PURPOSE,
)
@looks_at("trust.see_ratings")
def rating(request: HttpRequest, organisation_id: int) -> Rating:  # as ninja calls it
    """Show the rating in force of one organisation with every reason."""
    organisation = finding.organisation(organisation_id)
    found = queries.history(organisation).select_related("organisation", "model").first()
    if found is None:
        raise Missing("rating-missing", gettext_noop("No rating of this organisation is in force."))
    if not queries.sees_ended(cast("User", request.user), organisation):
        found.reasons = queries.shared_lines(found.reasons)
    return found


@router.post(
    "/ratings/{organisation_id}/rate",
    response=RatingWithReasons,
    summary="Rate one organisation",
    openapi_extra=PURPOSE,
)
def rate(request: HttpRequest, organisation_id: int, given: RateIn) -> Rating:
    """Rate one organisation as of a day with the approved model published last, and keep the result.

    A worse rating is announced: ``effective_on`` is null until its notice period is over.
    """
    require(request.user, "trust.rate")
    organisation = finding.organisation(organisation_id)
    keep_look(request, organisation, "rating")
    kept = actions.rate_organisations(
        actor=cast("User", request.user),
        reason=given.reason,
        model=queries.needed_model(organisation.kind),
        as_of=given.as_of,
        organisations=[organisation.pk],
    )
    return kept[0]


@router.get("/records", response=list[RecordOut], summary="Records", openapi_extra=PURPOSE)
@paginate(Pages)
def records(request: HttpRequest, organisation_id: int | None = None) -> QuerySet[CreditRecord]:
    """List the records you may see, the newest first, of one organisation if asked for; an office says a purpose."""
    require(request.user, "trust.see_records")
    rows = queries.records_seen_by(cast("User", request.user)).order_by("-happened_on", "pk")
    if organisation_id is None:
        keep_list(request)
        return rows
    # Asked for through its own table: a number no database holds then finds nothing instead of failing.
    chosen = Organisation.objects.filter(pk=organisation_id)
    for organisation in chosen:
        keep_look(request, organisation, "records")
    return rows.filter(organisation__in=chosen)
