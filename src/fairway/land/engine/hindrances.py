"""The escalation clock of a hindrance: when the day for the next step passes, it goes one desk up the mandate chain.

Worked out for a day and never twice: run every day or once after a month, the same desks get it on the same days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

ANSWER_DAYS = 5
"""Days a superior has to answer before it goes further up."""
HIGHEST = 6


@dataclass(frozen=True)
class Escalation:
    """It went to the ``level``-th desk above the owner on a day, to be answered by ``next_on``."""

    level: int
    on: date
    next_on: date


def escalations(next_on: date, level: int, top: int, as_of: date) -> tuple[Escalation, ...]:
    """Return every step up by ``as_of`` from a clock that stands at ``level``; the desk at ``top`` keeps it.

    A step due on ``next_on`` is late from the day after.
    """
    found: list[Escalation] = []
    while level < top and next_on < as_of:
        on = next_on + timedelta(days=1)
        level, next_on = level + 1, on + timedelta(days=ANSWER_DAYS)
        found.append(Escalation(level, on, next_on))
    return tuple(found)


def mandate_chain(owner: int, superiors: Mapping[int, Sequence[int]]) -> tuple[int, ...]:
    """Return the desks above ``owner``, nearest first: the first superior of each that was not met before."""
    chain = [owner]
    while len(chain) <= HIGHEST:
        above = next((each for each in superiors.get(chain[-1], ()) if each not in chain), None)
        if above is None:
            break
        chain.append(above)
    return tuple(chain[1:])
