"""The page behind the search box."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.base.cells import address
from fairway.base.exports import export
from fairway.base.lists import PAGE_ROWS, Column
from fairway.base.rights import needs
from fairway.know import queries
from fairway.know.queries.search import MOST, NARROWING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from fairway.know.queries.search import Choice, Facet, Result

COLUMNS = (
    Column("name", gettext_lazy("Organisation"), lambda r: r.organisation.name),
    Column("name_en", gettext_lazy("Foreign name"), lambda r: r.organisation.name_en or None),
    Column("also", gettext_lazy("Found by"), lambda r: "; ".join(_joined(p) for p in r.also) or None),
    Column("kind", gettext_lazy("Kind"), lambda r: r.organisation.get_kind_display()),
    Column("region", gettext_lazy("Region"), lambda r: r.place or None),
    Column("industry", gettext_lazy("Industry"), lambda r: r.industry or None),
    Column("similar", gettext_lazy("How found"), lambda r: _("similar") if r.is_similar else _("every word")),
    Column("demo", gettext_lazy("Demo or real"), lambda r: _("demo") if r.organisation.is_demo else _("real")),
)
"""A search as a file."""


def _joined(pieces: tuple[tuple[str, bool], ...]) -> str:
    return "".join(text for text, _is_hit in pieces)


class _Line(NamedTuple):
    """A result and where it leads."""

    result: Result
    url: str


class _Way(NamedTuple):
    """A value to narrow by and the address that does, or that undoes it."""

    choice: Choice
    url: str


@needs("know.see_organisations")
def search(request: HttpRequest) -> HttpResponse:
    """The search box of every page: names, codes, pinyin, initials, English; narrowed, counted and marked."""
    words = request.GET.get("q", "")
    found = queries.look_up(words, {key: request.GET.get(key, "") for key in NARROWING})
    title = _("Search: %(words)s") % {"words": words[:100]} if words.strip() else _("Search")
    if kind := request.GET.get("format"):
        rows = queries.results(found, 0, len(found.everything))
        return export("search", title, COLUMNS, rows, kind)
    page = Paginator(found.everything, PAGE_ROWS).get_page(request.GET.get("page"))
    shown = queries.results(found, page.start_index() - 1 if found.everything else 0, page.end_index())
    lines = [_Line(result, address("know:organisation", result.organisation.pk)) for result in shown]
    context = {
        "title": title,
        "words": words[:100],
        "found": found,
        "page": page,
        "exact": [line for line in lines if not line.result.is_similar],
        "similar": [line for line in lines if line.result.is_similar],
        "facets": [(facet, _ways(request.GET, facet)) for facet in queries.facets(found)],
        "most": MOST,
    }
    return render(request, "know/search.html", context)


def _ways(asked: QueryDict, facet: Facet) -> list[_Way]:
    """Each value with the address of this search narrowed by it; of a chosen one, without it."""
    ways = []
    for choice in facet.choices:
        query = asked.copy()
        query.pop("page", None)
        query.pop(facet.key, None)
        if not choice.is_chosen:
            query[facet.key] = choice.value
        ways.append(_Way(choice, f"?{query.urlencode()}"))
    return ways
