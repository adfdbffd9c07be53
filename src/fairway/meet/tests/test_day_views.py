"""Pages of the day: who may open which, what they say, and in how many queries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import cast

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.meet.actions import day
from fairway.meet.models import CheckIn, Disturbance, Participation, Room
from fairway.meet.queries.day import papers
from fairway.meet.queries.day.desk import badge_code
from fairway.meet.tests.running import arrange, links, places, running, token
from fairway.meet.tests.stage import Stage, accepted, stage

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db
OFFICE, ZONE, CREDIT, COMPANY = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE, Role.ENTERPRISE
SEE, WELCOME, RUN = {OFFICE, ZONE, CREDIT}, {OFFICE, ZONE}, {OFFICE}
PAGES = {
    "desk": SEE,
    "board": SEE,
    "badges": WELCOME,
    "agendas": WELCOME,
    "table_sheets": WELCOME,
    "check_in": WELCOME,
    "report": RUN,
    "repair": RUN,
    "told": RUN,
    "walk_in": RUN,
}
POSTS = {"give_links": RUN, "take_back": RUN}
Kind = Disturbance.Kind


def address(made: Stage, name: str) -> str:
    extra = [badge_code(made.place("A"))] if name == "check_in" else []
    return reverse(f"meet:{name}", args=[made.event.pk, *extra])


def text(response: HttpResponse) -> str:
    """The page's main part without markup, in one line."""
    page = response.content.decode()
    start = page.index("<main") if "<main" in page else 0
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page[start:]))


def by(client: Client, made: Stage, role: Role | None = OFFICE) -> Client:
    client.force_login(made.operator if role is OFFICE else cast.account(role, made.organisations["A"]))
    return client


@pytest.mark.parametrize("role", [*Role, None])
def test_who_may_open_which_page(client: Client, role: Role | None) -> None:
    made = running()
    by(client, made, role)
    for name, allowed in PAGES.items():
        assert client.get(address(made, name)).status_code == (200 if role in allowed else 403), name
    for name, allowed in POSTS.items():
        assert (client.post(address(made, name)).status_code == 403) == (role not in allowed), name
        assert client.get(address(made, name)).status_code == 405, name


def test_without_a_signature_the_desk_is_shut(client: Client) -> None:
    made = running()
    for name in PAGES:
        assert client.get(address(made, name)).status_code == 302, name


def test_a_badge_is_scanned_and_confirmed_with_one_tap(client: Client) -> None:
    made = running()
    page = address(made, "check_in")
    by(client, made, ZONE)
    assert "示例A公司" in text(client.get(page))
    assert client.post(page).headers["Location"] == page
    assert "since" in text(client.get(page))
    assert client.post(page).status_code == 409
    assert client.post(page, {"undo": "1"}).status_code == 302
    assert not CheckIn.objects.exists()
    for wrong in (page.replace("-", "-0"), f"{page[:-3]}xy/", page.replace(f"/{made.place('A').pk}-", "/x-")):
        assert client.get(wrong).status_code == 404, wrong


def test_a_badge_does_not_hold_the_personal_link(client: Client) -> None:
    made = running()
    assert badge_code(made.place("A")) not in token(made, "A")
    assert token(made, "A") not in badge_code(made.place("A"))
    assert client.get(f"/my/{badge_code(made.place('A'))}/").status_code == 404


def test_the_desk_finds_by_name_and_checks_in_without_a_camera(client: Client) -> None:
    made = running()
    by(client, made)
    shown = text(client.get(address(made, "desk"), {"q": "example b"}))
    assert "Example B" in shown
    assert "Example C" not in shown
    answer = client.post(address(made, "check_in"), {"q": "示例A"})
    assert answer.headers["Location"].startswith(address(made, "desk") + "?q=")
    shown = text(client.get(address(made, "desk")))
    assert "1 / 8" in shown
    assert "Undo" in shown
    assert "Nothing matches." in text(client.get(address(made, "desk"), {"q": "nobody\x00"}))


def test_the_desk_gives_links(client: Client) -> None:
    made = running()
    Participation.objects.update(token="")
    by(client, made).post(address(made, "give_links"))
    assert "8 personal links were made." in text(client.get(address(made, "desk")))


def counted(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["desk", "board", "told", "report", "repair"])
def test_pages_take_as_many_queries_with_many_as_with_few(client: Client, name: str) -> None:
    counts = []
    for code, keys, pairs in (("few", "ABC", "AB"), ("many", "ABCDEFGH", "AB CD EF GH AC BD")):
        made = running(pairs, keys, code=code)
        arrange(made, {pair: (3 + place % 3, 1 + place // 3) for place, pair in enumerate(pairs.split())})
        for key in "A" if code == "few" else "CDE":
            about = day.Report(Kind.ABSENT, made.place(key))
            day.report_disturbance(actor=made.operator, reason="x", event=made.event, report=about)
        by(client, made)
        counts.append(counted(client, address(made, name)))
    assert counts[0] == counts[1]


def test_a_report_is_entered_repaired_and_taken_back(client: Client) -> None:
    made = running()
    arrange(made, {"AB": (1, 1), "AC": (3, 1), "BD": (3, 2)})
    by(client, made)
    sent = {"kind": "absent", "participation": made.place("C").pk}
    assert client.post(address(made, "report"), sent).headers["Location"] == address(made, "repair")
    page = client.get(address(made, "repair"))
    shown = text(page)
    assert "Fill in without moving anybody" in shown
    assert "called off" in shown
    assert "Disturbed:" in shown
    plan = re.search(r'name="plan" value="([^"]+)"', page.content.decode())
    assert plan is not None
    answer = client.post(address(made, "repair"), {"plan": plan[1]})
    assert answer.headers["Location"] == address(made, "told")
    told = client.get(address(made, "told"))
    assert f"/my/{token(made, 'C')}/" in told.content.decode()
    assert client.post(address(made, "repair"), {"plan": plan[1]}).status_code == 409
    shown_as = re.search(r'name="timetable" value="([^"]+)"', told.content.decode())
    assert shown_as is not None
    assert client.post(address(made, "take_back"), {"timetable": shown_as[1]}).status_code == 302
    assert places(made.event.timetables.first())["AC"] == (3, 1)  # type: ignore[arg-type]
    assert client.post(address(made, "take_back"), {"timetable": "x"}).status_code == 422
    assert client.post(address(made, "repair"), {"plan": "x"}).status_code == 422


def test_reports_can_be_left_out_or_set_aside(client: Client) -> None:
    made = running()
    by(client, made)
    rows = []
    for key in "CD":
        about = day.Report(Kind.ABSENT, made.place(key))
        rows.append(day.report_disturbance(actor=made.operator, reason="x", event=made.event, report=about))
    page = client.get(address(made, "repair"), {"report": rows[0].pk}).content.decode()
    assert page.count(" checked>") == 1
    address_of = reverse("meet:dismiss", args=[made.event.pk, rows[1].pk])
    assert client.post(address_of).status_code == 302
    assert client.post(address_of).status_code == 404
    assert client.get(address_of).status_code == 405


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "absent"}, "Say whom"),
        ({"kind": "table_lost", "table": "99"}, "no table 99"),
        ({"kind": "cancelled", "participation": "G", "other": "H"}, "no meeting that could be called off"),
        ({"kind": "nonsense"}, "not one of the available choices"),
    ],
)
def test_a_report_that_cannot_be_says_why(client: Client, sent: dict[str, str], said: str) -> None:
    made = running()
    given = {key: str(made.place(value).pk) if value in "GH" else value for key, value in sent.items()}
    answer = by(client, made).post(address(made, "report"), given)
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_called_off_meeting_and_a_lost_table_are_reported_by_form(client: Client) -> None:
    made = running()
    by(client, made)
    off = {"kind": "cancelled", "participation": made.place("B").pk, "other": made.place("A").pk}
    assert client.post(address(made, "report"), off).status_code == 302
    assert (
        client.post(address(made, "report"), {"kind": "table_lost", "table": "2", "first_slot": "4"}).status_code == 302
    )
    kinds = list(Disturbance.objects.values_list("kind", "table", "first_slot"))
    assert kinds == [("cancelled", None, 3), ("table_lost", 2, 4)]
    assert "Table 2" in text(client.get(address(made, "desk")))


def test_two_meet_on_the_spot(client: Client) -> None:
    made = running()
    by(client, made)
    pair = {"first": made.place("G").pk, "second": made.place("H").pk}
    page = client.get(address(made, "walk_in"), pair).content.decode()
    shown_as = re.search(r'name="timetable" value="([^"]+)"', page)
    assert shown_as is not None
    assert 'name="slot" value="6"' in page
    sent = {**pair, "slot": "6", "timetable": shown_as[1]}
    assert client.post(address(made, "walk_in"), sent).status_code == 302
    assert places(made.event.timetables.first())["GH"][0] == 6  # type: ignore[arg-type]
    assert client.post(address(made, "walk_in"), sent).status_code == 409
    same = {"first": pair["first"], "second": pair["first"]}
    assert client.get(address(made, "walk_in"), same).status_code == 422


def test_papers_are_set_in_both_scripts_with_hostile_names_as_text(client: Client) -> None:
    made = running()
    wild = made.organisations["A"]
    wild.name, wild.name_en = '#import "x"; *示例* $a$ <b> "', "= Not a heading #panic()"
    wild.save()
    for name in ("badges", "agendas", "table_sheets"):
        answer = by(client, made).get(address(made, name))
        assert answer.content.startswith(b"%PDF"), name
        assert answer.headers["Content-Type"] == "application/pdf"
    again = client.get(address(made, "agendas")).content
    assert again == client.get(address(made, "agendas")).content


def test_everybody_has_a_page_of_paper(client: Client) -> None:
    made = running()
    answer = by(client, made).get(address(made, "agendas"))
    assert len(re.findall(rb"/Type\s*/Page\b", answer.content)) == 8


def test_papers_need_a_timetable(client: Client) -> None:
    made = stage("AB")
    made.load(*accepted("AB"))
    links(made)
    by(client, made)
    assert client.get(address(made, "badges")).status_code == 200
    for name in ("agendas", "table_sheets", "repair", "told", "walk_in"):
        assert client.get(address(made, name)).status_code == 404, name


def test_the_log_keeps_no_link(client: Client) -> None:
    made = running()
    by(client, made).post(address(made, "give_links"))
    assert token(made, "A") not in str(list(AuditLine.objects.values()))


def test_everybody_who_stands_for_a_participant_has_a_badge(client: Client) -> None:
    made = running()
    posts = [
        {"holder": "王一", "holder_latin": "Wang Yi", "post": "Director", "post_zh": "主任"},
        {"holder": "Ann Example", "post": "Manager"},
    ]
    Participation.objects.filter(pk=made.place("A").pk).update(representatives=posts)
    set_in: list[dict[str, object]] = []
    values = papers._badges(made.event, made.place("A"), "https://events.example.org")
    set_in += [{"person": one["person"], "post": one["post"]} for one in values]
    assert set_in == [
        {"person": "王一 · Wang Yi", "post": "主任 · Director"},
        {"person": "Ann Example", "post": "Manager"},
    ]
    assert [one["person"] for one in papers._badges(made.event, made.place("B"), "https://x")] == [""]
    assert by(client, made).get(address(made, "badges")).status_code == 200


def test_rooms_are_named_where_people_have_to_go(client: Client) -> None:
    made = running()
    Room.objects.create(event=made.event, order=1, name="Hall A", name_zh="甲厅", tables=1)
    Room.objects.create(event=made.event, order=2, name="Hall B & C", tables=2)
    arrange(made, {"AB": (1, 1), "AC": (3, 2)})
    for cookies in ({}, {"theme": "light"}):
        client.cookies.load(cookies)
        shown = text(client.get(f"/my/{token(made, 'A')}/"))
        assert "Table 1 · Hall A" in shown
        assert "Table 2 · Hall B &amp; C" in shown
    assert "Hall B & C\\, Table 2" in client.get(f"/my/{token(made, 'A')}.ics").content.decode()
