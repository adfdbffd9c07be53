"""A real Chromium clicks through the chain in both languages."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as NotInTime

from tests.browsing import Visitor, browser, visit, workbench
from tests.looking import faults
from tests.workbench import Workbench

pytestmark = pytest.mark.browser
LANGUAGES = {"en": "English", "zh-hans": "中文"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chain_is_clicked_through(visit, language: str) -> None:
    """Dashboard → organisation → rating → suggestion → timetable → signing board → project, by its links."""
    visitor = visit("promotion", language)
    visitor.say_purpose()
    page = visitor.page
    lang = "en" if language == "en" else "zh-Hans"
    for start, inside in (
        ("/organisations/", r"/organisations/\d+/$"),
        ("/ratings/", r"/ratings/\d+/$"),
        ("/suggestions/", r"/suggestions/\d+/$"),
        ("/events/", r"/events/\d+/$"),
        ("/signing/", r"/signing/\d+/$"),
        ("/agreements/", r"/agreements/\d+/$"),
        ("/projects/", r"/projects/\d+/$"),
    ):
        visitor.go("/")
        page.locator(f"aside a[href='{start}']").click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        table = page.locator("main table tbody tr")
        expect(table.first).to_be_visible()
        table.first.locator("a").first.click()
        assert re.search(inside, page.url), (start, page.url)
        expect(page.locator("h1")).not_to_be_empty()
    visitor.go("/signing/")
    page.locator("main table tbody tr a").first.click()
    expect(page.locator("main")).to_contain_text("21,000,000,000")
    assert visitor.faults == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_box_finds_on_any_page(visit, language: str) -> None:
    visitor = visit("zone", language)
    visitor.go("/projects/")
    visitor.page.keyboard.press("/")
    visitor.page.keyboard.type("长春")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/search/?q=*")
    expect(visitor.page.locator("main table tbody tr").first).to_contain_text(
        "长春" if language != "en" else "Changchun"
    )


def go_to(page: Page, letter: str, address: str) -> None:
    """Press g and a letter: they belong together for a second, which a busy machine can let pass between them."""
    for patience in (5_000, 5_000, 20_000):
        page.keyboard.type(f"g{letter}")
        try:
            page.wait_for_url(address, timeout=patience)
        except NotInTime:
            continue
        return
    pytest.fail(f"g {letter} does not lead to {address}")


def test_the_keyboard_alone_reaches_a_row(visit) -> None:
    visitor = visit("promotion")
    go_to(visitor.page, "o", "**/organisations/")
    visitor.page.keyboard.press("j")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url(re.compile(r"/organisations/\d+/$"))
    visitor.page.keyboard.press("?")
    expect(visitor.page.locator("dialog#help")).to_be_visible()


def test_the_main_tasks_need_no_script(visit) -> None:
    """Without JavaScript: read the dashboard, narrow a list, sort it, switch language and theme."""
    visitor = visit("promotion", java_script_enabled=False)
    page = visitor.page
    expect(page.locator("main table.stack-table").first).to_be_visible()
    visitor.go("/organisations/")
    page.select_option("#filter-kind", "government")
    page.locator("form.filters button").click()
    assert "kind=government" in page.url
    assert 1 <= page.locator("tbody tr").count() <= 25
    page.locator("thead a").first.click()
    assert "sort=name" in page.url
    assert "kind=government" in page.url
    page.locator("button[name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.locator("button[name=theme]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_lists_are_exported(visit, tmp_path: Path) -> None:
    visitor = visit("promotion")
    visitor.say_purpose()
    for path in ("/organisations/", "/ratings/", "/projects/"):
        for kind, magic in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")):
            visitor.go(path)
            with visitor.page.expect_download() as download:
                visitor.page.locator(f"a[href*='format={kind}']").click()
            file = tmp_path / download.value.suggested_filename
            download.value.save_as(file)
            assert file.read_bytes().startswith(magic)


def test_an_enterprise_is_refused_what_is_not_its_own(visit) -> None:
    visitor = visit("enterprise")
    for path in ("/audit/", "/folders/", "/jobs/"):
        assert visitor.go(path) == 403
        assert faults(visitor.page) == []
    assert visitor.go("/nowhere/") == 404


def test_anybody_registers_on_a_phone_in_either_language(visit) -> None:
    """The office opens registration; somebody without an account looks up, fills in, sends, and withdraws."""
    office = visit("promotion")
    office.go("/events/")
    office.page.locator("main table tbody tr a").first.click()
    event = urlsplit(office.page.url).path
    office.go(f"{event}registration/")
    office.page.fill("#id_opens_at", "2020-01-01T09:00")
    office.page.fill("#id_closes_at", "2090-01-01T09:00")
    office.page.fill("#id_sides", "supplier, buyer")
    office.page.locator("main form button").click()
    for language in LANGUAGES:
        visitor = visit("", viewport={"width": 390, "height": 844})
        page = visitor.page
        assert visitor.go("/register/") == 200
        visitor.choose(language)
        sound(visitor)
        page.locator("main .card a").first.click()
        page.wait_for_load_state("networkidle")
        sound(visitor)
        page.fill("#id_name", f"示例浏览器{language[0]}有限公司")
        page.locator("button[name=look_up]").click()
        expect(page.locator("main [role=status]")).to_be_visible()
        sound(visitor)
        page.select_option("#id_side", "buyer")
        page.fill("#id_contact_email", "li@example.com")
        page.fill("#id_representatives", "Sales director: Li Hua")
        page.locator("input[name=languages]").first.check()
        page.locator("main form .card-footer button").click()
        page.wait_for_url("**/application/")
        sound(visitor)
        page.locator("form[action$='/withdraw/'] button").click()
        expect(page.locator("main .tag").first).to_be_visible()
        assert visitor.faults == []
    office.go(f"{event}applications/")
    expect(office.page.locator("main table tbody tr")).to_have_count(2)
    assert office.faults == []


def sound(visitor: Visitor) -> None:
    """The page breaks no rule that axe knows and fits the window."""
    assert Axe().run(visitor.page).response["violations"] == [], visitor.page.url
    assert not visitor.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"), visitor.page.url


def first_event(visitor: Visitor) -> str:
    """The address of the first event in the list that has a timetable."""
    visitor.go("/events/")
    found = visitor.page.eval_on_selector_all("main tbody tr a[href]", "all => all.map(a => a.getAttribute('href'))")
    for path in dict.fromkeys(path for path in found if re.fullmatch(r"/events/\d+/", path)):
        visitor.go(path)
        if visitor.page.locator(f"main a[href='{path}meeting-reports/']").count():
            return path
    raise AssertionError(found)


def without_fault(visitor: Visitor) -> None:
    """Look at the page and open it again, for looking takes out what looks alike."""
    assert not visitor.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
    assert faults(visitor.page) == []
    visitor.page.reload()
    assert visitor.faults == []


def drag(page: Page, chip: Locator, cell: str) -> None:
    """Take a meeting with the mouse, wait until the places where it may go are marked, and drop it on a cell."""
    chip.hover(position={"x": 3, "y": 3})
    page.mouse.down()
    box = chip.bounding_box()
    assert box is not None
    with page.expect_response(re.compile(r"/grid/legal/\d+/")):
        page.mouse.move(box["x"] + 12, box["y"] + 12, steps=3)
    expect(page.locator("td.cell-legal").first).to_be_visible()
    target = page.locator(f"td[data-cell='{cell}']")
    target.hover(force=True)
    target.hover(force=True, position={"x": 6, "y": 6})
    page.mouse.up()


def test_a_meeting_is_dragged_checked_and_put_back(visit) -> None:
    """Places that are legal are marked while dragging; a drop elsewhere does nothing; undo puts the meeting back."""
    visitor = visit("promotion", viewport={"width": 1440, "height": 900})
    page = visitor.page
    grid = f"{first_event(visitor)}grid/"
    visitor.go(grid)
    without_fault(visitor)
    chip = page.locator("table[data-grid] [draggable=true]").first
    request = chip.get_attribute("data-request")
    home = page.locator(f"td#r{request}")
    was = str(home.get_attribute("data-cell"))
    drag(page, chip, was)
    places = page.request.get(f"{visitor.url}{grid}legal/{request}/").json()
    closed = next(
        cell
        for cell in page.locator("td[data-cell]:has([data-request])").all()
        if str(cell.get_attribute("data-slot")) in places["why"]
        and int(str(cell.locator("[data-request]").get_attribute("data-request"))) not in places["swaps"]
    )
    drag(page, chip, str(closed.get_attribute("data-cell")))
    expect(home).to_have_attribute("data-cell", was)
    assert urlsplit(page.url).path == grid
    free = next(
        cell
        for cell in page.locator("td[data-cell]:not(:has([data-request]))").all()
        if int(str(cell.get_attribute("data-slot"))) in places["slots"]
    )
    target = str(free.get_attribute("data-cell"))
    drag(page, chip, target)
    page.wait_for_url(re.compile(rf"#r{request}$"))
    expect(page.locator(f"td#r{request}")).to_have_attribute("data-cell", target)
    without_fault(visitor)
    page.locator("#edits tbody tr").first.locator("button").click()
    expect(page.locator(f"td#r{request}")).to_have_attribute("data-cell", was)


def test_the_grid_is_changed_without_a_mouse_and_without_script(visit) -> None:
    """By keyboard: “Change”, then a place marked “Here” or “Swap”; the same form works without JavaScript."""
    visitor = visit("promotion", viewport={"width": 1440, "height": 900}, java_script_enabled=False)
    page = visitor.page
    visitor.go(f"{first_event(visitor)}grid/")
    page.locator("td[data-cell] .slot-change").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"pick=(\d+)"))
    request = re.search(r"pick=(\d+)", page.url)
    assert request is not None
    place = page.locator("button[name=cell]").first
    cell = place.get_attribute("value")
    place.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"#r{request[1]}$"))
    expect(page.locator(f"td#r{request[1]}")).to_have_attribute("data-cell", str(cell))
    page.locator("#edits tbody tr").first.locator("button").click()
    page.wait_for_url(re.compile("#edits$"))


def test_a_side_reports_on_a_phone_in_eight_touches(visit) -> None:
    visitor = visit("enterprise", viewport={"width": 390, "height": 844})
    page = visitor.page
    visitor.go(f"{first_event(visitor)}meeting-reports/")
    page.locator("main tbody a").first.click()
    without_fault(visitor)
    page.locator("label[for=id_outcome_0]").click()
    page.locator("label[for=id_usefulness_1]").click()
    page.fill("#id_next_step", "Visit the plant")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("one side says: docked")
    page.locator("main a[href^='/opportunities/']").click()
    without_fault(visitor)
    expect(page.locator("h1")).to_contain_text("Visit the plant")


def test_value_and_bound_are_watched_while_they_close(visit) -> None:
    visitor = visit("promotion", viewport={"width": 1440, "height": 900})
    page = visitor.page
    visitor.go(f"{first_event(visitor)}timetables/")
    without_fault(visitor)
    page.locator("form[action$='/make-timetable/'] button").click()
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    expect(page.locator("main [data-done]")).to_be_visible(timeout=120_000)
    expect(page.locator("main .quality")).to_contain_text("Bound")
    visitor.go(urlsplit(page.url).path)
    without_fault(visitor)


def stored(workbench: Workbench, question: str) -> str:
    with closing(sqlite3.connect(workbench.data / "fairway.sqlite3")) as store:
        return str(store.execute(question).fetchone()[0])


EVENT_HELD = "SELECT r.event_id FROM meet_meeting m JOIN meet_meetingrequest r ON r.id = m.request_id LIMIT 1"
LINK_HELD = """SELECT p.token FROM meet_meeting m JOIN meet_meetingrequest r ON r.id = m.request_id
    JOIN meet_participation p ON p.id = r.requester_id LIMIT 1"""


def test_a_phone_opens_its_day_by_its_link(visit, workbench: Workbench) -> None:
    """No account, no script, both languages, 390 pixels wide, without fault; and the desk that gave the link."""
    office = visit("promotion")
    office.go(f"/events/{stored(workbench, EVENT_HELD)}/")
    office.page.locator("main a[href$='/desk/']").click()
    desk = urlsplit(office.page.url).path
    office.page.locator("form[action$='/links/'] button").click()
    office.page.wait_for_load_state("networkidle")
    token = stored(workbench, LINK_HELD)
    for path in (desk, desk.replace("desk", "board"), desk.replace("desk", "board") + "?screen=1&by=people"):
        assert office.go(path) == 200
        assert faults(office.page) == []
    assert office.faults == []
    phone = visit("", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    for lang in ("", "?lang=zh-hans"):
        assert phone.go(f"/my/{token}/{lang}") == 200
        expect(phone.page.locator(".phone-agenda li").first).to_be_visible()
    reader = visit("", viewport={"width": 390, "height": 844})
    for lang in ("?lang=en", "?lang=zh-hans"):
        assert reader.go(f"/my/{token}/{lang}") == 200
        assert not reader.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")
        assert faults(reader.page) == []
    assert reader.faults == []
