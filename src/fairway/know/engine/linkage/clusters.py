"""From pairs to groups: which records are one organisation, when every pair has its own probability.

Chains are the danger: A is like B, B like C, and A is not like C at all. Groups are therefore merged from the surest
pair down, and two groups merge only when what is known between them, taken together, still speaks for it (average
linkage, Sokal and Michener 1958), and nothing forbids it.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

Edge = tuple[int, int, float]


def clusters(
    n: int,
    edges: Iterable[Edge],
    *,
    threshold: float,
    forbidden: Iterable[tuple[int, int]] = (),
    chaining: float = 0.0,
) -> list[list[int]]:
    """Group the records 0 to ``n - 1``; every record is in one group, groups and members in ascending order.

    ``edges`` are ``(a, b, probability)``; of several for one pair the highest counts, and a pair without any counts
    as 0. Two groups merge while what lies between them reaches ``threshold`` and no pair of ``forbidden`` would come
    together. What lies between them is the mean over all pairs (``chaining`` 0), the best pair (1: connected
    components), or a blend: at 0.5 a sure pair carries its neighbours along, an uncertain one does not.

    The outcome does not depend on the order of ``edges``. Cost: O(m log m) for m edges while groups stay small; a
    group of k records that all have edges to each other costs k² log k.
    """
    known = _known(n, edges)
    groups = _Groups(n, known, forbidden, chaining)
    queue = [(-groups.score(a, b), a, b) for (a, b), each in known.items() if each >= threshold]
    heapify(queue)
    while queue:
        negative, a, b = heappop(queue)
        if groups.stale(a, b, -negative):
            continue
        for pair in groups.merge(a, b):
            if (score := groups.score(*pair)) >= threshold:
                heappush(queue, (-score, *pair))
    return groups.listed()


def _known(n: int, edges: Iterable[Edge]) -> dict[tuple[int, int], float]:
    found: dict[tuple[int, int], float] = {}
    for a, b, probability in edges:
        if not (0 <= a < n and 0 <= b < n):
            raise IndexError(f"edge {a}–{b} leaves the {n} records")
        if a != b:
            pair = (min(a, b), max(a, b))
            found[pair] = max(found.get(pair, 0.0), probability)
    return found


class _Groups:
    """Groups under way. A group goes by its smallest member, so that ties break the same way every time.

    Only records that have an edge or a veto take memory; all others are groups of one until the end.
    """

    def __init__(
        self, n: int, known: dict[tuple[int, int], float], forbidden: Iterable[tuple[int, int]], chaining: float
    ) -> None:
        self.n = n
        self.chaining = chaining
        self.members: dict[int, list[int]] = {}
        self.near: dict[int, dict[int, tuple[float, float]]] = {}
        self.barred: dict[int, set[int]] = {}
        for (a, b), probability in known.items():
            for ours, theirs in ((a, b), (b, a)):
                self.near.setdefault(ours, {})[theirs] = (probability, probability)
                self.members.setdefault(ours, [ours])
        for a, b in forbidden:
            if a != b:
                self.barred.setdefault(a, set()).add(b)
                self.barred.setdefault(b, set()).add(a)

    def score(self, a: int, b: int) -> float:
        """Return what lies between two groups: mean and best pair, as blended."""
        total, best = self.near[a][b]
        mean = total / (len(self.members[a]) * len(self.members[b]))
        return self.chaining * best + (1 - self.chaining) * mean

    def stale(self, a: int, b: int, score: float) -> bool:
        """Whether a queued merge is out of date (a group is gone or has grown) or forbidden."""
        if b not in self.near.get(a, ()) or b in self.barred.get(a, ()):
            return True
        return self.score(a, b) != score

    def merge(self, a: int, b: int) -> list[tuple[int, int]]:
        """Make one group of two, under the smaller number; return the pairs whose score changed."""
        kept, gone = min(a, b), max(a, b)
        self.members[kept] += self.members.pop(gone)
        self._join_near(kept, gone)
        self._join_barred(kept, gone)
        return [(min(kept, each), max(kept, each)) for each in self.near[kept]]

    def _join_near(self, kept: int, gone: int) -> None:
        ours, theirs = self.near[kept], self.near.pop(gone)
        del ours[gone], theirs[kept]
        for each, (total, best) in theirs.items():
            mine = ours.get(each, (0.0, 0.0))
            ours[each] = self.near[each][kept] = (mine[0] + total, max(mine[1], best))
            del self.near[each][gone]

    def _join_barred(self, kept: int, gone: int) -> None:
        for each in self.barred.pop(gone, ()):
            self.barred[each].discard(gone)
            self.barred[each].add(kept)
            self.barred.setdefault(kept, set()).add(each)

    def listed(self) -> list[list[int]]:
        """Return all groups, each in ascending order, by their smallest members."""
        inside = {each for members in self.members.values() for each in members}
        alone = ([each] for each in range(self.n) if each not in inside)
        return sorted([*(sorted(each) for each in self.members.values()), *alone])
