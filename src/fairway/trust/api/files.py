"""Whole files through the API: ratings, records with their past, notices, who looked."""

from __future__ import annotations

from datetime import date, datetime  # read by ninja at run time
from typing import TYPE_CHECKING, cast

from ninja import Field, Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.words import sentence
from fairway.trust import queries
from fairway.trust.api.looks import PURPOSE, looks_at
from fairway.trust.api.ratings import RatingOut, RecordOut
from fairway.trust.queries import CreditFile, finding

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.base.models import User
    from fairway.trust.models import Notice, Rating

router = Router()


class StatusOut(Schema):
    """A status a record took, from which day on."""

    status: str
    on: date


class RecordWithPast(RecordOut):
    """A record and every status it took."""

    status_changes: list[StatusOut]


class NoticeReason(Schema):
    """Why a grade falls: ``change`` of the points, null for a red line."""

    sentence: str
    change: int | None
    record_id: int | None


class NoticeOut(Schema):
    """A notice before a rating takes effect; ``state`` is served, in_effect or withdrawn."""

    id: int
    grade_before: str
    grade_after: str
    served_on: date
    takes_effect_on: date
    state: str
    seen_at: datetime | None
    reasons: list[NoticeReason]

    @staticmethod
    def resolve_reasons(notice: Notice) -> list[NoticeReason]:
        """Turn the kept lines into sentences in the language asked for."""
        lines = queries.spoken(notice.reasons, queries.method(notice.rating.model))
        told = zip(lines, notice.reasons, strict=True)
        return [NoticeReason(sentence=sentence(s), change=k["change"], record_id=k["record"]) for s, k in told]


class LookOut(Schema):
    """Somebody else looked at the file."""

    at: datetime
    office: str | None = Field(None, alias="office.name")
    role: str
    purpose: str
    words: str
    way: str


class FileOut(Schema):
    """Everything on file; ``notices`` and ``looks`` (the last ones) are null to those who may not see them."""

    organisation_id: int = Field(alias="organisation.id")
    organisation: str = Field(alias="organisation.name")
    in_force: RatingOut | None
    records: list[RecordWithPast]
    notices: list[NoticeOut] | None
    is_held: bool
    looks: list[LookOut] | None
    looks_total: int


@router.get(
    "/organisations/{organisation_id}/file", response=FileOut, summary="An organisation's file", openapi_extra=PURPOSE
)
@looks_at("trust.see_file")
def file(request: HttpRequest, organisation_id: int) -> CreditFile:
    """Show everything on file about an organisation; its own file is free to it, others say a purpose."""
    return queries.credit_file(finding.organisation(organisation_id), cast("User", request.user))


@router.get(
    "/organisations/{organisation_id}/ratings",
    response=list[RatingOut],
    summary="An organisation's ratings over time",
    openapi_extra=PURPOSE,
)
@paginate(Pages)
@looks_at("trust.see_ratings")
def history(request: HttpRequest, organisation_id: int) -> QuerySet[Rating]:  # as ninja calls it
    """List every rating of an organisation that took effect, the newest first."""
    return queries.history(finding.organisation(organisation_id)).select_related("organisation", "model")
