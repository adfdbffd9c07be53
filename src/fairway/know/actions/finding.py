"""Putting pairs on the clerk's desk: those a search over all records finds, and those an import stumbles on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.engine.linkage.blocking import candidate_pairs
from fairway.know.engine.linkage.decide import INVERSE, decide
from fairway.know.engine.linkage.model import name_model
from fairway.know.engine.written import Decision, Evidence, Relation, Verdict
from fairway.know.models import Organisation, Pair, Ruling
from fairway.know.queries.desk import memory, spelled
from fairway.know.queries.records import written_records
from fairway.know.queries.weights import consequences
from fairway.lib.explain import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from fairway.base.models import User
    from fairway.know.engine.written import Written

BATCH = 500
AT_ONCE = 2_000
"""Pairs decided between two reports of progress."""
FINDER, REMEMBERED = "finder", "remembered"
UPDATED = ["verdict", "relation", "probability", "evidence", "consequence", "method"]
READING = gettext_noop("Looking for records that share something.")
DECIDING = gettext_noop("%(pairs)s pairs of records are compared; %(kept)s go to the desk so far.")
KEEPING = gettext_noop("Putting %(kept)s pairs on the desk.")
BEFORE = gettext_noop("These two spellings were decided on before: %(reason)s")


@dataclass(frozen=True)
class Proposal:
    """Two records (ids) and what the evidence says of the first to the second."""

    one: int
    other: int
    decision: Decision

    def in_order(self) -> Proposal:
        """The same with the smaller id first."""
        if self.one < self.other:
            return self
        relation = INVERSE.get(self.decision.relation, self.decision.relation)
        return Proposal(self.other, self.one, replace(self.decision, relation=relation))


@transaction.atomic
def propose_pairs(*, actor: User, reason: str, proposals: Sequence[Proposal], method: str) -> int:
    """Put pairs on the desk, or bring them up to date there; gives how many.

    ``method`` names what found them and its version. Left out are pairs that were decided, that a remembered decision
    holds apart, or of which a record is merged; and an invented record is never paired with a real one.
    """
    require(actor, "know.edit_organisations")
    kept = _keep(proposals, method)
    audit.record(actor=actor, verb="propose_pairs", subject="know.pair", reason=reason, method=method, pairs=kept)
    return kept


def find_doubles(*, actor: User, reason: str, progress: Callable[[int, int, Reason], None]) -> int:
    """Compare all records that share something, and put on the desk what is not plainly different; gives how many.

    Nothing is merged. Pairs nobody has decided are brought up to date, or go when the evidence no longer holds them
    together; decided ones stay as they are. Compared outside any transaction; nothing is kept once ``progress``
    refuses to go on.
    """
    require(actor, "know.decide_doubles")
    progress(0, 1, Reason(READING))
    found = list(_found(progress))
    progress(99, 100, Reason(KEEPING, {"kept": len(found)}))
    method = f"{FINDER} {name_model().version}"
    with transaction.atomic():
        gone = _drop_others(found)
        kept = _keep(found, method)
        audit.record(
            actor=actor, verb="find_doubles", subject="know.pair", reason=reason, method=method, pairs=kept, gone=gone
        )
    return kept


def _found(progress: Callable[[int, int, Reason], None]) -> Iterator[Proposal]:
    remembered = memory()
    worlds = [written_records(is_demo=is_demo) for is_demo in (False, True)]
    pairs = [(records, pair) for records in worlds for pair in sorted(_candidates(records, remembered))]
    kept = 0
    for start in range(0, len(pairs), AT_ONCE):
        progress(start, len(pairs), Reason(DECIDING, {"pairs": len(pairs), "kept": kept}))
        for records, (one, other) in pairs[start : start + AT_ONCE]:
            decision = _with_memory(
                decide(records[one], records[other]), records[one].name, records[other].name, remembered
            )
            if decision.verdict is not Verdict.DIFFERENT:
                kept += 1
                yield Proposal(one, other, decision)


def _candidates(records: Mapping[int, Written], remembered: Iterable[tuple[str, str]]) -> set[tuple[int, int]]:
    """Pairs that share something, and pairs of records whose two spellings were decided on before."""
    ids = list(records)
    found = {(ids[one], ids[other]) for one, other in candidate_pairs(list(records.values())).pairs}
    bearers: dict[str, list[int]] = defaultdict(list)
    for pk, record in records.items():
        bearers[spelled(record.name)].append(pk)
    for first, second in remembered:
        found |= {(min(pair), max(pair)) for pair in product(bearers.get(first, ()), bearers.get(second, ()))}
    return found


def _drop_others(found: Iterable[Proposal]) -> int:
    """Take from the desk what the finder put there, nobody touched, and it does not find again; say how many."""
    again = {(p.one, p.other) for p in map(Proposal.in_order, found)}
    own = Pair.objects.filter(method__startswith=FINDER, rulings=None).order_by()
    gone = [pk for pk, left, right in own.values_list("pk", "left_id", "right_id") if (left, right) not in again]
    for start in range(0, len(gone), BATCH):
        Pair.objects.filter(pk__in=gone[start : start + BATCH], rulings=None).delete()
    return len(gone)


def _keep(proposals: Sequence[Proposal], method: str) -> int:
    remembered, kept = memory(), 0
    ordered = list({(p.one, p.other): p for p in map(Proposal.in_order, proposals)}.values())
    for start in range(0, len(ordered), BATCH):
        pairs = list(_pairs(ordered[start : start + BATCH], remembered, method))
        Pair.objects.bulk_create(
            pairs, update_conflicts=True, unique_fields=["left", "right"], update_fields=UPDATED, batch_size=BATCH
        )
        kept += len(pairs)
    return kept


def _pairs(proposals: Sequence[Proposal], remembered: Mapping[tuple[str, str], Ruling], method: str) -> Iterator[Pair]:
    ids = {pk for p in proposals for pk in (p.one, p.other)}
    records = Organisation.objects.filter(merged_into=None).in_bulk(ids)
    points, decided = consequences(ids), _decided(ids)
    for each in proposals:
        one, other = records.get(each.one), records.get(each.other)
        if not one or not other or (one.pk, other.pk) in decided or one.is_demo != other.is_demo:
            continue
        decision = _with_memory(each.decision, one.name, other.name, remembered)
        if decision.verdict is not Verdict.DIFFERENT:
            yield _pair(each, decision, points[one.pk] + points[other.pk], method)


def _decided(ids: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs somebody has decided, or that wait for a second person; what was put off is still open."""
    rows = Ruling.objects.filter(revoked_at=None, pair__left__in=ids).exclude(verdict=Verdict.ASK)
    return set(rows.values_list("pair__left_id", "pair__right_id"))


def _with_memory(decision: Decision, one: str, other: str, remembered: Mapping[tuple[str, str], Ruling]) -> Decision:
    """What was decided of two spellings before, unless codes decide now: a code knows more than a spelling."""
    first, second = spelled(one), spelled(other)
    ruling = remembered.get((min(first, second), max(first, second)))
    decides_now = any(each.feature.startswith("code_") or each.feature == REMEMBERED for each in decision.evidence)
    if ruling is None or decides_now:
        return decision
    relation = Relation(ruling.relation)
    said = Evidence(REMEMBERED, 0.0, Reason(BEFORE, {"reason": ruling.reason}))
    return replace(
        decision,
        verdict=Verdict(ruling.verdict),
        relation=relation if first <= second else INVERSE.get(relation, relation),
        evidence=(said, *decision.evidence),
    )


def _pair(proposal: Proposal, decision: Decision, points: int, method: str) -> Pair:
    return Pair(
        left_id=proposal.one,
        right_id=proposal.other,
        verdict=decision.verdict.value,
        relation=decision.relation.value,
        probability=decision.probability,
        evidence=[
            {"feature": each.feature, "weight": round(each.weight, 4), **each.reason.as_data()}
            for each in decision.evidence
        ],
        consequence=points,
        method=method,
    )
