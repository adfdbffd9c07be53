"""How long projects stay in a stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fairway.land.engine.columns import STAGES
from fairway.land.engine.intake import TERMINAL, Stage
from fairway.land.engine.log import BEFORE, ROAD

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from numpy.typing import NDArray

    from fairway.land.engine.columns import LogColumns


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


def time_in_stage(log: LogColumns, as_of: date) -> tuple[TimeInStage, ...]:
    """Return one line for each stage after which something is due, as known on ``as_of``."""
    told = log.pick(log.known(as_of))
    goes_on = told.owner[1:] == told.owner[:-1]
    left, stays = told.stage[:-1][goes_on], _days(told.happened[1:] - told.happened[:-1])[goes_on]
    is_last = np.ones(len(told), bool)
    is_last[:-1] = ~goes_on
    here, waits = told.stage[is_last], _days(np.datetime64(as_of, "D") - told.happened[is_last])
    stages = ((stage, STAGES.index(stage)) for stage in (*BEFORE, *ROAD) if stage not in TERMINAL)
    return tuple(_line(stage, stays[left == place], waits[here == place]) for stage, place in stages)


def _days(spans: NDArray[Any]) -> NDArray[np.int64]:
    return spans.astype(np.int64)


def _line(stage: Stage, moved: NDArray[Any], waiting: NDArray[Any]) -> TimeInStage:
    longest = int(waiting.max()) if len(waiting) else None
    return TimeInStage(stage, len(moved), _median(moved), len(waiting), longest)


def _median(days: NDArray[Any]) -> int | None:
    """Return the lower median: a number of days that one project really took."""
    return int(np.sort(days)[(len(days) - 1) // 2]) if len(days) else None
