"""Visits: written down by an office, taken back but never changed, and due again where nobody came back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, agreement, organisation, project

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.land import actions, queries
from fairway.land.actions import VisitDraft
from fairway.land.models import Visit
from fairway.lib.errors import Invalid, NotAllowed, Refused

if TYPE_CHECKING:
    from django.test import Client

    from fairway.base.models import User
    from fairway.land.models import Project

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def _log(of: Project, actor: User | None = None, days: int = 0, **given: object) -> Visit:
    draft = VisitDraft(TODAY - timedelta(days=days), **{"seen": "walls up", **given})  # type: ignore[arg-type]
    by = actor or account(Role.ZONE_COMMITTEE)
    return actions.log_visit(actor=by, reason="r", project=of, draft=draft)


def test_an_office_writes_a_visit_down() -> None:
    of, zone, firm = project(), organisation(kind="zone"), organisation()
    made = _log(of, account(Role.ZONE_COMMITTEE, zone), met=(firm, firm), posts="plant manager")
    assert (made.office, made.happened_on, made.learned_on) == (zone, TODAY, TODAY)
    assert [each.organisation for each in made.met.all()] == [firm]
    assert AuditLine.objects.get().verb == "log_visit"
    for role in (Role.ENTERPRISE, Role.CREDIT_OFFICE):
        with pytest.raises(NotAllowed):
            _log(of, account(role))


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("visit-to-come", {"days": -1}),
        ("visit-seen", {"seen": " "}),
        ("visit-next", {"next_on": TODAY}),
    ],
)
def test_what_cannot_be_leaves_nothing(code: str, given: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        _log(project(), **given)  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert not Visit.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_wrong_line_is_taken_back_once_and_stays_to_be_read() -> None:
    zone = organisation(kind="zone")
    of = project(agreement(parties=(organisation(), zone)))
    made = _log(of)
    with pytest.raises(NotAllowed):
        actions.reverse_visit(actor=account(Role.ZONE_COMMITTEE, zone), reason="r", visit=made)
    back = actions.reverse_visit(actor=account(Role.PROMOTION_OFFICE), reason="wrong project", visit=made)
    assert [(each.pk, each.reversed_on) for each in queries.visits_of(of)] == [(made.pk, TODAY)]
    assert list(queries.visits_seen_by(None)) == []
    for line in (made, back):
        with pytest.raises(Refused):
            actions.reverse_visit(actor=account(Role.PROMOTION_OFFICE), reason="r", visit=line)


def test_the_next_date_is_due_until_somebody_comes_back() -> None:
    of, zone = project(stages=7), organisation(kind="zone")
    office = account(Role.ZONE_COMMITTEE, zone)

    def late() -> list[tuple[object, object, int | None]]:
        found = queries.desk(office, TODAY).filter(kind="visit")
        return [(line.subject, line.owner, line.days) for line in found]

    first = _log(of, office, days=20, next_on=TODAY - timedelta(days=10))
    _log(project(stages=7), office, days=20, next_on=TODAY)
    assert late() == [(first, zone, 10)]
    again = _log(of, office, days=2)
    assert late() == []
    actions.reverse_visit(actor=account(Role.PROMOTION_OFFICE), reason="another project", visit=again)
    assert late() == [(first, zone, 10)]
    assert len(queries.desk(account(Role.ENTERPRISE, of.responsible), TODAY).filter(kind="visit")) == 1


def test_on_pages(client: Client) -> None:
    firm = organisation()
    of = project(agreement(parties=(firm, organisation())))
    client.force_login(account(Role.PROMOTION_OFFICE))
    url = reverse("land:log_visit", args=[of.pk])
    sent = {"visit-happened_on": TODAY, "visit-seen": "<i>crane</i>", "visit-met": firm.name, "visit-reason": "r"}
    assert client.post(url, {**sent, "visit-met": "nobody at all"}).status_code == 422
    assert client.post(url, {**sent, "visit-next_on": TODAY}).status_code == 422
    assert client.post(url, sent).status_code == 302
    made = Visit.objects.get()
    text = client.get(reverse("land:project", args=[of.pk])).content.decode()
    assert "&lt;i&gt;crane" in text
    assert "走访" in client.get(reverse("land:visits"), headers={"accept-language": "zh-hans"}).content.decode()
    back = reverse("land:reverse_visit", args=[of.pk, made.pk])
    assert client.post(reverse("land:reverse_visit", args=[of.pk, 0]), {"reason": "r"}).status_code == 404
    assert client.post(back, {"reason": "twice"}).status_code == 302
    _log(of, met=(firm,))
    client.force_login(account(Role.ENTERPRISE, firm))
    assert client.post(back, {"reason": "r"}).status_code == 403
    (item,) = client.get("/api/visits").json()["items"]
    assert (item["project_id"], item["met_ids"]) == (of.pk, [firm.pk])
    client.force_login(account(Role.ENTERPRISE))
    assert client.get("/api/visits").json()["items"] == []


@pytest.mark.parametrize("role", Role)
def test_the_list_opens_to_every_role(client: Client, role: Role) -> None:
    assert client.get(reverse("land:visits")).status_code == 302
    client.force_login(account(role))
    assert client.get(reverse("land:visits")).status_code == 200


def test_as_many_queries_for_three_as_for_one(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    of, counts = project(), []
    for number in (1, 2):
        for _ in range(number):
            _log(of, met=(organisation(), organisation()))
        for url in (reverse("land:visits"), reverse("land:project", args=[of.pk])):
            client.get(url)
            with CaptureQueriesContext(connection) as asked:
                client.get(url)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
