"""The API gives what the organisation's page shows, and nothing of the contact log."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import DAY, account, organisation, source

from fairway.govern.models import Role
from fairway.know import actions
from fairway.know.models import Address, Contact, Fact, Post, Relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Client:
    found = Client()
    found.force_login(account(Role.ENTERPRISE))
    return found


def test_a_file_has_everything_but_the_log(visitor: Client) -> None:
    draft = actions.Draft(
        "示例厂有限公司", "enterprise", "220381", uscc="91350100M000100Y43", address="某路1号", is_demo=True,
        size="micro", ownership_type="foreign",
    )  # fmt: skip
    office, told = account(Role.PROMOTION_OFFICE), source()
    given = actions.Provenance(source=told.pk, learned_on=DAY)
    body = actions.add_organisation(actor=office, reason="x", draft=draft, given=given)
    Relation.objects.create(subject=organisation(), other=body, kind="owned", share=30, valid_from=DAY)
    Contact.objects.create(organisation=body, kind="call", happened_on=DAY, note="秘密", written_by=office)
    for value in ("2", "3"):
        Fact.objects.create(
            organisation=body, predicate="staff", value=value, happened_on=DAY, learned_on=DAY, source=told
        )
    for holder in ("A", "B"):
        Post.objects.create(organisation=body, title="Chair", holder=holder, source=told, valid_from=DAY)
    answer = visitor.get(f"/api/organisations/{body.pk}")
    found = answer.json()
    assert (found["region_edition"], found["legal_form"], found["merged_into_id"]) == ("2019", "ECAK", None)
    assert (found["size"], found["ownership_type"]) == ("micro", "foreign")
    [listed] = [each for each in visitor.get("/api/organisations?limit=100").json()["items"] if each["id"] == body.pk]
    assert (listed["size"], listed["ownership_type"]) == ("micro", "foreign")
    assert [(a["region_code"], a["region_today"], a["text"]) for a in found["addresses"]] == [
        ("220381", "220184", "某路1号")
    ]
    assert {i["scheme"] for i in found["identifiers"]} == {"uscc", "orgcode"}
    assert [(r["other_id"], r["kind"], float(r["share"])) for r in found["relations"]] == [(body.pk, "owned", 30)]
    assert {o["field"]: o["source_id"] for o in found["origins"]}["name"] == told.pk
    assert [c["reason"] for c in found["contradictions"]] == [
        "2 and 3 cannot both be true.",
        "Two people hold the post “Chair” on 19 Oct 2021: A and B.",
    ]
    assert [len(c["fact_ids"]) for c in found["contradictions"]] == [2, 0]
    assert "秘密" not in answer.content.decode()


def test_posts_and_relations_of_a_day(visitor: Client) -> None:
    body, told = organisation(), source()
    Post.objects.create(organisation=body, title="Mayor", holder="A", source=told, valid_from=DAY, valid_until=DAY)
    Relation.objects.create(subject=body, other=organisation(), kind="branch", valid_until=date(2020, 1, 1))
    path = f"/api/organisations/{body.pk}"
    assert [len(visitor.get(path).json()[name]) for name in ("posts", "relations")] == [1, 1]
    on = visitor.get(f"{path}?on={DAY}").json()
    assert (len(on["posts"]), on["relations"]) == (1, [])
    before = visitor.get(f"{path}?on=2019-12-31").json()
    assert (before["posts"], len(before["relations"])) == ([], 1)
    assert visitor.get(f"{path}?on=soon").status_code == 422


def test_a_file_takes_the_same_queries_however_much_hangs_on_it(visitor: Client) -> None:
    body, counts = organisation(), []
    for rows in (1, 2):
        for _ in range(rows):
            Address.objects.create(organisation=body, region_code="220100", region_edition="2023", source=source())
            Relation.objects.create(subject=body, other=organisation(), kind="owned")
        visitor.get(f"/api/organisations/{body.pk}")
        with CaptureQueriesContext(connection) as queries:
            visitor.get(f"/api/organisations/{body.pk}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
