"""What every page of the workbench needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

from fairway.base import menu

if TYPE_CHECKING:
    from django.http import HttpRequest

THEMES = ("light", "dark")


def workbench(request: HttpRequest) -> dict[str, object]:
    """The chosen theme, and for those who signed in the menu and its keys, with the page at hand marked."""
    theme = request.COOKIES.get("theme", "light")
    found: dict[str, object] = {"theme": theme if theme in THEMES else "light"}
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        items, keys = menu.rendered(menu.granted(user), get_language() or "en")
        found["menu"] = _marked(items, request.path)
        found["menu_elsewhere"], found["keys"] = items, keys
    return found


def _marked(items: str, path: str) -> str:
    """The menu with the page at hand marked, or the list that the page at hand belongs to."""
    for address, mark in ((path, "page"), (f"/{path.split('/')[1]}/", "true")):
        here = f'class="nav-link" href="{address}"'
        if here in items:
            return items.replace(here, f'{here} aria-current="{mark}"')
    return items
