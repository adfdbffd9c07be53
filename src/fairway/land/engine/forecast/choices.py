"""How hazards are learned. The defaults were chosen on earlier origins only, by ``bench/forecast.py``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choices:
    """What is learned from, and how much it counts.

    ``features``: those that may shift a hazard. ``age_cuts``: where the hazard may change with the time in a stage, in
    years. ``level_steps``: years before today at which the level of all hazards may have moved (a random walk).
    ``half_life``: after how many years an observed year counts half; ``None``: all years count alike.
    ``level_walk``: standard deviation of the logarithm of the level of all hazards after one year ahead.
    ``least_in_category``: projects of history a category needs for an effect of its own.
    ``own_pace``: a feature each kind of which may have its own course over the time in a stage, and over the calendar.
    ``most_projects``: a longer history is thinned to so many, the same ones each time. ``bands``: of how many equally
    full bands a number is made.
    """

    features: tuple[str, ...] = ()
    age_cuts: tuple[float, ...] = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
    level_steps: tuple[float, ...] = (0.5,)
    half_life: float | None = 2.0
    level_walk: float = 0.8
    least_in_category: int = 4
    most_projects: int = 20_000
    bands: int = 8
    own_pace: str = ""


LEAST_LANDED = 30
"""Landings a history must hold.

With fewer, the level alone is known no better than by a third either way (its standard error is 1 ÷ √30 = 18 %).
"""
LEAST_YEARS = 50.0
"""Project-years a history must hold."""
