"""Pages of KNOW: who sees them, what they say, and the same queries however many rows."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import DAY, account, organisation, source

from fairway.govern.models import Role
from fairway.know import actions
from fairway.know.actions.search import reindex
from fairway.know.models import Identifier, Name

pytestmark = pytest.mark.django_db


def client(role: Role | None = Role.PROMOTION_OFFICE) -> Client:
    visitor = Client()
    visitor.force_login(account(role))
    return visitor


def fill() -> None:
    office, body, told = account(Role.PROMOTION_OFFICE), organisation(kind="government"), source()
    Name.objects.create(organisation=body, text=body.name, kind="legal", language="zh-Hans")
    reindex([body.pk])
    statement = actions.Statement("guests", "400", DAY, DAY, told.pk, organisation=body.pk, comparator=">")
    actions.state_fact(actor=office, reason="a test", statement=statement)
    holding = actions.Holding(body.pk, "Mayor", "A. Holder", told.pk, title_zh="市长", valid_from=DAY, valid_until=DAY)
    actions.load_posts(actor=office, reason="a test", holdings=[holding])


@pytest.mark.parametrize("path", ["/organisations/", "/search/?q=示例", "/posts/", "/facts/", "/sources/", "/members/"])
def test_a_list_takes_the_same_queries_at_one_row_and_at_three(path: str) -> None:
    visitor, counts = client(), []
    for rows in (1, 2):
        for _ in range(rows):
            fill()
        visitor.get(path)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert visitor.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("path", ["/organisations/", "/search/", "/posts/", "/facts/", "/sources/"])
def test_every_role_reads_and_a_stranger_signs_in(path: str) -> None:
    for role in Role:
        assert client(role).get(path).status_code == 200
    assert client(None).get(path).status_code == 403
    assert Client().get(path)["Location"].startswith("/accounts/login/?next=")


def test_an_organisation_s_page_shows_names_codes_facts_and_sources() -> None:
    body, told = organisation(name="长春轴承公司", name_en="Changchun Bearing"), source(title="The Report")
    Name.objects.create(organisation=body, text="长轴", kind="short", language="zh-Hans")
    Identifier.objects.create(organisation=body, scheme="uscc", value="91350100M000100Y43")
    office = account(Role.PROMOTION_OFFICE)
    for value in ("400", ""):
        statement = actions.Statement("guests", value, DAY, DAY, told.pk, organisation=body.pk, comparator=">")
        actions.state_fact(actor=office, reason="a test", statement=statement)
    page = client().get(f"/organisations/{body.pk}/").content.decode()
    for text in ("Changchun Bearing", "长轴", "91350100M000100Y43", "&gt;400", "not stated", "The Report", "demo"):
        assert text in page


def test_an_unknown_organisation_is_a_page_with_status_404() -> None:
    answer = client().get("/organisations/999999/")
    assert answer.status_code == 404
    assert b"No organisation has this address." in answer.content


def test_markup_in_a_name_stays_text() -> None:
    body = organisation(name="<script>alert(1)</script>公司", name_en="")
    for path in ("/organisations/", f"/organisations/{body.pk}/", "/search/?q=<script>"):
        page = client().get(path).content
        assert b"<script>alert" not in page
        assert b"&lt;script&gt;" in page


def test_chinese_readers_get_chinese_names_and_words() -> None:
    organisation(name="长春轴承公司", name_en="Changchun Bearing", industry_code="3670")
    visitor = client()
    visitor.post("/language/", {"language": "zh-hans", "next": "/organisations/"})
    page = visitor.get("/organisations/").content.decode()
    assert "长春轴承公司" in page
    assert "Changchun Bearing" not in page
    assert "汽车零部件及配件制造" in page


def test_a_list_is_narrowed_sorted_and_paged() -> None:
    for n in range(30):
        organisation(name=f"公司{n:02d}", name_en="", region_code="220100" if n % 2 else "220200")
    visitor = client()
    assert "公司29" in visitor.get("/organisations/?sort=-name").content.decode()
    page = visitor.get("/organisations/?region=2202&q=公司").content.decode()
    assert "公司28" in page
    assert "公司29" not in page
    assert "26–31 of 31" in visitor.get("/organisations/?page=2").content.decode()


@pytest.mark.parametrize("query", ["sort=nothing", "page=x", "page=99", "kind=' OR 1=1", "q=%00", "region=99"])
def test_a_strange_query_is_survived(query: str) -> None:
    assert client().get(f"/organisations/?{query}").status_code == 200


def test_an_export_has_every_row_and_no_formula() -> None:
    for n in range(30):
        organisation(name=f"=HYPERLINK({n})", name_en="")
    answer = client().get("/organisations/?format=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="organisations.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 31
    assert sum(line.lstrip('"').startswith("'=HYPERLINK") for line in lines) == 30
    assert client().get("/organisations/?format=xlsx").content.startswith(b"PK")
    assert client().get("/organisations/?format=exe").status_code == 422


def test_the_api_gives_the_same(client: Client) -> None:
    body = organisation(name="长春轴承公司")
    Name.objects.create(organisation=body, text=body.name, kind="legal", language="zh-Hans")
    reindex([body.pk])
    assert client.get("/api/organisations").status_code == 401
    client.force_login(account(Role.ENTERPRISE))
    found = client.get("/api/organisations?q=轴承").json()
    assert [item["name"] for item in found["items"]] == ["长春轴承公司"]
    assert client.get(f"/api/organisations/{body.pk}").json()["names"][0]["text"] == "长春轴承公司"
    missing = client.get("/api/organisations/999999")
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")
    assert missing.json()["type"] == "urn:fairway:organisation-missing"
