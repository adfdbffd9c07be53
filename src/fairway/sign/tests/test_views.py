"""Pages: who sees what, what they say, and that lists do not query per row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import account, agreement, event, organisation

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.sign.models import Agreement, Ceremony

pytestmark = pytest.mark.django_db


def signed_in(client: Client, role: Role, mine: Organisation | None = None) -> Client:
    client.force_login(account(role, mine))
    return client


def page(client: Client, url: str, language: str = "en") -> str:
    answer = client.get(url, headers={"accept-language": language})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


@pytest.mark.parametrize("name", ["boards", "agreements"])
@pytest.mark.parametrize("role", Role)
def test_lists_open_to_every_role(client: Client, name: str, role: Role) -> None:
    page(signed_in(client, role), reverse(f"sign:{name}"))


def test_visitors_sign_in_first(client: Client) -> None:
    assert client.get(reverse("sign:boards")).status_code == 302


def test_a_green_board_says_so_in_both_languages(client: Client) -> None:
    day = event()
    Ceremony.objects.create(event=day, expected_count=1, expected_total=Decimal(21_000_000_000))
    agreement(day, amount=Decimal(21_000_000_000))
    url = reverse("sign:board", args=[day.pk])
    english = page(signed_in(client, Role.PROMOTION_OFFICE), url)
    assert "As announced" in english
    assert "21,000,000,000" in english
    assert ">demo<" in english
    assert "与公布一致" in page(client, url, "zh-hans")


def test_a_red_board_names_what_differs(client: Client) -> None:
    day = event()
    Ceremony.objects.create(event=day, expected_count=2, expected_total=Decimal(1000))
    agreement(day, number="K-7", amount=None, currency="")
    text = page(signed_in(client, Role.CREDIT_OFFICE), reverse("sign:board", args=[day.pk]))
    assert "board-wrong" in text
    assert "Signed: 1, announced: 2." in text
    assert "K-7 states no amount." in text
    assert "not stated" in text


def test_nothing_announced_is_neither(client: Client) -> None:
    signed = agreement()
    text = page(signed_in(client, Role.ZONE_COMMITTEE), reverse("sign:board", args=[signed.event_id]))
    assert "Nothing was announced" in text
    assert "board-wrong" not in text


def test_an_enterprise_sees_its_own_lines_and_the_whole_board(client: Client) -> None:
    mine, day = organisation(), event()
    own = agreement(day, parties=(mine, organisation()), title="Our plant")
    other = agreement(day, title="Their plant")
    signed_in(client, Role.ENTERPRISE, mine)
    text = page(client, reverse("sign:board", args=[day.pk]))
    assert "Only your own agreements are listed: 1 of 2." in text
    assert "Our plant" in text
    assert "Their plant" not in text
    listed = page(client, reverse("sign:agreements"))
    assert "Our plant" in listed
    assert "Their plant" not in listed
    assert client.get(reverse("sign:agreement", args=[own.pk])).status_code == 200
    assert client.get(reverse("sign:agreement", args=[other.pk])).status_code == 403
    assert client.get(reverse("sign:board", args=[agreement().event_id])).status_code == 404


def test_an_agreement_leads_to_its_event_parties_and_project(client: Client) -> None:
    host = organisation(name_en="Host Zone")
    signed = agreement(parties=(host, organisation()))
    text = page(signed_in(client, Role.PROMOTION_OFFICE), reverse("sign:agreement", args=[signed.pk]))
    for url in (
        reverse("sign:board", args=[signed.event_id]),
        reverse("know:organisation", args=[host.pk]),
        reverse("land:project_of", args=[signed.pk]),
    ):
        assert f'href="{url}"' in text
    assert "1,000 CNY" in text
    assert client.get(reverse("sign:agreement", args=[10**9])).status_code == 404


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        page(client, url)
    return len(found)


@pytest.mark.parametrize("name", ["boards", "agreements"])
def test_a_list_asks_as_often_for_three_rows_as_for_one(client: Client, name: str) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    agreement()
    page(client, reverse(f"sign:{name}"))
    one = queries_of(client, reverse(f"sign:{name}"))
    agreement()
    agreement()
    assert queries_of(client, reverse(f"sign:{name}")) == one


def test_a_board_asks_as_often_for_three_lines_as_for_one(client: Client) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    day = event()
    url = reverse("sign:board", args=[day.pk])
    agreement(day)
    page(client, url)
    one = queries_of(client, url)
    agreement(day)
    agreement(day)
    assert queries_of(client, url) == one


def test_filters_and_exports(client: Client) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    day = event()
    agreement(day, title="Alpha", region_code="220184")
    agreement(title="Beta", region_code="220200", kind="framework", money_kind="framework")
    url = reverse("sign:agreements")
    assert "Beta" not in page(client, f"{url}?region=2201")
    assert "Alpha" not in page(client, f"{url}?kind=framework")
    exported = client.get(f"{url}?event={day.pk}&format=csv").content.decode("utf-8-sig")
    assert "Alpha" in exported
    assert "Beta" not in exported
    assert ",1000," in exported
    assert client.get(f"{url}?format=xlsx").content[:2] == b"PK"


def form(**given: object) -> dict[str, object]:
    values: dict[str, object] = {
        "event": event().pk,
        "number": "N-1",
        "title": "Plant",
        "kind": "contract",
        "signed_on": "2021-10-19",
        "amount": "1200.50",
        "currency": "RMB",
        "region": "220100",
        "industry": "3670",
        "party_1": organisation().pk,
        "role_1": "host",
        "party_2": organisation().pk,
        "role_2": "",
        "reason": "signed in the hall",
    }
    return {**values, **given}


def test_a_merged_record_cannot_become_a_party(client: Client) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    merged = organisation(merged_into=organisation())
    assert client.post(reverse("sign:new_agreement"), form(party_2=merged.pk)).status_code == 422
    assert not Agreement.objects.exists()


def test_signing_from_the_form(client: Client) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    url = reverse("sign:new_agreement")
    assert 'for="id_party_1"' in page(client, url)
    answer = client.post(url, form())
    signed = Agreement.objects.get()
    assert answer.headers["Location"] == reverse("sign:agreement", args=[signed.pk])
    assert (signed.amount, signed.currency) == (Decimal("1200.50"), "CNY")
    assert [party.role for party in signed.parties.all()] == ["host", ""]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"currency": ""}, "Write an amount and its currency, or neither."),
        ({"currency": "shells"}, "Write a currency of ISO 4217"),
        ({"region": "999999"}, "No place has this code"),
        ({"industry": "99999"}, "No industry of GB/T 4754-2017"),
        ({"signed_on": "2099-01-01"}, "has not come yet"),
        ({"number": ""}, "required"),
    ],
)
def test_a_wrong_form_comes_back_with_the_reason(client: Client, wrong: dict[str, object], words: str) -> None:
    answer = signed_in(client, Role.PROMOTION_OFFICE).post(reverse("sign:new_agreement"), form(**wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Agreement.objects.exists()


def test_a_number_taken_already_is_said_on_the_form(client: Client) -> None:
    day = event()
    agreement(day, number="N-1")
    answer = signed_in(client, Role.PROMOTION_OFFICE).post(reverse("sign:new_agreement"), form(event=day.pk))
    assert answer.status_code == 422
    assert "already taken" in answer.content.decode()


def test_announcing_from_the_form(client: Client) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    day = agreement().event
    url = reverse("sign:announce", args=[day.pk])
    assert 'for="id_total"' in page(client, url)
    assert client.post(url, {"count": "1", "total": "1000", "currency": "元", "reason": "press"}).status_code == 302
    kept = Ceremony.objects.get()
    assert (kept.expected_count, kept.expected_total, kept.currency) == (1, 1000, "CNY")
    assert client.post(url, {"count": "-1", "currency": "CNY", "reason": "press"}).status_code == 422


@pytest.mark.parametrize("role", [Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE])
def test_only_the_promotion_office_gets_the_forms(client: Client, role: Role) -> None:
    signed_in(client, role)
    assert client.get(reverse("sign:new_agreement")).status_code == 403
    assert client.get(reverse("sign:announce", args=[agreement().event_id])).status_code == 403
