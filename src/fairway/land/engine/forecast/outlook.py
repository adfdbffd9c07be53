"""One whole forecast for one goal: learned or refused, the portfolio, and how it would have done on earlier days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.answers import Asked, forecast
from fairway.land.engine.forecast.hazards import learn
from fairway.land.engine.forecast.origins import look_back
from fairway.lib.errors import Refused

if TYPE_CHECKING:
    from datetime import date

    from fairway.land.engine.forecast.answers import Forecast
    from fairway.land.engine.forecast.hazards import Hazards
    from fairway.land.engine.forecast.method import Method
    from fairway.land.engine.forecast.origins import Heard, Tried
    from fairway.land.engine.forecast.past import Past

MOST_LOOKED_BACK = 5_000
"""Projects by which earlier forecasts are repeated; of a longer history, so many stand for all."""


@dataclass(frozen=True)
class Outlook:
    """The forecast for ``goal``. ``past``: its scores on earlier days; ``None`` where none could be checked."""

    goal: str
    hazards: Hazards
    made: Forecast
    past: Tried | None


@dataclass(frozen=True)
class Wish:
    """As of which day, how many years ahead, and the seed of the draws."""

    as_of: date
    years: int
    seed: int = 0


def outlook(past: Past, goal: str, method: Method, wish: Wish, heard: Heard) -> Outlook:
    """Learn from the region's history, forecast what pends, and repeat it from earlier days.

    ``heard`` is told each step. Raise ``Refused`` ("too-little-data") where the history does not carry a forecast.
    """
    history = past.history(goal, wish.as_of)
    hazards = learn(history.projects, history.road, wish.as_of, method.choices, history.settled_on)
    asked = Asked(wish.years, method.level, wish.seed, method.groups)
    heard(wish.as_of)
    made = forecast(hazards, history.projects, asked)
    return Outlook(goal, hazards, made, _looked_back(past, goal, method, wish, heard))


def _looked_back(past: Past, goal: str, method: Method, wish: Wish, heard: Heard) -> Tried | None:
    few = past.fewer(MOST_LOOKED_BACK)
    history = replace(few.history(goal, wish.as_of), settled_on=past.settled_on(wish.as_of))
    try:
        return look_back(history, [method.choices], wish.years, heard)[0]
    except Refused as refusal:
        if refusal.code != "too-little-data":
            raise
        return None
