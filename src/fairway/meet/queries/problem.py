"""An event's kept requests as the problem the timetable engine solves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fairway.meet.engine.languages import Shift, interpreter_for, interpreters
from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.models import Participation
from fairway.meet.queries.day.changed import changed_day
from fairway.meet.queries.rooms import open_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fairway.meet.models import Disturbance, Event, MeetingRequest
    from fairway.meet.models import Slot as SlotRow
    from fairway.meet.queries.day.changed import ChangedDay

OF_PARTICIPANTS = ("event", "organisation__name", "seats", "available", "at_least", "at_most", "languages")
OF_REQUESTS = ("event", "requester", "requested", "priority", "reply_priority", "fixed_slot", "must_hold")
"""What the engine needs to know: large events have thousands of requests, and these are read for every page."""


@dataclass(frozen=True)
class StoredProblem:
    """The problem, and which request each wish and which slot row each slot number stands for.

    Keys count from 1 in the order things were registered, so that no database's ids reach the solver.
    """

    problem: MeetingProblem
    request_ids: Mapping[int, int]
    slot_ids: Mapping[int, int]
    participation_ids: Mapping[int, int]


def stored_problem(event: Event, also: Iterable[Disturbance] = ()) -> StoredProblem:
    """Read what ``event`` asks for now: every participant and the request that carries each pair.

    Nobody meets while presenting; tables of rooms that are closed and interpreters who are away are left out, and so
    is what was reported on the day and is in force. ``also`` are reports to look at as if they were.
    """
    changed = changed_day(event, also)
    slots = list(event.slots.order_by("number"))
    approved = event.participations.filter(status=Participation.Status.APPROVED)
    rows = list(approved.select_related("organisation").only(*OF_PARTICIPANTS).order_by("pk"))
    requests = [row for row in _carrying(event, {row.pk for row in rows}) if row.pk not in changed.cancelled]
    numbers = {slot.pk: slot.number for slot in slots}
    wishes = _wishes(event, rows, requests, numbers, changed)
    needed = {wish.interpreter for wish in wishes} - {""}
    problem = MeetingProblem(
        participants=tuple(_participants(event, rows, numbers, changed)),
        wishes=wishes,
        slots=_slots(event, slots, changed),
        tables=event.tables,
        name=event.code,
        interpreters=interpreters(_shifts(event), needed, len(slots)),
    )
    return StoredProblem(
        problem,
        {key: request.pk for key, request in enumerate(requests, start=1)},
        {slot.number: slot.pk for slot in slots},
        {key: row.pk for key, row in enumerate(rows, start=1)},
    )


def _carrying(event: Event, taking_part: set[int]) -> list[MeetingRequest]:
    """Return the request that carries each pair: both sides come, and the organiser does not keep them apart."""
    apart = {frozenset(pair) for pair in event.aparts.values_list("one", "other")}
    return [
        row
        for row in event.requests.filter(carries_meeting=True).only(*OF_REQUESTS).order_by("pk")
        if {row.requester_id, row.requested_id} <= taking_part
        and frozenset((row.requester_id, row.requested_id)) not in apart
    ]


def session_of(slot: SlotRow, zone: ZoneInfo) -> Session:
    """Morning for a slot that starts before noon, local time."""
    return Session.MORNING if slot.start.astimezone(zone).hour < 12 else Session.AFTERNOON


def _slots(event: Event, rows: Sequence[SlotRow], changed: ChangedDay) -> tuple[Slot, ...]:
    zone = ZoneInfo(event.time_zone)
    days = sorted({row.start.astimezone(zone).date() for row in rows})
    unlocked = open_tables(event, [row.number for row in rows])
    tables = {number: count - changed.tables_lost(number, count) for number, count in unlocked.items()}
    return tuple(
        Slot(
            row.number,
            session_of(row, zone),
            day=days.index(row.start.astimezone(zone).date()) + 1,
            tables=None if tables[row.number] == event.tables else tables[row.number],
        )
        for row in rows
    )


def _shifts(event: Event) -> list[Shift]:
    return [
        Shift(row.language, row.number, None if row.slots is None else frozenset(row.slots))
        for row in event.interpreter_shifts.order_by("pk")
    ]


def _participants(
    event: Event, rows: Sequence[Participation], numbers: Mapping[int, int], changed: ChangedDay
) -> Iterator[Participant]:
    presents: defaultdict[int, set[int]] = defaultdict(set)
    for organisation, slot in event.presentations.exclude(slot=None).values_list("organisation_id", "slot_id"):
        presents[organisation].add(numbers[slot])
    for key, row in enumerate(rows, start=1):
        there = frozenset(numbers.values() if row.available is None else row.available)
        yield Participant(
            key,
            there - presents[row.organisation_id] - changed.away.get(row.pk, frozenset()),
            seats=row.seats,
            at_least=row.at_least,
            at_most=row.at_most,
            name=row.organisation.name,
        )


def _wishes(
    event: Event,
    rows: Sequence[Participation],
    requests: Sequence[MeetingRequest],
    numbers: Mapping[int, int],
    changed: ChangedDay,
) -> tuple[MeetingWish, ...]:
    keys = {row.pk: key for key, row in enumerate(rows, start=1)}
    languages = {row.pk: row.languages for row in rows}
    offered = set(event.interpreter_shifts.values_list("language", flat=True))
    return tuple(
        MeetingWish(
            key,
            keys[request.requester_id],
            keys[request.requested_id],
            priority=request.worth,
            fixed_slot=None if request.fixed_slot_id is None else numbers[request.fixed_slot_id],
            must_hold=request.must_hold
            and changed.away.keys().isdisjoint((request.requester_id, request.requested_id)),
            interpreter=interpreter_for(
                languages[request.requester_id], languages[request.requested_id], event.language, offered
            ),
        )
        for key, request in enumerate(requests, start=1)
    )
