"""Questions about organisations, posts, facts and sources."""

from fairway.know.queries.files import (
    holders_on,
    industry_name,
    organisation_file,
    place_choices,
    place_name,
    search_organisations,
    segment_name,
)

__all__ = [
    "holders_on",
    "industry_name",
    "organisation_file",
    "place_choices",
    "place_name",
    "search_organisations",
    "segment_name",
]
