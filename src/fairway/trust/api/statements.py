"""The API of assessments and of signed statements; checking one needs no account."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, cast
from uuid import UUID

from ninja import Field, Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.base.words import sentence
from fairway.trust import actions, queries
from fairway.trust.api.looks import PURPOSE, keep_list, keep_look
from fairway.trust.models import AssessmentOrder, IssuedStatement

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.base.models import User

router = Router(tags=["Trust"])


class OrderOut(Schema):
    """An ordered assessment: who assesses whom, what for, and how far it is."""

    id: int
    subject_id: int
    subject: str = Field(alias="subject.name")
    assessor_id: int
    assessor: str = Field(alias="assessor.name")
    purpose: str
    ordered_on: date
    due_on: date
    state: str
    is_demo: bool


class StatementIn(Schema):
    """What a statement is for."""

    reason: str = Field(min_length=1, max_length=500)


class StatementOut(Schema):
    """A statement as it was issued: ``document`` is the signed JSON text, ``sha256`` its hash."""

    number: UUID
    organisation_id: int
    issued_at: datetime
    sha256: str
    document: str


class CheckedOut(Schema):
    """What anybody may learn of a statement: ``state`` is valid, changed, foreign-key, ended or not-yet."""

    is_good: bool
    is_genuine: bool
    is_newest: bool
    state: str
    sentence: str
    number: UUID | None
    sha256: str | None


@router.get("/assessments", response=list[OrderOut], summary="Assessments", openapi_extra=PURPOSE)
@paginate(Pages)
def assessments(request: HttpRequest) -> QuerySet[AssessmentOrder]:
    """List the assessments you may see, the newest order first; an office says a purpose."""
    require(request.user, "trust.see_assessments")
    keep_list(request)
    return queries.orders_seen_by(cast("User", request.user)).order_by("-ordered_on", "-pk")


@router.post(
    "/ratings/{organisation_id}/statement",
    response=StatementOut,
    summary="Issue a signed statement",
    openapi_extra=PURPOSE,
)
def issue(request: HttpRequest, organisation_id: int, given: StatementIn) -> IssuedStatement:
    """Sign what the newest kept rating of one organisation says (W3C Verifiable Credential, eddsa-jcs-2022)."""
    organisation = queries.organisation_at(organisation_id)
    require(request.user, "trust.issue_statement", organisation)
    keep_look(request, organisation, "report")
    return actions.issue_statement(
        actor=cast("User", request.user),
        reason=given.reason,
        organisation=organisation,
        wish=actions.Wish(IssuedStatement.Purpose.STATEMENT, queries.public_address(request.build_absolute_uri("/"))),
    )


@router.get("/statements/{uuid:number}", response=CheckedOut, auth=None, summary="Check a statement by its number")
def check_number(request: HttpRequest, number: UUID) -> CheckedOut:
    """Say whether a statement was issued here under this number, and whether it is still the newest."""
    return _told(queries.check_number(str(number)))


@router.post("/statements/check", response=CheckedOut, auth=None, summary="Check a statement")
def check_document(request: HttpRequest) -> CheckedOut:
    """Check the statement that is the body of the call, byte by byte as it was sent."""
    return _told(queries.check_document(request.body))


def _told(checked: queries.Checked) -> CheckedOut:
    return CheckedOut(
        is_good=checked.is_good,
        is_genuine=checked.is_genuine,
        is_newest=checked.is_newest,
        state=checked.verdict.state,
        sentence=sentence(checked.verdict.reason.as_data()),
        number=checked.issued.number if checked.issued else None,
        sha256=checked.issued.sha256 if checked.issued else None,
    )
