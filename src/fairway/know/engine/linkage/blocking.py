"""Which records are worth comparing: those that share a key, so that the work grows with the records, not their square.

A record has a dozen keys (:func:`keys_of`), each made to survive one kind of difference: a typing error, another legal
form, a changed trade, a lost place. Records that share a key form a block. A block that would make more than
:data:`MOST_PAIRS` pairs is split by the second part of the key (the town, else the trade); what is still too large is
left out, counted and reported: a key that so many share tells nothing.

Two forms of the same rule: :func:`candidate_pairs` on values in memory, and the statements of :func:`block_sql` for a
table of keys in a database. Sources: Christen, *Data Matching* (2012), chapter 4; for keys that leave one character
out: Mor and Fraenkel (1982).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, NamedTuple

from fairway.know.engine.linkage.parts import Parts, grams, grams_of, parts
from fairway.know.engine.script import has_chinese, pinyin

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fairway.know.engine.written import Written

MOST_PAIRS = 300
"""Pairs one block may make: 25 records among themselves."""
RAREST = 2
"""How many of its rarest bigrams (or words) a record is found by, together with its town."""
LONGEST = 16
"""Pieces of a name that are left out one by one; names that go on behind that are told apart before it."""


class Key(NamedTuple):
    """A key of a record. ``kind`` says what it survives; ``second`` splits a block that is too large."""

    kind: str
    value: str
    second: str = ""

    def text(self) -> str:
        """Write kind and value as one text, as blocks are named in a database."""
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Blocks of one kind that were too large even when split: how many, and the records and pairs in them."""

    kind: str
    blocks: int
    records: int
    pairs: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of positions to compare, in order and each once, and what was left out."""

    pairs: tuple[tuple[int, int], ...]
    left_out: tuple[LeftOut, ...]


def keys_of(written: Written, rarity: Mapping[str, int] | None = None, record: Parts | None = None) -> tuple[Key, ...]:
    """Return the keys of a record: of its name (``record``, where it is taken apart already), and of every alias.

    ``rarity`` says in how many names a bigram (or word) occurs (:func:`count_grams`); without it the keys by rare
    bigrams take those of the brand.
    """
    record = record or parts(written)
    found = dict.fromkeys(keys_of_parts(record, rarity))
    for alias in written.aliases:
        other = parts(replace(written, name=alias))
        if replace(other, core=record.core, text=record.text) == record:
            found[Key("core", other.core)] = None
        else:
            found |= dict.fromkeys(keys_of_parts(other, rarity))
    return tuple(found)


def keys_of_parts(record: Parts, rarity: Mapping[str, int] | None = None) -> Iterator[Key]:
    """Yield the keys of a name taken apart: some may come twice."""
    town = record.towns[0] if record.towns else ""
    yield from (Key("code", each) for each in record.ids)
    if not record.words:
        return
    yield Key("core", record.core)
    yield Key("words", record.words, town)
    if record.branch:
        yield Key("branch", record.words + record.branch, town)
    yield from (Key("near", each, town) for each in _one_left_out(record))
    if record.brand:
        sound = "".join(pinyin(record.brand)) if has_chinese(record.brand) else record.brand
        for each in record.towns or ("",):
            yield Key("brand", f"{record.brand}|{each}", record.trades)
            yield Key("sound", f"{sound}|{each}", record.trades)
    for gram, each in product(_rarest(record, rarity), record.towns[:2] or ("",)):
        yield Key("rare", f"{gram}|{each}", record.trades)


def count_grams(names: Iterable[str]) -> Counter[str]:
    """Count in how many places of these names each bigram (or word) occurs: what ``rarity`` is."""
    return Counter(chain.from_iterable(map(grams, names)))


def _rarest(record: Parts, rarity: Mapping[str, int] | None) -> list[str]:
    grams = dict.fromkeys(grams_of(record))
    if rarity is None:
        return [gram for gram in grams if gram in record.brand][:RAREST]
    # A gram nobody else has finds nobody.
    shared = [gram for gram in grams if rarity.get(gram, 0) > 1]
    return sorted(shared, key=lambda gram: (rarity[gram], gram))[:RAREST]


def _one_left_out(record: Parts) -> Iterator[str]:
    """The name whole, and without each of its pieces: names that differ in one piece share one of these."""
    pieces = record.pieces[:LONGEST] if len(record.pieces) > 2 else tuple(record.words[:LONGEST])
    rest = "".join(record.pieces[LONGEST:])
    yield record.words
    if len(pieces) > 2:
        for at in range(len(pieces)):
            yield "".join(pieces[:at]) + "".join(pieces[at + 1 :]) + rest


def candidate_pairs(
    left: Sequence[Written], right: Sequence[Written] | None = None, *, most_pairs: int = MOST_PAIRS
) -> Candidates:
    """Return the pairs to compare within ``left``, or of ``left`` with ``right`` (positions in each).

    For tables that fit into memory; :mod:`.bulk` does the same for larger ones.
    """
    records = [*left, *(right or ())]
    rarity = count_grams(each.name for each in records)
    split = None if right is None else len(left)
    blocks: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for number, each in enumerate(records):
        for key in keys_of(each, rarity):
            blocks[key.kind, key.value].setdefault(number, key.second)
    pairs: set[tuple[int, int]] = set()
    too_large: list[tuple[str, int, int]] = []
    for (kind, _), members in blocks.items():
        for block in _small_enough(members, split, most_pairs):
            count = pairs_within(block, split)
            if count <= most_pairs:
                pairs.update(_pairs(block, split))
            else:
                too_large.append((kind, len(block), count))
    return Candidates(tuple(sorted(pairs)), _left_out(too_large))


def _small_enough(members: Mapping[int, str], split: int | None, most_pairs: int) -> Iterable[list[int]]:
    """The block, or what it falls into by the second keys."""
    if pairs_within(list(members), split) <= most_pairs:
        return [list(members)]
    smaller: dict[str, list[int]] = defaultdict(list)
    for number, second in members.items():
        smaller[second].append(number)
    return smaller.values()


def pairs_within(block: Sequence[int], split: int | None) -> int:
    """Count the pairs a block makes; ``split`` is the number of records in the first of two tables."""
    if split is None:
        return len(block) * (len(block) - 1) // 2
    first = sum(1 for number in block if number < split)
    return first * (len(block) - first)


def _pairs(block: Sequence[int], split: int | None) -> Iterator[tuple[int, int]]:
    if split is None:
        return combinations(block, 2)
    first = [number for number in block if number < split]
    return product(first, [number - split for number in block if number >= split])


def _left_out(too_large: Iterable[tuple[str, int, int]]) -> tuple[LeftOut, ...]:
    by_kind: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for kind, records, pairs in too_large:
        by_kind[kind].append((records, pairs))
    return tuple(
        LeftOut(kind, len(found), sum(r for r, _ in found), sum(p for _, p in found))
        for kind, found in sorted(by_kind.items())
    )


def block_sql(*, two_tables: bool, most_pairs: int = MOST_PAIRS) -> Mapping[str, str]:
    """Return the statements that make pairs of a table ``link_keys`` (record, side, block, second), in order.

    Each is a query whose result is stored under its name. The last, ``link_pairs``, has ``join_key_l`` and
    ``join_key_r``, as Splink calls them; ``link_left_out`` has ``kind``, ``blocks``, ``records``, ``pairs``. Plain SQL
    that DuckDB and Spark both read.
    """
    words = {
        "made": "first * (records - first)" if two_tables else "records * (records - 1) / 2",
        "joined": "l.side = 0 AND r.side = 1" if two_tables else "l.record < r.record",
        "most": str(most_pairs),
    }
    return {table: query.format_map(words) for table, query in _STATEMENTS.items()}


_SIZES = "SELECT block, COUNT(*) AS records, SUM(CASE WHEN side = 0 THEN 1 ELSE 0 END) AS first FROM %s GROUP BY block"
_FITTING = """SELECT k.record, k.side, k.block FROM %s k JOIN %s s ON k.block = s.block
    WHERE s.records > 1 AND {made} <= {most}"""
_STATEMENTS: Mapping[str, str] = {
    "link_sizes": _SIZES % "link_keys",
    "link_split": """SELECT k.record, k.side, CONCAT(k.block, '|', k.second) AS block
        FROM link_keys k JOIN link_sizes s ON k.block = s.block WHERE {made} > {most}""",
    "link_split_sizes": _SIZES % "link_split",
    "link_blocks": " UNION ALL ".join(
        (_FITTING % ("link_keys", "link_sizes"), _FITTING % ("link_split", "link_split_sizes"))
    ),
    "link_left_out": """SELECT SUBSTRING(block, 1, POSITION(':' IN block) - 1) AS kind, COUNT(*) AS blocks,
        SUM(records) AS records, SUM({made}) AS pairs
        FROM link_split_sizes WHERE {made} > {most} GROUP BY 1 ORDER BY 1""",
    "link_pairs": """SELECT DISTINCT l.record AS join_key_l, r.record AS join_key_r, '0' AS match_key
        FROM link_blocks l JOIN link_blocks r ON l.block = r.block AND {joined}""",
}
