"""Who got how much of an event: meetings held of those wanted, by groups of participants, and the waiting between."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FEW, MANY = "few", "many"
_TENTH, _HUNDREDTH = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class Account:
    """One participant: meetings both sides ``wanted``, those ``held``, and the idle stretches between them."""

    wanted: int
    held: int
    breaks: int


@dataclass(frozen=True)
class Share:
    """A group of participants. What cannot be said of nobody, or of nothing wanted, is ``None``."""

    participants: int
    wanted: int
    held: int
    mean_held: Decimal | None
    most_held: int | None
    least_held: int | None
    mean_breaks: Decimal | None
    most_breaks: int | None

    @property
    def granted_percent(self) -> Decimal | None:
        """Meetings held of those wanted, in percent with one decimal."""
        return (Decimal(100 * self.held) / self.wanted).quantize(_TENTH) if self.wanted else None


def share_of(accounts: Iterable[Account]) -> Share:
    """Add up a group."""
    rows = list(accounts)
    held, breaks = [row.held for row in rows], [row.breaks for row in rows]
    return Share(
        len(rows),
        sum(row.wanted for row in rows),
        sum(held),
        _mean(held),
        max(held, default=None),
        min(held, default=None),
        _mean(breaks),
        max(breaks, default=None),
    )


def _mean(values: list[int]) -> Decimal | None:
    return (Decimal(sum(values)) / len(values)).quantize(_HUNDREDTH) if values else None


def by_wishes(accounts: Mapping[int, Account]) -> dict[int, str]:
    """Put each participant that is wanted at all among those with few wishes (up to the median) or with many."""
    wanted = {key: account.wanted for key, account in accounts.items() if account.wanted}
    middle = median(wanted.values()) if wanted else 0
    return {key: FEW if count <= middle else MANY for key, count in wanted.items()}


def ratio(small: Share, large: Share) -> Decimal | None:
    """Return what share the small were granted, of the share the large were; ``None`` where one cannot be said."""
    if not (small.wanted and large.wanted and large.held):
        return None
    return (Decimal(small.held * large.wanted) / (small.wanted * large.held)).quantize(_HUNDREDTH)
