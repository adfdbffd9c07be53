"""In which room a table stands, and when it can be used: not while its room is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.meet.engine.changes import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.meet.models import Event


def room_names(event: Event) -> dict[int, str]:
    """Return the room of each table in the reader's language; empty where the event names none."""
    rooms = [room.title for room in event.rooms.order_by("order") for _table in range(room.tables)]
    return dict(enumerate(rooms, start=1))


def open_tables(event: Event, slots: Sequence[int]) -> dict[int, int]:
    """How many tables can be used in each of ``slots`` (numbers): all but those of rooms that are closed then."""
    closed = dict.fromkeys(slots, 0)
    for room in event.rooms.all():
        for number in closed.keys() & set(room.closed):
            closed[number] += room.tables
    return {number: max(event.tables - shut, 0) for number, shut in closed.items()}


def closed_places(event: Event) -> frozenset[Place]:
    """Every table in every slot in which its room is closed: the highest numbers."""
    slots = list(event.slots.values_list("number", flat=True))
    return frozenset(
        Place(slot, table)
        for slot, count in open_tables(event, slots).items()
        for table in range(count + 1, event.tables + 1)
    )
