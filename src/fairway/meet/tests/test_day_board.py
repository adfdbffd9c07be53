"""The live board: now, next, who is missing, tables that are closed, and a day that is over or to come."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from fairway.meet import actions
from fairway.meet.actions import day
from fairway.meet.models import Disturbance, Room
from fairway.meet.tests.running import arrange, running
from fairway.meet.tests.stage import Stage, accepted, stage
from fairway.meet.tests.test_day_views import ZONE, Kind, address, by, text

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def board_day() -> Stage:
    made = running()
    arrange(made, {"AB": (2, 1), "CD": (2, 2), "AC": (3, 1), "EF": (5, 3)})
    day.check_in(actor=made.operator, reason="x", participation=made.place("A"), day=made.event.held_on)
    return made


def test_the_board_shows_now_next_and_who_is_missing(client: Client) -> None:
    made = board_day()
    by(client, made)
    shown = text(client.get(address(made, "board")))
    assert "3 are not checked in" in shown
    assert "Table 1 Example A Example B · not checked in then: Example A / Example C" in shown
    assert "Table 3 free then: free" in shown
    people = text(client.get(address(made, "board"), {"by": "people"}))
    assert re.search(r"Example A there · table 1 then: [\d:–]+, table 1", people)
    assert re.search(r"Example E not checked in then: [\d:–]+, table 3", people)
    assert "Table 3 Example E" in text(client.get(address(made, "board"), {"slot": "5"}))
    assert "nothing follows" in text(client.get(address(made, "board"), {"slot": "6"}))
    assert client.get(address(made, "board"), {"slot": "x"}).status_code == 200


def test_the_board_says_of_how_many_representatives_are_there(client: Client) -> None:
    made = running(rows={"A": {"seats": 3}})
    arrange(made, {"AB": (2, 1)})
    by(client, made, ZONE)
    page = address(made, "check_in")
    assert "Representatives there" in text(client.get(page))
    assert client.post(page, {"seats": "2"}).status_code == 302
    assert "2 of 3 there since" in text(client.get(page))
    assert "Table 1 Example A · 2 of 3 there" in text(client.get(address(made, "board")))
    assert "Example A 2 of 3 there · table 1" in text(client.get(address(made, "board"), {"by": "people"}))
    assert client.post(page, {"seats": "x"}).status_code == 422
    assert client.post(page, {"q": "示例A"}).status_code == 302
    assert "3 of 3 there" in text(client.get(address(made, "desk")))
    assert "of 3 there" not in text(client.get(address(made, "board")))


@pytest.mark.parametrize("welcomed", [False, True])
def test_the_board_of_an_event_that_is_over_looks_back(client: Client, *, welcomed: bool) -> None:
    made = stage("AB", tables=1)
    made.load(*accepted("AB"))
    arrange(made, {"AB": (1, 1)})
    if welcomed:
        day.check_in(actor=made.operator, reason="x", participation=made.place("A"), day=made.event.held_on)
    by(client, made)
    shown = text(client.get(address(made, "board")))
    assert "The event is over. Choose a slot to look back." in shown
    assert "Table 1" not in shown
    assert "closed" not in shown
    back = text(client.get(address(made, "board"), {"slot": "1"}))
    assert ("1 was not checked in" in back) == welcomed
    assert ("Table 1 Example A Example B · was not checked in" in back) == welcomed
    assert "Table 1 Example A Example B" in back
    people = text(client.get(address(made, "board"), {"by": "people"}))
    assert ("Example A was there" in people) == welcomed
    for page in (shown, back, people):
        assert "not checked in" not in page.replace("was not checked in", "")


def test_the_board_says_nothing_of_check_ins_before_the_day(client: Client) -> None:
    later = timezone.now() + timedelta(days=40)
    made = stage("AB", held_on=later.date(), slots=(actions.SlotPlan(1, later, later + timedelta(minutes=20)),))
    made.load(*accepted("AB"))
    arrange(made, {"AB": (1, 1)})
    by(client, made)
    shown = text(client.get(address(made, "board"), {"slot": "1"}))
    assert "Table 1 Example A Example B" in shown
    assert "checked in" not in shown
    assert "Nothing has begun." in text(client.get(address(made, "board")))


def test_closed_and_lost_tables_are_not_free(client: Client) -> None:
    made = running()
    arrange(made, {"AB": (2, 1)})
    Room.objects.create(event=made.event, order=1, name="Hall A", tables=2)
    Room.objects.create(event=made.event, order=2, name="Hall B", tables=1, closed=[2, 3])
    about = day.Report(Kind.TABLE_LOST, table=2, first_slot=3, last_slot=3)
    lost = day.report_disturbance(actor=made.operator, reason="x", event=made.event, report=about)
    Disturbance.objects.filter(pk=lost.pk).update(state=Disturbance.State.IN_FORCE)
    shown = text(by(client, made).get(address(made, "board")))
    assert "closed tables: 3" in shown
    assert "Table 3" not in shown
    assert "Table 2 free then: not in use" in shown
    later = text(client.get(address(made, "board"), {"slot": "3"}))
    assert "Table 2 not in use then: free" in later
    assert "Table 3 not in use then: free" in later


def test_the_board_says_who_was_reported(client: Client) -> None:
    made = board_day()
    about = day.Report(Kind.LATE, made.place("C"), last_slot=4)
    day.report_disturbance(actor=made.operator, reason="x", event=made.event, report=about)
    assert "Example C (comes late)" in text(by(client, made).get(address(made, "board")))


def test_the_board_refreshes_with_and_without_a_script(client: Client) -> None:
    made = board_day()
    by(client, made)
    for page in (client.get(address(made, "board")), client.get(address(made, "board"), {"screen": "1"})):
        whole = page.content.decode()
        assert 'http-equiv="refresh"' in whole
        assert f'data-poll="{address(made, "board")}?' in whole
        assert 'data-poll-seconds="10"' in whole
    part = client.get(address(made, "board"), {"fragment": "1"}).content.decode()
    assert "<html" not in part
    assert "Table 1" in part


def test_a_board_without_a_timetable_says_so(client: Client) -> None:
    made = stage("AB")
    assert "No timetable has been made" in text(by(client, made).get(address(made, "board")))
