"""Questions about organisations, posts, facts and sources."""

from fairway.know.queries.contacts import (
    contact_log,
    open_steps,
)
from fairway.know.queries.desk import (
    memory,
    remembered,
    weighs,
)
from fairway.know.queries.files import (
    holders_on,
    industry_name,
    organisation_file,
    place_choices,
    place_name,
    segment_name,
)
from fairway.know.queries.merges import merge_banner
from fairway.know.queries.registry import (
    FieldHistory,
    all_contradictions,
    checked_codes,
    clashing_facts,
    fact_contradictions,
    field_histories,
    find_organisations,
    held_on,
    holders_of,
    kept_record,
    kinds_on,
    legal_form_name,
    listed_organisations,
    place_then_and_now,
    post_contradictions,
    seats,
)
from fairway.know.queries.resolve import Resolved, resolve_name
from fairway.know.queries.search import (
    Facet,
    Found,
    Result,
    facets,
    look_up,
    results,
    search_organisations,
)
from fairway.know.queries.ties import (
    family,
    relations_of,
    shares_above_whole,
)

__all__ = [
    "Facet",
    "FieldHistory",
    "Found",
    "Resolved",
    "Result",
    "all_contradictions",
    "checked_codes",
    "clashing_facts",
    "contact_log",
    "facets",
    "fact_contradictions",
    "family",
    "field_histories",
    "find_organisations",
    "held_on",
    "holders_of",
    "holders_on",
    "industry_name",
    "kept_record",
    "kinds_on",
    "legal_form_name",
    "listed_organisations",
    "look_up",
    "memory",
    "merge_banner",
    "open_steps",
    "organisation_file",
    "place_choices",
    "place_name",
    "place_then_and_now",
    "post_contradictions",
    "relations_of",
    "remembered",
    "resolve_name",
    "results",
    "search_organisations",
    "seats",
    "segment_name",
    "shares_above_whole",
    "weighs",
]
