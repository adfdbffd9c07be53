"""Files of records with one thing wrong each: what is in the file, and what must be said of it, where.

A case is a name, the file's name and bytes, the code expected, the row as a spreadsheet shows it and the heading
(``None`` where the whole file or row is meant), and whether the good row beside the bad one is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fairway.trust.tests.broken_records import binary, cells, text

if TYPE_CHECKING:
    from collections.abc import Iterator


class Case(NamedTuple):
    """One broken file and what is expected of it."""

    name: str
    file: str
    content: bytes
    code: str
    row: int | None
    column: str | None
    keeps_good: bool


def cases() -> Iterator[Case]:
    """Every case."""
    for source in (cells.cases, text.cases, binary.cases):
        for name, file, content, code, row, column, keeps in source():
            yield Case(f"{source.__module__.rpartition('.')[2]}: {name}", file, content, code, row, column, keeps)
