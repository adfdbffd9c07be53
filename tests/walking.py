"""A walk through every page of every role, in one way of looking at them.

No page may break a rule that axe knows, write an error to the console, be wider than its window, or ask anything of
another host.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browsing import Visitor
from tests.looking import faults

FILES = (".csv", ".xlsx", ".ics", ".pdf", ".zip", ".json", ".toml", ".xml")
ROLES = ("promotion", "credit", "zone", "enterprise")


def pattern(path: str) -> str:
    """What a kind of page is known by: its address without numbers, hashes and letters of sections."""
    return re.sub(r"\d+|/[A-Z](?=/)", "N", re.sub(r"[0-9a-f]{16,}", "H", path))


def links(page: Page, home: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    paths = []
    for address in found:
        parts = urlsplit(address)
        if "format=" in parts.query or parts.path.endswith(FILES) or parts.path.startswith("/static/"):
            continue
        if address.startswith(home):
            paths.append(parts.path)
    return paths


def crawl(visitor: Visitor, seen: set[str], looks: list[str]) -> list[str]:
    """Open one page of each kind that can be reached by links; gives what is wrong with them.

    ``seen`` are the kinds of pages opened before, ``looks`` what axe has looked at on them.
    """
    wrong, waiting = [], ["/"]
    while waiting:
        path = waiting.pop(0)
        if pattern(path) in seen:
            continue
        seen.add(pattern(path))
        status = visitor.go(path)
        if status != 200:
            wrong.append(f"{path}: {status}")
            continue
        waiting += links(visitor.page, visitor.url)
        if visitor.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wrong.append(f"{path}: wider than the window")
        for broken in faults(visitor.page, looks):
            nodes = "; ".join(
                str(node["target"]) + " " + str(node.get("failureSummary", ""))[:300] for node in broken["nodes"][:3]
            )
            wrong.append(f"{path}: {broken['id']} ({broken['impact']}): {nodes}")
    return wrong + visitor.faults


def walk(visit: Callable[..., Visitor], language: str, theme: str, width: int, height: int) -> None:
    """Every role's walk: kinds of pages that promotion has seen are not opened again by the others."""
    seen: set[str] = set()
    wrong: list[str] = []
    looks: list[str] = []
    for name in ROLES:
        visitor = visit(name, language, viewport={"width": width, "height": height})
        if theme == "dark":
            visitor.page.locator("button[name=theme]").first.click()
        if name != "enterprise":
            visitor.say_purpose()
        wrong += crawl(visitor, seen if name == "promotion" else seen - {"/"}, looks)
    assert not wrong, "\n".join(wrong)
    assert len(seen) >= 30
