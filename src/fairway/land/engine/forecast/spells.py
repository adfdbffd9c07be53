"""A history cut into cells: years a project spent in one stage, one band of age and one stretch of the calendar.

Within a cell hazards are constant, so a cell is its exposure in years and whether it ended in a transition.
Source: T. R. Holford, Biometrics 36 (1980) 299–305.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from fairway.land.engine.forecast.projects import Project, Road

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

YEAR = 365.25
SHORTEST = 0.5 / YEAR
"""A spell that begins and ends on one day lasted half a day."""


@dataclass(frozen=True)
class Spells:
    """Stays in a stage, one row each: project row, stage, first and last day in years before ``as_of``, where it led.

    ``since`` ≥ ``until`` ≥ 0. ``to`` is the place in ``Road.places``, -1 where the stay still lasts.
    """

    project: Whole
    stage: Whole
    since: Floats
    until: Floats
    to: Whole


@dataclass(frozen=True)
class Cells:
    """Pieces of spells, one row each: spell, band of age, years before ``as_of`` (middle), years, and the end."""

    spell: Whole
    age_band: Whole
    back: Floats
    years: Floats
    to: Whole


def spells(projects: Sequence[Project], road: Road, as_of: date) -> Spells:
    """Read the stays of each project in order. What happened on one day happened in the order of the road."""
    import numpy as np

    order = {place: rank for rank, place in enumerate(road.places)}
    last = len(road.stages) - 1
    logs = (sorted((day, order[place]) for place, day in each.reached.items()) for each in projects)
    rows = [row for at, log in enumerate(logs) for row in _stays(at, log, last, as_of)]
    columns = list(zip(*rows, strict=True)) if rows else [()] * 5
    whole = [np.array(columns[k], dtype=np.int64) for k in (0, 1, 4)]
    since, until = (np.array(columns[k], dtype=float) / YEAR for k in (2, 3))
    return Spells(whole[0], whole[1], since, until, whole[2])


def _stays(at: int, log: Sequence[tuple[date, int]], last: int, as_of: date) -> list[tuple[int, int, int, int, int]]:
    """Stays of the project of row ``at`` by its days and ranks in order; ``last`` is the rank of landing."""
    rows = []
    here: tuple[int, int] | None = None
    for day, rank in log:
        if here is not None and rank <= here[0]:
            continue  # a stage behind the one already reached says nothing new
        back = (as_of - day).days
        if here is not None:
            rows.append((at, here[0], here[1], back, rank))
        here = (rank, back)
        if rank >= last:
            return rows
    if here is not None:
        rows.append((at, here[0], here[1], 0, -1))
    return rows


def cells(stays: Spells, age_cuts: Sequence[float], level_steps: Sequence[float]) -> Cells:
    """Cut every spell where its age or the calendar passes a cut. The sum of years is that of the spells."""
    import numpy as np

    lasted = np.maximum(stays.since - stays.until, SHORTEST)
    marks = [np.broadcast_to(cut, lasted.shape) for cut in age_cuts]
    marks += [stays.since - step for step in level_steps]
    edges = np.clip(np.stack([np.zeros_like(lasted), *marks, lasted], axis=1), 0.0, lasted[:, None])
    edges.sort(axis=1)
    spell, piece = np.nonzero(np.diff(edges, axis=1) > 0)
    start, stop = edges[spell, piece], edges[spell, piece + 1]
    last = np.append(spell[1:] != spell[:-1], True)
    return Cells(
        spell=spell,
        age_band=np.searchsorted(np.asarray(age_cuts), start, side="right"),
        back=stays.since[spell] - (start + stop) / 2,
        years=stop - start,
        to=np.where(last, stays.to[spell], -1),
    )
