"""Where every project stood on a date, as known then, in columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fairway.land.engine.columns import STAGES
from fairway.land.engine.intake import TERMINAL, WAYS_OUT, Stage
from fairway.land.engine.log import BEFORE, ROAD

if TYPE_CHECKING:
    from datetime import date
    from typing import Any

    from numpy.typing import NDArray

    from fairway.land.engine.columns import LogColumns

_IS_OUT = np.array([stage in WAYS_OUT for stage in STAGES])
_IS_OVER = np.array([stage in TERMINAL for stage in STAGES])
_SIGNED = STAGES.index(ROAD[0])


@dataclass(frozen=True)
class Standings:
    """A row for each project known, in their order: its last stage, the first and the furthest it was shown to reach.

    Stages are places in ``STAGES``; ``due`` is ``NaT`` where nothing falls due. Where neither an intention nor a
    docking is known of a project, it was signed: that is the least it can be.
    """

    project: NDArray[np.int64]
    stage: NDArray[np.int8]
    since: NDArray[np.datetime64]
    responsible: NDArray[np.int64]
    due: NDArray[np.datetime64]
    furthest: NDArray[np.int8]
    first: NDArray[np.int8]

    @property
    def is_out(self) -> NDArray[np.bool_]:
        """Withdrawn or terminated."""
        return _IS_OUT[self.stage]

    def have_reached(self, stage: Stage) -> NDArray[np.bool_]:
        """Which came at least as far as ``stage``; of the stages before a signature: and began there."""
        place = STAGES.index(stage)
        far = self.furthest >= place
        return far & (self.first <= place) if stage in BEFORE else far


def standings(log: LogColumns, as_of: date) -> Standings:
    """Read off the log as it was known on ``as_of``."""
    told = log.pick(log.known(as_of))
    starts = np.flatnonzero(np.diff(told.owner, prepend=-1)) if len(told) else np.zeros(0, np.int64)
    last = np.append(starts[1:], len(told)) - 1 if len(told) else starts
    counts = told.shown & ~_IS_OUT[told.stage]
    over = _IS_OVER[told.stage[last]]
    return Standings(
        project=told.owner[last],
        stage=told.stage[last],
        since=told.happened[last],
        responsible=told.responsible[last],
        due=np.where(over, np.datetime64("NaT", "D"), told.due[last]),
        furthest=_extreme(np.maximum, np.where(counts, told.stage, -1), starts, -1),
        first=_extreme(np.minimum, np.where(counts, told.stage, len(STAGES)), starts, len(STAGES)),
    )


def _extreme(which: np.ufunc, stages: NDArray[Any], starts: NDArray[np.int64], nothing: int) -> NDArray[np.int8]:
    """The largest or smallest stage of each project; the signature where nothing counts."""
    found = which.reduceat(stages, starts) if len(starts) else stages[:0]
    return np.where(found == nothing, _SIGNED, found).astype(np.int8)
