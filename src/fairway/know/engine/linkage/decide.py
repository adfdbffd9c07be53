"""The decision on two records: same, related (how), different, or ask a clerk, with the reasons.

Identifiers decide first. Then each difference between the names is weighed by the model
(:mod:`fairway.know.engine.linkage.model`); the weights of all evidence add up to the log-odds of the probability.
Whatever the probability, a difference the model marks ``asks`` is never decided as *same* without a clerk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from fairway.know.engine.linkage.features import SENTENCES, compare_codes, compare_records
from fairway.know.engine.linkage.features.sentences import EQUAL, START
from fairway.know.engine.linkage.model import NameModel, name_model, probability
from fairway.know.engine.linkage.spellings import Compared, compare_spellings
from fairway.know.engine.script import has_chinese
from fairway.know.engine.written import Decision, Evidence, Relation, Verdict, Written
from fairway.lib.explain import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fairway.know.engine.linkage.features import Difference

MOST_SPELLINGS = 6
"""Spellings of one record that are compared; more would cost the square of their number."""

_INVERSE = {
    Relation.BRANCH_OF: Relation.HEAD_OF,
    Relation.UNION_OF: Relation.HAS_UNION,
    Relation.PART_OF: Relation.HAS_PART,
    Relation.SUBSIDIARY_OF: Relation.PARENT_OF,
    Relation.GROUP_OF: Relation.IN_GROUP,
    Relation.PRODUCT_OF: Relation.HAS_PRODUCT,
}
INVERSE: Mapping[Relation, Relation] = _INVERSE | {theirs: ours for ours, theirs in _INVERSE.items()}
"""How the second stands to the first, where the first stands to the second as the key says."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One pair of spellings, weighed."""

    compared: Compared
    evidence: tuple[Evidence, ...]

    @property
    def log_odds(self) -> float:
        return sum(each.weight for each in self.evidence)


def decide(
    a: Written, b: Written, *, model: NameModel | None = None, brands: Mapping[str, int] | None = None
) -> Decision:
    """Decide what two records are to each other; ``decide(b, a)`` is the same with the relation turned round.

    ``brands`` says in how many names each brand occurs, where a table of names is at hand: a rare brand that agrees
    speaks for, a common one against. The weights of the evidence add up to the log-odds of the probability.
    """
    model = model or name_model()
    if _order(b) < _order(a):
        decision = decide(b, a, model=model, brands=brands)
        return replace(decision, relation=INVERSE.get(decision.relation, decision.relation))
    weighed = _telling(
        [_weigh(one, other, model, brands or {}) for one, other in _spelled_pairs(_spellings(a), _spellings(b))]
    )
    beside = [*compare_codes(a, b), *_records(a, b, weighed, model)]
    if a.place and a.place == b.place:
        weighed = replace(weighed, evidence=tuple(e for e in weighed.evidence if e.feature != "not_distinctive"))
    return _verdict(weighed, beside, model)


def _records(a: Written, b: Written, weighed: _Weighed, model: NameModel) -> list[Difference]:
    """What place and industry say. Those that agree cannot make up for names that are plainly two.

    One town and one trade are what competitors have in common.
    """
    found = compare_records(a, b)
    if probability(weighed.log_odds) >= model.different:
        return found
    return [each for each in found if model.weight(each.feature) < 0]


def same_words(a: str, b: str) -> bool:
    """Whether two names alone are decided as *same*."""
    return decide(Written(a), Written(b)).verdict is Verdict.SAME


def _order(written: Written) -> tuple[object, ...]:
    return (written.name, written.codes, written.place, written.industry, written.aliases)


def _spellings(written: Written) -> tuple[str, ...]:
    return tuple(dict.fromkeys((written.name, *written.aliases)))[:MOST_SPELLINGS]


def _telling(weighed: list[_Weighed]) -> _Weighed:
    """The spellings that speak most for one organisation; where none speaks for it, the names, which come first.

    Short names of two characters are one character apart more often than not.
    """
    best = max(weighed, key=lambda found: found.log_odds)
    return best if best.log_odds > 0 else weighed[0]


def _spelled_pairs(ours: tuple[str, ...], theirs: tuple[str, ...]) -> Iterable[tuple[str, str]]:
    """Every spelling of one beside every spelling of the other; where both have Chinese ones, those alone.

    A translation loses what tells two names apart: 砺越 and 砺岳 are both Liyue.
    """
    our_chinese, their_chinese = ([each for each in spelled if has_chinese(each)] for spelled in (ours, theirs))
    return product(our_chinese, their_chinese) if our_chinese and their_chinese else product(ours, theirs)


def _weigh(one: str, other: str, model: NameModel, brands: Mapping[str, int]) -> _Weighed:
    compared = compare_spellings(one, other, brands)
    text = START if compared.differences else EQUAL
    start = Evidence("start", model.start, Reason(text, {"one": one, "other": other}))
    differences = (_evidence(each, model) for each in compared.differences)
    return _Weighed(compared, (*(compared.evidence or (start,)), *differences))


def _evidence(found: Difference, model: NameModel) -> Evidence:
    return Evidence(found.feature, model.weight(found.feature), Reason(SENTENCES[found.feature], found.params))


def _verdict(weighed: _Weighed, beside: list[Difference], model: NameModel) -> Decision:
    evidence = (*weighed.evidence, *(_evidence(each, model) for each in beside))
    chance = probability(sum(each.weight for each in evidence))
    said = {each.feature for each in beside}
    if {"code_equal", "code_differs"} <= said:
        return Decision(Verdict.ASK, chance, Relation.NONE, evidence)
    relation = weighed.compared.relation
    if not relation:
        return Decision(_plain_verdict(weighed, said, chance, model), chance, Relation.NONE, evidence)
    verdict = _related_verdict(said, chance, _shared(evidence, weighed.compared), model)
    if relation is Relation.SIBLING and verdict is Verdict.RELATED:
        # Two branches of one bank are two organisations: the relation is told, nobody needs to look.
        verdict = Verdict.DIFFERENT if chance < model.different else Verdict.ASK
    kept = verdict is not Verdict.DIFFERENT or relation is Relation.SIBLING
    return Decision(verdict, chance, relation if kept else Relation.NONE, evidence)


def _related_verdict(said: set[str], chance: float, shared: float, model: NameModel) -> Verdict:
    if "code_equal" in said:
        return Verdict.ASK
    if shared >= model.related:
        return Verdict.RELATED
    return Verdict.ASK if max(chance, shared) >= model.different else Verdict.DIFFERENT


def _shared(evidence: tuple[Evidence, ...], compared: Compared) -> float:
    """How sure it is that two related records belong to one organisation: without what makes them two."""
    apart = {*compared.apart, "code_differs", "code_equal", "seat_elsewhere", "seat_in_province", "industry_differs"}
    return probability(sum(each.weight for each in evidence if each.feature not in apart))


def _plain_verdict(weighed: _Weighed, said: set[str], chance: float, model: NameModel) -> Verdict:
    if "code_equal" in said:
        return Verdict.SAME
    if "code_differs" in said:
        return Verdict.DIFFERENT
    known = [each.feature for each in weighed.evidence if each.feature in model.weights]
    barred = model.asks([*known, *said]) or weighed.compared.barred
    if chance >= model.same and not barred:
        return Verdict.SAME
    return Verdict.DIFFERENT if chance < model.different else Verdict.ASK
