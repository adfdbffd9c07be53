"""How long projects stay in a stage."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fairway.land.engine.intake import TERMINAL, Stage
from fairway.land.engine.log import BEFORE, ROAD, Entry, Logs, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date


@dataclass(frozen=True)
class TimeInStage:
    """Days in one stage: the median of the ``moved_on`` projects that left it, and the longest stay so far.

    ``median_days`` is ``None`` where none moved on, ``longest_days`` where none is ``waiting``.
    """

    stage: Stage
    moved_on: int
    median_days: int | None
    waiting: int
    longest_days: int | None


def time_in_stage(logs: Logs, as_of: date) -> tuple[TimeInStage, ...]:
    """Return one line for each stage after which something is due, as known on ``as_of``."""
    histories = [known(entries, as_of) for entries in logs.values()]
    moved: dict[Stage, list[int]] = {stage: [] for stage in Stage}
    waiting: dict[Stage, list[int]] = {stage: [] for stage in Stage}
    for history in histories:
        for stage, days in _stays(history):
            moved[stage].append(days)
        if history:
            waiting[history[-1].stage].append((as_of - history[-1].happened_on).days)
    return tuple(_line(stage, moved[stage], waiting[stage]) for stage in (*BEFORE, *ROAD) if stage not in TERMINAL)


def _stays(history: Sequence[Entry]) -> Iterator[tuple[Stage, int]]:
    for one, following in pairwise(history):
        yield one.stage, (following.happened_on - one.happened_on).days


def _line(stage: Stage, moved: Sequence[int], waiting: Sequence[int]) -> TimeInStage:
    return TimeInStage(stage, len(moved), _median(moved), len(waiting), max(waiting, default=None))


def _median(days: Sequence[int]) -> int | None:
    """Return the lower median: a number of days that one project really took."""
    return sorted(days)[(len(days) - 1) // 2] if days else None
