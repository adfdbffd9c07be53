"""Search documents as PostgreSQL reads them fastest: rows of ``COPY … (FORMAT BINARY)``.

Layout: PostgreSQL manual, COPY, "Binary Format"; arrays as ``array_recv`` reads them. Terms are 64-bit numbers.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from struct import Struct
from typing import TYPE_CHECKING

from fairway.know.engine.bigrams import spoken
from fairway.lib.learned import Learned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fairway.know.engine.documents import Columns

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
"""What a file of rows begins with: signature, no flags, no extension."""
_BYTES = 8
_FIELDS = 8
_INT8_OID = 20
# Number of fields; then two fields of eight bytes.
_START = Struct(">hiqiq")
_LENGTH = Struct(">i")
# Length of the field; one dimension, no nulls, type, elements, lowest index.
_ARRAY = Struct(">iiiiii")
_ARRAY_BYTES = 20
_ELEMENT = _LENGTH.pack(_BYTES)
_ELEMENT_BYTES = len(_ELEMENT) + _BYTES


def term_bytes(term: str) -> bytes:
    """Return a term as eight bytes: its UTF-16 where that is short enough, else its BLAKE2b digest (RFC 7693)."""
    written = term.encode("utf-16-be")
    return written.ljust(_BYTES, b"\0") if len(written) <= _BYTES else blake2b(written, digest_size=_BYTES).digest()


def number(term: str) -> int:
    """Return a term as the signed number that these bytes are."""
    return int.from_bytes(term_bytes(term), "big", signed=True)


def copied(columns: Columns, groups: Iterable[str]) -> bytes:
    """Return one row: the columns of a document, then the terms of its groups."""
    place, organisation, kind, region, section, is_demo, text = columns
    traits = _traits(kind, region, section, is_demo)
    # A group that comes twice is kept once; a term of two groups is kept twice, which the index does not mind.
    elements = b"".join(map(_kept_elements.__getitem__, dict.fromkeys(groups)))
    array = _ARRAY.pack(_ARRAY_BYTES + len(elements), 1, 0, _INT8_OID, len(elements) // _ELEMENT_BYTES, 1)
    return b"".join((_START.pack(_FIELDS, _BYTES, place, _BYTES, organisation), traits, _field(text), array, elements))


def _elements(group: str) -> bytes:
    """The terms of a group as elements of an array."""
    return b"".join([_ELEMENT + term_bytes(term) for term in spoken(group).split()])


_kept_elements = Learned(_elements)


@lru_cache(maxsize=50_000)
def _traits(kind: str, region: str, section: str, demo: int) -> bytes:
    """The fields that many documents share."""
    return b"".join([_field(value) for value in (kind, region, section)]) + b"\0\0\0\1" + bytes([demo])


def _field(value: str) -> bytes:
    written = value.encode()
    return _LENGTH.pack(len(written)) + written
