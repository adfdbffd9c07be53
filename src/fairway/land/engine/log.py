"""The stage log of projects, read as it was known on a date.

Every entry has two dates: when it happened and when it was learned of. What was learned later does not count,
so any figure can be replayed for any day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.land.engine.intake import REQUIRED, WAYS_OUT, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

BEFORE = (Stage.INTENTION, Stage.DOCKING)
"""The stages before anything is signed."""

ROAD = tuple(stage for stage in Stage if stage not in WAYS_OUT and stage not in BEFORE)
"""The stages from the signature on, in order, without the two ways out."""

_ORDER = {stage: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True)
class Entry:
    """One line of a project's log. ``responsible`` identifies the organisation that answers for the next step.

    ``step`` is the stage of the project's map that counts as ``stage``; empty where it has the same key. ``way_reason``
    is the map's key for why a project left. From ``reversed_on`` on the line is known to be wrong.
    """

    stage: Stage
    happened_on: date
    learned_on: date
    responsible: int
    evidence: str = ""
    next_due: date | None = None
    note: str = ""
    step: str = ""
    way_reason: str = ""
    reversed_on: date | None = None
    is_verified: bool = False

    @property
    def key(self) -> str:
        """The stage of the project's map."""
        return self.step or self.stage.value


def is_at_least(stage: Stage, other: Stage) -> bool:
    """Whether a stage is ``other`` or a later one."""
    return _ORDER[stage] >= _ORDER[other]


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries by the day they happened; on one day by the order of the stages."""
    return sorted(entries, key=lambda entry: (entry.happened_on, _ORDER[entry.stage]))


def known(entries: Sequence[Entry], as_of: date) -> list[Entry]:
    """Return in order what had happened and was learned of by ``as_of``, and not taken back by then."""
    return in_order([entry for entry in entries if _is_known(entry, as_of)])


def _is_known(entry: Entry, as_of: date) -> bool:
    stands = entry.reversed_on is None or entry.reversed_on > as_of
    return entry.happened_on <= as_of and entry.learned_on <= as_of and stands


def is_shown(entry: Entry) -> bool:
    """Whether the entry carries the evidence its stage needs (``REQUIRED``)."""
    since = REQUIRED["evidence"]
    return bool(entry.evidence) or _ORDER[entry.stage] < _ORDER[since] or entry.stage in WAYS_OUT
