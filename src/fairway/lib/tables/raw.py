"""A table as it stands in a file: headings, rows of text, and what could not be read."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell, Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MAX_BYTES = 20_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 200

# Signs that start a formula in a spreadsheet program. In CSV a "'" before them makes them text.
FORMULA_STARTS = frozenset("=+-@\t\r＝＋－＠")
# Marks that turn the direction of text around and can make one name look like another.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class RawRow:
    """One row: the line number a spreadsheet program shows for it, and its cells by heading."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class RawTable:
    """What a file holds, all of it text; ``sheet`` is ``None`` for CSV. Blank rows are left out.

    ``lost`` is true where a problem of the whole file left nothing that could be checked further.
    """

    file: str
    headings: tuple[str, ...] = ()
    rows: tuple[RawRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    sheet: str | None = None
    lost: bool = False


@dataclass(frozen=True)
class Grid:
    """Numbered rows of cells, before anybody knows which row holds the headings."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[Problem, ...] = ()
    sheet: str | None = None


def column_letter(position: int) -> str:
    """Position 0 → A, 25 → Z, 26 → AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def lost_table(file: str, bad: BadCell) -> RawTable:
    """Describe a file of which nothing could be read, and why."""
    return RawTable(file, problems=(bad.at(file, None, None),), lost=True)


def read_table(data: bytes, filename: str) -> RawTable:
    """Read CSV (UTF-8, UTF-16 with BOM, GB18030; ``,`` ``;`` tab) or XLSX. Never raises for bad content."""
    from fairway.lib.tables.csv_file import read_csv
    from fairway.lib.tables.xlsx_file import read_xlsx

    kind = filename.rpartition(".")[2].lower()
    most = MAX_ROWS + 2
    readers: dict[str, Callable[[bytes, str], Grid]] = {
        "csv": lambda content, name: read_csv(content, name, most),
        "xlsx": read_xlsx,
    }
    if len(data) > MAX_BYTES:
        bad = BadCell("file-too-large", TOO_LARGE, SPLIT_IT, limit=MAX_BYTES // 1_000_000)
        return lost_table(filename, bad)
    if kind not in readers:
        return lost_table(filename, BadCell("file-kind", NOT_A_TABLE, SAVE_AS, kind=kind))
    try:
        return table_from(readers[kind](data, filename), filename)
    except BadCell as bad:
        return lost_table(filename, bad)


def table_from(grid: Grid, file: str) -> RawTable:
    """Take the first row that is not blank as headings; judge headings, row lengths and characters."""
    rows = [(number, cells) for number, cells in grid.rows if any(cells)]
    if not rows:
        raise BadCell(
            "empty-file", _("The file holds no rows."), _("Add a row of headings and one row for each entry.")
        )
    if len(rows) > MAX_ROWS + 1:
        raise BadCell("too-many-rows", _("The table has more than %(limit)s rows."), SPLIT_IT, limit=MAX_ROWS)
    (number, first), *rest = rows
    width = max(len(_without_blank_end(cells)) for _number, cells in rows)
    if width > MAX_COLUMNS:
        raise BadCell("too-many-columns", WIDE, DELETE_COLUMNS, limit=MAX_COLUMNS)
    headings = tuple(heading.strip() for heading in first)
    problems = [*grid.problems, *_heading_problems(file, number, headings, rest)]
    for number, cells in rest:
        problems += _row_problems(file, number, headings, cells)
    kept = tuple(RawRow(number, _cells(headings, cells)) for number, cells in rest)
    return RawTable(file, tuple(filter(None, headings)), kept, tuple(problems), grid.sheet)


def _cells(headings: tuple[str, ...], cells: tuple[str, ...]) -> Mapping[str, str]:
    """Put the cells under their headings; the first of two equal headings wins."""
    named: dict[str, str] = {}
    for position, heading in enumerate(headings):
        if heading:
            named.setdefault(heading, cells[position] if position < len(cells) else "")
    return named


def _without_blank_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _heading_problems(
    file: str, number: int, headings: tuple[str, ...], rows: Iterable[tuple[int, tuple[str, ...]]]
) -> list[Problem]:
    blank = {position for position, heading in enumerate(headings) if not heading}
    filled = {position for _number, cells in rows for position in blank if any(cells[position : position + 1])}
    problems = [
        BadCell("blank-heading", BLANK_HEADING, NAME_IT, column=column_letter(position)).at(file, number, None)
        for position in sorted(filled)
    ]
    twice = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    problems += [BadCell("duplicate-column", TWICE, KEEP_ONE, column=name).at(file, number, name) for name in twice]
    return problems


def _row_problems(file: str, number: int, headings: tuple[str, ...], cells: tuple[str, ...]) -> list[Problem]:
    filled = len(_without_blank_end(cells))
    if filled > len(headings):
        bad = BadCell("ragged-row", RAGGED, QUOTE_IT, cells=filled, headings=len(headings))
        return [bad.at(file, number, None)]
    return [
        BadCell("control-character", CONTROL, TYPE_AGAIN, character=code).at(file, number, heading or None)
        for heading, cell in zip(headings, cells, strict=False)
        if (code := control_character(cell))
    ]


def control_character(cell: str) -> str | None:
    """``U+0000`` and the like for the first character no name or text needs."""
    if cell.isprintable():
        return None
    for character in cell:
        bad = unicodedata.category(character) in {"Cc", "Cs"} and character not in "\t\n\r"
        if bad or character in _TURNING:
            return f"U+{ord(character):04X}"
    return None


TOO_LARGE = _("The file is larger than %(limit)s MB.")
SPLIT_IT = _("Split it into smaller files, or delete what does not belong to it.")
NOT_A_TABLE = _("“%(kind)s” is not a kind of table Fairway reads.")
SAVE_AS = _("Save the table as .xlsx or .csv.")
DELETE_COLUMNS = _("Delete the columns that do not belong to it.")
WIDE = _("The table has more than %(limit)s columns.")
BLANK_HEADING = _("Column %(column)s holds data but has no heading.")
NAME_IT = _("Give the column a heading, or delete it.")
TWICE = _("The heading “%(column)s” stands over more than one column.")
KEEP_ONE = _("Keep one of the columns and delete the other.")
RAGGED = _("The row has %(cells)s cells under %(headings)s headings.")
QUOTE_IT = _("Put a cell that contains the separator in double quotes, and fill every column or leave it empty.")
CONTROL = _("The cell holds the invisible character %(character)s.")
TYPE_AGAIN = _("Delete the cell and type its text again.")
