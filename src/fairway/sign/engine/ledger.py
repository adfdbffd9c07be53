"""The ledger of support measures: every item as printed, by field, repeats flagged and none dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


@dataclass(frozen=True)
class Item:
    """One measure: ``key`` names it, ``place`` the paper or event that promised it, ``field`` what it is about."""

    key: int
    place: Hashable
    field: str


@dataclass(frozen=True)
class Entry:
    """A measure in the order printed; ``repeats`` is the key of the first of the same place and field, if it is not."""

    item: Item
    repeats: int | None


@dataclass(frozen=True)
class Ledger:
    """All measures as printed, and how many fields they name."""

    entries: tuple[Entry, ...]
    fields: int

    @property
    def repeated(self) -> int:
        """How many entries repeat an earlier one."""
        return sum(entry.repeats is not None for entry in self.entries)


def read_ledger(items: Sequence[Item]) -> Ledger:
    """Flag what is printed again; the order stays, and so does every item."""
    first: dict[tuple[Hashable, str], int] = {}
    entries = []
    for item in items:
        name = (item.place, " ".join(item.field.split()).casefold())
        seen = first.setdefault(name, item.key)
        entries.append(Entry(item, None if seen == item.key else seen))
    return Ledger(tuple(entries), len({field for _place, field in first}))
