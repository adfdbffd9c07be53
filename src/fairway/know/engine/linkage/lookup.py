"""One name among many: which of the known names a spelling most likely means.

``rank_names`` scores a handful of candidates; ``NameIndex`` finds the handful among hundreds of thousands. Neither
says that two names are one organisation: that is for the decision on two names to say, of the few that come first.

What is sought may be a short name (国华网安), a full one written otherwise, in traditional script, with another legal
form or a mistyped character, or pinyin (``changchun yiqi``, ``ccyq``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, gettext_noop

from ..script import fold, has_chinese, initials, pinyin
from .lookup_align import aligned
from .lookup_pool import Pool, pooled
from .lookup_shape import LETTER, Shape, shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float32]

_CANDIDATES = 200
_INCOMPLETE = 0.05
"""Taken off a bare short form when a short form is sought: what is wanted is the registered name it stands for."""
_SOUND = 0.9
"""What a name that only sounds as sought is worth, against one written so."""
_SPELLING = 0.001
"""How much of the score is the plain similarity of the spellings: it decides between equals."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate: its place among the names given, its score (0–1, 1 the same characters) and why."""

    index: int
    score: float
    reason: Reason


def rank_names(wanted: str, names: Sequence[str], *, limit: int = 10) -> list[Ranked]:
    """Rank candidates for a sought spelling, best first, at most ``limit``; those with nothing in common are left out.

    Ties go to the more similar spelling, then to the earlier name. Some 30 µs a candidate.
    """
    sought = shape(wanted)
    scores = _scores(sought, pooled([shape(name) for name in names]))
    if not has_chinese(wanted):
        scores = _with_sound(sought, names, scores)
    return _ranked(wanted, names, scores, limit)


class NameIndex:
    """Names held ready for look-up, in memory: about 15 µs a name to build and 200 bytes a name to keep.

    The pinyin of the names is indexed when a name without a Chinese character is first sought.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._pool = pooled(shape(name) for name in names)
        self._spoken: tuple[Pool, ...] | None = None

    def __len__(self) -> int:
        return len(self._names)

    def best(self, wanted: str, limit: int = 10) -> list[Ranked]:
        """Return the names that a spelling most likely means, best first, as :func:`rank_names` would rank them."""
        sought = shape(wanted)
        found = self._pool.nearest(sought, _CANDIDATES)
        if has_chinese(wanted):
            return self._named(_ranked(wanted, self._at(found), _scores(sought, self._pool.only(found)), limit), found)
        for spoken in self._spoken_pools():
            found = _joined(found, spoken.nearest(sought, _CANDIDATES))
        return self._named(rank_names(wanted, self._at(found), limit=limit), found)

    def _at(self, found: NDArray[np.int64]) -> list[str]:
        return [self._names[index] for index in found.tolist()]

    def _named(self, ranked: list[Ranked], found: NDArray[np.int64]) -> list[Ranked]:
        return [Ranked(int(found[each.index]), each.score, each.reason) for each in ranked]

    def _spoken_pools(self) -> tuple[Pool, ...]:
        if self._spoken is None:
            self._spoken = tuple(pooled(each) for each in _spoken(self._names))
        return self._spoken


def _joined(some: NDArray[np.int64], more: NDArray[np.int64]) -> NDArray[np.int64]:
    import numpy as np

    return np.union1d(some, more)


def _scores(sought: Shape, pool: Pool) -> Numbers:
    import numpy as np

    scores = aligned(sought, pool.candidates())
    if not sought.complete:
        scores = scores * np.where(pool.complete, 1, 1 - _INCOMPLETE)
    return np.asarray(scores, np.float32)


def _spoken(names: Iterable[str]) -> tuple[list[Shape], list[Shape]]:
    """Names as they are read, in full and by initials; nothing for names without a Chinese character."""
    full, short = [], []
    for name in names:
        chinese = has_chinese(name)
        full.append(_letters("".join(pinyin(name)) if chinese else ""))
        short.append(_letters(initials(name) if chinese else ""))
    return full, short


def _letters(text: str) -> Shape:
    kept = "".join(character for character in text if character.isalnum())
    return Shape(kept, (LETTER,) * len(kept), complete=True)


def _with_sound(sought: Shape, names: Sequence[str], scores: Numbers) -> Numbers:
    import numpy as np

    for spoken in _spoken(names):
        scores = np.maximum(scores, _SOUND * aligned(sought, pooled(spoken).candidates()))
    return scores


def _ranked(wanted: str, names: Sequence[str], scores: Numbers, limit: int) -> list[Ranked]:
    import numpy as np
    from rapidfuzz.fuzz import ratio

    folded = fold(wanted)
    likely = [index for index in np.argsort(-scores, kind="stable")[: 2 * limit].tolist() if scores[index] > 0]
    total = {i: (1 - _SPELLING) * float(scores[i]) + _SPELLING / 100 * ratio(folded, fold(names[i])) for i in likely}
    likely.sort(key=lambda index: (-total[index], index))
    return [Ranked(index, total[index], _reason(wanted, names[index])) for index in likely[: max(limit, 0)]]


def _reason(wanted: str, name: str) -> Reason:
    from rapidfuzz.distance import LCSseq

    ours, theirs = shape(wanted).text, shape(name).text
    shared = LCSseq.similarity(ours, theirs)
    for holds, text in _REASONS:
        if holds(ours, theirs, shared):
            return Reason(text, {"wanted": wanted, "name": name, "shared": shared, "count": len(ours)})
    return Reason(gettext_noop("“%(name)s” is read %(sound)s."), {"name": name, "sound": " ".join(pinyin(name))})


_REASONS: tuple[tuple[Callable[[str, str, int], bool], str], ...] = (
    (
        lambda ours, theirs, _: ours == theirs,
        gettext_noop("“%(wanted)s” and “%(name)s” are written alike but for script, brackets and blanks."),
    ),
    (lambda ours, theirs, _: ours in theirs, gettext_noop("“%(wanted)s” is part of “%(name)s”.")),
    (
        lambda ours, _, shared: shared == len(ours),
        gettext_noop("The characters of “%(wanted)s” stand in “%(name)s” in this order, as in a short name."),
    ),
    (
        lambda ours, _, shared: shared * 2 >= len(ours),
        gettext_noop("%(shared)s of the %(count)s characters of “%(wanted)s” stand in “%(name)s” in this order."),
    ),
)
