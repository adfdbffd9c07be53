"""What a credit model is once it is read: plain values, and the sums that need nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.trust.engine.credit_model.decay import halved

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def clamp(value: int, lowest: int, highest: int) -> int:
    """Return the number nearest to ``value`` from ``lowest`` to ``highest``."""
    return max(lowest, min(highest, value))


@dataclass(frozen=True, slots=True)
class Dimension:
    """A side of the picture; its indicators together move points by ``floor`` to ``ceiling`` at most."""

    key: str
    label: str
    label_zh: str
    floor: int
    ceiling: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """Kinds of record counted together: points for each (kind, severity), at most ``cap`` either way.

    A record counts in the calendar month it happened in and the ``look_back_months - 1`` after it. With a
    ``half_life_months`` its points fade month by month; without one they stay whole until the look-back ends.
    ``repaired_percent`` and ``disputed_percent`` are what is left of a repaired or disputed record's points.
    """

    key: str
    label: str
    label_zh: str
    dimension: str
    look_back_months: int
    cap: int
    points: Mapping[tuple[str, str], int]
    half_life_months: int | None = None
    repaired_percent: int = 0
    disputed_percent: int = 0

    def points_at(self, kind: str, severity: str, age: int) -> int:
        """Return the points of an active record ``age`` calendar months after the month it happened in.

        ``age`` is 0 or more; whether the look-back or the publicity is over by then is not asked here.
        """
        full = self.points[kind, severity]
        return full if self.half_life_months is None else halved(full, age, self.half_life_months)


@dataclass(frozen=True, slots=True)
class RedLine:
    """A record that holds the grade at ``grade`` or below whatever the points, on the ground of ``basis``."""

    key: str
    label: str
    label_zh: str
    kind: str
    severities: tuple[str, ...]
    look_back_months: int
    grade: str
    basis: str
    basis_zh: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the fewest points that earn it."""

    key: str
    from_points: int


@dataclass(frozen=True, slots=True)
class CreditModel:
    """One published version of a method. ``grades`` run from the best to the worst.

    ``subjects`` are the kinds of organisation it is for. A grade once earned is left upwards ``up`` points
    after the threshold, and downwards only more than ``down`` points below it. ``name_zh`` is empty where a text
    has no Chinese name: both languages read ``name`` then.
    """

    name: str
    version: str
    author: str
    approver: str
    published: date
    applies_from: date
    start: int
    minimum: int
    maximum: int
    repaired_percent: int
    disputed_percent: int
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    red_lines: tuple[RedLine, ...]
    grades: tuple[Grade, ...]
    subjects: tuple[str, ...]
    up: int = 0
    down: int = 0
    name_zh: str = ""

    def grade_at(self, points: int) -> str:
        """Return the best grade whose threshold ``points`` reach; points within the scale always have one."""
        return self.grades[self._place(points)].key

    def grade_after(self, points: int, previous: str | None) -> str:
        """Return the grade that ``points`` give to an organisation whose grade was ``previous``.

        Without a previous grade, or with one this model does not know, this is :meth:`grade_at`.
        """
        keys = self.grade_keys()
        if previous not in keys:
            return self.grade_at(points)
        best, worst = self._place(points + self.down), self._place(points - self.up)
        return keys[clamp(keys.index(previous), best, worst)]

    def grade_keys(self) -> tuple[str, ...]:
        """Return the grades' keys from the best to the worst."""
        return tuple(grade.key for grade in self.grades)

    def total(self, sums: Mapping[str, int]) -> int:
        """Return the points that plain sums by indicator key come to through caps, dimensions and scale."""
        moves = dict.fromkeys((d.key for d in self.dimensions), 0)
        for indicator in self.indicators:
            moves[indicator.dimension] += clamp(sums.get(indicator.key, 0), -indicator.cap, indicator.cap)
        moved = sum(clamp(moves[d.key], d.floor, d.ceiling) for d in self.dimensions)
        return clamp(self.start + moved, self.minimum, self.maximum)

    def in_chinese(self) -> dict[str, str]:
        """Map the model's own English words, as they stand in reasons, to its Chinese ones."""
        named: tuple[Dimension | Indicator | RedLine, ...]
        named = (*self.dimensions, *self.indicators, *self.red_lines)
        bases = {line.basis: line.basis_zh for line in self.red_lines}
        return {thing.label: thing.label_zh for thing in named} | bases | {self.name: self.name_zh or self.name}

    def _place(self, points: int) -> int:
        """Find where the best grade that ``points`` reach stands; the last one below the scale."""
        reached = (place for place, grade in enumerate(self.grades) if points >= grade.from_points)
        return next(reached, len(self.grades) - 1)
