"""Workbooks and Parquet: damaged, too large, and with types a record cannot have."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fairway.trust.tests.broken_records.cells import GOOD, OTHER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fairway.trust.tests.broken_records.cells import Made

MIDNIGHT = datetime(2021, 10, 19)  # noqa: DTZ001  # Parquet's timestamps without a zone


def cases() -> Iterator[Made]:
    """Every case of both kinds."""
    yield from _workbooks()
    yield from _parquet_files()
    yield "another kind of file", "records.json", b"{}", "file-kind", None, None, False
    yield "no ending", "records", b"x", "file-kind", None, None, False
    yield "an old workbook", "records.xls", b"x", "file-kind", None, None, False


def workbook(*rows: Sequence[object]) -> bytes:
    """A workbook of one sheet."""
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(list(row))
    book.save(out)
    return out.getvalue()


def _workbooks() -> Iterator[Made]:
    file, good = "records.xlsx", list(GOOD.values())
    sound = workbook(list(GOOD), good)
    for name, content, code in (
        ("no bytes", b"", "empty-file"),
        ("not a workbook", b"Number,Kind\n", "damaged-workbook"),
        ("cut off", sound[: len(sound) // 2], "damaged-workbook"),
        ("an old workbook or a password", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "xls-or-password"),
        ("an archive of something else", _archive({"a.txt": b"x"}), "damaged-workbook"),
        ("a bomb", _archive({"xl/workbook.xml": b" "}, claimed=210_000_000), "unpacks-too-large"),
        ("nothing in it", workbook(), "empty-file"),
    ):
        yield name, file, content, code, None, None, False
    yield "headings only", file, workbook(list(GOOD)), "empty-table", None, None, False
    yield "no headings", file, workbook(good), "missing-column", None, "Number", False
    for heading, cell, code in (
        ("Number", "=1+1", "formula"),
        ("Kind", "gossip", "choice"),
        ("Happened on", 44488, "date"),
        ("Happened on", datetime(2021, 10, 19, 12, 30, tzinfo=UTC).replace(tzinfo=None), "date"),
        ("Happened on", time(12, 0), "date"),
        ("Organisation", 12345678901234567890, "number-too-long"),
        ("Organisation", 1.5e20, "number-too-long"),
        ("Severity", True, "record-severity"),
        ("Authority", None, "missing-value"),
    ):
        row = [cell if each == heading else value for each, value in OTHER.items()]
        yield f"{heading} {cell!r}", file, workbook(list(GOOD), good, row), code, 3, heading, True


def _archive(entries: dict[str, bytes], claimed: int = 0) -> bytes:
    """An archive; ``claimed`` is the size its list gives for each entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        for entry in archive.filelist if claimed else ():
            entry.file_size = claimed
    return out.getvalue()


def parquet_bytes(columns: dict[str, Any]) -> bytes:
    """A Parquet file of these columns."""
    import pyarrow as pa
    from pyarrow import parquet

    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


def _two(heading: str, cells: object) -> bytes:
    """Two rows in which a column is another."""
    columns: dict[str, Any] = {each: [GOOD[each], OTHER[each]] for each in GOOD}
    return parquet_bytes(columns | {heading: cells})


def _parquet_files() -> Iterator[Made]:
    yield from _damaged()
    yield from _columns_of_another_type()
    yield from _wrong_cells()


FILE = "records.parquet"


def _damaged() -> Iterator[Made]:
    import pyarrow as pa

    sound = _two("Source", ["", ""])
    for name, content, code in (
        ("no bytes", b"", "empty-file"),
        ("not Parquet", b"Number,Kind\n" * 9, "damaged-parquet"),
        ("cut off", sound[:-20], "damaged-parquet"),
        ("only the marks", b"PAR1PAR1", "damaged-parquet"),
        ("bytes changed", sound[:8] + bytes(120) + sound[128:], "damaged-parquet"),
        ("no rows", parquet_bytes({heading: pa.array([], pa.string()) for heading in GOOD}), "empty-table"),
    ):
        yield name, FILE, content, code, None, None, False


def _columns_of_another_type() -> Iterator[Made]:
    import pyarrow as pa

    days = [date(2021, 10, 19)] * 2
    for heading, cells in (
        ("Happened on", pa.array([MIDNIGHT] * 2, pa.timestamp("us", "UTC"))),
        ("Happened on", pa.array([20211019, 20211019])),
        ("Happened on", pa.array([1.5, 2.5])),
        ("Happened on", pa.array([days, days])),
        ("Kind", pa.array(days)),
        ("Kind", pa.array([1, 2])),
        ("Number", pa.array([Decimal("1.5"), Decimal("2.5")])),
        ("Number", pa.array([1.0, 2.0])),
        ("Organisation", pa.array([{"uscc": "x"}, {"uscc": "y"}])),
        ("Organisation", pa.array([["x"], ["y"]])),
        ("Authority", pa.array([b"x", b"y"], pa.binary())),
        ("Status", pa.array([True, False])),
        ("Demo", pa.array([1, 0])),
    ):
        yield f"{heading} of {cells.type}", FILE, _two(heading, cells), "column-type", None, heading, False


def _wrong_cells() -> Iterator[Made]:
    import pyarrow as pa

    for heading, cells, code in (
        ("Happened on", pa.array([MIDNIGHT, MIDNIGHT.replace(hour=9)], pa.timestamp("ms")), "date"),
        ("Happened on", pa.array([date(2021, 10, 19), date(2035, 1, 1)]), "day-to-come"),
        ("Happened on", pa.array([date(2021, 10, 19), date(1900, 1, 1)], pa.date64()), "day-too-early"),
        ("Kind", pa.array(["penalty", None]), "missing-value"),
        ("Kind", pa.array(["penalty", "gossip"]).dictionary_encode(), "choice"),
        ("Number", pa.array([1, None]), "missing-value"),
        ("Number", pa.array([Decimal(1), Decimal(-2)]), "number"),
        ("Organisation", pa.array([7, -8], pa.int64()), "key"),
        ("Authority", pa.array(["x", ""], pa.large_string()), "missing-value"),
    ):
        yield f"{heading} {cells.type} {cells[1]}", FILE, _two(heading, cells), code, 2, heading, True
    blank = pa.nulls(2)
    yield "a column of nulls", FILE, _two("Authority", blank), "missing-value", 2, "Authority", False
