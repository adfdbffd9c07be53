"""Records in a Parquet file, sorted by organisation, read a batch at a time.

Columns: ``organisation`` (whole number or text), ``kind``, ``severity``, ``status`` (text, as in the catalogue),
``happened_on``, ``learned_on`` (date), and where statuses changed ``status_on`` (date, may be empty). ``number`` is
looked at only where the file does not say that every case stands in it once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.bulk.stream import Batch, refuse_order
from fairway.trust.engine.record_columns import DAYS, MARK, NEEDED, WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

BATCH_ROWS = 1 << 18
"""Records whose columns stay near the processor while they are added up."""
PIECE_ROWS = 1 << 19
"""Records handed to a database at once."""
SPAN_ROWS = 1 << 19
"""Records of small row groups that are read together."""
LARGE_ROWS = 1 << 20
"""Records whose sums may be held several times over, even where each is of another organisation."""
LATER = ("learned_on", "status_on")
NEVER = np.iinfo(np.int32).min


@dataclass(frozen=True)
class RecordsFile:
    """A file of records whose columns were checked.

    ``entries`` are the words behind the numbers of its column ``entry``, where ``prepare`` has put one.
    """

    path: Path
    rows: int
    is_text: bool
    has_status_on: bool
    cases_once: bool
    entries: tuple[tuple[str, str, str], ...] | None


def open_records(path: Path) -> RecordsFile:
    """Look at a file's columns. Raises :class:`Invalid` ``records-…`` with what is wrong and what would be right."""
    try:
        parquet = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as wrong:
        if not path.exists():
            raise
        text = _("%(file)s is no Parquet file. Make one: fairway records prepare %(file)s --out records.parquet")
        raise Invalid("records-format", text, file=path.name) from wrong
    with parquet:
        schema, rows = parquet.schema_arrow, parquet.metadata.num_rows
        marks_held = _marks(parquet.metadata.metadata or {})
    twice = [name for name in schema.names if schema.names.count(name) > 1]
    if twice:
        text = _("%(file)s has the column %(column)s twice. Leave one of them out.")
        raise Invalid("records-column", text, file=path.name, column=twice[0])
    missing = [name for name in NEEDED if name not in schema.names]
    if missing:
        text = _("%(file)s has no column %(column)s. It needs: %(needed)s.")
        raise Invalid("records-column", text, file=path.name, column=missing[0], needed=", ".join(NEEDED))
    _check_types(schema, path.name)
    once = bool(marks_held.get("cases_once")) or "number" not in schema.names
    is_text = _is_text(schema.field("organisation").type)
    return RecordsFile(path, rows, is_text, "status_on" in schema.names, once, _entries(marks_held, schema))


def _entries(marks: dict[str, Any], schema: pa.Schema) -> tuple[tuple[str, str, str], ...] | None:
    """Read what the numbers of ``entry`` stand for; without a full list the words themselves are read."""
    listed = marks.get("entries")
    if "entry" not in schema.names or not isinstance(listed, list) or not pa.types.is_int16(schema.field("entry").type):
        return None
    if not all(
        isinstance(one, list) and len(one) == len(WORDS) and all(isinstance(w, str) for w in one) for one in listed
    ):
        return None
    return tuple((kind, severity, status) for kind, severity, status in listed)


def _marks(metadata: dict[bytes, bytes]) -> dict[str, Any]:
    held = metadata.get(MARK, b"{}")
    try:
        found = json.loads(held)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _is_text(kind: pa.DataType) -> bool:
    value = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(value) or pa.types.is_large_string(value))


def _check_types(schema: pa.Schema, name: str) -> None:
    """Organisations are whole numbers or text, words text, days dates."""
    wanted = {"organisation": _("whole numbers or text"), **dict.fromkeys(WORDS, _("plain text"))}
    wanted |= dict.fromkeys((*DAYS, "status_on"), _("dates"))
    for column, needs in wanted.items():
        if column not in schema.names:
            continue
        found = schema.field(column).type
        fits = pa.types.is_date32(found) if needs == _("dates") else _is_text(found)
        if column == "organisation":
            fits = fits or (pa.types.is_integer(found) and not pa.types.is_uint64(found))
        if not fits:
            text = _("%(file)s, column %(column)s: it holds %(found)s, and %(needs)s are needed.")
            raise Invalid("records-type", text, file=name, column=column, found=str(found), needs=needs)


def read_batches(records: RecordsFile, as_of: date, rows: int = PIECE_ROWS) -> Iterator[Batch]:
    """Read the records batch by batch, and check that organisations come in order.

    Days on which records were learned or changed are left out where the file says that all of them lie before
    ``as_of``. Raises :class:`Invalid` ``records-empty-cell`` or ``records-order`` with file, row and remedy.
    """
    with pq.ParquetFile(records.path) as parquet:
        everything = _Span(tuple(range(parquet.metadata.num_row_groups)), 1, parquet.metadata)
    return _read(records, as_of, everything, rows)


def spans(records: RecordsFile, as_of: date, rows: int = BATCH_ROWS) -> Iterator[Callable[[], Iterable[Batch]]]:
    """Cut the records into parts that can be read side by side: calls that read some row groups each, in order.

    A row group too large to be held is read here, and each of its batches is a part. Raises as
    :func:`read_batches`, when a part is read; that parts follow each other in order is not checked.
    """
    with pq.ParquetFile(records.path) as parquet:
        metadata = parquet.metadata
    for span in _spans(metadata):
        if sum(metadata.row_group(group).num_rows for group in span.groups) > LARGE_ROWS:
            yield from (partial(iter, [batch]) for batch in _read(records, as_of, span, rows))
        else:
            yield partial(_read, records, as_of, span, rows)


@dataclass(frozen=True)
class _Span:
    """Row groups that follow each other; ``first`` is the number of their first row."""

    groups: tuple[int, ...]
    first: int
    metadata: Any


def _spans(metadata: Any) -> Iterator[_Span]:  # noqa: ANN401  # pyarrow has no types
    """Put small row groups together."""
    groups: list[int] = []
    first = before = 1
    for number in range(metadata.num_row_groups):
        groups.append(number)
        before += metadata.row_group(number).num_rows
        if before - first >= SPAN_ROWS or number == metadata.num_row_groups - 1:
            yield _Span(tuple(groups), first, metadata)
            groups, first = [], before


def _read(records: RecordsFile, as_of: date, span: _Span, rows: int) -> Iterator[Batch]:
    first, before = span.first, None
    how = {"read_dictionary": list(WORDS), "pre_buffer": False, "metadata": span.metadata}
    with pq.ParquetFile(records.path, **how) as parquet:
        for number in span.groups:
            columns = _columns(records, span.metadata.row_group(number), as_of)
            for read in parquet.iter_batches(rows, [number], columns, use_threads=False):
                if not read.num_rows:
                    continue
                _refuse_empty(read, records, first)
                batch = _batch(read, records, first)
                _check_order(batch, before)
                before = batch.organisations[-1]
                yield batch
                first += read.num_rows


def _columns(records: RecordsFile, group: Any, as_of: date) -> list[str]:  # noqa: ANN401  # pyarrow has no types
    """Choose the columns a row group must be read with: days that all lie before ``as_of`` change nothing."""
    columns = ["organisation", "happened_on", *(["entry"] if records.entries else WORDS)]
    for number in range(group.num_columns):
        column = group.column(number)
        told = column.statistics
        if column.path_in_schema not in LATER or (told is not None and told.null_count == group.num_rows):
            continue
        may_be_empty = column.path_in_schema == "status_on"
        if told is None or not told.has_min_max or (told.null_count and not may_be_empty) or _is_later(told, as_of):
            columns.append(column.path_in_schema)
    return columns


def _is_later(told: Any, as_of: date) -> bool:  # noqa: ANN401  # pyarrow has no types
    try:
        return bool(told.max > as_of)
    except OverflowError:  # a day after the year 9999
        return True


def _refuse_empty(read: pa.RecordBatch, records: RecordsFile, first: int) -> None:
    for column in read.schema.names:
        cells = read.column(column)
        if cells.null_count and column != "status_on":
            row = first + int(pc.index(cells.is_null(), True).as_py())  # the value looked for
            text = _("%(file)s, row %(row)s, column %(column)s: the cell is empty. Fill it in.")
            raise Invalid("records-empty-cell", text, file=records.path.name, row=row, column=column)


def _batch(read: pa.RecordBatch, records: RecordsFile, first: int) -> Batch:
    column = read.column("organisation")
    organisations, starts = _texts_begin(column) if records.is_text else _numbers_begin(column)
    entries, words = _entry_column(read, records) if records.entries else _word_columns(read)
    return Batch(
        organisations,
        starts,
        entries,
        words,
        _days(read.column("happened_on")),
        _days(read.column("learned_on")) if "learned_on" in read.schema.names else None,
        _days(read.column("status_on")) if "status_on" in read.schema.names else None,
        records.path.name,
        first,
    )


def _numbers_begin(column: pa.Array) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Find the organisations of a batch and where each begins."""
    keys = _numbers(column.cast(pa.int64()), np.int64)
    starts = _begin(keys[1:] != keys[:-1])
    return keys.take(starts), starts


def _texts_begin(column: pa.Array) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Find the organisations of a batch and where each begins; only those become texts of Python."""
    keys = column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column
    changes = pc.not_equal(keys.slice(1), keys.slice(0, len(keys) - 1))
    bits = np.frombuffer(changes.buffers()[1], np.uint8) if len(changes) else np.zeros(0, np.uint8)
    starts = _begin(np.unpackbits(bits, bitorder="little")[changes.offset :][: len(changes)])
    places = pa.Array.from_buffers(pa.int64(), len(starts), [None, pa.py_buffer(starts)])  # pa.array loads pandas
    return np.array(keys.take(places).to_pylist(), np.str_), starts


def _begin(changes: NDArray[Any]) -> NDArray[np.intp]:
    starts = np.flatnonzero(changes)
    starts += 1
    return np.append(0, starts)


Entries = tuple["NDArray[np.integer[Any]]", "Sequence[tuple[str, str, str]]"]


def _entry_column(read: pa.RecordBatch, records: RecordsFile) -> Entries:
    numbers = _numbers(read.column("entry"), np.int16)
    words = records.entries or ()
    if numbers.min() < 0 or numbers.max() >= len(words):
        text = _("%(file)s: its column “entry” does not fit its list of entries. Prepare the records anew.")
        raise Invalid("records-entry", text, file=records.path.name)
    return numbers, words


def _word_columns(read: pa.RecordBatch) -> Entries:
    """Number the records' words by the file's own lists of words."""
    columns = [read.column(name) for name in WORDS]
    encoded = [each if pa.types.is_dictionary(each.type) else each.dictionary_encode() for each in columns]
    kinds, severities, statuses = (_numbers(each.indices.cast(pa.int32()), np.int32) for each in encoded)
    lists = [each.dictionary.to_pylist() for each in encoded]
    numbers = np.multiply(kinds, len(lists[1]), dtype=np.intp)
    numbers += severities
    numbers *= len(lists[2])
    numbers += statuses
    return numbers, list(product(*lists))


def _days(column: pa.Array) -> NDArray[np.int32]:
    """Count days since 1970; an empty cell is a day before all others."""
    days = _numbers(column, np.int32)
    if column.null_count:
        filled = np.unpackbits(np.frombuffer(column.buffers()[0], np.uint8), bitorder="little")
        days = np.where(filled[column.offset : column.offset + len(column)], days, NEVER)
    return days


def _numbers(column: pa.Array, kind: type[np.integer[Any]]) -> NDArray[Any]:
    """Look at a column's numbers where they lie; ``to_numpy`` would load pandas first."""
    return np.frombuffer(column.buffers()[1], kind, count=len(column), offset=column.offset * np.dtype(kind).itemsize)


def _check_order(batch: Batch, before: Any) -> None:  # noqa: ANN401  # a key of the file
    found: NDArray[Any] = batch.organisations
    falls = np.flatnonzero(found[1:] < found[:-1])
    if before is not None and found[0] < before:
        refuse_order(batch, 0)
    elif len(falls):
        refuse_order(batch, int(falls[0]) + 1)


def refuse_cases_twice(records: RecordsFile) -> None:
    """Refuse a file in which an organisation has a case twice: one legal case counts once.

    Nothing is read where the file says so itself or numbers no cases. Raises :class:`Invalid` ``record-twice``.
    """
    if records.cases_once:
        return
    import duckdb

    with duckdb.connect(config={"memory_limit": "600MB", "threads": 2}) as connection:
        twice = connection.execute(
            "SELECT organisation, number FROM read_parquet(?) WHERE number <> '' "
            "GROUP BY organisation, number HAVING count(*) > 1 LIMIT 1",
            [str(records.path)],
        ).fetchall()
    for key, number in twice:
        text = _(
            "%(file)s: organisation %(key)s has the case %(number)s twice. One legal case counts once. "
            "Make the file anew: fairway records prepare %(file)s --out records.parquet"
        )
        raise Invalid("record-twice", text, file=records.path.name, key=key, number=number)
