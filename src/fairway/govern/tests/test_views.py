"""Pages of GOVERN: appointing, ending, and who sees whom."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import account, organisation

from fairway.govern.models import Membership, Role

pytestmark = pytest.mark.django_db


def client(role: Role) -> Client:
    visitor = Client()
    visitor.force_login(account(role))
    return visitor


def form(**given: str) -> dict[str, str]:
    return {"role": "enterprise", "valid_from": "2024-05-01", "reason": "a test", **given}


def test_the_office_appoints_by_form() -> None:
    user, body = account(username="newcomer"), organisation(name="长春轴承公司")
    answer = client(Role.PROMOTION_OFFICE).post("/members/appoint/", form(user="newcomer", organisation="长春轴承公司"))
    assert answer.status_code == 302
    assert Membership.objects.filter(user=user, organisation=body, role="enterprise").exists()


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"user": "nobody"}, "No account has this name"),
        ({"organisation": "无此公司"}, "No organisation has this name or code"),
        ({"valid_from": "someday"}, "valid date"),
        ({"valid_until": "2024-04-01"}, "The last day is before the first."),
        ({"reason": ""}, "This field is required"),
    ],
)
def test_a_wrong_form_says_what_is_wrong_and_writes_nothing(given: dict[str, str], text: str) -> None:
    account(username="newcomer")
    organisation(name="长春轴承公司")
    visitor = client(Role.PROMOTION_OFFICE)
    before = Membership.objects.count()
    answer = visitor.post("/members/appoint/", form(user="newcomer", organisation="长春轴承公司") | given)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert Membership.objects.count() == before


def test_of_two_records_of_one_name_the_merged_one_is_not_meant() -> None:
    user, body = account(username="newcomer"), organisation(name="长春轴承公司")
    organisation(name="长春轴承公司", merged_into=body)
    client(Role.PROMOTION_OFFICE).post("/members/appoint/", form(user="newcomer", organisation="长春轴承公司"))
    assert Membership.objects.get(user=user).organisation == body


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE])
def test_others_may_not_appoint(role: Role) -> None:
    assert client(role).get("/members/appoint/").status_code == 403
    assert client(role).post("/members/appoint/", form()).status_code == 403


def test_a_membership_is_ended_by_the_office_only() -> None:
    membership = Membership.objects.get(user=account(Role.ZONE_COMMITTEE))
    ending = {"last_day": "2024-05-01", "reason": "a test"}
    assert client(Role.CREDIT_OFFICE).post(f"/members/{membership.pk}/", ending).status_code == 403
    assert client(Role.ENTERPRISE).get(f"/members/{membership.pk}/").status_code == 404
    office = client(Role.PROMOTION_OFFICE)
    assert office.post(f"/members/{membership.pk}/", {"last_day": "", "reason": "x"}).status_code == 422
    assert office.post(f"/members/{membership.pk}/", ending).status_code == 302
    assert office.post(f"/members/{membership.pk}/", ending).status_code == 422
    membership.refresh_from_db()
    assert str(membership.valid_until) == "2024-05-01"


def test_the_api_narrows_to_one_s_own() -> None:
    account(Role.ZONE_COMMITTEE)
    assert client(Role.ENTERPRISE).get("/api/members").json()["count"] == 1
    assert client(Role.CREDIT_OFFICE).get("/api/members").json()["count"] == 3
