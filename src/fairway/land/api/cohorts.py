"""Cohorts over the API."""

from __future__ import annotations

from datetime import date  # read by ninja at run time
from typing import TYPE_CHECKING, Literal

from ninja import Router, Schema

from fairway.base.rights import require
from fairway.land import queries
from fairway.land.api.projects import day_or_usual
from fairway.land.engine.cohorts import Span  # read by ninja at run time

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fairway.land.engine.cohorts import Cohort

router = Router()
Goal = Literal["registered", "started", "completed", "in_production", "at_capacity", "effective"]


class CohortOut(Schema):
    """What was signed in one year or quarter: how many, how many got there, and within 0, 1, 2 … quarters."""

    label: str
    signed: int
    reached: int
    within: list[int]


@router.get("/cohorts", response=list[CohortOut], summary="From signed to landed by cohort")
def list_cohorts(
    request: HttpRequest, as_of: date | None = None, goal: Goal = "in_production", span: Span = Span.YEAR
) -> list[Cohort]:
    """Cohorts as known on ``as_of`` (the reporting date unless said), the oldest first."""
    require(request.user, "land.see_projects")
    return list(queries.cohorts_known_on(day_or_usual(as_of), goal, span, seen_by=request.user))
