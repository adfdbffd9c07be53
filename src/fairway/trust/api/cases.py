"""Calls about cases."""

from __future__ import annotations

from datetime import date  # read by ninja at run time
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import acting, require
from fairway.lib.errors import Missing
from fairway.trust import queries
from fairway.trust.api.looks import PURPOSE, keep_list, keep_look

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.trust.models import Case

router = Router()


class CaseOut(Schema):
    """A case; ``clock``: over, soon, running or ended. ``outcome`` is "" until it is decided."""

    id: int
    number: str
    kind: str
    state: str
    clock: str
    organisation_id: int
    record_id: int | None
    appeal_of_id: int | None
    assessment_id: int | None
    opened_on: date
    due_on: date
    authority_due_on: date | None
    decided_on: date | None
    outcome: str
    is_demo: bool


class StepOut(Schema):
    """One thing that happened in a case."""

    event: str
    on: date
    by: str = Field(alias="by.username")
    text: str
    evidence: str


class CaseWithSteps(CaseOut):
    """A case with what was asked, what happened and the reasons of the decision."""

    text: str
    evidence: str
    commitment: str
    decision: str
    steps: list[StepOut]

    @staticmethod
    def resolve_steps(case: Case) -> list[object]:
        """The steps in their order."""
        return list(case.steps.select_related("by"))


@router.get("/cases", response=list[CaseOut], summary="Cases", openapi_extra=PURPOSE)
@paginate(Pages)
def cases(request: HttpRequest, clock: str = "") -> QuerySet[Case]:
    """List the cases you may see, what presses most first; ``clock`` narrows them; an office says a purpose."""
    require(request.user, "trust.see_cases")
    keep_list(request)
    rows = queries.with_clocks(queries.cases_seen_by(acting(request)), timezone.localdate())
    rows = rows.order_by("rank", "due_on", "pk")
    return rows.filter(clock=clock) if clock else rows


@router.get("/cases/{number}", response=CaseWithSteps, summary="One case")
def case(request: HttpRequest, number: str) -> Case:
    """Show one case by its number, with every step."""
    rows = queries.with_clocks(queries.cases_seen_by(acting(request)), timezone.localdate())
    found: Case | None = rows.filter(number=number[:20].replace("\x00", "")).first()
    if found is None:
        raise Missing("case-missing", gettext_noop("No case of yours has this number."))
    require(request.user, "trust.see_cases", found)
    keep_look(request, found.organisation, f"trust.case:{found.pk}", queries.usual_purpose(found))
    return found
