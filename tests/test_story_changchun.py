"""S3, Changchun, 19 October 2021: the whole chain on the shipped example, without a web server.

Real are the event, its facts and posts; the enterprises, their records and the single contracts are invented.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from fairway.chain import actions
from fairway.chain.engine.folder import Folder, read_folder
from fairway.chain.queries.results import signing_data
from fairway.govern.models import Role
from fairway.know.models import Fact, Organisation
from fairway.know.queries import holders_on
from fairway.land import queries as land
from fairway.land.engine.funnel import rates
from fairway.meet.engine.intake import mutual_pairs
from fairway.meet.models import Event, PresentationLead
from fairway.meet.queries.figures import current_timetable, event_figures
from fairway.meet.queries.programme import expected_of, presentations_of
from fairway.sign.engine.promises import State
from fairway.sign.models import Promise
from fairway.sign.queries import board_day, board_of, promise_board
from fairway.trust.models import CreditRecord, Rating
from tests.cast import account, operator

pytestmark = pytest.mark.example
EXAMPLE = Path(__file__).parents[1] / "examples" / "changchun-auto-2021"
TOTAL = Decimal(21_000_000_000)


def files() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in EXAMPLE.iterdir() if file.suffix in {".toml", ".csv", ".xlsx"}}


@cache
def folder() -> Folder:
    check = read_folder(files())
    assert check.problems == ()
    assert check.folder is not None
    return check.folder


def test_it_is_as_large_as_the_event_was() -> None:
    given = folder()
    assert len(given.organisations) >= 420
    assert len(given.records) >= 4_000
    assert len(mutual_pairs(given.requests)) >= 1_200
    suppliers = [row for row in given.organisations if row.demo and row.kind == "enterprise"]
    assert len(suppliers) > 400


class TestStory(TestCase):
    event: Event

    @classmethod
    def setUpTestData(cls) -> None:
        cls.event = actions.run_pipeline(actor=operator(), reason="story", folder=folder())

    def test_eighteen_contracts_are_twenty_one_billion_and_the_board_is_green(self) -> None:
        board = board_of(self.event)
        assert board.is_green
        assert board.count == 18
        assert board.comparable is not None
        assert (board.comparable.amount, board.comparable.currency) == (TOTAL, "CNY")
        assert signing_data(self.event)["mismatches"] == []

    def test_both_sides_promises_are_counted_as_known_on_the_day_of_the_data(self) -> None:
        rows, day = folder().promises, board_day()
        assert day == folder().event.as_of
        enterprise, government = promise_board(Promise.objects.all(), day).rates
        for rate in (enterprise, government):
            own = [row for row in rows if row.side is rate.side]
            assert (rate.total, rate.kept) == (len(own), sum(row.kept is not None for row in own))
            assert 0 < rate.kept < rate.due < rate.total
        assert government.counts[State.KEPT_LATE] > 0
        assert promise_board(Promise.objects.all(), self.event.held_on).rates[0].kept == 0

    def test_a_nineteenth_contract_turns_the_board_red(self) -> None:
        line = self.event.agreements.get(number="CC-2021-01")
        line.pk, line.number, line.amount = None, "CC-2021-19", Decimal(1)
        line.save()
        board = board_of(Event.objects.get(pk=self.event.pk))
        assert not board.is_green
        assert len(board.mismatches) == 2

    def test_a_missing_contract_turns_the_board_red(self) -> None:
        given = folder()
        kept = given.agreements[:-1]
        gone = given.agreements[-1].number
        short = replace(
            given,
            event=replace(given.event, code="short"),
            organisations=tuple(replace(row, uscc="", lei="") for row in given.organisations),
            agreements=kept,
            promises=tuple(row for row in given.promises if row.agreement != gone),
            stages=tuple(row for row in given.stages if row.agreement != gone),
        )
        loaded = actions.load_folder(actor=operator(), reason="story", folder=short)
        board = board_of(loaded)
        assert (board.is_green, board.count) == (False, 17)

    def test_no_real_organisation_is_rated_on_invented_records(self) -> None:
        real = Organisation.objects.filter(is_demo=False)
        assert {"长春市人民政府", "吉林市人民政府"} <= set(real.values_list("name", flat=True))
        assert real.count() >= 8
        assert not CreditRecord.objects.filter(organisation__in=real).exists()
        ratings = Rating.objects.filter(organisation__in=real)
        assert ratings.count() == real.count()
        assert not ratings.exclude(points=None, grade="").exists()

    def test_no_file_is_never_a_number(self) -> None:
        without = Organisation.objects.filter(credit_records__isnull=True)
        assert without.count() > 30
        assert not Rating.objects.filter(organisation__in=without).exclude(points=None).exists()
        rated = Rating.objects.exclude(points=None)
        assert rated.count() > 350
        for rating in rated:
            assert sum(line["points"] or 0 for line in rating.reasons) == rating.points

    def test_a_post_is_held_on_its_day(self) -> None:
        for day, post in ((date(2020, 6, 29), "Mayor"), (date(2021, 10, 19), "Party Secretary")):
            held = {h.title for h in holders_on(day) if h.holder == "Zhang Zhijun"}
            assert {title for title in held if post.casefold() in title.casefold()} == held != set()

    def test_the_chair_is_the_mayor_of_that_day(self) -> None:
        mayors = {h.holder for h in holders_on(date(2021, 10, 19)) if "mayor" in h.title.casefold()}
        assert mayors == {"Wang Zilian"}

    def test_more_than_four_hundred_stays_more_than(self) -> None:
        printed = [fact.printed for fact in Fact.objects.filter(value="400")]
        assert printed
        assert all(text.startswith(">400") for text in printed)

    def test_six_real_cities_present_themselves(self) -> None:
        shown = list(self.event.presentations.select_related("organisation"))
        assert [p.order for p in shown] == [1, 2, 3, 4, 5, 6]
        assert {p.organisation.region_code for p in shown} == {
            "220100",
            "220200",
            "220300",
            "220400",
            "220700",
            "220800",
        }
        assert not any(p.organisation.is_demo for p in shown)

    def test_each_presentation_brings_leads_and_every_lead_is_invented(self) -> None:
        brought = list(presentations_of(self.event))
        assert [each.lead_count for each in brought] == [24, 14, 11, 11, 10, 9]
        assert all(each.lead_count == each.demo_leads for each in brought)
        assert not PresentationLead.objects.filter(organisation__is_demo=False).exists()
        visitor = Client()
        visitor.force_login(account(Role.PROMOTION_OFFICE))
        address = reverse("meet:leads") + f"?event={self.event.code}"
        assert visitor.get(address).content.decode().count("tag-demo") >= 25
        lines = list(csv.DictReader(io.StringIO(visitor.get(f"{address}&format=csv").content.decode("utf-8-sig"))))
        assert len(lines) == 79
        assert {line["Demo"] for line in lines} == {"demo"}
        assert len({line["Presented by"] for line in lines}) == 6

    def test_it_is_part_of_the_congress_and_more_than_four_hundred_suppliers_are_registered(self) -> None:
        assert self.event.parent is not None
        assert (self.event.parent.name, self.event.parent.days_known) == ("China-Germany Automobile Congress", False)
        presentations, suppliers = expected_of(self.event)
        assert (suppliers.fact.printed, suppliers.registered, suppliers.outcome) == (">400 persons", 412, "agrees")
        assert (presentations.registered, presentations.outcome) == (6, "agrees")

    def test_nearly_every_mutual_request_finds_a_place(self) -> None:
        timetable = current_timetable(self.event)
        figures = event_figures(self.event, timetable)
        assert timetable is not None
        assert figures.met is not None
        assert figures.met + (figures.unmet or 0) == figures.mutual
        assert figures.met >= figures.mutual * 98 // 100
        assert timetable.value <= timetable.bound

    def test_fulfilment_comes_from_stages_and_evidence_not_from_the_total(self) -> None:
        funnel = land.funnel(self.event.as_of, self.event)
        assert funnel.signed == 18
        counts = [step.reached for step in funnel.steps]
        assert counts == sorted(counts, reverse=True)
        started = next(rate for rate in rates(funnel) if rate.stage == "started")
        assert 0 < started.numerator < 18
        on_the_day = land.funnel(date(2021, 10, 19), self.event)
        assert [step.reached for step in on_the_day.steps][1:] == [0] * 6
        placed = land.money_in_place(self.event.as_of, self.event)
        assert [(each.currency, each.contract) for each in placed] == [("CNY", TOTAL)]
        assert 0 < placed[0].paid_in < TOTAL
        assert land.overdue(self.event.as_of, event=self.event).count > 0


def command(out: Path, *more: str) -> dict[str, bytes]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FAIRWAY_", "DJANGO_"))}
    subprocess.run(
        [sys.executable, "-m", "fairway", "run", str(EXAMPLE), "--out", str(out), "--quiet", *more],
        env=kept,
        check=True,
        capture_output=True,
    )
    return {file.name: file.read_bytes() for file in out.iterdir()}


def test_the_command_gives_the_same_bytes_twice(tmp_path: Path) -> None:
    first, second = command(tmp_path / "one"), command(tmp_path / "two")
    assert first == second
    assert json.loads(first["signing.json"])["state"] == "green"
    ratings = list(csv.DictReader(io.StringIO(first["ratings.csv"].decode("utf-8-sig"))))
    assert len(ratings) >= 420
    assert all((row["Grade"] == "") == (row["Points"] == "") for row in ratings)
    report = first["report.html"].decode()
    for words in ("&gt;400", "21,000,000,000 CNY", "Zhang Zhijun", "Wang Zilian", "demo"):
        assert words in report
