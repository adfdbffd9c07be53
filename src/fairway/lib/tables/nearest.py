"""The known word nearest to a mistyped one."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Comparing with every key of a long list costs seconds per cell; codes that start alike come first.
_COMPARED = 2000


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like ``word``, ``None`` when none is close (difflib ratio below 0.6)."""
    start = word[:2].casefold()
    ranked = sorted(known, key=lambda other: (not other.casefold().startswith(start), other))[:_COMPARED]
    folded = {other.casefold(): other for other in reversed(ranked)}
    found = difflib.get_close_matches(word.casefold(), list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None
