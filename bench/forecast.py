"""Landing forecasts against what came: UK energy projects, durations of two authorities, and the time 100,000 take.

Energy (``forecast_repd``): what was known in March 2021, judged by the file of July 2024. How to learn is chosen among
``MENU`` by forecasts from earlier origins, 2014 to 2020, all judged before March 2021 (``origins.choose``); the
later file is read for the last table only. Peers in the same run (``forecast_peers``). Then what share of past
portfolios fell into their interval, durations (``forecast_durations``), and generated projects.

Every choice is made by earlier forecasts. The list to choose from, though, and how the file is read, grew while the
later file had been looked at some ten times; the figures may flatter a little.

No feature here is a credit rating, and nothing is claimed for one. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import forecast_durations as durations
import forecast_peers as peers
import forecast_repd as repd

from fairway.land.engine.forecast.answers import STAGE, Asked, chance_landed, forecast
from fairway.land.engine.forecast.choices import Choices
from fairway.land.engine.forecast.hazards import learn
from fairway.land.engine.forecast.origins import History, choose
from fairway.land.engine.forecast.projects import Project, Road, known_by, pending
from fairway.land.engine.forecast.reasons import explain
from fairway.land.engine.forecast.scores import Score, score

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.land.engine.forecast.hazards import Hazards

DATA = Path(__file__).parents[2] / "shared" / "data"
MENU = tuple(
    Choices(features=features, half_life=half_life, level_steps=steps, level_walk=walk, own_pace=pace)
    for features in (repd.FEW, repd.ALL)
    for half_life in (None, 4.0, 2.0)
    for steps in ((0.5,), (1.0,))
    for walk in (0.4, 0.6, 0.8, 1.0)
    for pace in ("", "technology")
)
TARGETS = {"auc": 0.66, "brier": 0.155, "count_off": 0.12, "mw_off": 0.06, "worst_fifth": 0.08}


def main() -> None:
    """Measure, print tables, and everything as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--quick", action="store_true", help="the shipped choice alone, and 10,000 projects")
    options = parser.parse_args()
    figures = {
        "energy": energy(options.data, quick=options.quick),
        "durations": {
            "melbourne": durations.measure(durations.melbourne(options.data)),
            "schools": durations.measure(durations.schools(options.data)),
        },
        "speed": speed(10_000 if options.quick else 100_000),
    }
    for name in ("durations", "speed"):
        print(f"\n{name}: {json.dumps(figures[name])}")
    print(json.dumps(figures))


def energy(data: Path, *, quick: bool) -> dict[str, Any]:
    """Choose on the past, forecast, and compare with peers."""
    history, settled = repd.load(data)
    menu = [Choices(features=repd.ALL, own_pace="technology")] if quick else MENU
    hazards, tried = choose(History(repd.ROAD, history, repd.AS_OF, settled), menu, repd.YEARS)
    print("choice by earlier origins      memory  steps  walk  features  own pace    log loss   Brier")
    for each in sorted(tried, key=lambda each: each.log_loss)[:10]:
        how = each.choices
        memory = "all" if how.half_life is None else how.half_life
        pace = how.own_pace or "-"
        print(
            f"{'':31}{memory!s:>6}{how.level_steps[0]:7}{how.level_walk:6}{len(how.features):10}  {pace:10}"
            f"{each.log_loss:10.4f}{each.brier:8.4f}"
        )
    best = min(tried, key=lambda each: each.log_loss)
    for origin in best.origins:
        print(f"  {origin.as_of}  {origin.years:.2f} years  {_line(origin.score)}")
    figures = _judged(data, history, hazards, settled)
    figures["chosen"] = {
        "memory": hazards.choices.half_life,
        "steps": hazards.choices.level_steps,
        "walk": hazards.choices.level_walk,
        "features": len(hazards.choices.features),
        "own_pace": hazards.choices.own_pace,
        "log_loss": round(best.log_loss, 4),
    }
    figures["origins_inside_80"] = _inside(history, settled, hazards.choices)
    return figures


def _judged(data: Path, history: Sequence[Project], hazards: Hazards, settled: date) -> dict[str, Any]:
    waiting, landed = repd.cohort(data, history)
    made = forecast(hazards, waiting, Asked(repd.YEARS))
    said = {each.key: each.landed for each in made.chances}
    past = peers.last_round(history, repd.ROAD, settled, repd.YEARS)
    known = known_by(history, repd.ROAD, settled)
    rows = {
        "stage frequency": peers.stage_frequency(past, repd.ROAD, waiting),
        "naive Bayes (CRM)": peers.naive_bayes(past, repd.ROAD, waiting),
        "logistic": peers.logistic(past, repd.ROAD, waiting, repd.AS_OF),
        "Cox (lifelines)": peers.cox(known, repd.ROAD, settled, repd.YEARS, waiting, repd.AS_OF),
        "ours, one pace": _one_pace(history, settled, waiting),
        "ours": [said[each.key] for each in waiting],
    }
    print(f"\n{len(waiting)} projects pending on {repd.AS_OF}, {sum(landed)} landed by the file of July 2024")
    print(f"{'':20}   AUC   Brier  skill  expected      MW     of MW  worst fifth")
    found: dict[str, Any] = {}
    for name, chances in rows.items():
        found[name] = _row(name, chances, waiting, landed) if chances else "not installed"
    print(f"targets: {TARGETS}")
    number, power = made.number.last, made.amounts[0].last
    print(f"80 % intervals: {number.low:.0f}–{number.high:.0f} projects, {power.low:.0f}–{power.high:.0f} MW")
    for each in score(rows["ours"] or [], landed).bins:
        print(f"  fifth of {each.count}: said {each.forecast:.3f}, came {each.landed:.3f}")
    found["interval_80"] = [round(each) for each in (number.low, number.high, power.low, power.high)]
    found["reasons_gap"] = max(_gap(hazards, each, said) for each in waiting[:5])
    return found


def _one_pace(history: Sequence[Project], settled: date, waiting: Sequence[Project]) -> list[float]:
    """The choice before kinds could have a pace of their own, for comparison."""
    hazards = learn(history, repd.ROAD, repd.AS_OF, Choices(features=repd.ALL), settled)
    said = chance_landed(hazards, waiting, repd.YEARS)
    return [said[each.key] for each in waiting]


def _row(name: str, chances: list[float], waiting: Sequence[Project], landed: list[bool]) -> dict[str, float]:
    its = score(chances, landed)
    power = [each.amounts["MW"] for each in waiting]
    said = sum(chance * mw for chance, mw in zip(chances, power, strict=True))
    came = sum(mw for mw, there in zip(power, landed, strict=True) if there)
    print(
        f"{name:20}{its.auc:6.3f}{its.brier:8.4f}{its.skill:7.3f}{its.expected:10.1f}{said:8.0f}{came:10.0f}"
        f"{its.worst_bin:13.3f}"
    )
    return {
        "auc": round(its.auc or 0, 4),
        "brier": round(its.brier, 4),
        "log_loss": round(its.log_loss, 4),
        "skill": round(its.skill or 0, 4),
        "expected": round(its.expected, 1),
        "count_off": round(its.expected / its.landed - 1, 4),
        "mw": round(said),
        "mw_off": round(said / came - 1, 4),
        "worst_fifth": round(its.worst_bin, 4),
    }


def _line(its: Score) -> str:
    return f"expected {its.expected:6.1f}  landed {its.landed:4}  AUC {its.auc:.3f}  log loss {its.log_loss:.3f}"


def _gap(hazards: Hazards, project: Project, said: dict[str, float]) -> float:
    """How far base and parts are from the forecast they explain."""
    told = explain(hazards, project, repd.YEARS)
    return abs(told.base + sum(told.parts.values()) - said[project.key])


def _inside(history: Sequence[Project], settled: date, choices: Choices) -> str:
    """Of forecasts from earlier origins, how many counts fell into their 80 % interval."""
    inside, count = 0, 0
    landed_on = {each.key: each.reached.get(repd.ROAD.landed) for each in history}
    for year in range(2014, 2021):
        origin = date(year, 3, 1)
        years = min(repd.YEARS, (settled - origin).days / 365.25)
        until = origin + timedelta(days=round(years * 365.25))
        waiting = pending(known_by(history, repd.ROAD, origin), repd.ROAD)
        made = forecast(learn(history, repd.ROAD, origin, choices), waiting, Asked(years)).number.last
        came = sum((day := landed_on[each.key]) is not None and day <= until for each in waiting)
        inside += (made.low or 0) <= came <= (made.high or 0)
        count += 1
    print(f"earlier portfolios inside their 80 % interval: {inside} of {count}")
    return f"{inside} of {count}"


ROAD = Road(("signed", "registered", "started", "completed", "in_production"), ("withdrawn", "terminated"))
FEATURES = ("industry", "region", "size", "owner", "source")
PACE = (0.8, 0.6, 0.5, 0.9)


def generated(count: int, as_of: date, seed: int = 0) -> list[Project]:
    """Projects of an invented region: signed over fifteen years, moving on at their industry's pace, some given up."""
    random = Random(seed)
    found = []
    for number in range(count):
        features: dict[str, str | float] = {
            name: f"{name} {random.randrange(12)}" for name in FEATURES if name != "size"
        }
        features["size"] = random.lognormvariate(3, 1.5)
        pace = 0.6 + 0.1 * int(str(features["industry"]).split()[1])
        day = as_of - timedelta(days=random.randrange(1, 5500))
        reached = {ROAD.stages[0]: day}
        for stage, rate in zip(ROAD.stages[1:], PACE, strict=True):
            stay, leave = random.expovariate(rate * pace), random.expovariate(0.12)
            day += timedelta(days=round(min(stay, leave) * 365.25))
            if day > as_of:
                break
            reached[stage if stay < leave else random.choice(ROAD.outs)] = day
            if leave <= stay:
                break
        found.append(
            Project(str(number), reached, features, {"contract CNY": float(features["size"]) * 1e7, "MW": 1.0})
        )
    return found


def speed(count: int) -> dict[str, float]:
    """Learn from so many projects, forecast all that pend, with intervals of the portfolio; explain one."""
    as_of = date(2026, 1, 1)
    projects = generated(count, as_of)
    wall, cpu = time.perf_counter(), time.process_time()
    hazards = learn(projects, ROAD, as_of, Choices(features=FEATURES))
    learned = time.perf_counter() - wall
    made = forecast(hazards, projects, Asked(3.0, by=(STAGE, "industry", "region")))
    found = {
        "projects": count,
        "pending": len(made.chances),
        "learn_s": round(learned, 1),
        "all_s": round(time.perf_counter() - wall, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
    }
    one = next(each for each in projects if each.key == made.chances[0].key)
    start = time.perf_counter()
    explain(hazards, one, 3.0)
    found["explain_ms"] = round((time.perf_counter() - start) * 1000)
    return found


if __name__ == "__main__":
    main()
