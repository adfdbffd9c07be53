"""Cases over the API: as on the pages."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import account

from fairway.govern.models import Role
from fairway.trust.models import FileView
from fairway.trust.tests.cases import decide, enterprise, objection, officer, penalty

pytestmark = pytest.mark.django_db

ASKED = {"purpose": "case"}


def test_cases_and_their_steps(client: Client) -> None:
    case = decide(objection(penalty()), "rejected")
    client.force_login(officer())
    assert client.get("/api/cases").status_code == 422
    [row] = client.get("/api/cases", ASKED).json()["items"]
    assert (row["number"], row["clock"], row["outcome"]) == (case.number, "ended", "rejected")
    detail = client.get(f"/api/cases/{case.number}").json()
    assert [step["event"] for step in detail["steps"]] == ["open", "decide"]
    assert detail["decision"] == "looked into"
    looks = FileView.objects.filter(organisation=case.organisation)
    assert looks.values_list("subject", "purpose", "way").get() == (f"trust.case:{case.pk}", "case", "api")
    assert client.get("/api/cases", {**ASKED, "clock": "over"}).json()["count"] == 0
    assert client.get("/api/cases", {**ASKED, "clock": "ended"}).json()["count"] == 1


def test_an_enterprise_gets_its_own_only(client: Client) -> None:
    mine, other = objection(penalty()), objection(penalty())
    assert mine.record is not None
    client.force_login(enterprise(mine.record))
    assert [row["number"] for row in client.get("/api/cases").json()["items"]] == [mine.number]
    assert client.get(f"/api/cases/{other.number}").status_code == 404
    client.force_login(account(Role.ZONE_COMMITTEE))
    assert client.get("/api/cases", ASKED).json()["count"] == 0
    client.logout()
    assert client.get("/api/cases").status_code == 401
