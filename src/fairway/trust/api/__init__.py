"""The API of TRUST."""

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
from fairway.trust.api.statements import router as statements_router

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.base.models import User
    from fairway.trust.models import CreditRecord, Rating

router = Router(tags=["Trust"])
router.add_router("", statements_router)


class RatingOut(Schema):
    """The newest rating of an organisation; ``points`` null and ``grade`` "" mean that there is no file."""

    organisation_id: int
    organisation: str = Field(alias="organisation.name")
    model: str = Field(alias="model.name")
    version: str = Field(alias="model.version")
    as_of: date
    points: int | None
    grade: str
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


@router.get("/ratings", response=list[RatingOut], summary="Newest ratings")
@paginate(Pages)
def ratings(request: HttpRequest, grade: str = "") -> QuerySet[Rating]:
    """List the newest rating of each organisation you may see; ``grade`` "none": those without a file."""
    require(request.user, "trust.see_ratings")
    rows = queries.ratings_seen_by(cast("User", request.user)).order_by("organisation_id")
    return queries.of_grade(rows, grade) if grade else rows


@router.get("/ratings/{organisation_id}", response=RatingWithReasons, summary="One organisation's rating")
def rating(request: HttpRequest, organisation_id: int) -> Rating:
    """Show the newest rating of one organisation with every reason."""
    organisation = _organisation(organisation_id)
    require(request.user, "trust.see_ratings", organisation)
    found = queries.history(organisation).select_related("organisation", "model").first()
    if found is None:
        raise Missing("rating-missing", gettext_noop("This organisation has not been rated yet."))
    return found


@router.post("/ratings/{organisation_id}/rate", response=RatingWithReasons, summary="Rate one organisation")
def rate(request: HttpRequest, organisation_id: int, given: RateIn) -> Rating:
    """Rate one organisation as of a day with the approved model published last, and keep the result."""
    require(request.user, "trust.rate")
    organisation = _organisation(organisation_id)
    kept = actions.rate_organisations(
        actor=cast("User", request.user),
        reason=given.reason,
        model=queries.needed_model(),
        as_of=given.as_of,
        organisations=[organisation.pk],
    )
    return kept[0]


@router.get("/records", response=list[RecordOut], summary="Records")
@paginate(Pages)
def records(request: HttpRequest, organisation_id: int | None = None) -> QuerySet[CreditRecord]:
    """List the records you may see, the newest first, of one organisation if asked for."""
    require(request.user, "trust.see_records")
    rows = queries.records_seen_by(cast("User", request.user)).order_by("-happened_on", "pk")
    if organisation_id is None:
        return rows
    # Asked for through its own table: a number no database holds then finds nothing instead of failing.
    return rows.filter(organisation__in=Organisation.objects.filter(pk=organisation_id))


def _organisation(pk: int) -> Organisation:
    found = Organisation.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("organisation-missing", gettext_noop("No organisation has this address."))
    return found
