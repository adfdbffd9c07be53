"""The API answers as the pages do."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import account, need, offer, organisation, suggestion

from fairway.govern.models import Role
from fairway.know.models import Organisation

pytestmark = pytest.mark.django_db

JSON = "application/json"


def signed_in(client: Client, role: Role, mine: Organisation | None = None) -> Client:
    client.force_login(account(role, mine))
    return client


@pytest.mark.parametrize("path", ["/api/suggestions", "/api/offers", "/api/needs"])
def test_visitors_are_told_to_sign_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 401
    client.force_login(account())
    assert client.get(path).status_code == 403


def test_suggestions_with_reasons(client: Client) -> None:
    made = suggestion()
    [row] = signed_in(client, Role.PROMOTION_OFFICE).get("/api/suggestions").json()["items"]
    assert (row["id"], row["score"], row["state"]) == (made.pk, 70, "open")
    assert row["offer_organisation_id"] == made.offer.organisation_id
    assert row["reasons"] == [{"sentence": "Same industry class C3670 Manufacture of automobiles.", "points": 70}]


def test_the_grade_is_told_to_those_who_may_see_ratings(client: Client) -> None:
    text = "The need asks for credit grade %(wanted)s; the offer's is %(grade)s."
    asked = need()
    suggestion(None, asked, reasons=[{"text": text, "params": {"wanted": "B", "grade": "AA"}, "points": 0}])
    sentences = [
        signed_in(client, role, mine).get("/api/suggestions").json()["items"][0]["reasons"][0]["sentence"]
        for role, mine in ((Role.PROMOTION_OFFICE, None), (Role.ENTERPRISE, asked.organisation))
    ]
    assert ["AA" in sentence for sentence in sentences] == [True, False]


def test_offers_and_needs(client: Client) -> None:
    given, asked = offer(), need(min_grade="BB")
    signed_in(client, Role.ENTERPRISE)
    [row] = client.get("/api/offers").json()["items"]
    assert (row["id"], row["amount"], row["organisation"]) == (given.pk, None, given.organisation.name)
    [row] = client.get("/api/needs").json()["items"]
    assert (row["id"], row["min_grade"]) == (asked.pk, "BB")


def test_answering(client: Client) -> None:
    made = suggestion()
    mine = made.offer.organisation
    path = f"/api/suggestions/{made.pk}/answer"
    body = {"organisation_id": mine.pk, "answer": "accepted", "reason": "we have met"}
    assert signed_in(client, Role.PROMOTION_OFFICE).post(path, body, content_type=JSON).status_code == 403
    assert signed_in(client, Role.ENTERPRISE).post(path, body, content_type=JSON).status_code == 403
    signed_in(client, Role.ENTERPRISE, mine)
    assert client.post(path, body, content_type=JSON).json()["state"] == "half"
    assert client.post(path, {**body, "answer": "perhaps"}, content_type=JSON).status_code == 422
    assert client.post(path, {**body, "reason": ""}, content_type=JSON).status_code == 422
    assert client.post(path, {**body, "organisation_id": organisation().pk}, content_type=JSON).status_code == 403
    assert client.post(path, {**body, "organisation_id": 987654}, content_type=JSON).status_code == 404
    assert client.post("/api/suggestions/987654/answer", body, content_type=JSON).status_code == 404
