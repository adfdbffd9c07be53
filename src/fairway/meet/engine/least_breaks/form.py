"""The published brokerage problem in plain numbers: everybody has one seat, and every meeting is held.

Participants and meetings are counted from 0 in the order of their keys, slots from 0 in the order of time; a set of
slots is a whole number with one bit a slot.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.meet.engine.standing import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.meet.engine.problem import MeetingProblem


@dataclass(frozen=True)
class Form:
    """``ends``: the two participants of each meeting; ``allowed``: its slots; ``order``: (earlier, later) meetings.

    ``own``: the meetings of each participant.
    """

    keys: tuple[int, ...]
    ends: tuple[tuple[int, int], ...]
    allowed: tuple[int, ...]
    order: tuple[tuple[int, int], ...]
    own: tuple[tuple[int, ...], ...]
    slots: int
    tables: int

    def slot_of(self, slots: Sequence[int]) -> dict[int, int]:
        """Turn a slot for each meeting into slots (from 1) by the key of the meeting."""
        return {key: slot + 1 for key, slot in zip(self.keys, slots, strict=True)}

    def slots_of(self, slot_of: Mapping[int, int]) -> list[int]:
        """Undo :meth:`slot_of`."""
        return [slot_of[key] - 1 for key in self.keys]

    def most_breaks(self, person: int) -> int:
        """Say how many breaks a participant can have at most: one less than it has meetings."""
        held = len(self.own[person])
        return max(0, min(held - 1, self.slots - held))

    def common_breaks(self) -> int:
        """Say how many breaks everybody can have at most; 0 where somebody meets nobody or one only."""
        return min(map(self.most_breaks, range(len(self.own))), default=0)


def form_of(problem: MeetingProblem) -> Form | None:
    """Put a problem into numbers; ``None`` where somebody has several seats or a limit, or not all must be held."""
    people = sorted(problem.participants, key=lambda person: person.key)
    if not problem.must_hold_all or any(person.seats != 1 or person.at_most is not None for person in people):
        return None
    place = {person.key: number for number, person in enumerate(people)}
    wishes = sorted(problem.wishes, key=lambda wish: wish.key)
    number_of = {wish.key: number for number, wish in enumerate(wishes)}
    standing = Standing(problem)
    own: list[list[int]] = [[] for _person in people]
    for number, wish in enumerate(wishes):
        for party in wish.parties:
            own[place[party]].append(number)
    return Form(
        keys=tuple(wish.key for wish in wishes),
        ends=tuple((place[wish.first], place[wish.second]) for wish in wishes),
        allowed=tuple(standing.window[wish.key] >> 1 for wish in wishes),
        order=tuple((number_of[earlier], number_of[wish.key]) for wish in wishes for earlier in sorted(wish.after)),
        own=tuple(map(tuple, own)),
        slots=len(problem.slots),
        tables=problem.tables,
    )


def taken_by(form: Form, slots: Sequence[int]) -> list[int]:
    """Say in which slots each participant meets somebody."""
    return [sum(1 << slots[meeting] for meeting in own) for own in form.own]


def is_fair(breaks: Sequence[int], fairness: int | None) -> bool:
    """Whether the breaks of any two participants differ by at most ``fairness``."""
    return fairness is None or not breaks or max(breaks) - min(breaks) <= fairness
