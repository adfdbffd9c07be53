"""When a search ends."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


_SEARCH = 0.9
"""Share of the seconds spent on searching."""


@dataclass
class Limits:
    """``effort`` is counted and leaves the outcome the same everywhere; ``seconds`` cuts by the clock.

    ``gap`` is the share of the bound that may be missing for a timetable to be good enough.
    """

    effort: float
    seconds: float | None
    should_stop: Callable[[], bool]
    gap: float = 0.0
    spent: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def left(self) -> float | None:
        """Seconds left to search; ``None`` without a limit. The rest is kept for what comes after."""
        return None if self.seconds is None else _SEARCH * self.seconds - (time.monotonic() - self.began)

    def shortened(self, share: float) -> Limits:
        """The same limits with only a share of the seconds left."""
        left, spent = self.left(), time.monotonic() - self.began
        return self if left is None else replace(self, seconds=(spent + share * left) / _SEARCH)

    def are_over(self) -> bool:
        """Whether to end the search."""
        left = self.left()
        return self.spent >= self.effort or (left is not None and left <= 0) or self.should_stop()

    def are_cut(self) -> bool:
        """Whether the clock says to end everything."""
        return self.seconds is not None and time.monotonic() - self.began > self.seconds
