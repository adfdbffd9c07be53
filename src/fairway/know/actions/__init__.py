"""Writing down organisations, sources, facts and posts."""

from fairway.know.actions.loading import (
    Holding,
    SourceText,
    Statement,
    load_facts,
    load_organisations,
    load_posts,
    load_sources,
    state_fact,
)

__all__ = [
    "Holding",
    "SourceText",
    "Statement",
    "load_facts",
    "load_organisations",
    "load_posts",
    "load_sources",
    "state_fact",
]
