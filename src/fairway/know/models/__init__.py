"""Organisations and what is known about them, each piece with its source and its date."""

from fairway.know.models.doubles import Merge, Move, Pair, Ruling, Tie, Verdict
from fairway.know.models.facts import Fact, SourceDocument
from fairway.know.models.imports import Import, ImportFile, ImportHeadings, ImportRow
from fairway.know.models.organisations import EarlierKind, Identifier, Name, Organisation, Post
from fairway.know.models.search import SearchDocument, SearchState
from fairway.know.models.ties import Address, Contact, FieldOrigin, Relation

__all__ = [
    "Address",
    "Contact",
    "EarlierKind",
    "Fact",
    "FieldOrigin",
    "Identifier",
    "Import",
    "ImportFile",
    "ImportHeadings",
    "ImportRow",
    "Merge",
    "Move",
    "Name",
    "Organisation",
    "Pair",
    "Post",
    "Relation",
    "Ruling",
    "SearchDocument",
    "SearchState",
    "SourceDocument",
    "Tie",
    "Verdict",
]
