"""The land projects take, over the API."""

from datetime import date
from decimal import Decimal
from typing import cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from fairway.base.models import User
from fairway.land import actions, queries
from fairway.land.models import LandArea
from fairway.sign.engine.amounts import trimmed

router = Router()


class AreaOut(Schema):
    """Land in mu (1 mu = 1/15 hectare), an exact decimal string, as it was learned of; the last one holds."""

    mu: Decimal
    learned_on: date
    evidence: str

    @staticmethod
    def resolve_mu(area: LandArea) -> Decimal:
        """Without the zeros the column adds."""
        return trimmed(area.mu)


class AreaIn(Schema):
    """How much land a project takes, and the document that says so; ``learned_on`` is today unless said."""

    mu: Decimal = Field(gt=0, max_digits=14, decimal_places=4)
    evidence: str = Field(min_length=1, max_length=300)
    reason: str = Field(min_length=1, max_length=500)
    learned_on: date | None = None


@router.post("/projects/{int:project_id}/areas", response={201: AreaOut}, summary="Record the land area")
def post_area(request: HttpRequest, project_id: int, sent: AreaIn) -> Status[LandArea]:
    """Write down how much land a project takes; what was known before stays to be read."""
    found = queries.seen_project(request.user, project_id, "land.record_area")
    area = actions.Area(sent.mu, sent.learned_on or timezone.localdate(), sent.evidence)
    user = cast("User", request.user)
    return Status(201, actions.record_area(actor=user, reason=sent.reason, project=found, area=area))
