"""From hazards to chances: where a project may be after each quarter of a year.

A project that moves on within a quarter does so in its middle and spends the rest of it in the next stage; time in a
stage starts anew there. Within a quarter competing hazards h share the chance 1 − exp(−Σh · time) in proportion
(Aalen, Borgan and Gjessing 2008, ch. 3).

Where the level of all hazards goes from here nobody knows: times get better or worse for all projects at once. It is
taken to walk at random, by ``Choices.level_walk`` a year (standard deviation of its logarithm), its expected value
staying what it is, and a chance is the average over where it may go. Without that, chances are too far apart. The
quarters are the same for every horizon, so more time never lowers a chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.land.engine.forecast.hazards import Hazards
    from fairway.land.engine.forecast.projects import Project
    from fairway.land.engine.forecast.spells import Floats, Whole

QUARTER = 0.25
NODES = 5
ALL = slice(None)


@dataclass(frozen=True)
class Standings:
    """Where pending projects stand: stage, years in it, and feature columns; one row each."""

    stage: Whole
    age: Floats
    columns: Whole


@dataclass(frozen=True)
class Rates:
    """Log hazards of one transition: one for each project without its age, one for each band of age.

    ``own``: what the pace of a project's own kind adds, for each project and band of age.
    """

    project: Floats
    age: Floats
    own: Floats | None = None


@dataclass
class _Group:
    """Projects that entered ``stage`` together: the chance that each is still there, and the years it has been.

    ``rows``: which projects. ``age`` is one number where all entered at the same time.
    """

    stage: int
    mass: Floats
    age: Floats
    rows: Whole | slice


def standings(hazards: Hazards, projects: Sequence[Project]) -> Standings:
    """Read where each pending project stood on ``hazards.as_of``."""
    import numpy as np

    from fairway.land.engine.forecast.spells import spells

    stays = spells(projects, hazards.road, hazards.as_of)
    now = stays.to < 0
    stage, age = np.zeros(len(projects), dtype=np.int64), np.zeros(len(projects))
    stage[stays.project[now]] = stays.stage[now]
    age[stays.project[now]] = stays.since[now].clip(min=0)
    return Standings(stage, age, hazards.encoder.columns(projects))


def rates(
    hazards: Hazards, at: Standings, effects: Mapping[tuple[int, int], Floats] | None = None
) -> dict[tuple[int, int], Rates]:
    """Log hazards of every transition. ``effects`` take the place of the fitted ones."""
    import numpy as np

    bands = len(hazards.choices.age_cuts) + 1
    width = hazards.encoder.width
    found = {}
    for transition, fitted in hazards.fits.items():
        beta = fitted.effects if effects is None else effects[transition]
        own = np.append(beta[1 + bands : 1 + bands + width], 0.0)
        found[transition] = Rates(
            beta[0] + own[at.columns].sum(axis=1), beta[1 : 1 + bands], _own_pace(hazards, at, beta)
        )
    return found


def _own_pace(hazards: Hazards, at: Standings, effects: Floats) -> Floats | None:
    """What each project's own kind adds in each band of age: (projects, bands); ``None`` where no kind has its pace."""
    kind = hazards.encoder.kind(at.columns, hazards.choices.own_pace)
    return hazards.own_age_effects(effects)[kind] if hazards.encoder.kinds(hazards.choices.own_pace) else None


def mean_chances(hazards: Hazards, at: Standings, log_rates: Mapping[tuple[int, int], Rates], years: float) -> Floats:
    """Chances averaged over where the level may go (Gauss–Hermite quadrature, ``NODES`` points)."""
    import numpy as np

    if hazards.choices.level_walk == 0:
        return chances(hazards, at, log_rates, years)
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    parts = [
        weight * chances(hazards, at, log_rates, years, float(node))
        for node, weight in zip(nodes, weights, strict=True)
    ]
    return np.asarray(np.sum(parts, axis=0) / weights.sum())


def chances(
    hazards: Hazards, at: Standings, log_rates: Mapping[tuple[int, int], Rates], years: float, walk: float = 0.0
) -> Floats:
    """Chance of having ended by each quarter up to ``years``: (projects, quarters + 1, 1 landed + ways out).

    ``walk``: how many standard deviations above its mean the level of all hazards goes.
    """
    import numpy as np

    road = hazards.road
    whole = int(years / QUARTER + 1e-9)
    lengths = [QUARTER] * whole + ([years - whole * QUARTER] if years - whole * QUARTER > 1e-9 else [])
    quarters = _Quarters(log_rates, hazards.choices.age_cuts, len(road.stages) - 1, len(road.ends))
    groups = [
        _Group(stage, np.ones(len(here)), at.age[here], here)
        for stage in range(len(road.stages) - 1)
        if len(here := np.flatnonzero(at.stage == stage))
    ]
    ended = np.zeros((len(at.stage), len(lengths) + 1, len(road.ends)))
    for step, length in enumerate(lengths):
        quarters.ended = ended[:, step].copy()
        groups = quarters.after(groups, length, _level(hazards.choices.level_walk, walk, (step + 0.5) * QUARTER))
        ended[:, step + 1] = quarters.ended
    return ended


def _level(spread: float, walk: float, years: float) -> float:
    """Factor of all hazards after ``years`` of a walk whose expected factor is 1."""
    import numpy as np

    return float(np.exp(walk * spread * np.sqrt(years) - spread**2 * years / 2))


def _bounded(log_rate: Floats) -> Floats:
    import numpy as np

    return np.asarray(np.exp(log_rate.clip(-30, 10)))


class _Quarters:
    """One quarter after another; ``ended`` gathers the chances of landing and of each way out."""

    def __init__(
        self, log_rates: Mapping[tuple[int, int], Rates], age_cuts: Sequence[float], landed: int, ends: int
    ) -> None:
        import numpy as np

        self.hazards = {
            stage: [
                (to, _bounded(rate.project), _bounded(rate.age), None if rate.own is None else _bounded(rate.own))
                for (here, to), rate in log_rates.items()
                if here == stage
            ]
            for stage in range(landed)
        }
        self.cuts = np.asarray(age_cuts)
        self.landed = landed
        self.level = 1.0
        self.ended: Floats = np.zeros((0, ends))

    def after(self, groups: list[_Group], length: float, level: float) -> list[_Group]:
        """Move every group on by ``length`` years; those that enter a stage form one new group each."""
        import numpy as np

        self.level = level
        entered: dict[int, Floats] = {}
        for group in groups:
            self._share(group, self._moved(group, length, QUARTER / 2), entered)
            group.age = group.age + length
        fresh = []
        for stage in range(self.landed):
            if stage in entered:
                new = _Group(stage, entered[stage], np.zeros(1), ALL)
                self._share(new, self._moved(new, length / 2, QUARTER / 4), entered)
                new.age = new.age + length / 2
                fresh.append(new)
        return groups + fresh

    def _share(self, group: _Group, moved: Mapping[int, Floats], entered: dict[int, Floats]) -> None:
        import numpy as np

        for place, mass in moved.items():
            if place >= self.landed:
                self.ended[group.rows, place - self.landed] += mass
            else:
                entered.setdefault(place, np.zeros(len(self.ended)))[group.rows] += mass

    def _moved(self, group: _Group, length: float, middle: float) -> dict[int, Floats]:
        """Chance of moving to each place within ``length``; taken off the group's mass."""
        import numpy as np

        bands = np.searchsorted(self.cuts, group.age + middle, side="right")
        band, rows = bands if len(bands) > 1 else bands[0], group.rows
        hazard = {
            to: own[rows] * (aged[band] * self.level) * (1.0 if paced is None else paced[rows, band])
            for to, own, aged, paced in self.hazards[group.stage]
        }
        if not hazard:
            return {}
        total = np.sum(list(hazard.values()), axis=0)
        gone = group.mass * -np.expm1(-total * length)
        group.mass = group.mass - gone
        each = gone / total
        return {to: each * own for to, own in hazard.items()}
