"""The grid's page and the pages of searches: what is shown, what is sent, who may."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from tests import cast

from fairway.base.models import Job
from fairway.govern.models import Role
from fairway.meet import actions
from fairway.meet.actions import SlotPlan
from fairway.meet.models import GridEdit, SolverRun, Timetable
from fairway.meet.queries import grid as grids
from fairway.meet.tasks import start_timetable
from fairway.meet.tests.stage import NINE, Stage, accepted, stage
from fairway.meet.tests.test_grid import Organiser, grid, places
from fairway.meet.tests.test_views import queries, signed_in, text

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.django_db


def page(made: Stage, **asked: object) -> str:
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return f"{reverse('meet:grid', args=[made.event.pk])}?{query}"


def send(client: Client, made: Stage, pair: str, **given: object) -> HttpResponse:
    data = {"version": 1, "request": made.request(*pair).pk, "part": "all", **given}
    return client.post(reverse("meet:edit", args=[made.event.pk]), data)  # type: ignore[return-value]


def open_grid(client: Client) -> Stage:
    made = grid()
    signed_in(client, cast.account(Role.PROMOTION_OFFICE))
    return made


def test_the_form_moves_by_cell_and_by_slot(client: Client) -> None:
    made = open_grid(client)
    answer = send(client, made, "DE", cell="2-2")
    assert answer.url == page(made, part="all") + f"#r{made.request('D', 'E').pk}"  # type: ignore[attr-defined]
    assert places(made)["DE"] == (2, 2, False)
    assert "Kept: moved." in text(client.get(page(made)))
    send(client, made, "DE", version=2, slot=3, deed="place")
    assert places(made)["DE"] == (3, 1, False)
    send(client, made, "DE", version=3, cell="2-1")
    assert (places(made)["DE"], places(made)["AC"]) == ((2, 1, False), (3, 1, False))
    assert GridEdit.objects.first().kind == "swap"  # type: ignore[union-attr]


def test_the_form_swaps_locks_takes_out_and_puts_in(client: Client) -> None:
    made = open_grid(client)
    send(client, made, "DE", deed="swap", other=made.request("A", "C").pk)
    send(client, made, "DE", deed="lock", version=2)
    assert places(made)["DE"] == (2, 1, True)
    send(client, made, "DE", deed="unlock", version=3)
    answer = send(client, made, "DE", deed="take_out", version=4)
    assert answer.url == page(made, part="all")  # type: ignore[attr-defined]
    assert "DE" not in places(made)
    send(client, made, "DE", cell="2-2", version=5)
    assert places(made)["DE"] == (2, 2, False)


def test_a_refused_change_shows_the_grid_with_the_reason_in_place(client: Client) -> None:
    made = open_grid(client)
    answer = send(client, made, "DE", cell="1-1")
    shown = text(answer)
    assert answer.status_code == 409
    assert "Example D is in another meeting in slot 1." in shown
    cell = re.search(rf'id="r{made.request("C", "D").pk}".*?</td>', answer.content.decode(), re.DOTALL)
    assert cell is not None
    assert "slot-clash" in cell[0]
    assert "in the way" in cell[0]
    assert not GridEdit.objects.exists()


def test_the_second_organiser_is_told_what_changed(client: Client) -> None:
    made = open_grid(client)
    other = Organiser(made)
    other.move("DE", 2, 2)
    answer = send(client, made, "DE", cell="3-2")
    assert answer.status_code == 409
    shown = text(answer)
    assert f"{other.user.username} changed the same meeting or table" in shown
    assert "moved: Example D / Example E: slot 3, table 1 → slot 2, table 2" in shown
    assert 'name="version" value="2"' in answer.content.decode()
    assert send(client, made, "CD", cell="3-1").status_code == 302


@pytest.mark.parametrize(
    "given", [{}, {"cell": "x"}, {"deed": "swap"}, {"deed": "fly"}, {"version": "x", "cell": "1-1"}, {"slot": 99999}]
)
def test_a_form_that_says_nothing_is_422(client: Client, given: dict[str, object]) -> None:
    made = open_grid(client)
    answer = send(client, made, "DE", **given)
    assert answer.status_code == 422
    assert "Choose a meeting and where it is to go." in text(answer)


def test_picking_marks_where_a_meeting_may_go(client: Client) -> None:
    made = open_grid(client)
    found = client.get(page(made, part="all", pick=made.request("D", "E").pk)).content.decode()
    legal = set(re.findall(r'name="cell" value="([0-9-]+)"', found))
    assert legal == {"1-2", "2-1", "2-2", "3-2"}
    assert "Why not elsewhere" in found
    assert "Example D is in another meeting in slot 1." in found
    left = Organiser(made)
    left.out("DE")
    assert 'value="3-1"' in client.get(page(made, part="all", pick=made.request("D", "E").pk)).content.decode()


def test_legal_places_come_in_one_answer(client: Client) -> None:
    made = open_grid(client)
    address = reverse("meet:legal", args=[made.event.pk, made.request("D", "E").pk])
    assert client.get(address).json() == {
        "slots": [2, 3],
        "swaps": sorted([made.request("A", "C").pk, made.request("C", "D").pk]),
        "own": [3],
        "why": {"1": "Example D is in another meeting in slot 1. All tables (2) are taken in slot 1."},
    }
    Organiser(made).lock("DE")
    assert client.get(address).json()["slots"] == []
    assert client.get(reverse("meet:legal", args=[made.event.pk, 0])).status_code == 404


def test_undo_on_the_page(client: Client) -> None:
    made = open_grid(client)
    edit = Organiser(made).move("DE", 2, 2)
    address = reverse("meet:undo", args=[made.event.pk, edit.pk])
    assert address in client.get(page(made)).content.decode()
    assert client.post(address).status_code == 302
    assert places(made)["DE"] == (3, 1, False)
    assert client.post(address).status_code == 409
    assert client.post(reverse("meet:undo", args=[made.event.pk, 0])).status_code == 404


def test_others_look_and_change_nothing(client: Client) -> None:
    made = grid()
    signed_in(client, cast.account(Role.ZONE_COMMITTEE))
    shown = client.get(page(made, pick=made.request("D", "E").pk)).content.decode()
    assert 'draggable="true"' not in shown
    assert 'name="cell"' not in shown
    assert send(client, made, "DE", cell="2-2").status_code == 403
    for name, args in (("legal", [made.event.pk, 1]), ("undo", [made.event.pk, 1])):
        assert client.post(reverse(f"meet:{name}", args=args)).status_code == 403


def test_slots_over_several_days_are_shown_by_day_and_half(client: Client) -> None:
    starts = [NINE, NINE + timedelta(hours=5), NINE + timedelta(days=1), NINE + timedelta(days=1, hours=5)]
    slots = tuple(SlotPlan(n, start, start + timedelta(minutes=20)) for n, start in enumerate(starts, start=1))
    made = stage("AB", slots=slots)
    made.load(*accepted("AB"))
    made.make()
    signed_in(client, made.operator)
    shown = client.get(page(made)).content.decode()
    assert re.findall(r"\?part=([12]-\w+)", shown)[:4] == ["1-morning", "1-afternoon", "2-morning", "2-afternoon"]
    assert "October 20" in shown
    assert client.get(page(made, part="2-afternoon")).content.decode().count("<td data-cell") == 2


def test_many_tables_come_in_pages(client: Client) -> None:
    made = stage("AB", tables=130)
    made.load(*accepted("AB"))
    made.make()
    signed_in(client, made.operator)
    assert client.get(page(made, part="1")).content.decode().count("<td data-cell") == grids.TABLES
    last = client.get(page(made, part="1", tables=4)).content.decode()
    assert last.count("<td data-cell") == 10
    assert "Tables 121–130" in last


def test_the_grid_costs_the_same_with_one_edit_or_three(client: Client) -> None:
    made = open_grid(client)
    hands = Organiser(made)
    hands.move("DE", 2, 2)
    before = queries(client, page(made))
    hands.lock("AB")
    hands.lock("CD")
    assert queries(client, page(made)) == before


def finished(made: Stage, points: list[list[float]]) -> SolverRun:
    run = start_timetable(actor=made.operator, reason="x", event=made.event)
    SolverRun.objects.filter(pk=run.pk).update(points=points, seconds=1)
    Job.objects.filter(pk=run.job_id).update(state=Job.State.DONE)
    return run


def test_a_search_shows_value_bound_and_gap_as_they_close(client: Client) -> None:
    made = open_grid(client)
    run = start_timetable(actor=made.operator, reason="x", event=made.event)
    SolverRun.objects.filter(pk=run.pk).update(points=[[0.1, 8, 20], [0.5, 9, 12]])
    Job.objects.filter(pk=run.job_id).update(state=Job.State.RUNNING)
    address = reverse("meet:run", args=[run.pk])
    shown = text(client.get(address))
    assert "Value 9 Bound 12 Gap 3 (25.0 %)" in shown
    assert "Good enough: take this one now" in shown
    assert "Seconds Value Bound 0.5 9 12 0.1 8 20" in shown
    fragment = client.get(f"{address}?fragment").content.decode()
    assert 'data-chart="run-chart"' in fragment
    assert "data-done" not in fragment
    assert client.post(reverse("meet:run_take", args=[run.pk])).status_code == 302
    assert SolverRun.objects.get().take_requested
    Job.objects.filter(pk=run.job_id).update(state=Job.State.DONE)
    assert "data-done" in client.get(f"{address}?fragment").content.decode()
    assert client.post(reverse("meet:run_take", args=[run.pk])).status_code == 409
    assert client.get(reverse("meet:run", args=[0])).status_code == 404


def test_whoever_started_a_search_cancels_it(client: Client) -> None:
    made, user = grid(), cast.account(Role.PROMOTION_OFFICE)
    run = start_timetable(actor=user, reason="x", event=made.event)
    address = reverse("meet:run_cancel", args=[run.pk])
    signed_in(client, cast.account(Role.PROMOTION_OFFICE))
    assert client.post(address).status_code == 403
    signed_in(client, user)
    assert client.post(address).status_code == 302
    assert Job.objects.get(pk=run.job_id).state == Job.State.CANCELLED


def test_timetables_stand_side_by_side_and_an_earlier_one_returns(client: Client) -> None:
    made = open_grid(client)
    earlier = Timetable.objects.get()
    actions.make_timetable(actor=made.operator, reason="x", event=made.event, seed=99)
    finished(made, [[0.1, 8, 20]])
    address = reverse("meet:runs", args=[made.event.pk])
    shown = text(client.get(address))
    assert "holds" in shown
    assert "99" in shown
    assert "Searches without a timetable" in shown
    assert client.post(reverse("meet:restore_timetable", args=[earlier.pk])).url == address  # type: ignore[attr-defined]
    assert places(made)["DE"] == (3, 1, False)
    assert client.post(reverse("meet:restore_timetable", args=[0])).status_code == 404
    before = queries(client, address)
    made.make()
    made.make()
    assert queries(client, address) == before


def test_effort_and_seed_are_chosen(client: Client) -> None:
    made = open_grid(client)
    address = reverse("meet:make_timetable", args=[made.event.pk])
    client.post(address, {"effort": "120", "seed": "5"})
    run = SolverRun.objects.get()
    assert (run.effort, run.seed) == (120, 5)
    for wrong in ({"effort": "7"}, {"seed": "-1"}):
        assert client.post(address, wrong).status_code == 422


def test_an_event_without_timetables_says_so(client: Client) -> None:
    made = stage("AB")
    signed_in(client, made.operator)
    assert "No timetable has been made" in text(client.get(reverse("meet:runs", args=[made.event.pk])))
