"""The land projects take and what they are planned to yield, over the API."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from fairway.base.models import User
from fairway.land import actions, queries
from fairway.land.engine.sizes import MOST_DIGITS, UNIT_LENGTH
from fairway.land.models import LandArea, PlannedCapacity
from fairway.lib.money import AMOUNT_DECIMALS
from fairway.sign.engine.amounts import trimmed

router = Router()


class SizeOut(Schema):
    """The day a size was learned of, and the document that says so."""

    learned_on: date
    evidence: str


class AreaOut(SizeOut):
    """Land in mu (1 mu = 1/15 hectare), an exact decimal string, as it was learned of; the last one holds."""

    mu: Decimal

    @staticmethod
    def resolve_mu(area: LandArea) -> Decimal:
        """Without the zeros the column adds."""
        return trimmed(area.mu)


class CapacityOut(SizeOut):
    """A planned capacity, an exact decimal string with its unit, as it was learned of; of each unit the last holds."""

    quantity: Decimal
    unit: str

    @staticmethod
    def resolve_quantity(capacity: PlannedCapacity) -> Decimal:
        """Without the zeros the column adds."""
        return trimmed(capacity.quantity)


class SizeIn(Schema):
    """The document that states a size, and why it is written down; ``learned_on`` is today unless said."""

    evidence: str = Field(min_length=1, max_length=300)
    reason: str = Field(min_length=1, max_length=500)
    learned_on: date | None = None

    def size(self) -> dict[str, Any]:
        """What is said of the size, as the actions take it."""
        return self.dict(exclude={"reason"}) | {"learned_on": self.learned_on or timezone.localdate()}


class AreaIn(SizeIn):
    """How much land a project takes."""

    mu: Decimal = Field(gt=0, max_digits=14, decimal_places=4)


class CapacityIn(SizeIn):
    """What a project is planned to yield."""

    quantity: Decimal = Field(gt=0, max_digits=MOST_DIGITS, decimal_places=AMOUNT_DECIMALS)
    unit: str = Field(min_length=1, max_length=UNIT_LENGTH)


@router.post("/projects/{int:project_id}/areas", response={201: AreaOut}, summary="Record the land area")
def post_area(request: HttpRequest, project_id: int, sent: AreaIn) -> Status[LandArea]:
    """Write down how much land a project takes; what was known before stays to be read."""
    found = queries.seen_project(request.user, project_id, "land.record_area")
    area = actions.Area(**sent.size())
    user = cast("User", request.user)
    return Status(201, actions.record_area(actor=user, reason=sent.reason, project=found, area=area))


@router.post("/projects/{int:project_id}/capacities", response={201: CapacityOut}, summary="Record a planned capacity")
def post_capacity(request: HttpRequest, project_id: int, sent: CapacityIn) -> Status[PlannedCapacity]:
    """Write down what a project is planned to yield in one unit; what was known before stays to be read."""
    found = queries.seen_project(request.user, project_id, "land.record_capacity")
    capacity = actions.Capacity(**sent.size())
    user = cast("User", request.user)
    return Status(201, actions.record_capacity(actor=user, reason=sent.reason, project=found, capacity=capacity))
