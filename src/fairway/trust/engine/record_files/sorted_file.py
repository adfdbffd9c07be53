"""The sorted file a rating reads: one Parquet file, an organisation's records together, oldest first."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.record_columns import ENTRIES, layout, marks
from fairway.trust.engine.record_files.checking import KINDS, SEVERITIES, STATUSES
from fairway.trust.engine.record_files.store import connect, kept_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fairway.trust.engine.record_files.intake import Taken

GROUP_ROWS = 1_000_000
PIECE_ROWS = 100_000
SORTING = _("Sorting %(rows)s records.")
WRITING = _("Writing records.")
_WORDS = {"kind": KINDS, "severity": SEVERITIES, "status": STATUSES}
_SORTED = """
SELECT {organisation} AS organisation, kind, severity, status, happened_on, learned_on, status_on, number
FROM {rows} ORDER BY organisation, happened_on, number
"""


@dataclass(frozen=True)
class Prepared:
    """How many records of how many organisations the file holds."""

    rows: int
    organisations: int


def catalogue_digest() -> str:
    """The SHA-256 of the catalogue the records were checked against."""
    content = [
        [kind.key, kind.basis, [[s.key, s.sign.value, s.publicity_months] for s in kind.severities], kind.is_state]
        for kind in CATALOGUE.values()
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def write_sorted(taken: Taken, out: Path, tell: Callable[[int, int, Reason], None]) -> Prepared:
    """Sort what was taken in, on disk where it does not fit, and put the file in its place once it is whole."""
    tell(0, taken.good, Reason(SORTING, {"rows": taken.good}))
    folder = taken.staged.parent
    fresh = folder / "sorted.parquet"
    key = "CAST(organisation AS BIGINT)" if taken.whole_keys else "organisation"
    sql = _SORTED.format(organisation=key, rows=kept_rows(taken.staged, taken.repeats))
    with connect(folder) as store, _Groups(fresh, is_whole=taken.whole_keys) as groups:
        for piece in store.sql(sql).to_arrow_reader(PIECE_ROWS):
            groups.add(piece)
            tell(groups.rows, taken.good, Reason(WRITING))
    fresh.replace(out)
    return Prepared(groups.rows, groups.organisations)


def sorted_schema(*, is_whole: bool) -> Any:  # noqa: ANN401  # an Arrow schema
    """The columns of the file; organisations are whole numbers or text."""
    import pyarrow as pa

    word, day = pa.dictionary(pa.int8(), pa.string()), pa.date32()
    fields = [("organisation", pa.int64() if is_whole else pa.string()), *((name, word) for name in _WORDS)]
    fields += [("happened_on", day), ("learned_on", day), ("status_on", day), ("number", pa.string())]
    fields.append(("entry", pa.int16()))
    return pa.schema(fields)


class _Groups:
    """Writes row groups of about ``GROUP_ROWS`` that end where an organisation does."""

    def __init__(self, path: Path, *, is_whole: bool) -> None:
        from pyarrow import parquet

        self.rows = self.organisations = 0
        self._schema = sorted_schema(is_whole=is_whole)
        self._writer = parquet.ParquetWriter(path, self._schema, **layout(is_whole=is_whole))
        self._waiting: list[Any] = []
        self._held = 0
        self._last: object = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._held:
            self._write(self._held)
        about = {"rows": self.rows, "organisations": self.organisations, "catalogue_sha256": catalogue_digest()}
        self._writer.add_key_value_metadata(marks(cases_once=True, **about))
        self._writer.close()

    def add(self, piece: Any) -> None:  # noqa: ANN401  # an Arrow record batch
        """Take the next rows in order."""
        if not len(piece):
            return
        keys = piece.column("organisation")
        self.organisations += len(_starts(keys)) + (keys[0].as_py() != self._last)
        self._last = keys[-1].as_py()
        self._waiting.append(_worded(piece, self._schema))
        self._held += len(piece)
        self.rows += len(piece)
        if self._held >= GROUP_ROWS:
            self._cut()

    def _cut(self) -> None:
        """Write what waits up to the last organisation, whose records may go on."""
        import pyarrow as pa

        starts = _starts(pa.Table.from_batches(self._waiting)["organisation"].combine_chunks())
        if len(starts):
            self._write(int(starts[-1]) + 1)

    def _write(self, rows: int) -> None:
        import pyarrow as pa

        table = pa.Table.from_batches(self._waiting)
        self._writer.write_table(table.slice(0, rows), row_group_size=rows)
        self._waiting = table.slice(rows).to_batches()
        self._held -= rows


def _starts(keys: Any) -> Any:  # noqa: ANN401  # Arrow in, NumPy out
    """Places before which an organisation ends."""
    import numpy as np
    import pyarrow.compute as pc

    changes = pc.not_equal(keys.slice(1), keys.slice(0, len(keys) - 1))
    return np.flatnonzero(changes.to_numpy(zero_copy_only=False))


def _worded(piece: Any, schema: Any) -> Any:  # noqa: ANN401  # Arrow record batches
    """Put words in the place of the figures."""
    import pyarrow as pa

    columns = {name: piece.column(name) for name in schema.names if name != "entry"}
    places = {name: columns[name].cast(pa.int8()) for name in _WORDS}
    for name, words in _WORDS.items():
        columns[name] = pa.DictionaryArray.from_arrays(places[name], pa.array(words, pa.string()))
    columns["entry"] = _entries(*places.values())
    return pa.record_batch([columns[name] for name in schema.names], schema=schema)


def _entries(*places: Any) -> Any:  # noqa: ANN401  # Arrow in and out
    """Number kind, severity and status together, as the file's mark lists them."""
    import numpy as np
    import pyarrow as pa

    number = np.zeros([len(words) for words in _WORDS.values()], np.int16)
    for entry, words in enumerate(ENTRIES):
        number[tuple(known.index(word) for known, word in zip(_WORDS.values(), words, strict=True))] = entry
    return pa.array(number[tuple(place.to_numpy(zero_copy_only=False) for place in places)])
