"""Self-reports over the API."""

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.land import queries
from fairway.land.models import Report

router = Router()


class ReportOut(Schema):
    """What an enterprise said of its own project; ``waits``: a claim nobody took over or declined yet."""

    id: int
    project_id: int
    organisation_id: int
    due_on: date
    filed_on: date
    map_stage: str
    paid_in: Decimal | None
    currency: str
    jobs: int | None
    hinders: str
    next_on: date | None
    note: str
    waits: bool

    @staticmethod
    def resolve_project_id(found: Report) -> int:
        """The project reported on."""
        return found.duty.project_id

    @staticmethod
    def resolve_organisation_id(found: Report) -> int:
        """Who reported."""
        return found.duty.organisation_id


@router.get("/reports", response=list[ReportOut], summary="Self-reports")
@paginate(Pages)
def list_reports(request: HttpRequest, waits: bool | None = None) -> QuerySet[Report]:  # noqa: FBT001  # of the address
    """What enterprises say of projects the caller may see, the newest first; perhaps only what waits."""
    require(request.user, "land.see_projects")
    rows = queries.reports_seen_by(request.user)
    return (rows if waits is None else rows.filter(Q(waits=waits))).order_by("-filed_on", "-pk")
