"""The bulletin: figures by a definition, beside another, replayed, on screen and as a workbook."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from tests.cast import account, agreement, organisation, payment, project, promise

from fairway.govern.models import Role
from fairway.land import queries
from fairway.land.views.bulletins import _paper
from fairway.lib.period import Period
from fairway.sign.models import PromiseStep

pytestmark = pytest.mark.django_db
YEAR = Period(date(2021, 1, 1), date(2022, 1, 17))


def _figures(key: str, period: Period = YEAR) -> dict[str, tuple[Decimal, Decimal]]:
    found = queries.bulletin_of(queries.definitions()[f"{key}.1"], period)
    return {f.kpi.key: (f.numerator, f.denominator) for f in found.figures}


def _page(client: Client, query: str = "", role: Role = Role.PROMOTION_OFFICE, status: int = 200) -> str:
    client.force_login(account(role))
    answer = client.get(reverse("land:bulletin") + query)
    assert answer.status_code == status
    return answer.content.decode()


def test_what_is_signed_counts_with_or_without_a_project() -> None:
    payment(project(agreement(), stages=3), 250)
    agreement()
    figures = _figures("fairway")
    assert (figures["fulfilment"], figures["start"]) == ((1, 2), (1, 2))
    assert figures["in_place"] == (250, 2000)


def test_a_past_bulletin_is_worked_out_again_as_it_was() -> None:
    opened = project(agreement(), stages=1)
    past = Period(date(2021, 1, 1), date(2021, 11, 30))
    before = _figures("fairway", past)
    payment(opened, 250, happened_on=date(2021, 11, 1), learned_on=date(2021, 12, 20))
    assert _figures("fairway", past) == before
    assert _figures("fairway")["in_place"] == (250, 1000)


@pytest.mark.parametrize("role", Role)
def test_the_page_opens_to_every_role_and_names_its_definition(client: Client, role: Role) -> None:
    project(stages=3)
    text = _page(client, role=role)
    assert "Fairway bulletin" in text
    assert "as far as" in text


def test_two_definitions_stand_side_by_side(client: Client) -> None:
    project(stages=3)
    text = _page(client, "?definition=fairway&beside=yunnan-2015&start=2021-01-01&end=2022-01-17")
    assert "Landing rate" in text
    assert "not defined" in text
    assert text.count("Fulfilment rate") >= 1


@pytest.mark.parametrize(
    "query",
    [
        "?definition=moon&start=2021-01-01&end=2022-01-17",
        "?definition=fairway&start=2022-01-18&end=2022-01-17",
        "?definition=fairway&start=2021-01-01&end=2999-01-01",
        "?definition=fairway&start=then&end=2022-01-17",
        "?definition=fairway",
    ],
)
def test_a_period_or_definition_that_is_none_is_refused_on_the_page(client: Client, query: str) -> None:
    assert 'role="alert"' in _page(client, query, status=422)
    for name in ("land:bulletin_workbook", "land:bulletin_pdf"):
        assert client.get(reverse(name) + query).status_code == 422


def test_the_workbook_holds_the_same_figures(client: Client) -> None:
    project(stages=3)
    client.force_login(account(Role.PROMOTION_OFFICE))
    query = "?definition=fairway&beside=xuchang-2017&start=2021-01-01&end=2022-01-17"
    answer = client.get(reverse("land:bulletin_workbook") + query)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["fairway 1", "xuchang-2017 1"]
    rows = {row[0]: row[1:5] for row in book["fairway 1"].iter_rows(values_only=True)}
    assert rows["Start rate"] == (None, 1, 1, "100.0 %")
    assert client.get(reverse("land:bulletin_workbook") + query).content == answer.content


QUERY = "?definition=fairway&beside=yunnan-2015&start=2021-01-01&end=2021-11-30"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_past_bulletin_is_printed_again_to_the_byte_whatever_was_learned_since(client: Client, language: str) -> None:
    opened = project(agreement(title="#raw[*not markup*] <b>"), stages=2)
    client.force_login(account(Role.PROMOTION_OFFICE))
    client.cookies["django_language"] = language
    files = ("land:bulletin_pdf", "land:bulletin_workbook")
    before = [client.get(reverse(name) + QUERY).content for name in files]
    assert before[0].startswith(b"%PDF-")
    payment(opened, 250, happened_on=date(2021, 11, 1), learned_on=date(2021, 12, 20))
    project(agreement(signed_on=date(2021, 12, 1)), stages=4)
    assert [client.get(reverse(name) + QUERY).content for name in files] == before
    later = QUERY.replace("2021-11-30", "2022-01-17")
    assert client.get(reverse("land:bulletin_pdf") + later).content != before[0]


def test_the_printed_bulletin_says_what_the_page_says(client: Client) -> None:
    project(stages=3)
    pages = []
    for language in ("en", "zh-hans"):
        with override(language):
            found = [queries.bulletin_of(queries.definitions()[f"{key}.1"], YEAR) for key in ("fairway", "yunnan-2015")]
            pages.append(_paper(found, is_demo=True))
    english, chinese = pages
    rows = {row["name"]: [cell["share"] for cell in row["cells"]] for row in english["rows"]}
    assert rows["Landing rate"] == ["–", "0.0 %"]
    assert rows["Start rate"] == ["100.0 %", "100.0 %"]
    assert english["headings"][1:] == ["Fairway bulletin", "Bulletin as in Yunnan, 2015"]
    assert (chinese["lang"], chinese["headings"][2]) == ("zh", "云南式通报（2015）")
    assert not any(word in str(chinese["rows"]) for word in ("rate", "left out"))


def test_an_enterprise_sees_its_own_agreements_only(client: Client) -> None:
    project(stages=3)
    client.force_login(account(Role.ENTERPRISE, organisation()))
    text = client.get(reverse("land:bulletin")).content.decode()
    assert "0 / 0" in text
    assert "0 / 1" not in text


def test_more_projects_cost_no_more_queries() -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            queries.kpis_known_on(date(2022, 1, 17))
        return len(seen)

    project(stages=3)
    first = cost()
    for _ in range(3):
        payment(project(stages=2), 5)
    assert cost() == first


def test_promises_are_told_clause_by_clause() -> None:
    owed = promise(agreement(), side="government")
    PromiseStep.objects.create(
        promise=owed,
        step="kept",
        happened_on=owed.due_on,
        learned_on=owed.due_on,
        evidence="permit",
        recorded_by=account(Role.PROMOTION_OFFICE),
    )
    promise(agreement(), due_on=date(2030, 1, 1))
    figures = _figures("clause-by-clause")
    assert (figures["honoured"], figures["not_yet_due"]) == ((1, 2), (1, 2))
    assert (figures["enterprises"], figures["governments"]) == ((0, 0), (1, 1))
