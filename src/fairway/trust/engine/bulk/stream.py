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
from itertools import chain, islice
from threading import local
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.bulk.layout import (
    FIRST_DAY,
    Layout,
    pack,
    unpack,
)
from fairway.trust.engine.catalogue import CATALOGUE, check_record
from fairway.trust.engine.record import Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

Item = TypeVar("Item")
Result = TypeVar("Result")
THREADS = 2
AHEAD = 2
"""Spans of records begun before they are asked for."""
SLOT_BITS = 20
RUN_STEP = 32
"""Tables are packed for runs of records up to a multiple of this."""
ACTIVE = Status.ACTIVE.value
STATUSES = tuple(status.value for status in Status)


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
        """Put one organisation, which ends an earlier batch, in front, or add its sums to those of the same here."""
        if earlier.organisations[-1] > self.organisations[0]:
            refuse_order(self.batch, 0)
        if earlier.organisations[-1] == self.organisations[0]:
            self.lanes[:, 0] += earlier.lanes[:, -1]
            self.states[:, 0] = np.maximum(self.states[:, 0], earlier.states[:, -1])
            return self
        return Sums(
            np.append(earlier.organisations, self.organisations),
            np.concatenate([earlier.lanes, self.lanes], axis=1),
            np.concatenate([earlier.states, self.states], axis=1),
            self.batch,
        )


def added_up(spans: Iterable[Callable[[], Iterable[Batch]]], layout: Layout) -> Iterator[Sums]:
    """Add records up by organisation, each organisation once, whole, and in order.

    ``spans`` are calls that read one part of the records each. Two threads take them in turn, while the caller does
    something with the sums of those before.
    """
    adders, held = local(), None

    def add(span: Callable[[], Iterable[Batch]]) -> list[Sums]:
        if not hasattr(adders, "one"):
            adders.one = _Adder(layout)
        return [adders.one(batch) for batch in span()]

    for each in chain.from_iterable(ahead(add, spans)):
        joined = each.after(held) if held is not None else each
        if len(joined.organisations) > 1:
            yield joined.part(slice(None, -1))
        held = joined.part(slice(-1, None))
    if held is not None:
        yield held


def ahead(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """Give the results in the order of the items; threads work on the next few while one is being used."""
    source = iter(items)
    with ThreadPoolExecutor(THREADS) as pool:
        waiting = deque(pool.submit(work, item) for item in islice(source, AHEAD))
        try:
            while waiting:
                result = waiting.popleft().result()
                waiting.extend(pool.submit(work, item) for item in islice(source, 1))
                yield result
        finally:
            for each in waiting:
                each.cancel()


@dataclass(frozen=True)
class _Words:
    """For each (kind, severity, status): its code, the code while it was active, the number of its state or -1."""

    codes: NDArray[np.intp]
    codes_active: NDArray[np.intp]
    states: NDArray[np.intp]
    all_known: bool


class _Adder:
    """Adds up one batch after the other, in one thread, with tables made once and room that is used again."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.packed = lru_cache(maxsize=16)(partial(pack, layout.lanes))
        self.of_words = lru_cache(maxsize=8)(self._of_words)
        self._room = np.empty((3, 0), np.int64)

    def _of_words(self, words: Sequence[tuple[str, str, str]]) -> _Words:
        numbers = {state.kind: number for number, state in enumerate(self.layout.states)}
        code = self.layout.code
        return _Words(
            np.array([code(each) for each in words], np.intp),
            np.array([code((kind, severity, ACTIVE)) for kind, severity, _status in words], np.intp),
            np.array([numbers.get(kind, -1) for kind, *_rest in words], np.intp),
            all_known=all(_is_known(*each) for each in words),
        )

    def __call__(self, batch: Batch) -> Sums:
        count = len(batch.entries)
        if self._room.shape[1] < count:
            self._room = np.empty((3, count), np.int64)
        codes, entries, worth = self._room[:, :count]
        np.copyto(entries, batch.entries)
        if not self.of_words(tuple(batch.words)).all_known:
            refuse_strangers(batch)
        self._find_codes(batch, entries, codes)
        longest = int(np.diff(batch.starts, append=count).max())
        lanes = np.zeros((len(self.layout.lanes), len(batch.starts)), np.int64)
        for word, fields in self.packed(-(-longest // RUN_STEP) * RUN_STEP):
            word.take(codes, out=worth, mode="clip")
            unpack(np.add.reduceat(worth, batch.starts), fields, lanes)
        newest = self._newest(batch, entries, codes, lanes[-2])
        return Sums(batch.organisations, lanes, newest, batch)

    def _find_codes(self, batch: Batch, entries: NDArray[np.int64], codes: NDArray[np.int64]) -> None:
        layout = self.layout
        first = min(max(int(batch.happened.min()), FIRST_DAY), layout.day + 1)
        np.subtract(batch.happened, first, out=codes, dtype=np.int64)
        layout.ages[first - FIRST_DAY :].take(codes, out=codes, mode="clip")
        if batch.learned is not None:
            codes[batch.learned > layout.day] = layout.unknown_age
        words = self.of_words(tuple(batch.words))
        codes += words.codes.take(entries, mode="clip")
        if batch.status_days is not None:
            later = np.flatnonzero(batch.status_days > layout.day)
            codes[later] += (words.codes_active - words.codes).take(entries[later])

    def _newest(
        self, batch: Batch, entries: NDArray[np.int64], codes: NDArray[np.int64], counts: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Find the newest record of each state: the largest (happened, worth), -1 where there is none.

        ``counts`` says how many records of states each organisation has.
        """
        newest = np.full((len(self.layout.states), len(counts)), -1, np.int64)
        of_entry = self.of_words(tuple(batch.words)).states * len(counts)
        found = np.flatnonzero((of_entry >= 0).take(entries, mode="clip"))
        if not len(found):
            return newest
        keys = _keys(batch.happened.take(found, mode="clip"), self.layout.slots.take(codes.take(found, mode="clip")))
        places = of_entry.take(entries.take(found, mode="clip"), mode="clip")
        places += np.repeat(np.arange(len(counts)), counts)
        np.maximum.at(newest.reshape(-1), places, keys)
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
    used = np.flatnonzero(np.bincount(batch.entries)).tolist()
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
    """Put sums through caps, dimensions, scale, grades and red lines; the sums are used up.

    ``previous`` has ``organisation`` (sorted) and ``rank``: the grades before.
    """
    by_indicator = sums.lanes[layout.known_lanes]
    worst = np.zeros(len(sums.organisations), np.int64)
    for state, keys in zip(layout.states, sums.states, strict=True):
        slot = keys & ((1 << SLOT_BITS) - 1)  # of -1, which is no record, the largest: clipped to the last place
        if state.indicator is not None:
            by_indicator[state.indicator] += state.points.take(slot, mode="clip")
        if state.best.any():
            np.maximum(worst, state.best.take(slot, mode="clip"), out=worst)
    crossed = sums.lanes[len(layout.model.indicators) : -2]
    np.minimum(crossed, 1, out=crossed)
    for rank, lane in zip(layout.best_ranks, crossed, strict=True):
        np.maximum(worst, lane * rank, out=worst)
    points = _total(by_indicator, layout)
    ranks = np.maximum(_held(points, sums.organisations, layout, previous), worst)
    return Ratings(sums.organisations, points, ranks, sums.lanes[-1])


def _total(by_indicator: NDArray[np.int64], layout: Layout) -> NDArray[np.int64]:
    model = layout.model
    total = np.full(by_indicator.shape[1], model.start, np.int64)
    for dimension in model.dimensions:
        within = [
            _clamped(sums, -indicator.cap, indicator.cap)
            for sums, indicator in zip(by_indicator, model.indicators, strict=True)
            if indicator.dimension == dimension.key
        ]
        for sums in within[1:]:
            within[0] += sums
        if within:
            total += _clamped(within[0], dimension.floor, dimension.ceiling)
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
    ranks = np.zeros(len(points), np.int16)
    for grade in layout.model.grades[:-1]:
        ranks += points < grade.from_points + moved
    return ranks.astype(np.int64)
