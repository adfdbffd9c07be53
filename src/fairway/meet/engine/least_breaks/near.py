"""Neighbourhoods of a timetable: which meetings may move while all others stay where they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fairway.meet.engine.least_breaks.form import Form, breaks_of, taken_by

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from random import Random

FREE_MEETINGS = 0.35
"""Share of all meetings that may move at once."""


def near(form: Form, slots: Sequence[int], dice: Random) -> Form:
    """Choose meetings that may move, by people or by a stretch of the day; the others keep their slot."""
    free = _of_people(form, slots, dice) if dice.random() < 0.5 else _of_slots(form, slots, dice)
    allowed = tuple(form.allowed[meeting] if meeting in free else 1 << slot for meeting, slot in enumerate(slots))
    return replace(form, allowed=allowed)


def _of_people(form: Form, slots: Sequence[int], dice: Random) -> Collection[int]:
    """Free the meetings of somebody with breaks, then of people it meets, until enough may move."""
    taken = taken_by(form, slots)
    broken = [person for person, own in enumerate(taken) if breaks_of(own)]
    waiting = dice.sample(broken, min(2, len(broken))) or [dice.randrange(len(form.own))]
    seen, free = set(waiting), set[int]()
    while waiting and len(free) < FREE_MEETINGS * len(slots):
        person = waiting.pop(dice.randrange(len(waiting)))
        free.update(form.own[person])
        met = {other for meeting in form.own[person] for other in form.ends[meeting]} - seen
        seen |= met
        waiting += sorted(met)
    return free


def _of_slots(form: Form, slots: Sequence[int], dice: Random) -> Collection[int]:
    """Free all meetings of a stretch of slots about a break."""
    width = max(3, round(FREE_MEETINGS * form.slots))
    first = dice.randrange(max(1, form.slots - width + 1))
    return {meeting for meeting, slot in enumerate(slots) if first <= slot < first + width}
