"""A Parquet file of records: text columns as they are, days and whole numbers as the text they stand for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fairway.lib.explain import gettext_noop as _
from fairway.lib.tables.problem import BadCell
from fairway.trust.engine.record_files.columns import DAYS
from fairway.trust.engine.record_files.sources import ADD_A_ROW, NO_ROWS, Batch, Source, matched, too_long, usable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fairway.lib.tables.problem import Problem
    from fairway.lib.tables.spec import TableSpec

PIECE_ROWS = 65_536
MOST_PIECE_BYTES = 128 << 20
NUMBERS = ("number", "organisation")


def open_parquet_source(path: Path, spec: TableSpec[Any], name: str) -> Source:
    """Open a Parquet file; its rows are numbered from 1. :class:`BadCell` where it is none."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        schema = parquet.read_schema(path)
        # A text that repeats stays one text: a million of it may be packed into a few bytes.
        texts = [each.name for each in schema if _is_text(each.type)]
        file = parquet.ParquetFile(path, pre_buffer=False, read_dictionary=texts)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged() from error
    source = matched(schema.names, name, None, spec)
    wrong = [_wrong_type(name, key, head, schema) for key, head in source.headings.items()]
    twice = [head for head in source.headings.values() if schema.names.count(head) > 1]
    source = replace(source, problems=(*source.problems, *filter(None, wrong), *(_twice(name, h) for h in twice)))
    if any(wrong) or not usable(source, spec):
        return source
    return replace(source, batches=_batches(file, source))


def _batches(file: Any, source: Source) -> Iterator[Batch]:  # noqa: ANN401  # Arrow's own
    import numpy as np
    import pyarrow as pa

    start = 1
    try:
        for piece in file.iter_batches(PIECE_ROWS, columns=list(source.headings.values())):
            for head in source.headings.values():
                _refuse_long(piece.column(head), start)
            cells = {key: _text(piece.column(head)) for key, head in source.headings.items()}
            yield Batch(np.arange(start, start + len(piece), dtype=np.int64), cells)
            start += len(piece)
    except (pa.ArrowException, OSError) as error:
        raise _damaged() from error
    if start == 1:
        raise BadCell("empty-table", NO_ROWS, ADD_A_ROW)


def _refuse_long(cells: Any, start: int) -> None:  # noqa: ANN401  # an Arrow array
    """Refuse texts that take too much memory once they are written out for every row; the longest is named."""
    import pyarrow.compute as pc
    from pyarrow import types

    is_coded = types.is_dictionary(cells.type)
    words = cells.dictionary if is_coded else cells
    if not _is_text(words.type):
        return
    lengths = pc.cast(pc.binary_length(words), "int64")
    lengths = lengths.take(cells.indices) if is_coded else lengths
    if (pc.sum(lengths).as_py() or 0) > MOST_PIECE_BYTES:
        raise too_long(start + pc.index(lengths, pc.max(lengths)).as_py())


def _is_text(kind: Any) -> bool:  # noqa: ANN401  # an Arrow type
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind))


def _is_known(kind: Any, key: str) -> bool:  # noqa: ANN401  # an Arrow type
    """Whether cells of this type can be what the column says."""
    from pyarrow import types

    if types.is_dictionary(kind):
        kind = kind.value_type
    if _is_text(kind) or types.is_null(kind):
        return True
    if key in DAYS:
        return bool(types.is_date(kind) or (types.is_timestamp(kind) and kind.tz is None))
    if key in NUMBERS:
        return bool(types.is_integer(kind) or (types.is_decimal(kind) and kind.scale == 0))
    return key == "demo" and bool(types.is_boolean(kind))


def _wrong_type(file: str, key: str, heading: str, schema: Any) -> Problem | None:  # noqa: ANN401  # an Arrow schema
    kind = schema.field(schema.names.index(heading)).type
    if _is_known(kind, key):
        return None
    remedy = AS_DAYS if key in DAYS else AS_NUMBERS if key in NUMBERS else AS_TEXT
    bad = BadCell("column-type", _("The column is of type %(kind)s."), remedy, kind=str(kind)[:60])
    return bad.at(file, None, heading)


def _twice(file: str, heading: str) -> Problem:
    text, remedy = _("The heading “%(column)s” stands over more than one column."), _("Keep one of the columns.")
    return BadCell("duplicate-column", text, remedy, column=heading).at(file, None, heading)


def _text(cells: Any) -> Any:  # noqa: ANN401  # Arrow arrays
    """Give the cells as text, "" where there is none."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    if types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if types.is_timestamp(cells.type):
        days = cells.cast(pa.date32(), safe=False)
        whole = pc.equal(days.cast(cells.type), cells)
        cells = pc.if_else(whole, days.cast(pa.string()), cells.cast(pa.string()))
    elif types.is_decimal(cells.type):
        cells = cells.cast(pa.decimal128(38, 0))
    elif types.is_boolean(cells.type):
        cells = pc.if_else(cells, "yes", "no")
    text = pc.fill_null(cells.cast(pa.string()), "")
    text.validate(full=True)
    return text


def _damaged() -> BadCell:
    return BadCell(
        "damaged-parquet",
        _("The file is not Parquet, or it is damaged."),
        _("Write it again with the program it comes from, or save the table as .csv."),
    )


AS_DAYS = _("Write it as date32, or as text such as 2021-10-19.")
AS_NUMBERS = _("Write it as text or as whole numbers.")
AS_TEXT = _("Write it as text.")
