"""What the search box looks through: one document an organisation, made from its names and codes, always to be remade.

The terms of a document (:mod:`fairway.know.engine.bigrams`) stand where each store finds them fastest: on SQLite in a
contentless full-text table beside this one, on PostgreSQL in a column of numbers with a GIN index. Django knows
neither; :func:`make_index` makes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TERMS_TABLE = "know_searchterms"
# No positions and no sizes are kept: only whether a document has a term. Deleting needs the terms again.
_FULL_TEXT = "fts5(terms, content='', detail=none, columnsize=0, tokenize=\"ascii tokenchars '^=~#!@-'\")"
_ADDED = {
    "sqlite": (f"CREATE VIRTUAL TABLE {TERMS_TABLE} USING {_FULL_TEXT}",),
    "postgresql": (
        "ALTER TABLE know_searchdocument ADD COLUMN terms bigint[] NOT NULL DEFAULT '{}'",
        "CREATE INDEX know_searchdocument_terms ON know_searchdocument USING gin (terms) WITH (fastupdate = off)",
    ),
}
_REMOVED = {
    "sqlite": (f"DROP TABLE {TERMS_TABLE}",),
    "postgresql": ("ALTER TABLE know_searchdocument DROP COLUMN terms",),
}


class SearchDocument(models.Model):
    """An organisation as the search box sees it; a record merged into another has none.

    ``id`` is its place among results: shorter legal names first, then kinds in the order of the list, then the older
    record, so that whoever reads documents in the order of ``id`` may stop when enough are found. ``organisation`` is
    an id and no foreign key: what can be remade must not hold up a deletion or travel with a merge. ``text`` is what
    :class:`fairway.know.engine.bigrams.Described` says.
    """

    id = models.BigAutoField(primary_key=True)
    organisation = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    region = models.CharField(max_length=6)
    section = models.CharField(max_length=1, blank=True)
    is_demo = models.BooleanField()
    text = models.TextField()

    class Meta:
        """In the order of results. That each organisation has one document, its ``id`` says already."""

        ordering = ["id"]
        indexes = [models.Index(fields=["organisation"], name="know_searchdocument_of")]

    def __str__(self) -> str:
        return self.text.strip("\n").partition("\n")[0]


class SearchState(models.Model):
    """What was counted when all documents were last made: one row.

    ``bands`` are ids of documents in ascending order: each is where the next share of all documents begins. ``common``
    is the number of documents that have a term, for the terms that many have.
    """

    method = models.CharField(max_length=40)
    documents = models.PositiveBigIntegerField(default=0)
    bands = models.JSONField(default=list)
    common = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.method}: {self.documents}"


def make_index(editor: BaseDatabaseSchemaEditor) -> None:
    """Make what finds documents by their terms."""
    for statement in _ADDED[editor.connection.vendor]:
        editor.execute(statement)


def drop_index(editor: BaseDatabaseSchemaEditor) -> None:
    """Undo :func:`make_index`."""
    for statement in _REMOVED[editor.connection.vendor]:
        editor.execute(statement)
