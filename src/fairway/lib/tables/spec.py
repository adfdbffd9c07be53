"""What a table must look like, and the check of a raw table against it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell, Problem

if TYPE_CHECKING:
    from fairway.lib.tables.raw import RawTable

T = TypeVar("T")
Values = Mapping[str, Any]
# A check over the cells of one row: (column key, what is wrong) for each problem.
RowCheck = Callable[[Values], Iterator[tuple[str, BadCell]]]

# The column a mended file carries; it is skipped when the file comes back.
REMARK_HEADINGS = ("What is wrong and what would be right", "错误与更正说明")


@dataclass(frozen=True)
class Column:
    """One column: its headings (English, Chinese, then aliases) and how a cell becomes a value.

    ``parse`` gets a cell that is not blank and raises :class:`BadCell`; a blank cell becomes
    ``default``, or a problem where ``required``, answered with ``remedy``.
    """

    key: str
    headings: tuple[str, ...]
    parse: Callable[[str], Any]
    required: bool = False
    default: Any = None
    remedy: str = _("Fill in this cell.")


@dataclass(frozen=True)
class TableSpec(Generic[T]):
    """A table by name, its columns, the columns that tell rows apart, and what a row becomes.

    Without ``key`` rows are not told apart here: whoever reads them does that.
    """

    name: str
    columns: tuple[Column, ...]
    build: Callable[[Values], T]
    key: tuple[str, ...] = ("key",)
    checks: tuple[RowCheck, ...] = ()

    def column(self, key: str) -> Column:
        """Return the column of this key; KeyError when there is none."""
        return {column.key: column for column in self.columns}[key]

    def required_present(self, headings: Mapping[str, str]) -> bool:
        """Whether every required column has a heading in the file."""
        return all(column.key in headings for column in self.columns if column.required)


@dataclass(frozen=True)
class Row(Generic[T]):
    """A clean row: its spreadsheet line number and what it became."""

    number: int
    value: T


@dataclass(frozen=True)
class Checked(Generic[T]):
    """The rows without a problem, and the problems of the rest.

    ``headings`` maps column keys to the headings the file uses; ``raw`` is the table as it was read.
    """

    rows: tuple[Row[T], ...]
    problems: tuple[Problem, ...]
    raw: RawTable
    headings: Mapping[str, str] = field(default_factory=dict)

    def heading(self, key: str) -> str:
        """Return the heading of a column as it stands in the file, else the key."""
        return self.headings.get(key, key)


def folded(heading: str) -> str:
    """Return a heading without case, width, spacing, underscores and the star of a required column."""
    text = unicodedata.normalize("NFKC", heading).casefold()
    return re.sub(r"[\s_\-]+", " ", text).strip(" *")
