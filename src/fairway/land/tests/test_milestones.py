"""Milestones kept in the store: planned, forecast, reached; who is told before anything moves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import DAY, account, agreement, milestone, organisation, project, promise

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.land import actions, queries
from fairway.land.actions import MilestoneDraft, NewDay
from fairway.land.models import Milestone, MilestoneEntry, Wait
from fairway.lib.errors import FairwayError, Invalid, NotAllowed, Refused

if TYPE_CHECKING:
    from django.test import Client

    from fairway.land.models import Project

pytestmark = pytest.mark.django_db


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _draft(of: Project, **given: object) -> MilestoneDraft:
    values = {"name": "Permit", "owner": of.responsible, "planned": _in(30)}
    return MilestoneDraft(**{**values, **given})  # type: ignore[arg-type]


def _plan(of: Project, **given: object) -> Milestone:
    office = account(Role.PROMOTION_OFFICE)
    return actions.plan_milestone(actor=office, reason="plan", project=of, draft=_draft(of, **given))


def _chain(of: Project) -> tuple[Milestone, Milestone]:
    """Land on day 30, and a start that waits ten days for it and is due with a promise on day 60."""
    owed = promise(of.agreement, due_on=_in(60))
    land = _plan(of, name="Land")
    return land, _plan(of, name="Start", planned=_in(45), after={land: 10}, promise=owed)


def test_a_milestone_is_planned_with_its_history_and_an_audit_line() -> None:
    land, start = _chain(project())
    assert start.waits.get().other == land
    assert [(line.kind, line.day) for line in land.log.all()] == [("planned", _in(30))]
    assert AuditLine.objects.filter(verb="plan_milestone").count() == 2


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("milestone-name", {"name": "  "}),
        ("milestone-twice", {"name": "Land"}),
        ("milestone-early", {"name": "Start", "planned": 35, "after": 10}),
        ("milestone-elsewhere", {"after": "another project"}),
        ("milestone-promise", {"promise": "another paper"}),
        ("milestone-owner", {"owner": "a stranger"}),
    ],
)
def test_what_no_plan_can_hold_is_refused_and_leaves_nothing(code: str, given: dict[str, object]) -> None:
    of = project()
    land = _plan(of, name="Land")
    stand_ins = {
        35: lambda: _in(35),
        10: lambda: {land: 10},
        "another project": lambda: {milestone(): 0},
        "another paper": promise,
        "a stranger": organisation,
    }
    made = {name: stand_ins[value]() if value in stand_ins else value for name, value in given.items()}  # type: ignore[index, operator]
    with pytest.raises(FairwayError) as refusal:
        _plan(of, **made)
    assert refusal.value.code == code
    assert list(of.milestones.all()) == [land]
    assert Wait.objects.count() == 0
    assert AuditLine.objects.count() == 1


def _move(land: Milestone, day: date, role: Role = Role.ZONE_COMMITTEE, **given: object) -> queries.Affected:
    happened = bool(given.get("happened"))
    seal = given.pop("seal", None) or queries.affected_by(land, day, happened=happened).seal
    new = NewDay(day, seal, **given)  # type: ignore[arg-type]
    return actions.move_milestone(actor=account(role), reason="late", milestone=land, new=new)


def test_a_slip_moves_the_least_and_says_who_is_affected() -> None:
    of = project()
    land, start = _chain(of)
    found = queries.affected_by(land, _in(55))
    assert [(each.milestone, each.move.days, each.cause) for each in found.moves] == [(start, 20, land)]
    assert found.missed == (start,)
    sides = {of.responsible_id, start.promise.debtor_id, start.promise.creditor_id}  # type: ignore[union-attr]
    assert {each.pk for each in found.organisations} == sides
    _move(land, _in(55))
    start.refresh_from_db()
    assert (start.planned, start.forecast) == (_in(45), _in(65))
    last = start.log.last()
    assert last is not None
    assert (last.kind, last.day, last.because_of) == ("forecast", _in(65), land)
    assert AuditLine.objects.get(verb="forecast_milestone").facts["moved"] == [start.pk]


def test_what_was_not_shown_is_not_done() -> None:
    land, start = _chain(project())
    seal = queries.affected_by(land, _in(55)).seal
    _move(start, _in(50))
    with pytest.raises(Refused) as refusal:
        _move(land, _in(55), seal=seal)
    assert refusal.value.code == "plan-changed"
    land.refresh_from_db()
    assert land.forecast is None


@pytest.mark.parametrize(
    ("code", "days", "given"),
    [
        ("forecast-past", -1, {}),
        ("milestone-in-future", 1, {"happened": True, "evidence": "photo"}),
        ("evidence-missing", 0, {"happened": True}),
    ],
)
def test_days_that_cannot_be_are_refused(code: str, days: int, given: dict[str, object]) -> None:
    land = milestone()
    with pytest.raises(Invalid) as refusal:
        _move(land, _in(days), **given)
    assert refusal.value.code == code
    assert not MilestoneEntry.objects.exists()


def test_a_party_reports_its_own_and_nobody_elses() -> None:
    of = project()
    land = milestone(of)
    firm = account(Role.ENTERPRISE, of.responsible)
    new = NewDay(_in(0), queries.affected_by(land, _in(0), happened=True).seal, happened=True, evidence="photo 3")
    actions.move_milestone(actor=firm, reason="built", milestone=land, new=new)
    assert land.log.get().is_own_report
    other = milestone()
    with pytest.raises(NotAllowed):
        actions.move_milestone(actor=firm, reason="built", milestone=other, new=new)
    with pytest.raises(NotAllowed):
        actions.plan_milestone(actor=firm, reason="r", project=of, draft=_draft(of))


PAGES = {
    "milestones": lambda land: reverse("land:milestones", args=[land.project_id]),
    "milestone": lambda land: reverse("land:milestone", args=[land.pk]),
    "move": lambda land: reverse("land:move_milestone", args=[land.pk]) + f"?kind=forecast&day={_in(9)}&reason=late",
    "timeline": lambda _land: reverse("land:timeline"),
}
REFUSED = {("move", Role.CREDIT_OFFICE), *((page, Role.ENTERPRISE) for page in ("milestones", "milestone", "move"))}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_as_everybody(client: Client, page: str, role: Role) -> None:
    land = milestone()
    client.force_login(account(role))
    expected = 403 if (page, role) in REFUSED else 200
    assert client.get(PAGES[page](land)).status_code == expected


def test_visitors_sign_in_first(client: Client) -> None:
    land = milestone()
    assert {client.get(url(land)).status_code for url in PAGES.values()} == {302}


def test_planning_and_moving_on_pages(client: Client) -> None:
    of = project()
    client.force_login(account(Role.PROMOTION_OFFICE))
    sent = {"name": "Land", "owner": of.responsible_id, "planned": _in(30), "reason": "agreed"}
    url = reverse("land:plan_milestone", args=[of.pk])
    assert client.post(url, sent).status_code == 302
    land = of.milestones.get()
    assert client.post(url, {**sent, "name": "Start", "after": [land.pk], "lag_days": 10}).status_code == 422
    client.post(url, {**sent, "name": "Start", "planned": _in(40), "after": [land.pk], "lag_days": 10})
    asked = {"kind": "forecast", "day": _in(50).isoformat(), "reason": "surveyor ill"}
    move = reverse("land:move_milestone", args=[land.pk])
    shown = client.get(move, asked).content.decode()
    assert "What this would move" in shown
    assert f"Start: from {_in(40)} to {_in(60)} (20 days), because it waits for Land" in shown
    seal = shown.split('name="seal" value="')[1].split('"')[0]
    assert client.post(move, {**asked, "seal": "old"}).status_code == 422
    assert client.post(move, {**asked, "seal": seal}).status_code == 302
    page = client.get(reverse("land:project", args=[of.pk])).content.decode()
    assert page.count("gantt-bar") == 2
    assert "gantt-late" in page
    assert "里程碑" in client.get(move, asked, headers={"accept-language": "zh-hans"}).content.decode()
    history = client.get(reverse("land:milestone", args=[land.pk])).content.decode()
    assert "surveyor ill" in history


@pytest.mark.parametrize("name", ["timeline", "milestones"])
def test_as_many_queries_for_three_as_for_one(client: Client, name: str) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    of = project()
    milestone(of)
    url = reverse(f"land:{name}", args=[of.pk] if name == "milestones" else [])
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url)
    for _ in range(2):
        other = milestone(of)
        milestone(project(agreement(parties=(organisation(), organisation()))))
        Wait.objects.create(milestone=other, other=of.milestones.earliest("pk"))
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)


def test_the_api_shows_effects_before_it_keeps_them(client: Client) -> None:
    land, start = _chain(project())
    client.force_login(account(Role.ZONE_COMMITTEE))
    listed = client.get(f"/api/projects/{land.project_id}/milestones").json()
    assert [(each["name"], each["waits"]) for each in listed] == [
        ("Land", []),
        ("Start", [{"other_id": land.pk, "lag_days": 10}]),
    ]
    effects = client.get(f"/api/milestones/{land.pk}/effects?day={_in(55)}").json()
    assert [move["days"] for move in effects["moves"]] == [20]
    assert effects["late_promises"] == [start.promise_id]
    sent = {"day": _in(55).isoformat(), "seal": effects["seal"], "reason": "late"}
    url = f"/api/milestones/{land.pk}/days"
    assert client.post(url, {**sent, "seal": "x"}, content_type="application/json").status_code == 409
    assert client.post(url, sent, content_type="application/json").json()["seal"] == effects["seal"]
    new = {"name": "Power", "owner_id": land.owner_id, "planned": DAY.isoformat(), "reason": "r"}
    url = f"/api/projects/{land.project_id}/milestones"
    assert client.post(url, new, content_type="application/json").status_code == 201
    wrong = {**new, "name": "Gas", "owner_id": organisation().pk}
    assert client.post(url, wrong, content_type="application/json").status_code == 404
