"""An inverted index over characters and pairs of neighbouring characters, in plain arrays.

Terms are integers (a character, or two characters packed into one), sorted; the names that have a term stand
together. A query adds up the inverse document frequency of its terms (Sparck Jones 1972) over the names that have
them, rarest first, and stops at terms so common that they could not change which names come first.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from .lookup_shape import Shape

    Integers = NDArray[np.int64]

_SHIFT = 32
_ENOUGH, _SHARE = 60_000, 0.1
"""Names read for a query, of a small and as a share of a large index, before the more common terms are left out."""


@dataclass(frozen=True)
class Terms:
    """``terms`` sorted; the names with ``terms[k]`` are ``names[starts[k]:starts[k + 1]]``; ``lengths`` by name."""

    terms: Integers
    starts: Integers
    names: NDArray[np.int32]
    lengths: NDArray[np.float32]


def indexed(codes: NDArray[np.int32], starts: Integers) -> Terms:
    """Index names laid end to end: name ``k`` is ``codes[starts[k]:starts[k + 1]]``."""
    import numpy as np

    lengths = np.diff(starts)
    owner = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    wide = codes.astype(np.int64)
    inside = owner[1:] == owner[:-1]
    terms = np.concatenate([wide, (wide[:-1][inside] << _SHIFT) + wide[1:][inside]])
    return inverted(terms, np.concatenate([owner, owner[:-1][inside]]), lengths)


def inverted(terms: Integers, names: NDArray[np.int32], lengths: Integers) -> Terms:
    """Index names by terms: name ``names[k]`` has ``terms[k]``; ``lengths`` by name."""
    import numpy as np

    order = np.lexsort((names, terms))
    terms, names = terms[order], names[order]
    again = (terms[1:] == terms[:-1]) & (names[1:] == names[:-1])
    kept = np.concatenate([[True], ~again])[: len(terms)]
    terms, names = terms[kept], names[kept]
    distinct, first = np.unique(terms, return_index=True)
    return Terms(distinct, np.append(first, len(terms)), names, np.asarray(lengths, np.float32))


def nearest(index: Terms, wanted: Mapping[int, float], limit: int) -> NDArray[np.int64]:
    """Names that share most with the wanted terms (term → weight), best first, at most ``limit``."""
    import numpy as np

    found = _found(index, wanted)
    if not found:
        return np.zeros(0, np.int64)
    count = len(index.lengths)
    names = np.concatenate([names for names, _ in found])
    worth = np.repeat([weight for _, weight in found], [len(names) for names, _ in found])
    scores = np.bincount(names, worth, count)
    at = np.flatnonzero(scores > 0)
    # Of two names with the same terms the shorter has less besides.
    scores = scores[at] / (1 + 0.01 * index.lengths[at])
    if len(at) > limit:
        top = np.argpartition(-scores, limit - 1)[:limit]
        at, scores = at[top], scores[top]
    return at[np.lexsort((at, -scores))]


def _found(index: Terms, wanted: Mapping[int, float]) -> list[tuple[NDArray[np.int32], float]]:
    """For each wanted term of the index the names that have it and what it is worth; rarest first."""
    import numpy as np

    if not len(index.terms):
        return []
    terms = np.fromiter(wanted, np.int64, len(wanted))
    places = np.searchsorted(index.terms, terms)
    places[places == len(index.terms)] = 0
    known = index.terms[places] == terms
    sizes = (index.starts[places + 1] - index.starts[places])[known]
    weights = np.fromiter(wanted.values(), float, len(wanted))[known]
    count, read = len(index.lengths), 0
    out: list[tuple[NDArray[np.int32], float]] = []
    for size, place, weight in sorted(zip(sizes.tolist(), places[known].tolist(), weights.tolist(), strict=True)):
        if out and read + size > max(_ENOUGH, _SHARE * count):
            break
        read += size
        start = index.starts[place]
        out.append((index.names[start : start + size], weight * float(np.log1p(count / size))))
    return out


def terms_of(wanted: Shape, stands_for: Mapping[str, str]) -> dict[int, float]:
    """Terms of the sought name with their weights; one-letter provinces also as the characters they stand for."""
    out: dict[int, float] = {}
    pairs = list(zip(wanted.text, wanted.weights, strict=True))
    for character, weight in pairs:
        # A single letter or digit is on too many names to find any.
        if not character.isascii() or len(pairs) == 1:
            _raise(out, ord(character), weight)
        for other in stands_for.get(character, ""):
            _raise(out, ord(other), weight / 2)
    for (first, a), (second, b) in pairwise(pairs):
        _raise(out, (ord(first) << _SHIFT) + ord(second), (a + b) / 2)
    return out


def _raise(weights: dict[int, float], term: int, weight: float) -> None:
    weights[term] = max(weight, weights.get(term, 0.0))
