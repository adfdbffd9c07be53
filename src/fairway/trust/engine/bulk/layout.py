"""The tariff laid out for arrays: one row of lanes for every (kind, severity, status, age)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.expression import day_number, month_number
from fairway.trust.engine.record import Status
from fairway.trust.engine.tariff import STATE_KINDS, Worth, tariff

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from fairway.trust.engine.credit_model import CreditModel

KINDS = tuple(CATALOGUE)
SEVERITIES = tuple(dict.fromkeys(s.key for kind in CATALOGUE.values() for s in kind.severities))
STATUSES = tuple(status.value for status in Status)
UNKNOWN_WORDS = (len(KINDS), len(SEVERITIES), len(STATUSES))
"""What stands for a word that is none of the catalogue's."""
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
    """Tables for arrays of codes; a code says kind, severity, status and age of a record.

    ``lanes`` is lanes × codes. The first lanes are points by indicator, then crossings by grade, then records of
    the file. ``slots`` orders the worth of states, -1 for what is none. ``ages``
    gives the last digit of the code for a day since :data:`FIRST_DAY`; its last place is for what is not yet known.
    """

    model: CreditModel
    day: int
    steps: tuple[int, int, int]
    ages: NDArray[np.intp]
    unknown_age: int
    lanes: NDArray[np.int64]
    best_ranks: tuple[int, ...]
    slots: NDArray[np.int64]
    states: tuple[State, ...]

    def code(self, kind: str, severity: str, status: str) -> int:
        """Say with which code records of these words begin; words that nobody knows have one too."""
        lists = zip((kind, severity, status), (KINDS, SEVERITIES, STATUSES), self.steps, strict=True)
        return sum((known.index(word) if word in known else len(known)) * step for word, known, step in lists)

    @property
    def known_lanes(self) -> slice:
        """Lanes of points by indicator."""
        return slice(0, len(self.model.indicators))


def layout(model: CreditModel, day: date) -> Layout:
    """Lay the tariff of a model on a day out for arrays."""
    entries = {(e.kind, e.severity, e.status.value, e.age_months): e.worth for e in tariff(model, day)}
    oldest = max((age for *_words, age in entries), default=0)
    unknown_age = oldest + 2
    shape = (*(n + 1 for n in UNKNOWN_WORDS), unknown_age + 1)
    best_ranks = tuple(sorted({worth.best_grade for worth in entries.values()} - {0}))
    lanes = np.zeros((len(model.indicators) + len(best_ranks) + 1, *shape), np.int64)
    slots = np.full(shape, -1, np.int64)
    _count_rows(lanes)
    for key, worth in entries.items():
        if key[0] not in STATE_KINDS:
            _place_event(lanes, key, worth, (model, best_ranks))
    states = tuple(_place_state(slots, kind, entries, model) for kind in STATE_KINDS)
    sizes = shape[1:]
    steps = (sizes[0] * sizes[1] * sizes[2], sizes[1] * sizes[2], sizes[2])
    return Layout(
        model, day_number(day), steps, _ages(day, oldest), unknown_age,
        lanes.reshape(len(lanes), -1), best_ranks, slots.reshape(-1), states,
    )  # fmt: skip


def _place(key: tuple[str, str, str, int]) -> tuple[int, int, int, int]:
    kind, severity, status, age = key
    return KINDS.index(kind), SEVERITIES.index(severity), STATUSES.index(status), age


def _count_rows(lanes: NDArray[np.int64]) -> None:
    """Fill the last lane: records of the file are what is known and not withdrawn."""
    lanes[-1, ..., :-1] = 1
    lanes[-1, :, :, STATUSES.index(Status.WITHDRAWN.value)] = 0


def _place_event(
    lanes: NDArray[np.int64],
    key: tuple[str, str, str, int],
    worth: Worth,
    rules: tuple[CreditModel, Sequence[int]],
) -> None:
    model, best_ranks = rules
    if worth.points:
        lanes[(_indicator(model, key[0]), *_place(key))] = worth.points
    if worth.best_grade:
        lanes[(len(model.indicators) + best_ranks.index(worth.best_grade), *_place(key))] = 1


def _indicator(model: CreditModel, kind: str) -> int | None:
    for number, indicator in enumerate(model.indicators):
        if any(kind == counted for counted, _severity in indicator.points):
            return number
    return None


def _place_state(
    slots: NDArray[np.int64], kind: str, entries: Mapping[tuple[str, str, str, int], Worth], model: CreditModel
) -> State:
    """Order what a state can be worth, the worst last: of several of one day, the worst counts."""
    worths = {key: worth for key, worth in entries.items() if key[0] == kind}
    order = sorted({Worth(), *worths.values()}, key=lambda w: (-w.points, w.best_grade))
    at = KINDS.index(kind)
    for severity in CATALOGUE[kind].severities:
        for status in Status:
            if status is not Status.WITHDRAWN:
                slots[at, SEVERITIES.index(severity.key), STATUSES.index(status.value), :-1] = order.index(Worth())
    for key, worth in worths.items():
        slots[_place(key)] = order.index(worth)
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
    """Where a lane lies in a word of several."""

    lane: int
    bits: int


Packing = list[tuple["NDArray[np.int64]", list[Field]]]


def pack(lanes: NDArray[np.int64], longest: int) -> Packing:
    """Pack lanes side by side into words of 62 bits, so that one addition adds several.

    Sums of up to ``longest`` rows fit. Wide lanes come first, each into the first word with room; lanes that are 0
    throughout are left out.
    """
    largest = [int(np.abs(lane).max(initial=0)) for lane in lanes]
    fields = [Field(number, (most * longest).bit_length() + 1) for number, most in enumerate(largest) if most]
    packing: Packing = []
    for field in sorted(fields, key=lambda each: -each.bits):
        room = next((one for one in packing if _width(one[1]) + field.bits <= WORD_BITS), None)
        if room is None:
            room = (np.zeros(lanes.shape[1], np.int64), [])
            packing.append(room)
        word, placed = room
        word += lanes[field.lane] << _width(placed)
        placed.append(field)
    return packing


def _width(fields: Sequence[Field]) -> int:
    return sum(field.bits for field in fields)


def unpack(word: NDArray[np.int64], fields: Sequence[Field], lanes: NDArray[np.int64]) -> None:
    """Take sums of packed words apart again, into ``lanes``; ``word`` is used up."""
    for field in fields:
        half = 1 << (field.bits - 1)
        low = lanes[field.lane]
        np.add(word, half, out=low)
        low &= (1 << field.bits) - 1
        low -= half
        word -= low
        word >>= field.bits
