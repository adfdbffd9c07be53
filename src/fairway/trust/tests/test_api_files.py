"""The API of files and editions: what for, who may, and that every look is kept."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.trust import actions
from fairway.trust.models import FileView

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2022, 1, 17), date(2022, 2, 17)


@pytest.fixture
def mine() -> Organisation:
    found = organisation()
    credit_record(found)
    for day in (FIRST, SECOND):
        actions.rate_organisations(actor=operator(), reason="r", model=credit_model(), as_of=day)
        credit_record(found, kind="penalty", severity="serious", happened_on=SECOND, learned_on=SECOND)
    return found


def signed_in(client: Client, role: Role, mine: Organisation | None = None) -> Client:
    client.force_login(account(role, mine))
    return client


PATHS = (
    "/api/organisations/{}/file",
    "/api/organisations/{}/ratings",
    "/api/ratings/{}",
    "/api/records?organisation_id={}",
)


@pytest.mark.parametrize("path", PATHS)
def test_an_office_says_what_for(client: Client, mine: Organisation, path: str) -> None:
    signed_in(client, Role.CREDIT_OFFICE)
    asked = path.format(mine.pk)
    refusal = client.get(asked)
    assert (refusal.status_code, refusal.json()["type"]) == (422, "urn:fairway:purpose-missing")
    assert client.get(asked, headers={"X-Purpose": "gossip"}).status_code == 422
    assert not FileView.objects.exists()
    assert client.get(asked, headers={"X-Purpose": "case"}).status_code == 200
    joint = "&" if "?" in asked else "?"
    assert client.get(f"{asked}{joint}purpose=other").status_code == 422
    assert client.get(f"{asked}{joint}purpose=other&purpose_words=study").status_code == 200
    assert list(FileView.objects.values_list("organisation", "way", "purpose")) == [
        (mine.pk, "api", "other"),
        (mine.pk, "api", "case"),
    ]


def test_text_no_database_holds_breaks_no_call(client: Client, mine: Organisation) -> None:
    signed_in(client, Role.CREDIT_OFFICE)
    assert client.get(f"/api/organisations/{mine.pk}/file?purpose=other&purpose_words=%00").status_code == 422
    assert client.get(f"/api/organisations/{mine.pk}/file?purpose=other&purpose_words=a%00b").status_code == 200
    assert FileView.objects.get().words == "ab"
    assert client.get("/api/cases/%00").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_its_own_needs_no_purpose_and_is_not_kept(client: Client, mine: Organisation, path: str) -> None:
    assert signed_in(client, Role.ENTERPRISE, mine).get(path.format(mine.pk)).status_code == 200
    assert not FileView.objects.exists()


def test_a_file_tells_everything_to_its_organisation(client: Client, mine: Organisation) -> None:
    signed_in(Client(), Role.CREDIT_OFFICE).get(f"/api/organisations/{mine.pk}/file?purpose=case")
    body = signed_in(client, Role.ENTERPRISE, mine).get(f"/api/organisations/{mine.pk}/file").json()
    assert (body["in_force"]["grade"], body["in_force"]["effective_on"]) == ("BBB", "2022-01-17")
    assert len(body["records"]) == 3
    [notice] = body["notices"]
    assert (notice["grade_before"], notice["state"]) == ("BBB", "served")
    assert notice["reasons"][0]["change"] < 0
    assert "%(" not in notice["reasons"][0]["sentence"]
    assert (body["looks_total"], body["looks"][0]["purpose"]) == (1, "case")


def test_others_are_not_told_what_is_announced(client: Client, mine: Organisation) -> None:
    signed_in(client, Role.PROMOTION_OFFICE)
    body = client.get(f"/api/organisations/{mine.pk}/file?purpose=support").json()
    assert (body["notices"], body["looks"]) == (None, None)
    over_time = client.get(f"/api/organisations/{mine.pk}/ratings?purpose=support").json()["items"]
    assert [each["grade"] for each in over_time] == ["BBB"]
    signed_in(client, Role.ENTERPRISE)
    assert client.get(f"/api/organisations/{mine.pk}/file").status_code == 403


def test_editions_are_open_to_all(client: Client, mine: Organisation) -> None:
    made = actions.publish_edition(actor=operator(), reason="r", model=credit_model(), as_of=date(2026, 5, 1))
    [row] = signed_in(client, Role.ENTERPRISE).get("/api/editions").json()["items"]
    assert (row["sha256"], row["count"], row["is_reproduced"]) == (made.sha256, 1, None)
