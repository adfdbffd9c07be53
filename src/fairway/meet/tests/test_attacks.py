"""What somebody with bad intentions sends or types reaches no field, file or cell it has no business in."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.urls import reverse
from icalendar import Calendar

from fairway.know.models import Organisation
from fairway.lib.errors import Refused
from fairway.meet import actions
from fairway.meet.models import Application, MeetingReport
from fairway.meet.queries.day.desk import badge_code
from fairway.meet.tasks import start_timetable
from fairway.meet.tests.everything import Everything, everything
from fairway.meet.tests.registering import opened
from fairway.meet.tests.running import arrange, running, token
from fairway.meet.tests.seeing import send
from fairway.meet.tests.stage import stage
from fairway.meet.tests.test_who_gets_what import REPORT, address, clients

if TYPE_CHECKING:
    from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.both_stores]
WILD = '=HYPERLINK("http://x")\r\nATTENDEE:mailto:x@example.com\rX-EVIL:1\n<b>#panic()'
EXTRA = {
    "status": "approved", "token": "t" * 43, "event": "1", "organisation": "1", "brought_in": "1", "seats": "1",
    "is_demo": "1", "made_by": "1", "reported_by": "1", "way": "desk", "requester": "1", "carries_meeting": "1",
    "is_mutual": "on", "must_hold": "on", "fixed_slot": "1", "id": "1", "pk": "1", "is_ours": "1",
}  # fmt: skip
"""Fields of tables that no form asks for."""


def test_forms_take_no_field_they_do_not_ask_for(client: Client) -> None:
    made = opened(stage("AB"))
    body = {"name": "示例来客有限公司", "contact_email": "a@example.com", "available": ["1"]}
    sent = client.post(reverse("meet:register", args=[made.event.code]), {**EXTRA, **body})
    assert sent.status_code == 302
    kept = Application.objects.get()
    assert (kept.status, kept.event_id, kept.token == EXTRA["token"]) == ("applied", made.event.pk, False)
    assert kept.entry.keys().isdisjoint({"status", "token", "event", "brought_in"})
    found = made.place("A")
    client.force_login(made.operator)
    page = reverse("meet:correct_participant", args=[found.pk])
    assert send(client, page, {**EXTRA, "available": ["1"], "status": "withdrawn"}).status_code == 302
    now = made.place("A")
    same = ("status", "token", "event_id", "organisation_id", "brought_in_id")
    assert [getattr(now, name) for name in same] == [getattr(found, name) for name in same]


def test_a_report_by_link_is_about_its_own_meeting_and_side_only(client: Client) -> None:
    made = running(begun=6)
    arrange(made, {"AB": (1, 1), "CD": (1, 2)})
    own, others = made.request("A", "B"), made.request("C", "D")
    body = {**REPORT, "side": str(made.place("B").pk), "request": str(others.pk)}
    page = reverse("meet:my_meeting", args=[token(made, "A"), own.pk])
    assert client.post(page, {**EXTRA, **body}).status_code == 200
    kept = MeetingReport.objects.get()
    assert (kept.request_id, kept.side_id, kept.way) == (own.pk, made.place("A").pk, "link")
    assert client.get(reverse("meet:my_meeting", args=[token(made, "A"), others.pk])).status_code == 404


PERSONAL = ("my", "my_calendar", "my_report", "my_meetings")


def test_a_link_that_was_replaced_or_whose_owner_withdrew_opens_nothing(client: Client) -> None:
    made = running()
    old = {key: token(made, key) for key in "AB"}
    actions.renew_link(actor=made.operator, reason="x", participation=made.place("A"))
    actions.withdraw_participation(actor=made.operator, reason="x", participation=made.place("B"))
    for name in PERSONAL:
        for key in "AB":
            answer = client.get(reverse(f"meet:{name}", args=[old[key]]))
            assert answer.status_code in {404, 429}, (name, key)
            assert "示例" not in answer.content.decode()
        client.cookies.clear()


def test_a_badge_of_another_event_or_of_who_withdrew_checks_nobody_in(client: Client) -> None:
    made, other = running(), stage("XY", code="other")
    client.force_login(made.operator)
    code = badge_code(made.place("A"))
    assert client.post(reverse("meet:check_in", args=[other.event.pk, code])).status_code == 404
    actions.withdraw_participation(actor=made.operator, reason="x", participation=made.place("A"))
    assert client.post(reverse("meet:check_in", args=[made.event.pk, code])).status_code == 404


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_pages_stay_with_who_opened_them(client: Client, name: str) -> None:
    made = running()
    answer = client.get(reverse(f"meet:{name}", args=[token(made, "A")]))
    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]
    assert {"no-cache", "no-store"} & set(answer.headers["Cache-Control"].split(", "))
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


FILES = ("badges", "agendas", "table_sheets", "workbook", "calendar", "event_report_workbook", "agenda_file")


def test_files_with_names_in_them_are_kept_by_no_cache() -> None:
    found = everything()
    office = clients(found)["office"]
    for name in FILES:
        assert office.get(address(found, name)).headers.get("Cache-Control") == "private, no-store", name


def wild() -> Everything:
    """Everything, with names that are formulas, lines of a calendar and markup."""
    found = everything()
    for number, row in enumerate(Organisation.objects.all()):
        Organisation.objects.filter(pk=row.pk).update(name=f"{WILD}{number}", name_en=f"{WILD}{number} en")
    found.made.event.name = WILD
    found.made.event.venue = WILD
    found.made.event.save()
    return found


def test_no_cell_of_a_file_is_a_formula() -> None:
    found = wild()
    office = clients(found)["office"]
    for name in ("workbook", "event_report_workbook"):
        book = openpyxl.load_workbook(io.BytesIO(office.get(address(found, name)).content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert any("HYPERLINK" in str(cell.value) for cell in cells), name
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == [], name
    for name in ("requests", "unmet", "agreed", "leads", "participants", "reports", "opportunities", "reminders"):
        answer = office.get(address(found, name), {"format": "csv"})
        text = b"".join(answer).decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert any("HYPERLINK" in cell for row in rows for cell in row), name
        assert [
            cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} and len(cell) > 1
        ] == []


def test_no_name_writes_a_line_of_a_calendar(client: Client) -> None:
    found = wild()
    office = clients(found)["office"]
    pages = [address(found, "calendar"), address(found, "agenda_file")]
    pages.append(reverse("meet:my_calendar", args=[found.made.place("A").token]))
    for page in pages:
        content = office.get(page).content
        lines = content.split(b"\r\n")
        assert not any(b"\r" in line or b"\n" in line for line in lines), page
        assert not any(line.startswith((b"ATTENDEE", b"X-EVIL")) for line in lines), page
        entries = list(Calendar.from_ical(content).walk("VEVENT"))
        assert entries
        assert all("attendee" not in entry for entry in entries)


def test_names_are_text_on_paper() -> None:
    found = wild()
    office = clients(found)["office"]
    for name in ("badges", "agendas", "table_sheets", "event_report_file", "minutes_file"):
        answer = office.get(address(found, name))
        assert answer.content.startswith(b"%PDF"), name


def test_nobody_starts_more_than_a_few_searches_at_once() -> None:
    made = running()
    for _each in range(3):
        start_timetable(actor=made.operator, reason="x", event=made.event)
    with pytest.raises(Refused) as refused:
        start_timetable(actor=made.operator, reason="x", event=made.event)
    assert refused.value.code == "too-many-searches"
    assert made.event.runs.count() == 3
