"""Forecasts through the API."""

from __future__ import annotations

from datetime import date, datetime  # read by ninja at run time
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop
from ninja import Field, Router, Schema, Status
from ninja.pagination import paginate

from fairway.base.paging import Pages
from fairway.base.rights import acting, require
from fairway.land import actions, queries, tasks
from fairway.land.models import ForecastLine
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from fairway.land.models import ForecastEdition, ForecastOutlook, ForecastOverride

router = Router()


class SpanOut(Schema):
    """What to expect within so many years, and its 80 % interval; null where it was not drawn."""

    years: float
    expected: float
    low: float | None
    high: float | None


class ForecastOut(Schema):
    """One forecast: what was asked, and whether it has been made."""

    id: int
    as_of: date
    years: int
    region_code: str
    seed: int
    method: str = Field(alias="method_name")
    is_demo: bool
    state: str = Field(alias="job.state")
    made_at: datetime | None
    pending: int
    sha256: str


class TotalOut(Schema):
    """Expected sums of the portfolio or of one group of it, in one ``unit``; units are never added together.

    ``""`` counts projects, ``contract CNY`` is money of one kind and currency, anything else a planned capacity (MW).
    """

    unit: str
    by: str
    group: str
    projects: int
    unstated: int
    spans: list[SpanOut]


class BinOut(Schema):
    """Forecasts of alike chance: what they said, and the share that came, with its 80 % interval."""

    count: int
    forecast: float
    landed: float
    low: float
    high: float


class OriginOut(Schema):
    """A forecast as it would have been made on an earlier day, judged by what came."""

    as_of: date
    years: float
    count: int
    expected: float
    landed: int
    brier: float
    log_loss: float
    auc: float | None


class OutlookOut(Schema):
    """The forecast of one goal; ``refusal`` says in words what is missing where there was too little data."""

    goal: str
    refusal: str | None
    totals: list[TotalOut]
    curve: list[float]
    reliability: list[BinOut]
    origins: list[OriginOut]


class ForecastFile(ForecastOut):
    """A forecast with everything it says of the portfolio."""

    outlooks: list[OutlookOut]

    @staticmethod
    def resolve_outlooks(edition: ForecastEdition) -> list[OutlookOut]:
        """One for each goal, in the order of the road."""
        return [_outlook(each) for each in edition.outlooks.all()]


class LineOut(Schema):
    """One project's chances of each goal it pends for."""

    project_id: int
    stage: str
    chances: dict[str, list[SpanOut]]

    @staticmethod
    def resolve_chances(line: ForecastLine) -> dict[str, list[SpanOut]]:
        """As they were kept."""
        return {goal: _spans(spans) for goal, spans in line.chances.items()}


class ReasonOut(Schema):
    """One reason of a chance, in words, and what it adds in tenths of a percent."""

    text: str
    points: int


class GoalOut(Schema):
    """One project's chance of a goal, year by year, and the reasons of the last."""

    goal: str
    spans: list[SpanOut]
    reasons: list[ReasonOut]


class ProjectForecastOut(Schema):
    """What a forecast says of one project."""

    forecast_id: int
    as_of: date
    stage: str
    goals: list[GoalOut]


class ForecastIn(Schema):
    """What to forecast."""

    as_of: date
    reason: str = Field(min_length=1, max_length=500)
    years: int = Field(3, ge=1, le=5)
    region_code: str = Field("", max_length=6)
    seed: int = Field(0, ge=0, lt=2**31)


class EstimateIn(Schema):
    """What an officer expects instead of a forecast, and why."""

    forecast_id: int = Field(ge=1, lt=2**31)
    goal: str = Field(max_length=40)
    years: int = Field(ge=1, le=5)
    chance: Decimal = Field(ge=0, le=1, decimal_places=3)
    reason: str = Field(min_length=1, max_length=500)


class EstimateOut(Schema):
    """An estimate as it is kept beside the forecast."""

    id: int
    forecast_id: int = Field(alias="edition_id")
    project_id: int
    goal: str
    until: date
    chance: Decimal
    why: str
    said_on: date


def _spans(kept: list[list[float]]) -> list[SpanOut]:
    return [SpanOut(years=years, expected=expected, low=low, high=high) for years, expected, low, high in kept]


def _outlook(outlook: ForecastOutlook) -> OutlookOut:
    figures, refusal = outlook.figures, outlook.refusal
    past = figures.get("past") or {"pooled": {"bins": []}, "origins": []}
    return OutlookOut(
        goal=outlook.goal,
        refusal=refusal["text"] % refusal["params"] if refusal else None,
        totals=[TotalOut(**{**each, "spans": _spans(each["spans"])}) for each in figures.get("totals", [])],
        curve=figures.get("curve", []),
        reliability=past["pooled"]["bins"],
        origins=past["origins"],
    )


@router.get("/forecasts", response=list[ForecastOut], summary="Forecasts")
@paginate(Pages)
def list_forecasts(request: HttpRequest) -> QuerySet[ForecastEdition]:
    """Every forecast, the newest first."""
    require(request.user, "land.see_forecasts")
    return queries.forecasts()


@router.post("/forecasts", response={201: ForecastOut}, summary="Make a forecast")
def post_forecast(request: HttpRequest, sent: ForecastIn) -> Status[ForecastEdition]:
    """Start a forecast in the background; ask for it again to see whether it is made."""
    given = sent.dict()
    reason = given.pop("reason")
    made = tasks.start_forecast(actor=acting(request), reason=reason, asked=actions.Asked(**given))
    return Status(201, queries.forecast_at(made.pk))


@router.get("/forecasts/{int:forecast_id}", response=ForecastFile, summary="One forecast")
def get_forecast(request: HttpRequest, forecast_id: int) -> ForecastEdition:
    """The portfolio by year, its parts, and how the method would have done on earlier days."""
    require(request.user, "land.see_forecasts")
    return queries.forecast_at(forecast_id)


@router.get("/forecasts/{int:forecast_id}/projects", response=list[LineOut], summary="Projects of a forecast")
@paginate(Pages)
def list_forecast_projects(request: HttpRequest, forecast_id: int) -> QuerySet[ForecastLine]:
    """Each pending project's chances, the likeliest first."""
    require(request.user, "land.see_forecasts")
    return queries.forecast_lines(queries.forecast_at(forecast_id))


@router.get("/projects/{int:project_id}/forecast", response=ProjectForecastOut, summary="A project's chances")
def get_project_forecast(request: HttpRequest, project_id: int) -> ProjectForecastOut:
    """What the newest forecast that tells of a project says of it, with reasons."""
    project = queries.seen_project(request.user, project_id, "land.see_forecasts")
    line = queries.lines_of(project).first()
    if line is None:
        raise Missing("forecast-missing", gettext_noop("No forecast tells of this project."))
    goals = [
        GoalOut(
            goal=goal,
            spans=[SpanOut(**vars(span)) for span in spans],
            reasons=[ReasonOut(text=str(each), points=each.points or 0) for each in told.reasons],
        )
        for goal, (spans, told) in queries.explained(line).items()
    ]
    return ProjectForecastOut(forecast_id=line.edition_id, as_of=line.edition.as_of, stage=line.stage, goals=goals)


@router.post("/projects/{int:project_id}/estimates", response={201: EstimateOut}, summary="Set an estimate beside")
def post_estimate(request: HttpRequest, project_id: int, sent: EstimateIn) -> Status[ForecastOverride]:
    """Keep an officer's own estimate beside a forecast; the forecast stays as it is."""
    project = queries.seen_project(request.user, project_id, "land.override_forecast")
    estimate = actions.Estimate(sent.goal, sent.years, sent.chance)
    edition = queries.forecast_at(sent.forecast_id)
    kept = actions.override_forecast(
        actor=acting(request), reason=sent.reason, edition=edition, project=project, estimate=estimate
    )
    return Status(201, kept)
