"""Questions about organisations, posts, facts and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q
from django.utils.translation import gettext, gettext_noop

from fairway.base.words import reading_language
from fairway.know.engine import industries, places
from fairway.know.models import Address, Fact, FieldOrigin, Identifier, Name, Organisation, Post, Relation

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

SEGMENTS = frozenset({gettext_noop("vehicles"), gettext_noop("parts"), gettext_noop("services")})
"""Segments of the chain that read well in both languages; any other stays as the folder writes it."""


def segment_name(segment: str) -> str:
    """A segment of the value chain in the reader's language."""
    return gettext(segment) if segment in SEGMENTS else segment


def organisation_file(pk: int) -> QuerySet[Organisation]:
    """One organisation with all that hangs on it, each with its source: as many queries as kinds of rows."""
    sourced = ("names", Name), ("identifiers", Identifier), ("addresses", Address), ("posts", Post), ("facts", Fact)
    return (
        Organisation.objects.filter(pk=pk)
        .select_related("merged_into")
        .prefetch_related(
            *(Prefetch(name, model.objects.select_related("source")) for name, model in sourced),
            Prefetch("origins", FieldOrigin.objects.select_related("source")),
            Prefetch("relations", Relation.objects.select_related("other", "source")),
            Prefetch("relations_in", Relation.objects.select_related("subject", "source")),
        )
    )


def holders_on(day: date) -> QuerySet[Post]:
    """Posts and their holders on ``day``; a post known on one day only counts on that day."""
    return Post.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    ).select_related("organisation", "source")


def place_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """The prefectures among region codes as choices: first four digits and name.

    Where there is no prefecture, as in Shanghai, they go by the name of the municipality or province.
    """
    prefixes = sorted({code[:4] for code in codes if code})
    return [(prefix, place_name(_prefecture_or_province(prefix))) for prefix in prefixes]


def _prefecture_or_province(prefix: str) -> str:
    return f"{prefix}00" if places.known_place(f"{prefix}00") else f"{prefix[:2]}0000"


def place_name(code: str, edition: str | None = None) -> str:
    """A place in the reader's language; the bare code where it is unknown, "" for none."""
    return places.place_name(code, reading_language(), edition) or code if code else ""


def industry_name(code: str) -> str:
    """An industry's code and name in the reader's language; "" for none."""
    return f"{code} {industries.industry_name(code, reading_language())}" if code else ""
