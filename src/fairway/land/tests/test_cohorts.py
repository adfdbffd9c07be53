"""The cohort chart: as known on a date, on screen, as a workbook and over the API."""

from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import DAY, account, agreement, organisation, project

from fairway.govern.models import Role
from fairway.land import queries
from fairway.land.engine.cohorts import Span
from fairway.land.models import StageEntry

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=400)


def _page(client: Client, query: str = "", status: int = 200) -> str:
    client.force_login(account(Role.PROMOTION_OFFICE))
    answer = client.get(reverse("land:cohorts") + query)
    assert answer.status_code == status
    return answer.content.decode()


def test_what_is_signed_counts_with_or_without_a_project_and_a_later_stage_shows_an_earlier() -> None:
    project(stages=5)
    agreement()
    (found,) = queries.cohorts_known_on(LATER, "started", Span.YEAR)
    assert (found.signed, found.reached, found.within[:3]) == (2, 1, (0, 1, 1))
    StageEntry.objects.filter(stage="started").delete()
    assert queries.cohorts_known_on(LATER, "started", Span.YEAR)[0].reached == 1
    assert queries.cohorts_known_on(LATER, "effective", Span.YEAR)[0].reached == 0


def test_a_past_chart_is_worked_out_again_as_it_was() -> None:
    opened = project(stages=2)
    before = queries.cohorts_known_on(LATER, "started", Span.QUARTER)
    StageEntry.objects.create(
        project=opened, stage="started", happened_on=DAY + timedelta(days=60), learned_on=LATER + timedelta(days=1),
        evidence="permit", responsible=opened.responsible,
    )  # fmt: skip
    assert queries.cohorts_known_on(LATER, "started", Span.QUARTER) == before
    assert queries.cohorts_known_on(LATER + timedelta(days=1), "started", Span.QUARTER)[0].reached == 1


def test_what_lacks_its_evidence_does_not_count() -> None:
    project(stages=3).log.filter(stage="started").update(evidence="")
    assert queries.cohorts_known_on(LATER, "started", Span.YEAR)[0].reached == 0


def test_the_page_shows_chart_and_table_and_narrows_by_region(client: Client) -> None:
    project(stages=3)
    text = _page(client, "?as_of=2022-12-31&goal=started&span=quarter&region=")
    assert "2021-Q4" in text
    assert 'data-chart="cohorts"' in text
    assert "100.0 %" in text
    assert "Nothing was signed" in _page(client, "?as_of=2001-12-31&goal=started&span=year&region=")


@pytest.mark.parametrize("query", ["as_of=2999-01-01", "as_of=2022-01-01&goal=moon", "as_of=2022-01-01&span=week"])
def test_what_cannot_be_shown_is_refused_on_the_page(client: Client, query: str) -> None:
    assert 'role="alert"' in _page(client, f"?{query}", 422)
    assert client.get(reverse("land:cohort_workbook") + f"?{query}").status_code == 422


def test_the_workbook_holds_the_counts(client: Client) -> None:
    project(stages=3)
    client.force_login(account(Role.CREDIT_OFFICE))
    query = "?as_of=2022-12-31&goal=started&span=year&region="
    answer = client.get(reverse("land:cohort_workbook") + query)
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[1][:5] == ("2021", 1, 1, 0, 1)
    assert client.get(reverse("land:cohort_workbook") + query).content == answer.content


def test_an_enterprise_sees_its_own_agreements_only(client: Client) -> None:
    mine = organisation()
    project(agreement(parties=(mine, organisation())), stages=3)
    project(stages=3)
    user = account(Role.ENTERPRISE, mine)
    assert queries.cohorts_known_on(LATER, "started", Span.YEAR, seen_by=user)[0].signed == 1
    client.force_login(user)
    assert client.get(reverse("land:cohorts")).status_code == 200


def test_the_api_tells_the_same(client: Client) -> None:
    project(stages=3)
    assert client.get("/api/cohorts").status_code == 401
    client.force_login(account(Role.ZONE_COMMITTEE))
    answer = client.get("/api/cohorts?as_of=2022-12-31&goal=started&span=quarter").json()
    (found,) = queries.cohorts_known_on(date(2022, 12, 31), "started", Span.QUARTER)
    assert answer == [{"label": "2021-Q4", "signed": 1, "reached": 1, "within": list(found.within)}]
    assert client.get("/api/cohorts?goal=moon").status_code == 422


def test_more_agreements_cost_no_more_queries() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.cohorts_known_on(LATER, "started", Span.YEAR)
        return len(seen)

    project(stages=3)
    first = cost()
    project(stages=2), project(stages=4)
    assert cost() == first == 2
