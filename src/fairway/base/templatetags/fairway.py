"""Filters that pages share. They work on values at hand and never query."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html, json_script
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from fairway.base.lists import Badge, Link

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """An icon of the sprite, hidden from screen readers: the text beside it speaks."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("fairway/icons.svg"),
        name,
    )


@register.filter
def number(value: object) -> str:
    """A figure with thousands separators; what cannot be said is a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, int | Decimal):
        text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


@register.filter
def cell(value: object) -> str:
    """A list cell: links, badges, figures, dates; nothing known is a dash."""
    if isinstance(value, Link):
        demo = demo_badge() if value.is_demo else ""
        return format_html('<a href="{}">{}</a>{}', value.url, value.text, demo)
    if isinstance(value, Badge):
        return format_html('<span class="tag tag-{}">{}</span>', value.tone, value.text)
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    return number(value)


@register.simple_tag
def demo_badge() -> SafeString:
    """Marks what is invented."""
    return _demo_badge(get_language() or "en")


@lru_cache(maxsize=8)
def _demo_badge(language: str) -> SafeString:  # noqa: ARG001  # the cache's key
    return format_html(' <span class="tag tag-demo">{}</span>', _("demo"))


@register.filter
def sentence(reason: Mapping[str, object]) -> str:
    """A kept reason (``text``, ``params``) in the reader's language."""
    text, params = gettext(str(reason["text"])), reason.get("params")
    return text % params if params else text


@register.filter
def in_language(thing: object, field: str = "name") -> str:
    """``thing.field`` in the reader's language: ``field_en`` or ``field_zh`` where that is filled."""
    other = getattr(thing, f"{field}_{(get_language() or 'en')[:2]}", "")
    return str(other or getattr(thing, field))


@register.simple_tag
def chart(identifier: str, option: Mapping[str, object]) -> SafeString:
    """A chart that charts.js draws from data in the page; the figures must stand beside it in a table."""
    box = format_html(
        '<div class="chart" data-chart="{}" role="img" aria-label="{}"></div>', identifier, option["title"]
    )
    return box + json_script(option, identifier)


@register.simple_tag(takes_context=True)
def with_query(context: Mapping[str, object], **changes: object) -> str:
    """This page's address with some query values changed (``None`` removes one)."""
    query = context["request"].GET.copy()  # type: ignore[attr-defined]
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def as_json(value: object) -> str:
    """Indented JSON, to read."""
    return json.dumps(value, ensure_ascii=False, indent=2)
