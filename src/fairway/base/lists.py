"""List pages: filter, sort, search, paging and export from one description.

A step describes its list once (``ListPage``); ``show`` answers with a page or with a CSV, XLSX or JSON file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, Self, cast

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.shortcuts import render

from fairway.base.cells import Badge, Cell, Link, address, cell_opening, shown_row
from fairway.base.exports import export

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, QueryDict
    from django_stubs_ext import StrPromise

__all__ = ["Badge", "Column", "Filter", "Link", "ListPage", "address", "show"]
PAGE_ROWS = 25
LONGEST_WORD = 100
"""Signs of a word that are looked for: no name is longer, and SQLite refuses patterns of 50,000."""


@dataclass(frozen=True)
class Column:
    """One column: how a row's cell reads, and the field it sorts by (none: not sortable)."""

    key: str
    label: StrPromise | str
    cell: Callable[[Any], Cell]
    sort: str = ""
    numeric: bool = False


@dataclass(frozen=True)
class Filter:
    """One choice above the list; ``lookup`` is the field compared with the chosen value."""

    key: str
    label: StrPromise | str
    lookup: str
    choices: Callable[[], Sequence[tuple[str, StrPromise | str]]]


class Rows(Protocol):
    """What a list is made of: a QuerySet, or anything that is narrowed, sorted, counted and cut like one."""

    def filter(self, *found: Any, **lookups: Any) -> Self: ...  # noqa: ANN401  # as QuerySet
    def order_by(self, *fields: str) -> Self: ...  # as QuerySet
    def __getitem__(self, part: slice) -> Any: ...  # noqa: ANN401  # as QuerySet
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...


@dataclass(frozen=True)
class ListPage:
    """A list: which rows, how they read, what they can be narrowed and sorted by, and how many stand on a page.

    ``prepare`` is given the rows of the page that is shown, all at once; exports do without it.
    """

    name: str
    title: StrPromise | str
    rows: Rows
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    intro: StrPromise | str = ""
    empty: StrPromise | str = ""
    actions: tuple[Link, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
    template: str = "base/list.html"
    prepare: Callable[[Sequence[Any]], None] | None = None
    page_rows: int = PAGE_ROWS


def show(request: HttpRequest, page: ListPage) -> HttpResponse:
    """The list as the visitor asked for it (``format`` = csv, xlsx or json exports every matching row)."""
    rows = _sorted(_searched(_filtered(page.rows, page, request.GET), page, request.GET), page, request.GET)
    if kind := request.GET.get("format"):
        return export(page.name, str(page.title), page.columns, rows, kind)
    numbered: Page[Any] = Paginator(cast("QuerySet[Any]", rows), page.page_rows).get_page(request.GET.get("page"))
    shown = list(numbered)
    if page.prepare:
        page.prepare(shown)
    openings = [cell_opening(str(c.label), numeric=c.numeric) for c in page.columns]
    context = {
        "list": page,
        "page": numbered,
        "headings": [_heading(c, request.GET) for c in page.columns],
        "lines": [shown_row([c.cell(row) for c in page.columns], openings) for row in shown],
        "choices": [(f, f.choices(), request.GET.get(f.key, "")) for f in page.filters],
        "query": request.GET.get("q", ""),
        "is_narrowed": any(request.GET.get(f.key) for f in page.filters) or bool(_words(page, request.GET)),
        **page.extra,
    }
    return render(request, page.template, context)


def _filtered(rows: Rows, page: ListPage, asked: QueryDict) -> Rows:
    for narrowing in page.filters:
        value = asked.get(narrowing.key)
        if value and value in {choice for choice, _label in narrowing.choices()}:
            rows = rows.filter(**{narrowing.lookup: value})
    return rows


def _words(page: ListPage, asked: QueryDict) -> list[str]:
    """What is searched for; nothing where a list has no search."""
    return asked.get("q", "").replace("\x00", "").split()[:8] if page.search else []


def _searched(rows: Rows, page: ListPage, asked: QueryDict) -> Rows:
    for word in _words(page, asked):
        found = Q()
        for lookup in page.search:
            found |= Q(**{f"{lookup}__icontains": word[:LONGEST_WORD]})
        rows = rows.filter(found)
    return rows


def _sorted(rows: Rows, page: ListPage, asked: QueryDict) -> Rows:
    wanted = asked.get("sort", "")
    column = next((c for c in page.columns if c.sort and c.key == wanted.lstrip("-")), None)
    if column is None:
        return rows.order_by(*page.order) if page.order else rows
    sign = "-" if wanted.startswith("-") else ""
    return rows.order_by(f"{sign}{column.sort}", "pk")


@dataclass(frozen=True)
class Heading:
    """A column's heading with the link that sorts by it and the direction shown (``""`` = unsorted)."""

    label: StrPromise | str
    url: str
    direction: str
    numeric: bool


def _heading(column: Column, asked: QueryDict) -> Heading:
    wanted = asked.get("sort", "")
    direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(wanted, "") if column.sort else ""
    changed = asked.copy()
    changed.pop("page", None)
    changed["sort"] = f"-{column.key}" if direction == "ascending" else column.key
    return Heading(column.label, f"?{changed.urlencode()}" if column.sort else "", direction, column.numeric)
