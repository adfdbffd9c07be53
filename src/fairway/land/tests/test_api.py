"""The API answers as the pages do."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.cast import account, agreement, organisation, payment, project

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.land.models import Project

pytestmark = pytest.mark.django_db


def signed_in(client: Client, role: Role | None, mine: Organisation | None = None) -> Client:
    client.force_login(account(role, mine))
    return client


@pytest.mark.parametrize("path", ["/api/projects", "/api/funnel", "/api/overdue"])
def test_visitors_and_those_without_a_role_are_told_so(client: Client, path: str) -> None:
    assert client.get(path).status_code == 401
    assert signed_in(client, None).get(path).status_code == 403


def test_projects_narrowed_to_ones_own(client: Client) -> None:
    mine = organisation()
    own = project(agreement(parties=(mine, organisation())))
    other = project()
    signed_in(client, Role.ENTERPRISE, mine)
    (item,) = client.get("/api/projects").json()["items"]
    assert (item["id"], item["stage"], item["title"]) == (own.pk, "signed", own.agreement.title)
    assert client.get(f"/api/projects/{own.pk}").status_code == 200
    assert client.get(f"/api/projects/{other.pk}").status_code == 403
    assert client.get("/api/projects/999999").status_code == 404


def test_a_project_with_its_log_and_payments(client: Client) -> None:
    opened = project(stages=2)
    payment(opened, 250)
    found = signed_in(client, Role.CREDIT_OFFICE).get(f"/api/projects/{opened.pk}").json()
    assert [line["stage"] for line in found["log"]] == ["signed", "registered"]
    assert found["payments"][0]["amount"] == "250"
    assert found["next_due"] == "2021-12-18"


def stage(found: Project, **given: object) -> dict[str, object]:
    values: dict[str, object] = {
        "stage": "registered",
        "happened_on": "2021-11-10",
        "learned_on": "2021-11-12",
        "responsible_id": found.responsible_id,
        "next_due": "2022-03-01",
        "reason": "site visit",
    }
    return {**values, **given}


def post(client: Client, found: Project, **given: object) -> object:
    return client.post(f"/api/projects/{found.pk}/stages", stage(found, **given), content_type="application/json")


def test_recording_a_stage(client: Client) -> None:
    opened = project()
    answer = post(signed_in(client, Role.ZONE_COMMITTEE), opened)
    assert (answer.status_code, answer.json()["stage"]) == (201, "registered")  # type: ignore[attr-defined]
    opened.refresh_from_db()
    assert opened.stage == "registered"


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"stage": "started"}, 409, "stage-order"),
        ({"stage": "flying"}, 422, "stage-unknown"),
        ({"next_due": None}, 422, "next-due-missing"),
        ({"responsible_id": 0}, 422, "responsible"),
    ],
)
def test_a_wrong_stage_is_a_problem(client: Client, wrong: dict[str, object], status: int, code: str) -> None:
    opened = project()
    answer = post(signed_in(client, Role.PROMOTION_OFFICE), opened, **wrong)
    assert answer.status_code == status  # type: ignore[attr-defined]
    assert answer.json()["type"] == f"urn:fairway:{code}"  # type: ignore[attr-defined]
    assert opened.log.count() == 1


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.CREDIT_OFFICE])
def test_others_may_not_record(client: Client, role: Role) -> None:
    assert post(signed_in(client, role), project()).status_code == 403  # type: ignore[attr-defined]


def test_the_funnel_as_of_a_day(client: Client) -> None:
    payment(project(stages=3), 250)
    project()
    signed_in(client, Role.PROMOTION_OFFICE)
    found = client.get("/api/funnel").json()
    assert (found["as_of"], found["signed"]) == ("2022-01-17", 2)
    assert [step["reached"] for step in found["steps"]] == [2, 1, 1, 0, 0, 0, 0]
    assert found["steps"][1]["share"] == 0.5
    assert found["rates"][0]["name"] == "Fulfilment"
    assert found["in_place"] == [{"currency": "CNY", "contract": "2000", "paid_in": "250", "share": 0.125}]
    assert [way["count"] for way in found["ways_out"]] == [0, 0]
    assert client.get("/api/funnel?as_of=2021-10-19").json()["steps"][1]["reached"] == 0
    assert client.get("/api/funnel?as_of=2999-01-01").status_code == 422
    assert client.get("/api/funnel?as_of=soon").status_code == 422


def test_shares_of_nothing_are_null(client: Client) -> None:
    found = signed_in(client, Role.PROMOTION_OFFICE).get("/api/funnel").json()
    assert [step["share"] for step in found["steps"]] == [None] * 7


def test_overdue_latest_first(client: Client) -> None:
    slow, quick = project(), project(stages=2)
    items = signed_in(client, Role.PROMOTION_OFFICE).get("/api/overdue").json()["items"]
    assert [(item["project"], item["days"]) for item in items] == [(slow.pk, 60), (quick.pk, 30)]
