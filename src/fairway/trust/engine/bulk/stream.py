"""Ratings from records sorted by organisation, batch by batch, in whole numbers and columns.

A batch is read once. Each record becomes a code, each code a few packed words, and the words of an organisation are
added up; of a state the newest record is found in the same pass. The work grows
with the number of records, the memory with the size of a batch.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.bulk.layout import (
    FIRST_DAY,
    STATUSES,
    Layout,
    pack,
    unpack,
)
from fairway.trust.engine.catalogue import CATALOGUE, check_record
from fairway.trust.engine.record import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

Item = TypeVar("Item")
AHEAD = 3
"""Batches made before they are asked for."""
SLOT_BITS = 20
RUN_STEP = 32
"""Tables are packed for runs of records up to a multiple of this."""
ACTIVE = Status.ACTIVE.value


@dataclass(frozen=True)
class Batch:
    """Records in the order of their organisations; days count from 1970.

    ``entries`` says for each record which of ``words`` (kind, severity, status) it carries. ``organisations`` are
    those of ``starts``, the places where each begins. ``learned`` may be left out where all was learned in time.
    ``file`` and ``first_row`` are for messages.
    """

    organisations: NDArray[np.generic]
    starts: NDArray[np.intp]
    entries: NDArray[np.integer[Any]]
    words: Sequence[tuple[str, str, str]]
    happened: NDArray[np.int32]
    learned: NDArray[np.int32] | None = None
    status_days: NDArray[np.int32] | None = None
    file: str = "records"
    first_row: int = 1


@dataclass
class Sums:
    """What is added up by organisation: ``lanes`` is lanes × organisations, ``states`` states × organisations.

    ``batch`` is what it was added up from, for messages.
    """

    organisations: NDArray[np.generic]
    lanes: NDArray[np.int64]
    states: NDArray[np.int64]
    batch: Batch

    def part(self, cut: slice) -> Sums:
        """Take some organisations."""
        return Sums(self.organisations[cut], self.lanes[:, cut], self.states[:, cut], self.batch)

    def after(self, earlier: Sums) -> Sums:
        """Put those before in front; the organisation both know is added up."""
        if earlier.organisations[-1] == self.organisations[0]:
            self.lanes[:, 0] += earlier.lanes[:, -1]
            self.states[:, 0] = np.maximum(self.states[:, 0], earlier.states[:, -1])
            return self
        return Sums(
            np.concatenate([earlier.organisations, self.organisations]),
            np.concatenate([earlier.lanes, self.lanes], axis=1),
            np.concatenate([earlier.states, self.states], axis=1),
            self.batch,
        )


def added_up(batches: Iterable[Batch], layout: Layout) -> Iterator[Sums]:
    """Add records up by organisation, each organisation once, whole, and in order.

    Reading, adding up and what the caller does with the sums go on side by side, each in a thread of its own.
    """
    held: Sums | None = None
    for each in ahead(map(_Adder(layout), ahead(batches))):
        joined = each.after(held) if held is not None else each
        if len(joined.organisations) > 1:
            yield joined.part(slice(None, -1))
        held = joined.part(slice(-1, None))
    if held is not None:
        yield held


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Give the same items in the same order; a thread makes the next few while one is being used."""
    source = iter(items)
    with ThreadPoolExecutor(1) as pool:
        waiting = deque(pool.submit(next, source, None) for _each in range(AHEAD))
        while (item := waiting.popleft().result()) is not None:
            waiting.append(pool.submit(next, source, None))
            yield item


@dataclass(frozen=True)
class _Words:
    """For each (kind, severity, status): its code, the code while it was active, the number of its state or -1."""

    codes: NDArray[np.intp]
    codes_active: NDArray[np.intp]
    states: NDArray[np.int8]
    all_known: bool


class _Adder:
    """Adds up one batch after the other, with tables made once."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.packed = lru_cache(maxsize=16)(partial(pack, layout.lanes))
        self.of_words = lru_cache(maxsize=8)(self._of_words)

    def _of_words(self, words: Sequence[tuple[str, str, str]]) -> _Words:
        numbers = {state.kind: number for number, state in enumerate(self.layout.states)}
        code = self.layout.code
        return _Words(
            np.array([code(*each) for each in words], np.intp),
            np.array([code(kind, severity, ACTIVE) for kind, severity, _status in words], np.intp),
            np.array([numbers.get(kind, -1) for kind, *_rest in words], np.int8),
            all_known=all(_is_known(*each) for each in words),
        )

    def __call__(self, batch: Batch) -> Sums:
        entries = batch.entries.astype(np.intp, copy=False)
        if not self.of_words(tuple(batch.words)).all_known:
            refuse_strangers(batch)
        codes = self._codes(batch, entries)
        runs = np.diff(batch.starts, append=len(codes))
        packing = self.packed(-(-int(runs.max()) // RUN_STEP) * RUN_STEP)
        lanes = np.zeros((len(self.layout.lanes), len(runs)), np.int64)
        worth = np.empty(len(codes), np.int64)
        for word, fields in packing:
            word.take(codes, out=worth, mode="clip")
            unpack(np.add.reduceat(worth, batch.starts), fields, lanes)
        return Sums(batch.organisations, lanes, self._newest(batch, entries, codes, runs), batch)

    def _codes(self, batch: Batch, entries: NDArray[np.intp]) -> NDArray[np.intp]:
        layout = self.layout
        first = min(max(int(batch.happened.min()), FIRST_DAY), layout.day + 1)
        codes = np.subtract(batch.happened, first, dtype=np.intp)
        layout.ages[first - FIRST_DAY :].take(codes, out=codes, mode="clip")
        if batch.learned is not None:
            codes[batch.learned > layout.day] = layout.unknown_age
        words = self.of_words(tuple(batch.words))
        codes += words.codes.take(entries, mode="clip")
        if batch.status_days is not None:
            later = np.flatnonzero(batch.status_days > layout.day)
            codes[later] += (words.codes_active - words.codes).take(entries[later])
        return codes

    def _newest(
        self, batch: Batch, entries: NDArray[np.intp], codes: NDArray[np.intp], runs: NDArray[np.intp]
    ) -> NDArray[np.int64]:
        """Find the newest record of each state: the largest (happened, worth), -1 where there is none."""
        newest = np.full((len(self.layout.states), len(runs)), -1, np.int64)
        of_entry = self.of_words(tuple(batch.words)).states
        if of_entry.max() < 0:
            return newest
        kinds = of_entry.take(entries, mode="clip")
        found = np.flatnonzero(kinds >= 0)
        keys = _keys(batch.happened.take(found, mode="clip"), self.layout.slots.take(codes.take(found, mode="clip")))
        owners = np.repeat(np.arange(len(runs)), runs).take(found, mode="clip")
        kinds = kinds.take(found, mode="clip")
        for number, row in enumerate(newest):
            chosen = np.flatnonzero(kinds == number)
            if len(chosen):
                of_owner = owners.take(chosen, mode="clip")
                starts = np.flatnonzero(np.diff(of_owner, prepend=-1))
                row[of_owner.take(starts)] = np.maximum.reduceat(keys.take(chosen, mode="clip"), starts)
        return newest


def _keys(happened: NDArray[np.int32], slots: NDArray[np.int64]) -> NDArray[np.int64]:
    """Order records of a state: by the day it happened, then by its worth, the worst last; -1 for what is none."""
    keys = happened.astype(np.int64)
    keys -= FIRST_DAY
    keys <<= SLOT_BITS
    keys += slots
    keys[slots < 0] = -1
    return keys


def refuse_order(batch: Batch, place: int) -> None:
    """Refuse a batch whose organisation at ``place`` comes after a larger one: :class:`Invalid` ``records-order``."""
    text = _(
        "%(file)s, row %(row)s: organisation %(key)s comes after a larger one. "
        "Sort the file: fairway records prepare %(file)s --out records.parquet"
    )
    row = batch.first_row + int(batch.starts[place])
    raise Invalid("records-order", text, file=batch.file, row=row, key=str(batch.organisations[place]))


def refuse_strangers(batch: Batch) -> None:
    """Refuse a batch in which any record is one the catalogue does not hold; see :func:`refuse_unknown`."""
    used = np.unique(batch.entries).tolist()
    if not all(_is_known(*batch.words[entry]) for entry in used):
        refuse_unknown(batch)


def _is_known(kind: str, severity: str, status: str) -> bool:
    held = CATALOGUE.get(kind)
    return held is not None and status in STATUSES and severity in {each.key for each in held.severities}


def refuse_unknown(batch: Batch) -> None:
    """Name the first record that the catalogue does not hold: :class:`Invalid`, with file, row and remedy."""
    for number, entry in enumerate(batch.entries):
        kind, severity, status = batch.words[entry]
        where = {"file": batch.file, "row": batch.first_row + number}
        if status not in STATUSES:
            text = _("%(file)s, row %(row)s: “%(status)s” is no status. Use one of: %(allowed)s.")
            raise Invalid("record-status", text, **where, status=status, allowed=", ".join(STATUSES))
        try:
            check_record(kind, severity)
        except Invalid as wrong:
            text = _("%(file)s, row %(row)s: %(detail)s")
            raise Invalid(wrong.code, text, **where, detail=str(wrong)) from wrong


@dataclass(frozen=True)
class Ratings:
    """Ratings of organisations in order. ``points`` mean nothing where ``records`` is 0: there is no file.

    ``ranks`` are places among the model's grades, 0 for the best.
    """

    organisations: NDArray[np.generic]
    points: NDArray[np.int64]
    ranks: NDArray[np.int64]
    records: NDArray[np.int64]


def rated(sums: Sums, layout: Layout, previous: Mapping[str, NDArray[np.generic]] | None = None) -> Ratings:
    """Put sums through caps, dimensions, scale, grades and red lines.

    ``previous`` has ``organisation`` (sorted) and ``rank``: the grades before.
    """
    model = layout.model
    by_indicator = sums.lanes[layout.known_lanes].copy()
    worst = np.zeros(len(sums.organisations), np.int64)
    for state, keys in zip(layout.states, sums.states, strict=True):
        slot = keys & ((1 << SLOT_BITS) - 1)  # of -1, which is no record, the largest: clipped to the last place
        if state.indicator is not None:
            by_indicator[state.indicator] += state.points.take(slot, mode="clip")
        if state.best.any():
            np.maximum(worst, state.best.take(slot, mode="clip"), out=worst)
    crossed = sums.lanes[len(model.indicators) : -1]
    for rank, lane in zip(layout.best_ranks, crossed, strict=True):
        np.maximum(worst, (lane > 0) * rank, out=worst)
    points = _total(by_indicator, layout)
    ranks = np.maximum(_held(points, sums.organisations, layout, previous), worst)
    return Ratings(sums.organisations, points, ranks, sums.lanes[-1])


def _total(by_indicator: NDArray[np.int64], layout: Layout) -> NDArray[np.int64]:
    model = layout.model
    total = np.full(by_indicator.shape[1], model.start, np.int64)
    for dimension in model.dimensions:
        moved = np.zeros_like(total)
        for sums, indicator in zip(by_indicator, model.indicators, strict=True):
            if indicator.dimension == dimension.key:
                moved += _clamped(sums, -indicator.cap, indicator.cap)
        total += _clamped(moved, dimension.floor, dimension.ceiling)
    return _clamped(total, model.minimum, model.maximum)


def _clamped(values: NDArray[np.int64], lowest: int, highest: int) -> NDArray[np.int64]:
    """Clamp in place: nobody needs the values any more."""
    np.minimum(values, highest, out=values)
    return np.maximum(values, lowest, out=values)


def _held(
    points: NDArray[np.int64],
    organisations: NDArray[np.generic],
    layout: Layout,
    previous: Mapping[str, NDArray[np.generic]] | None,
) -> NDArray[np.int64]:
    model = layout.model
    ranks = _ranks(points, layout, 0)
    if previous is None or not len(previous["organisation"]):
        return ranks
    at = np.searchsorted(previous["organisation"], organisations)
    known = previous["organisation"].take(at, mode="clip") == organisations
    before = previous["rank"].take(at, mode="clip").astype(np.int64)
    held = np.minimum(np.maximum(before, _ranks(points, layout, -model.down)), _ranks(points, layout, model.up))
    return np.where(known & (before >= 0), held, ranks)


def _ranks(points: NDArray[np.int64], layout: Layout, moved: int) -> NDArray[np.int64]:
    """Rank the best grade whose threshold, moved, the points reach; the last one is always reached."""
    rising = np.array([grade.from_points + moved for grade in reversed(layout.model.grades)][1:], np.int64)
    return len(rising) - np.searchsorted(rising, points, side="right")
