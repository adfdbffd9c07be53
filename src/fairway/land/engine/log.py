"""The stage log of projects, read as it was known on a date.

Every entry has two dates: when it happened and when it was learned of. What was learned later does not count,
so any figure can be replayed for any day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.land.engine.intake import REQUIRED, TERMINAL, WAYS_OUT, Stage

if TYPE_CHECKING:
    from datetime import date

ROAD = tuple(stage for stage in Stage if stage not in WAYS_OUT)
"""The stages from the signature on, in order, without the two ways out."""

_ORDER = {stage: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True)
class Entry:
    """One line of a project's log. ``responsible`` identifies the organisation that answers for the next step."""

    stage: Stage
    happened_on: date
    learned_on: date
    responsible: int
    evidence: str = ""
    next_due: date | None = None
    note: str = ""


Logs = Mapping[int, Sequence[Entry]]
"""Project → its entries, in any order."""


@dataclass(frozen=True)
class Standing:
    """Where a project stands: its last stage, and the furthest stage of the road it reached with evidence.

    Whatever is known of a project, it was signed: that is the least ``furthest`` can be.
    """

    project: int
    stage: Stage
    since: date
    responsible: int
    next_due: date | None
    furthest: Stage

    @property
    def is_out(self) -> bool:
        """Withdrawn or terminated."""
        return self.stage in WAYS_OUT

    @property
    def is_over(self) -> bool:
        """Nothing falls due any more."""
        return self.stage in TERMINAL

    def has_reached(self, stage: Stage) -> bool:
        """Whether the project came at least as far as ``stage`` of the road."""
        return _ORDER[self.furthest] >= _ORDER[stage]


def in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries by the day they happened; on one day by the order of the stages."""
    return sorted(entries, key=lambda entry: (entry.happened_on, _ORDER[entry.stage]))


def known(entries: Sequence[Entry], as_of: date) -> list[Entry]:
    """Return in order what had happened and was learned of by ``as_of``."""
    return in_order([entry for entry in entries if entry.happened_on <= as_of and entry.learned_on <= as_of])


def is_shown(entry: Entry) -> bool:
    """Whether the entry carries the evidence its stage needs (``REQUIRED``)."""
    since = REQUIRED["evidence"]
    return bool(entry.evidence) or _ORDER[entry.stage] < _ORDER[since] or entry.stage in WAYS_OUT


def reached(entries: Sequence[Entry]) -> dict[Stage, date]:
    """Return each stage and way out that is shown, with the first day it was reached."""
    found: dict[Stage, date] = {}
    for entry in in_order(entries):
        if is_shown(entry):
            found.setdefault(entry.stage, entry.happened_on)
    return found


def standings(logs: Logs, as_of: date) -> tuple[Standing, ...]:
    """Return where each project known by ``as_of`` stood, in the order of the projects."""
    found = ((project, known(logs[project], as_of)) for project in sorted(logs))
    return tuple(_standing(project, entries) for project, entries in found if entries)


def _standing(project: int, entries: Sequence[Entry]) -> Standing:
    last = entries[-1]
    shown = [entry.stage for entry in entries if entry.stage not in WAYS_OUT and is_shown(entry)]
    return Standing(
        project=project,
        stage=last.stage,
        since=last.happened_on,
        responsible=last.responsible,
        next_due=None if last.stage in TERMINAL else last.next_due,
        furthest=max(shown, key=_ORDER.__getitem__, default=ROAD[0]),
    )
