"""Projects for a forecast from the stage log: landed is in production, and what was learned of late tells how late."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.projects import Project, Road
from fairway.land.engine.intake import WAYS_OUT, Stage
from fairway.land.engine.log import ROAD as STAGES
from fairway.land.engine.log import known, reached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from fairway.land.engine.log import Entry

ROAD = Road(
    tuple(str(stage) for stage in STAGES[: STAGES.index(Stage.IN_PRODUCTION) + 1]),
    tuple(str(stage) for stage in Stage if stage in WAYS_OUT),
)
LATE_SHARE = 0.9
"""History is settled up to the day by which this share of what happened used to be known."""


def as_project(
    key: str,
    entries: Sequence[Entry],
    as_of: date,
    features: Mapping[str, str | float],
    amounts: Mapping[str, float],
) -> Project:
    """Read what a project had shown to have reached by ``as_of``; stages beyond production are left out."""
    days = reached(known(entries, as_of))
    return Project(key, {str(stage): day for stage, day in days.items() if stage in ROAD.places}, features, amounts)


def settled_on(entries: Iterable[Entry], as_of: date) -> date:
    """Return ``as_of`` less the delay that nine in ten entries known by then did not exceed."""
    delays = sorted((each.learned_on - each.happened_on).days for each in entries if each.learned_on <= as_of)
    return as_of - timedelta(days=delays[int(LATE_SHARE * (len(delays) - 1))] if delays else 0)
