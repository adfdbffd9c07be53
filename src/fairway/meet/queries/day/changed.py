"""What is in force of all that went otherwise than planned, as the timetable engine has to know it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from fairway.meet.engine.changes import Place
from fairway.meet.engine.reseat import reseat
from fairway.meet.models import Disturbance
from fairway.meet.queries.rooms import closed_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fairway.meet.engine.problem import MeetingProblem
    from fairway.meet.engine.result import PlacedMeeting
    from fairway.meet.models import Event

Kind = Disturbance.Kind


@dataclass(frozen=True)
class ChangedDay:
    """Who is away in which slots (by participation), which requests were called off, which tables are lost when."""

    away: Mapping[int, frozenset[int]] = field(default_factory=dict)
    cancelled: frozenset[int] = frozenset()
    lost: frozenset[Place] = frozenset()

    def tables_lost(self, slot: int, of: int) -> int:
        """How many of the tables 1 to ``of`` are lost in ``slot``."""
        return Counter(place.slot for place in self.lost if place.table <= of)[slot]


def changed_day(event: Event, also: Iterable[Disturbance] = ()) -> ChangedDay:
    """Read what is in force at ``event``, and take ``also`` as if it were."""
    rows = [*event.disturbances.filter(state=Disturbance.State.IN_FORCE), *also]
    away: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    for row in rows:
        if row.kind in {Kind.LATE, Kind.ABSENT} and row.participation_id is not None:
            away[row.participation_id] |= row.slots
    return ChangedDay(
        dict(away),
        frozenset(row.request_id for row in rows if row.kind == Kind.CANCELLED and row.request_id is not None),
        frozenset(
            Place(slot, row.table) for row in rows if row.kind == Kind.TABLE_LOST and row.table for slot in row.slots
        ),
    )


def off_lost_tables(
    event: Event, problem: MeetingProblem, meetings: tuple[PlacedMeeting, ...]
) -> tuple[PlacedMeeting, ...]:
    """Seat whoever sits at a lost table, or in a room that is closed then, at another; everybody else stays."""
    lost = changed_day(event).lost | closed_places(event)
    if not lost:
        return meetings
    places = {meeting.wish: Place(meeting.slot, meeting.table) for meeting in meetings}
    tables = reseat(problem, {key: place.slot for key, place in places.items()}, places, lost)
    return tuple(replace(meeting, table=tables[meeting.wish]) for meeting in meetings)
