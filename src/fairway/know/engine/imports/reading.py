"""Tables as offices make them: a title above the headings, headings in two rows, several sheets."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from fairway.know.engine.imports.columns import REGISTRY
from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.csv_file import read_csv
from fairway.lib.tables.problem import BadCell
from fairway.lib.tables.raw import MAX_BYTES, MAX_ROWS, NOT_A_TABLE, SAVE_AS, SPLIT_IT, TOO_LARGE, Grid, table_from
from fairway.lib.tables.spec import folded
from fairway.lib.tables.xlsx_file import read_xlsx, sheet_names

if TYPE_CHECKING:
    from fairway.lib.tables.raw import RawTable

PEEKED = 40
"""Rows read to show what a file looks like, and to find its headings."""
_TITLES = 10
_KNOWN = frozenset(folded(word) for column in REGISTRY.columns for word in column.headings)


def kind_of(file: str) -> str:
    """Return ``csv``, ``xlsx`` or ``ftm`` by the end of the name; :class:`BadCell` for any other file."""
    end = file.rpartition(".")[2].lower()
    kinds = {"csv": "csv", "tsv": "csv", "txt": "csv", "xlsx": "xlsx", "json": "ftm", "jsonl": "ftm", "ftm": "ftm"}
    if end not in kinds:
        raise BadCell("file-kind", NOT_A_TABLE, SAVE_AS, kind=end[:20])
    return kinds[end]


def sheets(data: bytes, file: str) -> tuple[str, ...]:
    """Name the sheets that can be read; empty for anything but a workbook."""
    return sheet_names(data) if kind_of(file) == "xlsx" else ()


def grid(data: bytes, file: str, sheet: str = "", most_rows: int = MAX_ROWS + 2) -> Grid:
    """Read up to ``most_rows`` rows of a table; :class:`BadCell` where the file cannot be read at all."""
    if len(data) > MAX_BYTES:
        raise BadCell("file-too-large", TOO_LARGE, SPLIT_IT, limit=MAX_BYTES // 1_000_000)
    if kind_of(file) == "xlsx":
        return read_xlsx(data, file, sheet or None, most_rows)
    return read_csv(data, file, most_rows)


def heading_row(found: Grid) -> int:
    """Return the number of the row that holds the headings: the one of the first ten with most words we know.

    Where no row has any, the first that fills at least half as many cells as the widest.
    """
    first = list(islice(((number, cells) for number, cells in found.rows if any(cells)), _TITLES))
    if not first:
        raise BadCell(
            "empty-file", _("The file holds no rows."), _("Add a row of headings and one row for each entry.")
        )
    known = [(_known_words(cells, _above(found, number)), -number) for number, cells in first]
    if max(known)[0]:
        return -max(known)[1]
    widest = max(sum(map(bool, cells)) for _number, cells in first)
    return next(number for number, cells in first if sum(map(bool, cells)) * 2 >= widest)


def table(found: Grid, file: str, headings_at: int = 0) -> RawTable:
    """Take the headings from row ``headings_at`` (0: look for it), and what stands below as rows.

    Where a cell was merged over two rows of headings, its text stands in the upper one.
    """
    at = headings_at or heading_row(found)
    rows = [(number, cells) for number, cells in found.rows if number >= at]
    if not rows or rows[0][0] != at:
        raise BadCell(
            "heading-row", _("Row %(row)s of the file is empty."), _("Choose the row of the headings."), row=at
        )
    rows[0] = (at, _completed(rows[0][1], _above(found, at)))
    problems = tuple(problem for problem in found.problems if problem.row is None or problem.row > at)
    return table_from(Grid(tuple(rows), problems, found.sheet), file)


def _above(found: Grid, number: int) -> tuple[str, ...]:
    """The row right above, where it is more than a title in one cell."""
    above = next((cells for at, cells in found.rows if at == number - 1), ())
    return above if sum(map(bool, above)) > 1 else ()


def _known_words(cells: tuple[str, ...], above: tuple[str, ...]) -> int:
    """How many of our heading words a row has, together with what was merged into it from above; 0 without its own."""
    own = sum(folded(cell) in _KNOWN for cell in cells if cell)
    return sum(folded(cell) in _KNOWN for cell in _completed(cells, above) if cell) if own else 0


def _completed(cells: tuple[str, ...], above: tuple[str, ...]) -> tuple[str, ...]:
    width = max(len(cells), len(above))
    lower, upper = (row + ("",) * (width - len(row)) for row in (cells, above))
    return tuple(low or high for low, high in zip(lower, upper, strict=True))
