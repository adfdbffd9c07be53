"""The validation page: outcomes by grade, what is said and what is not, and what it costs."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import account, credit_model, credit_record, organisation

from fairway.govern.models import Role
from fairway.trust import queries
from fairway.trust.engine.adverse_outcome import SERIOUS, window_ends
from fairway.trust.engine.catalogue import Sign, check_record
from fairway.trust.models import CreditModel, Rating

pytestmark = pytest.mark.django_db

FIRST, SECOND, TODAY = date(2022, 3, 31), date(2023, 3, 31), date(2024, 6, 1)
GRADES = {"A": 800, "BB": 600, "C": 300}


def rated(events: dict[str, int], rows: int = 12, model: CreditModel | None = None) -> list[int]:
    """``rows`` organisations of each grade on two dates, so many of each with a court default in the year after."""
    model = model or credit_model()
    made = []
    for grade, points in GRADES.items():
        for number in range(rows):
            one = organisation()
            made.append(one.pk)
            for day in (FIRST, SECOND):
                Rating.objects.create(
                    organisation=one,
                    model=model,
                    as_of=day,
                    effective_on=day,
                    points=points + number,
                    grade=grade,
                    is_demo=True,
                )
            if number < events.get(grade, 0):
                day = date(2022, 4, 1) if number else date(2023, 3, 31)
                credit_record(one, kind="court_default", severity="", happened_on=day, learned_on=day)
    return made


def seen(day: date = FIRST) -> queries.Validation:
    listed = queries.rated_editions()
    return queries.validation(next(e for e in listed if e["as_of"] == day), listed, TODAY)


def test_outcomes_are_serious_adverse_records_and_the_window_is_a_year() -> None:
    assert all(check_record(*each).sign is Sign.ADVERSE for each in SERIOUS)
    assert window_ends(date(2024, 2, 29)) == date(2025, 2, 28)
    assert window_ends(FIRST) == date(2023, 3, 31)


def test_figures_by_grade_and_of_separation() -> None:
    rated({"A": 1, "BB": 3, "C": 9})
    found = seen()
    assert [(g.grade, g.rows, g.events) for g in found.grades if g.rows] == [("A", 12, 1), ("BB", 12, 3), ("C", 12, 9)]
    assert (found.events, found.in_order, found.is_over, found.is_demo) == (13, True, True, True)
    assert found.separation is not None
    assert 0.7 < found.separation.auc.value < 0.95
    assert found.drift is not None
    assert (found.drift.index, found.drift.reading) == (0.0, "stable")
    assert sum(map(sum, found.drift.moves)) == 36


def test_promise_validation_figures_for_every_year_are_open_to_all(client: Client) -> None:
    """Each year's ratings are set against the year after, and whoever is rated may read how well they did."""
    rated({"A": 1, "BB": 3, "C": 12})
    client.force_login(account(Role.ENTERPRISE))
    for day in (FIRST, SECOND):
        page = client.get(reverse("trust:validation"), {"edition": f"{credit_model().pk}:{day.isoformat()}"})
        found = page.context["validation"]
        assert (found.edition["as_of"], found.is_over) == (day, True)
        assert found.events == sum(line.events for line in found.grades)
        assert f">{found.events}<" in page.content.decode()


def test_a_rating_that_never_took_effect_is_not_validated() -> None:
    rated({"C": 9})
    before = seen().edition["rated"]
    Rating.objects.filter(as_of=FIRST, grade="A").update(effective_on=None)
    assert seen().edition["rated"] == before - 12


def test_too_few_outcomes_are_not_made_into_a_figure(client: Client) -> None:
    rated({"C": 9})
    found = seen()
    assert (found.separation, found.in_order) == (None, None)
    client.force_login(account(Role.CREDIT_OFFICE))
    assert "Too few outcomes to say" in client.get(reverse("trust:validation")).content.decode()


def test_records_outside_the_window_withdrawn_or_slight_are_no_outcome() -> None:
    one = rated({}, rows=1)[0]
    [holder] = [r.organisation for r in Rating.objects.filter(organisation=one, as_of=FIRST)]
    for given in (
        {"happened_on": FIRST, "learned_on": FIRST},
        {"happened_on": date(2023, 4, 1), "learned_on": date(2023, 4, 1)},
        {"happened_on": date(2022, 5, 1), "learned_on": date(2022, 5, 1), "status": "withdrawn"},
        {"kind": "penalty", "severity": "minor", "happened_on": date(2022, 5, 1), "learned_on": date(2022, 5, 1)},
    ):
        credit_record(holder, **{"kind": "court_default", "severity": "", **given})
    assert seen().events == 0


def test_two_models_are_compared_on_the_same_organisations() -> None:
    made = rated({"A": 1, "BB": 3, "C": 9})
    champion = credit_model()
    challenger = CreditModel.objects.create(
        name="Challenger", version="1", toml=champion.toml, author="a", approver="b", published_on=FIRST
    )
    for number, one in enumerate(made):
        Rating.objects.create(
            organisation_id=one,
            model=challenger,
            as_of=FIRST,
            effective_on=FIRST,
            points=500 + number % 5,
            grade="B",
            is_demo=True,
        )
    listed = queries.rated_editions()
    mine = next(e for e in listed if e["as_of"] == FIRST and e["model"] == champion.pk)
    found = queries.validation(mine, listed, TODAY).comparison
    assert found is not None
    assert (found.name, found.rows) == ("Challenger 1", 36)
    assert found.difference.value < 0


@pytest.mark.parametrize("role", Role)
def test_the_page_opens_to_all_roles_and_exports(client: Client, role: Role) -> None:
    client.force_login(account(role))
    address = reverse("trust:validation")
    assert "nothing to validate" in client.get(address).content.decode()
    rated({"A": 1, "BB": 3, "C": 9})
    page = client.get(address, {"edition": f"{credit_model().pk}:{FIRST.isoformat()}"})
    assert page.status_code == 200
    assert page.context["validation"].edition["as_of"] == FIRST
    assert "0.000 (stable" in page.content.decode()
    exported = client.get(address, {"edition": f"{credit_model().pk}:{FIRST.isoformat()}", "format": "csv"})
    assert "C,12,9,75.0,42.8,94.5" in exported.content.decode()
    assert client.get(address, {"format": "pdf"}).status_code == 422


def test_it_asks_as_often_for_more_organisations(client: Client) -> None:
    client.force_login(account(Role.CREDIT_OFFICE))
    counts = []
    for _each in range(2):
        rated({"C": 1}, rows=2)
        client.get(reverse("trust:validation"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("trust:validation"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_chinese_page_speaks_chinese(client: Client) -> None:
    client.force_login(account(Role.CREDIT_OFFICE))
    rated({"C": 1}, rows=2)
    text = client.get(reverse("trust:validation"), HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "失信被执行人" in text
    assert "Outcomes by grade" not in text
