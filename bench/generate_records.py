"""Invented credit records of any number of organisations, sorted as ``fairway records prepare`` leaves them."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fairway.trust.engine.catalogue import CATALOGUE, Sign
from fairway.trust.engine.record_columns import ENTRIES, layout, marks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

SEED = 20_260_101
ROW_GROUP = 1 << 20
SHARES = {Sign.GOOD: 6.0, Sign.NEUTRAL: 4.0, Sign.ADVERSE: 1.0}
"""How often records of a sign come, relative to each other: most of what is on file is good or neutral."""
STATUS_SHARES = {"active": 0.90, "under_objection": 0.02, "repaired": 0.04, "expired": 0.03, "withdrawn": 0.01}
NEVER = np.iinfo(np.int32).min


def main() -> None:
    """Write ``OUT`` with so many organisations and records."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--organisations", type=int, default=1_000_000)
    parser.add_argument("--records", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    write_records(options.out, options.organisations, options.records, options.seed)


def write_records(path: Path, organisations: int, records: int, seed: int = SEED) -> int:
    """Write about ``records`` records of ``organisations`` (numbered from 1); gives how many it are."""
    written, writer = 0, None
    for part in _parts(organisations, records, np.random.default_rng(seed)):
        if writer is None:
            writer = pq.ParquetWriter(path, part.schema, **layout(is_whole=True))
        writer.write_table(part, row_group_size=ROW_GROUP)
        written += part.num_rows
    if writer is not None:
        writer.close()
    return written


def _parts(organisations: int, records: int, dice: np.random.Generator) -> Iterator[pa.Table]:
    """Yield about a million records at a time; an organisation has one record or more, ten in the mean of 10:1."""
    step = max(1, ROW_GROUP * organisations // max(records, 1))
    for first in range(1, organisations + 1, step):
        numbers = np.arange(first, min(first + step, organisations + 1))
        counts = dice.geometric(min(1.0, organisations / records), len(numbers))
        yield _table(np.repeat(numbers, counts), dice)


def _table(organisations: NDArray[np.int64], dice: np.random.Generator) -> pa.Table:
    count = len(organisations)
    entries = dice.choice(len(ENTRIES), count, p=_weights()).astype(np.int16)
    today = (date(2026, 11, 1) - date(1970, 1, 1)).days
    happened = today - dice.integers(0, 2_400, count)
    learned = np.minimum(happened + dice.integers(0, 60, count), today)
    changed = np.array([status != "active" for *_words, status in ENTRIES])[entries]
    since = np.where(changed, np.minimum(learned + dice.integers(0, 400, count), today), 0)
    words = {name: _word(entries, place) for place, name in enumerate(("kind", "severity", "status"))}
    columns: dict[str, Any] = {
        "organisation": pa.array(organisations),
        **words,
        "happened_on": pa.array(happened.astype(np.int32)).view(pa.date32()),
        "learned_on": pa.array(learned.astype(np.int32)).view(pa.date32()),
        "status_on": pa.array(since.astype(np.int32), mask=~changed).view(pa.date32()),
        "entry": pa.array(entries),
    }
    return pa.table(columns).replace_schema_metadata(marks(cases_once=True))


def _word(entries: NDArray[np.int16], place: int) -> pa.DictionaryArray:
    known = list(dict.fromkeys(entry[place] for entry in ENTRIES))
    of_entry = np.array([known.index(entry[place]) for entry in ENTRIES], np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(of_entry[entries]), pa.array(known))


def _weights() -> NDArray[np.float64]:
    """Weigh entries by the sign of the record and by status; government kinds have the same share as others."""
    weights = [
        SHARES[CATALOGUE[kind].severity(severity).sign] / len(CATALOGUE[kind].severities) * STATUS_SHARES[status]
        for kind, severity, status in ENTRIES
    ]
    return np.array(weights) / sum(weights)


if __name__ == "__main__":
    main()
