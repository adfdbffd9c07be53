"""What is passed on of a promise: kept at once, late and broken after a notice, nothing while it is disputed.

Pure: what was done so far and what holds today go in, the moves to make come out. Asked again, nothing is left to do.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from fairway.sign.engine.promises import State

if TYPE_CHECKING:
    from datetime import date

OBJECTION_WORKING_DAYS = 10
"""Working days the debtor has to object, from the day of the notice."""


class Outcome(StrEnum):
    """What became of a promise, as it is told to others."""

    KEPT = "kept"
    LATE = "kept_late"
    BROKEN = "broken"

    @property
    def is_adverse(self) -> bool:
        """Whether the debtor is heard first."""
        return self is not Outcome.KEPT


OUTCOMES = {State.KEPT: Outcome.KEPT, State.KEPT_LATE: Outcome.LATE, State.BROKEN: Outcome.BROKEN}


class Progress(StrEnum):
    """How far a notice is."""

    SERVED = "served"
    PASSED_ON = "passed_on"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What is to be done."""

    SERVE = "serve"
    TELL = "tell"
    HOLD = "hold"
    LIFT = "lift"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Noticed:
    """The notice that stands: for which decision and outcome, until when one may object, and how far it is."""

    decision: int
    outcome: Outcome
    progress: Progress
    objection_until: date
    is_passed: bool


@dataclass(frozen=True)
class Today:
    """What holds: the decision that stands and its outcome, ``None`` without; whether it is disputed."""

    on: date
    decision: int | None = None
    outcome: Outcome | None = None
    is_disputed: bool = False


def next_moves(noticed: Noticed | None, now: Today) -> tuple[Move, ...]:
    """Return the moves in order. Nothing adverse is passed on before its period is over, nothing in a dispute."""
    if noticed is None:
        return _opening(now)
    is_same = noticed.decision == now.decision and (now.is_disputed or noticed.outcome is now.outcome)
    if not is_same:
        return (Move.WITHDRAW, *_opening(now))
    if now.is_disputed:
        return () if noticed.progress is Progress.HELD else (Move.HOLD,)
    moves = (Move.LIFT,) if noticed.progress is Progress.HELD else ()
    is_over = now.on > noticed.objection_until or not noticed.outcome.is_adverse
    return (*moves, Move.TELL) if is_over and not noticed.is_passed else moves


def _opening(now: Today) -> tuple[Move, ...]:
    if now.outcome is None or now.is_disputed:
        return ()
    return (Move.SERVE,) if now.outcome.is_adverse else (Move.SERVE, Move.TELL)
