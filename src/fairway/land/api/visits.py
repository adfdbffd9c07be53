"""Visits over the API."""

from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.land import queries
from fairway.land.models import Visit

router = Router()


class VisitOut(Schema):
    """A visit that stands; ``met_ids`` are organisations, ``posts`` a text that names no person."""

    id: int
    project_id: int
    office_id: int | None
    happened_on: date
    learned_on: date
    met_ids: list[int]
    posts: str
    seen: str
    next_on: date | None

    @staticmethod
    def resolve_met_ids(found: Visit) -> list[int]:
        """Whom one met."""
        return [each.organisation_id for each in found.met.all()]


@router.get("/visits", response=list[VisitOut], summary="Visits to projects")
@paginate(Pages)
def list_visits(request: HttpRequest) -> QuerySet[Visit]:
    """Visits to projects the caller may see, the newest first."""
    require(request.user, "land.see_projects")
    return queries.visits_seen_by(request.user)
