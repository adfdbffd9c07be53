"""Reference data: what a visitor can look up, and take along."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import account

from fairway.govern.models import Role

pytestmark = pytest.mark.django_db
LISTS = ("places", "places/former", "industries", "legal-forms", "chains")


@pytest.fixture
def visitor() -> Client:
    found = Client()
    found.force_login(account(Role.ENTERPRISE))
    return found


def get(visitor: Client, path: str) -> str:
    answer = visitor.get(f"/reference/{path}")
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("path", ["", *(f"{name}/" for name in LISTS)])
def test_every_table_opens(visitor: Client, path: str) -> None:
    assert "Reference data" in get(visitor, path)


def test_a_place_leads_up_and_down_and_back_in_time(visitor: Client) -> None:
    shown = get(visitor, "places/220100/")
    for text in ("Jilin Province", "Gongzhuling", "220184"):
        assert text in shown
    assert "220381" in get(visitor, "places/220184/")
    old = get(visitor, "places/220381/")
    assert "220184 Gongzhuling" in old
    assert "1995–2019" in old
    assert visitor.get("/reference/places/999999/").status_code == 404


def test_the_two_jilins_are_told_apart(visitor: Client) -> None:
    shown = get(visitor, "places/?q=jilin")
    assert "Jilin Province" in shown
    assert "Jilin City" in shown


def test_an_industry_has_its_section_of_isic_and_its_chains(visitor: Client) -> None:
    shown = get(visitor, "industries/3670/")
    for text in ("汽车零部件及配件制造", "C Manufacturing", "Automobiles"):
        assert text in shown
    assert visitor.get("/reference/industries/9999/").status_code == 404


@pytest.mark.parametrize("name", LISTS)
def test_a_table_is_searched_and_exported(visitor: Client, name: str) -> None:
    words = {
        "places": "长春",
        "places/former": "公主岭",
        "industries": "汽车",
        "legal-forms": "GmbH",
        "chains": "汽车",
    }[name]
    rows = json.loads(visitor.get(f"/reference/{name}/?q={words}&format=json").getvalue())
    assert rows
    csv = visitor.get(f"/reference/{name}/?q={words}&format=csv").getvalue().decode("utf-8-sig").splitlines()
    assert len(csv) == len(rows) + 1
    assert visitor.get(f"/reference/{name}/?q={words}&format=xlsx").getvalue().startswith(b"PK")
    assert "Nothing matches." in get(visitor, f"{name}/?q=zzzzqq")
    assert visitor.get(f"/reference/{name}/?q=%00&page=x").status_code == 200


def test_reference_data_asks_no_table(visitor: Client) -> None:
    get(visitor, "places/")
    with CaptureQueriesContext(connection) as one:
        get(visitor, "places/?q=吉林")
    with CaptureQueriesContext(connection) as two:
        get(visitor, "places/?q=示例")
    assert len(one) == len(two)


def test_chinese_readers_get_chinese(visitor: Client) -> None:
    visitor.post("/language/", {"language": "zh-hans", "next": "/"})
    assert "长春市" in get(visitor, "places/220000/")
    assert "整车" in get(visitor, "chains/")
