"""What projects are planned to yield: written down with evidence, shown by unit, summed up by forecasts."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, agreement, operator, organisation, project

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.land import actions, queries
from fairway.land.models import ForecastEdition, PlannedCapacity, Project
from fairway.land.templatetags.forecasts import expected, total_span, unit_label
from fairway.land.tests.invented_history import AS_OF
from fairway.land.tests.kept_history import keep_history, made_forecast
from fairway.lib.errors import Invalid, NotAllowed

pytestmark = pytest.mark.django_db
LANDING = "in_production"


def record(
    found: Project, quantity: str, unit: str = "MW", learned_on: date = AS_OF, evidence: str = "approval 12"
) -> PlannedCapacity:
    said = actions.Capacity(Decimal(quantity), unit, learned_on, evidence)
    return actions.record_capacity(actor=operator(), reason="r", project=found, capacity=said)


def holding(found: Project, day: date) -> list[str]:
    read = queries.project_file(found.pk).get()
    return [f"{each.quantity.normalize():f} {each.unit}" for each in queries.capacities_of(read, day)]


def test_a_later_line_holds_instead_of_the_same_unit_from_its_day_on() -> None:
    opened, later = project(), AS_OF + timedelta(days=30)
    record(opened, "200")
    record(opened, "12.5", "t/a", later)
    record(opened, "250", " ＭＷ ", later)
    assert holding(opened, AS_OF - timedelta(days=1)) == []
    assert holding(opened, AS_OF) == ["200 MW"]
    assert holding(opened, later) == ["250 MW", "12.5 t/a"]


def test_each_unit_has_days_of_its_own() -> None:
    opened = project()
    record(opened, "200", "MW", AS_OF)
    record(opened, "100000", "vehicles/a", AS_OF - timedelta(days=300))
    assert opened.capacities.count() == 2


@pytest.mark.parametrize(
    ("quantity", "unit", "days_ago", "evidence", "code"),
    [
        ("0", "MW", 0, "permit", "capacity"),
        ("-5", "MW", 0, "permit", "capacity"),
        ("1000000000000000", "MW", 0, "permit", "capacity"),
        ("0.00001", "MW", 0, "permit", "capacity"),
        ("5", " ", 0, "permit", "unit"),
        ("5", "megawatts of direct current", 0, "permit", "unit"),
        ("5", "cny", 0, "permit", "unit-money"),
        ("5", "MW", 0, "  ", "evidence-missing"),
        ("5", "MW", -1, "permit", "learned-on"),
        ("5", "MW", 9, "permit", "learned-on"),
    ],
)
def test_what_cannot_be_is_refused(quantity: str, unit: str, days_ago: int, evidence: str, code: str) -> None:
    opened, today = project(), timezone.localdate()
    record(opened, "10", "MW", today - timedelta(days=5))
    with pytest.raises(Invalid) as refusal:
        record(opened, quantity, unit, today - timedelta(days=days_ago), evidence)
    assert refusal.value.code == code
    assert opened.capacities.count() == AuditLine.objects.filter(verb="record_capacity").count() == 1


def test_a_party_reads_it_an_office_writes_it_and_the_log_says_so() -> None:
    mine = organisation()
    opened = project(agreement(parties=(organisation(), mine)))
    url, party, office = reverse("land:record_capacity", args=[opened.pk]), Client(), Client()
    party.force_login(account(Role.ENTERPRISE, mine))
    office.force_login(account(Role.ZONE_COMMITTEE))
    sent = {"quantity": "12.5", "unit": "ＭＷ", "learned_on": "2026-01-02", "evidence": "approval 7", "reason": "seen"}
    sent = {f"capacity-{name}": text for name, text in sent.items()}
    assert party.post(url, sent).status_code == 403
    assert office.post(url, sent).status_code == 302
    line = AuditLine.objects.get(verb="record_capacity")
    assert (line.subject, line.reason) == (f"land.project:{opened.pk}", "seen")
    assert line.facts == {"quantity": "12.5", "unit": "MW", "learned_on": "2026-01-02", "evidence": "approval 7"}
    for reader in (party, office):
        shown = reader.get(reverse("land:project", args=[opened.pk])).content.decode()
        assert shown.count("12.5 MW") == (2 if reader is party else 3)  # said, on the timeline, above the form
    with pytest.raises(NotAllowed):
        said = actions.Capacity(Decimal(1), "MW", AS_OF, "x")
        actions.record_capacity(actor=account(Role.CREDIT_OFFICE), reason="r", project=opened, capacity=said)


@pytest.mark.parametrize(("language", "words"), [("en", "Planned capacity"), ("zh-hans", "设计产能")])
def test_the_project_s_page_tells_every_unit_in_both_languages(language: str, words: str) -> None:
    opened, office = project(), Client(headers={"accept-language": language})
    office.force_login(account(Role.PROMOTION_OFFICE))
    url = reverse("land:project", args=[opened.pk])
    assert words in office.get(url).content.decode()
    record(opened, "200000", "vehicles/a")
    record(opened, "5.25", "<MW>")
    shown = office.get(url).content.decode()
    assert words in shown
    assert "200,000 vehicles/a" in shown
    assert "5.25 &lt;MW&gt;" in shown


def test_the_form_offers_the_units_written_lately() -> None:
    opened, other, office = project(), project(), Client()
    office.force_login(account(Role.PROMOTION_OFFICE))
    for quantity, unit in (("1", "t/a"), ("2", "MW"), ("3", "MW")):
        record(other, quantity, unit)
    shown = office.get(reverse("land:project", args=[opened.pk])).content.decode()
    offered = '<datalist id="units"><option value="MW"></option><option value="t/a"></option></datalist>'
    assert offered in shown
    assert 'list="units"' in shown


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("quantity", ""), ("quantity", "many"), ("quantity", "1e99"), ("quantity", "0"), ("unit", ""), ("unit", "EUR"),
        ("unit", "m" * 21), ("learned_on", "31 June"), ("evidence", ""),
    ],
)  # fmt: skip
def test_a_wrong_form_comes_back_with_what_was_written(field: str, value: str) -> None:
    opened, office = project(), Client()
    office.force_login(account(Role.PROMOTION_OFFICE))
    sent = {"quantity": "12", "unit": "MW", "learned_on": "2026-01-02", "evidence": "approval seven", "reason": "seen"}
    url = reverse("land:record_capacity", args=[opened.pk])
    answer = office.post(url, {f"capacity-{name}": text for name, text in (sent | {field: value}).items()})
    assert answer.status_code == 422
    assert ("approval seven" in answer.content.decode()) == (field != "evidence")
    assert not opened.capacities.exists()


def test_other_programs_write_and_read_it() -> None:
    opened, office = project(), Client()
    office.force_login(account(Role.PROMOTION_OFFICE))
    url = f"/api/projects/{opened.pk}/capacities"
    sent = {"quantity": "33.25", "unit": "万辆/年", "evidence": "approval", "reason": "seen"}
    made = office.post(url, json.dumps(sent), content_type="application/json")
    assert (made.status_code, made.json()["quantity"], made.json()["unit"]) == (201, "33.25", "万辆/年")
    assert made.json()["learned_on"] == timezone.localdate().isoformat()
    assert office.get(f"/api/projects/{opened.pk}").json()["capacities"] == [made.json()]
    for wrong in ({"quantity": "0"}, {"unit": "USD"}, {"unit": ""}):
        assert office.post(url, json.dumps(sent | wrong), content_type="application/json").status_code == 422
    office.force_login(account(Role.CREDIT_OFFICE))
    assert office.post(url, json.dumps(sent), content_type="application/json").status_code == 403


def test_a_forecast_reads_the_newest_capacity_known_on_its_day_in_one_query_more() -> None:
    first, second = keep_history(40)[:2]
    edition = ForecastEdition(as_of=AS_OF, is_demo=True)
    with CaptureQueriesContext(connection) as bare:
        queries.past_of(edition)
    for known, day in (("80", -9), ("50", 0), ("70", 1)):
        record(first, known, "MW", AS_OF + timedelta(days=day))
    record(first, "1000", "vehicles/a")
    record(second, "7", "MW", AS_OF + timedelta(days=1))
    with CaptureQueriesContext(connection) as full:
        amounts = queries.past_of(edition).amounts
    assert len(full) == len(bare)
    held, unheld = amounts[str(first.pk)], amounts[str(second.pk)]
    assert (held.pop("MW"), held.pop("vehicles/a")) == (50.0, 1000.0)
    assert list(held) == list(unheld) == ["contract CNY"]


@pytest.mark.usefixtures("few_draws")
def test_a_forecast_tells_the_capacity_expected_of_each_unit(client: Client) -> None:
    keep_history()
    pending = [line.project for line in made_forecast().lines.order_by("project")[:3]]
    record(pending[0], "200")
    record(pending[1], "80", "MW", AS_OF - timedelta(days=9))
    record(pending[1], "50")
    record(pending[2], "100000", "vehicles/a")
    edition = made_forecast()
    chances = [edition.lines.get(project=each).chances[LANDING] for each in pending]
    totals = [each for each in edition.outlooks.get(goal=LANDING).figures["totals"] if not each["by"]]
    assert [each["unit"] for each in totals] == ["", "MW", "contract CNY", "vehicles/a"]
    power, cars = totals[1], totals[3]
    assert (power["projects"], power["unstated"]) == (edition.pending, edition.pending - 2)
    for year in range(3):
        one, other, third = (each[year][1] for each in chances)
        assert power["spans"][year][1] == pytest.approx(200 * one + 50 * other, abs=1e-3)
        assert cars["spans"][year][1] == pytest.approx(100_000 * third, abs=1)
        assert 0 <= power["spans"][year][2] <= power["spans"][year][3] <= 250
        assert {low for _years, _expected, low, _high in cars["spans"]} <= {0, 100_000}
    client.force_login(account(Role.PROMOTION_OFFICE))
    told = client.get(f"/api/forecasts/{edition.pk}").json()["outlooks"][-1]["totals"]
    assert [each["unit"] for each in told if not each["by"]] == ["", "MW", "contract CNY", "vehicles/a"]
    for language, money in (("en", "contract CNY"), ("zh-hans", "合同")):
        headers = {"accept-language": language}
        shown = client.get(reverse("land:forecast", args=[edition.pk]), headers=headers).content.decode()
        for unit in ("MW", "vehicles/a"):
            assert f'<th scope="col" class="num as-written">{unit}</th>' in shown
        assert money in shown
        assert expected(power["spans"][-1], "MW") in shown


@pytest.mark.usefixtures("few_draws")
def test_a_part_of_the_portfolio_in_which_nobody_states_a_unit_is_not_told_as_nothing(client: Client) -> None:
    keep_history()
    waiting = made_forecast().lines.order_by("project")[0].project
    record(waiting, "200")
    client.force_login(account(Role.PROMOTION_OFFICE))
    answer = client.get(reverse("land:forecast", args=[made_forecast().pk]))
    by, units, groups = answer.context["outlooks"][-1]["groups"][0]
    assert (by, units) == ("industry", ["", "MW", "contract CNY"])
    told = [sums[1][0] for _name, _projects, sums in groups]
    (stated,) = [span for span in told if span is not None]
    assert len(told) > 1
    assert 0 < stated[1] < 200
    assert answer.content.decode().count('<td class="num">–</td>') >= len(told) - 1


def test_amounts_are_named_as_they_are_and_small_ones_keep_three_digits() -> None:
    assert [unit_label(unit) for unit in ("MW", "contract CNY", "contract t", "t / a")] == [
        "MW", "contract CNY", "contract t", "t / a"
    ]  # fmt: skip
    assert expected([1.0, 0.6251, 0, 0], "GW") == "0.625"
    assert expected([1.0, 99.96, 0, 0], "GW") == "100"
    assert expected([1.0, 1234.5678, 0, 0], "MW") == "1,235"
    assert expected([1.0, 12.34, 0, 0], "") == "12.3"
    assert total_span([1.0, 0.5, 0.000001, 12.34], "GW") == "0.000001–12.3"
    assert total_span([1.0, 12.3, 10.4, 14.6], "") == "10–15"
