"""What was signed when, and when it got how far, as known on a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min

from fairway.land.engine.cohorts import Cohort, Signed, Span, cohorts
from fairway.land.engine.log import ROAD
from fairway.land.queries.forecast import shown_lines
from fairway.sign.queries import agreements_seen_by

if TYPE_CHECKING:
    from datetime import date

    from fairway.land.queries.projects import Reader

GOALS = tuple(str(stage) for stage in ROAD[1:])
"""Stages that cohorts can be followed to."""


def cohorts_known_on(
    as_of: date, goal: str, span: Span, *, region: str = "", seen_by: Reader = None
) -> tuple[Cohort, ...]:
    """Cohorts of all agreements, with or without a project, towards ``goal`` or beyond. Two queries."""
    signed = agreements_seen_by(seen_by).filter(signed_on__lte=as_of, region_code__startswith=region)
    further = GOALS[GOALS.index(goal) :]
    lines = shown_lines(as_of).filter(stage__in=further, project__agreement__in=signed.order_by().values("pk"))
    first = dict(lines.values_list("project__agreement").annotate(first=Min("happened_on")).order_by())
    found = signed.order_by().values_list("pk", "signed_on")
    return cohorts((Signed(day, first.get(pk)) for pk, day in found), span, as_of)
