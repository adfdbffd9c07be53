"""What a solved event looks like."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fairway.lib.explain import Reason
    from fairway.meet.engine.problem import MeetingProblem


class Status(StrEnum):
    """How good a timetable is, and how sure that is."""

    OPTIMAL = "optimal"
    """No timetable holds more valuable meetings: proven."""
    FEASIBLE = "feasible"
    """All rules are kept; where all wishes must be held, all are. Better ones may exist up to the bound."""
    INFEASIBLE = "infeasible"
    """Not all wishes that must be held can be: proven."""
    UNKNOWN = "unknown"
    """The effort ended before a timetable with all wishes was found or excluded."""


class CauseKind(StrEnum):
    """Why a wish found no place."""

    NEVER_TOGETHER = "never-together"
    OTHER_SESSION = "other-session"
    FIXED_SLOT = "fixed-slot"
    LIMIT = "limit"
    BUSY = "busy"
    TABLES = "tables"
    INTERPRETERS = "interpreters"
    ORDER = "order"


@dataclass(frozen=True)
class PlacedMeeting:
    """The wish with the key ``wish`` is held in ``slot`` at ``table``, all counted from 1."""

    wish: int
    slot: int
    table: int


@dataclass(frozen=True)
class Cause:
    """One obstacle: ``slots`` are the possible slots it closes, ``participant`` the key concerned."""

    kind: CauseKind
    reason: Reason
    slots: tuple[int, ...] = ()
    participant: int | None = None


@dataclass(frozen=True)
class Unmet:
    """A wish without a meeting; ``causes`` together leave it no slot in the timetable they come with."""

    wish: int
    causes: tuple[Cause, ...]

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The sentences of all causes."""
        return tuple(cause.reason for cause in self.causes)


@dataclass(frozen=True)
class Timetable:
    """Meetings by slot and table, wishes without one by key, and how good this is.

    ``value`` sums the priorities held, ``bound`` is proven: no timetable has more. ``breaks`` counts, over
    all participants, the idle stretches between two meetings of the same participant. Without a timetable
    (``INFEASIBLE``, ``UNKNOWN``) there are no meetings, ``unmet`` lists only the wishes that can never be
    held and ``overloads`` says who is asked for more meetings than there is room for.
    """

    status: Status
    meetings: tuple[PlacedMeeting, ...]
    unmet: tuple[Unmet, ...]
    value: int
    bound: int
    breaks: int
    overloads: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Progress:
    """Where a solve stands: ``effort`` in the deterministic units spent so far on proving and improving."""

    value: int
    bound: int
    effort: float


def count_breaks(problem: MeetingProblem, slot_of: Mapping[int, int]) -> int:
    """Count idle stretches between two meetings of the same participant, over all participants."""
    return sum(breaks_by_participant(problem, slot_of).values())


def breaks_by_participant(problem: MeetingProblem, slot_of: Mapping[int, int]) -> dict[int, int]:
    """Count the idle stretches of each participant, by key."""
    slots: dict[int, set[int]] = {participant.key: set() for participant in problem.participants}
    for wish in problem.wishes:
        if wish.key in slot_of:
            for person in wish.parties:
                slots[person].add(slot_of[wish.key])
    return {person: breaks_in(taken) for person, taken in slots.items()}


def breaks_in(slots: Iterable[int]) -> int:
    """Count idle stretches between the first and the last of ``slots``."""
    ordered = sorted(set(slots))
    return sum(later - earlier > 1 for earlier, later in itertools.pairwise(ordered))
