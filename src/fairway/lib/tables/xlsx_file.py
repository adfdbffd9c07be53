"""Read one sheet of an XLSX workbook: the one asked for, or the first visible one that holds anything."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell, Level, Problem
from fairway.lib.tables.raw import MAX_COLUMNS, MAX_ROWS, Grid, column_letter
from fairway.lib.tables.xlsx_limits import refuse_bombs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openpyxl import Workbook

T = TypeVar("T")
# The stubs of openpyxl give its read-only sheets methods that do not fit them.
_Sheet = Any

# An old .xls file and a password-protected .xlsx both start with this OLE2 signature.
_OLE2 = bytes.fromhex("d0cf11e0a1b11ae1")
# The last row of a sheet. A row that claims a higher number would have all rows before it counted up.
_LAST_ROW = 2**20
# Whole numbers beyond this lose their last digits in a spreadsheet's floating point cell.
_EXACT = 10**15
# What openpyxl and the modules below it raise for damaged workbooks.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    AssertionError,
    ArithmeticError,
)


def read_xlsx(data: bytes, file: str, sheet: str | None = None, most_rows: int = MAX_ROWS + 2) -> Grid:
    """Read cells as text, up to ``most_rows`` filled rows; :class:`BadCell` when there is nothing to read.

    Without ``sheet`` the first visible one that holds anything is read, and the others are named in a warning.
    """
    if sheet is not None:
        return _opened(data, lambda book: _named_sheet(book, file, sheet, most_rows))
    return _opened(data, lambda book: _read_sheet(book, file, most_rows))


def sheet_names(data: bytes) -> tuple[str, ...]:
    """Name the visible sheets that hold anything, in order; :class:`BadCell` when the workbook cannot be opened."""
    return _opened(
        data,
        lambda book: tuple(
            str(sheet.title) for sheet in book.worksheets if sheet.sheet_state == "visible" and _holds_anything(sheet)
        ),
    )


def _opened(data: bytes, read: Callable[[Workbook], T]) -> T:
    _refuse_other_files(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_bombs(archive)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read(_workbook(data))
    except _DAMAGED as error:
        raise _damaged() from error


def _named_sheet(book: Workbook, file: str, name: str, most_rows: int) -> Grid:
    found = next((s for s in book.worksheets if s.title == name and s.sheet_state == "visible"), None)
    if found is None:
        raise BadCell(
            "sheet-missing",
            _("The workbook has no visible sheet “%(sheet)s”."),
            _("Choose one of its sheets."),
            sheet=name,
        )
    return _grid(found, file, most_rows)


def _workbook(data: bytes) -> Workbook:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)


def _refuse_other_files(data: bytes) -> None:
    if data.startswith(_OLE2):
        raise BadCell(
            "xls-or-password",
            _("The workbook is in the old .xls format, or protected by a password."),
            _("Open it, take the password off, and save it as .xlsx."),
        )
    if not data.startswith(b"PK"):
        raise _damaged()


def _damaged() -> BadCell:
    return BadCell(
        "damaged-workbook",
        _("The file is not an .xlsx workbook, or it is damaged."),
        _("Open it in a spreadsheet program and save it again as .xlsx."),
    )


def _read_sheet(book: Workbook, file: str, most_rows: int) -> Grid:
    chosen: Grid | None = None
    ignored: list[Problem] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        if chosen is None:
            grid = _grid(sheet, file, most_rows)
            chosen = grid if grid.rows else None
        elif _holds_anything(sheet):
            ignored.append(_ignored_sheet(file, str(sheet.title), chosen.sheet or ""))
    if chosen is None:
        raise BadCell(
            "empty-file",
            _("The workbook holds no visible sheet with data."),
            _("Unhide or fill its first sheet."),
        )
    return Grid(chosen.rows, (*chosen.problems, *ignored), chosen.sheet)


def _ignored_sheet(file: str, sheet: str, read: str) -> Problem:
    return Problem(
        file,
        "sheet-ignored",
        _("Only the sheet “%(read)s” is read; the sheet “%(sheet)s” is not."),
        _("Save each sheet as a file of its own, or delete the ones not needed."),
        params={"read": read, "sheet": sheet},
        level=Level.WARNING,
    )


def _holds_anything(sheet: _Sheet) -> bool:
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(), _LAST_ROW)
    return any(cell.value is not None for cells in rows for cell in cells)


def _grid(sheet: _Sheet, file: str, most_rows: int) -> Grid:
    # A workbook may claim a size it does not have: read what is there.
    sheet.reset_dimensions()
    rows: list[tuple[int, tuple[str, ...]]] = []
    problems: list[Problem] = []
    headings: tuple[str, ...] = ()
    # Cells further to the right are empty, or the workbook was refused; a row would be filled up to its last one.
    found = islice(sheet.iter_rows(max_col=MAX_COLUMNS), _LAST_ROW)
    before = None
    for number, cells in enumerate(found, start=1):
        if cells is before:  # rows that are not there are one empty row
            continue
        before = cells
        texts = tuple(_texts(file, number, _filled(cells), headings, problems))
        if any(texts):
            headings = headings or texts
            rows.append((number, texts))
        if len(rows) >= most_rows:
            break
    return Grid(tuple(rows), tuple(problems), str(sheet.title))


def _filled(cells: tuple[Any, ...]) -> tuple[Any, ...]:
    end = len(cells)
    while end and cells[end - 1].value is None:
        end -= 1
    return cells[:end]


def _texts(
    file: str, number: int, cells: tuple[Any, ...], headings: tuple[str, ...], problems: list[Problem]
) -> Iterator[str]:
    for position, cell in enumerate(cells):
        try:
            yield _text(cell.value, cell.data_type, f"{column_letter(position)}{number}")
        except BadCell as bad:
            heading = headings[position] if position < len(headings) else None
            problems.append(bad.at(file, number, heading, str(cell.value)))
            # Keeps the cell from counting as empty as well.
            yield str(cell.value)


def _text(value: object, data_type: str, place: str) -> str:
    if data_type == "f":
        raise BadCell("formula", _("Cell %(cell)s holds a formula."), PASTE_VALUE, cell=place)
    if data_type == "e":
        raise BadCell(
            "error-value",
            _("Cell %(cell)s holds the error %(error)s."),
            PASTE_VALUE,
            cell=place,
            error=str(value),
        )
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return _number_text(Decimal(repr(value) if isinstance(value, float) else value), place)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()


def _number_text(value: Decimal, place: str) -> str:
    if not value.is_finite() or abs(value) >= _EXACT:
        raise BadCell(
            "number-too-long",
            _("Cell %(cell)s holds a number with more digits than a spreadsheet keeps."),
            _("Format the cell as text and type the code or number again."),
            cell=place,
        )
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


PASTE_VALUE = _("Copy the cell and paste it back as a value.")
