"""Keeping the search box's index: some organisations as they change, or all of them anew."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, deque
from concurrent.futures import ProcessPoolExecutor
from itertools import count, islice, starmap
from typing import TYPE_CHECKING, Protocol

from django.db import connection, transaction

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.actions.search_stores import STORES
from fairway.know.engine.bands import SHARES
from fairway.know.engine.bigrams import METHOD
from fairway.know.engine.documents import Making, batch, place_in_order, sampling_step
from fairway.know.models import Organisation, SearchState
from fairway.know.queries.documents import all_sources, kept_records, sources
from fairway.lib.processes import stand_back

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from fairway.base.models import User
    from fairway.know.engine.documents import Batch, Source

BATCH = 5_000
MANY = 50_000
"""From this many organisations on, documents are made in processes beside the one that writes."""
AHEAD = 30
"""Batches made ahead of the writer, so that nobody waits while the store makes an index of what it has."""
COMMON = 5
"""Times a term stands in the sample for it to be kept as common."""


class Report(Protocol):
    """Called with how many documents are made, of how many."""

    def __call__(self, done: int, total: int) -> None:
        """Take note."""


def _reindex(ids: Collection[int]) -> None:
    """Make the search documents of these organisations anew, inside the caller's transaction.

    Call it after a name, a code, a kind, a place, an industry or ``merged_into`` has changed. Of merged records it
    remakes the document of the record they now stand under. Whoever makes all anew holds the turn and takes the
    documents last: one who held documents and waited for the turn would stop both.
    """
    audit.wait_for_turn()
    wanted, kept_in = sorted(set(ids) | kept_records(ids)), STORES[connection.vendor]()
    making = Making(connection.vendor, len(wanted), kept_in.bands())
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        kept_in.remove(part)
        kept_in.write(batch(sources(part), making))


reindex = _reindex
"""For actions that change organisations, inside their own transaction and under their own line in the log."""


@transaction.atomic
def rebuild_search(*, actor: User, reason: str, report: Report | None = None) -> int:
    """Make every search document anew; gives how many. Nobody else writes meanwhile: a minute or two a million."""
    require(actor, "know.edit_organisations")
    audit.wait_for_turn()
    total, kept_in = Organisation.objects.filter(merged_into=None).count(), STORES[connection.vendor]()
    making, counts, done = Making(connection.vendor, sampling_step(total)), Counter[str](), 0
    cuts = [int(total * share) for share in SHARES] if kept_in.has_bands and total >= MANY else []
    parts = Parts(all_sources(), cuts, BATCH)
    with kept_in.anew(total):
        for each in _batches(parts, making, parallel=total >= MANY):
            kept_in.write(each)
            counts.update(each.counts)
            done += each.size
            if report is not None:
                report(done, total)
    common = {term: n * making.step for term, n in counts.items() if n >= COMMON}
    SearchState.objects.all().delete()
    SearchState.objects.create(method=METHOD, documents=done, bands=parts.bands, common=common)
    audit.record(actor=actor, verb="rebuild_search", subject="know.search", reason=reason, documents=done)
    return done


class Parts:
    """What is known of organisations in the order of results, ``size`` of them at a time.

    ``bands`` grows with them: the ids of the documents that stand at ``cuts``, places in that order from 0 on. A
    part comes with the bands so far, and no document of it stands in a later one.
    """

    def __init__(self, rows: Iterable[Source], cuts: Sequence[int], size: int) -> None:
        self._rows, self._cuts, self._size = iter(rows), cuts, size
        self.bands: list[int] = []

    def __iter__(self) -> Iterator[tuple[list[Source], list[int]]]:
        for begins in count(0, self._size):
            part = list(islice(self._rows, self._size))
            if not part:
                return
            for at in self._cuts[len(self.bands) :]:
                if at >= begins + len(part):
                    break
                organisation, length, kind_order, *_rest = part[at - begins]
                self.bands.append(place_in_order(length, kind_order, organisation))
            yield part, list(self.bands)


def _batches(parts: Parts, making: Making, *, parallel: bool) -> Iterator[Batch]:
    """Make documents in the order of ``parts``, where there are many in processes of their own."""
    told = ((part, making._replace(bands=bands)) for part, bands in parts)
    if not parallel:
        yield from starmap(batch, told)
        return
    workers = min(4, os.cpu_count() or 1)
    # Spawned, not forked: a copy of this process would share its connection to the database.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=stand_back) as pool:
        under_way = deque(pool.submit(batch, *each) for each in islice(told, AHEAD))
        while under_way:
            made = under_way.popleft().result()
            under_way.extend(pool.submit(batch, *each) for each in islice(told, 1))
            yield made
