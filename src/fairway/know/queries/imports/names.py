"""Which organisations of the registry a row may be by its name, where neither code nor key decides."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop

from fairway.know.engine.imports.plan import RULING, Near
from fairway.know.engine.linkage.blocking import candidate_pairs
from fairway.know.engine.linkage.decide import INVERSE, decide
from fairway.know.engine.written import Decision, Evidence, Relation, Verdict
from fairway.know.queries.desk import memory, spelled
from fairway.know.queries.records import written_records
from fairway.lib.explain import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fairway.know.engine.imports.incoming import Incoming
    from fairway.know.engine.written import Written
    from fairway.know.models import Ruling

NEAREST = 5
"""Organisations kept for a row that may be one of them."""
MOST_JUDGED = 12
"""Organisations weighed for one row: of more, those with the spellings most alike."""
AT_ONCE = 2_000
COMPARING = gettext_noop("Comparing names with the registry: %(done)s of %(total)s pairs.")
_ORDER = {Verdict.SAME: 0, Verdict.ASK: 1, Verdict.RELATED: 2}


@dataclass(frozen=True)
class _Pool:
    """The registry's records, real or invented, and who bears which folded spelling."""

    records: Mapping[int, Written]
    bearers: Mapping[str, tuple[int, ...]]


def near(
    rows: Sequence[Incoming], *, demo: bool, progress: Callable[[int, int, Reason], None]
) -> dict[int, tuple[Near, ...]]:
    """Return for each row number the organisations it may be, best first; rows without any are left out.

    ``demo``: whether rows that do not say so are invented: invented rows meet invented organisations only. What a clerk
    decided of two spellings before holds, unless codes say otherwise. Parts of one organisation beside each other (two
    branches of a bank) are no candidates: they are different for sure.
    """
    remembered = memory()
    found: dict[int, tuple[Near, ...]] = {}
    for invented in (False, True):
        mine = [row for row in rows if (demo if row.demo is None else row.demo) is invented]
        pool = _pool(is_demo=invented) if mine else _Pool({}, {})
        if pool.records:
            found |= _near(mine, pool, remembered, progress)
    return found


def _pool(*, is_demo: bool) -> _Pool:
    records = written_records(is_demo=is_demo)
    bearers: dict[str, list[int]] = defaultdict(list)
    for pk, record in records.items():
        bearers[spelled(record.name)].append(pk)
    return _Pool(records, {spelling: tuple(pks) for spelling, pks in bearers.items()})


def _near(
    rows: Sequence[Incoming],
    pool: _Pool,
    remembered: Mapping[tuple[str, str], Ruling],
    progress: Callable[[int, int, Reason], None],
) -> dict[int, tuple[Near, ...]]:
    written = [row.written() for row in rows]
    pairs = _pairs(written, pool, remembered)
    found: dict[int, list[Near]] = defaultdict(list)
    for place, (number, pk) in enumerate(pairs):
        if place % AT_ONCE == 0:
            progress(place, len(pairs), Reason(COMPARING, {"done": place, "total": len(pairs)}))
        judged = _judged(written[number], pool.records[pk], remembered)
        if judged.decision.verdict is not Verdict.DIFFERENT and judged.decision.relation is not Relation.SIBLING:
            found[number].append(_as_near(pk, pool.records[pk].name, judged))
    return {
        rows[number].number: tuple(sorted(some, key=lambda n: (_ORDER[Verdict(n.verdict)], -n.probability, n.pk)))[
            :NEAREST
        ]
        for number, some in found.items()
    }


def _pairs(
    written: Sequence[Written], pool: _Pool, remembered: Mapping[tuple[str, str], Ruling]
) -> list[tuple[int, int]]:
    """Rows and organisations to weigh: those decided on before, and of those that share something the most alike."""
    ids = list(pool.records)
    decided: dict[str, set[str]] = defaultdict(set)
    for first, second in remembered:
        decided[first].add(second)
        decided[second].add(first)
    shared: dict[int, set[int]] = defaultdict(set)
    for one, other in candidate_pairs(written, list(pool.records.values())).pairs:
        shared[one].add(ids[other])
    found: list[tuple[int, int]] = []
    for number, each in enumerate(written):
        own = spelled(each.name)
        sure = {pk for spelling in (own, *decided.get(own, ())) for pk in pool.bearers.get(spelling, ())[:NEAREST]}
        found += [(number, pk) for pk in sorted(sure | set(_most_alike(own, shared[number] - sure, pool)))]
    return found


def _most_alike(name: str, ids: set[int], pool: _Pool) -> list[int]:
    if len(ids) <= MOST_JUDGED:
        return list(ids)
    from rapidfuzz import fuzz

    def likeness(pk: int) -> tuple[float, int]:
        other = spelled(pool.records[pk].name)
        return -max(fuzz.ratio(name, other), fuzz.partial_ratio(name, other)), pk

    return sorted(ids, key=likeness)[:MOST_JUDGED]


@dataclass(frozen=True)
class _Judged:
    decision: Decision
    by_ruling: bool


def _judged(row: Written, record: Written, remembered: Mapping[tuple[str, str], Ruling]) -> _Judged:
    decision = decide(row, record)
    first, second = sorted((spelled(row.name), spelled(record.name)))
    ruling = remembered.get((first, second))
    if ruling is None or any(each.feature.startswith("code_") for each in decision.evidence):
        return _Judged(decision, by_ruling=False)
    relation = Relation(ruling.relation)
    if spelled(row.name) != first:
        relation = INVERSE.get(relation, relation)
    verdict = Verdict(ruling.verdict)
    return _Judged(Decision(verdict, decision.probability, relation, decision.evidence), by_ruling=True)


def _as_near(pk: int, name: str, judged: _Judged) -> Near:
    decision = judged.decision
    evidence = tuple(
        {"feature": each.feature, "weight": round(each.weight, 4), **each.reason.as_data()}
        for each in decision.evidence
    )
    method = RULING if judged.by_ruling else ""
    return Near(
        pk, name, decision.verdict.value, round(decision.probability, 4), decision.relation.value, evidence, method
    )


def decision_of(each: Near) -> Decision:
    """Return the decision a candidate was kept with, as the clerk's desk takes it."""
    return Decision(
        Verdict(each.verdict),
        each.probability,
        Relation(each.relation),
        tuple(_evidence(data) for data in each.evidence),
    )


def _evidence(data: Mapping[str, object]) -> Evidence:
    params = data["params"]
    reason = Reason(str(data["text"]), params if isinstance(params, dict) else {})
    weight = data["weight"]
    return Evidence(str(data["feature"]), weight if isinstance(weight, float) else 0.0, reason)


def judge(known: Written, row: Written) -> Verdict:
    """Say what two records are to each other by their names alone, as if neither had a code."""
    return decide(_bare(known), _bare(row)).verdict


def _bare(written: Written) -> Written:
    return type(written)(written.name, (), written.place, written.industry, written.aliases)
