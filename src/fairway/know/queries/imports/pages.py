"""Questions of the import pages: uploads, the rows of one, what to correct, and what of it can be shown beforehand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fairway.base.words import reads_chinese
from fairway.know.engine.imports.columns import REGISTRY
from fairway.know.engine.imports.mapping import fingerprint, names_person, propose, read_rows
from fairway.know.engine.imports.plan import Outcome
from fairway.know.models import Import, ImportHeadings, ImportRow
from fairway.know.queries.imports.files import mapping_of, peek
from fairway.know.queries.imports.words import change_lines, column_name, problem_lines
from fairway.lib.tables import REMARK_HEADINGS, csv_pieces, xlsx_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from fairway.lib.tables.problem import Problem
    from fairway.lib.tables.raw import RawTable

MEND_STAMP = datetime(2020, 1, 1, tzinfo=UTC)
"""Workbooks carry a time of writing; a fixed one keeps the bytes the same."""
SHOWN = 5
PROBLEMS_SHOWN = 20


def uploads() -> QuerySet[Import]:
    """Every upload, newest first."""
    return Import.objects.select_related("uploaded_by", "job")


@dataclass(frozen=True)
class FileColumn:
    """A column of the file: its heading, some of its cells, and what it is proposed or chosen to be."""

    heading: str
    cells: tuple[str, ...]
    key: str
    is_personal: bool


@dataclass(frozen=True)
class Look:
    """What a table looks like: its columns, sheets and heading row, how its first rows read, and their problems."""

    raw: RawTable
    columns: tuple[FileColumn, ...]
    sheets: tuple[str, ...]
    sheet: str
    heading_row: int
    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[Problem, ...]


def look_at(kept: Import, sheet: str = "", heading_row: int = 0, mapping: Mapping[str, str] | None = None) -> Look:
    """Look at the first rows of an upload; :class:`BadCell` where nothing of it can be read.

    ``mapping`` is what was chosen; without it the last choice for these headings is taken, else a proposal.
    """
    raw, sheets, at = peek(kept, sheet, heading_row)
    chosen = mapping or _proposed(kept, raw)
    columns = tuple(
        FileColumn(heading, _some_cells(raw, heading), chosen.get(heading, ""), names_person(heading))
        for heading in dict.fromkeys(raw.headings)
    )
    used = [column for column in REGISTRY.columns if column.key in chosen.values()]
    read = read_rows(raw, chosen)
    under = {column.key: [heading for heading, key in chosen.items() if key == column.key] for column in used}
    rows = tuple(
        (row.number, tuple(" ".join(row.cells.get(h, "") for h in under[column.key]).strip() for column in used))
        for row in raw.rows[:SHOWN]
    )
    return Look(
        raw, columns, sheets, raw.sheet or "", at, tuple(map(column_name, used)), rows, read.problems[:PROBLEMS_SHOWN]
    )


def _proposed(kept: Import, raw: RawTable) -> dict[str, str]:
    own = mapping_of(kept)
    if own and set(own) == set(raw.headings):
        return own
    remembered = ImportHeadings.objects.filter(fingerprint=fingerprint(raw.headings)).first()
    return propose(raw, remembered.mapping if remembered else None)


def _some_cells(raw: RawTable, heading: str) -> tuple[str, ...]:
    filled = (cell for row in raw.rows if (cell := row.cells.get(heading, "")))
    return tuple(cell[:40] for cell, _number in zip(filled, range(3), strict=False))


def rows_of(kept: Import) -> QuerySet[ImportRow]:
    """The rows of an upload in the order of the file, with the organisations they are."""
    return ImportRow.objects.filter(import_of=kept).select_related("organisation")


def stayed_out(kept: Import) -> QuerySet[ImportRow]:
    """Rows that did not go in, or will not."""
    out = [Outcome.REFUSED, Outcome.STALE, *([Outcome.ASK] if kept.options.get("hold") else [])]
    return ImportRow.objects.filter(import_of=kept, outcome__in=out).order_by("number")


def to_write(kept: Import) -> QuerySet[ImportRow]:
    """Rows that go in when the import is applied, or went in."""
    held = [] if kept.options.get("hold") else [Outcome.ASK]
    return ImportRow.objects.filter(import_of=kept, outcome__in=[Outcome.NEW, Outcome.CHANGED, *held])


def to_mend(kept: Import) -> QuerySet[ImportRow]:
    """Those of them that can be corrected, as they stood in the file; of persons nothing is kept."""
    return stayed_out(kept).exclude(cells=[])


def mend_file(kept: Import, kind: str) -> Iterator[bytes] | None:
    """The rows that stayed out under their own headings, each with what is wrong: to be corrected and sent again.

    ``kind`` is csv or xlsx; entities come back as lines of JSON whatever it is. ``None`` where no row stayed out.
    """
    rows = to_mend(kept)
    first = rows.first()
    if first is None:
        return None
    if kept.file_kind == "ftm":
        return (_mended_entity(row) for row in rows.iterator(chunk_size=500))
    headings = [heading for heading, _cell in first.cells]
    remark = REMARK_HEADINGS[1 if reads_chinese() else 0]
    lines = ([*_cells(row, headings), _remark(row)] for row in rows.iterator(chunk_size=500))
    if kind == "csv":
        return csv_pieces([*headings, remark], lines)
    return iter([xlsx_bytes([*headings, remark], list(lines), kept.namespace, MEND_STAMP)])


def _cells(row: ImportRow, headings: Sequence[str]) -> list[str]:
    cells = dict(row.cells)
    return [cells.get(heading, "") for heading in headings]


def _mended_entity(row: ImportRow) -> bytes:
    """The entity as it stood, with what is wrong beside its properties, where a reader skips it."""
    entity = json.loads(dict(row.cells)["entity"]) | {"problems": _remark(row).splitlines()}
    return json.dumps(entity, ensure_ascii=False).encode() + b"\n"


def _remark(row: ImportRow) -> str:
    told = [problem for problem in row.problems if problem["level"] != "note"]
    return "\n".join([*problem_lines(told or row.problems), *(near["name"] for near in row.near)])


def changed_lines(row: ImportRow) -> str:
    """What a row changes, one change a line."""
    return "\n".join(change_lines(row.changes))


def empty_table() -> bytes:
    """A table with every heading a file can have, in the reader's language, to be filled in."""
    return b"".join(csv_pieces([column_name(column) for column in REGISTRY.columns], []))


def known_columns() -> Sequence[tuple[str, str]]:
    """The columns a file can have: key and heading in the reader's language."""
    return [(column.key, column_name(column)) for column in REGISTRY.columns]
