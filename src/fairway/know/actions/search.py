"""Keeping the search box's index: some organisations as they change, or all of them anew."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, deque
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from django.db import connection, transaction

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.actions.search_stores import STORES
from fairway.know.engine.bands import SHARES
from fairway.know.engine.bigrams import METHOD
from fairway.know.engine.documents import Making, batch, sampling_step
from fairway.know.models import Organisation, SearchState
from fairway.know.queries.documents import all_sources, kept_records, places_at, sources
from fairway.lib.processes import stand_back

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from fairway.base.models import User
    from fairway.know.engine.documents import Batch, Source

BATCH = 5_000
MANY = 50_000
"""From this many organisations on, documents are made in processes beside the one that writes."""
COMMON = 5
"""Times a term stands in the sample for it to be kept as common."""


class Report(Protocol):
    """Called with how many documents are made, of how many."""

    def __call__(self, done: int, total: int) -> None:
        """Take note."""


def _reindex(ids: Collection[int]) -> None:
    """Make the search documents of these organisations anew, inside the caller's transaction.

    Call it after a name, a code, a kind, a place, an industry or ``merged_into`` has changed. Of merged records it
    remakes the document of the record they now stand under.
    """
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
    bands = places_at([int(total * share) for share in SHARES]) if kept_in.has_bands and total >= MANY else []
    making, counts, done = Making(connection.vendor, sampling_step(total), bands), Counter[str](), 0
    with kept_in.anew():
        for each in _batches(all_sources(), making, parallel=total >= MANY):
            kept_in.write(each)
            counts.update(each.counts)
            done += each.size
            if report is not None:
                report(done, total)
    common = {term: n * making.step for term, n in counts.items() if n >= COMMON}
    SearchState.objects.all().delete()
    SearchState.objects.create(method=METHOD, documents=done, bands=bands, common=common)
    audit.record(actor=actor, verb="rebuild_search", subject="know.search", reason=reason, documents=done)
    return done


def _batches(rows: Iterable[Source], making: Making, *, parallel: bool) -> Iterator[Batch]:
    """Make documents in the order of ``rows``, where there are many in processes of their own."""
    left = iter(rows)
    parts = iter(lambda: list(islice(left, BATCH)), [])
    if not parallel:
        yield from (batch(part, making) for part in parts)
        return
    workers = min(4, os.cpu_count() or 1)
    # Spawned, not forked: a copy of this process would share its connection to the database.
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=stand_back) as pool:
        under_way = deque(pool.submit(batch, part, making) for part in islice(parts, workers + 2))
        while under_way:
            made = under_way.popleft().result()
            under_way.extend(pool.submit(batch, part, making) for part in islice(parts, 1))
            yield made
