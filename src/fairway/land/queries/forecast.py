"""What a forecast reads from the stage log, and what is kept of forecasts that were made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_noop

from fairway.land.engine.forecast.answers import Asked, forecast
from fairway.land.engine.forecast.method import method_of
from fairway.land.engine.forecast.packing import unpacked
from fairway.land.engine.forecast.past import Past
from fairway.land.engine.forecast.projects import Project as Told
from fairway.land.engine.forecast.reasons import Explained, explain
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry, is_shown
from fairway.land.engine.sizes import known_on
from fairway.land.engine.tiles import prefecture_code
from fairway.land.models import (
    ForecastEdition,
    ForecastLine,
    ForecastOutlook,
    ForecastOverride,
    PlannedCapacity,
    Project,
    StageEntry,
)
from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fairway.land.engine.forecast.answers import Span

YEARS = range(1, 6)
DIVISION = 2
"""Signs of an industry's code that projects are told by."""
SIZE_CURRENCY = "CNY"
UNSHOWN = [str(stage) for stage in Stage if not is_shown(Entry(stage, date.min, date.min, 0))]
"""Stages that count only with evidence."""
_CHUNK = 10_000


def has_real_projects() -> bool:
    """Whether projects are kept that are no demo: invented ones then stay out of forecasts."""
    return Project.objects.filter(is_demo=False).exists()


def shown_lines(day: date) -> QuerySet[StageEntry]:
    """Lines of the log known on a day that carry the evidence their stage needs."""
    known = StageEntry.objects.told().filter(learned_on__lte=day, happened_on__lte=day)
    known = known.filter(Q(reversed_on=None) | Q(reversed_on__gt=day))
    return known.exclude(Q(evidence="") & Q(stage__in=UNSHOWN))


def past_of(edition: ForecastEdition) -> Past:
    """Everything the forecast may read: lines and capacities learned by its day, features and amounts of its projects.

    Four queries, however many projects there are.
    """
    rows = Project.objects.filter(agreement__isnull=False, region_code__startswith=edition.region_code)
    rows = rows.filter(is_demo=edition.is_demo)
    lines: dict[str, list[tuple[str, date, date]]] = {}
    log = shown_lines(edition.as_of).filter(project__in=rows.order_by().values("pk")).order_by()
    read = log.values_list("project_id", "stage", "happened_on", "learned_on")
    for project, stage, happened_on, learned_on in read.iterator(chunk_size=_CHUNK):
        lines.setdefault(str(project), []).append((stage, happened_on, learned_on))
    features, amounts = _told(rows)
    for key, held in _capacities(rows, edition.as_of).items():
        amounts.setdefault(key, {}).update(held)
    return Past(lines, features, amounts)


def _told(rows: QuerySet[Project]) -> tuple[dict[str, dict[str, str | float]], dict[str, dict[str, float]]]:
    """Features and amounts by project. What is not stated is left out."""
    fields = ("industry_code", "region_code", "kind", "money_kind", "currency", "amount")
    read = rows.order_by().values_list("pk", *(f"agreement__{name}" for name in fields))
    features: dict[str, dict[str, str | float]] = {}
    amounts: dict[str, dict[str, float]] = {}
    prefectures = {code: prefecture_code(code or "") for code in _codes(rows)}
    for pk, industry, region, paper, kind, currency, amount in read.iterator(chunk_size=_CHUNK):
        own: dict[str, str | float] = {
            "industry": (industry or "")[:DIVISION],
            "region": prefectures[region],
            "paper": paper or "",
        }
        if amount is not None:
            amounts[str(pk)] = {f"{kind} {currency}": float(amount)}
            if currency == SIZE_CURRENCY:
                own["size"] = float(amount)
        features[str(pk)] = {name: value for name, value in own.items() if value != ""}
    return features, amounts


def _capacities(rows: QuerySet[Project], day: date) -> dict[str, dict[str, float]]:
    """By project, the newest capacity known on a day of each unit."""
    known = PlannedCapacity.objects.filter(project__in=rows.order_by().values("pk"), learned_on__lte=day)
    read = known.order_by("pk").values_list("project_id", "unit", "learned_on", "quantity")
    lines = (((str(pk), unit), learned, float(said)) for pk, unit, learned, said in read.iterator(chunk_size=_CHUNK))
    found: dict[str, dict[str, float]] = {}
    for (key, unit), quantity in known_on(lines, day).items():
        found.setdefault(key, {})[unit] = quantity
    return found


def _codes(rows: QuerySet[Project]) -> QuerySet[Project, str | None]:
    return rows.order_by().values_list("agreement__region_code", flat=True).distinct()


def forecasts() -> QuerySet[ForecastEdition]:
    """Every forecast, newest first, without what was learned."""
    outlooks = Prefetch("outlooks", ForecastOutlook.objects.defer("learned").order_by("order"))
    return ForecastEdition.objects.select_related("job__started_by").prefetch_related(outlooks)


def forecast_at(pk: int) -> ForecastEdition:
    """One forecast; raise Missing where there is none."""
    found = forecasts().filter(pk=pk).first()
    if found is None:
        raise Missing("forecast-missing", gettext_noop("No forecast has this address."))
    return found


def newest_forecast() -> ForecastEdition | None:
    """The last forecast that was made."""
    return forecasts().filter(made_at__isnull=False).first()


def forecast_lines(edition: ForecastEdition) -> QuerySet[ForecastLine]:
    """The projects of a forecast with their agreements."""
    return ForecastLine.objects.filter(edition=edition).select_related("project__agreement")


def lines_of(project: Project) -> QuerySet[ForecastLine]:
    """Every forecast of one project, newest first."""
    return ForecastLine.objects.filter(project=project).select_related("edition").order_by("-edition")


def overrides_of(project: Project) -> QuerySet[ForecastOverride]:
    """What officers expected of one project, newest first."""
    return ForecastOverride.objects.filter(project=project).select_related("said_by", "edition")


def told(line: ForecastLine) -> Told:
    """The project as it was known when the forecast was made."""
    reached = {stage: date.fromisoformat(day) for stage, day in line.known["reached"].items()}
    return Told(str(line.project_id), reached, line.known["features"], line.known["amounts"])


def explained(line: ForecastLine) -> dict[str, tuple[tuple[Span, ...], Explained]]:
    """For each goal the project pends for: its chances with intervals, and the reasons of the last. One query."""
    found = {}
    for outlook in ForecastOutlook.objects.filter(edition=line.edition_id, learned__isnull=False).order_by("order"):
        if outlook.goal in line.chances and outlook.learned:
            hazards = unpacked(bytes(outlook.learned))
            reached = {k: v for k, v in told(line).reached.items() if k in hazards.road.places}
            project = Told(str(line.project_id), reached, line.known["features"])
            asked = Asked(line.edition.years, method_of(line.edition.method).level, line.edition.seed)
            spans = forecast(hazards, [project], asked).chances[0].spans
            found[outlook.goal] = (spans, explain(hazards, project, line.edition.years))
    return found
