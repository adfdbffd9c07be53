"""Forecasts from earlier origins: cut the history at a day, learn, forecast, and compare with what then happened.

Nothing is used that was not known by then, so a choice made here knows nothing of what comes after (rolling origin:
Tashman, Int. J. Forecasting 16 (2000) 437–450). Where the history keeps who knew what when (``History.then``), each
origin sees what was known on its day; else the history is cut by the day things happened, and what was reported late is
taken as known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.answers import chance_landed
from fairway.land.engine.forecast.hazards import learn
from fairway.land.engine.forecast.projects import Project, known_by, pending
from fairway.land.engine.forecast.scores import Score, score
from fairway.land.engine.forecast.spells import YEAR
from fairway.lib.errors import Refused
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from fairway.land.engine.forecast.choices import Choices
    from fairway.land.engine.forecast.hazards import Hazards
    from fairway.land.engine.forecast.projects import Road

    Heard = Callable[[date], object]

MOST_ORIGINS = 7


@dataclass(frozen=True)
class Known:
    """What was known on a day, and the day up to which reports were nearly complete by then."""

    projects: Sequence[Project]
    settled_on: date


@dataclass(frozen=True)
class History:
    """What is known on ``as_of``; ``then`` tells what was known on earlier days, where that was kept."""

    road: Road
    projects: Sequence[Project]
    as_of: date
    settled_on: date
    then: Callable[[date], Known] | None = None

    def known(self, day: date) -> Known:
        """What was known on ``day``."""
        return self.then(day) if self.then else Known(known_by(self.projects, self.road, day), day)


@dataclass(frozen=True)
class Origin:
    """A forecast made on ``as_of`` for ``years`` ahead: what it said, what came, and its score."""

    as_of: date
    years: float
    said: tuple[float, ...]
    came: tuple[bool, ...]

    @property
    def score(self) -> Score:
        """How it did."""
        return score(self.said, self.came)


@dataclass(frozen=True)
class Tried:
    """One way of learning, and how its forecasts from earlier origins did."""

    choices: Choices
    origins: tuple[Origin, ...]

    @property
    def log_loss(self) -> float:
        """Mean log loss, every origin counting alike: what the choice goes by."""
        return sum(each.score.log_loss for each in self.origins) / len(self.origins)

    @property
    def brier(self) -> float:
        """Mean Brier score, every origin counting alike."""
        return sum(each.score.brier for each in self.origins) / len(self.origins)

    @property
    def pooled(self) -> Score:
        """All forecasts of all origins together: one reliability chart."""
        return score(
            [chance for each in self.origins for chance in each.said],
            [came for each in self.origins for came in each.came],
        )

    @property
    def level_error(self) -> float:
        """Root mean square of log(expected ÷ landed) over the origins; half a landing stands for none."""
        from math import log, sqrt

        errors = [log(max(each.score.expected, 0.5) / max(each.score.landed, 0.5)) for each in self.origins]
        return sqrt(sum(error**2 for error in errors) / len(errors))


def look_back(history: History, menu: Sequence[Choices], years: float, heard: Heard | None = None) -> tuple[Tried, ...]:
    """Forecast from up to ``MOST_ORIGINS`` origins, a year apart, in each way of the menu, and score the forecasts.

    Each origin is judged by what happened within ``years``, or by the day the history is settled on. ``heard`` is told
    the day of each origin. Raise ``Refused`` where no origin knew enough.
    """
    tried: dict[Choices, list[Origin]] = {choices: [] for choices in menu}
    for ago in range(1, MOST_ORIGINS + 1):
        origin = history.as_of - timedelta(days=round(ago * YEAR))
        reach = min(years, (history.settled_on - origin).days / YEAR)
        if reach > 0:
            if heard:
                heard(origin)
            for choices, found in _origins(history, origin, menu, reach):
                tried[choices].append(found)
    if not all(tried.values()):
        raise Refused("too-little-data", _("Too little data: no earlier forecast can be made and checked."))
    return tuple(Tried(choices, tuple(origins)) for choices, origins in tried.items())


def choose(history: History, menu: Sequence[Choices], years: float) -> tuple[Hazards, tuple[Tried, ...]]:
    """Learn in the way of the menu whose earlier forecasts had the least log loss; return also how each did."""
    tried = look_back(history, menu, years)
    best = min(tried, key=lambda each: each.log_loss)
    return learn(history.projects, history.road, history.as_of, best.choices, history.settled_on), tried


def _origins(history: History, day: date, menu: Sequence[Choices], years: float) -> Iterator[tuple[Choices, Origin]]:
    """Score each way of the menu on one origin. Ways that differ only in the walk ahead are learned once."""
    known = history.known(day)
    waiting = pending(known.projects, history.road)
    until = day + timedelta(days=round(years * YEAR))
    landed_on = {each.key: each.reached.get(history.road.landed) for each in history.projects}
    came = tuple((at := landed_on.get(each.key)) is not None and at <= until for each in waiting)
    learned: dict[Choices, Hazards] = {}
    for choices in menu if waiting else ():
        still = replace(choices, level_walk=0.0)
        try:
            learned[still] = learned.get(still) or learn(known.projects, history.road, day, still, known.settled_on)
        except Refused:
            continue
        said = chance_landed(replace(learned[still], choices=choices), waiting, years)
        yield choices, Origin(day, years, tuple(said[each.key] for each in waiting), came)
