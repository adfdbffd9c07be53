"""When a search ends."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


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
        """Seconds left to search; ``None`` without a limit. The last tenth is kept for what comes after."""
        return None if self.seconds is None else 0.9 * self.seconds - (time.monotonic() - self.began)

    def are_over(self) -> bool:
        """Whether to end the search."""
        left = self.left()
        return self.spent >= self.effort or (left is not None and left <= 0) or self.should_stop()

    def are_cut(self) -> bool:
        """Whether the clock says to end everything."""
        return self.seconds is not None and time.monotonic() - self.began > self.seconds
