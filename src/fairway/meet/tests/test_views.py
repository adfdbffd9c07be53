"""Every page, for every role; lists in a fixed number of queries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import cast

from fairway.govern.models import Role
from fairway.know.models import Fact
from fairway.meet import actions
from fairway.meet.engine.intake import RequestRow
from fairway.meet.models import Presentation, SolverRun
from fairway.meet.tests.stage import Stage, accepted, placed, stage

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from fairway.base.models import User

pytestmark = pytest.mark.django_db
OFFICES = (Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE)


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def text(response: HttpResponse) -> str:
    """The page's main part without markup, in one line."""
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main))


def addresses(made: Stage, key: str) -> dict[str, str]:
    event, organisation = made.event.pk, made.organisations[key].pk
    asked = made.request("A", "B").pk
    return {
        "events": reverse("meet:events"),
        "event": reverse("meet:event", args=[event]),
        "grid": reverse("meet:grid", args=[event]),
        "workbook": reverse("meet:workbook", args=[event]),
        "calendar": reverse("meet:calendar", args=[event]),
        "agenda": reverse("meet:agenda", args=[event, organisation]),
        "agenda_file": reverse("meet:agenda_file", args=[event, organisation]),
        "requests": reverse("meet:requests"),
        "request": reverse("meet:request", args=[asked]),
        "unmet": reverse("meet:unmet"),
        "ask": reverse("meet:ask", args=[event]),
    }


@pytest.mark.parametrize("role", OFFICES)
def test_offices_see_every_page(client: Client, role: Role) -> None:
    made = placed()
    signed_in(client, cast.account(role))
    for name, address in addresses(made, "A").items():
        expected = 403 if name == "ask" and role is not Role.ZONE_COMMITTEE else 200
        assert client.get(address).status_code == expected, name


def test_an_enterprise_sees_its_own_only(client: Client) -> None:
    made = placed()
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations["A"]))
    closed = {"grid", "workbook", "calendar"}
    for name, address in addresses(made, "A").items():
        assert client.get(address).status_code == (403 if name in closed else 200), name
    for name in ("agenda", "agenda_file"):
        assert client.get(addresses(made, "B")[name]).status_code == 403, name
    assert client.get(reverse("meet:request", args=[made.request("B", "D").pk])).status_code == 403


def test_without_a_role_or_signature_nothing_is_shown(client: Client) -> None:
    made = placed()
    for address in addresses(made, "A").values():
        assert client.get(address).status_code == 302
    signed_in(client, cast.account())
    for address in addresses(made, "A").values():
        assert client.get(address).status_code == 403


def test_what_is_not_there_is_404(client: Client) -> None:
    made = stage("AB")
    made.load(*accepted("AB"))
    signed_in(client, made.operator)
    for address in (
        reverse("meet:event", args=[0]),
        reverse("meet:request", args=[0]),
        reverse("meet:grid", args=[made.event.pk]),
        reverse("meet:workbook", args=[made.event.pk]),
        reverse("meet:agenda", args=[made.event.pk, cast.organisation().pk]),
    ):
        assert client.get(address).status_code == 404, address


def test_the_event_page_counts_and_shows_facts(client: Client) -> None:
    made = placed()
    Presentation.objects.create(
        event=made.event, organisation=made.organisations["A"], order=1, topic="Parts for new cars"
    )
    Fact.objects.create(
        about=made.event.code,
        predicate="representatives",
        value="400",
        comparator=">",
        happened_on=made.event.held_on,
        learned_on=made.event.held_on,
        source=cast.source(),
    )
    shown = text(signed_in(client, made.operator).get(addresses(made, "A")["event"]))
    assert ">400" in shown.replace("&gt;", ">")
    assert "Parts for new cars" in shown
    assert "75.0 %" in shown
    assert "proven: no timetable holds more" in shown
    assert "1 one-sided, 1 declined" in shown
    assert "changed" not in shown


def test_the_event_page_warns_of_changed_minds(client: Client) -> None:
    made = placed()
    company = cast.account(Role.ENTERPRISE, made.organisations["D"])
    actions.answer_request(actor=company, reason="x", request=made.request("C", "D"), answer="declined")
    assert "1 pair has changed its mind" in text(signed_in(client, made.operator).get(addresses(made, "A")["event"]))


def test_an_event_of_presentations_alone_reads_well(client: Client) -> None:
    made = stage("A", slots=(), tables=0)
    page = signed_in(client, made.operator).get(reverse("meet:event", args=[made.event.pk]))
    assert "Not filled in yet" in text(page)
    assert "Breaks" not in text(page)
    assert "Make the timetable" not in text(page)


def test_only_the_promotion_office_gets_the_button_and_starts_the_job(
    client: Client,
) -> None:
    made = placed()
    address = reverse("meet:make_timetable", args=[made.event.pk])
    signed_in(client, cast.account(Role.ZONE_COMMITTEE))
    assert "Make the timetable" not in text(client.get(addresses(made, "A")["event"]))
    assert client.post(address).status_code == 403
    signed_in(client, cast.account(Role.PROMOTION_OFFICE))
    assert "Make the timetable again" in text(client.get(addresses(made, "A")["event"]))
    assert client.get(address).status_code == 405
    answer = client.post(address)
    assert answer.url == reverse("meet:run", args=[SolverRun.objects.get().pk])  # type: ignore[attr-defined]


def test_the_grid_can_be_read_slot_by_slot(client: Client) -> None:
    made = placed()
    signed_in(client, made.operator)
    third = client.get(addresses(made, "A")["grid"], {"part": "3"})
    assert "Slot 3 · 13:00–13:20" in text(third)
    assert "Example D" in text(third)
    assert "Example A" not in text(third)
    assert client.get(addresses(made, "A")["grid"], {"part": "all"}).content.decode().count("<td data-cell") == 6


def test_an_agenda_page_says_free_away_and_why(client: Client) -> None:
    made = placed()
    shown = text(signed_in(client, made.operator).get(addresses(made, "B")["agenda"]))
    assert "1 meeting · 1 free slot" in shown
    assert "not there" in shown
    assert "Example B and Example D are never there at the same time." in shown


def test_an_agenda_lets_its_owner_answer(client: Client) -> None:
    made = placed()
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations["D"]))
    page = client.get(addresses(made, "D")["agenda"])
    request = made.request("A", "D")
    address = reverse("meet:answer", args=[request.pk])
    assert address in page.content.decode()
    assert client.post(address, {"answer": "accepted"}).status_code == 302
    assert made.request("A", "D").is_mutual
    assert client.post(address, {"answer": "maybe"}).status_code == 422
    assert client.post(reverse("meet:answer", args=[made.request("B", "D").pk])).status_code == 422
    assert client.post(reverse("meet:answer", args=[made.request("A", "B").pk])).status_code == 403


def test_asking_on_the_page(client: Client) -> None:
    made = placed()
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations["D"]))
    address = addresses(made, "D")["ask"]
    given = {"requester": made.place("D").pk, "requested": made.place("B").pk, "priority": "5"}
    answer = client.post(address, given)
    asked = made.request("D", "B")
    assert answer.url == reverse("meet:request", args=[asked.pk])  # type: ignore[attr-defined]
    assert asked.priority == 5
    again = client.post(address, given)
    assert again.status_code == 422
    assert "asked for this meeting already" in text(again)
    for wrong in ({"requester": made.place("A").pk}, {"requested": made.place("D").pk}, {"priority": "9"}):
        assert client.post(address, {**given, **wrong}).status_code == 422


def test_a_request_page_says_where_or_why(client: Client) -> None:
    made = placed()
    signed_in(client, made.operator)
    pages = {
        pair: text(client.get(reverse("meet:request", args=[made.request(*pair).pk]))) for pair in ("CD", "BD", "AD")
    }
    assert "slot 3, 13:00–13:20, table 1" in pages["CD"]
    assert "never there at the same time" in pages["BD"]
    assert "not mutual: no meeting is planned" in pages["AD"]


def rows_shown(response: HttpResponse) -> int:
    return response.content.decode().count("<tr data-href")


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", 6),
        ("?mutual=1", 4),
        ("?mutual=0", 2),
        ("?answer=none", 1),
        ("?answer=declined", 1),
        ("?outcome=met", 3),
        ("?outcome=unmet", 1),
        ("?outcome=one_sided", 2),
        ("?outcome=waiting", 0),
        ("?event=changchun-test&q=Example+D", 3),
        ("?sort=-priority", 6),
    ],
)
def test_filters_of_the_request_list(client: Client, query: str, rows: int) -> None:
    made = placed()
    assert rows_shown(signed_in(client, made.operator).get(reverse("meet:requests") + query)) == rows


def test_facing_requests_share_their_outcome(client: Client) -> None:
    made = stage("AB")
    made.load(RequestRow("A", "B"), RequestRow("B", "A"))
    made.make()
    signed_in(client, made.operator)
    assert rows_shown(client.get(reverse("meet:requests") + "?outcome=met")) == 2
    for pair in ("AB", "BA"):
        assert "slot 1" in text(client.get(reverse("meet:request", args=[made.request(*pair).pk])))


def test_lists_are_narrowed_to_ones_own(client: Client) -> None:
    made = placed()
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations["D"]))
    assert rows_shown(client.get(reverse("meet:requests"))) == 3
    assert rows_shown(client.get(reverse("meet:unmet"))) == 1
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations["A"]))
    assert rows_shown(client.get(reverse("meet:unmet"))) == 0
    exported = client.get(reverse("meet:requests") + "?format=csv").content.decode()
    assert exported.count("\r\n") == 4


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("page", ["events", "event", "grid", "agenda", "requests", "unmet"])
def test_one_row_or_three_cost_the_same(client: Client, page: str) -> None:
    apart = {"C": {"available": frozenset({1})}, "D": {"available": frozenset({2})}}
    small, large = stage("ABCD", rows=apart, code="small"), placed()
    small.load(*accepted("AB"), *accepted("CD"))
    small.make()
    signed_in(client, cast.account(Role.PROMOTION_OFFICE))
    assert queries(client, addresses(small, "A")[page]) == queries(client, addresses(large, "A")[page])


@pytest.mark.parametrize("name", ["meet:events", "meet:requests", "meet:unmet"])
def test_lists_cost_the_same_at_one_and_three_events(client: Client, name: str) -> None:
    def add(code: str) -> None:
        made = stage("AB", rows={"A": {"available": frozenset({1})}, "B": {"available": frozenset({2})}}, code=code)
        made.load(*accepted("AB"))
        made.make()

    add("first")
    signed_in(client, cast.account(Role.PROMOTION_OFFICE))
    before = queries(client, reverse(name))
    add("second")
    add("third")
    assert rows_shown(client.get(reverse(name))) == 3
    assert queries(client, reverse(name)) == before


def test_pages_read_in_chinese(client: Client) -> None:
    made = placed()
    signed_in(client, made.operator)
    client.cookies["django_language"] = "zh-hans"
    shown = text(client.get(addresses(made, "B")["agenda"]))
    assert "长春友城推介会" in shown
    assert "示例B公司和示例D公司从不同时在场。" in shown
    assert "议程" in shown
