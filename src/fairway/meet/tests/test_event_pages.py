"""Pages on which events are opened, corrected, arranged and shown with their talks, leads and stands."""

from __future__ import annotations

import csv
import html
import io
import re
from datetime import date
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from tests import cast

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know.models import Fact
from fairway.meet import actions
from fairway.meet.forms.parts import PARTS
from fairway.meet.models import ActionItem, Event, Presentation, PresentationLead, Stand
from fairway.meet.tests.seeing import send
from fairway.meet.tests.stage import Stage, stage

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db
DAY = date(2021, 10, 19)


def text(response: HttpResponse) -> str:
    """The page's main part without markup, in one line."""
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", main)))


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(cast.account(Role.PROMOTION_OFFICE))
    return client


def rows(*lines: dict[str, object], initial: int = 0) -> dict[str, object]:
    """A list as its page sends it."""
    sent: dict[str, object] = {"form-TOTAL_FORMS": len(lines), "form-INITIAL_FORMS": initial}
    for number, line in enumerate(lines):
        sent |= {f"form-{number}-{name}": value for name, value in line.items()}
    return sent


def furnished() -> Stage:
    """A talk with all its parts."""
    made = stage("ABC", kind="bilateral_talk")
    actor, event, organisations = made.operator, made.event, made.organisations
    told = [
        actions.Delegate(organisations["A"].pk, "Mayor", "示例市长", "市长", "Holder A", "principal"),
        actions.Delegate(organisations["B"].pk, "Chairman", "示例董事长", "董事长", "", "attendee"),
    ]
    actions.name_delegates(actor=actor, reason="r", event=event, delegates=told)
    plans = [actions.TopicPlan("castings", "铸件", "manufacturing", "制造业")]
    actions.set_topics(actor=actor, reason="r", event=event, topics=plans)
    halls = [actions.RoomPlan("Hall", 1), actions.RoomPlan("Annex", 1, closed=frozenset({2, 3}))]
    actions.arrange_rooms(actor=actor, reason="r", event=event, rooms=halls)
    shifts = [actions.ShiftPlan("de", 2, frozenset({1, 2}))]
    actions.set_interpreters(actor=actor, reason="r", event=event, shifts=shifts)
    actions.set_agenda(actor=actor, reason="r", event=event, items=[actions.AgendaPlan("Credit", "信用")])
    agreed = actions.Agreed("Send the list", "发送清单", organisations["A"].pk, due_words="this year")
    actions.agree_action(actor=actor, reason="r", event=event, agreed=agreed)
    talks = [actions.TalkPlan(organisations["A"], "What A offers", slot=2)]
    actions.set_presentations(actor=actor, reason="r", event=event, talks=talks)
    stands = [actions.StandPlan("B-12", organisations["B"], "lamps")]
    actions.set_stands(actor=actor, reason="r", event=event, stands=stands)
    lead = actions.Lead("visit", DAY, organisations["C"], note="=1+1")
    shown = Presentation.objects.select_related("event").get(event=event)
    actions.note_lead(actor=actor, reason="r", presentation=shown, lead=lead)
    Fact.objects.create(
        about=event.code, predicate="guests", label="guests", value="400", comparator=">", happened_on=DAY,
        learned_on=DAY, source=cast.source(),
    )  # fmt: skip
    figures = [actions.ExpectationPlan("guests", "participants")]
    actions.set_expectations(actor=actor, reason="r", event=event, figures=figures)
    return made


def test_the_event_s_page_shows_all_its_parts(office: Client) -> None:
    made = furnished()
    whole = cast.event(kind="congress", name="Congress of the year")
    Event.objects.filter(pk=made.event.pk).update(parent=whole)
    page = text(office.get(reverse("meet:event", args=[made.event.pk])))
    for words in (
        "bilateral talk", "Congress of the year", "Principals 1", "Mayor 示例市长 Holder A", "Companies 1", "castings",
        "Annex 2 2–3", "de 2 1–2", "Credit", "Send the list", "this year", "What A offers", "1 stand", ">400",
        "398 fewer than stated",
    ):  # fmt: skip
        assert words in page, words
    assert "Congress of the year" in text(office.get(reverse("meet:events")))
    assert made.event.name in text(office.get(reverse("meet:event", args=[whole.pk])))


def test_the_page_speaks_chinese(office: Client) -> None:
    made = furnished()
    with translation.override("zh-hans"):
        page = text(office.get(reverse("meet:event", args=[made.event.pk]), headers={"accept-language": "zh-hans"}))
    for words in ("市长", "铸件", "制造业", "信用", "发送清单"):
        assert words in page, words


def test_a_talk_is_shown_to_who_takes_part_and_nobody_else(client: Client) -> None:
    made = furnished()
    address = reverse("meet:event", args=[made.event.pk])
    for organisation, sees in ((made.organisations["A"], True), (cast.organisation(), False)):
        client.force_login(cast.account(Role.ENTERPRISE, organisation))
        page = text(client.get(address))
        assert ("示例市长" in page, "Send the list" in page, "Correct" in page) == (sees, sees, False)


def test_an_empty_event_shows_visitors_no_empty_boxes_and_the_office_what_is_missing(client: Client) -> None:
    address = reverse("meet:event", args=[cast.event(tables=0).pk])
    shown = {}
    for role in (Role.PROMOTION_OFFICE, Role.ENTERPRISE):
        client.force_login(cast.account(role))
        shown[role] = text(client.get(address))
    office, visitor = shown[Role.PROMOTION_OFFICE], shown[Role.ENTERPRISE]
    missing = office.split("Not filled in yet")[1]
    for part in ("Slots", "Rooms and tables", "Interpreters", "Topics", "Presentations", "Agenda", "What was agreed"):
        assert part in missing, part
        assert part not in visitor, part
    for box in ("Timetable", "Mutual requests", "Value held", "Breaks", "Not filled in yet"):
        assert box not in visitor, box


def test_the_page_costs_the_same_with_one_row_or_three(office: Client) -> None:
    made = furnished()
    address = reverse("meet:event", args=[made.event.pk])
    office.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        office.get(address)
    for number in (2, 3):
        actions.agree_action(
            actor=made.operator, reason="r", event=made.event,
            agreed=actions.Agreed(f"Action {number}", responsible=made.organisations["B"].pk),
        )  # fmt: skip
        cast.event(parent=made.event, name=f"Part {number}")
        Stand.objects.create(event=made.event, number=str(number), organisation=made.organisations["C"])
    with CaptureQueriesContext(connection) as three:
        office.get(address)
    assert len(three) == len(one)


def test_an_event_is_opened_and_corrected_on_a_page(office: Client) -> None:
    given = {
        "name": "Spring meeting", "name_zh": "春季对接会", "code": "spring-2026", "kind": "matchmaking",
        "held_on": "2026-04-20", "ends_on": "2026-04-21", "region_code": "吉林省长春市", "venue": "Hall 2",
        "tables": 12, "time_zone": "Asia/Shanghai", "language": "zh",
    }  # fmt: skip
    answer = office.post(reverse("meet:new_event"), given)
    opened = Event.objects.get(code="spring-2026")
    assert answer.headers["Location"] == reverse("meet:event", args=[opened.pk])
    assert (opened.region_code, opened.tables, opened.ends_on) == ("220100", 12, date(2026, 4, 21))
    again = office.post(reverse("meet:new_event"), given)
    assert (again.status_code, "already an event" in text(again)) == (422, True)
    page = reverse("meet:edit_event", args=[opened.pk])
    assert "Spring meeting" in office.get(page).content.decode()
    assert send(office, page, {**given, "name": "Summer meeting"}).status_code == 302
    wrong = send(office, page, {**given, "time_zone": "Mars/Base", "region_code": "nowhere"})
    assert wrong.status_code == 422
    opened.refresh_from_db()
    assert opened.name == "Summer meeting"
    assert list(AuditLine.objects.filter(verb__in=["open_event", "edit_event"]).values_list("verb", flat=True)) != []


class _Sent(HTMLParser):
    """What a browser sends of the rows of a list that nobody touched: a choice as its first option."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "input" and name.startswith("form-") and given.get("type") != "checkbox":
            self.fields[name] = given.get("value", "")
        if tag == "select":
            self._select = name
        if tag == "option" and self._select.startswith("form-") and (
            self._select not in self.fields or "selected" in given
        ):  # fmt: skip
            self.fields[self._select] = given.get("value", "")


@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_list_is_kept_as_a_browser_sends_it_untouched_even_twice(office: Client, part: str) -> None:
    made = furnished()
    address = reverse("meet:arrange", args=[made.event.pk, part])
    sent = _Sent()
    sent.feed(office.get(address).content.decode())
    assert len(sent.fields) > 4
    shown = text(office.get(reverse("meet:event", args=[made.event.pk])))
    for _again in range(2):
        assert send(office, address, sent.fields).status_code == 302
    assert text(office.get(reverse("meet:event", args=[made.event.pk]))).count("What A offers") == 1
    assert text(office.get(reverse("meet:event", args=[made.event.pk]))) == shown
    as_new = {**sent.fields, "form-INITIAL_FORMS": "0"}
    assert send(office, address, as_new).status_code == 302


def test_the_last_representative_of_an_organisation_can_be_taken_off(office: Client) -> None:
    made = furnished()
    kept = {"organisation": made.organisations["A"].name, "post": "Mayor", "holder": "示例市长", "role": "principal"}
    address = reverse("meet:arrange", args=[made.event.pk, "representatives"])
    assert send(office, address, rows(kept)).status_code == 302
    assert made.place("B").representatives == []
    assert [each["post"] for each in made.place("A").representatives] == ["Mayor"]


@pytest.mark.parametrize("part", sorted(PARTS))
def test_each_list_opens_filled_in_and_is_kept_as_it_was(office: Client, part: str) -> None:
    made = furnished()
    address = reverse("meet:arrange", args=[made.event.pk, part])
    page = office.get(address)
    assert page.status_code == 200
    form = page.context["rows"]
    sent: dict[str, object] = {f"form-{name}": value for name, value in form.management_form.initial.items()}
    for row in form:
        for name, field in row.fields.items():
            value = row.get_initial_for_field(field, name)
            sent[row.add_prefix(name)] = "" if value in (None, False) else value
    answer = send(office, address, sent)
    assert answer.status_code == 302, answer.context["refusal"] or [each.errors for each in answer.context["rows"]]
    assert [each.initial for each in office.get(address).context["rows"]] == [each.initial for each in form]


def test_slots_are_laid_out_over_two_days(office: Client) -> None:
    event = cast.event(ends_on=date(2021, 10, 20))
    address = reverse("meet:arrange", args=[event.pk, "slots"])
    block = {"start": "09:00", "number": 6, "minutes": 20, "pause": 5}
    answer = send(office, address, rows({"day": "2021-10-19", **block}, {"day": "2021-10-20", **block}, {}))
    assert answer.status_code == 302
    page = text(office.get(reverse("meet:event", args=[event.pk])))
    assert "7 · 09:00–09:20" in page
    outside = send(office, address, rows({"day": "2021-10-25", **block}))
    assert (outside.status_code, "not a day of the event" in text(outside)) == (422, True)


def test_an_organisation_that_does_not_take_part_is_named_on_its_row(office: Client) -> None:
    made = stage("AB")
    address = reverse("meet:arrange", args=[made.event.pk, "stands"])
    answer = send(office, address, rows({"number": "1", "organisation": "nobody"}))
    assert (answer.status_code, "Nobody of that name" in text(answer)) == (422, True)
    assert send(office, address, rows({"number": "1", "organisation": "Example A"})).status_code == 302
    assert Stand.objects.get().organisation == made.organisations["A"]
    assert office.get(reverse("meet:arrange", args=[made.event.pk, "chairs"])).status_code == 404


def test_what_was_agreed_is_written_down_reported_done_and_listed(office: Client) -> None:
    made = stage("AB")
    place = made.place("A")
    given = {"text": "Send the list", "responsible": place.pk, "due": "2021-11-02"}
    assert office.post(reverse("meet:agree", args=[made.event.pk]), given).status_code == 302
    item = ActionItem.objects.get()
    assert "overdue" in text(office.get(reverse("meet:agreed")))
    page = reverse("meet:finish", args=[item.pk])
    assert office.post(page, {"done_on": "2021-10-01", "outcome": "sent"}).status_code == 422
    assert office.post(page, {"done_on": "2021-11-01", "outcome": "List of 4 sent"}).status_code == 302
    assert "List of 4 sent" in text(office.get(reverse("meet:agreed"), {"state": "done"}))
    office.force_login(cast.account(Role.ENTERPRISE, made.organisations["B"]))
    assert "Send the list" not in text(office.get(reverse("meet:agreed")))
    assert office.get(page).status_code == 403


def test_leads_are_noted_listed_and_go_out_safely(office: Client) -> None:
    made = furnished()
    shown = Presentation.objects.get()
    page = reverse("meet:note_lead", args=[shown.pk])
    given = {"text": "示例商会", "interest": "investment", "noted_on": "2021-10-20"}
    assert office.post(page, given).status_code == 302
    assert office.post(page, {**given, "organisation": made.place("B").pk}).status_code == 422
    assert PresentationLead.objects.count() == 2
    listed = reverse("meet:leads")
    assert "considers an investment" in text(office.get(listed))
    lines = list(csv.DictReader(io.StringIO(office.get(listed, {"format": "csv"}).content.decode("utf-8-sig"))))
    assert {line["Note"] for line in lines} == {"'=1+1", ""}
    assert office.get(listed, {"format": "xlsx"}).status_code == 200
    for organisation, seen in ((made.organisations["A"], True), (made.organisations["B"], False)):
        office.force_login(cast.account(Role.ENTERPRISE, organisation))
        assert ("示例商会" in text(office.get(listed))) is seen
        assert office.get(page).status_code == (200 if seen else 403)


@pytest.mark.parametrize("name", ["leads", "agreed", "stands", "events"])
def test_lists_cost_the_same_with_one_row_or_three(office: Client, name: str) -> None:
    furnished()
    office.get(reverse(f"meet:{name}"))
    with CaptureQueriesContext(connection) as one:
        office.get(reverse(f"meet:{name}"))
    for code in ("second", "third"):
        made = stage("XY", code=code)
        talks = [actions.TalkPlan(made.organisations["X"], "What X offers")]
        actions.set_presentations(actor=made.operator, reason="r", event=made.event, talks=talks)
        shown = Presentation.objects.select_related("event").get(event=made.event)
        lead = actions.Lead("visit", DAY, made.organisations["Y"])
        actions.note_lead(actor=made.operator, reason="r", presentation=shown, lead=lead)
        agreed = actions.Agreed("Call", responsible=made.organisations["Y"].pk)
        actions.agree_action(actor=made.operator, reason="r", event=made.event, agreed=agreed)
        Stand.objects.create(event=made.event, number="1", organisation=made.organisations["X"])
        Event.objects.filter(pk=made.event.pk).update(parent=cast.event())
    with CaptureQueriesContext(connection) as three:
        office.get(reverse(f"meet:{name}"))
    assert len(three) == len(one)


def test_leads_and_what_was_agreed_over_the_api(office: Client) -> None:
    made = furnished()
    [lead] = office.get("/api/leads").json()["items"]
    assert (lead["event_id"], lead["presenter_id"]) == (made.event.pk, made.organisations["A"].pk)
    assert (lead["organisation_id"], lead["interest"], lead["is_demo"]) == (made.organisations["C"].pk, "visit", True)
    [item] = office.get("/api/agreed").json()["items"]
    assert (item["text"], item["due"], item["due_words"], item["state"]) == ("Send the list", None, "this year", "open")
    [event] = office.get("/api/events").json()["items"]
    assert (event["kind"], event["parent_id"], event["days_known"]) == ("bilateral_talk", None, True)
    office.force_login(cast.account(Role.ENTERPRISE, made.organisations["B"]))
    assert office.get("/api/leads").json()["items"] == office.get("/api/agreed").json()["items"] == []
