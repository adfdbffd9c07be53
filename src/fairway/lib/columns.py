"""Tables in columns: rows of equal length, one array a column, that belong to owners and were known from a day on.

Days are ``datetime64[D]`` with ``NaT`` where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray


def distinct(numbers: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """The different whole numbers in order, and the place of each one among them: no sorting where they lie close."""
    low, high = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, 0)
    if high - low > 4 * len(numbers) + 1_000:
        return np.unique(numbers, return_inverse=True)
    is_there = np.zeros(high - low + 1, bool)
    is_there[numbers - low] = True
    return np.flatnonzero(is_there) + low, (np.cumsum(is_there) - 1)[numbers - low]


def in_columns(rows: Iterable[Sequence[Any]], width: int) -> list[list[Any]]:
    """The same cells, a list for each of ``width`` columns."""
    told = list(rows)
    return [list(map(itemgetter(place), told)) for place in range(width)]


def days(values: Sequence[object]) -> NDArray[np.datetime64]:
    """Days from dates, their ISO text or NumPy's own numbers of them; ``None`` becomes ``NaT``."""
    return np.array(values, dtype="datetime64[D]")


@dataclass(frozen=True)
class Rows:
    """Rows of equal length, one array a column, in the order of their owners."""

    owner: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.owner)

    def pick(self, rows: NDArray[Any] | slice) -> Self:
        """The rows of a mask, of positions or of a slice."""
        return type(self)(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def instead(self, owners: Collection[int], newer: Self) -> Self:
        """These rows with all of ``owners`` replaced by theirs in ``newer``: what lies between is copied as it is.

        Where nothing differs these very rows are given back.
        """
        gone, parts, end, differs = sorted(owners), list[Self](), 0, False
        for (first, after), own in zip(self._spans(gone), newer._spans(gone), strict=True):
            now = newer.pick(slice(*own))
            differs = differs or not self.pick(slice(first, after))._says(now)
            parts += [self.pick(slice(end, first)), now]
            end = after
        return self.joined([*parts, self.pick(slice(end, None))]) if differs else self

    def _says(self, other: Self) -> bool:
        """Whether both have the same rows."""
        sides = ((getattr(self, each.name), getattr(other, each.name)) for each in fields(self))
        return all(np.array_equal(one, two, equal_nan=one.dtype.kind == "M") for one, two in sides)

    def _spans(self, owners: Sequence[int]) -> list[tuple[int, int]]:
        """Where the rows of each owner begin, and where they end."""
        sides = (np.searchsorted(self.owner, owners, side).tolist() for side in ("left", "right"))
        return list(zip(*sides, strict=True))

    def and_also(self, other: Self) -> Self:
        """Both, one after the other."""
        return self.joined([self, other])

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Several, one after the other."""
        return cls(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)))


@dataclass(frozen=True)
class Dated(Rows):
    """Rows that happened and were learned of."""

    happened: NDArray[np.datetime64]
    learned: NDArray[np.datetime64]

    def known(self, as_of: date) -> NDArray[np.bool_]:
        """Which rows had happened and were learned of by ``as_of``."""
        on = np.datetime64(as_of, "D")
        return (self.happened <= on) & (self.learned <= on)
