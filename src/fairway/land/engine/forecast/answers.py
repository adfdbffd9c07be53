"""The forecast: chances for each project, totals of a portfolio and of its parts, all with intervals, year by year.

Intervals are Bayesian: the effects are drawn from their posterior (normal, Laplace approximation), the level of all
hazards walks (``Choices.level_walk``), and, for a portfolio, each project lands or not. Every draw is fixed by
``seed``. Expected values are averages over the walk at the fitted effects; what is to be summed is skew, so an interval
need not be centred on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.landing import QUARTER, chances, mean_chances, rates, standings
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
STAGE = "stage"
"""Projects grouped by where they stand, in ``Forecast.groups``."""


@dataclass(frozen=True)
class Span:
    """What to expect within ``years``, and its interval; ``None`` where it was not drawn."""

    years: float
    expected: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Chance:
    """One project's chance of landing, by the end of each year and by the horizon, and of leaving by then each way.

    Intervals are ``None`` where more than ``MOST_DRAWN`` projects were asked about at once.
    """

    key: str
    spans: tuple[Span, ...]
    outs: Mapping[str, float]

    @property
    def landed(self) -> float:
        """Chance of landing by the horizon."""
        return self.spans[-1].expected


@dataclass(frozen=True)
class Total:
    """Expected sums of one unit (none: projects are counted) over the portfolio, or over one group of it.

    ``by`` and ``group``: which feature, and which value of it ("": not stated). ``unstated``: projects without an
    amount, counted as none.
    """

    unit: str
    spans: tuple[Span, ...]
    projects: int
    unstated: int = 0
    by: str = ""
    group: str = ""

    @property
    def last(self) -> Span:
        """By the horizon."""
        return self.spans[-1]


@dataclass(frozen=True)
class Forecast:
    """Forecast made as of ``as_of`` for ``years`` ahead, with intervals of probability ``level``.

    ``number`` counts projects; ``amounts`` has one total for each unit; ``groups`` has both for each group. ``curve``:
    expected number landed by the end of each quarter. ``chances`` are in the order of the keys.
    """

    as_of: date
    years: float
    level: float
    chances: tuple[Chance, ...]
    number: Total
    amounts: tuple[Total, ...]
    groups: tuple[Total, ...]
    curve: tuple[float, ...]


@dataclass(frozen=True)
class Asked:
    """How far ahead to look, how wide intervals are, by which features to group; ``seed`` fixes every draw."""

    years: float
    level: float = 0.8
    seed: int = 0
    by: tuple[str, ...] = ()


def forecast(hazards: Hazards, projects: Sequence[Project], asked: Asked) -> Forecast:
    """Forecast the landing of every project that was pending on ``hazards.as_of``, within ``asked.years`` from then.

    Others are left out. Neither the order of the projects nor the company a project is in changes its chance.
    """
    refuse_strange(projects, hazards.road)
    waiting = sorted(pending(known_by(projects, hazards.road, hazards.as_of), hazards.road), key=lambda each: each.key)
    at = standings(hazards, waiting)
    ended = mean_chances(hazards, at, rates(hazards, at), asked.years)
    marks = _marks(asked.years)
    drawn = _Drawn(hazards, at, marks, asked)
    outs = hazards.road.outs
    spans = drawn.spans(ended[:, marks, 0])
    totals = drawn.totals(_wanted(waiting, hazards, at, asked.by), ended[:, marks, 0])
    return Forecast(
        as_of=hazards.as_of,
        years=asked.years,
        level=asked.level,
        chances=tuple(
            Chance(each.key, own, dict(zip(outs, map(float, row), strict=True)))
            for each, own, row in zip(waiting, spans, ended[:, -1, 1:], strict=True)
        ),
        number=totals[0],
        amounts=tuple(each for each in totals[1:] if not each.by),
        groups=tuple(each for each in totals if each.by),
        curve=tuple(float(each) for each in ended[:, 1:, 0].sum(axis=0)),
    )


def _marks(years: float) -> list[int]:
    """Places of the ends of whole years, and of the horizon, among quarters."""
    quarters = int(years / QUARTER + 1e-9)
    last = quarters + (years - quarters * QUARTER > 1e-9)
    return sorted({*range(4, quarters + 1, 4), last})


@dataclass(frozen=True)
class _Wanted:
    """A total to be drawn: which projects count with how much; ``None``: not stated."""

    by: str
    group: str
    unit: str
    rows: Sequence[int]
    amounts: Sequence[float | None]


def _wanted(waiting: Sequence[Project], hazards: Hazards, at: Standings, by: Sequence[str]) -> list[_Wanted]:
    """Every total asked for: first the number of all projects, then amounts, then the groups in order."""
    units = sorted({unit for each in waiting for unit in each.amounts})
    places = hazards.road.places
    named = {name: [str(each.features.get(name, "")) for each in waiting] for name in by if name != STAGE}
    if STAGE in by:
        named[STAGE] = [places[stage] for stage in at.stage]
    groups: dict[tuple[str, str], list[int]] = {("", ""): list(range(len(waiting)))}
    for name, values in named.items():
        for row, value in enumerate(values):
            groups.setdefault((name, value), []).append(row)
    return [
        _Wanted(name, value, unit, rows, [waiting[row].amounts.get(unit) if unit else 1.0 for row in rows])
        for (name, value), rows in sorted(groups.items())
        for unit in ("", *units)
    ]


class _Drawn:
    """Chances of the projects under each draw of the effects: (draws, projects drawn, marks)."""

    def __init__(self, hazards: Hazards, at: Standings, marks: Sequence[int], asked: Asked) -> None:
        import numpy as np

        count = len(at.stage)
        self.count, self.asked = count, asked
        self.years = [min(mark * QUARTER, asked.years) for mark in marks]
        self.chosen = np.unique(np.linspace(0, count - 1, min(count, MOST_DRAWN)).astype(int))
        self.random = np.random.default_rng(asked.seed)
        some = type(at)(at.stage[self.chosen], at.age[self.chosen], at.columns[self.chosen])
        self.landed = np.array(
            [
                chances(hazards, some, rates(hazards, some, effects), asked.years, walk)[:, marks, 0]
                for effects, walk in _draws(hazards, self.random)
            ]
        )

    def spans(self, expected: Floats) -> list[tuple[Span, ...]]:
        """Each project's chances with their intervals."""
        import numpy as np

        if len(self.chosen) < self.count:
            return [
                tuple(Span(y, float(p), None, None) for y, p in zip(self.years, row, strict=True)) for row in expected
            ]
        low, high = np.quantile(self.landed, self._edges(), axis=0)
        return [
            tuple(Span(y, *map(float, own)) for y, *own in zip(self.years, *rows, strict=True))
            for rows in zip(expected, low, high, strict=True)
        ]

    def _edges(self) -> list[float]:
        return [(1 - self.asked.level) / 2, (1 + self.asked.level) / 2]

    def totals(self, wanted: Sequence[_Wanted], expected: Floats) -> list[Total]:
        """Sum up what lands, with the chance of each project and draw of the effects."""
        import numpy as np
        from scipy.sparse import csr_matrix

        starts = np.cumsum([0, *(len(each.rows) for each in wanted)])
        amounts = np.array([amount or 0.0 for each in wanted for amount in each.amounts])
        rows = np.array([row for each in wanted for row in each.rows], dtype=np.int64)
        weights = csr_matrix((amounts, rows, starts), shape=(len(wanted), self.count))
        sums = np.array([weights @ self._landed(draw, expected) for draw in self.landed])
        means, (low, high) = weights @ expected, np.quantile(sums, self._edges(), axis=0)
        return [
            Total(
                unit=each.unit,
                spans=tuple(Span(y, *map(float, own)) for y, *own in zip(self.years, *found, strict=True)),
                projects=len(each.rows),
                unstated=sum(amount is None for amount in each.amounts),
                by=each.by,
                group=each.group,
            )
            for each, *found in zip(wanted, means, low, high, strict=True)
        ]

    def _landed(self, draw: Floats, expected: Floats) -> Floats:
        """One possible course: each project lands by a mark or not; of many, chances move as those drawn do."""
        import numpy as np

        if len(self.chosen) < self.count:
            base = expected[self.chosen].sum(axis=0)
            draw = np.clip(expected * (draw.sum(axis=0) / base.clip(min=1e-12)), 0, 1)
        return np.asarray(self.random.random(self.count)[:, None] < draw, dtype=float)


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
