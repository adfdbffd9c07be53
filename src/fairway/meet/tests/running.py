"""An event that is on right now: slot 2 is running, the earlier one is over, the later ones are to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fairway.meet import actions
from fairway.meet.actions import day
from fairway.meet.models import Meeting, MeetingRequest, Participation, Timetable, Unmet
from fairway.meet.tests.stage import ZONE, Stage, accepted, stage

SLOTS = 6
ROUND = timedelta(minutes=20)


def slots(count: int = SLOTS, begun: int = 2) -> tuple[actions.SlotPlan, ...]:
    """Rounds of twenty minutes; the last of the ``begun`` ones began five minutes ago."""
    first = timezone.now().astimezone(ZONE) - timedelta(minutes=5) - (begun - 1) * ROUND
    return tuple(actions.SlotPlan(n, first + (n - 1) * ROUND, first + n * ROUND) for n in range(1, count + 1))


def day_of_slots(rounds: tuple[actions.SlotPlan, ...]) -> dict[str, object]:
    """Event fields that fit."""
    first = rounds[0].start.date()
    return {"slots": rounds, "held_on": first, "as_of": first, "code": "running-day", "tables": 3}


def running(
    pairs: str = "AB CD AC BD AD BC EF AE",
    keys: str = "ABCDEFGH",
    begun: int = 2,
    rows: dict[str, dict[str, object]] | None = None,
    **given: object,
) -> Stage:
    """Open the event, make its timetable and give everybody a link."""
    made = stage(keys, rows, **{**day_of_slots(slots(begun=begun)), **given})
    made.load(*accepted(pairs))
    made.make()
    links(made)
    return made


def links(made: Stage) -> None:
    day.personal_links(actor=made.operator, reason="test", event=made.event)


def token(made: Stage, key: str) -> str:
    return made.place(key).token


def arrange(made: Stage, seats: dict[str, tuple[int, int]]) -> Timetable:
    """Put a timetable in place by hand: "AB" → slot and table of the meeting A asked B for."""
    slot_of = {slot.number: slot for slot in made.event.slots.all()}
    value = sum(made.request(*pair).priority for pair in seats)
    made_table = Timetable.objects.create(
        event=made.event, seed=1, status="feasible", value=value, bound=value + 20, breaks=0
    )
    for pair, (slot, table) in seats.items():
        Meeting.objects.create(timetable=made_table, request=made.request(*pair), slot=slot_of[slot], table=table)
    left = made.event.requests.filter(carries_meeting=True).exclude(meetings__timetable=made_table)
    Unmet.objects.bulk_create([Unmet(timetable=made_table, request=request) for request in left])
    return made_table


def places(table: Timetable) -> dict[str, tuple[int, int]]:
    """The timetable as :func:`arrange` takes it."""
    rows = table.meetings.select_related("slot", "request__requester__organisation", "request__requested__organisation")
    return {letters(row.request): (row.slot.number, row.table) for row in rows}


def letters(request: MeetingRequest) -> str:
    return letter(request.requester) + letter(request.requested)


def letter(participation: Participation) -> str:
    return participation.organisation.name[2]


def at_slot(made: Stage, number: int) -> datetime:
    return made.event.slots.get(number=number).start
