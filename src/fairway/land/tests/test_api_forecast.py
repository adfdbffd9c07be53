"""Forecasts over the API, as the pages tell them."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import account

from fairway.govern.models import Role
from fairway.land import tasks
from fairway.land.actions import Asked
from fairway.land.models import ForecastEdition, ForecastOverride
from fairway.land.tests.invented_history import AS_OF
from fairway.land.tests.kept_history import keep_history, made_forecast, officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_draws")]


def signed_in(client: Client, role: Role | None) -> Client:
    client.force_login(account(role))
    return client


@pytest.mark.parametrize("path", ["/api/forecasts", "/api/forecasts/1", "/api/forecasts/1/projects"])
def test_visitors_and_enterprises_are_told_so(client: Client, path: str) -> None:
    assert client.get(path).status_code == 401
    assert signed_in(client, Role.ENTERPRISE).get(path).status_code == 403
    if path != "/api/forecasts":
        assert signed_in(client, Role.CREDIT_OFFICE).get(path).status_code == 404


def test_a_forecast_is_told_with_totals_reliability_and_each_project(client: Client) -> None:
    keep_history()
    edition = made_forecast(timezone.localdate())
    signed_in(client, Role.PROMOTION_OFFICE)
    (item,) = client.get("/api/forecasts").json()["items"]
    assert (item["id"], item["sha256"]) == (edition.pk, edition.sha256)
    whole = client.get(f"/api/forecasts/{edition.pk}").json()
    landing = whole["outlooks"][-1]
    assert landing["refusal"] is None
    assert landing["totals"][0]["spans"][0].keys() == {"years", "expected", "low", "high"}
    projects = client.get(f"/api/forecasts/{edition.pk}/projects").json()
    assert projects["count"] == edition.pending
    pk = projects["items"][0]["project_id"]
    one = client.get(f"/api/projects/{pk}/forecast").json()
    kept = projects["items"][0]["chances"]["in_production"]
    for said, held in zip(one["goals"][-1]["spans"], kept, strict=True):
        assert said == pytest.approx(held, abs=1e-6)
    sent = {"forecast_id": edition.pk, "goal": "in_production", "years": 2, "chance": "0.7", "reason": "Land is ready."}
    answer = client.post(f"/api/projects/{pk}/estimates", sent, content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert answer.json()["chance"] == "0.7"
    wrong = client.post(f"/api/projects/{pk}/estimates", {**sent, "goal": "moon"}, content_type="application/json")
    assert (wrong.status_code, ForecastOverride.objects.count()) == (404, 1)


def test_too_little_data_is_told_in_words(client: Client) -> None:
    keep_history(20)
    edition = made_forecast()
    outlook = signed_in(client, Role.ZONE_COMMITTEE).get(f"/api/forecasts/{edition.pk}").json()["outlooks"][0]
    assert outlook["refusal"].startswith("Too little data")
    assert outlook["totals"] == outlook["origins"] == []


def test_a_forecast_is_started(client: Client) -> None:
    keep_history(20)
    sent = {"as_of": AS_OF.isoformat(), "reason": "monthly", "years": 2}
    answer = signed_in(client, Role.PROMOTION_OFFICE).post("/api/forecasts", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
    signed_in(client, Role.CREDIT_OFFICE)
    assert client.post("/api/forecasts", sent, content_type="application/json").status_code == 403
    assert ForecastEdition.objects.count() == 1


def test_a_command_makes_one_in_its_own_process() -> None:
    keep_history(20)
    made = tasks.forecast_now(actor=officer(), reason="monthly", asked=Asked(AS_OF, 2))
    assert (made.made_at is not None, made.job.state) == (True, "done")
