"""How long projects take: forecasts of durations against what came, C-index and coverage of intervals.

Melbourne Water: from the approved business case (BCA) to the handover of stage 1. The file also holds planned dates, so
its year-end 2023 is taken as the present and nothing later is used. Learned on 2020-07-01; judged on projects approved
from then to 2023-06-30, from the day of approval on. Features: programme, owner group, gates, approving body.

NYC schools: from the actual start of a phase to its actual end, present on 2025-09-30. Learned on 2023-07-01; judged on
phases begun from then to 2025-06-30. Rows whose dates hold a programme code are left out, as are planned dates: they
are rewritten as a phase goes on. Features: phase, type of project, district, budget. Only the phases Scope and Design:
a construction that ended leaves the file some months later, so what is left of earlier years never ends. History before
2019 is not used: the file holds projects still in the plan, of long ago only slow ones.

The interval at 80 % runs from the tenth to the ninetieth percentile of the forecast. A project still under way counts
as covered with the chance the forecast gives it, after the time it has waited, of ending inside. C-index: Harrell and
others, JAMA 247 (1982) 2543–2546, by expected years (at most ``MOST_YEARS``).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from fairway.land.engine.forecast.choices import Choices
from fairway.land.engine.forecast.durations import landing_curves, years_until
from fairway.land.engine.forecast.hazards import learn
from fairway.land.engine.forecast.projects import Project, Road

if TYPE_CHECKING:
    from pathlib import Path

ROAD = Road(("begun", "ended"))
MOST_YEARS = 12.0
LEVELS = (0.8, 0.9)
CUTS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)


@dataclass(frozen=True)
class Task:
    """One set: all projects, the day learned on, the days of begin that are judged, and the present."""

    projects: list[Project]
    learned_on: date
    last_begin: date
    present: date
    features: tuple[str, ...]


def melbourne(data: Path) -> Task:
    """Capital projects of a water company."""
    found = []
    with (data / "melbourne_water_projects/projects.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            begun, ended = _iso(row["BCA"]), _iso(row["Stage1"])
            names = {
                "programme": "Delivery Program",
                "owner": "Owner Group",
                "gates": "EPT",
                "body": "Approval body",
                "team": "Owner Team",
            }
            found.append((row["ID"], begun, ended, {name: row[column] for name, column in names.items()}))
    return _task(found, (date(2020, 7, 1), date(2023, 6, 30), date(2023, 12, 31)))


def schools(data: Path) -> Task:
    """Phases of school construction."""
    found = []
    with (data / "nyc_school_capital_projects/phases.csv").open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream)):
            begun, ended = (
                _american(row["Project Phase Actual Start Date"]),
                _american(row["Project Phase Actual End Date"]),
            )
            features: dict[str, Any] = {
                "phase": row["Project Phase Name"],
                "type": row["Project Type"],
                "district": row["Project Geographic District"],
            }
            if row["Project Budget Amount"].replace(".", "").isdigit():
                features["budget"] = float(row["Project Budget Amount"])
            if begun and begun >= date(2019, 1, 1) and row["Project Phase Name"] in {"Scope", "Design"}:
                found.append((str(number), begun, ended, features))
    return _task(found, (date(2023, 7, 1), date(2025, 6, 30), date(2025, 9, 30)))


def _task(found: list[tuple[str, date | None, date | None, dict[str, Any]]], days: tuple[date, date, date]) -> Task:
    learned_on, last_begin, present = days
    projects = []
    for key, begun, ended, features in found:
        if begun is None or begun > present:
            continue
        reached = {"begun": begun}
        if ended is not None and begun <= ended <= present:
            reached["ended"] = ended
        projects.append(Project(key, reached, features))
    return Task(
        projects, learned_on, last_begin, present, tuple(sorted({name for each in projects for name in each.features}))
    )


def measure(task: Task) -> dict[str, float]:
    """Learn, forecast from the first day of each judged project, and compare."""
    hazards = learn(task.projects, ROAD, task.learned_on, Choices(features=task.features, age_cuts=CUTS))
    judged = [each for each in task.projects if task.learned_on < each.reached["begun"] <= task.last_begin]
    fresh = [Project(each.key, {"begun": task.learned_on}, each.features) for each in judged]
    curves = landing_curves(hazards, fresh, MOST_YEARS)
    waited = np.array(
        [(each.reached.get("ended", task.present) - each.reached["begun"]).days / 365.25 for each in judged]
    )
    over = np.array(["ended" in each.reached for each in judged])
    found: dict[str, float] = {"judged": len(judged), "ended": int(over.sum()), "learned_from": hazards.landed}
    found["c_index"] = c_index(waited, over, (1 - curves).sum(axis=1))
    for level in LEVELS:
        low, high = years_until(curves, (1 - level) / 2), years_until(curves, (1 + level) / 2)
        found[f"covered_{level:.0%}".replace("%", "")] = _coverage(curves, waited, over, (low, high))
    return {name: round(value, 3) for name, value in found.items()}


def _coverage(curves: np.ndarray, waited: np.ndarray, over: np.ndarray, bounds: tuple[np.ndarray, np.ndarray]) -> float:
    low, high = bounds
    inside = ((waited >= low) & (waited <= high)).astype(float)
    steps = np.arange(curves.shape[1]) * 0.25
    for at in np.flatnonzero(~over):
        now, first, last = np.interp(
            [waited[at], max(low[at], waited[at]), max(high[at], waited[at])], steps, curves[at]
        )
        inside[at] = (last - first) / max(1 - now, 1e-9) if high[at] > waited[at] else 0.0
    return float(inside.mean())


def c_index(waited: np.ndarray, over: np.ndarray, expected: np.ndarray) -> float:
    """Share of comparable pairs whose order is right; ties of the forecast count half."""
    right = pairs = 0.0
    for at in np.flatnonzero(over):
        later = (waited > waited[at]) | ((waited == waited[at]) & ~over)
        pairs += later.sum()
        right += (expected[later] > expected[at]).sum() + 0.5 * (expected[later] == expected[at]).sum()
    return float(right / pairs)


def _iso(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def _american(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007  # a day has no zone
    except ValueError:
        return None
