"""KPIs worked out: exact shares with their numerator, denominator and what was left out, replayed for any day."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from fairway.land.engine.kpi.definition import Cohort, Kpi, Land, Reached, States, Subject, Sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from fairway.land.engine.kpi.definition import Definition, Part
    from fairway.land.engine.money import Movement
    from fairway.lib.money import MoneyKind
    from fairway.lib.period import Period


@dataclass(frozen=True)
class Project:
    """A project as it is known on a day.

    ``reached`` maps each stage shown with the evidence it needs to the day it was reached; ``way_out`` is the way it
    left the road, empty while it is on it; ``moved`` is the money signed for or moved and known by then; ``mu`` its
    area, ``None`` where it is not stated.
    """

    key: int
    signed_on: date
    paper: str
    reached: Mapping[str, date]
    way_out: str = ""
    moved: Sequence[Movement] = ()
    mu: Decimal | None = None


@dataclass(frozen=True)
class Promised:
    """A promise as it stood on a day, with the day its agreement was signed."""

    signed_on: date
    paper: str
    side: str
    state: str


@dataclass(frozen=True)
class Known:
    """Everything known on the last day of a period, and the stages of the road in order."""

    projects: Sequence[Project]
    promises: Sequence[Promised] = ()
    road: Sequence[str] = ()


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
    """Work out every KPI of ``definition``. A money KPI gives one figure for each currency, never a sum of two."""
    figures = [figure for kpi in definition.kpis for figure in _figures(kpi, known, period)]
    return Bulletin(definition, period, tuple(figures))


def _figures(kpi: Kpi, known: Known, period: Period) -> Iterable[Figure]:
    if kpi.subject is Subject.PROMISES:
        yield _promises(kpi, known.promises, period)
        return
    cohort = [each for each in known.projects if _counts(kpi, each.signed_on, each.paper, period)]
    stay = [each for each in cohort if each.way_out not in kpi.left_out]
    gone = len(cohort) - len(stay)
    if kpi.subject is Subject.PROJECTS:
        above, below = (Decimal(_reached(part, stay, known.road, period)) for part in _parts(kpi))
        yield Figure(kpi, above, below, left_out=gone)
    else:
        yield from _money(kpi, stay, period, gone)


def _counts(kpi: Kpi, signed_on: date, paper: str, period: Period) -> bool:
    inside = period.covers(signed_on) if kpi.cohort is Cohort.PERIOD else signed_on <= _last(period)
    return inside and (not kpi.papers or paper in kpi.papers)


def _last(period: Period) -> date:
    return period.end or period.start


def _parts(kpi: Kpi) -> tuple[Part, Part]:
    return kpi.numerator, kpi.denominator


def _promises(kpi: Kpi, promises: Sequence[Promised], period: Period) -> Figure:
    cohort = [
        each for each in promises if _counts(kpi, each.signed_on, each.paper, period) and kpi.side in {"", each.side}
    ]
    counts = [
        Decimal(sum(each.state in part.states for each in cohort)) for part in _parts(kpi) if isinstance(part, States)
    ]
    return Figure(kpi, counts[0], counts[1])


def _reached(part: Part, projects: Sequence[Project], road: Sequence[str], period: Period) -> int:
    if not isinstance(part, Reached):
        return 0
    shown = road[road.index(part.stage) :] if part.nested else (part.stage,)
    return sum(_has(project, shown, period, in_period=part.in_period) for project in projects)


def _has(project: Project, shown: Sequence[str], period: Period, *, in_period: bool) -> bool:
    days = [project.reached[stage] for stage in shown if stage in project.reached]
    return bool(days) and (not in_period or period.covers(min(days)))


def _money(kpi: Kpi, projects: Sequence[Project], period: Period, gone: int) -> Iterable[Figure]:
    needs_land = any(isinstance(part, Land) for part in _parts(kpi))
    counted = [each for each in projects if not needs_land or each.mu is not None]
    sums: dict[str, list[Decimal]] = {}
    for place, part in enumerate(_parts(kpi)):
        if isinstance(part, Sum):
            for currency, amount in _amounts(part, counted, period):
                sums.setdefault(currency, [Decimal(0), Decimal(0)])[place] += amount
    area = sum((each.mu for each in counted if each.mu is not None), start=Decimal(0))
    for currency in sorted(sums):
        above, below = sums[currency]
        above = area if isinstance(kpi.numerator, Land) else above
        below = area if isinstance(kpi.denominator, Land) else below
        yield Figure(kpi, above, below, currency, gone, len(projects) - len(counted))


def _amounts(part: Sum, projects: Sequence[Project], period: Period) -> Iterable[tuple[str, Decimal]]:
    for project in projects:
        for each in project.moved:
            if _moves(part.kind, each, period, in_period=part.in_period):
                yield each.money.currency, each.money.amount


def _moves(kind: MoneyKind, each: Movement, period: Period, *, in_period: bool) -> bool:
    days = period.covers(each.happened_on) if in_period else each.happened_on <= _last(period)
    return days and each.money.kind is kind and each.learned_on <= _last(period)
