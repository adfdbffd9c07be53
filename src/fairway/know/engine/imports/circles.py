"""Whole ownership that comes back to where it began: nobody belongs wholly to themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from fairway.know.engine.imports.incoming import Link

OWNING = frozenset({"subsidiary", "owned"})
INSIDE = frozenset({"branch", "part"})
"""A branch or a part belongs wholly to what it is a branch or part of."""
WHOLE = "100"


def is_whole(link: Link) -> bool:
    """Whether a tie leaves nothing for anybody else."""
    return link.kind in INSIDE or (link.kind in OWNING and link.share == WHOLE)


def circular(
    kept: Iterable[tuple[Hashable, Hashable]], added: Iterable[tuple[Hashable, Hashable]]
) -> set[tuple[Hashable, Hashable]]:
    """Return those of the ``added`` ties (who, to whom) that stand on a circle made of kept and added ones.

    Linear in the number of ties; all ties of a circle are found, whichever came first (Tarjan 1972, without recursion).
    """
    added = list(added)
    graph: dict[Hashable, list[Hashable]] = {}
    for who, whom in (*kept, *added):
        graph.setdefault(who, []).append(whom)
    part = _parts(graph)
    return {(who, whom) for who, whom in added if who == whom or part[who] == part.get(whom)}


def _parts(graph: Mapping[Hashable, list[Hashable]]) -> dict[Hashable, int]:
    """Number the strongly connected parts of a graph: node → part, for nodes that lead somewhere."""
    order: dict[Hashable, int] = {}
    low: dict[Hashable, int] = {}
    part: dict[Hashable, int] = {}
    path: list[Hashable] = []
    for start in graph:
        walk = [(start, iter(graph[start]))] if start not in order else []
        if walk:
            order[start] = low[start] = len(order)
            path.append(start)
        while walk:
            node, following = walk[-1]
            step = next((n for n in following if n in graph and n not in part), None)
            if step is None:
                walk.pop()
                _close(node, walk[-1][0] if walk else None, order, low, part, path)
            elif step in order:
                low[node] = min(low[node], order[step])
            else:
                order[step] = low[step] = len(order)
                path.append(step)
                walk.append((step, iter(graph[step])))
    return part


def _close(
    node: Hashable,
    before: Hashable | None,
    order: Mapping[Hashable, int],
    low: dict[Hashable, int],
    part: dict[Hashable, int],
    path: list[Hashable],
) -> None:
    """A node whose ways are all walked: what lies above it on the path is one part, where nothing leads further up."""
    if low[node] == order[node]:
        while True:
            top = path.pop()
            part[top] = order[node]
            if top == node:
                break
    if before is not None:
        low[before] = min(low[before], low[node])
