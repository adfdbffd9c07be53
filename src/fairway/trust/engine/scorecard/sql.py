"""A scorecard as one expression over a table, and as SQL: the same whole points as in Python, row for row.

Bounds have at most 15 digits, so a decimal text and a binary number compare alike; points are whole numbers, so no
engine's order of adding matters.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.scorecard.binning import MISSED, NAMES, OTHER, RANGE, SPECIAL
from fairway.trust.engine.scorecard.card import NUMBER, Side
from fairway.trust.engine.scorecard.values import as_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fairway.trust.engine.scorecard.binning import Bin
    from fairway.trust.engine.scorecard.card import Card, Cross

DIALECTS = ("duckdb", "sqlite")


def score_expression(card: Card, table: Any, *, has_nan: bool = True) -> Any:  # noqa: ANN401  # Ibis expressions
    """Return the score of each row of an Ibis ``table`` as one whole-number expression.

    ``has_nan``: whether the engine keeps NaN apart from NULL (SQLite does not). Columns of numbers are numbers there,
    categories are text or whole numbers. Raises :class:`Invalid` ``scorecard-column-type``.
    """
    import ibis

    total = ibis.literal(card.base_points, "int64")
    for feature in card.features:
        side = Side(feature.name, feature.kind, feature.bins, feature.specials)
        total = total + _valued(side, feature.points, table[side.name], has_nan=has_nan)
    for cross in card.crosses:
        total = total + _crossed(cross, table, has_nan=has_nan)
    return total


def score_sql(card: Card, table: str, types: Mapping[str, str], dialect: str) -> str:
    """Write ``SELECT *, score FROM table`` in DuckDB's or SQLite's SQL; ``types`` are Ibis types by column."""
    import ibis
    from ibis.backends.sql.compilers import DuckDBCompiler, SQLiteCompiler

    if dialect not in DIALECTS:
        text = _("SQL is written for %(allowed)s, not for “%(dialect)s”.")
        raise Invalid("scorecard-dialect", text, allowed=", ".join(DIALECTS), dialect=dialect)
    rows = ibis.table(dict(types), name=table)
    scored = rows.mutate(score=score_expression(card, rows, has_nan=dialect == "duckdb"))
    compiler = DuckDBCompiler() if dialect == "duckdb" else SQLiteCompiler()
    return str(compiler.to_sqlglot(scored).sql(dialect=dialect))


def _crossed(cross: Cross, table: Any, *, has_nan: bool) -> Any:  # noqa: ANN401  # Ibis expressions
    """Count the bins of both sides, and give the points of the cell so found."""
    import ibis

    first, second = cross.sides
    width = len(second.bins)
    row = _valued(first, range(0, len(cross.bins), width), table[first.name], has_nan=has_nan)
    cell = row + _valued(second, range(width), table[second.name], has_nan=has_nan)
    cases = [(cell == k, ibis.literal(points, "int64")) for k, points in enumerate(cross.points) if points]
    none = ibis.literal(0, "int64")
    return ibis.cases(*cases, else_=none) if cases else none


def _valued(side: Side, values: Sequence[int], column: Any, *, has_nan: bool) -> Any:  # noqa: ANN401  # Ibis expressions
    """Give the value of the bin that each row falls into; ``values`` are in the order of the bins."""
    import ibis

    if side.kind == NUMBER:
        if not column.type().is_numeric():
            raise _wrong_type(side, column)
        cases, last = list(_number_cases(side, values, column, has_nan=has_nan)), RANGE
    else:
        if not (column.type().is_string() or column.type().is_integer()):
            raise _wrong_type(side, column)
        cases, last = list(_category_cases(side, values, column.cast("string").strip())), OTHER
    rest = [value for each, value in zip(side.bins, values, strict=True) if each.role == last][-1]
    return ibis.cases(*cases, else_=ibis.literal(rest, "int64"))


def _wrong_type(side: Side, column: Any) -> Invalid:  # noqa: ANN401  # Ibis expressions
    text = _("Column “%(column)s” is a %(kind)s on the card, and %(type)s in the table. Convert it first.")
    return Invalid("scorecard-column-type", text, column=side.name, kind=side.kind, type=str(column.type()))


def _number_cases(
    side: Side,
    values: Sequence[int],
    column: Any,  # noqa: ANN401  # Ibis expressions
    *,
    has_nan: bool,
) -> Iterator[tuple[Any, int]]:
    missing = column.isnull()
    if has_nan and column.type().is_floating():
        missing = missing | column.isnan()
    for _each, value in _pairs(side, values, MISSED):
        yield missing, value
    for each, value in _pairs(side, values, SPECIAL):
        if (number := as_number(each.names[0])) is not None:
            yield column == number, value
    for each, value in _pairs(side, values, RANGE):
        if math.isfinite(each.upper):
            yield column < each.upper, value


def _category_cases(side: Side, values: Sequence[int], column: Any) -> Iterator[tuple[Any, int]]:  # noqa: ANN401
    for _each, value in _pairs(side, values, MISSED):
        yield column.isnull() | (column == ""), value
    for role in (SPECIAL, NAMES):
        for each, value in _pairs(side, values, role):
            yield column.isin(each.names), value


def _pairs(side: Side, values: Sequence[int], role: str) -> Iterator[tuple[Bin, int]]:
    return ((each, value) for each, value in zip(side.bins, values, strict=True) if each.role == role)
