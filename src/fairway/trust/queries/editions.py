"""An edition worked out from what was known at one moment: records, their status, and which organisations were one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from fairway.know.models import Merge, Move, Organisation
from fairway.know.queries import kinds_on
from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine import rating
from fairway.trust.engine.edition import Entry
from fairway.trust.engine.record import refuse_invented
from fairway.trust.models import CreditModel, CreditRecord, Edition
from fairway.trust.queries.methods import method
from fairway.trust.queries.record_facts import record_facts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from django.db.models import QuerySet

    from fairway.trust.engine.record import RecordFact

    Tell = Callable[[int, int, Reason], None]
    Facts = dict[int, dict[int, RecordFact]]

RATED = _("Rating again: %(done)s of %(total)s organisations.")
BATCH = 500


def editions() -> QuerySet[Edition]:
    """List the published editions, the newest first."""
    return Edition.objects.select_related("model").defer("model__toml")


def entries(model: CreditModel, as_of: date, known_by: datetime, progress: Tell | None = None) -> list[Entry]:
    """Rate every organisation with a file as of ``as_of`` on what was written down by ``known_by``.

    Later records, changes of status, merges and corrections of what an organisation is make no difference, and neither
    does a grade before: an edition is what records and method alone say. ``progress`` is told every few hundred.
    """
    rules, facts = method(model), facts_at(as_of, known_by)
    since = kinds_on(known_by)
    were = [pk for pk, kind in since.items() if kind in rules.subjects]
    meant = Q(kind__in=rules.subjects) & ~Q(pk__in=since) | Q(pk__in=were)
    chosen = Organisation.objects.filter(meant, pk__in=facts).order_by("pk")
    rated = list(chosen.values_list("pk", "is_demo"))
    found: list[Entry] = []
    for number, (organisation, is_demo) in enumerate(rated):
        if progress is not None and number % BATCH == 0:
            progress(number, len(rated), Reason(RATED, {"done": number, "total": len(rated)}))
        records = facts[organisation].values()
        refuse_invented(organisation_is_demo=is_demo, records=records)
        result = rating.rate(records, rules, as_of)
        if result.points is not None and result.grade is not None:
            found.append(Entry(organisation, result.points, result.grade))
    return found


def facts_at(as_of: date, known_by: datetime) -> Facts:
    """Map organisations to their records as both were known at ``known_by``: later merges have not been made yet."""
    facts = _before_merges(record_facts(None, as_of, known_by))
    merges = Merge.objects.filter(done_at__lte=known_by).filter(Q(undone_at=None) | Q(undone_at__gt=known_by))
    for kept, merged in merges.order_by("done_at", "pk").values_list("kept_id", "merged_id"):
        _merge(facts, kept, merged)
    return {organisation: records for organisation, records in facts.items() if records}


def _before_merges(facts: Mapping[int, Mapping[int, RecordFact]]) -> Facts:
    """Hand every record back to the organisation it was written down for."""
    homes = _homes()
    found: Facts = defaultdict(dict)
    for organisation, records in facts.items():
        for pk, fact in records.items():
            found[homes.get(pk, organisation)][pk] = fact
    return found


def _homes() -> dict[int, int]:
    """Map the records that a merge in force moved to where the first one took them from."""
    table = CreditRecord._meta.label_lower
    moves = Move.objects.filter(table=table, merge__undone_at=None).order_by("-merge__done_at", "-merge_id")
    return dict(moves.values_list("row", "merge__merged_id"))


def _merge(facts: Facts, kept: int, merged: int) -> None:
    """Do as a merge does: a record moves unless the kept organisation has one of its number; what stays is closed."""
    known = {fact.key for fact in facts.get(kept, {}).values()}
    moved = {pk: fact for pk, fact in facts.pop(merged, {}).items() if fact.key not in known}
    facts[kept] = {**facts.get(kept, {}), **moved}
