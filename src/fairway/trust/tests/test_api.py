"""The API answers as the pages do."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.trust import actions
from fairway.trust.models import FileView, Rating

pytestmark = pytest.mark.django_db

JSON = "application/json"


@pytest.fixture
def rated() -> Organisation:
    found = organisation()
    credit_record(found)
    actions.rate_organisations(
        actor=operator(), reason="r", model=credit_model(), as_of=date(2022, 1, 17), organisations=[found.pk]
    )
    return found


def signed_in(client: Client, role: Role, mine: Organisation | None = None) -> Client:
    client.force_login(account(role, mine))
    return client


@pytest.mark.parametrize("path", ["/api/ratings", "/api/records", "/api/ratings/1"])
def test_visitors_are_told_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 401


def test_ratings_with_the_reasons_that_add_up(client: Client, rated: Organisation) -> None:
    signed_in(client, Role.CREDIT_OFFICE)
    assert client.get("/api/ratings").status_code == 422
    [row] = client.get("/api/ratings?purpose=case").json()["items"]
    assert (row["organisation_id"], row["points"], row["grade"]) == (rated.pk, 670, "BBB")
    detail = client.get(f"/api/ratings/{rated.pk}?purpose=case").json()
    assert sum(r["points"] or 0 for r in detail["reasons"]) == 670
    assert detail["reasons"][1]["record_id"] == rated.credit_records.get().pk
    assert "%(" not in detail["reasons"][1]["sentence"]


@pytest.mark.parametrize(("grade", "count"), [("BBB", 1), ("none", 0), ("", 1), ("AAA", 0)])
def test_ratings_of_a_grade(client: Client, rated: Organisation, grade: str, count: int) -> None:
    asked = {"grade": grade, "purpose": "partners"}
    assert signed_in(client, Role.ZONE_COMMITTEE).get("/api/ratings", asked).json()["count"] == count


def test_no_file_is_null(client: Client) -> None:
    mine = organisation()
    actions.rate_organisations(actor=operator(), reason="r", model=credit_model(), as_of=date(2022, 1, 17))
    body = signed_in(client, Role.CREDIT_OFFICE).get(f"/api/ratings/{mine.pk}?purpose=case").json()
    assert (body["points"], body["grade"]) == (None, "")


def test_an_enterprise_gets_its_own_only(client: Client, rated: Organisation) -> None:
    signed_in(client, Role.ENTERPRISE)
    assert client.get("/api/ratings").json()["count"] == 0
    assert client.get("/api/records").json()["count"] == 0
    assert client.get(f"/api/ratings/{rated.pk}").status_code == 403
    signed_in(client, Role.ENTERPRISE, rated)
    assert client.get("/api/ratings").json()["count"] == 1
    assert client.get("/api/records", {"organisation_id": rated.pk}).json()["count"] == 1


def test_the_zone_committee_gets_records_of_itself_only(client: Client, rated: Organisation) -> None:
    assert signed_in(client, Role.ZONE_COMMITTEE).get("/api/records").status_code == 422
    asked = {"purpose": "supervision"}
    assert client.get("/api/records", asked).json()["count"] == 0
    assert signed_in(client, Role.ZONE_COMMITTEE, rated).get("/api/records", asked).json()["count"] > 0
    assert list(FileView.objects.values_list("way", "organisation")) == [("api", None)] * 2


def test_missing_things_are_missing(client: Client) -> None:
    signed_in(client, Role.CREDIT_OFFICE)
    assert client.get("/api/ratings/987654").status_code == 404
    assert client.get(f"/api/ratings/{organisation().pk}").status_code == 404


def test_rating_one_organisation(client: Client, rated: Organisation) -> None:
    signed_in(client, Role.CREDIT_OFFICE)
    path, body = (
        f"/api/ratings/{rated.pk}/rate?purpose=case",
        {"as_of": "2021-01-31", "reason": "asked by the organisation"},
    )
    answer = client.post(path, body, content_type=JSON)
    assert answer.status_code == 200
    assert answer.json()["points"] is None
    assert Rating.objects.filter(organisation=rated).count() == 2
    assert client.post(path, {"as_of": "soon", "reason": "r"}, content_type=JSON).status_code == 422
    assert client.post(path, {**body, "reason": ""}, content_type=JSON).status_code == 422
    assert FileView.objects.get().subject == "rating"
    assert client.post(path.partition("?")[0], body, content_type=JSON).json()["type"] == "urn:fairway:purpose-missing"
    assert Rating.objects.filter(organisation=rated).count() == 2
    signed_in(client, Role.PROMOTION_OFFICE)
    assert client.post(path, body, content_type=JSON).status_code == 403


def test_days_to_come_are_refused(client: Client, rated: Organisation) -> None:
    signed_in(client, Role.CREDIT_OFFICE)
    path = f"/api/ratings/{rated.pk}/rate?purpose=case"
    assert client.post(path, {"as_of": "2999-01-01", "reason": "r"}, content_type=JSON).status_code == 422


def test_without_a_model_nobody_is_rated(client: Client) -> None:
    signed_in(client, Role.CREDIT_OFFICE)
    path = f"/api/ratings/{organisation().pk}/rate?purpose=case"
    assert client.post(path, {"as_of": "2021-01-31", "reason": "r"}, content_type=JSON).status_code == 409


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"limit={10**20}", 422),
        (f"offset={10**20}", 422),
        (f"organisation_id={10**20}", 200),
        ("organisation_id=1%00", 400),
    ],
)
def test_numbers_and_text_no_database_holds_do_not_break_a_call(query: str, status: int) -> None:
    visitor = Client()
    visitor.force_login(account(Role.CREDIT_OFFICE))
    assert visitor.get(f"/api/records?{query}").status_code == status
