"""Give bad rows back in their own headings, each with what is wrong and what would be right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.lib.tables.spec import REMARK_HEADINGS
from fairway.lib.tables.write import csv_bytes, xlsx_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from fairway.chain.engine.folder import BadRow


def remark(row: BadRow) -> str:
    """Say what is wrong with a row and what would be right, in English, one problem a line."""
    lines = [(problem.column, f"{problem.sentence} {problem.advice}") for problem in row.reasons]
    return "\n".join(f"{column}: {line}" if column else line for column, line in lines)


def mend_file(
    rows: Sequence[BadRow],
    *,
    stamp: datetime,
    kind: str = "xlsx",
    title: str = "bad rows",
    remark: Callable[[BadRow], str] = remark,
    heading: str = REMARK_HEADINGS[0],
) -> bytes:
    """Write the bad rows of one table (at least one) as ``xlsx`` or ``csv``, to be mended and loaded.

    ``remark`` puts a row's problems into the reader's language; ``heading`` is one of
    :data:`fairway.lib.tables.REMARK_HEADINGS`, which the reader of tables skips.
    """
    headings = list(rows[0].raw.cells)
    lines = [[*(row.raw.cells[name] for name in headings), remark(row)] for row in rows]
    if kind == "csv":
        return csv_bytes([*headings, heading], lines)
    return xlsx_bytes([*headings, heading], lines, title, stamp)
