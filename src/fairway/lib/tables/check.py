"""Check a raw table against its specification."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.nearest import nearest
from fairway.lib.tables.problem import BadCell, Problem
from fairway.lib.tables.spec import REMARK_HEADINGS, Checked, Column, Row, TableSpec, Values, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fairway.lib.tables.raw import RawRow, RawTable

T = TypeVar("T")


def check(raw: RawTable, spec: TableSpec[T], defaults: Mapping[str, Any] | None = None) -> Checked[T]:
    """Turn the rows without a problem into values; for blank cells ``defaults`` go before the spec's own."""
    if raw.lost:
        return Checked((), raw.problems, raw)
    headings, problems = _match_headings(raw, spec)
    problems = [*raw.problems, *problems]
    if not raw.rows:
        problems.append(BadCell("empty-table", _EMPTY, _ADD_ROWS).at(raw.file, None, None))
    unread = {(problem.row, problem.column) for problem in raw.problems if problem.row is not None}
    bad_rows = {row for row, _heading in unread}
    # Without a required column no row is one.
    complete = spec.required_present(headings)
    parsed: list[tuple[RawRow, Values]] = []
    for row in raw.rows:
        values, wrong = _row_values(raw.file, row, spec, headings, defaults or {})
        problems += [problem for problem in wrong if (problem.row, problem.column) not in unread]
        if complete and not wrong and row.number not in bad_rows:
            parsed.append((row, values))
    twice = _duplicates(raw.file, parsed, spec, headings)
    repeated = {problem.row for problem in twice}
    rows = tuple(Row(row.number, spec.build(values)) for row, values in parsed if row.number not in repeated)
    return Checked(rows, (*problems, *twice), raw, headings)


def _match_headings(raw: RawTable, spec: TableSpec[T]) -> tuple[dict[str, str], list[Problem]]:
    """Column key → heading in the file, and what is wrong with the headings."""
    known = {folded(word): column.key for column in spec.columns for word in (column.key, *column.headings)}
    remarks = {folded(word) for word in REMARK_HEADINGS}
    headings: dict[str, str] = {}
    problems: list[Problem] = []
    for heading in raw.headings:
        key = known.get(folded(heading))
        if key is None and folded(heading) not in remarks:
            problems.append(_unknown_heading(raw.file, heading, spec))
        elif key in headings and headings[key] != heading:
            bad = BadCell("duplicate-column", _SAME_COLUMN, _KEEP_ONE, one=headings[key], other=heading)
            problems.append(bad.at(raw.file, None, heading))
        elif key is not None:
            headings[key] = heading
    problems += [
        BadCell("missing-column", _MISSING, _ADD_COLUMN, column=column.headings[0], other=column.headings[1]).at(
            raw.file, None, column.headings[0]
        )
        for column in spec.columns
        if column.required and column.key not in headings
    ]
    return headings, problems


def _unknown_heading(file: str, heading: str, spec: TableSpec[T]) -> Problem:
    words = [word for column in spec.columns for word in column.headings]
    near = nearest(heading, words)
    if near:
        return BadCell("unknown-column", _UNKNOWN, _DID_YOU_MEAN, heading=heading, near=near).at(file, None, heading)
    listed = ", ".join(column.headings[0] for column in spec.columns)
    return BadCell("unknown-column", _UNKNOWN, _DELETE_IT, heading=heading, columns=listed).at(file, None, heading)


def _row_values(
    file: str, row: RawRow, spec: TableSpec[T], headings: Mapping[str, str], defaults: Mapping[str, Any]
) -> tuple[Values, list[Problem]]:
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for column in spec.columns:
        heading = headings.get(column.key)
        cell = row.cells.get(heading, "") if heading is not None else ""
        try:
            values[column.key] = _value(column, cell, defaults, present=heading is not None)
        except BadCell as bad:
            problems.append(bad.at(file, row.number, heading, cell))
    if not problems and spec.required_present(headings):
        problems = list(_cross_cell(file, row, spec, headings, values))
    return values, problems


def _value(column: Column, cell: str, defaults: Mapping[str, Any], *, present: bool) -> object:
    if cell:
        return column.parse(cell)
    if column.required and present:
        raise BadCell("missing-value", BLANK, column.remedy)
    return defaults.get(column.key, column.default)


def _cross_cell(
    file: str, row: RawRow, spec: TableSpec[T], headings: Mapping[str, str], values: Values
) -> Iterator[Problem]:
    for checker in spec.checks:
        for key, bad in checker(values):
            heading = headings.get(key, spec.column(key).headings[0])
            yield bad.at(file, row.number, heading, row.cells.get(heading, ""))


def _duplicates(
    file: str, parsed: Iterable[tuple[RawRow, Values]], spec: TableSpec[T], headings: Mapping[str, str]
) -> list[Problem]:
    """Rows whose key stands in another row too: all but the first are problems that name the first."""
    first: dict[tuple[Any, ...], int] = {}
    problems: list[Problem] = []
    if not spec.key or any(key not in headings for key in spec.key):
        return problems
    for row, values in parsed:
        key = tuple(values[part] for part in spec.key)
        if key in first:
            shown = ", ".join(str(part) for part in key)
            bad = BadCell("duplicate-key", _DUPLICATE, _ONE_ROW, key=shown, first=first[key], second=row.number)
            problems.append(bad.at(file, row.number, headings[spec.key[0]], shown))
        first.setdefault(key, row.number)
    return problems


_EMPTY = _("The table has headings but no rows.")
_ADD_ROWS = _("Add a row for each entry, or leave the file out.")
_SAME_COLUMN = _("The headings “%(one)s” and “%(other)s” mean the same column.")
_KEEP_ONE = _("Keep one of the columns and delete the other.")
_MISSING = _("The column “%(column)s” is missing.")
_ADD_COLUMN = _("Add a column with the heading “%(column)s” or “%(other)s”.")
_UNKNOWN = _("No column of this table is called “%(heading)s”.")
_DID_YOU_MEAN = _("Did you mean “%(near)s”?")
_DELETE_IT = _("Delete the column; the table knows these: %(columns)s.")
BLANK = _("The cell is empty but needed.")
_DUPLICATE = _("The rows %(first)s and %(second)s are both “%(key)s”.")
_ONE_ROW = _("Keep one of the two rows, or give one of them another key.")
