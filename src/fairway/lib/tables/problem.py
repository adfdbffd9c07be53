"""What is wrong in an input file, where, and what would be right: a sentence each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import filled

if TYPE_CHECKING:
    from collections.abc import Mapping


class Level(StrEnum):
    """An error keeps a row (or the file) out; a warning only tells."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One problem of one input file.

    ``code`` is stable and machine-readable; ``text`` and ``remedy`` are English sentences marked for
    translation, both filled from ``params``. ``row`` is the line number a spreadsheet shows (for TOML:
    the line of the file); ``column`` the heading as it stands in the file (for TOML: ``facts[3].on``).
    """

    file: str
    code: str
    text: str
    remedy: str
    row: int | None = None
    column: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)
    value: str | None = None
    level: Level = Level.ERROR

    @property
    def where(self) -> str:
        """``organisations.csv, row 7, column region``: without the parts that cannot be said."""
        parts = [self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column is not None:
            parts.append(f"column {self.column}")
        return ", ".join(parts)

    @property
    def sentence(self) -> str:
        """What is wrong, in English."""
        return filled(self.text, self.params)

    @property
    def advice(self) -> str:
        """What would be right, in English."""
        return filled(self.remedy, self.params)

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence} {self.advice}"


class BadCell(Invalid):
    """What a cell holds cannot be right; ``remedy`` says what would be. ``facts`` fill both sentences."""

    def __init__(self, code: str, text: str, remedy: str, **facts: str | int) -> None:
        super().__init__(code, text, **facts)
        self.remedy = remedy
        self.params: Mapping[str, str | int] = facts

    def at(self, file: str, row: int | None, column: str | None, value: str | None = None) -> Problem:
        """Turn this complaint into a problem at a place."""
        return Problem(file, self.code, self.text, self.remedy, row, column, self.params, value)
