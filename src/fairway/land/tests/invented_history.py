"""An invented region's history: projects that move on at their industry's pace, and some that give up."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from fairway.land.engine.forecast.projects import Project, Road

ROAD = Road(("signed", "started", "landed"), ("withdrawn",))
AS_OF = date(2024, 1, 1)
PACE = {"slow": 0.15, "usual": 0.4, "fast": 1.2}


def invented(count: int = 400, seed: int = 1) -> list[Project]:
    """Projects signed over ten years; hazards a year: ``PACE`` for each stage, 0.1 for giving up."""
    random = Random(seed)
    return [_project(str(number), random) for number in range(count)]


def _project(key: str, random: Random) -> Project:
    industry, region = random.choice(sorted(PACE)), random.choice("NSEW")
    day = AS_OF - timedelta(days=random.randrange(1, 3650))
    reached = {"signed": day}
    for stage in ("started", "landed"):
        stay, leave = random.expovariate(PACE[industry]), random.expovariate(0.1)
        day += timedelta(days=round(365.25 * min(stay, leave)))
        if day > AS_OF:
            break
        reached[stage if stay < leave else "withdrawn"] = day
        if leave <= stay:
            break
    features = {"industry": industry, "region": region, "size": random.lognormvariate(2, 1)}
    return Project(key, reached, features, {"MW": float(random.randrange(1, 50))})
