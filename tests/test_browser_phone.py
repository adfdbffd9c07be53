"""A real Chromium looks at every page of every role: on a phone, in Chinese and dark.

And looking at once at what looks alike lets no fault through, wherever it is planted.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browsing import browser, visit, workbench
from tests.looking import faults
from tests.walking import walk

pytestmark = pytest.mark.browser

ROW = """<tr><td><label for="pick-{n}">Choose {n}</label> <input type="checkbox" id="pick-{n}"></td>
  <td><a href="/{n}/" aria-describedby="more-{n}">Name {n}</a><span id="more-{n}">More {n}</span></td></tr>"""
PAGE = """<!doctype html><html lang="en"><head><title>Rows</title><style>.pale {{ color: #ddd; }}</style></head>
<body><main><h1>Rows</h1><table><thead><tr><th>Choice</th><th>Name</th></tr></thead><tbody>{rows}</tbody></table>
<ul>{items}</ul></main></body></html>"""
SCROLLS = """<!doctype html><html lang="en"><head><title>Long</title>
<style>pre { overflow: auto; height: 20px; }</style></head>
<body><main><h1>Long</h1><pre>1\n2\n3\n4\n5\n6\n7</pre></main></body></html>"""
ITEM = '<li><button type="button">Do {n}</button></li>'
PLANTED = {
    "pale letters": ('href="/7/"', 'href="/7/" class="pale"', "color-contrast"),
    "a field without its label": ('for="pick-7"', 'for="pick-70"', "label"),
    "a link without words": (">Name 7<", "><", "link-name"),
    "a button without words": (">Do 7<", "> <", "button-name"),
    "an unknown role": ('<button type="button">Do 7', '<button type="button" role="knob">Do 7', "aria-roles"),
    "a heading too deep": (">More 7<", "><h4>More 7</h4><", "heading-order"),
    "the same id twice": ('id="pick-7"', 'id="pick-6"', "duplicate-id"),
    "a value not to be had": (">Do 7", ' aria-pressed="knob">Do 7', "aria-valid-attr-value"),
}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_page() as opened:
        yield opened


def rows() -> str:
    return PAGE.format(
        rows="".join(ROW.format(n=n) for n in range(12)), items="".join(ITEM.format(n=n) for n in range(12))
    )


def test_every_page_of_every_role_is_without_fault_on_a_phone_in_chinese(visit) -> None:
    walk(visit, "zh-hans", "dark", width=390, height=844)


def test_what_looks_alike_is_looked_at_once(page: Page) -> None:
    page.set_content(rows())
    assert faults(page) == []
    assert page.locator("tbody tr").count() == 3
    assert page.locator("li").count() == 2


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(page: Page, name: str) -> None:
    sound, broken, rule = PLANTED[name]
    planted = rows().replace(sound, broken)
    assert planted != rows()
    page.set_content(planted)
    assert rule in {found["id"] for found in faults(page)}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_on_a_page_like_one_seen_before(page: Page, name: str) -> None:
    sound, broken, rule = PLANTED[name]
    seen: list[str] = []
    page.set_content(rows())
    assert faults(page, seen) == []
    page.set_content(rows())
    assert faults(page, seen) == []
    assert page.locator("a").count() == 0
    page.set_content(rows().replace(sound, broken))
    assert rule in {found["id"] for found in faults(page, seen)}


def test_what_scrolls_is_asked_for_its_focus(page: Page) -> None:
    page.set_content(SCROLLS)
    assert {found["id"] for found in faults(page)} == {"scrollable-region-focusable"}
