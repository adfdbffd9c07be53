"""KPIs worked out: exact shares with their numerator, denominator and what was left out, replayed for any day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from fairway.land.engine.columns import KINDS, TEN_THOUSAND
from fairway.land.engine.kpi.definition import Cohort, Kpi, Land, Reached, States, Sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from fairway.land.engine.columns import MoneyColumns
    from fairway.land.engine.kpi.definition import Definition, Part
    from fairway.lib.period import Period


@dataclass(frozen=True)
class Projects:
    """What was signed, a row for each paper, as it is known on a day, with or without a project.

    ``reached`` has a column for each stage of the road: the day it was reached, shown with the evidence it needs, else
    ``NaT``. ``way_out`` is the way it left the road, empty while it is on it. ``area`` is in ten-thousandths of a mu,
    -1 where it is not stated. Money belongs to the row its ``owner`` names.
    """

    signed: NDArray[np.datetime64]
    paper: NDArray[np.str_]
    reached: NDArray[np.datetime64]
    way_out: NDArray[np.str_]
    area: NDArray[np.int64]
    money: MoneyColumns


@dataclass(frozen=True)
class Promises:
    """A row for each promise: the day and kind of its paper, whose it is, and where it stands."""

    signed: NDArray[np.datetime64]
    paper: NDArray[np.str_]
    side: NDArray[np.str_]
    state: NDArray[np.str_]


@dataclass(frozen=True)
class Known:
    """Everything known on the last day of a period, and the stages of the road in order."""

    projects: Projects
    promises: Promises
    road: Sequence[str]


@dataclass(frozen=True)
class Figure:
    """One KPI: ``numerator`` of ``denominator`` exactly, in ``currency`` where it is money; how many were ``left_out``.

    ``not_stated`` counts projects of the cohort whose area is not known, where the figure needs it: they are left out
    above and below the line.
    """

    kpi: Kpi
    numerator: Decimal
    denominator: Decimal
    currency: str = ""
    left_out: int = 0
    not_stated: int = 0

    @property
    def share(self) -> Fraction | None:
        """Numerator of denominator; ``None`` where there is nothing to divide by."""
        return Fraction(self.numerator) / Fraction(self.denominator) if self.denominator else None


@dataclass(frozen=True)
class Bulletin:
    """All figures of a definition for a period, as known on its last day."""

    definition: Definition
    period: Period
    figures: tuple[Figure, ...]

    def of(self, key: str) -> Figure | None:
        """The first figure of that KPI; ``None`` where it could not be said."""
        return next((figure for figure in self.figures if figure.kpi.key == key), None)


def bulletin(definition: Definition, known: Known, period: Period) -> Bulletin:
    """Work out every KPI of ``definition``. Money gives one figure for each currency, never a sum of two."""
    figures = [figure for kpi in definition.kpis for figure in _figures(kpi, known, period)]
    return Bulletin(definition, period, tuple(figures))


def _figures(kpi: Kpi, known: Known, period: Period) -> Iterable[Figure]:
    cohort = _cohort(kpi, known, period)
    parts = (kpi.numerator, kpi.denominator)
    stay = cohort if kpi.is_of_promises else cohort & ~np.isin(known.projects.way_out, sorted(kpi.left_out))
    counted = stay & (known.projects.area >= 0) if Land() in parts else stay
    left_out, not_stated = int((cohort & ~stay).sum()), int((stay & ~counted).sum())
    above, below = (_measure(part, known, counted, period) for part in parts)
    for currency in sorted({*above, *below} - {""}) or [""]:
        top, bottom = (part.get(currency, part.get("", Decimal(0))) for part in (above, below))
        yield Figure(kpi, top, bottom, currency, left_out, not_stated)


def _cohort(kpi: Kpi, known: Known, period: Period) -> NDArray[np.bool_]:
    rows = known.promises if kpi.is_of_promises else known.projects
    inside = (
        _covers(period, rows.signed) if kpi.cohort is Cohort.PERIOD else rows.signed <= np.datetime64(_last(period))
    )
    if kpi.papers:
        inside &= np.isin(rows.paper, sorted(kpi.papers))
    return inside & (known.promises.side == kpi.side) if kpi.side else inside


def _covers(period: Period, days: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    began = days >= np.datetime64(period.start)
    return began if period.end is None else began & (days <= np.datetime64(period.end))


def _last(period: Period) -> date:
    return period.end or period.start


def _measure(part: Part, known: Known, counted: NDArray[np.bool_], period: Period) -> dict[str, Decimal]:
    """What a part adds up to over the rows counted: money by currency, everything else under no currency."""
    match part:
        case Reached():
            return {"": Decimal(int((counted & _have_reached(part, known, period)).sum()))}
        case States():
            return {"": Decimal(int((counted & np.isin(known.promises.state, part.states)).sum()))}
        case Land():
            return {"": Decimal(int(known.projects.area[counted].sum())) / TEN_THOUSAND}
        case Sum():
            money = known.projects.money
            counts = counted[money.owner] & (money.kind == KINDS.index(part.kind)) & money.known(_last(period))
            if part.in_period:
                counts &= _covers(period, money.happened)
            return {currency: amount for (_, _, currency), amount in money.totals(np.where(counts, 0, -1)).items()}


def _have_reached(part: Reached, known: Known, period: Period) -> NDArray[np.bool_]:
    """Which rows show the stage itself or, where a later one shows it too, the first of them in the period."""
    place = known.road.index(part.stage)
    shown = known.projects.reached[:, place : None if part.nested else place + 1]
    is_there = ~np.isnat(shown)
    if not part.in_period:
        return np.asarray(is_there.any(axis=1))
    first = np.where(is_there, shown, np.datetime64("9999-12-31", "D")).min(axis=1)
    return is_there.any(axis=1) & _covers(period, first)
