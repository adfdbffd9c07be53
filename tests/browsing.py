"""A real Chromium before a workbench of its own: what all tests that look at pages share."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.workbench import Workbench, running

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="module")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workbench]:
    with running(tmp_path_factory) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Visitor:
    """Somebody at a browser; remembers what went wrong on the way."""

    def __init__(self, context: BrowserContext, workbench: Workbench) -> None:
        self.page: Page = context.new_page()
        self.url = workbench.url
        self.faults: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._request)

    def _console(self, message: object) -> None:
        if message.type in {"error", "warning"}:  # type: ignore[attr-defined]
            self.faults.append(f"{self.page.url}: {message.text}")  # type: ignore[attr-defined]

    def _request(self, request: object) -> None:
        if urlsplit(request.url).hostname not in {"127.0.0.1", None}:  # type: ignore[attr-defined]
            self.faults.append(f"{self.page.url} asked {request.url}")  # type: ignore[attr-defined]

    def sign_in(self, name: str, password: str) -> None:
        self.page.goto(f"{self.url}/accounts/login/")
        self.page.fill("#id_login", name)
        self.page.fill("#id_password", password)
        self.page.click("form[action='/accounts/login/'] button")
        expect(self.page.locator("aside.fw-sidebar")).to_be_visible()

    def say_purpose(self) -> None:
        """What an office looks at files for; it holds for an hour."""
        self.go("/looks/purpose/")
        self.page.select_option("#id_purpose", "supervision")
        self.page.locator("main form button").click()
        self.page.wait_for_url("**/ratings/")

    def choose(self, language: str) -> None:
        button = self.page.locator(f"button[name=language][value={language}]")
        if button.count():
            button.first.click()

    def go(self, path: str) -> int:
        answer = self.page.goto(f"{self.url}{path}")
        assert answer is not None
        return answer.status


@pytest.fixture
def visit(browser: Browser, workbench: Workbench):
    opened: list[BrowserContext] = []

    def visitor(name: str, language: str = "en", **options: object) -> Visitor:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        opened.append(context)
        found = Visitor(context, workbench)
        if name:
            found.sign_in(name, workbench.passwords[name])
            found.choose(language)
        return found

    yield visitor
    for context in opened:
        context.close()
