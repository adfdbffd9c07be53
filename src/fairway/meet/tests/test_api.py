"""The API: what each call gives, to whom, and how it says no."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import cast

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.meet.tests.stage import accepted, placed, stage

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    made = placed()
    for path in ("events", f"events/{made.event.pk}", f"events/{made.event.pk}/meetings"):
        assert client.get(f"/api/{path}").status_code == 401
    assert client.post("/api/requests/1/answer", {}, content_type="application/json").status_code == 401


def test_without_a_role_every_call_is_refused(client: Client) -> None:
    made = placed()
    client.force_login(cast.account())
    for path in ("", f"/{made.event.pk}", f"/{made.event.pk}/meetings", f"/{made.event.pk}/unmet"):
        answer = client.get(f"/api/events{path}")
        assert answer.status_code == 403
        assert answer.json()["type"] == "urn:fairway:right-missing"


def test_events_and_their_figures(client: Client) -> None:
    made = placed()
    plain = stage("AB", code="plain", held_on=made.event.as_of)
    client.force_login(cast.account(Role.CREDIT_OFFICE))
    items = client.get("/api/events").json()["items"]
    assert [(e["code"], e["mutual"], e["met"], e["unmet"]) for e in items] == [
        ("plain", 0, None, None),
        ("changchun-test", 4, 3, 1),
    ]
    one = client.get(f"/api/events/{made.event.pk}").json()
    assert (one["requests"], one["one_sided"], one["declined"], one["met"], one["unmet"]) == (6, 1, 1, 3, 1)
    assert float(one["met_percent"]) == 75
    assert (one["timetable"]["value"], one["timetable"]["bound"], one["timetable"]["status"]) == (9, 9, "optimal")
    empty = client.get(f"/api/events/{plain.event.pk}").json()
    assert (empty["timetable"], empty["met"], empty["met_percent"]) == (None, None, None)


def test_meetings_and_unmet_requests(client: Client) -> None:
    made = placed()
    client.force_login(cast.account(Role.PROMOTION_OFFICE))
    meetings = client.get(f"/api/events/{made.event.pk}/meetings").json()
    assert meetings["count"] == 3
    last = meetings["items"][-1]
    assert (last["slot"], last["table"]) == (3, 1)
    assert last["start"] == "2021-10-19T05:00:00Z"
    assert last["request"]["requester_id"] == made.organisations["C"].pk
    (unmet,) = client.get(f"/api/events/{made.event.pk}/unmet").json()["items"]
    assert unmet["causes"] == ["Example B and Example D are never there at the same time."]


def test_an_enterprise_gets_its_own(client: Client) -> None:
    made = placed()
    client.force_login(cast.account(Role.ENTERPRISE, made.organisations["C"]))
    assert client.get(f"/api/events/{made.event.pk}/meetings").json()["count"] == 2
    assert client.get(f"/api/events/{made.event.pk}/unmet").json()["count"] == 0


def test_what_is_not_there_is_404(client: Client) -> None:
    made = stage("AB")
    client.force_login(cast.account(Role.PROMOTION_OFFICE))
    for path in ("events/0", "events/0/meetings", f"events/{made.event.pk}/meetings", f"events/{made.event.pk}/unmet"):
        assert client.get(f"/api/{path}").status_code == 404, path


def test_answering(client: Client) -> None:
    made = stage("AB")
    made.load(*accepted("AB"))
    request = made.request("A", "B")
    path = f"/api/requests/{request.pk}/answer"
    body = {"answer": "declined", "reason": "no capacity"}
    client.force_login(cast.account(Role.ENTERPRISE, made.organisations["A"]))
    assert client.post(path, body, content_type="application/json").status_code == 403
    client.force_login(cast.account(Role.ENTERPRISE, made.organisations["B"]))
    assert client.post(path, {**body, "answer": "maybe"}, content_type="application/json").status_code == 422
    assert client.post(path, {"answer": "accepted"}, content_type="application/json").status_code == 422
    assert client.post("/api/requests/0/answer", body, content_type="application/json").status_code == 404
    given = client.post(path, body, content_type="application/json")
    assert given.status_code == 200
    assert given.json() == {
        "id": request.pk,
        "event_id": made.event.pk,
        "requester_id": made.organisations["A"].pk,
        "requested_id": made.organisations["B"].pk,
        "priority": 3,
        "answer": "declined",
        "is_mutual": False,
        "is_withdrawn": False,
        "message": "",
        "answer_message": "",
    }
    line = AuditLine.objects.order_by("number").last()
    assert line is not None
    assert (line.verb, line.reason) == ("answer_request", "no capacity")


@pytest.mark.parametrize("path", ["/api/events", "/api/events/{}", "/api/events/{}/meetings", "/api/events/{}/unmet"])
def test_one_row_or_three_cost_the_same(client: Client, path: str) -> None:
    small = stage("AB", rows={"A": {"available": frozenset({1})}, "B": {"available": frozenset({2})}}, code="small")
    small.load(*accepted("AB"))
    small.make()
    client.force_login(cast.account(Role.PROMOTION_OFFICE))

    def count(event: int) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path.format(event)).status_code == 200
        return len(caught)

    before = count(small.event.pk)
    assert count(placed().event.pk) == before


def test_who_takes_part_and_asking(client: Client) -> None:
    made = stage("ABC")
    made.event.participations.filter(organisation=made.organisations["C"]).update(status="withdrawn")
    client.force_login(cast.account(Role.ENTERPRISE, made.organisations["A"]))
    path = f"/api/events/{made.event.pk}"
    items = client.get(f"{path}/participants").json()["items"]
    assert [each["organisation_id"] for each in items] == [made.organisations[key].pk for key in "AB"]
    assert "contact_email" not in items[0]
    given = {"requester_id": made.organisations["A"].pk, "requested_id": made.organisations["B"].pk, "reason": "x"}
    asked = client.post(f"{path}/requests", {**given, "message": "Castings?"}, content_type="application/json")
    assert (asked.status_code, asked.json()["message"], asked.json()["is_withdrawn"]) == (201, "Castings?", False)
    again = client.post(f"{path}/requests", given, content_type="application/json")
    assert (again.status_code, again.json()["type"]) == (409, "urn:fairway:asked-already")
    other = {**given, "requester_id": made.organisations["B"].pk, "requested_id": made.organisations["A"].pk}
    assert client.post(f"{path}/requests", other, content_type="application/json").status_code == 403
