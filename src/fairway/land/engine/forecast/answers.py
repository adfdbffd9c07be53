"""The forecast: chances for each project, totals of a portfolio, both with intervals.

Intervals are Bayesian: the effects are drawn from their posterior (normal, Laplace approximation), the level of all
hazards walks (``Choices.level_walk``), and, for a portfolio, each project lands or not. Every draw is fixed by
``seed``. Expected values are averages over the walk at the fitted effects; what is to be summed is skew, so an interval
need not be centred on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.landing import chances, mean_chances, rates, standings
from fairway.land.engine.forecast.projects import Project, known_by, pending, refuse_strange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    import numpy as np

    from fairway.land.engine.forecast.hazards import Hazards
    from fairway.land.engine.forecast.landing import Standings
    from fairway.land.engine.forecast.spells import Floats

DRAWS = 200
MOST_DRAWN = 2_000
"""Projects whose chances are drawn one by one; of more, so many stand for all, spread evenly over the keys."""


@dataclass(frozen=True)
class Chance:
    """One project's chance of landing by the horizon, of leaving each way, and the interval of the first.

    ``low`` and ``high`` are ``None`` where more than ``MOST_DRAWN`` projects were asked about at once.
    """

    key: str
    landed: float
    outs: Mapping[str, float]
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Total:
    """Expected sum over the portfolio and its interval. ``unstated``: projects without an amount, counted as none."""

    unit: str
    expected: float
    low: float
    high: float
    unstated: int


@dataclass(frozen=True)
class Forecast:
    """Forecast made as of ``as_of`` for ``years`` ahead, with intervals of probability ``level``.

    ``number`` counts projects; ``amounts`` has one total for each unit. ``curve``: expected number landed by the end of
    each quarter. ``chances`` are in the order of the keys.
    """

    as_of: date
    years: float
    level: float
    chances: tuple[Chance, ...]
    number: Total
    amounts: tuple[Total, ...]
    curve: tuple[float, ...]


def forecast(
    hazards: Hazards, projects: Sequence[Project], years: float, *, level: float = 0.8, seed: int = 0
) -> Forecast:
    """Forecast the landing of every project that was pending on ``hazards.as_of``, within ``years`` from then.

    Others are left out. Neither the order of the projects nor the company a project is in changes its chance.
    """
    refuse_strange(projects, hazards.road)
    waiting = sorted(pending(known_by(projects, hazards.road, hazards.as_of), hazards.road), key=lambda each: each.key)
    at = standings(hazards, waiting)
    ended = mean_chances(hazards, at, rates(hazards, at), years)
    drawn = _Drawn(hazards, waiting, at, years, seed)
    bounds = drawn.bounds(level)
    units = sorted({unit for each in waiting for unit in each.amounts})
    return Forecast(
        as_of=hazards.as_of,
        years=years,
        level=level,
        chances=tuple(
            Chance(each.key, float(row[0]), dict(zip(hazards.road.outs, map(float, row[1:]), strict=True)), low, high)
            for each, row, (low, high) in zip(waiting, ended[:, -1], bounds, strict=True)
        ),
        number=drawn.total("", ended[:, -1, 0], level),
        amounts=tuple(drawn.total(unit, ended[:, -1, 0], level) for unit in units),
        curve=tuple(float(each) for each in ended[:, 1:, 0].sum(axis=0)),
    )


class _Drawn:
    """Chances of the projects under each draw of the effects: (draws, projects drawn)."""

    def __init__(self, hazards: Hazards, waiting: Sequence[Project], at: Standings, years: float, seed: int) -> None:
        import numpy as np

        self.waiting = waiting
        self.chosen = np.unique(np.linspace(0, len(waiting) - 1, min(len(waiting), MOST_DRAWN)).astype(int))
        self.random = np.random.default_rng(seed)
        some = type(at)(at.stage[self.chosen], at.age[self.chosen], at.columns[self.chosen])
        self.landed = np.array(
            [
                chances(hazards, some, rates(hazards, some, effects), years, walk)[:, -1, 0]
                for effects, walk in _draws(hazards, self.random)
            ]
        )

    def bounds(self, level: float) -> list[tuple[float | None, float | None]]:
        """Interval of each project's chance."""
        import numpy as np

        if len(self.chosen) < len(self.waiting):
            return [(None, None)] * len(self.waiting)
        edges = np.quantile(self.landed, [(1 - level) / 2, (1 + level) / 2], axis=0)
        return [(float(low), float(high)) for low, high in edges.T]

    def total(self, unit: str, landed: Floats, level: float) -> Total:
        """Sum up amounts (or projects, for no unit) that land, with chance of each project and draw of the effects."""
        import numpy as np

        stated = [each.amounts.get(unit) if unit else 1.0 for each in self.waiting]
        amounts = np.array([each or 0.0 for each in stated])
        sums = np.array([self._sum(draw, amounts, landed) for draw in self.landed])
        low, high = np.quantile(sums, [(1 - level) / 2, (1 + level) / 2]) if len(landed) else (0.0, 0.0)
        return Total(unit, float(landed @ amounts), float(low), float(high), sum(each is None for each in stated))

    def _sum(self, draw: Floats, amounts: Floats, landed: Floats) -> float:
        """One possible sum: each project lands or not; of a large portfolio, the chances move as those drawn do."""
        import numpy as np

        if len(self.chosen) == len(amounts):
            return float((self.random.random(len(draw)) < draw) @ amounts)
        base = landed[self.chosen]
        moved = np.clip(landed * (draw.sum() / max(base.sum(), 1e-12)), 0, 1)
        return float((self.random.random(len(moved)) < moved) @ amounts)


def _draws(hazards: Hazards, random: np.random.Generator) -> Iterator[tuple[dict[tuple[int, int], Floats], float]]:
    """Effects of every transition, drawn from their posterior, and a walk of the level of all."""
    roots = {key: _root(each.spread) for key, each in hazards.fits.items()}
    for _draw in range(DRAWS):
        effects = {
            key: each.effects + roots[key] @ random.standard_normal(len(each.effects))
            for key, each in hazards.fits.items()
        }
        yield effects, float(random.standard_normal())


def _root(spread: Floats) -> Floats:
    import numpy as np

    values, vectors = np.linalg.eigh((spread + spread.T) / 2)
    return np.asarray(vectors * np.sqrt(values.clip(min=0)))


def chance_landed(hazards: Hazards, projects: Sequence[Project], years: float) -> dict[str, float]:
    """Chance of landing within ``years`` by key, without intervals: quick for many."""
    at = standings(hazards, projects)
    ended = mean_chances(hazards, at, rates(hazards, at), years)
    return {each.key: float(landed) for each, landed in zip(projects, ended[:, -1, 0], strict=True)}
