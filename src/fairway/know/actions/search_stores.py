"""How each store keeps search documents and their terms; see :mod:`fairway.know.models.search`."""

from __future__ import annotations

from contextlib import contextmanager
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
_INDEX = f"{_TABLE}_terms"
_FORGET_OF = f"DROP INDEX {_TABLE}_of"
_MAKE_OF = f"CREATE INDEX {_TABLE}_of ON {_TABLE} (organisation)"
_KEEP = f"INSERT INTO {_TABLE} ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s)"  # noqa: S608  # names of our own
_COPY = f"COPY {_TABLE} ({_COLUMNS}, terms) FROM STDIN (FORMAT BINARY)"
# Terms come in UTF-8, as SQLite keeps text: no need to read and write them once more on the way.
_KEEP_TERMS = f"INSERT INTO {TERMS_TABLE} (rowid, terms) VALUES (%s, CAST(%s AS TEXT))"  # noqa: S608
_FORGET_TERMS = f"INSERT INTO {TERMS_TABLE} ({TERMS_TABLE}, rowid, terms) VALUES ('delete', %s, %s)"  # noqa: S608
_ORDER = f"INSERT INTO {TERMS_TABLE} ({TERMS_TABLE}, rank) VALUES (%s, %s)"  # noqa: S608
# FTS5's settings while everything is made anew, and as they are by themselves.
_MAKING = {"automerge": 0, "crisismerge": 1_000, "hashsize": 12 << 20}
_USUAL = {"automerge": 4, "crisismerge": 16, "hashsize": 1 << 20}
_PENDING_KIB = 16 << 10
_PENDING = f"fastupdate = on, gin_pending_list_limit = {_PENDING_KIB}"


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

    def anew(self) -> AbstractContextManager[None]:
        """Begin with nothing, and end with an index that is quick to read."""


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
    def anew(self) -> Iterator[None]:
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

    def remove(self, organisations: Collection[int]) -> None:
        """Forget documents."""
        SearchDocument.objects.filter(organisation__in=organisations).delete()

    def bands(self) -> Sequence[int]:
        """Say where bands began when all documents were last made."""
        return SearchState.objects.values_list("bands", flat=True).first() or ()

    def write(self, batch: Batch) -> None:
        """Keep documents."""
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.write(HEADER + batch.copied)

    @contextmanager
    def anew(self) -> Iterator[None]:
        """Let the index take documents in by the thousand, in its list of pending ones, while more are being made.

        The server works as long as it does on an index made after the table, but beside those who make documents.
        Small trees stay in the processor's cache: more memory for them made it no faster (measured at 150,000).
        """
        _execute(f"DROP INDEX {_INDEX}")
        _execute(_FORGET_OF)
        _execute(f"TRUNCATE {_TABLE}")
        _execute(f"SET LOCAL work_mem = '{_PENDING_KIB}kB'")
        _execute(f"CREATE INDEX {_INDEX} ON {_TABLE} USING gin (terms) WITH ({_PENDING})")
        yield
        _execute(_MAKE_OF)
        _execute(f"SELECT gin_clean_pending_list('{_INDEX}')")
        _execute(f"ALTER INDEX {_INDEX} SET (fastupdate = off)")
        _execute(f"ALTER INDEX {_INDEX} RESET (gin_pending_list_limit)")
        _execute(f"ANALYZE {_TABLE}")


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
