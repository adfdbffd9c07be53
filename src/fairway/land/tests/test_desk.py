"""The desk of everything late: every source, whose it is, what went up, narrowed, exported and printed."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import (
    DAY,
    account,
    agreement,
    event,
    hindrance,
    intention,
    milestone,
    operator,
    organisation,
    project,
    promise,
    report_duty,
)

from fairway.govern.models import Role
from fairway.know.models import Relation
from fairway.land import queries
from fairway.land.engine.desk import STAGE_DAYS, Kind
from fairway.land.models import Visit
from fairway.meet.models import ActionItem, MeetingRequest, Opportunity, Participation
from fairway.sign.models import PromiseNotice, PromiseStep

if TYPE_CHECKING:
    from django.test import Client

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.land.models import Project
    from fairway.sign.models import Promise

pytestmark = pytest.mark.django_db
AS_OF = date(2022, 1, 17)
LATE = AS_OF - timedelta(days=7)


def opportunity(responsible: Organisation, due_on: date = LATE) -> Opportunity:
    at = event()
    sides = [Participation.objects.create(event=at, organisation=each) for each in (responsible, organisation())]
    asked = MeetingRequest.objects.create(event=at, requester=sides[0], requested=sides[1])
    said = {"first": responsible, "second": sides[1].organisation, "kind": "docked", "next_step": "visit the site"}
    return Opportunity.objects.create(event=at, request=asked, responsible=responsible, due_on=due_on, **said)


def notice(of: Promise, until: date = LATE) -> PromiseNotice:
    step = PromiseStep.objects.create(
        promise=of, step="broken", happened_on=DAY, learned_on=DAY, recorded_by=operator(), note="x"
    )
    days = {"served_on": DAY, "objection_until": until}
    return PromiseNotice.objects.create(promise=of, step=step, outcome="broken", severity="minor", **days)


def one_of_each(mine: Organisation) -> Project:
    """A project of ``mine`` of which everything is late that can be."""
    of = project(agreement(parties=(mine, organisation(kind="government"))))
    milestone(of, planned=AS_OF + timedelta(days=5), forecast=LATE)
    hindrance(of, next_on=LATE)
    report_duty(of, first_on=LATE)
    Visit.objects.create(project=of, office=mine, happened_on=DAY, learned_on=DAY, seen="walls", next_on=LATE)
    promise(of.agreement)
    notice(promise(of.agreement, due_on=AS_OF + timedelta(days=90)))
    opportunity(mine)
    ActionItem.objects.create(event=event(), text="Send the drawings", responsible=mine, due=LATE)
    return of


def kinds(user: User, **narrowed: str) -> list[str]:
    return sorted(line.kind for line in queries.desk(user).filter(**narrowed))


def test_every_source_lies_on_one_desk_and_an_enterprise_sees_its_own() -> None:
    mine, credit = organisation(), organisation()
    of = one_of_each(mine)
    office = account(Role.PROMOTION_OFFICE)
    account(Role.CREDIT_OFFICE, credit)
    assert kinds(office) == sorted(Kind)
    assert kinds(account(Role.ENTERPRISE, mine)) == sorted(Kind)
    assert kinds(account(Role.ENTERPRISE)) == []
    lines = {line.kind: line for line in queries.desk(office)}
    assert {kind: line.days for kind, line in lines.items()} == {
        Kind.STAGE: 60,
        Kind.NEXT_STEP: 7,
        Kind.MILESTONE: 7,
        Kind.HINDRANCE: 7,
        Kind.PROMISE: 60,
        Kind.NOTICE: 7,
        Kind.REPORT: 7,
        Kind.VISIT: 7,
        Kind.AGREED: 7,
    }
    assert {line.owner for kind, line in lines.items() if kind is not Kind.NOTICE} == {mine}
    assert lines[Kind.NOTICE].owner == credit
    assert {line.project for kind, line in lines.items() if kind not in {Kind.NEXT_STEP, Kind.AGREED}} == {of}


def test_nothing_that_is_done_or_due_that_day_is_late() -> None:
    of = project(stages=7)
    milestone(of, planned=LATE, actual=LATE)
    milestone(of, planned=AS_OF)
    milestone(of, planned=LATE, forecast=AS_OF)
    hindrance(of, next_on=LATE, closed_on=LATE)
    hindrance(of, next_on=AS_OF)
    promise(of.agreement, due_on=AS_OF)
    kept = promise(of.agreement, due_on=LATE)
    PromiseStep.objects.create(promise=kept, step="kept", happened_on=DAY, learned_on=DAY, recorded_by=operator())
    notice(kept, until=AS_OF)
    intention(opportunity=opportunity(organisation()), next_due=AS_OF)
    Opportunity.objects.update(state=Opportunity.State.OPEN)
    office = account(Role.PROMOTION_OFFICE)
    assert {line.kind for line in queries.desk(office)} == {Kind.STAGE}, "the intention of DAY alone"


def test_a_promise_due_days_after_another_was_kept_is_late_from_then() -> None:
    first = promise(due_on=DAY)
    PromiseStep.objects.create(promise=first, step="kept", happened_on=DAY, learned_on=DAY, recorded_by=operator())
    promise(first.agreement, due_on=None, after=first, days_after=10)
    announced = promise(first.agreement, due_on=LATE)
    announced.agreement, announced.event = None, first.agreement.event
    announced.save()
    found = queries.desk(account(Role.ZONE_COMMITTEE)).filter(kind="promise")
    assert [(line.due, line.project) for line in found] == [(DAY + timedelta(days=10), None), (LATE, None)]


@pytest.mark.parametrize("name", ["land:overdue", "land:escalated"])
def test_words_to_search_for_in_an_address_are_left_alone(client: Client, name: str) -> None:
    client.force_login(operator())
    answer = client.get(reverse(name), {"q": "zone"})
    assert answer.status_code == 200
    assert not answer.context["is_narrowed"]


def test_narrowed_to_a_kind_to_who_acts_and_to_ones_own() -> None:
    mine, zone = organisation(), organisation(kind="zone")
    one_of_each(mine)
    hindrance(owner=organisation(), desk=zone, level=1, next_on=LATE)
    office = account(Role.ZONE_COMMITTEE, zone)
    assert kinds(office, kind="milestone") == ["milestone"]
    assert kinds(office, mine="1") == ["hindrance"]
    assert kinds(office, owner=str(zone.pk)) == ["hindrance"]
    assert kinds(office, owner=str(mine.pk), kind="promise") == ["promise"]
    assert queries.desk(office).owing()[0].organisation == mine
    days = [line.days for line in queries.desk(office).order_by("-due")]
    assert days == sorted(days)  # type: ignore[type-var]


def test_a_stage_late_too_long_goes_up_with_the_hindrances() -> None:
    baishan, province = organisation(kind="government"), organisation(kind="government")
    Relation.objects.create(subject=baishan, other=province, kind="part")
    event()
    late = intention(host=baishan, next_due=AS_OF)
    entry = late.log.get()
    entry.next_due = AS_OF - timedelta(days=STAGE_DAYS)
    entry.save()
    office = account(Role.PROMOTION_OFFICE, province)
    assert list(queries.escalated(office)) == []
    entry.next_due -= timedelta(days=1)
    entry.save()
    raised = hindrance(owner=baishan, desk=province, level=1, next_on=AS_OF + timedelta(days=3))
    found = list(queries.escalated(office).filter(mine="1"))
    assert [(line.subject, line.owner, line.desk, line.level) for line in found] == [
        (late, baishan, province, 1),
        (raised, baishan, province, 1),
    ]
    assert [line.days for line in found] == [STAGE_DAYS + 1, None]


def test_who_has_no_superior_is_under_the_public_body_that_signed() -> None:
    firm, city = organisation(), organisation(kind="government")
    opened = project(agreement(parties=(firm, city)))
    (line,) = queries.escalated(account(Role.CREDIT_OFFICE))
    assert (line.subject, line.owner, line.desk) == (opened, firm, city)


def test_the_page_lists_exports_and_prints(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    url = reverse("land:overdue")
    assert "Nothing is overdue." in client.get(url).content.decode()
    of = one_of_each(organisation())
    promise(of.agreement, what='=HYPERLINK("http://x")')
    text = client.get(url).content.decode()
    for words in ("what follows “signed”", "visit the site", "pass on or withdraw: invest", "Who has to act most"):
        assert words in text
    most = text.partition("Who has to act most")[2].partition("</tbody>")[0]
    assert ">9</td>" in most, "all but the notice, which is the credit office's, and the promise added to them"
    assert "visit the site" not in client.get(f"{url}?kind=promise").content.decode()
    exported = client.get(f"{url}?format=csv&kind=promise").content.decode("utf-8-sig")
    rows = list(csv.reader(exported.splitlines()))
    assert len(rows) == 3
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    assert client.get(f"{url}?format=xlsx").content[:2] == b"PK"
    for n in range(30):
        milestone(of, planned=LATE, name=f"step {n:02d}")
    assert "step 29" not in client.get(f"{url}?sort=due").content.decode()
    whole = client.get(f"{url}?sort=due&print=1").content.decode()
    assert "step 29" in whole
    assert "data-print" in whole
    assert "逾期" in client.get(url, headers={"accept-language": "zh-hans"}).content.decode()


@pytest.mark.parametrize("name", ["overdue", "escalated"])
def test_as_many_queries_for_three_as_for_one(client: Client, name: str) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    counts = []
    for number in (1, 2):
        for _ in range(number):
            one_of_each(organisation())
        client.get(reverse(f"land:{name}"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"land:{name}"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_over_the_api(client: Client) -> None:
    assert client.get("/api/desk").status_code == 401
    mine = organisation()
    one_of_each(mine)
    client.force_login(account(Role.ENTERPRISE, mine))
    assert client.get(f"/api/desk?owner={10**30}").status_code == 422
    found = client.get("/api/desk?kind=stage&mine=true").json()
    assert found["count"] == 1
    assert (found["items"][0]["owner_id"], found["items"][0]["days"]) == (mine.pk, 60)
