"""Projects, their funnel and what is overdue, over the API."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from fairway.base.models import User
from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.land import actions, queries
from fairway.land.engine import funnel as funnels
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.money import InPlace
from fairway.land.forms import EARLIEST
from fairway.land.models import Payment, Project, StageEntry
from fairway.lib.errors import Invalid, Missing
from fairway.sign.engine.amounts import trimmed

router = Router()


class ProjectOut(Schema):
    """A project as it stands; the agreement carries the amount signed for."""

    id: int
    agreement_id: int
    title: str
    number: str
    region_code: str
    stage: Stage
    stage_since: date
    responsible_id: int
    next_due: date | None
    is_demo: bool

    @staticmethod
    def resolve_title(project: Project) -> str:
        """The agreement's."""
        return project.agreement.title

    @staticmethod
    def resolve_number(project: Project) -> str:
        """The agreement's."""
        return project.agreement.number

    @staticmethod
    def resolve_region_code(project: Project) -> str:
        """The agreement's."""
        return project.agreement.region_code


class StageOut(Schema):
    """One line of a project's log."""

    stage: Stage
    happened_on: date
    learned_on: date
    evidence: str
    responsible_id: int
    next_due: date | None
    note: str
    is_own_report: bool


class PaymentOut(Schema):
    """Money of one kind that moved; the amount is an exact decimal string."""

    kind: str
    amount: Decimal
    currency: str
    happened_on: date
    learned_on: date
    evidence: str

    @staticmethod
    def resolve_amount(payment: Payment) -> Decimal:
        """Without the zeros the column adds."""
        return trimmed(payment.amount)


class ProjectFile(ProjectOut):
    """A project with its log and its payments."""

    log: list[StageOut]
    payments: list[PaymentOut]


class StageIn(Schema):
    """The next stage of a project; ``learned_on`` is today unless said."""

    stage: Stage
    happened_on: date
    responsible_id: int
    reason: str = Field(min_length=1, max_length=500)
    learned_on: date | None = None
    evidence: str = Field("", max_length=300)
    next_due: date | None = None
    note: str = Field("", max_length=500)


class StepOut(Schema):
    """One stage of the funnel; ``share`` (0 to 1, four decimals) is null while nothing is signed."""

    stage: Stage
    reached: int
    left: int
    here: int
    share: float | None


class WayOutOut(Schema):
    """How many projects left the road this way."""

    stage: Stage
    count: int


class RateOut(Schema):
    """A named share with its definition."""

    name: str
    definition: str
    numerator: int
    denominator: int
    share: float | None


class InPlaceOut(Schema):
    """Paid in against contracts in one currency: two kinds side by side, exact decimal strings."""

    currency: str
    contract: Decimal
    paid_in: Decimal
    share: float | None


class FunnelOut(Schema):
    """The funnel as known on a date."""

    as_of: date
    signed: int
    steps: list[StepOut]
    ways_out: list[WayOutOut]
    rates: list[RateOut]
    in_place: list[InPlaceOut]


class OverdueOut(Schema):
    """A project whose next stage is late."""

    project: int
    title: str
    stage: Stage
    responsible: int
    responsible_name: str
    next_due: date
    days: int
    is_demo: bool


@router.get("/projects", response=list[ProjectOut], summary="Projects")
@paginate(Pages)
def list_projects(request: HttpRequest) -> QuerySet[Project]:
    """Every project the caller may see; an enterprise gets those it signed for."""
    require(request.user, "land.see_projects")
    return queries.projects_seen_by(request.user).order_by("agreement__number", "pk")


def _project(request: HttpRequest, project_id: int, right: str) -> Project:
    found = queries.project_file(project_id).first()
    if found is None:
        raise Missing("project-missing", gettext_noop("No project has this address."))
    require(request.user, right, found)
    return found


@router.get("/projects/{int:project_id}", response=ProjectFile, summary="One project")
def get_project(request: HttpRequest, project_id: int) -> Project:
    """A project with its whole log and its payments."""
    return _project(request, project_id, "land.see_projects")


@router.post("/projects/{int:project_id}/stages", response={201: StageOut}, summary="Record the next stage")
def post_stage(request: HttpRequest, project_id: int, sent: StageIn) -> Status[StageEntry]:
    """Append a stage with its evidence. Skipped stages, days out of order and missing evidence are refused."""
    found = _project(request, project_id, "land.record_stage")
    if sent.responsible_id not in found.concerned_ids():
        text = gettext_noop("Responsible is a party of the agreement, or who was responsible before.")
        raise Invalid("responsible", text)
    entry = Entry(
        stage=sent.stage,
        happened_on=sent.happened_on,
        learned_on=sent.learned_on or timezone.localdate(),
        responsible=sent.responsible_id,
        evidence=sent.evidence,
        next_due=sent.next_due,
        note=sent.note,
    )
    line = actions.record_stage(actor=cast("User", request.user), reason=sent.reason, project=found, entry=entry)
    return Status(201, line)


def day_or_usual(as_of: date | None) -> date:
    """The day asked for, or the reporting date; refused where nothing can be known of it."""
    usual = queries.reporting_date()
    day = as_of or usual
    if not EARLIEST <= day <= max(usual, timezone.localdate()):
        raise Invalid("as-of", gettext_noop("Nothing can be known of this day."))
    return day


def _rounded(share: Fraction | None) -> float | None:
    return None if share is None else round(float(share), 4)


@router.get("/funnel", response=FunnelOut, summary="Funnel as of a day")
def get_funnel(request: HttpRequest, as_of: date | None = None) -> FunnelOut:
    """How far the signed projects came, as known on ``as_of`` (the reporting date unless said)."""
    require(request.user, "land.see_projects")
    day = day_or_usual(as_of)
    found = queries.funnel(day, seen_by=request.user)
    return FunnelOut(
        as_of=day,
        signed=found.signed,
        steps=[StepOut(**{**vars(step), "share": _rounded(step.share)}) for step in found.steps],
        ways_out=[WayOutOut(**vars(way)) for way in found.ways_out],
        rates=[_rate(rate) for rate in funnels.rates(found)],
        in_place=[_in_place(each) for each in queries.money_in_place(day, seen_by=request.user)],
    )


def _rate(rate: funnels.Rate) -> RateOut:
    return RateOut(
        name=rate.name,
        definition=rate.definition,
        numerator=rate.numerator,
        denominator=rate.denominator,
        share=_rounded(rate.share),
    )


def _in_place(found: InPlace) -> InPlaceOut:
    return InPlaceOut(
        currency=found.currency,
        contract=trimmed(found.contract),
        paid_in=trimmed(found.paid_in),
        share=_rounded(found.share),
    )


@router.get("/overdue", response=list[OverdueOut], summary="Overdue projects")
@paginate(Pages)
def list_overdue(request: HttpRequest, as_of: date | None = None) -> list[queries.OverdueProject]:
    """What is late as known on ``as_of`` (the reporting date unless said), the latest first."""
    require(request.user, "land.see_projects")
    return list(queries.overdue(day_or_usual(as_of), seen_by=request.user).projects)
