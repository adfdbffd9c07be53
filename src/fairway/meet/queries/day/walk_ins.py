"""Where two who meet at the desk could sit down: slots free for both, with a table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fairway.meet.engine.languages import interpreter_for
from fairway.meet.engine.problem import MeetingWish
from fairway.meet.engine.standing import Standing, slots_in
from fairway.meet.queries.day.repairs import standing_day

if TYPE_CHECKING:
    from fairway.meet.models import MeetingRequest, Participation, Timetable
    from fairway.meet.queries.timetables import Hour


def carrying(first: Participation, second: Participation) -> MeetingRequest | None:
    """Return the request that carries the meeting of two, if both want it already."""
    return first.event.requests.filter(
        carries_meeting=True, requester__in=[first, second], requested__in=[first, second]
    ).first()


def common_slots(first: Participation, second: Participation, timetable: Timetable) -> tuple[Hour, ...]:
    """Return the slots to come in which both are free and a table and, where needed, an interpreter is."""
    day = standing_day(first.event, timetable)
    keys = {pk: key for key, pk in day.stored.participation_ids.items()}
    problem = day.stored.problem
    known = carrying(first, second)
    key = day.wish_of.get(known.pk) if known else None
    if key is None:
        key = max((wish.key for wish in problem.wishes), default=0) + 1
        spoken = {pool.language for pool in problem.interpreters}
        needed = interpreter_for(first.languages, second.languages, first.event.language, spoken)
        if needed and needed not in spoken:
            return ()
        wish = MeetingWish(key, keys[first.pk], keys[second.pk], interpreter=needed)
        problem = replace(problem, wishes=(*problem.wishes, wish))
    standing = Standing(problem)
    wishes = day.wish_of
    for request, place in day.places.items():
        if request in wishes:
            standing.put(wishes[request], place.slot)
    free = set() if key in standing.slot_of else set(slots_in(standing.places(standing.wishes[key])))
    return tuple(hour for hour in day.clock.coming if hour.number in free)
