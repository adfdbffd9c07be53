"""Whether the rows scored now are still like those of before: PSI, CSI, and how grades move."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.trust.engine.scorecard.values import Whole

SHIFTING, SHIFTED = 0.1, 0.25
EMPTY = 0.5
"""Where one side has an empty bin, so many rows are added to every bin of both."""


def stability_index(before: Sequence[int] | Whole, now: Sequence[int] | Whole) -> float | None:
    """Σ (share now − share before) · ln(share now / share before) over bins; ``None`` without rows on a side.

    0 for equal shares, never below. Of scores it is the population stability index, of a feature's bins the
    characteristic stability index (Siddiqi 2006, ch. 9); it is Jeffreys' divergence (Kullback, Leibler 1951).
    """
    first, second = [float(n) for n in before], [float(n) for n in now]
    if not sum(first) or not sum(second):
        return None
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a or b]
    if any(not a or not b for a, b in pairs):
        pairs = [(a + EMPTY, b + EMPTY) for a, b in pairs]
    of_a, of_b = math.fsum(a for a, _b in pairs), math.fsum(b for _a, b in pairs)
    return max(0.0, math.fsum((b / of_b - a / of_a) * math.log((b / of_b) / (a / of_a)) for a, b in pairs))


def reading(index: float | None) -> str:
    """Read an index as is usual: "stable" below 0.1, "shifting" below 0.25, "shifted" from there; "" without one."""
    if index is None:
        return ""
    return "stable" if index < SHIFTING else "shifting" if index < SHIFTED else "shifted"


def migration(before: Mapping[Any, str], now: Mapping[Any, str], grades: Sequence[str]) -> list[list[int]]:
    """Count who moved from which grade (row) to which (column); only those graded on both days."""
    place = {grade: k for k, grade in enumerate(grades)}
    counts = [[0] * len(grades) for _grade in grades]
    for key, grade in before.items():
        if grade in place and now.get(key) in place:
            counts[place[grade]][place[now[key]]] += 1
    return counts


def rates_in_order(rates: Sequence[tuple[int, int]]) -> bool | None:
    """Whether events per row never fall from the best grade to the worst; ``None`` with fewer than two grades.

    ``rates`` are (rows, events); grades without rows are passed over. Compared exactly, in whole numbers.
    """
    seen = [(rows, events) for rows, events in rates if rows]
    if len(seen) < 2:
        return None
    return all(e1 * r2 <= e2 * r1 for (r1, e1), (r2, e2) in pairwise(seen))
