"""Tables by slot: those of closed rooms cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.meet.engine.changes import Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.meet.models import Event


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
