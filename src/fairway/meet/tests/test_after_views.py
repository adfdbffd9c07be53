"""Pages after the meetings: reports, opportunities, minutes and the event's report, with one set of figures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from tests import cast

from fairway.base.cells import number
from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.meet import actions
from fairway.meet.actions.minutes import Step, Written
from fairway.meet.engine.intake import RequestRow
from fairway.meet.models import CheckIn, MeetingReport, Minutes, Opportunity, Participation, Presentation
from fairway.meet.queries.event_report import event_report
from fairway.meet.tests.seeing import send
from fairway.meet.tests.stage import Stage, accepted, placed, stage
from fairway.meet.tests.test_after import DOCKED, INTENTION, NO, Talk, written
from fairway.meet.tests.test_views import queries, signed_in, text

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
FILLED = {
    "outcome": "docked", "usefulness": "5", "next_step": "Visit the plant", "due_on": "2021-11-02", "answers": "ours",
    "note": "",
}  # fmt: skip


def all_say(made: Stage) -> None:
    """A and B: docked both; A and C: one says intention; C and D: no result, say both."""
    for pair, entries in {"AB": (DOCKED, DOCKED), "AC": (INTENTION,), "CD": (NO, NO)}.items():
        for key, entry in zip(pair, entries, strict=False):
            actions.enter_report(
                actor=made.operator, reason="x", request=made.request(*pair), side=made.place(key), entry=entry
            )


def test_a_side_reports_on_its_phone(client: Client) -> None:
    talk = Talk()
    signed_in(client, talk.users["B"])
    address = reverse("meet:meeting_report", args=[talk.request.pk])
    page = client.get(address)
    assert "Report of Example B" in text(page)
    assert "has not reported yet" in text(page)
    assert client.post(address, FILLED).status_code == 302
    assert MeetingReport.objects.get().side == talk.made.place("B")
    shown = text(client.get(address))
    assert "one side says: docked" in shown
    assert "Opportunity: Visit the plant" in shown


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"next_step": ""}, "Write what was agreed."),
        ({"due_on": ""}, "Write when it is due."),
        ({"due_on": "2020-01-01"}, "The next step cannot be due before the meeting."),
        ({"usefulness": "9"}, "Select a valid choice."),
        ({"outcome": ""}, "This field is required."),
    ],
)
def test_a_report_without_its_date_comes_back(client: Client, given: dict[str, str], says: str) -> None:
    talk = Talk()
    signed_in(client, talk.users["B"])
    answer = client.post(reverse("meet:meeting_report", args=[talk.request.pk]), {**FILLED, **given})
    assert answer.status_code == 422
    assert says in text(answer)
    assert not MeetingReport.objects.exists()


def test_the_office_chooses_the_side_it_enters_for(client: Client) -> None:
    talk = Talk()
    signed_in(client, cast.account(Role.PROMOTION_OFFICE))
    address = reverse("meet:meeting_report", args=[talk.request.pk])
    side = talk.made.place("B")
    assert "Report of Example B" in text(client.get(f"{address}?side={side.pk}"))
    client.post(f"{address}?side={side.pk}", FILLED)
    report = MeetingReport.objects.get()
    assert (report.side, report.way) == (side, "paper")
    assert "on paper, entered by the office" in text(client.get(address))


def test_who_may_only_read_gets_no_form(client: Client) -> None:
    talk = Talk()
    address = reverse("meet:meeting_report", args=[talk.request.pk])
    signed_in(client, cast.account(Role.CREDIT_OFFICE))
    assert "Keep the report" not in text(client.get(address))
    assert client.post(address, FILLED).status_code == 200
    signed_in(client, cast.account(Role.ENTERPRISE, talk.made.organisations["C"]))
    assert client.get(address).status_code == 403
    assert client.post(address, FILLED).status_code == 403
    assert not MeetingReport.objects.exists()
    assert client.get(reverse("meet:meeting_report", args=[0])).status_code == 404


def test_a_personal_link_reports_without_an_account(client: Client) -> None:
    talk = Talk()
    Participation.objects.filter(pk=talk.made.place("A").pk).update(token="a" * 43)
    address = reverse("meet:my_meeting", args=["a" * 43, talk.request.pk])
    mine = reverse("meet:my_meetings", args=["a" * 43])
    assert mine in client.get(reverse("meet:my", args=["a" * 43])).content.decode()
    assert address in client.get(mine).content.decode()
    assert text(client.get(mine)).count("has not reported yet") == 2
    assert client.post(address, {**FILLED, "next_step": ""}).status_code == 422
    assert not MeetingReport.objects.exists()
    answer = client.post(address, FILLED)
    assert "The report was kept." in text(answer)
    report = MeetingReport.objects.get()
    assert (report.side, report.way, report.reported_by) == (talk.made.place("A"), "link", None)
    assert 'value="Visit the plant"' in client.get(f"{address}?lang=zh-hans").content.decode()
    assert text(client.get(mine)).count("has not reported yet") == 1
    foreign = reverse("meet:my_meeting", args=["a" * 43, talk.made.request("C", "D").pk])
    assert client.get(foreign).status_code == 404
    assert client.post(reverse("meet:my_meeting", args=["b" * 43, talk.request.pk]), FILLED).status_code == 404


def test_the_list_of_reports_shows_both_sides(client: Client) -> None:
    made = placed()
    all_say(made)
    signed_in(client, made.operator)
    address = reverse("meet:reports", args=[made.event.pk])
    shown = text(client.get(address))
    for words in ("docked, say both", "one side says: intention", "no result, say both"):
        assert words in shown
    exported = client.get(f"{address}?format=csv").content.decode()
    assert exported.count("\r\n") == 4
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations["D"]))
    assert client.get(f"{address}?format=csv").content.decode().count("\r\n") == 2


def test_lists_cost_the_same_at_one_and_three_rows(client: Client) -> None:
    made = placed()
    office = cast.account(Role.PROMOTION_OFFICE)
    signed_in(client, office)
    addresses = [
        reverse("meet:reports", args=[made.event.pk]),
        reverse("meet:opportunities"),
        reverse("meet:event_report", args=[made.event.pk]),
    ]
    actions.enter_report(actor=office, reason="x", request=made.request("A", "B"), side=made.place("A"), entry=DOCKED)
    before = [queries(client, address) for address in addresses]
    for pair in ("AC", "CD"):
        actions.enter_report(actor=office, reason="x", request=made.request(*pair), side=made.place("C"), entry=DOCKED)
    assert Opportunity.objects.count() == 3
    assert [queries(client, address) for address in addresses] == before


def test_overdue_opportunities_stand_first(client: Client) -> None:
    made = placed()
    for pair, due in (("AB", date(2999, 1, 1)), ("AC", date(2021, 11, 1)), ("CD", date(2021, 10, 30))):
        entry = actions.ReportEntry("docked", 4, f"Step {pair}", due)
        actions.enter_report(
            actor=made.operator, reason="x", request=made.request(*pair), side=made.place(pair[0]), entry=entry
        )
    done = Opportunity.objects.get(next_step="Step CD")
    actions.finish_opportunity(actor=made.operator, reason="signed", opportunity=done)
    signed_in(client, made.operator)
    shown = text(client.get(reverse("meet:opportunities")))
    assert shown.index("Step AC") < shown.index("Step AB") < shown.index("Step CD")
    assert "overdue" in shown
    assert "Step AC" not in text(client.get(reverse("meet:opportunities") + "?state=done"))
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations["B"]))
    assert "Step AC" not in text(client.get(reverse("meet:opportunities")))


def test_an_export_of_opportunities_runs_no_formula(client: Client) -> None:
    talk = Talk()
    talk.says("A", actions.ReportEntry("docked", 4, "=1+1", date(2021, 11, 1)))
    signed_in(client, talk.made.operator)
    assert "'=1+1" in client.get(reverse("meet:opportunities") + "?format=csv").content.decode()


def test_an_opportunity_is_changed_and_closed_on_its_page(client: Client) -> None:
    talk = Talk()
    talk.says("A", DOCKED)
    found = talk.opportunity
    address = reverse("meet:opportunity", args=[found.pk])
    signed_in(client, talk.users["B"])
    shown = text(client.get(address))
    assert "days overdue" in shown
    assert "one side says: docked" in shown
    given = {"next_step": "Call", "due_on": "2099-01-01", "responsible": found.second_id, "reason": "agreed"}
    assert client.post(address, given).status_code == 302
    assert talk.opportunity.next_step == "Call"
    assert client.post(address, {**given, "reason": ""}).status_code == 422
    assert client.post(address, {**given, "responsible": talk.made.organisations["C"].pk}).status_code == 422
    close = reverse("meet:opportunity_close", args=[found.pk])
    assert client.post(close, {"deed": "drop", "reason": ""}).status_code == 422
    assert client.post(close, {"deed": "fly", "reason": "x"}).status_code == 422
    assert client.post(close, {"deed": "done", "reason": "signed"}).status_code == 302
    assert talk.opportunity.state == "done"
    assert client.post(address, given).status_code == 422
    assert "Open it again" in text(client.get(address))
    signed_in(client, cast.account(Role.CREDIT_OFFICE))
    assert "Open it again" not in text(client.get(address))
    assert client.post(address, given).status_code == 403
    assert client.post(close, {"deed": "reopen", "reason": "x"}).status_code == 403
    signed_in(client, cast.account(Role.ENTERPRISE, talk.made.organisations["C"]))
    assert client.get(address).status_code == 403
    assert client.get(reverse("meet:opportunity", args=[0])).status_code == 404


def test_minutes_are_written_read_and_printed(client: Client) -> None:
    made = placed()
    signed_in(client, made.operator)
    address = reverse("meet:event_minutes", args=[made.event.pk])
    assert "No minutes have been written yet." in text(client.get(address))
    given = {
        "text": "We *met*. #set",
        "decisions": "One\nTwo",
        "text_0": "Call",
        "answers_0": "A",
        "due_0": "2021-11-02",
    }
    assert send(client, address, given).status_code == 302
    kept = Minutes.objects.get()
    assert kept.steps.get().text == "Call"
    shown = text(client.get(address))
    assert "Two" in shown
    assert "Call" in shown
    assert send(client, address, {**given, "due_0": ""}).status_code == 422
    assert send(client, address, {**given, "text": ""}).status_code == 422
    file = client.get(reverse("meet:minutes_file", args=[kept.pk]))
    assert file.content.startswith(b"%PDF")
    assert file.content == client.get(reverse("meet:minutes_file", args=[kept.pk])).content
    assert client.get(reverse("meet:minutes_file", args=[0])).status_code == 404


def test_the_minutes_of_a_meeting_belong_to_its_sides(client: Client) -> None:
    talk = Talk()
    made = talk.made
    kept = actions.write_minutes(
        actor=made.operator, reason="x", event=made.event, request=talk.request,
        written=Written("Secret", steps=[Step("Call", "A", date(2021, 11, 2))]),
    )  # fmt: skip
    addresses = [reverse("meet:meeting_minutes", args=[talk.request.pk]), reverse("meet:minutes_file", args=[kept.pk])]
    signed_in(client, talk.users["A"])
    assert [client.get(address).status_code for address in addresses] == [200, 200]
    assert client.post(addresses[0], {"text": "x"}).status_code == 403
    signed_in(client, cast.account(Role.ENTERPRISE, made.organisations["C"]))
    assert [client.get(address).status_code for address in addresses] == [403, 403]
    written(made)
    assert client.get(reverse("meet:event_minutes", args=[made.event.pk])).status_code == 403
    assert client.get(reverse("meet:meeting_minutes", args=[0])).status_code == 404


def sections(made: Stage) -> dict[str, dict[str, tuple[object, ...]]]:
    return {s.key: {str(row[0]): row[1:] for row in s.rows} for s in event_report(made.event).sections}


def test_the_report_by_hand() -> None:
    """Four participants; A–B, A–C, C–D held of four wanted; A and C have two meetings, B and D one."""
    made = placed()
    all_say(made)
    Organisation.objects.filter(pk=made.organisations["A"].pk).update(size="large")
    Organisation.objects.filter(pk__in=[made.organisations[key].pk for key in "BD"]).update(size="small")
    Presentation.objects.create(event=made.event, organisation=made.organisations["A"], order=1, topic="Parts")
    actions.finish_opportunity(
        actor=made.operator, reason="x", opportunity=Opportunity.objects.get(request=made.request("A", "B"))
    )
    for day in (19, 20):
        CheckIn.objects.create(participation=made.place("A"), day=date(2021, 10, day), by=made.operator)
    found = sections(made)
    assert found["attendance"]["approved"] == (4,)
    assert found["attendance"]["welcomed at the desk"] == (1,)
    assert found["requests"]["pairs that both want to meet"] == (4,)
    assert found["requests"]["held, of those wanted, in percent"] == (Decimal("75.0"),)
    assert found["unmet"]["Example B"][:2] == ("Example D", 3)
    assert found["quality"]["value held"] == (9,)
    assert found["waiting"]["participants with meetings"] == (4,)
    assert found["exposure"]["all"] == (4, 6, Decimal("1.50"), 1, 2)
    assert found["exposure"]["small"] == (2, 2, Decimal("1.00"), 1, 1)
    assert found["fairness"]["small and micro enterprises"] == (2, 4, 2, Decimal("50.0"))
    assert found["fairness"]["large and medium-sized enterprises"] == (1, 2, 2, Decimal("100.0"))
    assert found["fairness"]["small enterprises against large"][-1] == Decimal("0.50")
    assert [row[:2] for row in event_report(made.event).funnel] == [
        ("requested (pairs)", 6),
        ("wanted by both", 4),
        ("held", 3),
        ("a result, says at least one side", 2),
        ("intention or more, say both", 1),
        ("docked, say both", 1),
        ("next step done", 1),
    ]
    assert found["outcomes"]["reports of single sides"] == (5,)
    assert found["outcomes"]["usefulness of the meetings, mean of 1 to 5"] == (Decimal("3.0"),)
    assert found["leads"]["Example A"] == ("Parts", 0, 0)


def test_page_workbook_and_printed_pages_say_the_same(client: Client) -> None:
    made = placed()
    all_say(made)
    signed_in(client, made.operator)
    shown = text(client.get(reverse("meet:event_report", args=[made.event.pk])))
    book = load_workbook(BytesIO(client.get(reverse("meet:event_report_workbook", args=[made.event.pk])).content))
    report = event_report(made.event)
    assert len(book.worksheets) == len(report.sections)
    for section, sheet in zip(report.sections, book.worksheets, strict=True):
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0] == section.headings
        assert section.title in shown
        assert [[number(cell) for cell in row] for row in section.rows] == [
            [number(Decimal(str(cell)) if isinstance(cell, float) else cell) for cell in row] for row in rows[1:]
        ]
        assert all(number(cell) in shown for row in section.rows for cell in row)
    file = client.get(reverse("meet:event_report_file", args=[made.event.pk]))
    assert file.content.startswith(b"%PDF")
    assert file.content == client.get(reverse("meet:event_report_file", args=[made.event.pk])).content


def test_an_event_without_anything_has_a_report(client: Client) -> None:
    made = stage("A", slots=(), tables=0)
    signed_in(client, made.operator)
    for name in ("event_report", "event_report_workbook", "event_report_file"):
        assert client.get(reverse(f"meet:{name}", args=[made.event.pk])).status_code == 200, name


@pytest.mark.parametrize("role", [Role.ENTERPRISE, None])
def test_the_report_is_for_the_offices(client: Client, role: Role | None) -> None:
    made = placed()
    signed_in(client, cast.account(role))
    for name in ("event_report", "event_report_workbook", "event_report_file"):
        assert client.get(reverse(f"meet:{name}", args=[made.event.pk])).status_code == 403, name


def test_pages_read_in_chinese(client: Client) -> None:
    made = stage("AB")
    made.load(*accepted("AB"), RequestRow("B", "A"))
    made.make()
    signed_in(client, made.operator)
    client.cookies["django_language"] = "zh-hans"
    shown = text(client.get(reverse("meet:event_report", args=[made.event.pk])))
    assert "公平性" in shown
    assert client.get(reverse("meet:event_report_file", args=[made.event.pk])).content.startswith(b"%PDF")
