"""The hash of an edition: what it covers, in which order, written how, so that anybody can work it out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One organisation with a file: its key here, its points and its grade."""

    organisation: int
    points: int
    grade: str


def edition_hash(entries: Iterable[Entry]) -> str:
    """Return the SHA-256 of the entries, one line ``organisation,points,grade`` each, in order of organisation."""
    text = "".join(f"{e.organisation},{e.points},{e.grade}\n" for e in sorted(entries))
    return hashlib.sha256(text.encode()).hexdigest()
