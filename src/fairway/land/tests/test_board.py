"""The board, the stage maps page, the timeline and the command that checks a map."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, agreement, intention, organisation, payment, project, promise, report_duty

import fairway.land
from fairway.cli.methods import stage_map
from fairway.govern.models import Role
from fairway.land import actions, queries
from fairway.land.engine.stage_map_reading import shipped_map

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
FOLDER = Path(fairway.land.__file__).parent / "stage_maps"


def test_columns_hold_who_stands_there_what_is_due_first_on_top() -> None:
    late, early = intention(next_due="2022-03-01"), intention(next_due="2022-02-01")
    project(stages=2)
    columns = {column.stage.key: column for column in queries.board(None, shipped_map())}
    assert columns["intention"].projects == (early, late)
    assert [columns[key].count for key in ("intention", "docking", "registered", "withdrawn")] == [2, 0, 1, 0]
    assert columns["effective"].following == ()
    assert [each.key for each in columns["intention"].following] == ["docking", "withdrawn", "terminated"]


def test_an_enterprise_sees_its_own_cards() -> None:
    mine = organisation()
    intention(mine)
    project()
    found = queries.board(account(Role.ENTERPRISE, mine), shipped_map())
    assert sum(column.count for column in found) == 1


def test_as_many_questions_for_three_cards_as_for_one(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    counts = []
    for _ in range(2):
        intention()
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("land:board")).status_code == 200
        counts.append(len(asked))
        intention()
    assert counts[0] == counts[1]


def test_a_card_is_moved_by_a_form_that_asks_for_what_the_stage_needs(client: Client) -> None:
    client.force_login(account(Role.ZONE_COMMITTEE))
    begun = intention()
    shown = client.get(reverse("land:board")).content.decode()
    assert '<option value="docking">docking</option>' in shown
    page = client.get(reverse("land:project", args=[begun.pk]), {"to": "withdrawn"}).content.decode()
    assert '<option value="withdrawn" selected>' in page
    client.force_login(account(Role.CREDIT_OFFICE))
    assert '<form class="d-flex gap-1' not in client.get(reverse("land:board")).content.decode()
    assert client.get(reverse("land:board"), {"map": "wishes-9"}).status_code == 200


def test_the_maps_are_shown_in_both_languages(client: Client) -> None:
    client.force_login(account(Role.CREDIT_OFFICE))
    shown = client.get(reverse("land:stage_maps")).content.decode()
    assert "Cooperation without construction" in shown
    assert "Verified evidence" in shown
    client.cookies["django_language"] = "zh-hans"
    assert "非建设类合作项目" in client.get(reverse("land:stage_maps")).content.decode()


def test_the_timeline_holds_stages_money_and_promises(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    signed = agreement()
    opened = project(signed, stages=2)
    payment(opened, 250)
    said = promise(signed)
    file = queries.project_file(opened.pk).get()
    found = queries.timeline(file, signed.signed_on, None, [], [])
    assert [each.day for each in found] == sorted((each.day for each in found), reverse=True)
    assert sum(each.stage is not None for each in found) == 2
    assert [each.payment.amount for each in found if each.payment] == [250]
    assert [each.promise.promise for each in found if each.promise] == [said]
    assert said.what in client.get(reverse("land:project", args=[opened.pk])).content.decode()


def test_visits_self_reports_and_land_stand_on_the_timeline_too(client: Client) -> None:
    opened, office, today = project(stages=2), account(Role.PROMOTION_OFFICE), timezone.localdate()
    duty = report_duty(opened)
    for seen in ("a wrong gate", "walls up"):
        draft = actions.VisitDraft(today, seen=seen)
        visit = actions.log_visit(actor=office, reason="r", project=opened, draft=draft)
        if seen == "a wrong gate":
            actions.reverse_visit(actor=account(Role.PROMOTION_OFFICE), reason="elsewhere", visit=visit)
    said = actions.Said(note="on time")
    told = actions.file_report(actor=account(Role.ENTERPRISE, duty.organisation), reason="r", duty=duty, said=said)
    area = actions.record_area(
        actor=office, reason="r", project=opened, area=actions.Area(Decimal(20), today, "permit")
    )
    file = queries.project_file(opened.pk).get()
    found = queries.timeline(file, today, None, queries.visits_of(file), queries.duties_of(file))
    newest = [each for each in found if each.day == today]
    assert {(each.visit, each.report, each.size) for each in newest} == {
        (visit, None, None), (None, told, None), (None, None, area)
    }  # fmt: skip
    client.force_login(office)
    shown = client.get(reverse("land:project", args=[opened.pk])).content.decode().partition('id="timeline"')[2]
    assert "walls up" in shown
    assert "wrong gate" not in shown
    assert reverse("land:report", args=[told.pk]) in shown


def test_the_command_reads_a_map_or_says_what_is_wrong(tmp_path: Path) -> None:
    good = CliRunner().invoke(stage_map, ["check", str(FOLDER / "cooperation-1.toml")])
    assert (good.exit_code, "in_use" in good.output) == (0, True)
    wrong = tmp_path / "ours.toml"
    wrong.write_text((FOLDER / "cooperation-1.toml").read_text(encoding="utf-8").replace("version = 1", "version = 0"))
    bad = CliRunner().invoke(stage_map, ["check", str(wrong)])
    assert (bad.exit_code, "version (line 4)" in bad.output) == (2, True)
