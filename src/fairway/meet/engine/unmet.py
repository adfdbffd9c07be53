"""Why wishes found no place, for a finished timetable."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.engine.result import Unmet
from fairway.meet.engine.why_not.causes import causes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fairway.meet.engine.problem import MeetingProblem
    from fairway.meet.engine.standing import Standing


def explain_unmet(standing: Standing) -> tuple[Unmet, ...]:
    """List the wishes without a meeting, in their order, each with the fewest causes that leave it no slot.

    A wish that could still be held as things stand comes without causes.
    """
    missing = (wish for wish in standing.problem.wishes if wish.key not in standing.slot_of)
    return tuple(Unmet(wish.key, causes_of(standing, wish)) for wish in missing)


def explain_overloads(problem: MeetingProblem) -> Iterator[Reason]:
    """Name the participants who could not hold all their wishes even with nobody else in the way."""
    text = gettext_noop("%(name)s is asked for more meetings (%(wished)s) than it has room for (%(room)s).")
    wished = Counter(key for wish in problem.wishes for key in wish.parties)
    for person in problem.participants:
        if wished[person.key] > person.room:
            yield Reason(text, {"name": str(person), "wished": wished[person.key], "room": person.room})
