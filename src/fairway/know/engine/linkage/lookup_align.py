"""How well one name can be laid over others: its characters in order, with skips that cost what they skip.

A short name is mostly a subsequence of the full one (国华网安, 深圳国华网安科技股份有限公司). The best alignment of
the sought name with every candidate is found at once by dynamic programming over arrays (local alignment after
Smith and Waterman 1981, gaps at the cost of the characters skipped), in time length × candidates × length.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..script import has_chinese, sounds
from .lookup_shape import PROVINCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from .lookup_shape import Shape

    Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Costs:
    """What an alignment gains and pays, in weights of characters."""

    run: float = 0.35  # gained on top when the character before was matched to the character before
    missing: float = 0.8  # a character of the sought name that the candidate lacks
    skipped: float = 0.25  # a character of the candidate passed over inside
    before: float = 0.25  # one passed over before the first match
    behind: float = 0.1  # one left over behind the last match
    homophone: float = 0.4  # how much a character of the same sound is worth
    loose: float = 0.1  # share of the score that does not ask for order
    stands_for: float = 0.7  # how much 沪 is worth against the 上 of 上海


COMPLETE = Costs()
"""For full names: a character may be mistyped, words may be left out."""

SHORT = Costs(missing=2.1, homophone=0.2)
"""For short names, which are taken from the full name and leave nothing to chance."""


@dataclass(frozen=True)
class Candidates:
    """Names side by side: ``codes`` (names × length, 0 behind the end) and ``weights`` of the same shape."""

    codes: NDArray[np.int32]
    weights: Numbers


def aligned(wanted: Shape, candidates: Candidates, costs: Costs | None = None) -> Numbers:
    """Score of every candidate, 0–1; 1 where the candidate is the sought name character by character."""
    import numpy as np

    if not wanted.text or not candidates.codes.size:
        return np.zeros(len(candidates.codes), np.float32)
    costs = costs or (COMPLETE if wanted.complete else SHORT)
    likeness, where = _likeness(wanted.text, candidates.codes, costs)
    weights = np.asarray(wanted.weights, np.float32)
    full = float(weights.sum() * (1 + costs.run) - costs.run * weights[0])
    in_order = np.clip(_in_order(likeness, where, weights, candidates.weights, costs) / full, 0, 1)
    shared = _shared(likeness, where, weights, candidates.weights)
    return np.asarray((1 - costs.loose) * in_order + costs.loose * shared, np.float32)


def _shared(likeness: Numbers, where: NDArray[np.intp], ours: Numbers, theirs: Numbers) -> Numbers:
    """Weight of the characters both have, in any order, of the weight of all characters of both."""
    import numpy as np

    # Behind the end of a name stands character 0, which is like none.
    covered = (theirs * likeness.max(axis=0)[where]).sum(axis=1)
    found = np.zeros(len(theirs), np.float32)
    for row, weight in zip(likeness, ours, strict=True):
        found += weight * row[where].max(axis=1)
    return np.asarray((found + covered) / (ours.sum() + theirs.sum(axis=1)), np.float32)


def _in_order(likeness: Numbers, where: NDArray[np.intp], ours: Numbers, theirs: Numbers, costs: Costs) -> Numbers:
    import numpy as np

    names = len(theirs)
    passed = np.cumsum(theirs, axis=1)
    before = passed - theirs
    behind = costs.behind * (passed[:, -1:] - passed)
    missed, total = 0.0, float(ours.sum())
    best = np.full(names, -np.inf, np.float32)
    reach = np.full(theirs.shape, -np.inf, np.float32)  # best alignment that ends at or before here, skips paid
    last = np.full(theirs.shape, -np.inf, np.float32)  # best alignment whose last match is exactly here
    for row, weight in zip(likeness, ours, strict=True):
        like = row[where]
        gain = like * (weight + theirs) / 2
        start = -costs.missing * missed - costs.before * before
        run = _shifted(last) + costs.run * gain
        here = gain + np.maximum(np.maximum(start, run), _shifted(reach))
        here[like == 0] = -np.inf
        missed += float(weight)
        best = np.maximum(best, (here - behind).max(axis=1) - costs.missing * (total - missed))
        paid = np.maximum.accumulate(here + costs.skipped * passed, axis=1) - costs.skipped * passed
        reach = np.maximum(reach - costs.missing * weight, paid)
        last = here
    return best


def _shifted(rows: Numbers) -> Numbers:
    import numpy as np

    out = np.full(rows.shape, -np.inf, np.float32)
    out[:, 1:] = rows[:, :-1]
    return out


def _likeness(wanted: str, codes: NDArray[np.int32], costs: Costs) -> tuple[Numbers, NDArray[np.intp]]:
    """How alike each sought character is to each distinct character of the candidates, and which stands where."""
    import numpy as np

    distinct, where = np.unique(codes, return_inverse=True)
    at = {chr(code): index for index, code in enumerate(distinct.tolist()) if code}
    by_sound: dict[str, list[int]] = {}
    for character, index in at.items():
        for sound in _sounds(character):
            by_sound.setdefault(sound, []).append(index)
    table = np.zeros((len(wanted), len(distinct)), np.float32)
    for row, character in zip(table, wanted, strict=True):
        _fill(row, character, (at, by_sound), costs)
    return table, where.reshape(codes.shape)


def _fill(row: Numbers, character: str, known: tuple[Mapping[str, int], Mapping[str, list[int]]], costs: Costs) -> None:
    at, by_sound = known
    for sound in _sounds(character):
        row[by_sound.get(sound, [])] = costs.homophone
    for stands_for in PROVINCES.get(character, "")[:1]:
        if stands_for in at:
            row[at[stands_for]] = costs.stands_for
    if character in at:
        row[at[character]] = 1.0


def _sounds(character: str) -> frozenset[str]:
    return sounds(character) if has_chinese(character) else frozenset()
