"""The public pages of registration, and the office's desk of applications."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import cast

from fairway.base.models import Job
from fairway.govern.models import Role
from fairway.meet.models import Application, Participation
from fairway.meet.queries.registration import token_of
from fairway.meet.tests.registering import CODES, applied, coded, opened
from fairway.meet.tests.seeing import send
from fairway.meet.tests.stage import Stage, stage
from fairway.meet.tests.test_views import signed_in, text

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limit_left_over() -> None:
    cache.clear()


def page(made: Stage) -> str:
    return reverse("meet:register", args=[made.event.code])


def filled(**given: object) -> dict[str, object]:
    return {
        "name": "示例新能源有限公司",
        "contact_email": "li@example.com",
        "seats": "1",
        "languages": ["zh", "en"],
        "available": ["1", "2", "3"],
        **given,
    }


def state_of(response: HttpResponse) -> Application:
    assert response.status_code == 302, text(response)
    token = re.fullmatch(r"/my/([^/]+)/application/", response.headers["Location"])
    assert token is not None
    return Application.objects.get(token=token[1])


def test_anybody_applies_while_registration_is_open_and_sees_what_became_of_it(client: Client) -> None:
    made = opened(stage("AB"), sides=("supplier", "buyer"), note="Bring samples.", note_zh="请带样品。")
    shown = text(client.get(page(made)))
    assert "Bring samples." in shown
    assert client.get(reverse("meet:open_events")).content.decode().count(page(made)) == 1
    sent = client.post(
        page(made),
        filled(side="buyer", representatives="Sales director: Li Hua", available=["1", "3"], looks_for="castings"),
    )
    kept = state_of(sent)
    assert kept.entry["available"] == [1, 3]
    assert kept.entry["representatives"] == [{"post": "Sales director", "holder": "Li Hua"}]
    answer = client.get(sent.headers["Location"])
    assert "has applied" in text(answer)
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]


def test_every_slot_ticked_is_no_restriction(client: Client) -> None:
    made = opened(stage("AB"))
    assert state_of(client.post(page(made), filled())).entry["available"] is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "王伟"}, "could be the name of a person"),
        ({"uscc": "91420000737944946X"}, ""),
        ({"contact_email": "li@"}, "is no e-mail address"),
        ({"representatives": ": Li"}, "is no post with its holder"),
        ({"available": []}, "Choose at least one slot"),
        ({"at_least": "9"}, "do not fit into"),
        ({"seats": "0"}, "greater than or equal to 1"),
        ({"website": "http://spam"}, "This cannot be accepted"),
        ({"languages": ["xx"]}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_right_is_said_beside_its_field(client: Client, given: dict[str, object], said: str) -> None:
    made = opened(stage("AB"))
    answer = client.post(page(made), filled(**given))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Application.objects.exists()


def test_a_closed_or_unknown_event_is_nothing_here(client: Client) -> None:
    made = stage("AB")
    assert client.get(page(made)).status_code == 404
    opened(made, opens_at=timezone.now() - timedelta(hours=2), closes_at=timezone.now() - timedelta(hours=1))
    assert client.get(page(made)).status_code == 404
    assert client.post(page(made), filled()).status_code == 404
    assert made.event.name not in text(client.get(reverse("meet:open_events")))


def test_too_many_forms_from_one_address_are_held_off(client: Client) -> None:
    made = opened(stage("AB"))
    answers = [client.post(page(made), filled(name="王伟")).status_code for _turn in range(12)]
    assert answers[:10] == [422] * 10
    assert answers[10:] == [429] * 2
    assert client.get(page(made)).status_code == 200


def test_a_form_without_its_token_is_refused() -> None:
    from django.test import Client as Checking

    made = opened(stage("AB"))
    assert Checking(enforce_csrf_checks=True).post(page(made), filled()).status_code == 403


def test_looking_up_shows_what_registers_publish_and_nothing_else(client: Client) -> None:
    made = opened(stage("AB"))
    known = coded(cast.organisation(name="示例新能源有限公司"), CODES[0])
    cast.credit_record(known)
    answer = client.post(page(made), filled(uscc=CODES[0], look_up="1", looks_for="castings"))
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "As public registers have it" in shown
    assert "castings" in shown
    assert "Tax Bureau" not in shown
    assert not Application.objects.exists()
    unknown = client.post(page(made), filled(name="示例没有这家公司", look_up="1"))
    assert "We do not know this organisation for sure" in text(unknown)


def test_the_link_withdraws_and_is_made_new(client: Client) -> None:
    made = opened(stage("AB"))
    kept = applied(made)
    fresh = client.post(reverse("meet:new_link", args=[kept.token]))
    assert fresh.status_code == 302
    assert client.get(reverse("meet:application_state", args=[kept.token])).status_code == 404
    kept.refresh_from_db()
    client.post(reverse("meet:withdraw_by_link", args=[kept.token]), {"why": "Illness"})
    shown = text(client.get(fresh.headers["Location"]))
    assert "withdrawn" in shown
    assert "Illness" in shown
    assert client.get(reverse("meet:withdraw_by_link", args=[kept.token])).status_code == 405


def test_the_office_sets_the_registration_in_the_events_own_time(client: Client) -> None:
    made = stage("AB")
    signed_in(client, cast.account(Role.PROMOTION_OFFICE))
    address = reverse("meet:registration", args=[made.event.pk])
    given = {
        "opens_at": "2026-03-01T09:00",
        "closes_at": "2026-03-02T18:00",
        "sides": "supplier, buyer，",
        "places": "5",
    }
    assert send(client, address, given).status_code == 302
    made.event.refresh_from_db()
    kept = made.event.registration
    assert (kept.sides, kept.places, kept.opens_at.isoformat()) == (
        ["supplier", "buyer"],
        5,
        "2026-03-01T01:00:00+00:00",
    )
    assert "2026-03-01T09:00" in client.get(address).content.decode()
    assert send(client, address, {**given, "closes_at": "2026-02-01T09:00"}).status_code == 422


def test_the_office_decides_links_and_takes_back(client: Client) -> None:
    made = opened(stage("AB"))
    kept = applied(made, uscc=CODES[0])
    organisation = cast.organisation(name="示例新能源有限公司")
    signed_in(client, cast.account(Role.PROMOTION_OFFICE))
    decide = reverse("meet:decide", args=[made.event.pk])
    refused = client.post(decide, {"applications": [kept.pk], "answer": "approved"})
    assert refused.status_code == 422
    assert "is not in the registry yet" in text(refused)
    link = reverse("meet:link", args=[kept.pk])
    assert client.post(link, {"organisation": "nobody at all"}).status_code == 422
    assert client.post(link, {"organisation": f"#{organisation.pk}"}).status_code == 302
    assert client.post(decide, {"applications": [kept.pk], "answer": "declined"}).status_code == 422
    assert client.post(decide, {"applications": [kept.pk], "answer": "approved"}).status_code == 302
    shown = client.get(reverse("meet:application", args=[kept.pk]))
    assert "approved" in text(shown)
    decision = kept.decisions.get()
    client.post(reverse("meet:undo_decision", args=[decision.pk]))
    kept.refresh_from_db()
    assert kept.standing == Participation.Status.APPLIED
    client.post(reverse("meet:renew_application_link", args=[kept.pk]))
    client.post(reverse("meet:withdraw_application", args=[kept.pk]))
    kept.refresh_from_db()
    assert kept.standing == Participation.Status.WITHDRAWN


def test_who_acts_for_the_applicant_sees_no_button(client: Client) -> None:
    made = opened(stage("AB"))
    own = coded(cast.organisation(name="示例新能源有限公司"), CODES[0])
    kept = applied(made, uscc=CODES[0])
    signed_in(client, cast.account(Role.PROMOTION_OFFICE, own))
    shown = text(client.get(reverse("meet:application", args=[kept.pk])))
    assert "somebody else decides" in shown
    answer = client.post(
        reverse("meet:decide", args=[made.event.pk]), {"applications": [kept.pk], "answer": "approved"}
    )
    assert answer.status_code == 422
    kept.refresh_from_db()
    assert kept.standing == Participation.Status.APPLIED


def test_the_desk_warns_of_one_that_takes_part_already(client: Client) -> None:
    made = opened(stage("AB"))
    coded(made.organisations["A"], CODES[0])
    kept = applied(made, made.organisations["A"].name, uscc=CODES[0])
    shown = text(signed_in(client, made.operator).get(reverse("meet:application", args=[kept.pk])))
    assert "is registered for this event already" in shown


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_lists_cost_the_same_at_one_row_and_three(client: Client) -> None:
    made = opened(stage("A"))
    signed_in(client, cast.account(Role.PROMOTION_OFFICE))
    addresses = [
        reverse("meet:applications", args=[made.event.pk]),
        reverse("meet:open_events"),
    ]
    applied(made, "示例甲号有限公司")
    before = [queries(client, address) for address in addresses]
    coded(cast.organisation(name="示例乙号有限公司"), CODES[0])
    applied(made, "示例乙号有限公司", uscc=CODES[0])
    applied(made, "示例丙号有限公司")
    for number in range(2):
        event = cast.event()
        other = Stage(made.operator, event, {})
        opened(other)
        assert number < 2
    assert [queries(client, address) for address in addresses] == before


def test_mails_are_sent_only_when_set_in_both_languages(
    client: Client, settings, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    made = opened(stage("AB"))
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page(made), filled())
    assert not mailoutbox
    assert not Job.objects.exists()
    settings.MAIL_IS_SET, settings.PUBLIC_ADDRESS = True, "https://office.example.org"
    with django_capture_on_commit_callbacks(execute=True):
        kept = state_of(client.post(page(made), filled(name="示例二号有限公司")))
    (letter,) = mailoutbox
    assert letter.to == ["li@example.com"]
    assert f"https://office.example.org/my/{token_of(kept)}/application/" in letter.body
    assert "We have received the application" in letter.body
    assert "已收到" in letter.body
    assert Job.objects.get().result == {"sent": 1, "refused": 0}
