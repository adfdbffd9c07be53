"""What is different between two timetables, meeting by meeting."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class ChangeKind(StrEnum):
    """What happened to a meeting."""

    ADDED = "added"
    MOVED = "moved"
    TABLE = "table"
    """Same slot, another table."""
    DROPPED = "dropped"


@dataclass(frozen=True, order=True)
class Place:
    """A slot and a table, both counted from 1."""

    slot: int
    table: int


@dataclass(frozen=True)
class Change:
    """What happened to ``meeting``; ``before`` is where it was, ``after`` where it is, ``None`` for nowhere."""

    meeting: int
    kind: ChangeKind
    before: Place | None
    after: Place | None


def changes(before: Mapping[int, Place], after: Mapping[int, Place]) -> tuple[Change, ...]:
    """List what is different, in the order of time (of the new place, where there is one)."""
    found = [
        Change(key, _kind(before.get(key), after.get(key)), before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    ]
    return tuple(sorted(found, key=lambda change: (change.after or change.before, change.meeting)))


def _kind(before: Place | None, after: Place | None) -> ChangeKind:
    if before is None:
        return ChangeKind.ADDED
    if after is None:
        return ChangeKind.DROPPED
    return ChangeKind.TABLE if before.slot == after.slot else ChangeKind.MOVED
