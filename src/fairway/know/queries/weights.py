"""What weighs when two records become one: the order of the clerk's queue, and where two people must decide.

Each row that hangs on a record weighs: one point in KNOW's own tables, ten in any later step's (an agreement, a
project, a meeting, an account). A later step says what weighs more, and what two people must agree on, by
:func:`weighs` when it starts, and what does not weigh at all by :func:`weighs_nothing`; KNOW knows none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.know.queries.hanging import hanging

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from fairway.know.queries.hanging import Pointer

OWN_POINTS, LATER_POINTS = 1, 10
OWN = "know."
_WEIGHTS: dict[str, Weight] = {}
_WEIGHTLESS: set[str] = set()


@dataclass(frozen=True)
class Weight:
    """Something heavy: its name (an English text marked for translation) and how to count it.

    ``counter`` gives organisation ids their number of such things in one query, those without left out or 0.
    """

    name: str
    counter: Callable[[Collection[int]], Mapping[int, int]]
    points: int
    two_people: bool


def weighs(
    name: str, counter: Callable[[Collection[int]], Mapping[int, int]], *, points: int = 100, two_people: bool = True
) -> None:
    """Register what weighs: ``points`` each, and whether a merge of records that have any needs two people.

    A name registered again takes the earlier one's place.
    """
    _WEIGHTS[name] = Weight(name, counter, points, two_people)


def weighs_nothing(table: str) -> None:
    """Register a table (its model's label) whose rows move with a merge but do not weigh, such as a log of looks."""
    _WEIGHTLESS.add(table)


def weighty(organisations: Collection[int]) -> dict[str, int]:
    """What hangs on these records for which two people must decide: name and number, nothing that is 0."""
    found = {w.name: sum(w.counter(organisations).values()) for w in _WEIGHTS.values() if w.two_people}
    return {name: number for name, number in found.items() if number}


def needs_second(organisations: Collection[int]) -> bool:
    """Whether merging these records needs a second person."""
    return bool(weighty(organisations))


def consequences(organisations: Collection[int]) -> dict[int, int]:
    """What hangs on each organisation, in points: a few queries however many organisations."""
    points = {pk: sum(map(_points, counted.items())) for pk, counted in hanging(organisations).items()}
    for weight in _WEIGHTS.values():
        for pk, number in weight.counter(organisations).items():
            points[pk] += number * weight.points
    return points


def _points(counted: tuple[Pointer, int]) -> int:
    pointer, rows = counted
    if pointer.table in _WEIGHTLESS:
        return 0
    return rows * (OWN_POINTS if pointer.table.startswith(OWN) else LATER_POINTS)
