"""Hindrances: raised, answered by a day, sent up when it passes, and closed by two."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, agreement, hindrance, operator, organisation, project

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know.models import Relation
from fairway.land import actions
from fairway.land.actions import HindranceDraft
from fairway.land.models import Hindrance, HindranceStep
from fairway.land.queries.hindrances import chains_of
from fairway.lib.errors import FairwayError, Invalid, NotAllowed, Refused

if TYPE_CHECKING:
    from django.test import Client

    from fairway.base.models import User
    from fairway.know.models import Organisation

pytestmark = pytest.mark.django_db


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _raise(actor: User | None = None, **given: object) -> Hindrance:
    of = given.pop("project", None) or project()
    values = {"cause": "utilities", "what": "no power line", "owner": of.responsible, "next_on": _in(7)}  # type: ignore[attr-defined]
    draft = HindranceDraft(**{**values, **given})  # type: ignore[arg-type]
    by = actor or account(Role.PROMOTION_OFFICE)
    return actions.raise_hindrance(actor=by, reason="site visit", project=of, draft=draft)  # type: ignore[arg-type]


def _kinds(of: Hindrance) -> list[str]:
    return [step.kind for step in of.log.all()]


def test_a_party_raises_what_hinders_its_project() -> None:
    mine, owes = organisation(), organisation()
    of = project(agreement(parties=(owes, mine)))
    made = _raise(account(Role.ENTERPRISE, mine), project=of)
    assert (made.raised_by, made.owner, made.desk, made.level) == (mine, owes, owes, 0)
    assert _kinds(made) == ["raised"]
    assert AuditLine.objects.get().verb == "raise_hindrance"
    with pytest.raises(NotAllowed):
        _raise(account(Role.ENTERPRISE), project=of)


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("next-step-past", {"next_on": -1}),
        ("hindrance-what", {"what": " "}),
        ("hindrance-what", {"cause": "weather"}),
        ("hindrance-owner", {"owner": "a stranger"}),
    ],
)
def test_what_cannot_be_raised_leaves_nothing(code: str, given: dict[str, object]) -> None:
    stand_ins = {-1: lambda: _in(-1), "a stranger": organisation}
    made = {name: stand_ins[value]() if value in stand_ins else value for name, value in given.items()}  # type: ignore[index, operator]
    with pytest.raises(Invalid) as refusal:
        _raise(**made)
    assert refusal.value.code == code
    assert not Hindrance.objects.exists()
    assert not AuditLine.objects.exists()


def _mandates() -> tuple[Organisation, Organisation, Organisation]:
    """A zone managed by a city, dispatched by a province that is also above the city."""
    zone, city, province = (organisation(kind=kind) for kind in ("zone", "government", "government"))
    Relation.objects.create(subject=zone, other=province, kind="dispatched")
    Relation.objects.create(subject=zone, other=city, kind="entrusted")
    Relation.objects.create(subject=city, other=province, kind="part")
    return zone, city, province


def _run(days: int = 0) -> int:
    return actions.escalate_hindrances(actor=operator(), reason="due", on=_in(days))


def test_a_day_that_passes_sends_it_up_the_mandate_chain_once() -> None:
    zone, city, province = _mandates()
    waits = hindrance(owner=zone, desk=zone, next_on=_in(-1))
    assert _run() == 1
    assert _run() == 0
    waits.refresh_from_db()
    assert (waits.desk, waits.level, waits.next_on) == (city, 1, _in(5))
    Hindrance.objects.update(next_on=_in(-20))
    assert _run() == 1
    waits.refresh_from_db()
    assert (waits.desk, waits.level) == (province, 2)
    Hindrance.objects.update(next_on=_in(-20))
    assert _run() == 0
    assert _kinds(waits) == ["escalated", "escalated"]
    assert AuditLine.objects.filter(verb="escalate_hindrances").count() == 2
    with pytest.raises(Invalid):
        _run(1)


def test_an_owner_without_a_superior_is_under_who_follows_the_project() -> None:
    zone, city, _province = _mandates()
    firm = organisation()
    waits = hindrance(project(responsible=zone), owner=firm, desk=firm, next_on=_in(-9))
    assert _run() == 2
    waits.refresh_from_db()
    assert (waits.desk, waits.level) == (city, 2)
    assert [step.desk for step in waits.log.all()] == [zone, city]


def test_an_enterprise_that_answers_for_its_project_is_under_the_public_body_that_signed() -> None:
    zone, city, province = _mandates()
    firm = organisation()
    waits = hindrance(project(agreement(parties=(firm, zone)), responsible=firm), next_on=_in(-1))
    assert _run() == 1
    waits.refresh_from_db()
    assert (waits.desk, waits.level) == (zone, 1)
    assert chains_of([waits], timezone.localdate()) == {waits.pk: (zone.pk, city.pk, province.pk)}


def test_who_let_the_day_pass_no_longer_moves_it() -> None:
    zone, city, _province = _mandates()
    waits = hindrance(owner=zone, desk=city, level=1, next_on=_in(3))
    late = {"reason": "r", "hindrance": waits, "note": "busy", "next_on": _in(90)}
    with pytest.raises(Refused) as refusal:
        actions.answer_hindrance(actor=account(Role.ZONE_COMMITTEE, zone), **late)
    assert refusal.value.code == "hindrance-escalated"
    assert not HindranceStep.objects.exists()
    actions.answer_hindrance(actor=account(Role.ZONE_COMMITTEE, city), **late)
    waits.refresh_from_db()
    assert waits.next_on == _in(90)


def _close(of: Hindrance, actor: User) -> bool:
    return actions.close_hindrance(actor=actor, reason="line is up", hindrance=of)


def test_no_side_closes_it_without_the_others_word() -> None:
    owes, raised = organisation(), organisation()
    waits = hindrance(owner=owes, desk=owes, raised_by=raised)
    owner, raiser = account(Role.ENTERPRISE, owes), account(Role.ENTERPRISE, raised)
    assert not _close(waits, owner)
    assert not _close(waits, account(Role.ENTERPRISE, owes))
    actions.answer_hindrance(actor=raiser, reason="r", hindrance=waits, note="still no power", next_on=_in(9))
    assert not _close(waits, raiser)
    assert _close(waits, owner)
    waits.refresh_from_db()
    assert waits.closed_on == timezone.localdate()
    assert _kinds(waits) == ["cleared", "cleared", "answered", "cleared", "closed"]
    with pytest.raises(FairwayError) as refusal:
        _close(waits, raiser)
    assert refusal.value.code == "hindrance-closed"


def test_another_party_of_the_project_does_not_close_it_alone() -> None:
    other = organisation()
    of = project(agreement(parties=(organisation(), other)))
    assert not _close(hindrance(of), account(Role.ZONE_COMMITTEE, other))


def test_an_office_that_is_no_side_closes_it() -> None:
    waits = hindrance()
    with pytest.raises(NotAllowed):
        _close(waits, account(Role.CREDIT_OFFICE))
    assert _close(waits, account(Role.ZONE_COMMITTEE))


PAGES = {
    "hindrances": lambda _waits: reverse("land:hindrances"),
    "escalated": lambda _waits: reverse("land:escalated"),
    "hindrance": lambda waits: reverse("land:hindrance", args=[waits.pk]),
    "raise": lambda waits: reverse("land:raise_hindrance", args=[waits.project_id]),
}
REFUSED = {("raise", Role.CREDIT_OFFICE), ("raise", Role.ENTERPRISE), ("hindrance", Role.ENTERPRISE)}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", PAGES)
def test_every_page_as_everybody(client: Client, page: str, role: Role) -> None:
    waits = hindrance()
    client.force_login(account(role))
    assert client.get(PAGES[page](waits)).status_code == (403 if (page, role) in REFUSED else 200)


def test_visitors_sign_in_first(client: Client) -> None:
    assert {client.get(url(hindrance())).status_code for url in PAGES.values()} == {302}


def test_raising_answering_and_closing_on_pages(client: Client) -> None:
    of = project()
    client.force_login(account(Role.ZONE_COMMITTEE))
    sent = {"cause": "land", "what": "no title", "owner": of.responsible_id, "next_on": _in(-1), "reason": "r"}
    url = reverse("land:raise_hindrance", args=[of.pk])
    assert client.post(url, sent).status_code == 422
    assert client.post(url, {**sent, "next_on": _in(3)}).status_code == 302
    made = of.hindrances.get()
    assert "no title" in client.get(reverse("land:project", args=[of.pk])).content.decode()
    answer = reverse("land:answer_hindrance", args=[made.pk])
    said = {"note": "survey ordered", "next_on": _in(-2), "reason": "r"}
    assert client.post(answer, said).status_code == 422
    assert client.post(answer, {**said, "next_on": _in(20)}).status_code == 302
    page = client.get(reverse("land:hindrance", args=[made.pk]), headers={"accept-language": "zh-hans"})
    assert "survey ordered" in page.content.decode()
    assert "障碍" in page.content.decode()
    assert client.post(reverse("land:close_hindrance", args=[made.pk]), {}).status_code == 422
    sent = {"cleared-reason": "titled"}
    assert client.post(reverse("land:close_hindrance", args=[made.pk]), sent).status_code == 302
    made.refresh_from_db()
    assert made.closed_on is None
    client.force_login(account(Role.PROMOTION_OFFICE))
    assert client.post(reverse("land:close_hindrance", args=[made.pk]), sent).status_code == 302
    made.refresh_from_db()
    assert made.closed_on == timezone.localdate()


def test_lists_filter_and_export_and_show_an_enterprise_its_own(client: Client) -> None:
    mine = organisation()
    hindrance(owner=mine, desk=mine, what="ours", level=1)
    hindrance(what="theirs", cause="finance")
    client.force_login(account(Role.ENTERPRISE, mine))
    text = client.get(reverse("land:escalated")).content.decode()
    assert "ours" in text
    assert "theirs" not in text
    client.force_login(account(Role.CREDIT_OFFICE))
    assert "ours" not in client.get(reverse("land:hindrances") + "?cause=finance").content.decode()
    assert "theirs" in client.get(reverse("land:hindrances") + "?format=csv").content.decode("utf-8-sig")
    found = client.get("/api/hindrances?escalated=true").json()["items"]
    assert [each["what"] for each in found] == ["ours"]


@pytest.mark.parametrize("name", ["hindrances", "escalated"])
def test_as_many_queries_for_three_as_for_one(client: Client, name: str) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    hindrance(level=1)
    client.get(reverse(f"land:{name}"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(f"land:{name}"))
    hindrance(level=1)
    hindrance(level=1)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse(f"land:{name}"))
    assert len(three) == len(one)
