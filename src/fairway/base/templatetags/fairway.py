"""Filters that pages share. They work on values at hand and never query."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, json_script

from fairway.base.cells import demo_badge, number, shown
from fairway.base.words import in_language, sentence

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


register.filter("number", number)
register.filter("cell", shown)
register.filter("in_language", in_language)
register.filter("sentence", sentence)
register.simple_tag(demo_badge)


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
