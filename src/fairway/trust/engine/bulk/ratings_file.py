"""Ratings in a Parquet file: written piece by piece, read as the grades before, and told by one hash."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.lib.whole_file import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

    from fairway.trust.engine.bulk.stream import Ratings
    from fairway.trust.engine.credit_model import CreditModel

ROW_GROUP = 1 << 20


def _layout(kept: pa.Schema) -> dict[str, Any]:
    """Say how ratings are packed: whole numbers as differences, grades by dictionary."""
    is_whole = kept.field("organisation").type == pa.int64()
    numbers = [*(["organisation"] if is_whole else []), "points", "records"]
    return {
        "use_dictionary": ["grade"],
        "compression": "none" if is_whole else "zstd",
        "column_encoding": dict.fromkeys(numbers, "DELTA_BINARY_PACKED"),
        "write_statistics": ["organisation"],
    }


def schema(model: CreditModel, as_of: date, *, is_text: bool) -> pa.Schema:
    """Describe a file of ratings; the method that made it is named in the file."""
    key = pa.string() if is_text else pa.int64()
    fields = [("organisation", key), ("points", pa.int32()), ("grade", pa.dictionary(pa.int8(), pa.string()))]
    made = {"fairway.model": model.name, "fairway.version": model.version, "fairway.as_of": as_of.isoformat()}
    return pa.schema([*fields, ("records", pa.int32())], metadata=made)


def as_table(ratings: Ratings, kept: pa.Schema, model: CreditModel) -> pa.Table:
    """Put ratings into columns: points empty and grade "" where there is no file."""
    keys = _texts(["", *model.grade_keys()])
    has = ratings.records > 0
    grades = _column(np.where(has, ratings.ranks + 1, 0).astype(np.int8), pa.int8())
    key = kept.field("organisation").type
    organisations = ratings.organisations
    columns = [
        _column(organisations, key) if key == pa.int64() else _texts(organisations.tolist()),
        _column(ratings.points.astype(np.int32), pa.int32(), has),
        pa.DictionaryArray.from_arrays(grades, keys),
        _column(ratings.records.astype(np.int32), pa.int32()),
    ]
    return pa.Table.from_arrays(columns, schema=kept)


def _column(values: NDArray[np.generic], kind: pa.DataType, valid: NDArray[np.bool_] | None = None) -> pa.Array:
    """Hand numbers over without a copy, and without loading pandas as ``pyarrow.array`` would."""
    bits = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little").tobytes())
    return pa.Array.from_buffers(kind, len(values), [bits, pa.py_buffer(np.ascontiguousarray(values))])


def _texts(words: Sequence[str]) -> pa.Array:
    encoded = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    return pa.Array.from_buffers(pa.string(), len(words), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))])


@contextmanager
def written(path: Path, kept: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """Write tables one after the other; the file stands in its place only when all is well."""
    held: list[pa.Table] = []

    def flush() -> None:
        if held:
            writer.write_table(pa.concat_tables(held, promote_options="permissive"), row_group_size=ROW_GROUP)
            held.clear()

    def write(table: pa.Table) -> None:
        held.append(table)
        if sum(each.num_rows for each in held) >= ROW_GROUP:
            flush()

    with whole_file(path) as fresh, pq.ParquetWriter(fresh, kept, **_layout(kept)) as writer:
        yield write
        flush()


def ratings_hash(path: Path) -> str:
    """SHA-256 over all ratings in the order of the file, a line each: organisation, points, grade, tab between."""
    told = hashlib.sha256()
    with pq.ParquetFile(path) as parquet:
        for batch in parquet.iter_batches(columns=["organisation", "points", "grade"]):
            rows = zip(*(column.to_pylist() for column in batch.columns), strict=True)
            lines = (f"{key}\t{'' if points is None else points}\t{grade}\n" for key, points, grade in rows)
            told.update("".join(lines).encode())
    return told.hexdigest()


def grades_before(path: Path, model: CreditModel) -> Mapping[str, NDArray[np.generic]]:
    """Read the grades of an earlier file of ratings: ``organisation`` in order, and ``rank`` (-1: no file).

    Raises :class:`Invalid` ``previous-…`` for a grade the model does not know or a file of another shape.
    """
    try:
        table = pq.read_table(path, columns=["organisation", "grade"])
    except (pa.ArrowException, OSError, KeyError) as wrong:
        if not path.exists():
            raise
        text = _("%(file)s is no file of ratings. Name one that fairway rate wrote.")
        raise Invalid("previous-format", text, file=path.name) from wrong
    ranks = {"": -1} | {key: rank for rank, key in enumerate(model.grade_keys())}
    grades = table.column("grade").combine_chunks().dictionary_decode().dictionary_encode()
    unknown = [word for word in grades.dictionary.to_pylist() if word not in ranks]
    if unknown:
        text = _("%(file)s: the model knows no grade “%(grade)s”. Use ratings made by a version with the same grades.")
        raise Invalid("previous-grade", text, file=path.name, grade=unknown[0])
    places = np.array([ranks[word] for word in grades.dictionary.to_pylist()] or [-1], np.int64)
    organisations = table.column("organisation").to_numpy()
    if table.schema.field("organisation").type == pa.string():
        organisations = organisations.astype(np.str_)
    order = np.argsort(organisations, kind="stable")
    return {"organisation": organisations[order], "rank": places.take(grades.indices.to_numpy())[order]}
