"""How kept forecasts and officers' estimates did, once it is known what came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fairway.land.engine.forecast.from_log import ROAD
from fairway.land.engine.forecast.overrides import Override, SideBySide, side_by_side
from fairway.land.engine.forecast.scores import Score, score
from fairway.land.engine.forecast.spells import YEAR
from fairway.land.models import ForecastEdition, ForecastLine, ForecastOverride
from fairway.land.queries.forecast import shown_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    Days = Mapping[str, date]


@dataclass(frozen=True)
class Came:
    """What came of a forecast of one goal by the end of one year."""

    goal: str
    years: float
    score: Score


def until(edition: ForecastEdition, years: float) -> date:
    """The day ``years`` after the forecast."""
    return edition.as_of + timedelta(days=round(years * YEAR))


def came_of(edition: ForecastEdition, today: date) -> list[Came]:
    """Score the forecast for every year that has passed, by what is known ``today``. Two queries."""
    if until(edition, 1) >= today:
        return []
    reached = _reached(ForecastLine.objects.filter(edition=edition).order_by().values("project"), today)
    said: dict[tuple[str, float], list[tuple[float, bool]]] = {}
    for project, chances in ForecastLine.objects.filter(edition=edition).values_list("project_id", "chances"):
        for goal, spans in chances.items():
            for years, chance, *_interval in spans:
                if (day := until(edition, years)) < today:
                    came = bool(outcome(reached.get(project, {}), goal, day, today))
                    said.setdefault((goal, years), []).append((chance, came))
    return [Came(*key, score([c for c, _ in pairs], [came for _, came in pairs])) for key, pairs in said.items()]


def officers_scored(today: date) -> SideBySide | None:
    """Score officers' estimates and the forecasts they stand beside, where the outcome is known. Three queries."""
    rows = list(ForecastOverride.objects.select_related("said_by").order_by("pk"))
    reached = _reached(ForecastOverride.objects.order_by().values("project"), today)
    beside = _beside(rows)
    landed = {
        str(each.pk): came
        for each in rows
        if (came := outcome(reached.get(each.project_id, {}), each.goal, each.until, today)) is not None
    }
    overrides = [
        Override(str(each.pk), float(each.chance), each.until, each.said_on, each.said_by.get_username(), each.why)
        for each in rows
    ]
    return side_by_side(beside, overrides, landed)


def _beside(rows: list[ForecastOverride]) -> dict[str, float]:
    """The forecast's own chance for the same goal and year, by override."""
    lines = ForecastLine.objects.filter(edition__in={each.edition_id for each in rows})
    lines = lines.filter(project__in={each.project_id for each in rows})
    kept = {(e, p): chances for e, p, chances in lines.values_list("edition_id", "project_id", "chances")}
    return {
        str(each.pk): chance
        for each in rows
        for years, chance, *_interval in kept.get((each.edition_id, each.project_id), {}).get(each.goal, [])
        if years == each.years
    }


def outcome(reached: Days, goal: str, day: date, today: date) -> bool | None:
    """Whether the goal was reached by ``day``; ``None`` while that is open."""
    further = ROAD.stages[ROAD.stages.index(goal) :]
    if any(stage in reached and reached[stage] <= day for stage in further):
        return True
    is_out = any(way in reached and reached[way] <= day for way in ROAD.outs)
    return False if is_out or day < today else None


def _reached(projects: QuerySet[Any, Any], today: date) -> dict[int, dict[str, date]]:
    """First shown day of each stage by project, as known today. One query."""
    rows = shown_lines(today).filter(project__in=projects).order_by("-happened_on")
    found: dict[int, dict[str, date]] = {}
    for project, stage, happened_on in rows.values_list("project_id", "stage", "happened_on"):
        found.setdefault(project, {})[stage] = happened_on
    return found
