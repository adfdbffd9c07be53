"""Cells of a table as a scorecard reads them: a number, a category, a special value, or nothing known.

Nothing known is an empty cell, ``None`` and NaN, and in a column of numbers also the words of :data:`UNKNOWN_WORDS`.
Infinite numbers are numbers: they fall into the outermost bin. Special values never count as numbers or categories.
Text in a column of numbers is refused with its row, unless it was named as special.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Whole = npt.NDArray[np.int64]
    Column = Sequence[object]
    Columns = Mapping[str, Column]

UNKNOWN_WORDS = frozenset({"na", "n/a", "nan", "null", "none", "-", "–"})
PLAIN, MISSING = -1, 0
"""States of a cell; a special value's state is its place in the list of special values, from 1."""
NUMBER_SHARE = 0.9
"""A column is of numbers when at least so many of its known cells read as numbers; the others are then refused."""
BLANKS = " \t\n\r\v\f"
"""What is taken off a category at either end: just what SQL takes off."""
FIRST_ROW = 2
"""Row 1 of a table holds the headings."""


@dataclass(frozen=True)
class Numbers:
    """A column of numbers: ``values`` (NaN where ``states`` is not :data:`PLAIN`)."""

    values: Floats
    states: Whole

    def taken(self, rows: Whole) -> Numbers:
        """Return the column with these rows only."""
        return Numbers(self.values[rows], self.states[rows])


@dataclass(frozen=True)
class Categories:
    """A column of categories: ``codes`` are places in ``names`` (-1 where ``states`` is not :data:`PLAIN`)."""

    codes: Whole
    names: tuple[str, ...]
    states: Whole

    def taken(self, rows: Whole) -> Categories:
        """Return the column with these rows only; the list of names stays."""
        return Categories(self.codes[rows], self.names, self.states[rows])


def as_text(cell: object) -> str:
    """Spell a cell as a category: 3.0 and 3 are one, and so are their spellings in a file."""
    if cell is None or (isinstance(cell, float) and math.isnan(cell)):
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip(BLANKS)


def as_number(cell: object) -> float | None:
    """Read a cell as a number (text with a decimal point and no thousands mark); ``None`` when it is none."""
    if isinstance(cell, str):
        word = cell.strip()
        if not word or "_" in word:
            return None
        try:
            return float(word)
        except ValueError:
            return None
    if isinstance(cell, int | float):
        return float(cell)
    return float(str(cell)) if cell.__class__.__name__ == "Decimal" else None


def is_numeric(column: Column, specials: Sequence[str] = ()) -> bool:
    """Whether a column is one of numbers: :data:`NUMBER_SHARE` of its known cells read so."""
    known = [c for c in column if (word := as_text(c)) and word.lower() not in UNKNOWN_WORDS and word not in specials]
    return bool(known) and sum(as_number(c) is not None for c in known) >= NUMBER_SHARE * len(known)


def read_numbers(name: str, column: Column, specials: Sequence[str] = ()) -> Numbers:
    """Read a column of numbers.

    Raises :class:`Invalid` ``scorecard-text-in-numbers`` with the row of the first cell that is text.
    """
    import numpy as np

    places = {word: place for place, word in enumerate(specials, start=1)}
    marks = {number: places[word] for word in reversed(specials) if (number := as_number(word)) is not None}
    values, states = np.full(len(column), np.nan), np.full(len(column), PLAIN, dtype=np.int64)
    for row, cell in enumerate(column):
        word = cell.strip() if isinstance(cell, str) else ""
        number = as_number(cell)
        if word in places or number in marks:
            states[row] = places.get(word) or marks[number or 0.0]
        elif number is None and not _is_unknown(cell):
            text = _("Row %(row)s, column “%(column)s”: “%(cell)s” is text among numbers. Mend it, or name it special.")
            raise Invalid("scorecard-text-in-numbers", text, row=row + FIRST_ROW, column=name, cell=str(cell)[:40])
        elif number is None or math.isnan(number):
            states[row] = MISSING
        else:
            values[row] = number
    return Numbers(values, states)


def _is_unknown(cell: object) -> bool:
    word = as_text(cell)
    return not word or word.lower() in UNKNOWN_WORDS


def read_categories(column: Column, specials: Sequence[str] = ()) -> Categories:
    """Read a column of categories; the names come in the order of the alphabet."""
    import numpy as np

    words = [as_text(cell) for cell in column]
    places = {word: place for place, word in enumerate(specials, start=1)}
    names = tuple(sorted({word for word in words if word and word not in places}))
    index = {name: place for place, name in enumerate(names)}
    codes = np.array([index.get(word, -1) for word in words], dtype=np.int64)
    states = np.array([PLAIN if w in index else places.get(w, MISSING) for w in words], dtype=np.int64)
    return Categories(codes, names, states)


def read_outcomes(name: str, column: Column, event: str = "1") -> Whole:
    """Read the target: 1 where the cell is ``event`` (the bad outcome), 0 otherwise.

    Raises :class:`Invalid` ``scorecard-target-unknown`` for an empty cell, ``scorecard-target-values`` unless
    there are exactly two outcomes and ``event`` is one of them.
    """
    import numpy as np

    words = [as_text(cell) for cell in column]
    if "" in words:
        text = _("Row %(row)s, column “%(column)s”: the outcome is empty. Leave out rows whose outcome is not known.")
        raise Invalid("scorecard-target-unknown", text, row=words.index("") + FIRST_ROW, column=name)
    found: list[Any] = sorted(set(words))
    if len(found) != 2 or event not in found:
        text = _("Column “%(column)s” needs two outcomes, “%(event)s” for the bad one; it holds %(found)s.")
        shown = ", ".join(found[:5])
        raise Invalid("scorecard-target-values", text, column=name, event=event, found=shown)
    return np.array([word == event for word in words], dtype=np.int64)
