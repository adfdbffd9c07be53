"""Pages of forecasts: refused, made, judged, and one project with its reasons."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, project

from fairway.base.models import Job
from fairway.govern.models import Role
from fairway.land.models import ForecastEdition, ForecastOverride
from fairway.land.tests.invented_history import AS_OF
from fairway.land.tests.kept_history import keep_history, made_forecast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("few_draws")]


def _get(client: Client, url: str, role: Role = Role.PROMOTION_OFFICE, status: int = 200) -> str:
    client.force_login(account(role))
    answer = client.get(url)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture
def edition() -> ForecastEdition:
    keep_history()
    return made_forecast()


@pytest.mark.parametrize("role", [Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE])
def test_offices_see_forecasts_and_enterprises_do_not(client: Client, edition: ForecastEdition, role: Role) -> None:
    pages = [
        reverse("land:forecasts"),
        reverse("land:forecast", args=[edition.pk]),
        reverse("land:forecast_projects", args=[edition.pk]),
        reverse("land:project_forecast", args=[edition.lines.first().project_id]),
    ]
    for page in pages:
        _get(client, page, role)
        _get(client, page, Role.ENTERPRISE, 403)


def test_the_portfolio_is_told_with_intervals_parts_and_reliability(client: Client, edition: ForecastEdition) -> None:
    text = _get(client, reverse("land:forecast", args=[edition.pk]))
    for words in ("Within years", "contract CNY", "By Prefecture", "By Industry", "By Stage", "earlier days", "Brier"):
        assert words in text
    assert edition.sha256 in text
    assert "reliability-in_production" in text


def test_too_little_data_is_said_with_what_is_missing(client: Client) -> None:
    keep_history(20)
    text = _get(client, reverse("land:forecast", args=[made_forecast().pk]))
    assert "Too little data" in text
    assert "What is missing" in text
    assert "too little data" in _get(client, reverse("land:forecasts"))


def test_what_came_is_told_once_years_have_passed(client: Client) -> None:
    keep_history()
    made = made_forecast(date(2020, 1, 1))
    assert "What came of this forecast" in _get(client, reverse("land:forecast", args=[made.pk]))


def test_one_project_is_told_with_reasons_that_add_up(client: Client, edition: ForecastEdition) -> None:
    line = edition.lines.first()
    text = _get(client, reverse("land:project_forecast", args=[line.project_id]))
    assert "How the chance of the last year comes about" in text
    assert f"{100 * line.landed:.1f} %" in text
    assert "Prefecture: " in text
    assert "{{" not in text


def test_a_project_without_a_forecast_says_so(client: Client) -> None:
    text = _get(client, reverse("land:project_forecast", args=[project().pk]))
    assert "No forecast tells of this project" in text
    _get(client, reverse("land:project_forecast", args=[999_999]), status=404)
    _get(client, reverse("land:forecast", args=[999_999]), status=404)


def test_an_estimate_is_kept_from_the_page_and_wrong_ones_are_shown_again(client: Client) -> None:
    keep_history()
    pk = made_forecast(timezone.localdate()).lines.first().project_id
    url = reverse("land:override_forecast", args=[pk])
    client.force_login(account(Role.ZONE_COMMITTEE))
    sent = {"about": "in_production:3", "percent": "90", "reason": "The land was handed over."}
    for wrong in ({"percent": "101"}, {"reason": ""}, {"about": "effective:3"}):
        assert client.post(url, {**sent, **wrong}).status_code == 422
    assert ForecastOverride.objects.count() == 0
    assert client.post(url, sent).status_code == 302
    page = client.get(reverse("land:project_forecast", args=[pk])).content.decode()
    assert "The land was handed over." in page
    assert "90.0 %" in page


def test_an_estimate_for_a_year_that_has_passed_is_refused_on_the_page(client: Client) -> None:
    keep_history()
    pk = made_forecast(date(2019, 1, 1)).lines.first().project_id
    client.force_login(account(Role.ZONE_COMMITTEE))
    sent = {"about": "in_production:3", "percent": "90", "reason": "Too late."}
    answer = client.post(reverse("land:override_forecast", args=[pk]), sent)
    assert answer.status_code == 422
    assert ForecastOverride.objects.count() == 0


def test_a_forecast_is_started_from_the_page_and_a_wrong_wish_is_shown_again(client: Client) -> None:
    keep_history(40)
    client.force_login(account(Role.PROMOTION_OFFICE))
    url = reverse("land:start_forecast")
    sent = {"as_of": AS_OF.isoformat(), "years": "3", "region_code": "2201", "seed": "1"}
    for wrong in ({"as_of": "2999-01-01"}, {"years": "9"}, {"region_code": "99"}, {"seed": "-1"}):
        assert client.post(url, {**sent, **wrong}).status_code == 422
    assert ForecastEdition.objects.count() == 0
    answer = client.post(url, sent)
    edition = ForecastEdition.objects.get()
    assert answer["Location"] == reverse("job", args=[edition.job_id])
    assert (edition.region_code, edition.seed, edition.job.state) == ("2201", 1, Job.State.WAITING)
    client.force_login(account(Role.CREDIT_OFFICE))
    assert client.post(url, sent).status_code == 403


def test_projects_of_a_forecast_narrow_sort_and_export(client: Client, edition: ForecastEdition) -> None:
    url = reverse("land:forecast_projects", args=[edition.pk])
    client.force_login(account(Role.PROMOTION_OFFICE))
    exports = [client.get(f"{url}?format=json{more}") for more in ("&region=2201", "")]
    here, everything = [len(json.loads(b"".join(answer))) for answer in exports]
    assert 0 < here < everything == edition.pending
    assert "Plant" in _get(client, url + "?sort=-in_production&stage=started")


def test_more_projects_cost_no_more_queries(client: Client) -> None:
    def cost(edition: ForecastEdition) -> list[int]:
        found = []
        for name in ("forecasts", "forecast", "forecast_projects"):
            url = reverse(f"land:{name}", args=[] if name == "forecasts" else [edition.pk])
            with CaptureQueriesContext(connection) as seen:
                assert client.get(url).status_code == 200
            found.append(len(seen))
        return found

    keep_history(120)
    client.force_login(account(Role.PROMOTION_OFFICE))
    one = made_forecast()
    first = cost(one)
    made_forecast(), made_forecast()
    assert cost(one) == first
