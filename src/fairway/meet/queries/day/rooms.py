"""In which room a table stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fairway.meet.queries.programme import tables_of

if TYPE_CHECKING:
    from fairway.meet.models import Event


def room_names(event: Event) -> dict[int, str]:
    """Return the room of each table in the reader's language; empty where the event names none."""
    return {
        number: tables.room.title
        for tables in tables_of(event.rooms.order_by("order"))
        for number in range(tables.first, tables.last + 1)
    }
