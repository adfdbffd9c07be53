"""A timetable as the engine sees it when somebody changes it by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from fairway.meet.engine.problem import MeetingProblem, MeetingWish
from fairway.meet.engine.standing import standing_of
from fairway.meet.models import Participation
from fairway.meet.queries.problem import stored_problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.meet.engine.standing import Standing
    from fairway.meet.models import Event, Timetable


@dataclass(frozen=True)
class Place:
    """Where a meeting is held: the slot's number, the table, and whether it is locked there."""

    slot: int
    table: int
    is_locked: bool = False


@dataclass(frozen=True)
class Hand:
    """The problem as it is now and the places of a timetable, both by the ids of requests.

    ``keys`` maps requests to the wishes of ``problem``, which also holds meetings that are held and no longer asked
    for (``stale``): they sit at their tables until somebody takes them out.
    """

    problem: MeetingProblem
    keys: Mapping[int, int]
    places: Mapping[int, Place]
    slot_ids: Mapping[int, int]
    stale: frozenset[int]

    def requests(self) -> dict[int, int]:
        """Requests by the wishes they stand for."""
        return {key: request for request, key in self.keys.items()}

    def slot_of(self, places: Mapping[int, Place] | None = None) -> dict[int, int]:
        """The slot of each wish held in ``places`` (by default in the timetable)."""
        held = self.places if places is None else places
        return {self.keys[request]: place.slot for request, place in held.items() if request in self.keys}

    @cached_property
    def standing(self) -> Standing:
        """Who is free when; whoever tries something puts everything back."""
        return standing_of(self.problem, self.slot_of())


def locked_places(timetable: Timetable | None) -> dict[int, Place]:
    """Return where each locked meeting is, by the id of its request; none without a timetable."""
    if timetable is None:
        return {}
    rows = timetable.meetings.filter(is_locked=True).values_list("request_id", "slot__number", "table")
    return {request: Place(slot, table, is_locked=True) for request, slot, table in rows}


def hand_of(event: Event, timetable: Timetable) -> Hand:
    """Read what ``event`` asks for now and where ``timetable`` holds it."""
    stored = stored_problem(event)
    keys = {request: key for key, request in stored.request_ids.items()}
    rows = timetable.meetings.order_by("pk").values_list(
        "request_id", "slot__number", "table", "is_locked",
        "request__requester_id", "request__requested_id", "request__priority",
    )  # fmt: skip
    approved = event.participations.filter(status=Participation.Status.APPROVED).order_by("pk")
    people = {pk: key for key, pk in enumerate(approved.values_list("pk", flat=True), start=1)}
    places, stale = {}, []
    for request, slot, table, is_locked, first, second, priority in rows:
        places[request] = Place(slot, table, is_locked)
        if request not in keys and first in people and second in people:
            keys[request] = max(keys.values(), default=0) + 1
            stale.append(MeetingWish(keys[request], people[first], people[second], priority=priority))
    problem = replace(stored.problem, wishes=(*stored.problem.wishes, *stale))
    gone = frozenset(request for request in places if keys.get(request, 0) not in stored.request_ids)
    return Hand(problem, keys, places, stored.slot_ids, gone)
