"""Tables in columns: rows of equal length, one array a column, that belong to owners and were known from a day on.

Days are ``datetime64[D]`` with ``NaT`` where there is none.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from numpy.typing import NDArray


def days(values: Sequence[object]) -> NDArray[np.datetime64]:
    """Days from dates or their ISO text; ``None`` becomes ``NaT``."""
    return np.array(values, dtype="datetime64[D]")


@dataclass(frozen=True)
class Rows:
    """Rows of equal length, one array a column, in the order of their owners."""

    owner: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.owner)

    def pick(self, rows: NDArray[Any]) -> Self:
        """The rows of a mask or of positions."""
        return type(self)(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def instead(self, owners: Iterable[int], newer: Self) -> Self:
        """These rows with all of ``owners`` replaced by ``newer``."""
        rest = self.pick(~np.isin(self.owner, np.array(sorted(owners), np.int64)))
        both = rest.and_also(newer)
        return both.pick(np.argsort(both.owner, kind="stable"))

    def and_also(self, other: Self) -> Self:
        """Both, one after the other."""
        names = [each.name for each in fields(self)]
        return type(self)(*(np.concatenate([getattr(self, name), getattr(other, name)]) for name in names))


@dataclass(frozen=True)
class Dated(Rows):
    """Rows that happened and were learned of."""

    happened: NDArray[np.datetime64]
    learned: NDArray[np.datetime64]

    def known(self, as_of: date) -> NDArray[np.bool_]:
        """Which rows had happened and were learned of by ``as_of``."""
        on = np.datetime64(as_of, "D")
        return (self.happened <= on) & (self.learned <= on)
