"""Long lists of promises are told from columns, and say what the board says of each one."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from ninja.responses import NinjaJSONEncoder
from tests.cast import DAY, account, agreement, operator, organisation, promise

from fairway.base.words import in_language
from fairway.govern.models import Role
from fairway.sign import queries
from fairway.sign.api import PromisesOut
from fairway.sign.models import Promise, PromiseStep

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
SIDES = ("enterprise", "government")
HAPPENED = (
    [],
    [],
    [],
    ["kept"],
    ["kept", "withdrawn"],
    ["broken"],
    ["disputed"],
    ["disputed", "settled"],
    ["waived"],
    ["voided"],
)
WORDS = ("=1+1", "通电到厂", 'a "quoted" <b>', "line\nbreak")


def store(papers: int, seed: int = 7) -> list[Promise]:
    """Promises that wait for each other in every way, at every stage, of papers and of an event."""
    rng, who, made = random.Random(seed), operator(), list[Promise]()
    for _paper in range(papers):
        owner, zone = organisation(name_en=rng.choice(["", "Zone"])), organisation(kind="committee")
        signed, here = agreement(parties=(owner, zone)), list[Promise]()
        for n in range(6):
            place = {"agreement": None, "event": signed.event} if n == 5 else {"agreement": signed}
            debtor, creditor = rng.sample([owner, zone], 2)
            amount = rng.choice([None, Decimal("12.5"), Decimal(1_000_000)])
            before = [each for each in here if n < 5]
            owed = Promise.objects.create(
                **place,
                number=f"{signed.pk}.{n}",
                debtor=debtor,
                creditor=rng.choice([creditor, None]),
                side=rng.choice(SIDES),
                what=rng.choice(WORDS),
                field=rng.choice(["", "land"]),
                amount=amount,
                currency="CNY" if amount else "",
                due_on=rng.choice([None, DAY + timedelta(days=rng.randint(0, 300))]),
                after=rng.choice([None, None, None, *before]),
                days_after=rng.randint(0, 60),
                is_demo=True,
            )
            owed.blocked_by.set([each for each in before if rng.random() < 0.4])
            here.append(owed)
            for step in rng.choice(HAPPENED):
                day = DAY + timedelta(days=rng.randint(0, 300))
                said = {"happened_on": day, "learned_on": day, "evidence": "e", "note": "n", "recorded_by": who}
                PromiseStep.objects.create(promise=owed, step=step, is_claim=rng.random() < 0.1, **said)
        made += here
    return made


@pytest.mark.parametrize("days", [0, 100, 250, 900])
@pytest.mark.parametrize("state", ["", "due", "kept_late", "disputed"])
def test_a_table_says_what_the_board_says(days: int, state: str) -> None:
    store(8)
    day, rows = DAY + timedelta(days=days), queries.promises_seen_by(None)
    board = queries.promise_board(rows, day, state)
    table = queries.promise_table(rows, day, ("what", "debtor__name", "amount"), state)
    assert (table.as_of, table.rates) == (board.as_of, board.rates)
    assert [
        (each.pk, each.number, *each.said, each.state, each.due_on, each.days_late, each.causes, each.clauses)
        for each in table.lines
    ] == [
        (
            line.promise.pk,
            line.promise.number,
            line.promise.what,
            line.promise.debtor.name,
            line.promise.amount,
            line.standing.state,
            line.standing.due_on,
            line.standing.days_late,
            tuple(cause.pk for cause in line.causes),
            tuple(cause.number for cause in line.causes),
        )
        for line in (*board.enterprise, *board.government)
    ]


def test_some_promises_of_the_store_really_wait_for_others() -> None:
    """What the comparisons above compare is there."""
    store(16)
    lines = list(queries.promise_table(queries.promises_seen_by(None), DAY + timedelta(days=250), ()).lines)
    assert {len(each.causes) for each in lines} >= {0, 1, 2}
    assert len({each.state for each in lines}) == 8


def test_the_api_answers_as_it_is_described_to_the_byte(client: Client) -> None:
    store(4)
    client.force_login(account(Role.PROMOTION_OFFICE))
    answer = client.get("/api/promises", {"as_of": (DAY + timedelta(days=250)).isoformat()})
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    described = PromisesOut.model_validate_json(answer.content)
    assert NinjaJSONEncoder().encode(described.model_dump()).encode() == answer.content
    assert len(described.promises) == Promise.objects.count()


def test_a_long_answer_goes_out_in_pieces_and_is_the_same(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    store(2)
    client.force_login(account(Role.PROMOTION_OFFICE))
    whole = client.get("/api/promises").content
    monkeypatch.setattr(import_module("fairway.sign.api"), "_PIECE", 2)
    answer = client.get("/api/promises")
    assert answer.streaming
    assert b"".join(answer.streaming_content) == whole  # type: ignore[attr-defined]  # it streams


def test_nobody_is_told_of_no_promise(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    found = client.get("/api/promises").json()
    assert (found["promises"], [rate["total"] for rate in found["rates"]]) == ([], [0, 0])


def test_an_enterprise_gets_its_own_and_the_numbers_of_what_it_waits_for(client: Client) -> None:
    mine = organisation()
    signed = agreement(parties=(organisation(), mine))
    late = promise(signed, number="land", side="government", due_on=DAY)
    own = promise(signed, number="build", due_on=DAY)
    own.blocked_by.add(late)
    promise()
    client.force_login(account(Role.ENTERPRISE, mine))
    told = {each["id"]: each["waits_for"] for each in client.get("/api/promises").json()["promises"]}
    assert told == {own.pk: [late.pk], late.pk: []}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_workbook_reads_as_the_board(client: Client, language: str) -> None:
    store(3)
    client.force_login(account(Role.PROMOTION_OFFICE))
    day = date(2022, 6, 1)
    asked = {"as_of": day.isoformat(), "state": ""}
    content = client.get(reverse("sign:promises_workbook"), asked, headers={"accept-language": language}).content
    (sheet,) = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    told = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    board = queries.promise_board(queries.promises_seen_by(None), day)
    lines = (*board.enterprise, *board.government)
    assert [row[0] for row in told] == [line.promise.number for line in lines]
    assert [row[9] for row in told] == [line.standing.days_late for line in lines]
    assert [row[10] for row in told] == ["; ".join(each.number for each in line.causes) or None for line in lines]
    names = [line.promise.debtor.name if language != "en" else in_language(line.promise.debtor) for line in lines]
    assert [row[2] for row in told] == names


@pytest.mark.parametrize("path", ["/api/promises", "workbook"])
def test_lists_ask_the_same_number_of_questions_for_few_and_many(client: Client, path: str) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    address = reverse("sign:promises_workbook") if path == "workbook" else path
    store(1)
    client.get(address)
    asked = []
    for papers in (0, 4):
        store(papers, seed=8)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 12
