"""How to forecast, as a versioned text: what counts as landed, what may shift a chance, how much the past counts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.choices import Choices
from fairway.land.engine.forecast.from_log import ROAD
from fairway.lib.explain import gettext_noop as _
from fairway.lib.toml_text import read_toml

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from fairway.lib.toml_text import Table

FOLDER = Path(__file__).parents[2] / "forecast_methods"
SHIPPED = "fairway-1.toml"
FEATURES = ("industry", "region", "paper", "size")
"""What the stage log tells of projects: division of the industry, prefecture, kind of paper, amount in yuan."""
LONGEST_SOURCE = 500
MONTHS = 12


@dataclass(frozen=True)
class Method:
    """A way of forecasting in force from a day on. ``goals`` are stages, ``groups`` what portfolios are told by."""

    key: str
    version: int
    name: str
    name_zh: str
    source: str
    in_force_from: date
    goals: tuple[str, ...]
    groups: tuple[str, ...]
    choices: Choices
    level: float


@lru_cache(maxsize=1)
def shipped_text() -> str:
    """The method that new forecasts are made by."""
    return (FOLDER / SHIPPED).read_text(encoding="utf-8")


@lru_cache(maxsize=8)
def method_of(text: str) -> Method:
    """Read a kept method of projects in the stage log."""
    return read_method(text, SHIPPED, ROAD.stages, FEATURES)


def shipped() -> Method:
    """The method that new forecasts are made by, read."""
    return method_of(shipped_text())


def read_method(text: str, name: str, stages: Sequence[str], features: Collection[str]) -> Method:
    """Read a method; ``stages`` are those that may be goals, ``features`` what is known of projects.

    Raises :class:`Invalid` with file, place, line and remedy. ``name`` stands for the text in messages.
    """
    top = read_toml(text, name)
    words = {key: top.words(key) for key in ("key", "name", "name_zh")}
    used = _some(top, "features", features)
    method = Method(
        **words,
        version=_whole(top, "version", 1, 1_000),
        source=top.words("source", LONGEST_SOURCE),
        in_force_from=top.day("in_force_from"),
        goals=_some(top, "goals", stages[1:]),
        groups=_some(top, "groups", [*features, "stage"]),
        choices=_choices(top, used),
        level=_whole(top, "interval_percent", 50, 99) / 100,
    )
    top.finish()
    return method


def _choices(top: Table, features: tuple[str, ...]) -> Choices:
    half_life = _whole(top, "half_life_months", 1, 600) if top.has("half_life_months") else None
    return Choices(
        features=features,
        age_cuts=_years(top, "age_cuts_months"),
        level_steps=_years(top, "level_steps_months"),
        half_life=None if half_life is None else half_life / MONTHS,
        level_walk=_whole(top, "level_walk_percent", 0, 200) / 100,
        least_in_category=_whole(top, "least_in_category", 1, 1_000),
        bands=_whole(top, "bands", 1, 50),
        own_pace=_pace(top, features),
    )


def _whole(top: Table, key: str, least: int, most: int) -> int:
    value = top.whole(key)
    if not least <= value <= most:
        text = _("%(place)s: write a whole number from %(least)s to %(most)s.")
        top.refuse("method-range", text, key, least=least, most=most)
    return value


def _years(top: Table, key: str) -> tuple[float, ...]:
    """Read rising numbers of months, as years."""
    values = top.take(key)
    sound = isinstance(values, list) and all(isinstance(v, int) and not isinstance(v, bool) and v > 0 for v in values)
    if not isinstance(values, list) or not sound or sorted(set(values)) != values:
        top.refuse("method-months", _("%(place)s: write rising whole numbers of months, such as [6, 12, 24]."), key)
    return tuple(value / MONTHS for value in values)


def _pace(top: Table, features: tuple[str, ...]) -> str:
    if not top.has("own_pace"):
        return ""
    name = top.words("own_pace")
    if name not in features:
        top.refuse(
            "method-word", _("%(place)s: name one of these: %(allowed)s."), "own_pace", allowed=", ".join(features)
        )
    return name


def _some(top: Table, key: str, allowed: Collection[str]) -> tuple[str, ...]:
    values = top.texts(key)
    unknown = [value for value in values if value not in allowed]
    if unknown or not values or len(set(values)) < len(values):
        text = _("%(place)s: name one or more of these, each once: %(allowed)s.")
        top.refuse("method-word", text, key, allowed=", ".join(allowed))
    return values
