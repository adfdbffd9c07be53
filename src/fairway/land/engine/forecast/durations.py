"""How long it takes to land: the days by which a project will have landed with a given chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.land.engine.forecast.landing import QUARTER, mean_chances, rates, standings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.land.engine.forecast.hazards import Hazards
    from fairway.land.engine.forecast.projects import Project
    from fairway.land.engine.forecast.spells import Floats


def landing_curves(hazards: Hazards, projects: Sequence[Project], years: float) -> Floats:
    """Chance of having landed 0, 1, 2 … quarters from now: (projects, quarters + 1), up to ``years``."""
    at = standings(hazards, projects)
    return mean_chances(hazards, at, rates(hazards, at), years)[:, :, 0]


def years_until(curves: Floats, share: float) -> Floats:
    """Years until each curve reaches ``share``, straight between quarters; infinite where it does not."""
    import numpy as np

    reached = curves >= share
    first = reached.argmax(axis=1).clip(min=1)
    rows = np.arange(len(curves))
    low, high = curves[rows, first - 1], curves[rows, first]
    part = np.divide(share - low, high - low, out=np.ones(len(curves)), where=high > low)
    return np.where(reached.any(axis=1), (first - 1 + part.clip(0, 1)) * QUARTER, np.inf)
