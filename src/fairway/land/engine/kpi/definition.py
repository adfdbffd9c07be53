"""What a KPI counts, of what, and which projects it leaves out.

Authorities use the same word for different things: of two cities' "start rate" one divides by all that was signed this
year, the other by what still stands. A definition says it in data, has a version, and is named on every figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from fairway.lib.money import MoneyKind


class Cohort(StrEnum):
    """Which projects or promises a figure is about."""

    PERIOD = "period"
    """Signed from the first to the last day of the period."""
    TO_DATE = "to_date"
    """Signed on or before the last day of the period."""


@dataclass(frozen=True)
class Reached:
    """Projects that reached ``stage``; ``nested``: a later stage shows an earlier one too.

    ``in_period``: only those that reached it between the first and the last day of the period.
    """

    stage: str
    nested: bool = True
    in_period: bool = False


@dataclass(frozen=True)
class Sum:
    """Money of one kind; ``in_period``: only what moved between the first and the last day of the period."""

    kind: MoneyKind
    in_period: bool = False


@dataclass(frozen=True)
class Land:
    """The area of the cohort's projects, in mu (1 mu = 1/15 hectare)."""


@dataclass(frozen=True)
class States:
    """Promises that stand in one of these states."""

    states: tuple[str, ...]


Part = Reached | Sum | Land | States


@dataclass(frozen=True)
class Kpi:
    """One figure: ``numerator`` of ``denominator`` over the ``cohort``, both of projects or both of promises.

    ``papers`` are the kinds of paper counted, all where empty. ``left_out`` are the ways out whose projects do not
    count at all, neither above nor below the line. ``side`` limits promises to one side.
    """

    key: str
    name: str
    name_zh: str
    cohort: Cohort
    numerator: Part
    denominator: Part
    papers: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()
    side: str = ""

    @property
    def is_of_promises(self) -> bool:
        """Whether promises are counted, not projects."""
        return isinstance(self.numerator, States)


@dataclass(frozen=True)
class Definition:
    """An authority's way of counting, in force from a day on; ``source`` says where it is laid down."""

    key: str
    version: int
    name: str
    name_zh: str
    authority: str
    source: str
    in_force_from: date
    kpis: tuple[Kpi, ...]
    authority_zh: str = ""
    source_zh: str = ""
