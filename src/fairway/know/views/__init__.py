"""Pages of organisations, posts, facts, sources and the search box."""

from fairway.know.views.desk import (
    confirm,
    doubles,
    find_doubles,
    merge,
    merge_list,
    pair,
    revoke,
    rulings,
    undo,
)
from fairway.know.views.facts import contradictions, facts, posts, source, sources
from fairway.know.views.lists import organisations
from fairway.know.views.registry import history, organisation, relations
from fairway.know.views.search import search

__all__ = [
    "confirm",
    "contradictions",
    "doubles",
    "facts",
    "find_doubles",
    "history",
    "merge",
    "merge_list",
    "organisation",
    "organisations",
    "pair",
    "posts",
    "relations",
    "revoke",
    "rulings",
    "search",
    "source",
    "sources",
    "undo",
]
