"""Pages of organisations, posts, facts, sources and the search box."""

from fairway.know.views.lists import facts, organisation, organisations, posts, search, source, sources

__all__ = ["facts", "organisation", "organisations", "posts", "search", "source", "sources"]
