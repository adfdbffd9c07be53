"""What hangs on an organisation: every row of every step that points to it, found by its foreign keys.

KNOW imports no later step: Django knows which tables point to organisations, and their constraints say which rows
cannot point to another organisation instead.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Exists, ManyToOneRel, OuterRef, Q
from django.db.models.constraints import CheckConstraint, UniqueConstraint

from fairway.know.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from django.db.models import Field, Model, QuerySet

STAYS = frozenset({"know.pair", "know.ruling", "know.merge", "know.importrow", "know.earlierkind"})
"""Tables that speak of the records themselves, of what was decided of them or what a file did to them: their rows never
move."""


_STAYING: dict[str, Callable[[int], bool]] = {}
"""By table: whether an organisation has its own already, so that another's rows stay where they are."""


def stays_beside_own(table: str, has_own: Callable[[int], bool]) -> None:
    """Register a table (its model's label) whose rows move only to an organisation for which ``has_own`` is false.

    For what is said of one record as a whole, such as a rating: the kept record's own is not replaced by a merge.
    Tables are moved in the order of their labels.
    """
    _STAYING[table] = has_own


@dataclass(frozen=True)
class Pointer:
    """A column that points to organisations."""

    model: type[Model]
    column: str

    @property
    def table(self) -> str:
        """The model's label, as kept with every moved row."""
        return self.model._meta.label_lower

    def rows(self, organisation: int) -> QuerySet[Any]:
        """Every row that points to ``organisation``, whatever the model's own manager leaves out."""
        return self.model._base_manager.filter(**{self.column: organisation}).order_by()


@lru_cache(maxsize=1)
def pointers() -> tuple[Pointer, ...]:
    """Every column of every step that points to organisations, but those of tables whose rows never move."""
    relations = [r for r in Organisation._meta.get_fields(include_hidden=True) if isinstance(r, ManyToOneRel)]
    found = {Pointer(relation.related_model, relation.field.name) for relation in relations}
    return tuple(sorted((p for p in found if p.table not in STAYS), key=lambda p: (p.table, p.column)))


def hanging(organisations: Collection[int]) -> dict[int, dict[Pointer, int]]:
    """How many rows point to each organisation, column by column: one query however many organisations."""
    counted: dict[int, dict[Pointer, int]] = {pk: {} for pk in organisations}
    if not counted:
        return counted
    every, ids = pointers(), list(counted)
    with connection.cursor() as cursor:
        cursor.execute(_counting(len(ids)), ids * len(every))
        for number, organisation, rows in cursor.fetchall():
            counted[organisation][every[number]] = rows
    return counted


@lru_cache(maxsize=8)
def _counting(ids: int) -> str:
    """One statement over all columns: Django would take longer to write it each time than the database to run it."""
    places = ", ".join(["%s"] * ids)
    quote = connection.ops.quote_name
    each = [
        f"SELECT {number}, {column}, COUNT(*) FROM {table} WHERE {column} IN ({places}) GROUP BY {column}"  # noqa: S608
        for number, table, column in (
            (n, quote(p.model._meta.db_table), quote(str(_field(p).column))) for n, p in enumerate(pointers())
        )
    ]
    return " UNION ALL ".join(each)


def by_table(counted: dict[Pointer, int]) -> dict[str, int]:
    """The same counts by table: a relation counts at both its ends."""
    tables: dict[str, int] = defaultdict(int)
    for pointer, rows in counted.items():
        tables[pointer.table] += rows
    return dict(tables)


def movable(pointer: Pointer, origin: int, target: int, *, back: bool = False) -> QuerySet[Any]:
    """The rows at ``origin`` that may point to ``target`` instead; on the way ``back`` constraints alone forbid it."""
    forbidden = _forbidden(pointer, target, back=back)
    rows = pointer.rows(origin)
    return rows if forbidden is None else rows.exclude(forbidden)


def bound(pointer: Pointer, origin: int, target: int, *, back: bool = False) -> QuerySet[Any]:
    """The rows at ``origin`` that cannot point to ``target`` instead, for a constraint of their table forbids it.

    Either ``target`` has the same row already (a unique constraint), or the row would tie ``target`` to itself
    (a check on two columns that both point to organisations, such as a relation of one to the other). Rows also
    stay beside what ``target`` has of its own (:func:`stays_beside_own`), but not on the way ``back``.
    """
    forbidden = _forbidden(pointer, target, back=back)
    rows = pointer.rows(origin)
    return rows.none() if forbidden is None else rows.filter(forbidden)


def _forbidden(pointer: Pointer, target: int, *, back: bool) -> Q | None:
    """Which rows may not point to ``target``; ``None`` where nothing forbids it."""
    if not back and pointer.table in _STAYING and _STAYING[pointer.table](target):
        return Q(pk__isnull=False)
    clauses = [Q(**{other: target}) for other in _tied(pointer)]
    for fields, condition in _unique(pointer):
        twins = pointer.rows(target).filter(condition, **{name: OuterRef(name) for name in fields})
        clauses.append(condition & Q(Exists(twins)))
    return reduce(or_, clauses) if clauses else None


@cache
def _unique(pointer: Pointer) -> tuple[tuple[tuple[str, ...], Q], ...]:
    """The other columns of each unique constraint on ``pointer``, and the condition under which it holds."""
    meta = pointer.model._meta
    sets = [(tuple(fields), Q()) for fields in meta.unique_together]
    sets += [(tuple(c.fields), c.condition or Q()) for c in meta.constraints if isinstance(c, UniqueConstraint)]
    if _field(pointer).unique:
        sets.append(((pointer.column,), Q()))
    return tuple(
        (tuple(name for name in fields if name != pointer.column), condition)
        for fields, condition in sets
        if pointer.column in fields
    )


@cache
def _tied(pointer: Pointer) -> frozenset[str]:
    checks = [c.condition for c in pointer.model._meta.constraints if isinstance(c, CheckConstraint)]
    tied: set[str] = set()
    for condition in checks:
        named = condition.referenced_base_fields if isinstance(condition, Q) else set()
        if pointer.column in named:
            tied |= {p.column for p in pointers() if p.model is pointer.model and p.column in named}
    return frozenset(tied - {pointer.column})


def _field(pointer: Pointer) -> Field[Any, Any]:
    field: Field[Any, Any] = pointer.model._meta.get_field(pointer.column)  # type: ignore[assignment]
    return field
