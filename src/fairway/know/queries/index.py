"""Reading the search box's index: documents on whose terms and text a condition holds, in the order of results."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import count
from typing import TYPE_CHECKING, Any

from django.db import connection

from fairway.know.engine.asked import Every, estimate
from fairway.know.engine.bands import band_term, stop
from fairway.know.engine.bigrams import Traits
from fairway.know.engine.copying import number
from fairway.know.models import SearchDocument, SearchState
from fairway.know.models.search import TERMS_TABLE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from fairway.know.engine.asked import Expression, Sought

_TABLE = SearchDocument._meta.db_table
# Asked with every question: as it is, since Django takes some tenths of a millisecond to say it.
_MADE = f"SELECT id, made_at FROM {SearchState._meta.db_table} ORDER BY id LIMIT 1"  # noqa: S608  # names of our own
_IDS = "d.id"
_ENOUGH = 1.5
"""Times what is wanted may be read at once on PostgreSQL; above, documents are read some bands at a time."""

_STEPS = 4
"""Every so many times that bands were read, one more is read at once: fewer documents hold than were counted on."""


def matching(tiers: Iterable[Sought], most: int) -> list[int]:
    """The ids of the first ``most`` documents on which a condition holds, or more: in order, first condition first."""
    found: dict[int, None] = {}
    read = _reader(_IDS)
    for tier in tiers:
        if len(found) < most:
            found |= {row[0]: None for row in read(tier, most)}
    return list(found)


def texts(questions: Iterable[tuple[Sought, int]]) -> dict[int, str]:
    """The first so many documents on which each condition holds: text by id."""
    read = _reader("d.id, d.text")
    return {row[0]: row[1] for sought, most in questions for row in read(sought, most)}


def traits(ids: Sequence[int]) -> list[Traits]:
    """What documents can be narrowed by, in no order."""
    columns = ("kind", "region", "section", "is_demo")
    return [Traits(*row) for row in SearchDocument.objects.filter(pk__in=ids).values_list(*columns)]


@dataclass(frozen=True, slots=True)
class State:
    """Where bands of documents begin, and about how many documents have a term, for terms that many have."""

    bands: Sequence[int]
    common: Mapping[str, int]


def state() -> State:
    """What was counted when the index was last made."""
    made = _rows(_MADE, [])
    return _state(*made[0]) if made else State((), {})


@lru_cache(maxsize=2)
def _state(pk: int, _made_at: object) -> State:
    """The counts of one making; when it was made tells it from another with the same number."""
    bands, common = SearchState.objects.values_list("bands", "common").get(pk=pk)
    return State(tuple(bands), common)


_Rows = list[tuple[Any, ...]]


def _reader(columns: str) -> Callable[[Sought, int], _Rows]:
    """What reads columns of the first documents on which a condition holds, in order, from the store at hand."""
    if connection.vendor == "sqlite":
        return partial(_sqlite, columns)
    return partial(_postgresql, columns, state())


def _sqlite(columns: str, sought: Sought, most: int) -> _Rows:
    """The full-text table gives documents in order, one by one, so that reading stops at ``most``."""
    if columns == _IDS and not sought.needles:
        sql = f"SELECT rowid FROM {TERMS_TABLE} WHERE {TERMS_TABLE} MATCH %s ORDER BY rowid LIMIT {most:d}"  # noqa: S608
        return _rows(sql, [_words(sought.expression)])
    needles, values = _needles(sought, "instr(d.text, %s) > 0")
    tables = f"{TERMS_TABLE} CROSS JOIN {_TABLE} d ON d.id = {TERMS_TABLE}.rowid"
    where = f"{TERMS_TABLE} MATCH %s{needles} ORDER BY {TERMS_TABLE}.rowid LIMIT {most:d}"
    sql = f"SELECT {columns} FROM {tables} WHERE {where}"  # noqa: S608  # names of our own
    return _rows(sql, [_words(sought.expression), *values])


def _words(expression: Expression) -> str:
    """The condition in the query language of FTS5; terms hold letters, digits and marks, never quotation marks."""
    if isinstance(expression, str):
        return f'"{expression}"'
    word = " AND " if isinstance(expression, Every) else " OR "
    return f"({word.join(map(_words, expression.parts))})"


def _postgresql(columns: str, counted: State, sought: Sought, most: int) -> _Rows:
    """A GIN index knows no order: of a frequent term the first documents are found by reading some bands at a time."""
    expected = estimate(sought.expression, counted.common)
    if not counted.bands or expected <= _ENOUGH * most:
        return _read(sought, columns, most)
    found: _Rows = []
    first = 0
    for step in count():
        last = min(stop(first, 1 + step // _STEPS, most - len(found), expected), len(counted.bands) + 1)
        found += _read(sought, columns, most - len(found), _in_bands(counted.bands, range(first, last)))
        first = last
        if len(found) >= most or last > len(counted.bands):
            break
    return found


_Condition = tuple[str, list[Any]]
"""A condition in SQL, and what fills its places."""


def _in_bands(begins: Sequence[int], bands: range) -> _Condition:
    """The condition to stand in these bands. Their ids say which parts of the table need not be read at all."""
    condition, values = "d.terms && %s", [[number(band_term(band)) for band in bands]]
    edges: list[int] = []
    if bands.start > 0:
        condition += " AND d.id >= %s"
        edges.append(begins[bands.start - 1])
    if bands.stop <= len(begins):
        condition += " AND d.id < %s"
        edges.append(begins[bands.stop - 1])
    return condition, [*values, *edges]


def _read(sought: Sought, columns: str, most: int, within: _Condition | None = None) -> _Rows:
    needles, values = _needles(sought, "strpos(d.text, %s) > 0")
    condition, numbers = _numbers(sought.expression)
    if within:
        condition, numbers = f"{within[0]} AND {condition}", [*within[1], *numbers]
    # By a sum: else the planner may walk the whole table in order where it thinks a rare thing frequent.
    where = f"{condition}{needles} ORDER BY d.id + 0 LIMIT {most:d}"
    sql = f"SELECT {columns} FROM {_TABLE} d WHERE {where}"  # noqa: S608  # names of our own
    return _rows(sql, [*numbers, *values])


def _numbers(expression: Expression) -> _Condition:
    """The condition on PostgreSQL's arrays, and what fills its places."""
    if isinstance(expression, str):
        return "d.terms @> %s", [[number(expression)]]
    every = isinstance(expression, Every)
    terms = [number(part) for part in expression.parts if isinstance(part, str)]
    conditions = [(f"d.terms {'@>' if every else '&&'} %s", [terms])] if terms else []
    conditions += [_numbers(part) for part in expression.parts if not isinstance(part, str)]
    word = " AND " if every else " OR "
    return f"({word.join(c for c, _ in conditions)})", [value for _, values in conditions for value in values]


def _needles(sought: Sought, test: str) -> tuple[str, list[str]]:
    """Conditions on the text: one of each group must stand in it."""
    groups = [f" AND ({' OR '.join([test] * len(group))})" for group in sought.needles]
    return "".join(groups), [needle for group in sought.needles for needle in group]


def _rows(sql: str, values: Sequence[Any]) -> _Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
