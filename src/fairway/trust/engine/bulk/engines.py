"""The same ratings from four engines: each gets whole organisations, piece by piece, and the one expression.

The engines keep nothing: a piece of records goes into a table of the session, the ratings come back in the order
of their organisations. Spark reads the file itself and keeps it where it lies.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from fairway.trust.engine.bulk.stream import Batch, Ratings, refuse_strangers
from fairway.trust.engine.expression import (
    EPOCH_MONTH,
    PREVIOUS,
    RECORDS,
    TARIFF,
    rating_sql,
    tariff_rows,
)

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

    from fairway.trust.engine.credit_model import CreditModel

Row = tuple[Any, ...]
NEVER = np.iinfo(np.int32).min
TEXT = {"sqlite": "TEXT", "duckdb": "VARCHAR", "postgres": "TEXT", "pyspark": "STRING"}
SPARK_ROWS = 200_000
_SPARK_DAY = "datediff({}, DATE '1970-01-01')"
WHOLE = {"sqlite": "INTEGER", "duckdb": "BIGINT", "postgres": "BIGINT", "pyspark": "BIGINT"}


@dataclass(frozen=True)
class Method:
    """What is asked of an engine: a model on a day, the kind of key, and the grades before, if any."""

    model: CreditModel
    day: date
    is_text: bool = False
    previous: Mapping[str, NDArray[Any]] | None = None

    def sql(self, dialect: str) -> str:
        """Write the expression for a dialect, ratings in the order of organisations."""
        key = "string" if self.is_text else "int64"
        has = self.previous is not None
        select = rating_sql(self.model, self.day, dialect, with_previous=has, organisation=key)
        collation = ' COLLATE "C"' if self.is_text and dialect == "postgres" else ""
        return f"SELECT organisation, points, grade, records FROM ({select}) AS rated ORDER BY organisation{collation}"  # noqa: S608  # ours

    def tables(self, dialect: str) -> dict[str, dict[str, str]]:
        """Name the tables the expression reads, their columns and types."""
        shapes = {"records": RECORDS, "tariff": TARIFF} | ({"previous": PREVIOUS} if self.previous is not None else {})
        words = {"string": TEXT[dialect], "int64": WHOLE[dialect]}
        keys = ("organisation", "p_organisation") if self.is_text else ()
        return {
            table: {name: words["string" if name in keys else kind] for name, kind in columns.items()}
            for table, columns in shapes.items()
        }

    def previous_rows(self) -> list[Row]:
        """List the grades before that are grades: no file before is nothing to hold on to."""
        if self.previous is None:
            return []
        pairs = zip(self.previous["organisation"].tolist(), self.previous["rank"].tolist(), strict=True)
        return [(organisation, rank) for organisation, rank in pairs if rank >= 0]


class Cursor(Protocol):
    """A cursor of an open PostgreSQL session (psycopg's)."""

    def execute(self, statement: str) -> Any:  # noqa: ANN401  # psycopg's
        """Run a statement."""

    def copy(self, statement: str) -> Any:  # noqa: ANN401
        """Open a COPY."""

    def fetchall(self) -> list[Row]:
        """Fetch all rows."""


def rate_in_sqlite(connection: sqlite3.Connection, pieces: Iterable[Batch], method: Method) -> Iterator[Ratings]:
    """Rate in tables of an SQLite session."""

    def fill(table: str, columns: Sequence[NDArray[Any]]) -> None:
        width = len(method.tables("sqlite")[table])
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", _rows(columns))  # noqa: S608  # ours

    def ask(sql: str) -> list[Row]:
        with closing(connection.execute(sql)) as cursor:
            return cursor.fetchall()

    connection.executescript(_create(method, "sqlite"))
    yield from _piecewise(pieces, method, "sqlite", (fill, ask))


def rate_in_postgres(cursor: Cursor, pieces: Iterable[Batch], method: Method) -> Iterator[Ratings]:
    """Rate in temporary tables of a PostgreSQL session."""

    def fill(table: str, columns: Sequence[NDArray[Any]]) -> None:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            for row in _rows(columns):
                copy.write_row(row)

    def ask(sql: str) -> list[Row]:
        cursor.execute(sql)
        return cursor.fetchall() if sql.startswith("SELECT") else []

    cursor.execute(_create(method, "postgres"))
    yield from _piecewise(pieces, method, "postgres", (fill, ask))


def rate_in_duckdb(connection: Any, pieces: Iterable[Batch], method: Method) -> Iterator[Ratings]:  # noqa: ANN401  # duckdb's
    """Rate in DuckDB, which reads the columns of a piece where they lie."""
    import pyarrow as pa

    def fill(table: str, columns: Sequence[NDArray[Any]]) -> None:
        shape = method.tables("duckdb")[table]
        if columns:
            kinds = [pa.string() if kind == "VARCHAR" else pa.int64() for kind in shape.values()]
            arrays = [pa.array(column, kind) for column, kind in zip(columns, kinds, strict=True)]
            connection.register("handed_over", pa.Table.from_arrays(arrays, names=list(shape)))
            connection.execute(f"INSERT INTO {table} SELECT * FROM handed_over")  # noqa: S608  # ours
            connection.unregister("handed_over")

    def ask(sql: str) -> list[Row]:
        return list(connection.execute(sql).fetchall())

    connection.execute(_create(method, "duckdb"))
    yield from _piecewise(pieces, method, "duckdb", (fill, ask))


def rate_in_spark(session: Any, path: Path, method: Method) -> Iterator[Ratings]:  # noqa: ANN401  # pyspark's
    """Rate in Spark, which reads the file of records itself, on whatever machines it has."""
    frame = session.read.parquet(str(path))
    frame.createOrReplaceTempView("records_file")
    status_day = f"coalesce({_SPARK_DAY.format('status_on')}, {NEVER})" if "status_on" in frame.columns else f"{NEVER}"
    columns = {
        **{name: name for name in ("organisation", "kind", "severity", "status")},
        "status_day": f"bigint({status_day})",
        "happened_month": "bigint(year(happened_on) * 12 + month(happened_on) - 1)",
        "happened_day": f"bigint({_SPARK_DAY.format('happened_on')})",
        "learned_day": f"bigint({_SPARK_DAY.format('learned_on')})",
    }
    named = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    session.sql(f"SELECT {named} FROM records_file").createOrReplaceTempView("records")  # noqa: S608  # ours
    rows = {"tariff": tariff_rows(method.model, method.day), "previous": method.previous_rows()}
    for table, shape in method.tables("pyspark").items():
        if table != "records":
            schema = ", ".join(f"{name} {kind}" for name, kind in shape.items())
            session.createDataFrame(rows[table], schema).createOrReplaceTempView(table)
    found = session.sql(method.sql("pyspark")).toLocalIterator()
    while part := [tuple(row) for row in islice(found, SPARK_ROWS)]:
        yield as_ratings(part, method)


def _create(method: Method, dialect: str) -> str:
    return "\n".join(
        f"CREATE TEMPORARY TABLE {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())}{key});"
        for table, columns in method.tables(dialect).items()
        for key in [", PRIMARY KEY (p_organisation)" if table == "previous" else ""]
    )


def _piecewise(pieces: Iterable[Batch], method: Method, dialect: str, engine: tuple[Any, Any]) -> Iterator[Ratings]:
    """Fill the tables, ask, empty them: once for each piece."""
    fill, ask = engine
    fill("tariff", _columns(tariff_rows(method.model, method.day)))
    if method.previous is not None:
        fill("previous", _columns(method.previous_rows()))
    sql = method.sql(dialect)
    for piece in pieces:
        refuse_strangers(piece)
        fill("records", record_columns(piece))
        yield as_ratings(ask(sql), method)
        ask("DELETE FROM records")


def _columns(rows: Iterable[Row]) -> list[NDArray[Any]]:
    return [np.array(cells, object) for cells in zip(*rows, strict=True)]


def whole_organisations(batches: Iterable[Batch]) -> Iterator[Batch]:
    """Cut batches where organisations end: each piece has all records of its organisations."""
    held: Batch | None = None
    for batch in batches:
        joined = batch if held is None else _joined(held, batch)
        last = int(joined.starts[-1])
        if last:
            yield _cut(joined, 0, last)
        held = _cut(joined, last, None)
    if held is not None:
        yield held


def _cut(batch: Batch, first: int, end: int | None) -> Batch:
    inside = batch.starts >= first if end is None else batch.starts < end
    span = slice(first, end)
    return Batch(
        batch.organisations[inside],
        batch.starts[inside] - first,
        batch.entries[span],
        batch.words,
        batch.happened[span],
        None if batch.learned is None else batch.learned[span],
        None if batch.status_days is None else batch.status_days[span],
        batch.file,
        batch.first_row + first,
    )


def _joined(one: Batch, other: Batch) -> Batch:
    """Put two batches of a file together; days left out where all is known come back as days long past."""
    words = tuple(dict.fromkeys([*one.words, *other.words]))
    keys = np.concatenate([np.repeat(b.organisations, np.diff(b.starts, append=len(b.entries))) for b in (one, other)])
    starts = np.append(0, np.flatnonzero(keys[1:] != keys[:-1]) + 1)
    return Batch(
        keys[starts],
        starts,
        np.concatenate([np.array([words.index(w) for w in b.words], np.intp).take(b.entries) for b in (one, other)]),
        words,
        np.concatenate([one.happened, other.happened]),
        np.concatenate([_days(b.learned, len(b.entries)) for b in (one, other)]),
        np.concatenate([_days(b.status_days, len(b.entries)) for b in (one, other)]),
        one.file,
        one.first_row,
    )


def _days(days: NDArray[np.int32] | None, count: int) -> NDArray[np.int32]:
    return np.full(count, NEVER, np.int32) if days is None else days


def record_columns(batch: Batch) -> list[NDArray[Any]]:
    """Give the records as columns in the order of :data:`~fairway.trust.engine.expression.RECORDS`."""
    count = len(batch.entries)
    months = batch.happened.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + EPOCH_MONTH
    words = [np.array(listed, object).take(batch.entries) for listed in zip(*batch.words, strict=True)]
    return [
        np.repeat(batch.organisations, np.diff(batch.starts, append=count)),
        *words,
        _days(batch.status_days, count),
        months,
        batch.happened,
        _days(batch.learned, count),
    ]


def _rows(columns: Iterable[NDArray[Any]]) -> Iterable[Row]:
    return zip(*(column.tolist() for column in columns), strict=True)


def as_ratings(rows: Sequence[Row], method: Method) -> Ratings:
    """Put rows of (organisation, points, grade, records) into columns."""
    ranks = {"": 0} | {key: rank for rank, key in enumerate(method.model.grade_keys())}
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    return Ratings(
        np.array(columns[0], np.str_ if method.is_text else np.int64),
        np.array([0 if points is None else points for points in columns[1]], np.int64),
        np.array([ranks[grade] for grade in columns[2]], np.int64),
        np.array(columns[3], np.int64),
    )
