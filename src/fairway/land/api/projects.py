"""Projects, their funnel and what is overdue, over the API."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from fairway.base.models import User
from fairway.base.paging import Pages
from fairway.base.rights import require
from fairway.know.models import Organisation
from fairway.land import actions, queries
from fairway.land.api.sizes import AreaOut, CapacityOut
from fairway.land.engine import funnel as funnels
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.money import InPlace
from fairway.land.engine.stage_map import StageMap
from fairway.land.forms import EARLIEST
from fairway.land.models import Payment, Project, StageEntry
from fairway.land.queries.methods import map_of, newest_map
from fairway.lib.errors import Invalid, Missing
from fairway.lib.money import Money, MoneyKind
from fairway.meet.models import Event
from fairway.sign.engine.amounts import trimmed
from fairway.sign.models import Agreement

router = Router()


class ProjectOut(Schema):
    """A project as it stands; the agreement, null before a signature, carries the amount signed for.

    ``stage`` is what ``map_stage`` of its stage map counts as; ``pledged`` is what was named before a signature.
    """

    id: int
    reference: str
    agreement_id: int | None
    event_id: int | None
    opportunity_id: int | None
    title: str
    number: str
    region_code: str
    industry_code: str
    site: str
    pledged_kind: str
    pledged_amount: Decimal | None
    pledged_currency: str
    map_key: str
    map_version: int
    map_stage: str
    stage: Stage
    stage_since: date
    responsible_id: int
    next_due: date | None
    is_demo: bool

    @staticmethod
    def resolve_number(project: Project) -> str:
        """The agreement's, empty before a signature."""
        return project.agreement.number if project.agreement is not None else ""

    @staticmethod
    def resolve_pledged_amount(project: Project) -> Decimal | None:
        """Without the zeros the column adds."""
        return None if project.pledged_amount is None else trimmed(project.pledged_amount)


class StageOut(Schema):
    """One line of a project's log; from ``reversed_on`` on it is known to be wrong and does not count."""

    id: int
    map_stage: str
    stage: Stage
    happened_on: date
    learned_on: date
    evidence: str
    responsible_id: int
    next_due: date | None
    way_reason: str
    note: str
    is_own_report: bool
    reversed_on: date | None


class PaymentOut(Schema):
    """Money of one kind that moved; the amount is an exact decimal string.

    From ``reversed_on`` on it is known to be wrong and does not count.
    """

    id: int
    kind: str
    amount: Decimal
    currency: str
    happened_on: date
    learned_on: date
    evidence: str
    reversed_on: date | None

    @staticmethod
    def resolve_amount(payment: Payment) -> Decimal:
        """Without the zeros the column adds."""
        return trimmed(payment.amount)


class ProjectFile(ProjectOut):
    """A project with its log, its payments, the land it takes and what it is planned to yield."""

    log: list[StageOut]
    payments: list[PaymentOut]
    areas: list[AreaOut]
    capacities: list[CapacityOut]


class ChangeIn(Schema):
    """What is filled in on a project; what is absent stays as it is."""

    region: str | None = Field(None, pattern=r"^\d{6}$")
    industry: str | None = Field(None, max_length=5)
    site: str | None = Field(None, max_length=200)
    pledged_amount: Decimal | None = Field(None, gt=0, max_digits=24, decimal_places=4)
    pledged_currency: str = ""
    pledged_kind: Literal["intention", "docking"] = "intention"

    def change(self, agreement: Agreement | None = None) -> actions.Change:
        """As the actions take it."""
        pledged = None
        if self.pledged_amount is not None:
            pledged = Money(self.pledged_amount, self.pledged_currency, MoneyKind(self.pledged_kind))
        return actions.Change(
            region=self.region, industry=self.industry, site=self.site, pledged=pledged, agreement=agreement
        )


class StageIn(ChangeIn):
    """The next stage of a project: a key of its stage map, with what the stage asks for.

    ``learned_on`` is today unless said; ``agreement_id`` is named where the project is signed, ``way_reason`` where it
    leaves the road.
    """

    stage: str = Field(max_length=40)
    happened_on: date
    responsible_id: int
    reason: str = Field(min_length=1, max_length=500)
    learned_on: date | None = None
    evidence: str = Field("", max_length=300)
    next_due: date | None = None
    note: str = Field("", max_length=500)
    way_reason: str = Field("", max_length=40)
    agreement_id: int | None = None


class IdeaIn(ChangeIn):
    """A project before anything is signed; somebody answers for it by a day."""

    title: str = Field(min_length=1, max_length=300)
    road: str = "investment"
    stage: str = Field(max_length=40)
    happened_on: date
    responsible_id: int
    next_due: date
    reason: str = Field(min_length=1, max_length=500)
    investor_ids: list[int] = []
    host_ids: list[int] = []
    event_id: int | None = None
    opportunity_id: int | None = None


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
    before: list[StepOut]
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
    """Every project the caller may see; an enterprise gets its own."""
    require(request.user, "land.see_projects")
    return queries.projects_seen_by(request.user).order_by("pk")


@router.post("/projects", response={201: ProjectFile}, summary="Begin a project before its signature")
def post_project(request: HttpRequest, sent: IdeaIn) -> Status[Project]:
    """Follow up an intention or a docking, with an owner and a next date."""
    require(request.user, "land.begin_project")
    user = cast("User", request.user)
    road = newest_map(sent.road)
    event = _one(Event.objects.all(), sent.event_id)
    opportunity = _one(queries.opportunities_without_project(user), sent.opportunity_id)
    investors, hosts = (tuple(_organisations(ids)) for ids in (sent.investor_ids, sent.host_ids))
    idea = actions.Idea(
        title=sent.title,
        road=road,
        investors=investors,
        hosts=hosts,
        event=event,
        opportunity=opportunity,
        is_demo=any(each.is_demo for each in (*investors, *hosts)),
    )
    entry = _entry(road, sent)
    _organisations([sent.responsible_id])
    begun = actions.begin_project(actor=user, reason=sent.reason, idea=idea, entry=entry, change=sent.change())
    return Status(201, queries.seen_project(request.user, begun.pk, "land.see_projects"))


Row = TypeVar("Row", bound=Model)


def _one(rows: QuerySet[Row], pk: int | None) -> Row | None:
    """The row of that id among those that may be named; ``None`` where none is."""
    if pk is None:
        return None
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing("not-found", gettext_noop("Nothing that may be named here has this number."))
    return found


def _organisations(ids: list[int]) -> list[Organisation]:
    found = Organisation.objects.filter(merged_into=None).in_bulk(ids)
    missing = [pk for pk in ids if pk not in found]
    if missing:
        raise Missing("organisation-unknown", gettext_noop("No organisation has the number %(id)s."), id=missing[0])
    return list(found.values())


def _entry(road: StageMap, sent: StageIn | IdeaIn) -> Entry:
    stage = road.find(sent.stage)
    if stage is None:
        text = gettext_noop("The stage map has no stage “%(stage)s”.")
        raise Invalid("stage-unknown", text, stage=sent.stage)
    said = sent.model_dump(include={"evidence", "note", "way_reason", "next_due"})
    return Entry(
        stage=stage.counts_as,
        happened_on=sent.happened_on,
        learned_on=getattr(sent, "learned_on", None) or timezone.localdate(),
        responsible=sent.responsible_id,
        step=stage.key,
        **said,
    )


@router.get("/projects/{int:project_id}", response=ProjectFile, summary="One project")
def get_project(request: HttpRequest, project_id: int) -> Project:
    """A project with its whole log and its payments."""
    return queries.seen_project(request.user, project_id, "land.see_projects")


@router.post("/projects/{int:project_id}/stages", response={201: StageOut}, summary="Record the next stage")
def post_stage(request: HttpRequest, project_id: int, sent: StageIn) -> Status[StageEntry]:
    """Append a stage with its evidence. Skipped stages, days out of order and missing evidence are refused."""
    found = queries.seen_project(request.user, project_id, "land.record_stage")
    if sent.responsible_id not in found.concerned_ids():
        text = gettext_noop("Responsible is a party of the agreement, or who was responsible before.")
        raise Invalid("responsible", text)
    entry = _entry(map_of(found.map_key, found.map_version), sent)
    change = sent.change(_one(queries.signable_agreements(request.user, found), sent.agreement_id))
    user = cast("User", request.user)
    line = actions.record_stage(actor=user, reason=sent.reason, project=found, entry=entry, change=change)
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
        before=[_step(step) for step in found.before],
        steps=[_step(step) for step in found.steps],
        ways_out=[WayOutOut(**vars(way)) for way in found.ways_out],
        rates=[_rate(rate) for rate in funnels.rates(found)],
        in_place=[_in_place(each) for each in queries.money_in_place(day, seen_by=request.user)],
    )


def _step(step: funnels.Step) -> StepOut:
    return StepOut(**{**vars(step), "share": _rounded(step.share)})


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
