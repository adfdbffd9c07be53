"""List pages: filter, sort, search, paging and export from one description.

A step describes its list once (``ListPage``); ``show`` answers with a page, a CSV file or an XLSX file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_noop

from fairway.base.cells import Badge, Cell, Link, address, cell_opening, plain, shown_row
from fairway.lib.errors import Invalid
from fairway.lib.tables import csv_bytes, xlsx_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, QueryDict
    from django_stubs_ext import StrPromise

__all__ = ["XLSX_TYPE", "Badge", "Column", "Filter", "Link", "ListPage", "address", "show"]
PAGE_ROWS = 25
EXPORT_ROWS = 100_000
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORT_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX_TYPE}


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


@dataclass(frozen=True)
class ListPage:
    """A list: which rows, how they read, what they can be narrowed and sorted by."""

    name: str
    title: StrPromise | str
    rows: QuerySet[Any]
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    intro: StrPromise | str = ""
    empty: StrPromise | str = ""
    actions: tuple[Link, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
    template: str = "base/list.html"


def show(request: HttpRequest, page: ListPage) -> HttpResponse:
    """The list as the visitor asked for it (``format`` = csv or xlsx exports every matching row)."""
    rows = _sorted(_searched(_filtered(page.rows, page, request.GET), page, request.GET), page, request.GET)
    if export := request.GET.get("format"):
        return _export(page, rows, export)
    numbered = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    openings = [cell_opening(str(c.label), numeric=c.numeric) for c in page.columns]
    context = {
        "list": page,
        "page": numbered,
        "headings": [_heading(c, request.GET) for c in page.columns],
        "lines": [shown_row([c.cell(row) for c in page.columns], openings) for row in numbered],
        "choices": [(f, f.choices(), request.GET.get(f.key, "")) for f in page.filters],
        "query": request.GET.get("q", ""),
        "is_narrowed": any(request.GET.get(f.key) for f in page.filters) or bool(request.GET.get("q")),
        **page.extra,
    }
    return render(request, page.template, context)


def _filtered(rows: QuerySet[Model], page: ListPage, asked: QueryDict) -> QuerySet[Model]:
    for narrowing in page.filters:
        value = asked.get(narrowing.key)
        if value and value in {choice for choice, _label in narrowing.choices()}:
            rows = rows.filter(**{narrowing.lookup: value})
    return rows


def _searched(rows: QuerySet[Model], page: ListPage, asked: QueryDict) -> QuerySet[Model]:
    for word in asked.get("q", "").replace("\x00", "").split()[:8]:
        found = Q()
        for lookup in page.search:
            found |= Q(**{f"{lookup}__icontains": word})
        rows = rows.filter(found)
    return rows


def _sorted(rows: QuerySet[Model], page: ListPage, asked: QueryDict) -> QuerySet[Model]:
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


def _export(page: ListPage, rows: QuerySet[Model], kind: str) -> HttpResponse:
    if kind not in EXPORT_TYPES:
        raise Invalid("export-format", gettext_noop("An export is csv or xlsx, not %(kind)s."), kind=kind)
    headings = [str(c.label) for c in page.columns]
    lines = [[plain(c.cell(row)) for c in page.columns] for row in rows[:EXPORT_ROWS]]
    title = str(page.title)
    content = csv_bytes(headings, lines) if kind == "csv" else xlsx_bytes(headings, lines, title, stamp=timezone.now())
    response = HttpResponse(content, content_type=EXPORT_TYPES[kind])
    response.headers["Content-Disposition"] = format_html('attachment; filename="{}.{}"', page.name, kind)
    return response
