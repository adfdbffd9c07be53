"""Lengths of bars for figures that are drawn without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

FULL = 100


@dataclass(frozen=True)
class Bar:
    """One bar: its value as given (``None`` = cannot be said) and its length from 0 to 100."""

    label: str
    value: int | Decimal | None
    length: int


def bars(lines: Iterable[tuple[str, int | Decimal | None]]) -> tuple[Bar, ...]:
    """Give each line a length, the largest value 100; a value above 0 never vanishes, one not known has none."""
    given = list(lines)
    most = max((value for _label, value in given if value is not None), default=0)
    return tuple(Bar(label, value, _length(value, most)) for label, value in given)


def _length(value: int | Decimal | None, most: int | Decimal) -> int:
    if value is None or value <= 0 or most <= 0:
        return 0
    return max(1, int(value * FULL / most))
