"""An event's kept requests as the problem the timetable engine solves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.models import Participation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.meet.models import Event, MeetingRequest
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
    approved = event.participations.filter(status=Participation.Status.APPROVED)
    rows = list(approved.select_related("organisation").order_by("pk"))
    keys = {row.pk: key for key, row in enumerate(rows, start=1)}
    requests = _carrying(event, keys)
    numbers = {slot.pk: slot.number for slot in slots}
    everywhen = frozenset(slot.number for slot in slots)
    problem = MeetingProblem(
        participants=tuple(_participant(keys[row.pk], row, everywhen) for row in rows),
        wishes=tuple(_wish(key, request, keys, numbers) for key, request in enumerate(requests, start=1)),
        slots=_slots(slots, ZoneInfo(event.time_zone)),
        tables=event.tables,
        name=event.code,
    )
    return StoredProblem(
        problem,
        {key: request.pk for key, request in enumerate(requests, start=1)},
        {slot.number: slot.pk for slot in slots},
    )


def _carrying(event: Event, keys: Mapping[int, int]) -> list[MeetingRequest]:
    """Return the request that carries each pair: both sides come, and the organiser does not keep them apart."""
    apart = {frozenset(pair) for pair in event.aparts.values_list("one", "other")}
    return [
        row
        for row in event.requests.filter(carries_meeting=True).order_by("pk")
        if row.requester_id in keys
        and row.requested_id in keys
        and frozenset((row.requester_id, row.requested_id)) not in apart
    ]


def session_of(slot: SlotRow, zone: ZoneInfo) -> Session:
    """Morning for a slot that starts before noon, local time."""
    return Session.MORNING if slot.start.astimezone(zone).hour < 12 else Session.AFTERNOON


def _slots(rows: Sequence[SlotRow], zone: ZoneInfo) -> tuple[Slot, ...]:
    days = sorted({row.start.astimezone(zone).date() for row in rows})
    return tuple(
        Slot(row.number, session_of(row, zone), day=days.index(row.start.astimezone(zone).date()) + 1) for row in rows
    )


def _participant(key: int, row: Participation, everywhen: frozenset[int]) -> Participant:
    available = everywhen if row.available is None else frozenset(row.available)
    return Participant(
        key, available, seats=row.seats, at_least=row.at_least, at_most=row.at_most, name=row.organisation.name
    )


def _wish(key: int, request: MeetingRequest, keys: Mapping[int, int], numbers: Mapping[int, int]) -> MeetingWish:
    return MeetingWish(
        key,
        keys[request.requester_id],
        keys[request.requested_id],
        priority=request.worth,
        fixed_slot=None if request.fixed_slot_id is None else numbers[request.fixed_slot_id],
        must_hold=request.must_hold,
    )
