"""An event's kept requests as the problem the timetable engine solves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, Session, Slot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fairway.meet.models import Event, MeetingRequest, Participation
    from fairway.meet.models import Slot as SlotRow


@dataclass(frozen=True)
class StoredProblem:
    """The problem, and which request each wish and which slot row each slot number stands for.

    Keys count from 1 in the order things were registered, so that no database's ids reach the solver.
    """

    problem: MeetingProblem
    request_ids: Mapping[int, int]
    slot_ids: Mapping[int, int]


def stored_problem(event: Event) -> StoredProblem:
    """Read what ``event`` asks for now: every participant and the request that carries each pair."""
    slots = list(event.slots.order_by("number"))
    rows = list(event.participations.select_related("organisation").order_by("pk"))
    requests = list(event.requests.filter(carries_meeting=True).order_by("pk"))
    keys = {row.pk: key for key, row in enumerate(rows, start=1)}
    everywhen = frozenset(slot.number for slot in slots)
    problem = MeetingProblem(
        participants=tuple(_participant(keys[row.pk], row, everywhen) for row in rows),
        wishes=tuple(_wish(key, request, keys) for key, request in enumerate(requests, start=1)),
        slots=tuple(Slot(slot.number, session_of(slot, ZoneInfo(event.time_zone))) for slot in slots),
        tables=event.tables,
        name=event.code,
    )
    return StoredProblem(
        problem,
        {key: request.pk for key, request in enumerate(requests, start=1)},
        {slot.number: slot.pk for slot in slots},
    )


def session_of(slot: SlotRow, zone: ZoneInfo) -> Session:
    """Morning for a slot that starts before noon, local time."""
    return Session.MORNING if slot.start.astimezone(zone).hour < 12 else Session.AFTERNOON


def _participant(key: int, row: Participation, everywhen: frozenset[int]) -> Participant:
    available = everywhen if row.available is None else frozenset(row.available)
    return Participant(key, available, seats=row.seats, at_most=row.at_most, name=row.organisation.name)


def _wish(key: int, request: MeetingRequest, keys: Mapping[int, int]) -> MeetingWish:
    return MeetingWish(key, keys[request.requester_id], keys[request.requested_id], priority=request.priority)
