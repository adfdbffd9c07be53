"""A file as pieces of columns: which heading is which, and the rows batch by batch, numbered as a spreadsheet does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.check import check
from fairway.lib.tables.problem import BadCell, Level
from fairway.lib.tables.raw import Grid, RawTable, table_from
from fairway.lib.tables.spec import REMARK_HEADINGS, folded
from fairway.lib.tables.xlsx_file import read_xlsx
from fairway.trust.engine.record_files.columns import PROBLEM_HEADINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from fairway.lib.tables.problem import Problem
    from fairway.lib.tables.spec import TableSpec

MOST_XLSX_BYTES = 20_000_000


@dataclass(frozen=True)
class Lost:
    """A row that is none: its number, its cells side by side, whichever column they belong to, and what is wrong."""

    number: int
    text: str
    problem: Problem


@dataclass(frozen=True)
class Batch:
    """Rows in columns: ``numbers`` as a spreadsheet shows them, ``cells`` text by column key, never null.

    ``unread`` holds what was wrong with single cells when they were read, by row number.
    """

    numbers: Any
    cells: Mapping[str, Any]
    lost: tuple[Lost, ...] = ()
    unread: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A file opened: the heading of each known column, what is wrong with the whole file, and its rows."""

    file: str
    headings: Mapping[str, str]
    problems: tuple[Problem, ...]
    batches: Iterator[Batch]


def open_source(path: Path, spec: TableSpec[Any], name: str = "") -> Source:
    """Open a .csv, .xlsx or .parquet file, called ``name`` in messages; :class:`BadCell` where that cannot be."""
    from fairway.trust.engine.record_files.csv_source import open_csv_source
    from fairway.trust.engine.record_files.parquet_source import open_parquet_source

    readers = {".csv": open_csv_source, ".xlsx": _open_xlsx, ".parquet": open_parquet_source}
    kind = path.suffix.lower()
    if kind not in readers:
        text = _("“%(kind)s” is not a kind of file records come in.")
        raise BadCell("file-kind", text, _("Save the table as .csv, .xlsx or .parquet."), kind=kind or path.name)
    if not path.stat().st_size:
        raise BadCell("empty-file", EMPTY_FILE, ADD_HEADINGS)
    return readers[kind](path, spec, name or path.name)


def matched(headings: Sequence[str], file: str, number: int | None, spec: TableSpec[Any]) -> Source:
    """Find the known columns among the headings; the source has no rows yet."""
    whole = Grid(((number or 1, tuple(headings)),))
    raw = RawTable(file, tuple(headings)) if number is None else table_from(whole, file)
    skipped = {folded(word) for word in (*PROBLEM_HEADINGS, *REMARK_HEADINGS)}
    known = tuple(heading for heading in raw.headings if folded(heading) not in skipped)
    found = check(RawTable(file, known, problems=raw.problems), spec)
    problems = tuple(each for each in found.problems if each.code != "empty-table")
    return Source(file, found.headings, problems, iter(()))


def usable(source: Source, spec: TableSpec[Any]) -> bool:
    """Whether the rows can be read: every needed column is there, and no heading stands twice."""
    twice = any(each.code == "duplicate-column" for each in source.problems)
    return spec.required_present(source.headings) and not twice


def too_long(row: int) -> BadCell:
    """Say that a row holds more than any record."""
    return BadCell(
        "cell-too-long",
        _("Row %(row)s is longer than any record: a cell holds a whole document, or a double quote is never closed."),
        _("Shorten the row, or close the quotes."),
        row=row,
    )


def as_batch(rows: Sequence[tuple[int, Mapping[str, str]]], keys: Sequence[str], **more: Any) -> Batch:  # noqa: ANN401  # the batch's other fields
    """Put a few rows, cells by column key, into columns."""
    import numpy as np
    import pyarrow as pa

    numbers = np.array([number for number, _cells in rows], np.int64)
    cells = {key: pa.array([cells.get(key, "") for _number, cells in rows], pa.string()) for key in keys}
    return Batch(numbers, cells, **more)


def _open_xlsx(path: Path, spec: TableSpec[Any], name: str) -> Source:
    """Read a workbook, which is small: as it is read for every other table."""
    if path.stat().st_size > MOST_XLSX_BYTES:
        text = _("The workbook is larger than %(limit)s MB.")
        raise BadCell("file-too-large", text, _("Save it as .csv or .parquet."), limit=MOST_XLSX_BYTES // 1_000_000)
    raw = table_from(read_xlsx(path.read_bytes(), name), name)
    source = matched(raw.headings, name, None, spec)
    told: dict[int, list[Problem]] = {}
    rows = {row.number for row in raw.rows}
    whole = list(source.problems)
    for problem in raw.problems:
        if problem.row in rows and problem.level is Level.ERROR:
            told.setdefault(problem.row, []).append(problem)
        else:
            whole.append(problem)
    if not raw.rows:
        whole.append(BadCell("empty-table", NO_ROWS, ADD_A_ROW).at(name, None, None))
    by_key = [(r.number, {key: r.cells.get(head, "") for key, head in source.headings.items()}) for r in raw.rows]
    unread = {number: tuple(problems) for number, problems in told.items()}
    batches = [as_batch(by_key, tuple(source.headings), unread=unread)] if raw.rows else []
    return Source(name, source.headings, tuple(whole), iter(batches))


EMPTY_FILE = _("The file is empty.")
ADD_HEADINGS = _("Add a row of headings and one row for each record.")
NO_ROWS = _("The file has headings but no rows.")
ADD_A_ROW = _("Add a row for each record.")
