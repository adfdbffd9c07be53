"""The land a project takes: written down with evidence, replayed for any day, divided by in figures per mu."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, agreement, operator, organisation, payment, project

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.land import actions, queries
from fairway.land.engine.kpi.figures import Figure
from fairway.land.models import Project
from fairway.lib.errors import Invalid, NotAllowed
from fairway.lib.period import Period

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)


def record(found: Project, mu: str, learned_on: date, evidence: str = "land contract") -> None:
    area = actions.Area(Decimal(mu), learned_on, evidence)
    actions.record_area(actor=operator(), reason="r", project=found, area=area)


def per_mu(day: date) -> Figure:
    found = queries.bulletin_of(queries.definitions()["fairway.1"], Period(date(2020, 1, 1), day)).of("per_mu")
    assert found is not None
    return found


def test_investment_per_mu_is_told_as_it_was_known_on_any_day() -> None:
    built, bare = project(agreement(amount=900), stages=3), project(agreement(amount=700), stages=3)
    for each, amount in ((built, 600), (bare, 50)):
        payment(each, amount, kind="realised")
    paid = built.payments.get().learned_on
    first, second = paid + timedelta(days=10), paid + timedelta(days=20)
    record(built, "30", first)
    record(built, "40.5", second)
    before = per_mu(first - timedelta(days=1))
    assert (before.share, before.not_stated) == (None, 2)
    then, now = per_mu(first), per_mu(second)
    assert (then.numerator, then.denominator, then.not_stated) == (600, 30, 1)
    assert (now.numerator, now.denominator, now.not_stated) == (600, Decimal("40.5"), 1)
    assert per_mu(first) == then


@pytest.mark.parametrize(
    ("mu", "days_ago", "evidence", "code"),
    [
        ("0", 0, "permit", "land-area"),
        ("-5", 0, "permit", "land-area"),
        ("100000001", 0, "permit", "land-area"),
        ("5", 0, "  ", "evidence-missing"),
        ("5", -1, "permit", "learned-on"),
        ("5", 9, "permit", "learned-on"),
    ],
)
def test_what_cannot_be_is_refused(mu: str, days_ago: int, evidence: str, code: str) -> None:
    opened, today = project(), timezone.localdate()
    record(opened, "10", today - timedelta(days=5))
    with pytest.raises(Invalid) as refusal:
        record(opened, mu, today - timedelta(days=days_ago), evidence)
    assert refusal.value.code == code
    assert opened.areas.count() == 1


def test_a_party_reads_it_and_an_office_writes_it() -> None:
    mine = organisation()
    opened = project(agreement(parties=(organisation(), mine)))
    url, party, office = reverse("land:record_area", args=[opened.pk]), Client(), Client()
    party.force_login(account(Role.ENTERPRISE, mine))
    office.force_login(account(Role.ZONE_COMMITTEE))
    sent = {"area-mu": "12.5", "area-learned_on": "2026-01-02", "area-evidence": "permit 7", "area-reason": "seen"}
    assert party.post(url, sent).status_code == 403
    assert office.post(url, sent).status_code == 302
    assert AuditLine.objects.filter(verb="record_area").count() == 1
    for reader in (party, office):
        assert "12.5" in reader.get(reverse("land:project", args=[opened.pk])).content.decode()
    with pytest.raises(NotAllowed):
        actions.record_area(
            actor=account(Role.CREDIT_OFFICE), reason="r", project=opened, area=actions.Area(Decimal(1), TODAY, "x")
        )


@pytest.mark.parametrize(
    ("field", "value"),
    [("mu", ""), ("mu", "many"), ("mu", "1e99"), ("mu", "0"), ("learned_on", "31 June"), ("evidence", "")],
)
def test_a_wrong_form_comes_back_with_what_was_written(field: str, value: str) -> None:
    opened, office = project(), Client()
    office.force_login(account(Role.PROMOTION_OFFICE))
    sent = {"mu": "12", "learned_on": "2026-01-02", "evidence": "permit seven", "reason": "seen", field: value}
    answer = office.post(
        reverse("land:record_area", args=[opened.pk]), {f"area-{name}": text for name, text in sent.items()}
    )
    assert answer.status_code == 422
    assert ("permit seven" in answer.content.decode()) == (field != "evidence")
    assert not opened.areas.exists()


def test_other_programs_write_and_read_it() -> None:
    opened, office = project(), Client()
    office.force_login(account(Role.PROMOTION_OFFICE))
    url = f"/api/projects/{opened.pk}/areas"
    sent = {"mu": "33.25", "evidence": "permit", "reason": "seen"}
    made = office.post(url, json.dumps(sent), content_type="application/json")
    assert (made.status_code, made.json()["mu"]) == (201, "33.25")
    assert office.get(f"/api/projects/{opened.pk}").json()["areas"] == [made.json()]
    assert office.post(url, json.dumps(sent | {"mu": "0"}), content_type="application/json").status_code == 422
