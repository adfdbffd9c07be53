"""Why this chance: what each feature, the stage and the time in it add, exactly.

The base is the chance of a project that is new on the road and of which nothing is stated. Each part is the feature's
Shapley value (L. S. Shapley, in Contributions to the Theory of Games II (1953) 307–317): what it adds to the chance,
averaged over every order in which features could become known. Base and parts sum to the forecast.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.landing import Standings, mean_chances, rates, standings
from fairway.lib.errors import Invalid
from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.land.engine.forecast.hazards import Hazards
    from fairway.land.engine.forecast.projects import Project
    from fairway.land.engine.forecast.spells import Floats

MOST_FEATURES = 12
STAGE = ""
"""The part of the stage and the time in it, among the parts of features."""


@dataclass(frozen=True)
class Explained:
    """``base`` + Σ ``parts`` = ``chance``; parts by feature, that of the stage under ``STAGE``."""

    base: float
    parts: Mapping[str, float]
    chance: float
    reasons: tuple[Reason, ...]


def explain(hazards: Hazards, project: Project, years: float) -> Explained:
    """Explain one pending project's chance of landing within ``years``; points of reasons are tenths of a percent."""
    features = hazards.encoder.features
    if len(features) > MOST_FEATURES:
        raise Invalid(
            "too-many-features", _("A forecast with more than %(most)s features is not explained."), most=MOST_FEATURES
        )
    worth = _worth(hazards, project, years)
    players = (STAGE, *features)
    parts = {name: _shapley(worth, at, len(players)) for at, name in enumerate(players)}
    base, chance = float(worth[0]), float(worth[-1])
    return Explained(base, parts, chance, _reasons(hazards, project, base, parts))


def _worth(hazards: Hazards, project: Project, years: float) -> Floats:
    """Chance with every set of parts known; bit k of a set's number stands for part k (0: the stage)."""
    import numpy as np

    own = standings(hazards, [project])
    sets = np.arange(2 ** (1 + len(hazards.encoder.features)))
    known = (sets[:, None] >> np.arange(1, 1 + own.columns.shape[1])) & 1
    staged = sets & 1
    at = Standings(
        stage=own.stage[0] * staged,
        age=own.age[0] * staged,
        columns=np.where(known == 1, own.columns[0], hazards.encoder.width),
    )
    return mean_chances(hazards, at, rates(hazards, at), years)[:, -1, 0]


def _shapley(worth: Floats, part: int, parts: int) -> float:
    import numpy as np

    sets = np.arange(len(worth))
    without = sets[(sets >> part) & 1 == 0]
    sizes = np.array([bin(each).count("1") for each in without])
    weights = np.array([factorial(k) * factorial(parts - k - 1) / factorial(parts) for k in range(parts)])
    return float(weights[sizes] @ (worth[without | (1 << part)] - worth[without]))


def _reasons(hazards: Hazards, project: Project, base: float, parts: Mapping[str, float]) -> tuple[Reason, ...]:
    """Sentences in the order of what they add; their points sum to the rounded chance (largest remainder)."""
    names = [None, *parts]
    points = rounded([1000 * base, *(1000 * part for part in parts.values())])
    first = Reason(_("A new project of which nothing more is known"), {}, points[0])
    rest = [(name, points[at]) for at, name in enumerate(names) if name is not None]
    rest.sort(key=lambda each: (-abs(each[1]), each[0]))
    return (first, *(_reason(hazards, project, name, point) for name, point in rest))


def _reason(hazards: Hazards, project: Project, name: str, points: int) -> Reason:
    if name != STAGE:
        value = project.features.get(name, "")
        text = _("%(feature)s: %(value)s") if value != "" else _("%(feature)s: not stated")
        return Reason(text, {"feature": name, "value": _written(value)}, points)
    stage = max(project.reached, key=hazards.road.places.index)
    days = (hazards.as_of - project.reached[stage]).days
    return Reason(_("%(days)s days in the stage “%(stage)s”"), {"stage": stage, "days": days}, points)


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:,.2f}".rstrip("0").rstrip(".")


def rounded(parts: Sequence[float]) -> list[int]:
    """Round so that the whole numbers sum to the rounded sum (largest remainder)."""
    from math import floor

    down = [floor(part) for part in parts]
    short = round(sum(parts)) - sum(down)
    order = sorted(range(len(parts)), key=lambda at: (down[at] - parts[at], at))
    return [each + (at in order[:short]) for at, each in enumerate(down)]
