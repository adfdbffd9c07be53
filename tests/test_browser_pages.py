"""A real Chromium looks at every page of every role for faults.

No page may break a rule that axe knows, write an error to the console, be wider than its window, or ask anything of
another host.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browsing import Visitor, browser, visit, workbench

pytestmark = pytest.mark.browser
CONTRAST = "color-contrast"
FAULTS_ONLY = {"resultTypes": ["violations"]}
"""Axe tries every rule and describes only what breaks one."""
MARK_TWINS = """() => {
  const known = new Map();
  for (const row of document.querySelectorAll("tbody > tr")) {
    const looks = [row, ...row.querySelectorAll("*")].map(one => one.tagName + "." + one.getAttribute("class"));
    const like = [row.sectionRowIndex % 2, ...looks].join(" ");
    const before = known.get(row.parentElement) || known.set(row.parentElement, new Set()).get(row.parentElement);
    row.toggleAttribute("data-twin", before.has(like));
    before.add(like);
  }
}"""
"""Marks rows that look like an earlier one of their table: the same elements with the same classes."""
FILES = (".csv", ".xlsx", ".ics", ".pdf", ".zip", ".json", ".toml", ".xml")


def pattern(path: str) -> str:
    return re.sub(r"\d+", "N", re.sub(r"[0-9a-f]{16,}", "H", path))


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


def faults(page: Page) -> list[dict[str, Any]]:
    """What breaks a rule of axe; the slowest one, of contrast, is tried once where rows look the same."""
    whole = Axe().run(page, options=FAULTS_ONLY | {"rules": {CONTRAST: {"enabled": False}}})
    page.evaluate(MARK_TWINS)
    only = FAULTS_ONLY | {"runOnly": [CONTRAST]}
    return [
        *whole.response["violations"],
        *Axe().run(page, context={"exclude": [["[data-twin]"]]}, options=only).response["violations"],
    ]


def crawl(visitor: Visitor, seen: set[str]) -> list[str]:
    """Open one page of each kind that can be reached by links; gives what is wrong with them."""
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
        for broken in faults(visitor.page):
            nodes = "; ".join(
                str(node["target"]) + " " + str(node.get("failureSummary", ""))[:300] for node in broken["nodes"][:3]
            )
            wrong.append(f"{path}: {broken['id']} ({broken['impact']}): {nodes}")
        if visitor.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wrong.append(f"{path}: wider than the window")
        waiting += links(visitor.page, visitor.url)
    return wrong + visitor.faults


WAYS = {
    "desk, English, light": ("en", {"viewport": {"width": 1440, "height": 900}}, "light"),
    "phone, Chinese, dark": ("zh-hans", {"viewport": {"width": 390, "height": 844}}, "dark"),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_page_of_every_role_is_without_fault(visit, way: str) -> None:
    language, options, theme = WAYS[way]
    seen: set[str] = set()
    wrong: list[str] = []
    for name in ("promotion", "credit", "zone", "enterprise"):
        visitor = visit(name, language, **options)
        if theme == "dark":
            visitor.page.locator("button[name=theme]").first.click()
        if name != "enterprise":
            visitor.say_purpose()
        wrong += crawl(visitor, seen if name == "promotion" else seen - {"/"})
    assert not wrong, "\n".join(wrong)
    assert len(seen) >= 30


def test_signed_out_pages_are_without_fault(visit) -> None:
    visitor = visit("")
    for path in ("/accounts/login/", "/organisations/"):
        assert visitor.go(path) == 200
        assert faults(visitor.page) == []
    assert "/accounts/login/" in visitor.page.url
    assert visitor.faults == []
