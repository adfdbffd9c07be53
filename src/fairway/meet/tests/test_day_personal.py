"""The personal page: opened by its link alone, cheap, private, and clear about what changed."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from fairway.base.accounts import visitor
from fairway.lib.redact import without_links
from fairway.meet import actions
from fairway.meet.actions import day
from fairway.meet.models import Application, Disturbance, Event, Participation, Timetable
from fairway.meet.queries.day import repairs
from fairway.meet.queries.personal_links import LINK_DAYS, opens_until
from fairway.meet.tests.running import arrange, links, running, token
from fairway.meet.tests.stage import Stage, stage
from fairway.meet.views.day.personal import WRONG_LINKS
from fairway.meet.views.day.quick import quick_pages

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
Kind = Disturbance.Kind


def text(response: HttpResponse) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def arranged() -> Stage:
    made = running()
    arrange(made, {"AB": (1, 1), "AD": (2, 3), "AC": (3, 1), "EF": (4, 3)})
    return made


def repaired(made: Stage, key: str) -> Timetable:
    about = day.Report(Kind.ABSENT, made.place(key))
    report = day.report_disturbance(actor=made.operator, reason="x", event=made.event, report=about)
    plan = repairs.ways_to_repair(made.event, [report]).fill.plan
    return day.repair_day(actor=made.operator, reason="x", event=made.event, plan=plan)


def page(made: Stage, key: str) -> str:
    return f"/my/{token(made, key)}/"


def test_a_link_shows_one_participants_day_and_nobody_elses(client: Client) -> None:
    made = arranged()
    shown = text(client.get(page(made, "A")))
    assert "On now" in shown
    assert "3 meetings · 3 free slots" in shown
    assert re.search(r"Example C 示例C公司 Table 1", shown)
    assert "Example F" not in shown
    assert "What found no place" in shown
    assert "Example E" in shown.partition("What found no place")[2]
    assert "Your day has changed" not in shown


def test_the_page_speaks_both_languages(client: Client) -> None:
    made = arranged()
    for answer in (
        client.get(page(made, "A"), {"lang": "zh-hans"}),
        client.get(page(made, "A"), headers={"Accept-Language": "zh-CN"}),
    ):
        assert 'lang="zh-Hans"' in answer.content.decode()
        assert "我不能来" in text(answer)
    assert "I cannot come" in text(client.get(page(made, "A"), {"lang": "xx"}))


def test_the_address_stays_with_its_owner(client: Client) -> None:
    made = arranged()
    answer = client.get(page(made, "A"))
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert 'name="robots" content="noindex' in answer.content.decode()
    assert not answer.cookies


def test_logs_hold_no_link(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    made = arranged()
    with caplog.at_level(logging.INFO):
        client.get(page(made, "A"))
    line = {"event": "request", "path": page(made, "A"), "ms": 1.0}
    assert without_links(None, "", line) == {"event": "request", "path": "/my/…/", "ms": 1.0}
    said = {"event": f"Internal Server Error: /my/{token(made, 'A')}.ics"}
    assert token(made, "A") not in str(without_links(None, "", said))


def test_nothing_is_sent_again_while_nothing_changed(client: Client) -> None:
    made = arranged()
    first = client.get(page(made, "A"))
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(page(made, "A"), headers=known).status_code == 304
    assert client.get(page(made, "A"), {"lang": "zh-hans"}, headers=known).status_code == 200
    Timetable.objects.filter(event=made.event).update(version=2)
    assert client.get(page(made, "A"), headers=known).status_code == 200


@pytest.mark.parametrize("way", ["report", "read", "repair"])
def test_whatever_changes_the_page_changes_its_name(client: Client, way: str) -> None:
    made = arranged()
    before = client.get(page(made, "A")).headers["ETag"]
    if way == "report":
        client.post(page(made, "A") + "report/", {"until": "5"})
    elif way == "read":
        client.post(page(made, "A") + "read/")
    else:
        repaired(made, "C")
    assert client.get(page(made, "A")).headers["ETag"] != before


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_a_full_day_takes_as_many_queries_as_an_empty_one(client: Client) -> None:
    made = arranged()
    assert {queries(client, page(made, key)) for key in "ABGH"} == {1}
    client.cookies["theme"] = "light"
    counts = {queries(client, page(made, key)) for key in "ABGH"}
    assert len(counts) == 1
    assert counts.pop() <= 9


def test_what_changed_is_marked_until_it_was_read(client: Client) -> None:
    made = arranged()
    repaired(made, "C")
    shown = text(client.get(page(made, "A")))
    assert "Your day has changed" in shown
    assert re.search(r"called off [\d:–]+ · Example C", shown)
    assert "new" in shown.partition("Agenda")[2]
    assert client.post(page(made, "A") + "read/").headers["Location"] == page(made, "A")
    assert "Your day has changed" not in text(client.get(page(made, "A")))
    table = Timetable.objects.get(event=made.event, replaces__isnull=False)
    moved = table.meetings.get(request=made.request("A", "B"))
    moved.table = 2
    moved.save()
    Timetable.objects.filter(pk=table.pk).update(version=2)
    assert "was at table 1" in text(client.get(page(made, "A")))


def test_late_and_not_coming_reach_the_desk_and_are_taken_back(client: Client) -> None:
    made = arranged()
    asked = client.get(page(made, "A") + "report/")
    assert "Yes, I cannot come" in text(asked)
    assert not Disturbance.objects.exists()
    client.post(page(made, "A") + "report/", {"until": "5"})
    assert "The desk knows that you come late." in text(client.get(page(made, "A")))
    client.post(page(made, "A") + "report/", {"until": ""})
    assert "The desk knows that you cannot come." in text(client.get(page(made, "A")))
    client.post(page(made, "A") + "take-back/")
    assert "The desk knows" not in text(client.get(page(made, "A")))
    for until in ("x", "1", "99999999", "2"):
        assert client.post(page(made, "A") + "report/", {"until": until}).status_code == 422, until
    assert client.get(page(made, "A") + "read/").status_code == 405
    assert client.get(page(made, "A") + "take-back/").status_code == 405


def test_forms_need_no_cookie_even_where_tokens_are_checked() -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    made = arranged()
    answer = strict.post(page(made, "A") + "report/?lang=zh-hans", {"until": "5"})
    assert answer.headers["Location"] == page(made, "A") + "?lang=zh-hans"


def test_wrong_links_are_slowed_and_right_ones_never(client: Client) -> None:
    made = arranged()
    wrong = "/my/" + "x" * 43 + "/"
    for _ in range(WRONG_LINKS):
        assert client.get(wrong).status_code == 404
    assert client.get(wrong).status_code == 429
    assert client.get(page(made, "A")).status_code == 200
    cache.clear()
    for odd in ("/my/é/", "/my/%00/", "/my/" + "y" * 500 + "/", "/my/x.ics"):
        assert client.get(odd).status_code == 404, odd


def test_without_a_timetable_the_page_says_so(client: Client) -> None:
    made = stage("AB", code="empty")
    links(made)
    shown = text(client.get(page(made, "A")))
    assert "No timetable has been made" in shown
    assert client.get(f"/my/{token(made, 'A')}.ics").status_code == 200


def feed(client: Client, made: Stage, key: str) -> dict[str, tuple[str, int, str]]:
    """Uid → status, sequence and place of every entry."""
    answer = client.get(f"/my/{token(made, key)}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    entries = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(e["UID"]): (str(e["STATUS"]), int(e["SEQUENCE"]), str(e["LOCATION"])) for e in entries}


def test_a_subscribed_phone_hears_of_what_was_called_off(client: Client) -> None:
    made = running()
    before = feed(client, made, "A")
    assert {status for status, _turn, _place in before.values()} == {"CONFIRMED"}
    repaired(made, "E")
    after = feed(client, made, "A")
    assert before.keys() <= after.keys()
    assert [status for status, _turn, _place in after.values()].count("CANCELLED") == 1
    assert min(turn for _status, turn, _place in after.values()) > max(turn for _s, turn, _p in before.values())
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT5M" in client.get(f"/my/{token(made, 'A')}.ics").content.decode()


def long_way(client: Client, address: str, **given: str) -> str:
    """The page as sessions, forms and accounts would have it: with a cookie nothing is filled in from pieces."""
    client.cookies["theme"] = "light"
    found = client.get(address, given).content.decode()
    client.cookies.clear()
    return found


def one_line(page: str) -> str:
    return re.sub(r"\s*([<>])\s*", r"\1", re.sub(r"\s+", " ", page))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("rows", [{}, {"A": {"seats": 3, "available": frozenset({1, 2, 3, 5})}}])
def test_the_quick_page_is_the_page(client: Client, language: str, rows: dict[str, dict[str, object]]) -> None:
    made = running(rows=rows)
    wild = made.organisations["B"]
    wild.name, wild.name_en, wild.is_demo = "<b>示例&'公司", "", False
    wild.save()
    seats = {"AB": (3, 1), "AC": (3, 2), "AD": (2, 3)} if rows else {"AB": (1, 1), "AD": (2, 3), "AC": (3, 1)}
    arrange(made, {**seats, "EF": (4, 3)})
    for key in "ABCG":
        quick = client.get(page(made, key), {"lang": language}).content.decode()
        assert one_line(quick) == one_line(long_way(client, page(made, key), lang=language)), key
        assert queries(client, f"{page(made, key)}?lang={language}") == 1


def test_the_quick_page_gives_way_where_there_is_more_to_say(client: Client) -> None:
    made = arranged()
    client.get(page(made, "A"))
    client.post(page(made, "A") + "report/", {"until": "5"})
    assert "The desk knows that you come late." in text(client.get(page(made, "A")))
    repaired(made, "C")
    assert "Your day has changed" in text(client.get(page(made, "A")))
    client.post(page(made, "A") + "take-back/")
    client.post(page(made, "A") + "read/")
    assert queries(client, page(made, "A")) == 1
    assert "Your day has changed" not in text(client.get(page(made, "A")))
    assert client.head(page(made, "A")).status_code == 200


def held_days_ago(made: Stage, days: int) -> None:
    """The event and the links of its participants are of that day."""
    day_then = timezone.localdate() - timedelta(days=days)
    Event.objects.filter(pk=made.event.pk).update(held_on=day_then)
    Participation.objects.update(linked_on=day_then)


def applicant(made: Stage, key: str) -> Application:
    return Application.objects.create(
        event=made.event, name=key, participation=made.place(key), applied_at=timezone.now()
    )


def test_a_link_stops_a_while_after_the_event_until_the_office_makes_a_new_one(client: Client) -> None:
    made = arranged()
    applicant(made, "A")
    old, addresses = page(made, "A"), ("", "report/", "meetings/", "application/")
    quick = quick_pages(lambda _request: HttpResponse(status=299))
    held_days_ago(made, LINK_DAYS)
    assert {client.get(old + each).status_code for each in addresses} == {200}
    assert quick(RequestFactory().get(old)).status_code == 200
    held_days_ago(made, LINK_DAYS + 1)
    assert {client.get(old + each).status_code for each in addresses} == {404}
    assert client.get(f"{old[:-1]}.ics").status_code == 404
    assert quick(RequestFactory().get(old)).status_code == 299
    assert "Ask the office that ran the event for a new one" in text(client.get(old))
    actions.renew_link(actor=made.operator, reason="late report", participation=made.place("A"))
    assert client.get(old).status_code == 404
    assert client.get(page(made, "A")).status_code == 200


def test_whoever_holds_a_link_cannot_make_it_open_longer() -> None:
    made = arranged()
    held = applicant(made, "A")
    held_days_ago(made, LINK_DAYS)
    actions.renew_application_link(actor=visitor(), reason="x", application=held, token=token(made, "A"))
    assert opens_until(made.place("A")) == timezone.localdate()
    actions.renew_application_link(actor=made.operator, reason="x", application=held)
    assert opens_until(made.place("A")) == timezone.localdate() + timedelta(days=LINK_DAYS)
