"""An event as numbers counted from 0: slots are bits, so that what is open to a meeting is one whole number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from fairway.meet.engine.standing import Standing

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fairway.meet.engine.problem import MeetingProblem

NO_LIMIT = 1 << 30


@dataclass(frozen=True)
class Form:
    """Wishes and people by their position in the problem; ``options`` are the slots a wish could take alone.

    ``language`` is a position in ``interpreters`` (language → slot → how many), or -1. ``halves`` are the slots of
    each half of a day. ``chained`` wishes must come before or after others.
    """

    problem: MeetingProblem
    first: list[int]
    second: list[int]
    value: list[int]
    options: list[int]
    language: list[int]
    must: list[bool]
    chained: list[bool]
    seats: list[int]
    there: list[int]
    at_most: list[int]
    at_least: list[int]
    tables: list[int]
    interpreters: list[list[int]]
    halves: list[int]

    @property
    def price(self) -> int:
        """Points each meeting short of somebody's hope costs."""
        return self.problem.price_of_shortfall

    @property
    def slots(self) -> int:
        """How many slots there are."""
        return len(self.tables)

    @cached_property
    def half_of(self) -> list[int]:
        """Position of its half for each slot."""
        return [next(h for h, mask in enumerate(self.halves) if mask >> slot & 1) for slot in range(self.slots)]

    @cached_property
    def can(self) -> NDArray[np.bool_]:
        """Wish × slot: ``options`` as a table."""
        table = [[mask >> slot & 1 for slot in range(self.slots)] for mask in self.options]
        return np.array(table, bool).reshape(len(self.options), self.slots)

    @cached_property
    def sides(self) -> NDArray[np.int64]:
        """The two participants of each wish, a row for each side."""
        return np.array([self.first, self.second], np.int64)

    @cached_property
    def values(self) -> NDArray[np.int64]:
        """``value`` as an array."""
        return np.array(self.value, np.int64)

    @cached_property
    def usable_tables(self) -> list[int]:
        """Tables of each slot, never more than half the representatives there."""
        crowd = [
            sum(seats for seats, there in zip(self.seats, self.there, strict=True) if there >> slot & 1)
            for slot in range(self.slots)
        ]
        return [min(tables, people // 2) for tables, people in zip(self.tables, crowd, strict=True)]

    @cached_property
    def earlier(self) -> dict[int, list[int]]:
        """Wishes that come before a wish."""
        at = {wish.key: position for position, wish in enumerate(self.problem.wishes)}
        return {at[wish.key]: sorted(at[key] for key in wish.after) for wish in self.problem.wishes if wish.after}

    @cached_property
    def later(self) -> dict[int, list[int]]:
        """Wishes that come after a wish."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for wish, others in self.earlier.items():
            for other in others:
                found[other].append(wish)
        return dict(found)


def form_of(problem: MeetingProblem) -> Form:
    """Read the problem as numbers; ``must_hold_all`` makes every wish one that must be held."""
    people = {participant.key: position for position, participant in enumerate(problem.participants)}
    standing = Standing(problem)
    spoken = {pool.language: position for position, pool in enumerate(problem.interpreters)}
    after = {key for wish in problem.wishes for key in wish.after}
    return Form(
        problem=problem,
        first=[people[wish.first] for wish in problem.wishes],
        second=[people[wish.second] for wish in problem.wishes],
        value=[wish.priority for wish in problem.wishes],
        options=[(standing.window[wish.key] & standing.open) >> 1 for wish in problem.wishes],
        language=[spoken[wish.interpreter] if wish.interpreter else -1 for wish in problem.wishes],
        must=[problem.must_hold_all or wish.must_hold for wish in problem.wishes],
        chained=[bool(wish.after) or wish.key in after for wish in problem.wishes],
        seats=[participant.seats for participant in problem.participants],
        there=[standing.there[participant.key] >> 1 for participant in problem.participants],
        at_most=[NO_LIMIT if p.at_most is None else p.at_most for p in problem.participants],
        at_least=[participant.at_least for participant in problem.participants],
        tables=[problem.tables_in(slot.number) for slot in problem.slots],
        interpreters=[list(pool.there) for pool in problem.interpreters],
        halves=_halves(problem),
    )


def _halves(problem: MeetingProblem) -> list[int]:
    found: defaultdict[object, int] = defaultdict(int)
    for slot in problem.slots:
        found[slot.half] |= 1 << (slot.number - 1)
    return list(found.values())
