"""Projects for a forecast from the stage log: what counts as landed, and how late it used to be learned of."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.projects import Project, Road
from fairway.land.engine.intake import WAYS_OUT, Stage
from fairway.land.engine.log import ROAD as STAGES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

ROAD = Road(
    tuple(str(stage) for stage in STAGES[: STAGES.index(Stage.IN_PRODUCTION) + 1]),
    tuple(str(stage) for stage in Stage if stage in WAYS_OUT),
)
LATE_SHARE = 0.9
"""History is settled up to the day by which this share of what happened used to be known."""


def road_to(goal: str, road: Road = ROAD) -> Road:
    """The road up to ``goal``: a forecast of the start of works ends there."""
    return Road(road.stages[: road.stages.index(goal) + 1], road.outs)


def up_to(project: Project, shorter: Road, road: Road = ROAD) -> Project:
    """The project on a shorter road: whoever is further has reached its goal, by the first day that shows it."""
    if shorter == road:
        return project
    places, further = shorter.places, road.stages[len(shorter.stages) - 1 :]
    beyond = [day for stage in further if (day := project.reached.get(stage))]
    days = {stage: day for stage, day in project.reached.items() if stage in places}
    return Project(
        project.key, {**days, shorter.landed: min(beyond)} if beyond else days, project.features, project.amounts
    )


def settled_by(delays: Sequence[int], as_of: date) -> date:
    """Return ``as_of`` less the delay in days that nine in ten did not exceed."""
    late = sorted(delays)[int(LATE_SHARE * (len(delays) - 1))] if delays else 0
    return as_of - timedelta(days=late)
