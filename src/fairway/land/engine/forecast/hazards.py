"""Learn the hazards of a region from its own history.

A project waits in a stage until it reaches a later one, or leaves: competing transitions, each with a yearly hazard of
its own (Aalen, Borgan and Gjessing, Survival and Event History Analysis (2008), ch. 3; discrete time: Tutz and Schmid,
Modeling Discrete Time-to-Event Data (2016), ch. 8). A hazard is a level, which walks with the calendar, times effects
of the time in the stage and of the project's features (:mod:`fitting`). Projects that still wait count with the time
they waited (right censoring).

Reports come late: of the last months many landings are not known yet, so hazards are learned from what happened up to
``settled_on`` only, a day by which reports are nearly complete. What is known of later days tells where projects stand.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.land.engine.forecast.choices import LEAST_LANDED, LEAST_YEARS, Choices
from fairway.land.engine.forecast.encoding import Encoder, learn_columns
from fairway.land.engine.forecast.fitting import Data, Fit, fit
from fairway.land.engine.forecast.projects import known_by, refuse_strange
from fairway.land.engine.forecast.spells import Cells, Spells, cells, spells
from fairway.lib.errors import Refused
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.land.engine.forecast.projects import Project, Road
    from fairway.land.engine.forecast.spells import Floats, Whole


@dataclass(frozen=True)
class Hazards:
    """What was learned by ``as_of``: for each transition (stage, place) its fit, in places of ``road.places``.

    The columns of every fit are: bands of age, columns of the encoder, steps of the calendar, then for kinds with a
    pace of their own (``Choices.own_pace``) the bands of age of each, then the steps of the calendar of each.
    """

    road: Road
    as_of: date
    choices: Choices
    encoder: Encoder
    fits: Mapping[tuple[int, int], Fit]
    projects: int
    landed: int
    years: float

    def own_age_effects(self, effects: Floats) -> Floats:
        """What each kind with a pace of its own adds in each band of age; a last row of zeros for all others."""
        import numpy as np

        kinds, bands = len(self.encoder.kinds(self.choices.own_pace)), len(self.choices.age_cuts) + 1
        first = 1 + bands + self.encoder.width + len(self.choices.level_steps)
        own = effects[first : first + kinds * bands].reshape(kinds, bands)
        return np.vstack([own, np.zeros((1, bands))])


def learn(
    history: Sequence[Project],
    road: Road,
    as_of: date,
    choices: Choices | None = None,
    settled_on: date | None = None,
) -> Hazards:
    """Learn from what happened by ``settled_on`` (``as_of`` where reports are never late), for forecasts on ``as_of``.

    Raise ``Refused`` ("too-little-data") where that is too little. The order of ``history`` does not matter.
    """
    choices = choices or Choices()
    settled = min(settled_on or as_of, as_of)
    refuse_strange(history, road)
    known = {each.key: each for each in known_by(history, road, settled)}
    projects = [known[key] for key in sorted(thinned(list(known), choices.most_projects))]
    stays = spells(projects, road, settled)
    pieces = cells(stays, choices.age_cuts, choices.level_steps)
    landed = int((stays.to == len(road.stages) - 1).sum())
    years = float(pieces.years.sum())
    _refuse_little(landed, years)
    encoder = learn_columns(projects, choices)
    fits = _fits(stays, pieces, encoder.columns(projects), encoder, choices)
    return Hazards(road, as_of, choices, encoder, fits, len(projects), landed, years)


def _refuse_little(landed: int, years: float) -> None:
    if landed >= LEAST_LANDED and years >= LEAST_YEARS:
        return
    text = _(
        "Too little data for a forecast: %(landed)s projects landed in %(years)s project-years of history. "
        "A forecast needs at least %(least)s landings and %(least_years)s project-years."
    )
    facts = {"landed": landed, "years": round(years), "least": LEAST_LANDED, "least_years": round(LEAST_YEARS)}
    raise Refused("too-little-data", text, **facts)


def thinned(keys: list[str], most: int) -> list[str]:
    """Keep at most ``most`` keys, chosen by themselves, so that the order does not matter."""
    if len(keys) <= most:
        return keys
    return sorted(keys, key=lambda each: hashlib.sha256(each.encode()).digest())[:most]


def _fits(
    stays: Spells, pieces: Cells, columns: Whole, encoder: Encoder, choices: Choices
) -> dict[tuple[int, int], Fit]:
    import numpy as np

    weight = np.ones(len(pieces.years))
    if choices.half_life is not None:
        weight = 0.5 ** (pieces.back / choices.half_life)
    years = pieces.years * weight
    codes, groups = _codes(stays, pieces, columns, encoder, choices)
    stage = stays.stage[pieces.spell]
    found = {}
    for here in np.unique(stage[pieces.to >= 0]).tolist():
        at = np.flatnonzero(stage == here)
        first, place = _alike(codes[at])
        waited = np.bincount(place, years[at]).astype(float)
        for to in np.unique(pieces.to[at][pieces.to[at] >= 0]).tolist():
            events = np.bincount(place, weight[at] * (pieces.to[at] == to)).astype(float)
            found[here, to] = fit(Data(codes[at[first]], groups, waited, events))
    return found


def _alike(codes: Whole) -> tuple[Whole, Whole]:
    """The first row of each different one, and which of them each row is: what is alike counts together."""
    import numpy as np

    from fairway.lib.columns import distinct

    place = np.zeros(len(codes), np.int64)
    for column in codes.T:
        _, place = distinct(place * (int(codes.max(initial=0)) + 1) + column)
    first = np.zeros(int(place.max(initial=-1)) + 1, np.int64)
    first[place[::-1]] = np.arange(len(codes))[::-1]
    return first, place


def _codes(stays: Spells, pieces: Cells, columns: Whole, encoder: Encoder, choices: Choices) -> tuple[Whole, Whole]:
    """Columns of each cell: band of age, features, the steps of the calendar after it; then both of its own kind."""
    import numpy as np

    bands, steps, kinds = len(choices.age_cuts) + 1, len(choices.level_steps), len(encoder.kinds(choices.own_pace))
    own = columns[stays.project[pieces.spell]]
    kind = encoder.kind(own, choices.own_pace)[:, None]
    age, step = pieces.age_band[:, None], np.arange(steps)
    before = pieces.back[:, None] > np.asarray(choices.level_steps).reshape(1, -1)
    blocks = (
        (age, age >= 0, bands),
        (own, own < encoder.width, encoder.width),
        (step, before, steps),
        (kind * bands + age, kind >= 0, kinds * bands),
        (kind * steps + step, before & (kind >= 0), kinds * steps),
    )
    starts = np.cumsum([0, *(size for _local, _holds, size in blocks)])
    codes = [
        np.where(holds, start + local, starts[-1])
        for start, (local, holds, _size) in zip(starts[:-1], blocks, strict=True)
    ]
    shared = 1 + len(encoder.features)
    groups = [np.zeros(bands), encoder.groups() + 1, *(np.full(blocks[2 + at][2], shared + at) for at in range(3))]
    return np.hstack(codes), np.concatenate(groups).astype(np.int64)
