"""Columns of a file of records: what they are called, how they are packed, and what the file says of itself."""

from __future__ import annotations

import json
from typing import Any

from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.record import Status

MARK = b"fairway.records"
WORDS = ("kind", "severity", "status")
DAYS = ("happened_on", "learned_on")
NEEDED = ("organisation", *WORDS, *DAYS)
ENTRIES = tuple(
    (kind.key, severity.key, status.value)
    for kind in CATALOGUE.values()
    for severity in kind.severities
    for status in Status
)
"""What the numbers of the column ``entry`` stand for: (kind, severity, status), in the order of the catalogue."""


def layout(*, is_whole: bool) -> dict[str, Any]:
    """Say how to write a file of records so that it is quick to read: packed bits, little to unpack.

    Keys that are whole numbers are kept as differences; names repeat only while they stand together, so they are
    packed and get no dictionary.
    """
    days = ("happened_on", "learned_on", "status_on")
    return {
        "compression": {"number": "zstd", "organisation": "NONE" if is_whole else "zstd"},
        "use_dictionary": [*WORDS, *days, "entry"],
        "column_encoding": {"organisation": "DELTA_BINARY_PACKED"} if is_whole else None,
    }


def marks(*, cases_once: bool, **more: object) -> dict[bytes, bytes]:
    """Write the file's own metadata: what its readers need not look for, and what ``entry`` means."""
    told = {"version": 1, "sorted": True, "cases_once": cases_once, "entries": ENTRIES} | more
    return {MARK: json.dumps(told, ensure_ascii=False).encode()}
