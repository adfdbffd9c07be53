"""Documents of the search box: what an organisation is sought by, and its place among results."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from fairway.know.engine.bands import band_term
from fairway.know.engine.bigrams import Traits, described, spoken
from fairway.know.engine.copying import copied
from fairway.lib.learned import Learned

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Columns = tuple[int, int, str, str, str, bool, str]
"""A document as it stands in the table: id, organisation, kind, region, section, whether demo, text."""
Source = tuple[int, int, int, str, str, str, bool, str, str]
"""What is known of an organisation: id, length of the legal name (at most :data:`LONGEST`), place of its kind among all
kinds (from 0 on), kind, region, section, whether demo, names, codes; :data:`BETWEEN` names and codes. A plain tuple of
plain values: a million of them travel between processes."""
BETWEEN = "\0"
"""Stands between texts and in none: no store keeps it in a text."""
LONGEST = 127
"""Names this long and longer stand together in the order of results."""
_KIND_BITS, _ID_BITS = 3, 40
# Enough to tell terms that one document in a thousand has from rarer ones.
SAMPLED = 20_000


class Document(NamedTuple):
    """A document to keep, with its terms in groups."""

    columns: Columns
    groups: list[str]


def place_in_order(length: int, kind_order: int, organisation: int) -> int:
    """Return a document's id: shorter legal names first, then kinds in their order, then lower ids (below 2^40)."""
    return ((min(length, LONGEST) << _KIND_BITS | kind_order) << _ID_BITS) | organisation


def organisation_of(place: int) -> int:
    """Return the organisation whose document has this id."""
    return place & ((1 << _ID_BITS) - 1)


def document(source: Source) -> Document:
    """Make the document of an organisation."""
    organisation, length, kind_order, kind, region, section, is_demo, names, codes = source
    text, groups = described(names.split(BETWEEN), codes.split(BETWEEN), Traits(kind, region, section, is_demo))
    place = place_in_order(length, kind_order, organisation)
    return Document((place, organisation, kind, region, section, is_demo, text), groups)


class Making(NamedTuple):
    """How documents are made: for which store, counting terms in every ``step``-th, with where bands begin."""

    vendor: str
    step: int
    bands: Sequence[int] = ()


class Batch(NamedTuple):
    """Many documents ready to be written: for SQLite rows of both tables, for PostgreSQL what COPY reads.

    ``begins`` is the id of the first one, ``counts``: in how many documents of a sample each term stands.
    """

    size: int
    begins: int
    rows: list[Columns]
    terms: list[tuple[int, bytes]]
    copied: bytes
    counts: dict[str, int]


def batch(sources: Iterable[Source], making: Making) -> Batch:
    """Make many documents for a store."""
    rows: list[Columns] = []
    words: list[tuple[int, bytes]] = []
    pieces: list[bytes] = []
    counts, begins = Counter[str](), 0
    for at, source in enumerate(sources):
        columns, groups = document(source)
        begins = begins or columns[0]
        if at % making.step == 0:
            counts.update(set(as_words(groups).split()))
        if making.vendor == "postgresql":
            pieces.append(copied(columns, [*groups, band_term(bisect_right(making.bands, columns[0]))]))
        else:
            rows.append(columns)
            words.append((columns[0], as_words(groups).encode()))
    return Batch(len(rows) + len(pieces), begins, rows, words, b"".join(pieces), counts)


def as_words(groups: Iterable[str]) -> str:
    """Return groups of terms as SQLite's full-text table takes them."""
    return " ".join(map(_kept_words.__getitem__, groups))


_kept_words = Learned(spoken)


def sampling_step(documents: int) -> int:
    """Return how many documents one counted document stands for."""
    return max(1, documents // SAMPLED)
