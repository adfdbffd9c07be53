"""Everything a forecast may read of many projects: their log with both dates, so that any earlier day can be told."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.from_log import ROAD, road_to, settled_by, up_to
from fairway.land.engine.forecast.hazards import thinned
from fairway.land.engine.forecast.origins import History, Known
from fairway.land.engine.forecast.projects import Project

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.land.engine.forecast.projects import Road

    Line = tuple[str, date, date]
    """A stage or way out that is shown with the evidence it needs, the day it happened, the day it was learned."""


REPORTING_YEAR = 365
"""Days within which whatever happened is reported, where nothing more is known."""


@dataclass(frozen=True)
class Past:
    """Log lines, features and amounts by project. Stages that are not on ``road`` are passed over.

    ``tells_lateness``: whether the lines say when things became known; else it is not known how late reports come.
    """

    lines: Mapping[str, Sequence[Line]]
    features: Mapping[str, Mapping[str, str | float]] = field(default_factory=dict)
    amounts: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    road: Road = ROAD
    tells_lateness: bool = True

    def known(self, day: date) -> list[Project]:
        """Each project as it was known on ``day``; those of which nothing was known are left out."""
        found = ((key, self._reached(lines, day)) for key, lines in self.lines.items())
        return [
            Project(key, reached, self.features.get(key, {}), self.amounts.get(key, {}))
            for key, reached in found
            if any(stage in reached for stage in self.road.stages)
        ]

    def _reached(self, lines: Sequence[Line], day: date) -> dict[str, date]:
        reached: dict[str, date] = {}
        places = self.road.places
        for stage, happened_on, learned_on in lines:
            if learned_on <= day and happened_on <= day and stage in places:
                before = reached.get(stage)
                reached[stage] = happened_on if before is None or happened_on < before else before
        return reached

    def settled_on(self, day: date) -> date:
        """The day up to which reports used to be nearly complete, by what was known on ``day``.

        Where nothing tells how late they come, it is a year before: whoever reports does so once a year.
        """
        if not self.tells_lateness:
            return day - timedelta(days=REPORTING_YEAR)
        delays = [
            (learned - happened).days
            for lines in self.lines.values()
            for _stage, happened, learned in lines
            if learned <= day
        ]
        return settled_by(delays, day)

    def fewer(self, most: int) -> Past:
        """At most so many projects, the same ones whatever the order."""
        if len(self.lines) <= most:
            return self
        return replace(self, lines={key: self.lines[key] for key in thinned(list(self.lines), most)})

    def history(self, goal: str, as_of: date) -> History:
        """What is known on ``as_of`` on the road to ``goal``; earlier days are told as they were known then."""
        road = road_to(goal, self.road)

        def on(projects: Sequence[Project]) -> list[Project]:
            return [up_to(each, road, self.road) for each in projects]

        return History(
            road=road,
            projects=on(self.known(as_of)),
            as_of=as_of,
            settled_on=self.settled_on(as_of),
            then=lambda day: Known(on(self.known(day)), self.settled_on(day)),
        )
