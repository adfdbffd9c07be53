"""Two whole tables linked, or one searched for duplicates: hundreds of thousands of records in minutes.

Four steps. Each record is taken apart and given keys (:mod:`.parts`, :mod:`.blocking`); the database pairs records
that share a key; Splink weighs every pair by our comparisons (:mod:`.weights`); and the pairs that are left are put,
one by one, to :func:`.decide.decide`, so that a table and a single question get the same answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from fairway.know.engine.linkage.blocking import (
    MOST_PAIRS,
    LeftOut,
    block_sql,
    count_grams,
    keys_of,
)
from fairway.know.engine.linkage.clusters import clusters
from fairway.know.engine.linkage.decide import decide
from fairway.know.engine.linkage.model import name_model
from fairway.know.engine.linkage.parts import Parts, parts, town
from fairway.know.engine.linkage.weights import BulkModel, bulk_model
from fairway.know.engine.written import Decision, Verdict, Written
from fairway.lib.explain import Reason
from fairway.lib.explain import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from splink import Linker

    from fairway.know.engine.linkage.backends import Backend

CHUNK = 20_000
"""Records or pairs between two reports of progress; a report may raise to stop the work."""
COPY = math.inf
"""The weight of two rows of one table that say exactly the same."""
# Random pairs to learn from at most, and pairs a rule must show at least.
_TRAINING_PAIRS, _ENOUGH = 2e6, 100
# Groups: what a pair that a clerk must decide counts at most, and what two groups must reach to become one.
_DOUBT, _TOGETHER = 0.35, 0.4
_SEAT_TELLS = frozenset(
    {
        "form_ambiguous",
        "place_missing",
        "place_county_missing",
        "place_around_added",
        "place_around_unclear",
        "place_level_unclear",
        "places_moved",
    }
)


@dataclass(frozen=True, slots=True)
class Options:
    """How to link. ``train`` learns the weights from these tables instead of taking the shipped ones.

    ``most_pairs`` is what one block may make, ``chunk`` how many records are taken apart between reports.
    """

    model: BulkModel
    train: bool = False
    most_pairs: int = MOST_PAIRS
    chunk: int = CHUNK


@dataclass(frozen=True)
class Scored:
    """Pairs worth a decision, in order: positions in the two tables (or twice in the one), and Splink's weight.

    ``compared`` counts the pairs that shared a key, of which these are the heavier ones; ``left_out`` the blocks that
    were too large.
    """

    pairs: tuple[tuple[int, int, float], ...]
    compared: int
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """A decided pair: positions, Splink's weight (log2 of the odds), and the decision."""

    left: int
    right: int
    weight: float
    decision: Decision


def quiet(_done: int, _total: int, _reason: Reason) -> None:
    """Report nothing."""


def score_pairs(
    left: Sequence[Written],
    right: Sequence[Written] | None = None,
    *,
    backend: Backend | None = None,
    options: Options | None = None,
    progress: Callable[[int, int, Reason], None] = quiet,
) -> Scored:
    """Find the pairs worth a decision: within ``left``, or of ``left`` with ``right``.

    ``backend`` is DuckDB in this process unless given; it must hold no tables of an earlier call.
    """
    if not left or (right is not None and not right):
        return Scored((), 0, ())
    ours, theirs = _copies(left), _copies(right or ())
    options, backend = options or Options(bulk_model()), backend or _duckdb()
    records = [*map(left.__getitem__, _firsts(ours)), *map((right or ()).__getitem__, _firsts(theirs))]
    _store(records, len(ours) if right else None, backend, options, progress)
    compared, left_out = _pair(backend, options, progress, two_tables=bool(right))
    found = _weigh(backend, options, progress)
    pairs = _across(ours, theirs, found) if right else _within(ours, found)
    return Scored(tuple(sorted(pairs)), compared, left_out)


def _copies(records: Sequence[Written]) -> list[list[int]]:
    """Positions of rows that say exactly the same, each group in order: a list may name one organisation often."""
    found: dict[Written, list[int]] = {}
    for number, each in enumerate(records):
        found.setdefault(each, []).append(number)
    return list(found.values())


def _firsts(copies: list[list[int]]) -> Iterator[int]:
    return (first for first, *_others in copies)


def _within(ours: list[list[int]], found: Iterable[tuple[int, int, float]]) -> Iterator[tuple[int, int, float]]:
    """Pairs of the first of each kind, and each first with its copies."""
    for a, b, weight in found:
        one, other = ours[a][0], ours[b][0]
        yield min(one, other), max(one, other), weight
    for first, *others in ours:
        yield from ((first, copy, COPY) for copy in others)


def _across(
    ours: list[list[int]], theirs: list[list[int]], found: Iterable[tuple[int, int, float]]
) -> Iterator[tuple[int, int, float]]:
    """Pairs of every row of the one table with every row of the other."""
    for a, b, weight in found:
        yield from ((one, other, weight) for one, other in product(ours[a], theirs[b - len(ours)]))


def judge(
    left: Sequence[Written],
    right: Sequence[Written] | None,
    scored: Scored,
    *,
    progress: Callable[[int, int, Reason], None] = quiet,
) -> Iterator[Linked]:
    """Decide each pair as :func:`decide` does, in order."""
    other = left if right is None else right
    for done, (a, b, weight) in enumerate(scored.pairs):
        if done % CHUNK == 0:
            progress(done, len(scored.pairs), Reason(_("Deciding on pairs")))
        yield Linked(a, b, weight, decide(left[a], other[b]))
    progress(len(scored.pairs), len(scored.pairs), Reason(_("Deciding on pairs")))


def same_groups(linked: Iterable[Linked]) -> list[list[int]]:
    """Group the records of one table that are the same, two or more each; DIFFERENT and RELATED keep groups apart.

    A pair that is asked joins a group only where all that is asked is what the seat of both records tells.
    """
    numbers: dict[int, int] = {}
    edges: list[tuple[int, int, float]] = []
    apart: list[tuple[int, int]] = []
    copies: dict[int, list[int]] = {}
    for each in linked:
        verdict = each.decision.verdict
        if each.weight == COPY and verdict is Verdict.SAME:
            copies.setdefault(each.left, []).append(each.right)
            numbers.setdefault(each.left, len(numbers))
            continue
        a, b = (numbers.setdefault(number, len(numbers)) for number in (each.left, each.right))
        if verdict in (Verdict.DIFFERENT, Verdict.RELATED):
            apart.append((a, b))
        else:
            edges.append((a, b, _nearness(each.decision)))
    known = [[number, *copies.get(number, ())] for number in numbers]
    found = clusters(len(known), edges, threshold=_TOGETHER, forbidden=apart)
    groups = (sorted(record for member in group for record in known[member]) for group in found)
    return sorted(group for group in groups if len(group) > 1)


def _nearness(decision: Decision) -> float:
    if decision.verdict is Verdict.SAME or told_by_seat(decision):
        return decision.probability
    return min(decision.probability, _DOUBT)


def told_by_seat(decision: Decision) -> bool:
    """Whether a pair is asked only for a place or legal form that one name leaves out, and the seats agree.

    One name alone must leave that to a clerk. In a register the seat says which place is meant, and no two
    organisations of one town may differ in the legal form alone: there a city that both names say is a seat.
    """
    features = {each.feature for each in decision.evidence}
    asked = {each for each in features & set(name_model().weights) if name_model().asks([each])}
    if not asked or not asked <= _SEAT_TELLS or "industry_differs" in features:
        return False
    seats = [each.reason.params for each in decision.evidence if each.feature == "seat_near"]
    if seats or asked != {"form_ambiguous"}:
        return any(town(str(found["one"])) == town(str(found["other"])) for found in seats)
    named = [set(parts(Written(str(name))).towns) for name in decision.evidence[0].reason.params.values()]
    return any(len(each) > 2 for each in set.intersection(*named))


def _duckdb() -> Backend:
    from fairway.know.engine.linkage.backends import DuckDB

    return DuckDB()


def _store(
    records: Sequence[Written],
    split: int | None,
    backend: Backend,
    options: Options,
    progress: Callable[[int, int, Reason], None],
) -> None:
    """Take the records apart and store their columns and keys, chunk by chunk."""
    progress(0, len(records), Reason(_("Counting how rare names are")))
    rarity = count_grams(each.name for each in records)
    for start in range(0, len(records), options.chunk):
        progress(start, len(records), Reason(_("Taking names apart")))
        chunk = [(each, parts(each)) for each in records[start : start + options.chunk]]
        backend.add("link_records", _columns(start, split, chunk))
        backend.add("link_keys", _keys(start, split, chunk, rarity))


def _columns(start: int, split: int | None, chunk: Sequence[tuple[Written, Parts]]) -> dict[str, list[object]]:
    """What Splink compares, None where a record says nothing."""
    numbers = range(start, start + len(chunk))
    found: dict[str, list[object]] = {
        "record": list(numbers),
        "side": [_side(number, split) for number in numbers],
        "place": [written.place or None for written, _parts in chunk],
        "industry": [written.industry or None for written, _parts in chunk],
        "orgcode": [_code(record, "orgcode ") for _written, record in chunk],
        "lei": [_code(record, "lei ") for _written, record in chunk],
        "town": [record.towns[0] if record.towns else None for _written, record in chunk],
    }
    found["letters"] = [_letters(record.words) or None for _written, record in chunk]
    for name in ("core", "words", "brand", "form"):
        found[name] = [getattr(record, name) or None for _written, record in chunk]
    for name in ("marks", "branch", "numbers"):
        found[name] = [getattr(record, name) for _written, record in chunk]
    return found


def _letters(text: str) -> str:
    """Write each character as one ASCII letter: DuckDB's edit distance counts bytes, of which Chinese ones take three.

    Of ninety different characters two may fall together, which is good enough to weigh a pair by.
    """
    return "".join(chr(35 + ord(character) % 90) for character in text)


def _code(record: Parts, scheme: str) -> str | None:
    return next((each for each in record.ids if each.startswith(scheme)), None)


def _side(number: int, split: int | None) -> int:
    return int(split is not None and number >= split)


def _keys(
    start: int, split: int | None, chunk: Sequence[tuple[Written, Parts]], rarity: Mapping[str, int]
) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {"record": [], "side": [], "block": [], "second": []}
    for number, (written, record) in enumerate(chunk, start):
        blocks = {key.text(): key.second for key in keys_of(written, rarity, record)}
        found["record"] += [number] * len(blocks)
        found["side"] += [_side(number, split)] * len(blocks)
        found["block"] += blocks
        found["second"] += blocks.values()
    return found


def _pair(
    backend: Backend, options: Options, progress: Callable[[int, int, Reason], None], *, two_tables: bool
) -> tuple[int, tuple[LeftOut, ...]]:
    """Make the pairs of records that share a key; return how many, and what was left out."""
    steps = block_sql(two_tables=two_tables, most_pairs=options.most_pairs)
    for done, (table, query) in enumerate(steps.items()):
        progress(done, len(steps), Reason(_("Pairing records that share a key")))
        backend.make(table, query)
    left_out = [LeftOut(kind, *map(int, rest)) for kind, *rest in _all(backend, "SELECT * FROM link_left_out")]
    ((count,),) = _all(backend, "SELECT COUNT(*) FROM link_pairs")
    for table in ("link_blocks", "link_split", "link_split_sizes", "link_sizes", "link_keys"):
        backend.drop(table)
    return int(count), tuple(left_out)


def _all(backend: Backend, query: str) -> list[tuple[Any, ...]]:
    return [row for batch in backend.rows(query) for row in batch]


def _weigh(
    backend: Backend, options: Options, progress: Callable[[int, int, Reason], None]
) -> Iterator[tuple[int, int, float]]:
    """Let Splink weigh the pairs; yield those that are heavy enough."""
    linker = _linker(backend, options.model)
    if options.train:
        progress(0, 2, Reason(_("Learning weights from these tables")))
        train(linker, backend, options.model)
    progress(1, 2, Reason(_("Weighing pairs")))
    pairs = backend.splink.register("link_pairs", table_name="link_pairs_made")
    linker.table_management.register_blocked_pairs_for_predict(pairs)
    weighed = linker.inference.predict(threshold_match_weight=options.model.least_weight, warning_mode="never")
    query = f"SELECT record_l, record_r, match_weight FROM {weighed.physical_name}"  # noqa: S608  # Splink's own name
    for batch in backend.rows(query):
        yield from ((min(a, b), max(a, b), float(weight)) for a, b, weight in batch)


def _linker(backend: Backend, model: BulkModel) -> Linker:
    from splink import Linker

    records = backend.splink.register("link_records", table_name="link_records_made")
    return Linker(records, model.settings(), log_level=None)


def train(linker: Linker, backend: Backend, model: BulkModel) -> None:
    """Learn the weights from the records themselves: u from random pairs, m by expectation maximisation.

    What too few pairs of these tables show keeps its shipped weight.
    """
    linker.training.estimate_probability_two_random_records_match(list(model.surest), recall=model.surest_find)
    linker.training.estimate_u_using_random_sampling(max_pairs=_TRAINING_PAIRS, seed=1)
    for rule in model.learnt_within:
        if _shown(backend, rule):
            linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=_TRAINING_PAIRS)


def _shown(backend: Backend, rule: str) -> bool:
    """Whether enough pairs of records fall under a rule of the model to learn from."""
    pairs = f"SELECT 1 FROM link_records l JOIN link_records r ON {rule} AND l.record < r.record"  # noqa: S608  # of ours
    ((count,),) = _all(backend, f"SELECT COUNT(*) FROM ({pairs} LIMIT {_ENOUGH}) AS found")  # noqa: S608  # as above
    return bool(count >= _ENOUGH)
