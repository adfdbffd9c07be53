"""Questions about organisations, posts, facts and sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Prefetch, Q, Value, When
from django.db.models.functions import Length
from django.utils.translation import gettext, gettext_noop

from fairway.base.words import reading_language
from fairway.know.engine import industries, places
from fairway.know.models import Fact, Identifier, Name, Organisation, Post

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

FOUND_AT_MOST = 200
SEGMENTS = frozenset({gettext_noop("vehicles"), gettext_noop("parts"), gettext_noop("services")})
"""Segments of the chain that read well in both languages; any other stays as the folder writes it."""


def segment_name(segment: str) -> str:
    """A segment of the value chain in the reader's language."""
    return gettext(segment) if segment in SEGMENTS else segment


def search_organisations(words: str) -> QuerySet[Organisation]:
    """Organisations whose names or codes contain every word; exact names and codes first, then shorter names."""
    wanted = words.replace("\x00", "").split()[:8]
    rows = Organisation.objects.all()
    for word in wanted:
        rows = rows.filter(Q(pk__in=_named(word)) | Q(pk__in=_coded(word)))
    if not wanted:
        return rows.none()
    whole = " ".join(wanted)
    exact = Case(
        When(Q(pk__in=Name.objects.filter(text__iexact=whole).values("organisation")), then=Value(0)),
        When(Q(pk__in=Identifier.objects.filter(value__iexact=whole).values("organisation")), then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return rows.order_by(exact, Length("name"), "name", "pk")


def _named(word: str) -> QuerySet[Name, Any]:
    return Name.objects.filter(text__icontains=word).values("organisation")


def _coded(word: str) -> QuerySet[Identifier, Any]:
    return Identifier.objects.filter(value__istartswith=word).values("organisation")


def organisation_file(pk: int) -> QuerySet[Organisation]:
    """One organisation with names, codes, posts and facts, each with its source, in five queries."""
    return Organisation.objects.filter(pk=pk).prefetch_related(
        Prefetch("names", Name.objects.select_related("source")),
        "identifiers",
        Prefetch("posts", Post.objects.select_related("source")),
        Prefetch("facts", Fact.objects.select_related("source")),
    )


def holders_on(day: date) -> QuerySet[Post]:
    """Posts and their holders on ``day``; a post known on one day only counts on that day."""
    return Post.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    ).select_related("organisation", "source")


def place_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """The prefectures among region codes as choices: first four digits and name."""
    prefixes = sorted({code[:4] for code in codes if code})
    return [(prefix, place_name(f"{prefix}00") or prefix) for prefix in prefixes]


def place_name(code: str) -> str:
    """A place in the reader's language; the bare code where it is unknown, "" for none."""
    return places.place_name(code, reading_language()) or code if code else ""


def industry_name(code: str) -> str:
    """An industry's code and name in the reader's language; "" for none."""
    return f"{code} {industries.industry_name(code, reading_language())}" if code else ""
