"""The tariff laid out for arrays: one row of lanes for every (kind, severity, status, age)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fairway.trust.engine.expression import day_number, month_number
from fairway.trust.engine.record import Status
from fairway.trust.engine.record_columns import ENTRIES
from fairway.trust.engine.tariff import STATE_KINDS, Worth, tariff

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from fairway.trust.engine.credit_model import CreditModel

PLACES = {entry: place for place, entry in enumerate(ENTRIES)}
UNKNOWN = len(ENTRIES)
"""The place of an entry that the catalogue does not hold."""
FIRST_DAY = -12_784
"""1 January 1935 in days since 1970: every earlier record is older than any look-back."""
WORD_BITS = 62


@dataclass(frozen=True)
class State:
    """A kind of which the newest record counts: what each of its places in the order of worth is worth.

    The last place of ``points`` and ``best`` is for organisations without such a record: nothing.
    """

    kind: str
    indicator: int | None
    points: NDArray[np.int64]
    best: NDArray[np.int64]


@dataclass(frozen=True)
class Layout:
    """Tables for arrays of codes; a code is the place of an entry (kind, severity, status) × ``step`` + its age.

    ``lanes`` is lanes × codes. The first lanes are points by indicator, then crossings by grade, then records of
    states, then records of the file. ``slots`` orders the worth of states, -1 for what is none. ``ages`` gives the age
    for a day since :data:`FIRST_DAY`; its last place is for what is not yet known.
    """

    model: CreditModel
    day: int
    step: int
    ages: NDArray[np.intp]
    unknown_age: int
    lanes: NDArray[np.int64]
    best_ranks: tuple[int, ...]
    slots: NDArray[np.int64]
    states: tuple[State, ...]

    def code(self, entry: tuple[str, str, str]) -> int:
        """Say with which code records of these words begin; words that nobody knows have one too."""
        return PLACES.get(entry, UNKNOWN) * self.step

    @property
    def known_lanes(self) -> slice:
        """Lanes of points by indicator."""
        return slice(0, len(self.model.indicators))


def layout(model: CreditModel, day: date) -> Layout:
    """Lay the tariff of a model on a day out for arrays."""
    entries = {((e.kind, e.severity, e.status.value), e.age_months): e.worth for e in tariff(model, day)}
    oldest = max((age for _entry, age in entries), default=0)
    shape = (UNKNOWN + 1, oldest + 3)
    best_ranks = tuple(sorted({worth.best_grade for worth in entries.values()} - {0}))
    lanes = np.zeros((len(model.indicators) + len(best_ranks) + 2, *shape), np.int64)
    slots = np.full(shape, -1, np.int64)
    _count_rows(lanes)
    for (entry, age), worth in entries.items():
        if entry[0] not in STATE_KINDS:
            number = _indicator(model, entry[0])
            if worth.points and number is not None:
                lanes[number, PLACES[entry], age] = worth.points
            if worth.best_grade:
                lanes[len(model.indicators) + best_ranks.index(worth.best_grade), PLACES[entry], age] = 1
    states = tuple(_place_state(slots, kind, entries, model) for kind in STATE_KINDS)
    return Layout(
        model, day_number(day), shape[1], _ages(day, oldest), oldest + 2, lanes.reshape(len(lanes), -1), best_ranks,
        slots.reshape(-1), states,
    )  # fmt: skip


def _count_rows(lanes: NDArray[np.int64]) -> None:
    """Fill the last lanes: records of states, known or not; records of the file are known and not withdrawn."""
    for (kind, _severity, status), place in PLACES.items():
        lanes[-2, place] = kind in STATE_KINDS
        lanes[-1, place, :-1] = status != Status.WITHDRAWN.value


def _indicator(model: CreditModel, kind: str) -> int | None:
    for number, indicator in enumerate(model.indicators):
        if any(kind == counted for counted, _severity in indicator.points):
            return number
    return None


def _place_state(
    slots: NDArray[np.int64],
    kind: str,
    entries: Mapping[tuple[tuple[str, str, str], int], Worth],
    model: CreditModel,
) -> State:
    """Order what a state can be worth, the worst last: of several of one day, the worst counts."""
    worths = {(PLACES[entry], age): worth for (entry, age), worth in entries.items() if entry[0] == kind}
    order = sorted({Worth(), *worths.values()}, key=lambda w: (-w.points, w.best_grade))
    for (of, _severity, status), place in PLACES.items():
        if of == kind and status != Status.WITHDRAWN.value:
            slots[place, :-1] = order.index(Worth())
    for key, worth in worths.items():
        slots[key] = order.index(worth)
    points, best = (
        np.array([*values, 0], np.int64) for values in zip(*((w.points, w.best_grade) for w in order), strict=True)
    )
    return State(kind, _indicator(model, kind), points, best)


def _ages(day: date, oldest: int) -> NDArray[np.intp]:
    """Age in months by day since :data:`FIRST_DAY`; older than anything counts is ``oldest`` + 1."""
    days = np.arange(FIRST_DAY, day_number(day) + 1)
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12
    ages = np.minimum(month_number(day) - months, oldest + 1)
    return np.append(ages, oldest + 2).astype(np.intp)


@dataclass(frozen=True)
class Field:
    """Where a lane lies in a word of several: its sum + ``above`` is a number of so many bits."""

    lane: int
    bits: int
    above: int


Packing = list[tuple["NDArray[np.int64]", list[Field]]]


def pack(lanes: NDArray[np.int64], longest: int) -> Packing:
    """Pack lanes side by side into words of 62 bits, so that one addition adds several.

    Sums of up to ``longest`` rows fit. Wide lanes come first, each into the first word with room; lanes that are 0
    throughout are left out.
    """
    packing: Packing = []
    for field in sorted(_fields(lanes, longest), key=lambda each: -each.bits):
        room = next((one for one in packing if _width(one[1]) + field.bits <= WORD_BITS), None)
        if room is None:
            room = (np.zeros(lanes.shape[1], np.int64), [])
            packing.append(room)
        word, placed = room
        word += lanes[field.lane] << _width(placed)
        placed.append(field)
    return packing


def _fields(lanes: NDArray[np.int64], longest: int) -> Iterator[Field]:
    for number, lane in enumerate(lanes):
        lowest, highest = min(int(lane.min()), 0) * longest, max(int(lane.max()), 0) * longest
        if highest > lowest:
            yield Field(number, (highest - lowest).bit_length(), -lowest)


def _width(fields: Sequence[Field]) -> int:
    return sum(field.bits for field in fields)


def unpack(word: NDArray[np.int64], fields: Sequence[Field], lanes: NDArray[np.int64]) -> None:
    """Take sums of packed words apart again, into ``lanes``; ``word`` is used up."""
    for field in fields:
        low = lanes[field.lane]
        np.add(word, field.above, out=low)
        low &= (1 << field.bits) - 1
        low -= field.above
        word -= low
        word >>= field.bits
