"""One spelling looked up among everybody: who is most likely meant, and whether that is sure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from fairway.know.engine.asked import Every, Some, Sought, asked, bigrams, splits
from fairway.know.engine.bigrams import BEGINNINGS, CODE, INITIALS, RUNS, is_chinese, pair_terms, written
from fairway.know.engine.documents import organisation_of
from fairway.know.engine.linkage.decide import INVERSE, decide
from fairway.know.engine.linkage.lookup import rank_names
from fairway.know.engine.written import Decision, Evidence, Relation, Verdict, Written
from fairway.know.models import Identifier, Organisation
from fairway.know.queries.desk import memory, spelled
from fairway.know.queries.index import state, texts
from fairway.lib.explain import Reason, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fairway.know.models import Ruling

CANDIDATES = 100
"""Spellings that are compared with the one sought."""
_STRAIGHT = 40
"""Documents read that hold every word as it was typed."""
_RARE = 600
"""Documents read that share a rare part with what is sought."""
_MOST_RARE_PARTS = 8
_LOCAL = Identifier.Scheme.LOCAL
_SHORT = 8
"""Up to this many characters a spelling may be a short form: its characters stand apart in the full name."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """An organisation that may be meant, and what the evidence says on the two being one.

    ``spelling`` is the one of its spellings that is nearest, ``score`` how near (0–1), ``reason`` why.
    """

    organisation: Organisation
    spelling: str
    score: float
    reason: Reason
    decision: Decision

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why, in sentences."""
        return (self.reason, *(each.reason for each in self.decision.evidence))


def resolve_name(name: str, *, limit: int = 5, known: Written | None = None) -> list[Resolved]:
    """Who is meant by ``name``: at most ``limit`` organisations, those decided as the same first, then the nearest.

    ``known`` is what else a source says of it (codes, place, industry); codes it shares decide. Decisions that a
    clerk made on two spellings are used again. Some milliseconds, however many organisations there are.
    """
    wanted = known or Written(name)
    best = _nearest(name, limit)
    coded = Identifier.objects.filter(value__in=[value for _scheme, value in wanted.codes]) if wanted.codes else ()
    ids = dict.fromkeys([*(code.organisation_id for code in coded), *best])
    organisations = _with_everything(ids)
    rulings = memory([name, *(text for o in organisations.values() for text in _texts(o))]) if organisations else {}
    found = [_resolved(wanted, organisations[pk], best.get(pk), rulings) for pk in ids if pk in organisations]
    found.sort(key=lambda each: (each.decision.verdict is not Verdict.SAME, -each.score, each.organisation.pk))
    return found[:limit]


@dataclass(frozen=True, slots=True)
class _Near:
    spelling: str
    score: float
    reason: Reason


def _nearest(name: str, limit: int) -> dict[int, _Near]:
    """The organisations with the nearest spellings, nearest first."""
    spellings = _candidates(name)
    ranked = rank_names(name, [text for _organisation, text in spellings], limit=4 * limit)
    best: dict[int, _Near] = {}
    for each in ranked:
        organisation, text = spellings[each.index]
        if len(best) < limit:
            best.setdefault(organisation, _Near(text, each.score, each.reason))
    return best


def _candidates(name: str) -> list[tuple[int, str]]:
    """Spellings to compare: of documents that hold all words, or a rare part, or all characters of a short form."""
    question, counted = asked(name), state().common
    read = texts(_questions(name, question.tiers, counted))
    lines = [(organisation_of(at), line) for at, text in read.items() for line in text.strip("\n").split("\n")]
    spellings = [(pk, line.strip()) for pk, line in lines if line and not line.startswith((CODE, INITIALS))]
    weights = {part: 1.0 / (1 + counted.get(part, 0)) for part in (*_parts(name), *_characters(name))}
    return sorted(spellings, key=lambda each: -_shared(each[1], weights))[:CANDIDATES]


def _shared(spelling: str, weights: Mapping[str, float]) -> float:
    """How much of what is sought a spelling has; what few have weighs most."""
    spoken = set[str]()
    if any("-" in part for part in weights):
        pairs = (pair for run in RUNS.findall(spelling) if is_chinese(run) for pair in bigrams(run))
        spoken = {sound for pair in pairs for sound in pair_terms(pair)}
    return sum(weight for part, weight in weights.items() if part in spelling or part in spoken)


def _questions(name: str, tiers: Sequence[Sought], counted: Mapping[str, int]) -> Iterable[tuple[Sought, int]]:
    yield from ((tier, _STRAIGHT) for tier in tiers)
    parts = sorted(_parts(name), key=lambda part: counted.get(part, 0))
    rare: list[str] = []
    total = 0
    for part in parts[:_MOST_RARE_PARTS]:
        total += counted.get(part, 0)
        if not rare or total <= _RARE:
            rare.append(part)
    if rare:
        yield Sought(Some(tuple(rare))), _RARE
    if characters := _characters(name):
        yield Sought(Every(characters)), CANDIDATES


def _characters(name: str) -> tuple[str, ...]:
    """The characters of what may be a short form, which stand apart in the full name; none of anything longer."""
    characters = "".join(run for run in RUNS.findall(written(name)) if is_chinese(run))
    return tuple(dict.fromkeys(characters)) if 2 < len(characters) <= _SHORT else ()


def _parts(name: str) -> list[str]:
    """What a spelling and a like one share: neighbours of Chinese characters, beginnings or sounds of Latin words."""
    runs = RUNS.findall(written(name))
    chinese = [pair for run in runs if is_chinese(run) for pair in bigrams(run)]
    words = [run for run in runs if not is_chinese(run)]
    latin = [run[: max(n for n in BEGINNINGS if n <= len(run))] for run in words if len(run) > 2]
    sounds = [f"{a}-{b}" for run in words for read in splits(run)[:1] for a, b in pairwise(read)]
    return list(dict.fromkeys([*chinese, *sounds, *latin]))


def _with_everything(ids: Iterable[int]) -> dict[int, Organisation]:
    rows = Organisation.objects.filter(merged_into=None).prefetch_related("names", "identifiers")
    return rows.in_bulk(list(ids))


def _texts(organisation: Organisation) -> list[str]:
    names = [organisation.name, organisation.name_en, *(name.text for name in organisation.names.all())]
    return [text for text in dict.fromkeys(names) if text]


def _resolved(
    wanted: Written, organisation: Organisation, near: _Near | None, rulings: Mapping[tuple[str, str], Ruling]
) -> Resolved:
    names = _texts(organisation)
    decision = _remembered(wanted.name, names, rulings) or decide(wanted, _as_written(organisation, names))
    if near is None:
        ranked = rank_names(wanted.name, names, limit=1)
        score, reason = (ranked[0].score, ranked[0].reason) if ranked else (0.0, decision.evidence[0].reason)
        near = _Near(names[ranked[0].index] if ranked else names[0], score, reason)
    original = {written(text).strip(): text for text in reversed(names)}
    return Resolved(organisation, original.get(near.spelling, near.spelling), near.score, near.reason, decision)


def _remembered(name: str, names: Sequence[str], rulings: Mapping[tuple[str, str], Ruling]) -> Decision | None:
    """What a clerk decided of this spelling and one of an organisation's, as the decision it is."""
    ours = spelled(name)
    for text in names:
        theirs = spelled(text)
        ruling = rulings.get((min(ours, theirs), max(ours, theirs)))
        if ruling is not None:
            said = Reason(gettext_noop("A clerk decided so before: %(why)s"), {"why": ruling.reason})
            relation = Relation(ruling.relation)
            relation = relation if ours <= theirs else INVERSE.get(relation, relation)
            same = ruling.verdict == Verdict.SAME
            return Decision(Verdict(ruling.verdict), float(same), relation, (Evidence("remembered", 0.0, said),))
    return None


def _as_written(organisation: Organisation, names: Sequence[str]) -> Written:
    codes = tuple((code.scheme, code.value) for code in organisation.identifiers.all() if code.scheme != _LOCAL)
    others = tuple(text for text in names if text != organisation.name)
    return Written(organisation.name, codes, organisation.region_code, organisation.industry_code, others)
