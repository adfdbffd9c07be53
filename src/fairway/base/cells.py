"""What stands in a cell of a list: figures, dates, links, states; how it is shown, and how it goes into a file.

Cells are written by hand instead of by template: a page shows hundreds of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING, Protocol

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from fairway.base.words import in_language, reading_language

if TYPE_CHECKING:
    from collections.abc import Sequence

STANDS_FOR_KEY = 987_654_321
Plain = str | int | Decimal | date | datetime | None


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere."""

    text: str
    url: str
    is_demo: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Badge:
    """A cell that is a state; ``tone``: ok, warn, bad, info, accent or plain."""

    text: str
    tone: str = "plain"

    def __str__(self) -> str:
        return self.text


Cell = Plain | Link | Badge


class Named(Protocol):
    """A row with a name and a mark whether it is invented."""

    pk: int
    is_demo: bool


@lru_cache(maxsize=256)
def _address(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[STANDS_FOR_KEY]).partition(str(STANDS_FOR_KEY))
    return before, after


def number_in(text: str) -> int:
    """Return the whole number a visitor named in an address; 0 for anything else, and for more than seven digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 7 else 0


def address(name: str, pk: int) -> str:
    """The address of one row's page; resolving the name once for a whole list."""
    before, after = _address(name)
    return f"{before}{pk}{after}"


def organisation_link(organisation: Named, page: str = "know:organisation") -> Link:
    """An organisation's name in the reader's language, leading to its page (or another page about it)."""
    return Link(in_language(organisation), address(page, organisation.pk), organisation.is_demo)


def demo_badge() -> SafeString:
    """Marks what is invented."""
    return _demo_badge(reading_language())


@lru_cache(maxsize=8)
def _demo_badge(language: str) -> SafeString:  # noqa: ARG001  # the cache's key
    return format_html(' <span class="tag tag-demo">{}</span>', _("demo"))


def number(value: object) -> str:
    """A figure with thousands separators; what cannot be said is a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, int | Decimal):
        text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


@lru_cache(maxsize=4096)
def _written(day: date, form: str, language: str) -> str:  # noqa: ARG001  # the cache's key
    return formats.date_format(day, form)


def shown(value: object) -> SafeString:
    """A cell as it stands on a page: escaped text, or the markup of a link or a state."""
    if isinstance(value, Link):
        demo = demo_badge() if value.is_demo else ""
        return mark_safe(f'<a href="{escape(value.url)}">{escape(value.text)}</a>{demo}')  # noqa: S308  # escaped here
    if isinstance(value, Badge):
        return mark_safe(f'<span class="tag tag-{escape(value.tone)}">{escape(value.text)}</span>')  # noqa: S308
    if isinstance(value, SafeString):
        return value
    if isinstance(value, datetime):
        text = _written(timezone.localtime(value), "DATETIME_FORMAT", reading_language())
    elif isinstance(value, date):
        text = _written(value, "DATE_FORMAT", reading_language())
    else:
        text = number(value)
    return mark_safe(escape(text))  # noqa: S308  # escaped here


def cell_opening(label: str, *, numeric: bool) -> SafeString:
    """What a column's cells begin with; the label stands beside the value on a phone."""
    return format_html('<td data-label="{}"{}><span>', label, mark_safe(' class="num"') if numeric else "")


def shown_row(cells: Sequence[Cell], openings: Sequence[SafeString]) -> SafeString:
    """A whole table row; the first cell, where it is a link, is where the row leads."""
    first = cells[0]
    start = f'<tr data-href="{escape(first.url)}">' if isinstance(first, Link) else "<tr>"
    inside = [f"{opening}{shown(cell)}</span></td>" for opening, cell in zip(openings, cells, strict=True)]
    return mark_safe(f"{start}{''.join(inside)}</tr>")  # noqa: S308  # every part is escaped above


def plain(cell: Cell) -> Plain:
    """The value behind a cell, for files; moments as local time without zone."""
    if isinstance(cell, datetime):
        return timezone.localtime(cell).strftime("%Y-%m-%d %H:%M")
    return str(cell) if isinstance(cell, Link | Badge) else cell
