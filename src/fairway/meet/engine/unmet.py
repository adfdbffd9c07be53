"""Why wishes found no place, for a finished timetable."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.engine.result import Unmet
from fairway.meet.engine.why_not.causes import causes_of, standing_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.meet.engine.grid import Grid


def explain_unmet(grid: Grid) -> tuple[Unmet, ...]:
    """List the wishes without a meeting, in their order, each with the fewest causes that leave it no slot.

    A wish that could still be held as things stand comes without causes.
    """
    standing = standing_of(grid.problem, grid.slot_of)
    missing = (wish for wish in grid.problem.wishes if wish.key not in grid.slot_of)
    return tuple(Unmet(wish.key, causes_of(standing, wish)) for wish in missing)


def explain_overloads(grid: Grid) -> Iterator[Reason]:
    """Name the participants who could not hold all their wishes even with nobody else in the way."""
    text = gettext_noop("%(name)s is asked for more meetings (%(wished)s) than it has room for (%(room)s).")
    wished = Counter(key for wish in grid.problem.wishes for key in wish.parties)
    for key, room in grid.room.items():
        if wished[key] > room:
            yield Reason(text, {"name": str(grid.people[key]), "wished": wished[key], "room": room})
