"""Browsing participants, asking with a message, the organiser's pages, reminders and spreadsheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests import cast

from fairway.base.models import Job
from fairway.govern.models import Role
from fairway.meet import actions
from fairway.meet.engine.intake import RequestRow
from fairway.meet.models import Apart, Event, EventImport, MeetingRequest, Participation
from fairway.meet.queries.reminders import to_remind
from fairway.meet.tests.registering import CODES, applied, coded, opened
from fairway.meet.tests.seeing import send
from fairway.meet.tests.stage import Stage, accepted, stage
from fairway.meet.tests.test_views import signed_in, text
from fairway.meet.tests.test_views_registration import queries

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
OFFICE, ZONE, COMPANY, CREDIT = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
EVERYBODY = {OFFICE, ZONE, COMPANY, CREDIT}


def pages(made: Stage) -> dict[str, tuple[str, set[Role]]]:
    event = made.event.pk
    application = applied(made, "示例甲号有限公司")
    kept = imported(made)
    return {
        "participants": (reverse("meet:participants", args=[event]), EVERYBODY),
        "participant": (reverse("meet:participant", args=[made.place("A").pk]), EVERYBODY),
        "registration": (reverse("meet:registration", args=[event]), {OFFICE}),
        "applications": (reverse("meet:applications", args=[event]), {OFFICE}),
        "application": (reverse("meet:application", args=[application.pk]), {OFFICE}),
        "reminders": (reverse("meet:reminders", args=[event]), {OFFICE}),
        "organise": (reverse("meet:organise", args=[event]), {OFFICE}),
        "imports": (reverse("meet:imports", args=[event]), {OFFICE}),
        "import": (reverse("meet:event_import", args=[kept.pk]), {OFFICE}),
        "mend": (reverse("meet:rows_to_mend", args=[kept.pk]), {OFFICE}),
        "template": (reverse("meet:import_template", args=[event, "requests", "xlsx"]), {OFFICE}),
    }


def imported(made: Stage) -> EventImport:
    text = f"Organisation,Seats\n{cast.organisation().name},1\n示例二号有限公司,zero\n"
    return actions.check_import(
        actor=made.operator,
        reason="x",
        event=made.event,
        kind="participants",
        file_name="in.csv",
        content=text.encode(),
    )


@pytest.mark.parametrize("role", list(Role))
def test_who_sees_which_page(client: Client, role: Role) -> None:
    made = opened(stage())
    for name, (address, roles) in pages(made).items():
        assert client.get(address).status_code == 302, name
        signed_in(client, cast.account(role))
        assert client.get(address).status_code == (200 if role in roles else 403), name
        client.logout()


POSTS = (
    "decide",
    "remind",
    "add_meeting",
    "keep_apart",
)


@pytest.mark.parametrize("role", [ZONE, COMPANY, CREDIT])
def test_only_the_office_changes_anything(client: Client, role: Role) -> None:
    made = opened(stage())
    made.load(*accepted("AB"))
    application, kept, asked = applied(made), imported(made), made.request("A", "B")
    signed_in(client, cast.account(role))
    addresses = [reverse(f"meet:{name}", args=[made.event.pk]) for name in POSTS]
    addresses += [
        reverse(f"meet:{name}", args=[application.pk])
        for name in ("link", "withdraw_application", "renew_application_link")
    ]
    addresses += [
        reverse(f"meet:{name}", args=[kept.pk]) for name in ("take_import", "take_import_back", "discard_import")
    ]
    addresses += [reverse(f"meet:{name}", args=[asked.pk]) for name in ("must_hold", "fix_slot", "take_off")]
    addresses += [
        reverse(f"meet:{name}", args=[made.place("A").pk])
        for name in ("renew_link", "withdraw_participant", "restore_participant")
    ]
    for address in addresses:
        assert client.get(address).status_code == 405, address
        assert client.post(address).status_code == 403, address


def test_what_is_not_there_is_404(client: Client) -> None:
    made = stage("AB")
    signed_in(client, made.operator)
    for name in ("application", "participant", "event_import", "participants", "imports", "reminders", "organise"):
        assert client.get(reverse(f"meet:{name}", args=[0])).status_code == 404, name
    assert client.get(reverse("meet:import_template", args=[made.event.pk, "agreements", "csv"])).status_code == 404


def test_participants_are_searched_filtered_and_suggested_with_reasons(client: Client) -> None:
    made = opened(stage("ABC"), most_requests=3)
    topic = made.event.topics.create(order=1, name="Batteries")
    Participation.objects.filter(pk=made.place("B").pk).update(side="buyer", languages=["de"], looks_for="castings")
    made.place("B").topics.add(topic)
    company = cast.account(COMPANY, made.organisations["A"])
    cast.suggestion(cast.offer(made.organisations["A"]), cast.need(made.organisations["B"]), score=88)
    address = reverse("meet:participants", args=[made.event.pk])
    shown = text(signed_in(client, company).get(address))
    assert "88" in shown
    assert "Same industry class" in shown
    assert "may ask for 3 more meetings" in shown
    for query in ("side=buyer", f"topic={topic.pk}", "language=%22de%22", "q=castings"):
        found = text(client.get(f"{address}?{query}"))
        table = found.split("Contains")[1]
        assert "Example B" in table, query
        assert "Example C" not in table, query
    export = client.get(f"{address}?format=csv").content.decode()
    assert "Example B" in export


def test_whom_one_asked_is_suggested_no_more(client: Client) -> None:
    made = stage("AB")
    cast.suggestion(cast.offer(made.organisations["A"]), cast.need(made.organisations["B"]), score=88)
    made.load(RequestRow("A", "B"))
    shown = text(
        signed_in(client, cast.account(COMPANY, made.organisations["A"])).get(
            reverse("meet:participants", args=[made.event.pk])
        )
    )
    assert "suggests nobody else" in shown


def test_contact_and_link_are_for_the_organiser_and_itself(client: Client) -> None:
    made = stage("AB")
    Participation.objects.filter(pk=made.place("A").pk).update(contact_email="li@example.com", token="t" * 43)
    address = reverse("meet:participant", args=[made.place("A").pk])
    for user, sees in (
        (cast.account(OFFICE), True),
        (cast.account(COMPANY, made.organisations["A"]), True),
        (cast.account(COMPANY, made.organisations["B"]), False),
        (cast.account(CREDIT), False),
    ):
        shown = signed_in(client, user).get(address).content.decode()
        assert ("li@example.com" in shown) == sees
        assert ("t" * 43 in shown) == sees


def test_asking_answering_and_withdrawing_on_pages(client: Client) -> None:
    made = stage("AB")
    one, other = (cast.account(COMPANY, made.organisations[key]) for key in "AB")
    signed_in(client, one)
    ask = reverse("meet:ask", args=[made.event.pk])
    assert f'value="{made.place("B").pk}" selected' in client.get(f"{ask}?whom={made.place('B').pk}").content.decode()
    given = {"requester": made.place("A").pk, "requested": made.place("B").pk, "priority": "4", "message": "Castings?"}
    assert client.post(ask, given).status_code == 302
    asked = MeetingRequest.objects.get()
    page = reverse("meet:request", args=[asked.pk])
    signed_in(client, other)
    assert "Castings?" in text(client.get(page))
    client.post(reverse("meet:answer", args=[asked.pk]), {"answer": "accepted", "message": "Gladly", "priority": "5"})
    client.post(reverse("meet:change_priority", args=[asked.pk]), {"matter-priority": "2"})
    asked.refresh_from_db()
    assert (asked.answer_message, asked.reply_priority, asked.is_mutual) == ("Gladly", 2, True)
    assert client.post(reverse("meet:change_priority", args=[asked.pk]), {"matter-priority": "9"}).status_code == 422
    assert client.post(reverse("meet:withdraw_request", args=[asked.pk])).status_code == 403
    signed_in(client, one)
    assert client.post(reverse("meet:withdraw_request", args=[asked.pk])).status_code == 302
    assert "withdrawn" in text(client.get(page))


def test_the_organiser_sets_and_undoes_on_pages(client: Client) -> None:
    made = stage()
    signed_in(client, cast.account(OFFICE))
    event = made.event.pk
    pair = {"add-one": made.place("A").pk, "add-other": made.place("B").pk, "add-priority": "5"}
    assert client.post(reverse("meet:add_meeting", args=[event]), pair).status_code == 302
    assert client.post(reverse("meet:add_meeting", args=[event]), pair).status_code == 422
    asked = MeetingRequest.objects.get()
    slot = made.event.slots.get(number=2)
    client.post(reverse("meet:must_hold", args=[asked.pk]), {"must": "yes"})
    client.post(reverse("meet:fix_slot", args=[asked.pk]), {"slot": slot.pk})
    asked.refresh_from_db()
    assert (asked.must_hold, asked.fixed_slot) == (True, slot)
    shown = text(client.get(reverse("meet:organise", args=[event])))
    assert "Example A – Example B" in shown
    client.post(reverse("meet:must_hold", args=[asked.pk]))
    client.post(reverse("meet:fix_slot", args=[asked.pk]))
    client.post(reverse("meet:take_off", args=[asked.pk]))
    asked.refresh_from_db()
    assert (asked.must_hold, asked.fixed_slot, asked.is_withdrawn) == (False, None, True)
    apart = {"apart-one": made.place("C").pk, "apart-other": made.place("D").pk, "apart-why": "a lawsuit"}
    assert client.post(reverse("meet:keep_apart", args=[event]), apart).status_code == 302
    assert client.post(reverse("meet:keep_apart", args=[event]), apart).status_code == 422
    kept = Apart.objects.get()
    assert "a lawsuit" in text(client.get(reverse("meet:organise", args=[event])))
    assert client.post(reverse("meet:allow_again", args=[kept.pk])).status_code == 302
    assert client.post(reverse("meet:allow_again", args=[kept.pk])).status_code == 404


def test_who_has_something_to_do_is_listed_and_written_to(
    client: Client, settings, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    made = stage("ABC")
    made.load(RequestRow("A", "B"), *accepted("AC"))
    Event.objects.filter(pk=made.event.pk).update(name="Spring\r\nBcc: all@example.com")
    Participation.objects.filter(pk=made.place("B").pk).update(contact_email="b@example.com")
    signed_in(client, cast.account(OFFICE))
    address = reverse("meet:reminders", args=[made.event.pk])
    lines = client.get(f"{address}?format=csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0::1][:5] for line in lines[1:]] == [
        ["Example B", "", "has not answered", "1", "0"],
        ["Example C", "", "asked nobody", "0", "0"],
        ["Example A", "", "nothing open", "0", "2"],
    ]
    assert "No mail host is set up" in text(client.get(address))
    remind = reverse("meet:remind", args=[made.event.pk])
    assert client.post(remind).status_code == 409
    settings.MAIL_IS_SET, settings.PUBLIC_ADDRESS = True, "https://office.example.org"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(remind).status_code == 302
    (letter,) = mailoutbox
    assert letter.to == ["b@example.com"]
    assert "Spring Bcc: all@example.com" in letter.subject
    assert letter.recipients() == ["b@example.com"]
    assert "that wait for an answer: 1." in letter.body
    assert "还没有" in letter.body or "尚未" in letter.body
    assert Job.objects.get().state == "done"


def test_a_spreadsheet_is_checked_taken_and_taken_back_on_pages(client: Client) -> None:
    made = stage("AB")
    signed_in(client, cast.account(OFFICE))
    new = cast.organisation()
    file = SimpleUploadedFile("in.csv", f"Organisation,Seats\n{new.name},2\n示例二号有限公司,zero\n".encode())
    sent = client.post(reverse("meet:imports", args=[made.event.pk]), {"kind": "participants", "file": file})
    assert sent.status_code == 302
    kept = EventImport.objects.get()
    shown = text(client.get(sent.headers["Location"]))
    assert "“zero” is not a whole number." in shown.replace("&quot;", '"')
    mend = client.get(reverse("meet:rows_to_mend", args=[kept.pk])).content.decode("utf-8-sig")
    assert mend.splitlines()[1].startswith("示例二号有限公司,zero,Seats: ")
    client.post(reverse("meet:take_import", args=[kept.pk]))
    assert made.event.participations.get(organisation=new).seats == 2
    client.post(reverse("meet:take_import_back", args=[kept.pk]))
    assert made.event.participations.count() == 2
    other = imported(made)
    assert client.post(reverse("meet:discard_import", args=[other.pk])).status_code == 302
    shown = text(client.get(reverse("meet:imports", args=[made.event.pk])))
    assert "Handed in before in.csv" in shown


def test_the_office_takes_a_participant_out_and_lets_it_back(client: Client) -> None:
    made = stage("AB")
    place = made.place("A").pk
    signed_in(client, cast.account(OFFICE))
    client.post(reverse("meet:withdraw_participant", args=[place]))
    assert made.place("A").status == "withdrawn"
    assert "Let it take part again" in text(client.get(reverse("meet:participant", args=[place])))
    client.post(reverse("meet:restore_participant", args=[place]))
    client.post(reverse("meet:renew_link", args=[place]))
    assert (made.place("A").status, len(made.place("A").token)) == ("approved", 43)


def test_lists_cost_the_same_at_one_row_and_three(client: Client) -> None:
    small, large = stage("AB", code="small"), stage("ABCDE", code="large")
    signed_in(client, cast.account(OFFICE))
    for made, pairs in ((small, "AB"), (large, "AB CD DE")):
        made.load(*accepted(pairs))
        for pair in pairs.split():
            actions.set_must_hold(actor=made.operator, reason="x", request=made.request(pair[0], pair[1]), must=True)
        imported(made)
    imported(large)
    actions.keep_apart(actor=small.operator, reason="x", one=cast_pair(small)[0], other=cast_pair(small)[1])
    for name in ("participants", "reminders", "organise", "imports"):
        costs = [queries(client, reverse(f"meet:{name}", args=[made.event.pk])) for made in (small, large)]
        assert costs[0] == costs[1], name


def cast_pair(made: Stage) -> tuple[Participation, Participation]:
    third = cast.organisation()
    place = Participation.objects.create(event=made.event, organisation=third)
    return made.place("A"), place


def test_a_participant_corrects_itself_until_there_is_a_timetable(client: Client) -> None:
    made = stage("AB")
    made.load(*accepted("AB"))
    place = made.place("A")
    own = cast.account(COMPANY, made.organisations["A"])
    address = reverse("meet:correct_participant", args=[place.pk])
    signed_in(client, cast.account(COMPANY, made.organisations["B"]))
    assert client.get(address).status_code == 403
    signed_in(client, own)
    assert client.get(address).content.decode().count(" checked") == 3
    given = {
        "seats": "2",
        "available": ["1", "2"],
        "languages": ["de"],
        "group": "North",
        "representatives": "Director",
    }
    assert send(client, address, given).status_code == 302
    place = made.place("A")
    assert (place.seats, place.available, place.languages, place.group) == (2, [1, 2], ["de"], "North")
    assert place.representatives == [{"post": "Director", "holder": ""}]
    slot = made.event.slots.get(number=2)
    actions.set_fixed_slot(actor=made.operator, reason="x", request=made.request("A", "B"), slot=slot)
    refused = send(client, address, {**given, "available": ["1"]})
    assert refused.status_code == 422
    assert "A meeting is locked to slot 2" in text(refused)
    made.make()
    assert send(client, address, given).status_code == 422
    signed_in(client, cast.account(OFFICE))
    assert send(client, address, given).status_code == 302


def test_nobody_is_reminded_of_whom_it_is_kept_apart_from_or_who_does_not_come() -> None:
    made = stage("ABC")
    made.load(RequestRow("A", "B"), RequestRow("C", "B"))

    def unanswered() -> int:
        return int(to_remind(made.event).get(pk=made.place("B").pk).unanswered)  # type: ignore[attr-defined]

    assert unanswered() == 2
    actions.keep_apart(actor=made.operator, reason="x", one=made.place("B"), other=made.place("A"))
    assert unanswered() == 1
    actions.withdraw_participation(actor=made.operator, reason="x", participation=made.place("C"))
    assert unanswered() == 0


def test_an_enterprise_takes_its_own_application_back_on_its_page(client: Client) -> None:
    made = opened(stage("A"))
    own = coded(cast.organisation(name="示例新能源有限公司"), CODES[0])
    application = applied(made, uscc=CODES[0])
    page = reverse("meet:participant", args=[application.participation_id])
    signed_in(client, cast.account(COMPANY, own))
    assert "Withdraw the application" in text(client.get(page))
    answer = client.post(reverse("meet:withdraw_application", args=[application.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert "Withdraw the application" not in text(client.get(page))


def test_applications_are_narrowed_and_sorted_by_where_they_stand(client: Client) -> None:
    made = opened(stage("A"), places=2)
    applied(made, "示例甲号有限公司")
    applied(made, "示例乙号有限公司")
    signed_in(client, cast.account(OFFICE))
    address = reverse("meet:applications", args=[made.event.pk])
    rows = client.get(f"{address}?standing=waiting&sort=standing&format=csv").content.decode("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == ["示例乙号有限公司"]
