"""Write CSV and XLSX that are safe to open and identical, byte for byte, on every run."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from fairway.lib.tables.raw import FORMULA_STARTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | Decimal | date | None

_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
# Control characters XML cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_WIDEST = 60
_PIECE_ROWS = 500


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; the title is cut to the 31 characters Excel allows."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with BOM, commas, CRLF. Text that a spreadsheet would run as a formula gets a ``'`` before it."""
    return b"".join(csv_pieces(headings, rows))


def csv_pieces(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Write the same bytes piece by piece, for tables too long to hold at once."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    text.write("\ufeff")
    for number, row in enumerate(chain([headings], rows), start=1):
        writer.writerow([_csv_cell(cell) for cell in row])
        if number % _PIECE_ROWS == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def xlsx_bytes(headings: Sequence[str], rows: Sequence[Sequence[Cell]], title: str, stamp: datetime) -> bytes:
    """Write a workbook of one sheet; ``stamp`` goes into its properties as created and modified."""
    return workbook_bytes([Sheet(title, headings, rows)], stamp)


def workbook_bytes(sheets: Sequence[Sheet], stamp: datetime) -> bytes:
    """Write a workbook with a frozen heading row on each sheet; strings are text, never formulas."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(_SHEET_NAME.sub(" ", sheet.title)[:31]), sheet)
    return _packed(book, stamp.replace(tzinfo=None, microsecond=0))


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = cell.strip("\ufeff")
        # A text that already starts with the guard is guarded again, so that reading gives it back.
        runs = text.lstrip("'")[:1] in FORMULA_STARTS and not _NUMBER.fullmatch(text)
        return f"'{text}" if runs else text
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def _fill(sheet: Worksheet, content: Sheet) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, heading in enumerate(content.headings, start=1):
        _put(sheet, 1, place, heading)
        sheet.cell(1, place).font = Font(bold=True)
    for number, row in enumerate(content.rows, start=2):
        for place, cell in enumerate(row, start=1):
            _put(sheet, number, place, cell)
    sheet.freeze_panes = "A2"
    for place, heading in enumerate(content.headings):
        longest = max([len(heading), *(len(str(row[place])) for row in content.rows if place < len(row))])
        sheet.column_dimensions[get_column_letter(place + 1)].width = min(longest + 2, _WIDEST)


def _put(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    if value is None or value == "":
        return
    cell = sheet.cell(row, column)
    if isinstance(value, str):
        cell.value = _NOT_XML.sub("", value)[:32_767]
        # openpyxl would take "=…" for a formula and "#N/A" for an error.
        cell.data_type = "s"
    else:
        cell.value = value
        if isinstance(value, date) and not isinstance(value, datetime):
            cell.number_format = "yyyy-mm-dd"


def _packed(book: Workbook, stamp: datetime) -> bytes:
    """Save, then pack again with fixed times: the library writes the clock's time into both."""
    raw = io.BytesIO()
    book.save(raw)
    packed = io.BytesIO()
    moment = stamp.strftime("%Y-%m-%dT%H:%M:%SZ")
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb">\d{4}-\d\d-\d\dT[\d:]+Z<", f">{moment}<".encode(), content)
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return packed.getvalue()
