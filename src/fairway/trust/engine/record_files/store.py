"""What waits on disk between reading and writing, and DuckDB over it within a bounded memory."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEMORY = "600MB"
# The second and later row of an organisation and number, with the first; hashes first, so that only rows that may
# repeat another are sorted.
REPEATS = """
COPY (
  WITH twice AS (
    SELECT hash(organisation, number) AS mark FROM read_parquet('{staged}') GROUP BY mark HAVING count(*) > 1
  ),
  numbered AS (
    SELECT *,
      row_number() OVER same AS place,
      first_value(file) OVER same AS first_file, first_value("row") OVER same AS first_row
    FROM read_parquet('{staged}') WHERE hash(organisation, number) IN (SELECT mark FROM twice)
    WINDOW same AS (PARTITION BY organisation, number ORDER BY file, "row")
  )
  SELECT * EXCLUDE (place) FROM numbered WHERE place > 1 ORDER BY file, "row"
) TO '{repeats}' (FORMAT parquet)
"""


@contextmanager
def opened(path: Path, schema: Any) -> Iterator[Any]:  # noqa: ANN401  # Arrow's own
    """Open a Parquet file to be read once and thrown away."""
    from pyarrow import parquet

    writer = parquet.ParquetWriter(path, schema, compression="lz4", use_dictionary=["authority", "source"])
    try:
        yield writer
    finally:
        writer.close()


@contextmanager
def connect(folder: Path) -> Iterator[Any]:
    """Open DuckDB in memory; what does not fit goes to ``folder``."""
    import duckdb

    store = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill"), "threads": 2})
    try:
        # A progress bar would be drawn over whoever prints their own.
        store.execute("SET enable_progress_bar = false")
        yield store
    finally:
        store.close()


def find_repeats(store: Any, staged: Path, repeats: Path) -> int:  # noqa: ANN401  # DuckDB's own
    """Write rows that repeat an earlier row's case to ``repeats``; gives how many."""
    sql = REPEATS.format(staged=_quoted(staged), repeats=_quoted(repeats))
    return int(store.execute(sql).fetchone()[0])


def kept_rows(staged: Path, repeats: Path | None) -> str:
    """The rows to keep as SQL to select from."""
    rows = f"read_parquet('{_quoted(staged)}')"
    if repeats is None:
        return rows
    repeated = f"read_parquet('{_quoted(repeats)}')"
    return f'(SELECT kept.* FROM {rows} kept ANTI JOIN {repeated} repeated USING (file, "row"))'  # noqa: S608  # ours


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
