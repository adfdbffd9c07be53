"""The API answers as the pages do."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from tests.cast import account, agreement, event, organisation

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.sign.models import Ceremony

pytestmark = pytest.mark.django_db


def signed_in(client: Client, role: Role | None, mine: Organisation | None = None) -> Client:
    client.force_login(account(role, mine))
    return client


@pytest.mark.parametrize("path", ["/api/agreements", "/api/signing/1"])
def test_visitors_and_those_without_a_role_are_told_so(client: Client, path: str) -> None:
    assert client.get(path).status_code == 401
    assert signed_in(client, None).get(path).status_code == 403


def test_agreements_with_exact_amounts(client: Client) -> None:
    signed = agreement(amount=Decimal("12.5"))
    (item,) = signed_in(client, Role.CREDIT_OFFICE).get("/api/agreements").json()["items"]
    assert (item["id"], item["amount"], item["currency"], item["money_kind"]) == (signed.pk, "12.5", "CNY", "contract")
    assert len(item["parties"]) == 2


def test_an_enterprise_gets_its_own(client: Client) -> None:
    mine = organisation()
    own = agreement(parties=(mine, organisation()))
    other = agreement()
    signed_in(client, Role.ENTERPRISE, mine)
    assert [item["id"] for item in client.get("/api/agreements").json()["items"]] == [own.pk]
    assert client.get(f"/api/signing/{other.event_id}").status_code == 404


def test_a_board_with_its_differences(client: Client) -> None:
    day = event()
    Ceremony.objects.create(event=day, expected_count=2, expected_total=Decimal(2000))
    agreement(day)
    found = signed_in(client, Role.PROMOTION_OFFICE).get(f"/api/signing/{day.pk}").json()
    assert found == {
        "event_id": day.pk,
        "state": "red",
        "count": 1,
        "announced_count": 2,
        "announced_total": {"amount": "2000", "currency": "CNY", "kind": "contract"},
        "totals": [{"amount": "1000", "currency": "CNY", "kind": "contract"}],
        "mismatches": [
            "Signed: 1, announced: 2.",
            "The contracts sum to 1,000 CNY, announced were 2,000 CNY.",
        ],
    }
