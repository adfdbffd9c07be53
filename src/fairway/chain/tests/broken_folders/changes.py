"""Small changes of a folder."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl import Workbook

from fairway.chain.tests.broken_folders.good import Files, good_folder

Change = Callable[[Files], None]


@dataclass(frozen=True)
class Broken:
    """A change of the good folder, and the place and code of the problem it must lead to."""

    mutate: Change
    file: str
    row: int | None
    column: str | None
    code: str

    def files(self) -> Files:
        """Return the broken folder."""
        files = good_folder()
        self.mutate(files)
        return files


def swap(file: str, old: str, new: str) -> Change:
    """Replace the one place where ``old`` stands."""

    def mutate(files: Files) -> None:
        text = files[file].decode()
        assert text.count(old) == 1, (file, old, text.count(old))
        files[file] = text.replace(old, new).encode()

    return mutate


def add(file: str, line: str) -> Change:
    """Append a line."""

    def mutate(files: Files) -> None:
        files[file] += f"{line}\n".encode()

    return mutate


def put(file: str, content: bytes) -> Change:
    """Set the whole content of a file."""

    def mutate(files: Files) -> None:
        files[file] = content

    return mutate


def drop(file: str) -> Change:
    """Take a file away."""

    def mutate(files: Files) -> None:
        del files[file]

    return mutate


def instead(file: str, other: str, content: bytes) -> Change:
    """Put another file in the place of one."""

    def mutate(files: Files) -> None:
        del files[file]
        files[other] = content

    return mutate


def both(*changes: Change) -> Change:
    """Make several changes, one after the other."""

    def mutate(files: Files) -> None:
        for change in changes:
            change(files)

    return mutate


def as_xlsx(file: str, change: Callable[[object], None] | None = None) -> Change:
    """Turn a CSV of the folder into XLSX, with a change of its sheet."""

    def mutate(files: Files) -> None:
        book = Workbook()
        sheet = book.active
        for cells in csv.reader(io.StringIO(files.pop(file).decode())):
            sheet.append(cells)
        if change is not None:
            change(sheet)
        raw = io.BytesIO()
        book.save(raw)
        files[file.replace(".csv", ".xlsx")] = raw.getvalue()

    return mutate


def cell(place: str, value: object) -> Callable[[object], None]:
    """Set one cell of a sheet."""

    def change(sheet: object) -> None:
        sheet[place] = value  # type: ignore[index]

    return change
