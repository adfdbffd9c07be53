"""How each store keeps search documents and their terms; see :mod:`fairway.know.models.search`."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Protocol

from django.db import connection

from fairway.know.engine.bigrams import Traits, from_text
from fairway.know.engine.copying import HEADER
from fairway.know.engine.documents import as_words
from fairway.know.models import SearchDocument, SearchState
from fairway.know.models.search import TERMS_TABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from contextlib import AbstractContextManager

    from fairway.know.engine.documents import Batch

_TABLE = SearchDocument._meta.db_table
_COLUMNS = "id, organisation, kind, region, section, is_demo, text"
_COPIED = f"{_COLUMNS}, terms"
_FORGET_OF = f"DROP INDEX {_TABLE}_of"
_MAKE_OF = f"CREATE INDEX {_TABLE}_of ON {_TABLE} (organisation)"
_KEEP = f"INSERT INTO {_TABLE} ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s)"  # noqa: S608  # names of our own
# Terms come in UTF-8, as SQLite keeps text: no need to read and write them once more on the way.
_KEEP_TERMS = f"INSERT INTO {TERMS_TABLE} (rowid, terms) VALUES (%s, CAST(%s AS TEXT))"  # noqa: S608
_FORGET_TERMS = f"INSERT INTO {TERMS_TABLE} ({TERMS_TABLE}, rowid, terms) VALUES ('delete', %s, %s)"  # noqa: S608
_ORDER = f"INSERT INTO {TERMS_TABLE} ({TERMS_TABLE}, rank) VALUES (%s, %s)"  # noqa: S608
# FTS5's settings while everything is made anew, and as they are by themselves.
_MAKING = {"automerge": 0, "crisismerge": 1_000, "hashsize": 12 << 20}
_USUAL = {"automerge": 4, "crisismerge": 16, "hashsize": 1 << 20}
PARTS = 8
"""Parts of the table on PostgreSQL when all documents are made anew, and how many documents are worth one."""
LEAST = 10_000
# Rows looked at by ANALYZE are 300 times this in each part: a quarter of what they are by themselves.
_SAMPLE = 25


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class Store(Protocol):
    """A place where documents are kept. ``has_bands``: it needs to know where shares of all documents begin."""

    has_bands: ClassVar[bool]

    def remove(self, organisations: Collection[int]) -> None:
        """Forget the documents of these organisations."""

    def bands(self) -> Sequence[int]:
        """Where bands of documents begin now."""

    def write(self, batch: Batch) -> None:
        """Keep documents, best in ascending order."""

    def anew(self, total: int) -> AbstractContextManager[None]:
        """Begin with nothing, take documents in order, about so many, and end with an index that is quick to read."""


class SqliteStore:
    """Documents in a table, their terms in a full-text table that keeps no text."""

    has_bands = False

    def remove(self, organisations: Collection[int]) -> None:
        """Forget documents; their terms are made again from what is kept, since the index must be told them."""
        gone = SearchDocument.objects.filter(organisation__in=organisations)
        terms = [
            (each.pk, as_words(from_text(each.text, Traits(each.kind, each.region, each.section, each.is_demo)).groups))
            for each in gone
        ]
        with connection.cursor() as cursor:
            cursor.executemany(_FORGET_TERMS, terms)
        gone.delete()

    def bands(self) -> Sequence[int]:
        """Say that there are none: the full-text table gives documents in order by itself."""
        return ()

    def write(self, batch: Batch) -> None:
        """Keep documents."""
        with connection.cursor() as cursor:
            cursor.executemany(_KEEP, batch.rows)
            cursor.executemany(_KEEP_TERMS, batch.terms)

    @contextmanager
    def anew(self, total: int) -> Iterator[None]:  # noqa: ARG002  # one index holds any number
        """Write the terms in pieces that fit the processor's cache, and merge the pieces once, at the end.

        Gathering all in memory costs a third more, merging as pieces come several times as much (measured at 1 M).
        """
        self._set("delete-all")
        SearchDocument.objects.all().delete()
        _execute(_FORGET_OF)
        for command, value in _MAKING.items():
            self._set(command, value)
        yield
        _execute(_MAKE_OF)
        for command, value in _USUAL.items():
            self._set(command, value)
        self._set("optimize")

    def _set(self, command: str, value: int | None = None) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_ORDER, [command, value])


class PostgresStore:
    """Documents with their terms as numbers, in a column with a GIN index.

    Each document also has the term of its band, so that the first results of a frequent term are found without
    reading all that have it.
    """

    has_bands = True

    def __init__(self) -> None:
        self._into = _TABLE
        self._begins: list[int] = []
        self._in_part = self._most = 0

    def remove(self, organisations: Collection[int]) -> None:
        """Forget documents."""
        SearchDocument.objects.filter(organisation__in=organisations).delete()

    def bands(self) -> Sequence[int]:
        """Say where bands began when all documents were last made."""
        return SearchState.objects.values_list("bands", flat=True).first() or ()

    def write(self, batch: Batch) -> None:
        """Keep documents."""
        if self._most and self._in_part >= self._most:
            self._index_part()
            self._begin_part(batch.begins)
        self._in_part += batch.size
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {self._into} ({_COPIED}) FROM STDIN (FORMAT BINARY)") as copy,
        ):
            copy.write(HEADER + batch.copied)

    @contextmanager
    def anew(self, total: int) -> Iterator[None]:
        """Write parts of the table one after the other, each indexed when it is full, while more documents are made.

        The index of a part is made in memory at once; one that takes documents in as they come works nearly twice as
        long (measured at 1 M). Searches read the old parts until all are there.
        """
        self._most = max(-(-total // PARTS), LEAST)
        self._begin_part(0)
        yield
        self._index_part()
        for part in _parts():
            _execute(f"DROP TABLE {part}")
        edges = ["MINVALUE", *map(str, self._begins[1:]), "MAXVALUE"]
        for number, (first, end) in enumerate(pairwise(edges), 1):
            part = f"{_TABLE}_{number}"
            _execute(f"ALTER TABLE {_TABLE}_new_{number} RENAME TO {part}")
            _execute(f"ALTER TABLE {_TABLE} ATTACH PARTITION {part} FOR VALUES FROM ({first}) TO ({end})")
        _execute(f"SET LOCAL default_statistics_target = {_SAMPLE}")
        _execute(f"ANALYZE {_TABLE}")
        _execute("SET LOCAL default_statistics_target = DEFAULT")
        self._into, self._most = _TABLE, 0

    def _begin_part(self, place: int) -> None:
        """Let what follows go into a table of its own, whose first document has this id."""
        self._begins.append(place)
        self._into, self._in_part = f"{_TABLE}_new_{len(self._begins)}", 0
        _execute(f"CREATE TABLE {self._into} (LIKE {_TABLE} INCLUDING DEFAULTS)")

    def _index_part(self) -> None:
        _execute(f"CREATE INDEX ON {self._into} USING gin (terms) WITH (fastupdate = off)")
        _execute(f"ALTER TABLE {self._into} ADD PRIMARY KEY (id)")
        _execute(f"CREATE INDEX ON {self._into} (organisation)")


def _parts() -> list[str]:
    """The tables that the documents' table consists of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [_TABLE])
        return [name for (name,) in cursor.fetchall()]


STORES: dict[str, type[SqliteStore | PostgresStore]] = {"sqlite": SqliteStore, "postgresql": PostgresStore}


def _forget_leftovers() -> None:
    """Empty the terms that Django's ``flush`` leaves behind on SQLite, where they stand in a table of their own."""
    if connection.vendor != "sqlite" or TERMS_TABLE not in connection.introspection.table_names():
        return
    if not SearchDocument.objects.exists():
        with connection.cursor() as cursor:
            cursor.execute(_ORDER, ["delete-all", None])


forget_leftovers = _forget_leftovers
"""For what follows on emptied tables, which is nobody's decision."""
