"""Forecasts from earlier origins: cut the history at a day, learn, forecast, and compare with what then happened.

Only what happened by ``as_of`` is used, so a choice made here knows nothing of what comes after (rolling origin:
Tashman, Int. J. Forecasting 16 (2000) 437–450). The history is cut by the day things happened: what was reported late
is taken as known, for a history rarely keeps who knew what when.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.answers import chance_landed
from fairway.land.engine.forecast.hazards import learn
from fairway.land.engine.forecast.projects import known_by, pending
from fairway.land.engine.forecast.scores import Score, score
from fairway.land.engine.forecast.spells import YEAR
from fairway.lib.errors import Refused
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fairway.land.engine.forecast.choices import Choices
    from fairway.land.engine.forecast.hazards import Hazards
    from fairway.land.engine.forecast.projects import Project, Road

MOST_ORIGINS = 7


@dataclass(frozen=True)
class Origin:
    """A forecast made on ``as_of`` for ``years`` ahead, and its score against what happened."""

    as_of: date
    years: float
    score: Score


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
    def level_error(self) -> float:
        """Root mean square of log(expected ÷ landed) over the origins; half a landing stands for none."""
        from math import log, sqrt

        errors = [log(max(each.score.expected, 0.5) / max(each.score.landed, 0.5)) for each in self.origins]
        return sqrt(sum(error**2 for error in errors) / len(errors))


def look_back(
    history: Sequence[Project],
    road: Road,
    as_of: date,
    menu: Sequence[Choices],
    years: float,
    settled_on: date | None = None,
) -> tuple[Tried, ...]:
    """Forecast from up to ``MOST_ORIGINS`` origins, a year apart, in each way of the menu, and score the forecasts.

    Each origin is judged by what happened within ``years``, or by ``settled_on``.
    Raise ``Refused`` where no origin knew enough.
    """
    settled = settled_on or as_of
    tried: dict[Choices, list[Origin]] = {choices: [] for choices in menu}
    for ago in range(1, MOST_ORIGINS + 1):
        origin = as_of - timedelta(days=round(ago * YEAR))
        reach = min(years, (settled - origin).days / YEAR)
        if reach > 0:
            for choices, found in _origins(history, road, origin, menu, reach):
                tried[choices].append(found)
    if not all(tried.values()):
        raise Refused("too-little-data", _("Too little data: no earlier forecast can be made and checked."))
    return tuple(Tried(choices, tuple(origins)) for choices, origins in tried.items())


def choose(
    history: Sequence[Project],
    road: Road,
    as_of: date,
    menu: Sequence[Choices],
    years: float,
    settled_on: date | None = None,
) -> tuple[Hazards, tuple[Tried, ...]]:
    """Learn in the way of the menu whose earlier forecasts had the least log loss; return also how each did."""
    tried = look_back(history, road, as_of, menu, years, settled_on)
    best = min(tried, key=lambda each: each.log_loss)
    return learn(history, road, as_of, best.choices, settled_on), tried


def _origins(
    history: Sequence[Project], road: Road, day: date, menu: Sequence[Choices], years: float
) -> list[tuple[Choices, Origin]]:
    """Score each way of the menu on one origin. Ways that differ only in the walk ahead are learned once."""
    waiting = pending(known_by(history, road, day), road)
    until = day + timedelta(days=round(years * YEAR))
    landed_on = {each.key: each.reached.get(road.landed) for each in history}
    truth = [(at := landed_on[each.key]) is not None and at <= until for each in waiting]
    learned: dict[Choices, Hazards] = {}
    found = []
    for choices in menu if waiting else ():
        still = replace(choices, level_walk=0.0)
        try:
            learned[still] = learned.get(still) or learn(history, road, day, still)
        except Refused:
            continue
        said = chance_landed(replace(learned[still], choices=choices), waiting, years)
        found.append((choices, Origin(day, years, score([said[each.key] for each in waiting], truth))))
    return found
