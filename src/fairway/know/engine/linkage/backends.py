"""Where whole tables are linked: DuckDB in this process, or a Spark cluster. One set of statements runs on both."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from fairway.lib.errors import Refused
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from splink.internals.database_api import DatabaseAPI

BATCH = 100_000


class Backend(Protocol):
    """A store for tables that Splink can work on."""

    @property
    def splink(self) -> DatabaseAPI[Any]:
        """What Splink calls its database."""

    def add(self, table: str, columns: Mapping[str, Sequence[object]]) -> None:
        """Append rows, given as columns of equal length, to a table made by the first of them."""

    def make(self, table: str, query: str) -> None:
        """Store the result of a query as a table."""

    def drop(self, table: str) -> None:
        """Give back the room of a table."""

    def rows(self, query: str) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the result of a query in batches."""


_WHOLE_NUMBERS = frozenset({"record", "side"})


def _arrow(columns: Mapping[str, Sequence[object]]) -> object:
    """Columns as an Arrow table: whole numbers or text, also where a piece of a table has nothing but blanks."""
    import pyarrow as pa

    return pa.table(
        {
            name: pa.array(values, pa.int64() if name in _WHOLE_NUMBERS else pa.string())
            for name, values in columns.items()
        }
    )


class DuckDB:
    """Tables in this process, spilled to disk beyond ``memory``; ``folder`` is for what is spilled."""

    def __init__(self, *, memory: str = "2GB", folder: str | None = None) -> None:
        import duckdb
        from splink import DuckDBAPI

        self.connection = duckdb.connect()
        self.connection.execute(f"SET memory_limit = '{memory}'")
        self.connection.execute("SET preserve_insertion_order = false")
        if folder:
            self.connection.execute(f"SET temp_directory = '{folder}'")
        self.splink = DuckDBAPI(connection=self.connection)
        self._made: set[str] = set()

    def add(self, table: str, columns: Mapping[str, Sequence[object]]) -> None:
        """Append rows; the first make the table."""
        self.connection.register("incoming", _arrow(columns))
        verb = f"INSERT INTO {table}" if table in self._made else f"CREATE TABLE {table} AS"
        self.connection.execute(f"{verb} SELECT * FROM incoming")  # noqa: S608  # names of our own
        self.connection.unregister("incoming")
        self._made.add(table)

    def make(self, table: str, query: str) -> None:
        """Store the result of a query."""
        self.connection.execute(f"CREATE TABLE {table} AS {query}")

    def drop(self, table: str) -> None:
        """Drop a table if it is there."""
        self.connection.execute(f"DROP TABLE IF EXISTS {table}")

    def rows(self, query: str) -> Iterator[list[tuple[Any, ...]]]:
        """Yield a result in batches of :data:`BATCH` rows."""
        found = self.connection.execute(query)
        while batch := found.fetchmany(BATCH):
            yield batch


class Spark:
    """Tables of a Spark session (``pyspark.sql.SparkSession``); needs the ``spark`` extra and Java."""

    def __init__(self, session: object) -> None:
        from splink import SparkAPI

        self.session: Any = session
        self.splink = SparkAPI(  # type: ignore[no-untyped-call]
            spark_session=session, register_udfs_automatically=False, break_lineage_method="persist"
        )
        self._parts: dict[str, Any] = {}

    def add(self, table: str, columns: Mapping[str, Sequence[object]]) -> None:
        """Append rows; the first make the table."""
        frame = self.session.createDataFrame(_arrow(columns))
        known = self._parts.get(table)
        self._parts[table] = frame if known is None else known.unionAll(frame)
        self._parts[table].createOrReplaceTempView(table)

    def make(self, table: str, query: str) -> None:
        """Store the result of a query."""
        self.session.sql(query).cache().createOrReplaceTempView(table)

    def drop(self, table: str) -> None:
        """Drop a table if it is there."""
        self.session.catalog.dropTempView(table)

    def rows(self, query: str) -> Iterator[list[tuple[Any, ...]]]:
        """Yield a result in batches of :data:`BATCH` rows."""
        batch: list[tuple[Any, ...]] = []
        for row in self.session.sql(query).toLocalIterator():
            batch.append(tuple(row))
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def spark_session() -> object:
    """Return the Spark session there is, or start one on this machine; Refused where PySpark or Java is missing."""
    try:
        sql, errors = import_module("pyspark.sql"), import_module("pyspark.errors")
    except ImportError as error:
        text = _("Linking on Spark needs PySpark, which is not installed: install requirements/spark.txt.")
        raise Refused("no-spark", text) from error
    builder = sql.SparkSession.builder.appName("fairway link")
    for name, value in _SESSION.items():
        builder = builder.config(name, value)
    try:
        session: object = builder.getOrCreate()
    except errors.PySparkRuntimeError as error:
        raise Refused("no-java", _("Spark could not be started: it needs Java 17 or newer.")) from error
    return session


# A session of this machine alone: reachable from nowhere else, dates in UTC.
_SESSION = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "8",
}
