"""A stated figure with its comparator against what is registered."""

from __future__ import annotations

from enum import StrEnum
from math import ceil, floor
from typing import TYPE_CHECKING

from fairway.know.engine.conflicts import reach

if TYPE_CHECKING:
    from decimal import Decimal


class Against(StrEnum):
    """How a count stands to what was stated."""

    AGREES = "agrees"
    FEWER = "fewer"
    MORE = "more"


def against(comparator: str, stated: Decimal, counted: int) -> tuple[Against, int]:
    """How ``counted`` stands to ">400" and the like, and by how many whole things it is off (0: not at all)."""
    low, low_in, high, high_in = reach(comparator, stated)
    if counted < low or (counted == low and not low_in):
        least = ceil(low) if low_in or low % 1 else int(low) + 1
        return Against.FEWER, least - counted
    if counted > high or (counted == high and not high_in):
        most = floor(high) if high_in or high % 1 else int(high) - 1
        return Against.MORE, counted - most
    return Against.AGREES, 0
