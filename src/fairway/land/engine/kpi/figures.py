"""KPIs worked out: exact shares with their numerator, denominator and what was left out, replayed for any day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from fairway.land.engine.kpi.definition import Cohort, Kpi, Land, Reached, States, Sum
from fairway.land.engine.money import is_known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from fairway.land.engine.kpi.definition import Definition, Part
    from fairway.land.engine.money import Movement
    from fairway.lib.period import Period


@dataclass(frozen=True)
class Item:
    """A project or a promise as it is known on a day, with the day and the kind of the paper it comes from.

    Of a project: ``reached`` maps each stage shown with the evidence it needs to the day it was reached; ``way_out`` is
    the way it left the road, empty while it is on it; ``moved`` is the money signed for or moved and known by then;
    ``mu`` its area, ``None`` where it is not stated. Of a promise: whose it is, and where it stands.
    """

    key: int
    signed_on: date
    paper: str
    reached: Mapping[str, date] = field(default_factory=dict)
    way_out: str = ""
    moved: Sequence[Movement] = ()
    mu: Decimal | None = None
    side: str = ""
    state: str = ""


@dataclass(frozen=True)
class Known:
    """Everything known on the last day of a period, and the stages of the road in order."""

    projects: Sequence[Item]
    promises: Sequence[Item] = ()
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
    """Work out every KPI of ``definition``. Money gives one figure for each currency, never a sum of two."""
    figures = [figure for kpi in definition.kpis for figure in _figures(kpi, known, period)]
    return Bulletin(definition, period, tuple(figures))


def _figures(kpi: Kpi, known: Known, period: Period) -> Iterable[Figure]:
    every = known.promises if kpi.is_of_promises else known.projects
    cohort = [each for each in every if _belongs(kpi, each, period)]
    stay = [each for each in cohort if each.way_out not in kpi.left_out]
    needs_land = Land() in {kpi.numerator, kpi.denominator}
    counted = [each for each in stay if not needs_land or each.mu is not None]
    above, below = (_measure(part, counted, known.road, period) for part in (kpi.numerator, kpi.denominator))
    for currency in sorted({*above, *below} - {""}) or [""]:
        top, bottom = (part.get(currency, part.get("", Decimal(0))) for part in (above, below))
        yield Figure(kpi, top, bottom, currency, len(cohort) - len(stay), len(stay) - len(counted))


def _belongs(kpi: Kpi, each: Item, period: Period) -> bool:
    inside = period.covers(each.signed_on) if kpi.cohort is Cohort.PERIOD else each.signed_on <= _last(period)
    return inside and (not kpi.papers or each.paper in kpi.papers) and kpi.side in {"", each.side}


def _last(period: Period) -> date:
    return period.end or period.start


def _measure(part: Part, counted: Sequence[Item], road: Sequence[str], period: Period) -> dict[str, Decimal]:
    """What a part adds up to: money by currency, everything else under no currency."""
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in counted:
        match part:
            case Reached():
                found[""] += _has_reached(part, each, road, period)
            case States():
                found[""] += each.state in part.states
            case Land():
                found[""] += each.mu or 0
            case Sum():
                for moved in each.moved:
                    if _moves(part, moved, period):
                        found[moved.money.currency] += moved.money.amount
    return found


def _has_reached(part: Reached, project: Item, road: Sequence[str], period: Period) -> bool:
    shown = road[road.index(part.stage) :] if part.nested else (part.stage,)
    days = [project.reached[stage] for stage in shown if stage in project.reached]
    return bool(days) and (not part.in_period or period.covers(min(days)))


def _moves(part: Sum, each: Movement, period: Period) -> bool:
    is_inside = not part.in_period or period.covers(each.happened_on)
    return is_inside and each.money.kind is part.kind and is_known(each, _last(period))
