"""Read CSV whatever the spreadsheet program made of it."""

from __future__ import annotations

import codecs
import csv
import io

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell, Problem
from fairway.lib.tables.raw import FORMULA_STARTS, QUOTE_IT, RAGGED, Grid

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SEPARATORS = ",;\t"
_LONGEST_LINE = 100_000


def decode(data: bytes) -> str:
    """UTF-8 or UTF-16 by its mark, else UTF-8, else GB18030; :class:`BadCell` when none fits."""
    marked = [encoding for mark, encoding in _BOMS if data.startswith(mark)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadCell(
        "encoding",
        _("The characters of the file cannot be read: it is neither UTF-8, UTF-16 nor GB18030."),
        _("Save the file as “CSV UTF-8” or as .xlsx."),
    )


def separator(text: str) -> str:
    """Find the separator most frequent in the first filled line, outside quotes; a comma in doubt."""
    start = text.lstrip("\r\n ")[:_LONGEST_LINE]
    first = next((line for line in start.splitlines() if line.strip()), "")
    bare = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=bare.count)


def read_csv(data: bytes, file: str, most_rows: int | None = None) -> Grid:
    """Read filled rows numbered as a spreadsheet program would show them; :class:`BadCell` when it is no CSV.

    ``most_rows`` filled ones stop the reading early.
    """
    text = decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text), strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            plain = tuple(map(plain_cell, cells))
            if any(plain):
                rows.append((number, plain))
            if len(rows) == most_rows:
                break
    except csv.Error as error:
        if "field limit" in str(error):
            limit = csv.field_size_limit()
            raise BadCell("cell-too-long", LONG, SHORTEN, row=number + 1, limit=limit) from error
        raise BadCell(
            "csv-quotes",
            _("From row %(row)s on the cells cannot be told apart: a double quote is open or misplaced."),
            _("Close the quotes, and write a double quote inside a cell twice."),
            row=number + 1,
        ) from error
    return Grid(tuple(rows), tuple(_short_rows(file, rows)))


def plain_cell(cell: str) -> str:
    """Strip the cell, and take off the ``'`` our own writer puts before what would be a formula."""
    text = cell.strip()
    return text[1:] if text[:1] == "'" and text.lstrip("'")[:1] in FORMULA_STARTS else text


def _short_rows(file: str, rows: list[tuple[int, tuple[str, ...]]]) -> list[Problem]:
    """Find rows with fewer cells than the first: a separator is missing, and cells may have moved."""
    width = len(rows[0][1]) if rows else 0
    return [
        BadCell("ragged-row", RAGGED, QUOTE_IT, cells=len(cells), headings=width).at(file, number, None)
        for number, cells in rows
        if len(cells) < width
    ]


LONG = _("A cell of row %(row)s has more than %(limit)s characters.")
SHORTEN = _("Shorten it, and see that every double quote is closed.")
