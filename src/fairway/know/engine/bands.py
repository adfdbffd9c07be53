"""Bands of documents in the order of results: how far to read for the first of many.

PostgreSQL's GIN index knows no order, and what a search takes is mostly fetching the documents that the index names.
So each document also has the term of its band, and of a frequent term only as many bands are read as should do.
"""

from __future__ import annotations

from bisect import bisect_left

SHARES = (
    1 / 512, 1 / 256, 3 / 512, 1 / 128, 3 / 256, 1 / 64, 3 / 128, 1 / 32, 3 / 64, 1 / 16, 3 / 32, 1 / 8, 3 / 16,
    1 / 4, 5 / 16, 3 / 8, 7 / 16, 1 / 2, 5 / 8, 3 / 4, 7 / 8,
)  # fmt: skip
"""Where bands begin after the first, as shares of all documents: narrow first, since most readers want the first
results, and nowhere much wider than what was read before."""


def band_term(band: int) -> str:
    """Return the term of a band of documents (from 0 on), which only PostgreSQL needs."""
    return f"#b{band}"


def stop(first: int, least: int, wanted: int, expected: int) -> int:
    """Return the band before which to stop, reading from ``first`` on, at ``least`` so many bands.

    Where ``expected`` of all documents hold and are spread evenly, ``wanted`` of them should stand in these bands.
    """
    begun = SHARES[first - 1] if first else 0.0
    return max(first + least, bisect_left(SHARES, begun + wanted / expected) + 1)
