"""Names laid out in arrays: to find candidates in, and to hand some of them on side by side."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from .lookup_align import Candidates
from .lookup_shape import PROVINCES
from .lookup_terms import Terms, indexed, nearest, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from .lookup_shape import Shape

LONGEST = 64
"""Characters of a candidate that are compared."""


@dataclass(frozen=True)
class Pool:
    """Names end to end: name ``k`` is ``codes[starts[k]:starts[k + 1]]``, with a weight for each character."""

    codes: NDArray[np.int32]
    weights: NDArray[np.float32]
    starts: NDArray[np.int64]
    complete: NDArray[np.bool_]

    @cached_property
    def terms(self) -> Terms:
        """The inverted index, built when first asked for."""
        return indexed(self.codes, self.starts)

    def nearest(self, sought: Shape, limit: int) -> NDArray[np.int64]:
        """Names that share most with the sought one, best first."""
        return nearest(self.terms, terms_of(sought, PROVINCES), limit)

    def only(self, names: NDArray[np.int64]) -> Pool:
        """Return these names as a pool of their own, in this order."""
        import numpy as np

        lengths = self.starts[names + 1] - self.starts[names]
        starts = np.append(0, np.cumsum(lengths))
        at = np.repeat(self.starts[names] - starts[:-1], lengths) + np.arange(starts[-1])
        return Pool(self.codes[at], self.weights[at], starts, self.complete[names])

    def candidates(self) -> Candidates:
        """All names side by side, the first ``LONGEST`` characters of each."""
        import numpy as np

        lengths = np.minimum(np.diff(self.starts), LONGEST)
        across = np.arange(int(lengths.max(initial=0)))
        filled = across < lengths[:, None]
        codes = np.zeros(filled.shape, np.int32)
        weights = np.zeros(filled.shape, np.float32)
        at = (self.starts[:-1, None] + across)[filled]
        codes[filled] = self.codes[at]
        weights[filled] = self.weights[at]
        return Candidates(codes, weights)


def pooled(shapes: Iterable[Shape]) -> Pool:
    """Lay names out; one pass, so that a generator of a million shapes need not be held."""
    import numpy as np

    texts: list[str] = []
    complete: list[bool] = []
    weights = array("f")
    for each in shapes:
        texts.append(each.text)
        complete.append(each.complete)
        weights.extend(each.weights)
    starts = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(text) for text in texts], out=starts[1:])
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.int32)
    return Pool(codes, np.asarray(weights, np.float32), starts, np.array(complete, bool))
