"""Tables of any columns, as scorecards take them: CSV or Parquet in, one list of cells a column out."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from fairway.lib.errors import FairwayError, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Columns = dict[str, list[object]]


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Name the file in whatever is refused about it."""
    try:
        yield
    except FairwayError as refusal:
        facts = {**refusal.facts, "file_name": path.name}
        raise type(refusal)(refusal.code, f"%(file_name)s: {refusal.text}", **facts) from refusal


def read_columns(path: Path) -> Columns:
    """Read a table whole. Raises Invalid naming file, row and remedy for what is no table."""
    with naming(path):
        columns = _parquet(path) if path.suffix.lower() == ".parquet" else _csv(path)
        if not columns or not next(iter(columns.values())):
            raise Invalid("table-empty", "the table has no rows. Give one with headings and rows.")
        return columns


def _parquet(path: Path) -> Columns:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except pa.ArrowInvalid as fault:
        raise Invalid("table-parquet", "this is no Parquet file: %(fault)s. Write it anew.", fault=fault) from fault
    return {name: table.column(name).to_pylist() for name in table.column_names}


def _csv(path: Path) -> Columns:
    from fairway.lib.tables.csv_file import read_csv
    from fairway.lib.tables.problem import BadCell

    try:
        grid = read_csv(path.read_bytes(), path.name)
    except BadCell as fault:
        raise Invalid("table-csv", "%(fault)s", fault=fault.at(path.name, None, None)) from fault
    rows = [(number, cells) for number, cells in grid.rows if any(cells)]
    if not rows:
        return {}
    headings = rows[0][1]
    if "" in headings or len(set(headings)) < len(headings):
        repeated = next(h for h in headings if not h or headings.count(h) > 1)
        text = "row 1: the heading “%(heading)s” is empty or there twice. Give every column a name of its own."
        raise Invalid("table-headings", text, heading=repeated)
    for number, cells in rows[1:]:
        if len(cells) != len(headings):
            text = "row %(row)s has %(found)s cells, the headings %(wanted)s. Add or remove separators in that row."
            raise Invalid("table-ragged", text, row=number, found=len(cells), wanted=len(headings))
    return {name: [cells[k] for _number, cells in rows[1:]] for k, name in enumerate(headings)}
