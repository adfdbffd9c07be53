"""Signs on pages: seen from the store, answered by officers who act for nobody concerned."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import DAY, account, agreement, event, operator, organisation, payment, project

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.land import actions, queries
from fairway.land.models import DoubtAnswer, Evidence
from fairway.land.queries.doubts import read_doubts
from fairway.lib.errors import Invalid, NotAllowed

if TYPE_CHECKING:
    from django.test import Client

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.land.models import Project
    from fairway.land.queries import Seen

pytestmark = pytest.mark.django_db
AS_OF = date(2022, 1, 17)


def twice(firm: Organisation | None = None, **given: object) -> tuple[Project, Project]:
    """Two projects of one investor, place and amount."""
    mine, city = firm or organisation(), organisation(kind="government")
    first, second = (project(agreement(parties=(mine, city), **given), stages=7) for _ in range(2))  # type: ignore[arg-type]
    return first, second


def signs() -> list[tuple[str, tuple[int, ...]]]:
    return [(each.sign.value, each.projects) for each in read_doubts(AS_OF)]


def test_every_sign_is_read_from_the_store() -> None:
    first, second = twice()
    assert signs() == [("same_deal", (first.pk, second.pk))]
    second.region_code = "220200"
    second.save()
    assert signs() == []
    for of in (first, second):
        given = {"title": "licence", "source": "office", "brought_by": operator(), "brought_on": DAY}
        Evidence.objects.create(project=of, link="https://example.org", sha256="a" * 64, **given)
    assert signs() == [("same_document", (first.pk, second.pk))]
    Evidence.objects.all().delete()
    bare = payment(first, 5, kind="realised", evidence="")
    payment(second, 5, kind="realised")
    assert signs() == [("not_shown", (first.pk,))]
    payment(first, 5, kind="realised", evidence="", reverses=bare)
    assert signs() == []
    firm = first.agreement.parties.get(order=1).organisation
    firm.founded_on = DAY + timedelta(days=1)
    firm.save()
    assert signs() == [("founded_after", (first.pk,)), ("founded_after", (second.pk,))]


def test_money_whole_and_nothing_started_and_a_quiet_year() -> None:
    paid = project(agreement(amount=100))
    payment(paid, 100)
    quiet = project(agreement(signed_on=date(2020, 12, 30)))
    project(agreement(amount=100))
    assert signs() == [("last_days", (quiet.pk,)), ("paid_unstarted", (paid.pk,))]


def _only() -> Seen:
    (found,) = queries.doubts_on(AS_OF)
    return found


def _answer(actor: User, seen: Seen, *, is_concern: bool = False, reason: str = "two phases") -> DoubtAnswer:
    return actions.answer_doubt(actor=actor, reason=reason, seen=seen, is_concern=is_concern)


def test_an_officer_s_word_is_kept_beside_exactly_what_was_seen() -> None:
    firm = organisation()
    twice(firm)
    seen = _only()
    assert seen.investor == firm
    with pytest.raises(Invalid):
        _answer(account(Role.CREDIT_OFFICE), seen, reason=" ")
    assert not DoubtAnswer.objects.exists()
    assert not AuditLine.objects.exists()
    _answer(account(Role.CREDIT_OFFICE), seen)
    _answer(account(Role.PROMOTION_OFFICE), seen, is_concern=True, reason="one site only")
    assert [each.verb for each in AuditLine.objects.all()] == ["answer_doubt", "answer_doubt"]
    now = _only()
    assert now.answer is not None
    assert (now.answer.is_concern, now.answer.reason) == (True, "one site only")
    assert [each.reason for each in queries.answers_to(seen.doubt.key)] == ["one site only", "two phases"]
    city = organisation(kind="government")
    project(agreement(parties=(firm, city)), stages=7)
    AuditLine.objects.all().delete()
    assert [each.answer for each in queries.doubts_on(AS_OF + timedelta(days=1))] == [None]


def test_nobody_answers_for_an_organisation_of_their_own() -> None:
    firm, zone = organisation(), organisation(kind="zone")
    project(agreement(parties=(firm, organisation(kind="government"))), stages=7)
    project(agreement(parties=(firm, zone)), stages=7)
    seen = _only()
    for actor in (account(Role.ZONE_COMMITTEE, zone), account(Role.ENTERPRISE, firm), account(Role.ENTERPRISE)):
        with pytest.raises(NotAllowed):
            _answer(actor, seen)
    _answer(account(Role.ZONE_COMMITTEE), seen)


@pytest.mark.parametrize("role", Role)
def test_pages_are_for_offices(client: Client, role: Role) -> None:
    event()
    twice()
    pages = [reverse("land:doubts"), reverse("land:doubt", args=[_only().doubt.key])]
    assert {client.get(url).status_code for url in pages} == {302}
    client.force_login(account(role))
    assert {client.get(url).status_code for url in pages} == {403 if role is Role.ENTERPRISE else 200}
    assert client.get("/api/doubts").status_code == (403 if role is Role.ENTERPRISE else 200)


def test_from_the_list_to_an_answer(client: Client) -> None:
    event()
    zone = organisation(kind="zone")
    first, _second = twice(organisation(name="=1+1", name_en="<b>Firm</b>"), title="Same plant")
    project(agreement(parties=(organisation(), zone), signed_on=date(2020, 12, 30)))
    client.force_login(account(Role.ZONE_COMMITTEE, zone))
    url = reverse("land:doubts")
    text = client.get(url).content.decode()
    assert "&lt;b&gt;Firm&lt;/b&gt; signed 2 times in one place for the same amount: 1,000 CNY" in text
    assert "Signed on 2020-12-30, at the end of a half-year" in text
    exported = client.get(f"{url}?format=csv", headers={"accept-language": "zh-hans"}).content.decode("utf-8-sig")
    assert not [cell for line in exported.splitlines() for cell in line.split(",") if cell.startswith("=")]
    own = next(iter(queries.doubts_on().filter(sign="last_days")))
    page = client.get(reverse("land:doubt", args=[own.doubt.key])).content.decode()
    assert "Nobody answers for a project of an organisation of their own." in page
    key = next(iter(queries.doubts_on().filter(sign="same_deal"))).doubt.key
    page = client.get(reverse("land:doubt", args=[key])).content.decode()
    assert reverse("land:project", args=[first.pk]) in page
    answer = reverse("land:answer_doubt", args=[key])
    assert client.post(answer, {"is_concern": "1"}).status_code == 422
    assert client.post(answer, {"is_concern": "1", "reason": "one site"}).status_code == 302
    assert "one site" in client.get(f"{url}?state=concern").content.decode()
    assert "Same plant" not in client.get(f"{url}?state=open").content.decode()
    assert client.get(reverse("land:doubt", args=["no-such-sign"])).status_code == 404
    (item,) = client.get("/api/doubts?sign=same_deal").json()["items"]
    assert (item["is_concern"], item["reason"], len(item["project_ids"])) == (True, "one site", 2)


def test_as_many_queries_for_three_as_for_one(client: Client) -> None:
    event()
    client.force_login(account(Role.PROMOTION_OFFICE))
    counts = []
    for number in (1, 2):
        for _ in range(number):
            twice()
        client.get(reverse("land:doubts"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("land:doubts"))
        counts.append(len(asked))
    assert counts[0] == counts[1]
