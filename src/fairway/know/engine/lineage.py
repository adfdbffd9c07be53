"""Who belongs to whom on a day: a tree of owners above an organisation and of branches and holdings below it.

A dual line (dispatched by one body, entrusted to another) makes this a graph, not a tree: an organisation reached on
two lines stands on both, and a circle is cut where it closes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from decimal import Decimal

KINDS = (
    "branch", "subsidiary", "owned", "union", "part", "successor", "dispatched", "entrusted", "advises", "finances"
)  # fmt: skip
"""What one organisation can be to another, as tables and input folders write it."""
Span = tuple["date | None", "date | None"]
"""From and until; None is open."""
MOST_LINES = 200
"""A tree with more lines is cut there, and says so."""


@dataclass(frozen=True, slots=True)
class Tie:
    """``subject`` belongs to ``other``: ids, the kind of the relation, the share in per cent where known."""

    subject: int
    other: int
    kind: str
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the tree: ``depth`` steps away, by ``tie``; ``again`` where the organisation stands further up."""

    organisation: int
    depth: int
    tie: Tie
    again: bool = False


@dataclass(frozen=True, slots=True)
class Lineage:
    """What stands above and below, each top down; ``cut`` where there is more than is shown."""

    above: tuple[Line, ...] = ()
    below: tuple[Line, ...] = ()
    cut: bool = False


@dataclass
class _Walk:
    most: int
    lines: list[Line] = field(default_factory=list)
    cut: bool = False


def lineage(organisation: int, ties: Iterable[Tie], *, depth: int = 6, most: int = MOST_LINES) -> Lineage:
    """Arrange ties around one organisation; ties that do not lead to it are left out."""
    up: dict[int, list[Tie]] = {}
    down: dict[int, list[Tie]] = {}
    for tie in sorted(ties, key=lambda t: (t.kind, t.other, t.subject)):
        up.setdefault(tie.subject, []).append(tie)
        down.setdefault(tie.other, []).append(tie)
    above, below = _Walk(most), _Walk(most)
    _follow(above, up, (organisation,), depth)
    _follow(below, down, (organisation,), depth)
    return Lineage(tuple(above.lines), tuple(below.lines), above.cut or below.cut)


def _follow(walk: _Walk, ties: Mapping[int, list[Tie]], path: tuple[int, ...], depth: int) -> None:
    here = path[-1]
    for tie in ties.get(here, ()):
        there = tie.other if tie.subject == here else tie.subject
        if len(path) > depth or len(walk.lines) >= walk.most:
            walk.cut = True
            return
        walk.lines.append(Line(there, len(path), tie, again=there in path))
        if there not in path:
            _follow(walk, ties, (*path, there), depth)


@dataclass(frozen=True, slots=True)
class Hold:
    """``subject`` belongs wholly to ``other`` during ``span``: ids."""

    subject: int
    other: int
    span: Span


def closes_circle(new: Hold, holds: Iterable[Hold]) -> bool:
    """Whether ``new`` makes somebody belong wholly to itself, through any number of others, at a time of its own."""
    above: dict[int, list[int]] = {}
    for hold in holds:
        if overlap(hold.span, new.span):
            above.setdefault(hold.subject, []).append(hold.other)
    seen, waiting = {new.other}, [new.other]
    while waiting:
        here = waiting.pop()
        if here == new.subject:
            return True
        fresh = [each for each in above.get(here, ()) if each not in seen]
        seen.update(fresh)
        waiting += fresh
    return False


def overlap(a: Span, b: Span) -> bool:
    """Whether two spans (from, until; None: open) share a day."""
    return all(first is None or last is None or first <= last for first, last in ((a[0], b[1]), (b[0], a[1])))
