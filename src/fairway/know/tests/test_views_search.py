"""The search page and the API of search: what is shown, marked, narrowed, paged and given as a file."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import account, organisation

from fairway.govern.models import Role
from fairway.know.actions.search import reindex
from fairway.know.models import Identifier, Name, Organisation

pytestmark = pytest.mark.django_db


def client() -> Client:
    visitor = Client()
    visitor.force_login(account(Role.PROMOTION_OFFICE))
    return visitor


def known(*names: str, **given: object) -> list[Organisation]:
    made = [organisation(name=name, **{"name_en": "", **given}) for name in names]
    reindex([each.pk for each in made])
    return made


def test_what_answers_is_marked_and_escaped() -> None:
    body = known("长春<b>一汽富维")[0]
    Name.objects.create(organisation=body, text="富维旧称", kind="former", language="zh-Hans")
    Identifier.objects.create(organisation=body, scheme="local", namespace="x", value="91220101X")
    reindex([body.pk])
    page = client().get("/search/", {"q": "富维 9122"}).content.decode()
    assert "长春&lt;b&gt;一汽<mark>富维</mark>" in page
    assert "<mark>富维</mark>旧称" in page
    assert "<mark>9122</mark>0101X" in page
    assert f'data-href="/organisations/{body.pk}/"' in page
    assert 'value="富维 9122"' in page


def test_results_are_narrowed_by_links_that_keep_the_words() -> None:
    known("红旗轿车", "红旗零部件", region_code="220100")
    known("红旗银行", kind="bank", region_code="220200")
    visitor = client()
    page = visitor.get("/search/", {"q": "红旗", "page": "1"}).content.decode()
    link = re.search(r'href="(\?[^"]*kind=bank[^"]*)"', page)
    assert link is not None
    assert "page=" not in link[1]
    narrowed = visitor.get("/search/" + link[1].replace("&amp;", "&")).content.decode()
    assert narrowed.count("<tr data-href") == 1
    assert "take away" in narrowed
    assert "Search everywhere" in visitor.get("/search/?q=红旗&kind=zone").content.decode()


def test_many_results_come_in_pages() -> None:
    known(*(f"红旗{n:02d}厂" for n in range(30)))
    visitor = client()
    assert visitor.get("/search/?q=红旗").content.decode().count("<tr data-href") == 25
    second = visitor.get("/search/?q=红旗&page=2").content.decode()
    assert second.count("<tr data-href") == 5
    assert "26–30 of 30" in second


def test_similar_names_are_said_to_be_similar() -> None:
    known("长春富维汽车公司")
    page = client().get("/search/?q=富唯汽车").content.decode()
    assert "No organisation has every word" in page
    assert page.count("<tr data-href") == 1


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20", "?q=没有的名字", "?q=%00&page=x&kind=1&demo=%27", "?page=99"])
def test_nothing_found_says_what_to_try(query: str) -> None:
    answer = client().get(f"/search/{query}")
    assert answer.status_code == 200
    assert "Part of a name is enough" in answer.content.decode()


def test_the_page_reads_in_chinese() -> None:
    known("红旗轿车", name_en="Red Flag Cars")
    visitor = client()
    visitor.post("/language/", {"language": "zh-hans", "next": "/"})
    assert "红旗" in visitor.get("/search/?q=red").content.decode()


def test_the_page_takes_the_same_queries_at_one_result_and_at_three() -> None:
    visitor, counts = client(), []
    for size in (1, 2):
        for body in known(*(f"红旗{n}厂" for n in range(size))):
            Name.objects.create(organisation=body, text=f"红旗{body.pk}", kind="former", language="zh-Hans")
        visitor.get("/search/?q=红旗")
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get("/search/?q=红旗").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_results_as_files_are_the_results() -> None:
    known("红旗轿车", "=红旗HYPERLINK")
    visitor = client()
    lines = visitor.get("/search/?q=红旗&format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert any("'=红旗HYPERLINK" in line for line in lines)
    given = json.loads(visitor.get("/search/?q=红旗&format=json").getvalue())
    assert [row["name"] for row in given] == ["红旗轿车", "=红旗HYPERLINK"]
    assert visitor.get("/search/?q=红旗&format=xlsx").getvalue().startswith(b"PK")
    assert visitor.get("/search/?q=红旗&format=exe").status_code == 422


def test_the_api_gives_the_same_results_with_facets() -> None:
    first, second = known("红旗轿车", region_code="220100") + known("红旗银行股份", kind="bank", region_code="220200")
    visitor = client()
    found = visitor.get("/api/search?q=红旗").json()
    assert [item["id"] for item in found["items"]] == [first.pk, second.pk]
    assert (found["count"], found["is_capped"]) == (2, False)
    kinds = next(facet for facet in found["facets"] if facet["key"] == "kind")
    assert {choice["value"]: choice["count"] for choice in kinds["choices"]} == {"enterprise": 1, "bank": 1}
    assert [item["id"] for item in visitor.get("/api/search?q=红旗&kind=bank").json()["items"]] == [second.pk]
    assert [item["id"] for item in visitor.get("/api/search?q=红旗&limit=1&offset=1").json()["items"]] == [second.pk]
    assert visitor.get("/api/search?q=红旗&limit=0").status_code == 422
    assert Client().get("/api/search?q=红旗").status_code == 401


def test_the_api_resolves_a_name() -> None:
    body = known("长春一汽富维汽车零部件股份有限公司")[0]
    found = client().get("/api/resolve", {"name": "長春一汽富維汽車零部件股份有限公司"}).json()
    assert (found[0]["organisation"]["id"], found[0]["verdict"]) == (body.pk, "same")
    assert found[0]["probability"] > 0.9
    assert found[0]["reasons"]
    assert client().get("/api/resolve?name=").json() == []
    assert Client().get("/api/resolve?name=x").status_code == 401


def test_every_role_searches_and_a_stranger_signs_in() -> None:
    for role in Role:
        visitor = Client()
        visitor.force_login(account(role))
        assert visitor.get("/search/?q=x").status_code == 200
    assert Client().get("/search/?q=x")["Location"].startswith("/accounts/login/?next=")
