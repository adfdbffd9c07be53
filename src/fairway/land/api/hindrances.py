"""Hindrances over the API."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.land import queries
from fairway.land.models import Hindrance

router = Router()


class HindranceOut(Schema):
    """What hinders a project; ``level`` counts the desks it went up, ``desk_id`` has it now."""

    id: int
    project_id: int
    cause: str
    what: str
    owner_id: int
    raised_by_id: int | None
    desk_id: int
    level: int
    next_on: date
    closed_on: date | None


@router.get("/hindrances", response=list[HindranceOut], summary="Hindrances")
@paginate(Pages)
def list_hindrances(request: HttpRequest, *, escalated: bool = False) -> QuerySet[Hindrance]:
    """What hinders the projects the caller may see, the most urgent first; perhaps only what went up."""
    require(request.user, "land.see_projects")
    rows = queries.hindrances_seen_by(request.user, queries.reporting_date())
    return (rows.filter(closed_on=None, level__gt=0) if escalated else rows).order_by("next_on", "pk")
