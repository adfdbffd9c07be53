"""Questions about uploaded folders."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from fairway.base.models import Job
from fairway.base.problems import remarks
from fairway.base.words import reads_chinese
from fairway.chain.engine.folder import read_folder
from fairway.chain.models import InputFolder
from fairway.lib.tables import REMARK_HEADINGS, Sheet, workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.chain.engine.folder import BadRow, Folder, FolderCheck

TABLES = {
    "organisations": gettext_noop("Organisations"),
    "records": gettext_noop("Records"),
    "offers": gettext_noop("Offers"),
    "needs": gettext_noop("Needs"),
    "requests": gettext_noop("Meeting requests"),
    "leads": gettext_noop("Leads"),
    "agreements": gettext_noop("Agreements"),
    "promises": gettext_noop("Promises"),
    "stages": gettext_noop("Stages"),
}
"""The tables of a folder in order, in words."""
# Workbooks carry a time of writing; a fixed one keeps the bytes the same.
MEND_STAMP = datetime(2020, 1, 1, tzinfo=UTC)


def row_counts(folder: Folder | None) -> dict[str, int]:
    """Clean rows by table; nothing when there is no clean folder."""
    return {table: len(getattr(folder, table)) for table in TABLES} if folder is not None else {}


def files_of(kept: InputFolder) -> dict[str, bytes]:
    """The files as they were sent."""
    return {file.name: bytes(file.content) for file in kept.files.all()}


def check_again(kept: InputFolder, *, accept_good_rows: bool) -> FolderCheck:
    """Read the kept files once more; ``accept_good_rows`` leaves the bad rows out."""
    return read_folder(files_of(kept), accept_good_rows=accept_good_rows)


def narrowed(problems: list[dict[str, object]], file: str, level: str) -> list[dict[str, object]]:
    """The problems of one file and one level; an empty choice keeps all."""
    return [p for p in problems if file in {"", p["file"]} and level in {"", p["level"]}]


def mend_file_of(kept: InputFolder) -> bytes | None:
    """The bad rows as a workbook to mend, ``None`` when no single row is bad."""
    return mend_workbook(check_again(kept, accept_good_rows=True))


def mend_workbook(check: FolderCheck) -> bytes | None:
    """One sheet a table with its bad rows under their own headings, and a remark beside each.

    ``None`` when no single row is bad. The same folder gives the same bytes.
    """
    sheets = [_mend_sheet(table, rows) for table, rows in check.bad_rows.items()]
    return workbook_bytes(sheets, MEND_STAMP) if sheets else None


def _mend_sheet(table: str, rows: Sequence[BadRow]) -> Sheet:
    headings = list(rows[0].raw.cells)
    chinese = reads_chinese()
    lines = [[*(row.raw.cells[name] for name in headings), remarks(row.reasons)] for row in rows]
    return Sheet(table, [*headings, REMARK_HEADINGS[chinese]], lines)


def is_half_run(kept: InputFolder) -> bool:
    """Whether the rows are in, but a step after that was stopped."""
    stopped = {Job.State.FAILED, Job.State.CANCELLED}
    return kept.state == InputFolder.State.LOADED and kept.job is not None and kept.job.state in stopped
