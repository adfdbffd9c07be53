"""Two organisers fill in the same form: the later is told what changed meanwhile, and nothing is lost."""

from __future__ import annotations

import html
from functools import partial
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.urls import reverse
from tests.turns import at_once

from fairway.lib.errors import Refused
from fairway.meet import actions
from fairway.meet.actions import day
from fairway.meet.engine.entry import Representative
from fairway.meet.forms.parts import PARTS
from fairway.meet.forms.seen import seen
from fairway.meet.models import Application, InterpreterShift, Participation, Stand
from fairway.meet.tests.everything import Everything, everything
from fairway.meet.tests.registering import applied, entry, opened
from fairway.meet.tests.running import running
from fairway.meet.tests.seeing import seen_on
from fairway.meet.tests.stage import Stage, stage
from fairway.meet.tests.test_event_pages import rows
from fairway.meet.tests.test_hostile_input import GOOD
from fairway.meet.tests.test_who_gets_what import BODIES, address, clients

if TYPE_CHECKING:
    from django.test import Client

TURNS = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="On SQLite only one connection writes at a time."),
]


def shown(client: Client, page: str) -> str:
    """What a form sends back of what it showed."""
    return seen_on(client.get(page))["seen"]  # type: ignore[arg-type]  # Django's test answer


@pytest.mark.django_db
@pytest.mark.parametrize("part", sorted(PARTS.keys() - {"figures"}))
def test_of_two_who_fill_in_a_list_the_later_gets_it_back(part: str, client: Client) -> None:
    made = stage("AB")
    client.force_login(made.operator)
    page = reverse("meet:arrange", args=[made.event.pk, part])
    before = shown(client, page)
    good = GOOD[part] | ({"day": "2021-10-19"} if part == "slots" else {})
    assert client.post(page, {**rows(good), "seen": before}).status_code == 302
    kept = shown(client, page)
    assert kept != before
    answer = client.post(page, {**rows({**good, "name": "Mine", "number": "7"}), "seen": before})
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "Somebody else changed this" in told
    assert "New meanwhile" in told
    assert shown(client, page) == kept
    assert f'name="seen" value="{html.escape(kept)}"' in told
    assert client.post(page, {**rows(good), "seen": kept}).status_code == 302


def forms(found: Everything) -> dict[str, tuple[str, dict[str, object], dict[str, object]]]:
    """By page: what the first and the later fill in."""
    bodies = {
        name: BODIES[name](found.ids) for name in ("edit_event", "correct_participant", "event_minutes", "registration")
    }
    field = {
        "edit_event": "venue",
        "correct_participant": "group",
        "event_minutes": "decisions",
        "registration": "note",
    }
    return {
        name: (address(found, name), {**body, field[name]: "First one"}, {**body, field[name]: "Later one"})
        for name, body in bodies.items()
    }


@pytest.mark.django_db
def test_of_two_who_fill_in_a_form_the_later_is_told_what_changed() -> None:
    found = everything()
    office = clients(found)["office"]
    for name, (page, first, later) in forms(found).items():
        before = shown(office, page)
        assert office.post(page, {**first, "seen": before}).status_code == 302, name
        answer = office.post(page, {**later, "seen": before})
        told = answer.content.decode()
        assert answer.status_code == 422, name
        assert "New meanwhile" in told, name
        assert "First one" in told, name
        assert "Later one" in told, name
        assert "First one" in shown(office, page), name
        assert office.post(page, {**later, "seen": shown(office, page)}).status_code == 302, name


@pytest.mark.django_db
def test_a_form_that_does_not_say_what_it_showed_is_not_kept() -> None:
    found = everything()
    office = clients(found)["office"]
    stands = {**rows({**GOOD["stands"], "number": "First one"})}
    pages = {**forms(found), "stands": (reverse("meet:arrange", args=[found.ids["pk"], "stands"]), stands, {})}
    for name, (page, first, _later) in pages.items():
        before = shown(office, page)
        answer = office.post(page, first)
        assert answer.status_code == 422, name
        assert "Somebody else changed this" in answer.content.decode(), name
        assert shown(office, page) == before, name


@pytest.mark.parametrize("sent", ["x", "{}", "[1]", "[" * 100_000, '[["a", {"b": 1}]]', ""])
def test_what_a_form_sends_back_may_be_anything(sent: str) -> None:
    found = seen(sent, '[["Hall", "3"]]')
    assert found.is_overtaken
    assert found.came == ("Hall · 3",)


def test_only_the_order_may_have_changed() -> None:
    found = seen('[["a"], ["b"]]', '[["b"], ["a"]]')
    assert (found.is_overtaken, found.came, found.gone) == (True, (), ())


@pytest.mark.django_db
def test_what_the_form_of_a_participant_does_not_show_is_kept() -> None:
    made = stage("A")
    told = {"post": "Mayor", "post_zh": "市长", "holder": "示例", "holder_latin": "Example", "role": "principal"}
    Participation.objects.filter(pk=made.place("A").pk).update(representatives=[told], token="t" * 43)
    given = entry("", representatives=(Representative("Mayor", "示例"), Representative("Aide", "")))
    stale = made.place("A")
    Participation.objects.filter(pk=stale.pk).update(token="n" * 43)
    actions.correct_participation(actor=made.operator, reason="x", participation=stale, entry=given)
    now = made.place("A")
    assert now.representatives == [told, {"post": "Aide", "holder": ""}]
    assert now.token == "n" * 43


def keep_stand(made: Stage, number: str, before: str) -> object:
    plan = [actions.StandPlan(number, made.organisations["A"])]
    return actions.keep_as_seen(
        actor=made.operator,
        reason="x",
        event=made.event,
        seen=before,
        shown=lambda: PARTS["stands"].shown(made.event),
        keep=lambda actor, reason: actions.set_stands(actor=actor, reason=reason, event=made.event, stands=plan),
    )


@pytest.mark.django_db
def test_a_form_that_was_overtaken_leaves_nothing_behind() -> None:
    made = stage("A")
    before = PARTS["stands"].shown(made.event)
    keep_stand(made, "1", before)
    with pytest.raises(Refused):
        keep_stand(made, "2", before)
    assert Stand.objects.get().number == "1"
    assert not InterpreterShift.objects.exists()


class TestAtTheSameMoment:
    """On connections of their own."""

    pytestmark = TURNS

    def test_one_list_is_kept_and_one_comes_back(self) -> None:
        made = stage("A")
        before = PARTS["stands"].shown(made.event)
        said = at_once(lambda: keep_stand(made, "1", before), lambda: keep_stand(made, "2", before))
        assert sorted(said) == ["", "form-overtaken"]
        assert Stand.objects.get().number == str(said.index("") + 1)

    def test_the_last_place_is_given_once(self) -> None:
        made = opened(stage("A"), places=1)
        ask = [partial(applied, made, name) for name in ("示例甲有限公司", "示例乙有限公司")]
        made.event.participations.all().delete()
        assert at_once(*ask) == ["", ""]
        assert sorted(Application.objects.values_list("status", flat=True)) == ["applied", "waiting"]

    def test_the_last_table_of_a_slot_is_given_to_one_pair(self) -> None:
        made = running("AB CD", "ABCDEFGH", tables=1)
        shown_as = made.event.timetables.first()
        assert shown_as is not None
        walk = [
            partial(
                day.hold_walk_in, actor=made.operator, reason="x",
                first=made.place(one), second=made.place(other), slot=6, shown=shown_as,
            )
            for one, other in ("EF", "GH")
        ]  # fmt: skip
        said = at_once(*walk)
        assert sorted(said) == ["", "timetable-changed"]
        now = made.event.timetables.first()
        assert now is not None
        assert now.meetings.filter(slot__number=6).count() == 1
