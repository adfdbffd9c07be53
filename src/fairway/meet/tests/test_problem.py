"""What of the kept requests reaches the solver."""

from __future__ import annotations

import pytest
from django.test import TestCase

from fairway.lib.errors import Refused
from fairway.meet import actions
from fairway.meet.models import Apart, InterpreterShift, MeetingRequest, Participation, Presentation, Room
from fairway.meet.queries.grid import first_free_table
from fairway.meet.queries.hand import Place
from fairway.meet.queries.problem import stored_problem
from fairway.meet.tests.stage import accepted, stage

pytestmark = pytest.mark.django_db


def test_two_kept_apart_are_no_wish() -> None:
    made = stage()
    made.load(*accepted("AB AC"))
    Apart.objects.create(event=made.event, one=made.place("A"), other=made.place("B"), reason="test")
    assert len(stored_problem(made.event).problem.wishes) == 1


def test_a_meeting_is_worth_what_the_side_that_wants_it_more_gives_it() -> None:
    made = stage()
    made.load(*accepted("AB", priority=2))
    MeetingRequest.objects.update(reply_priority=5)
    assert [wish.priority for wish in stored_problem(made.event).problem.wishes] == [5]


class TestStoredProblem(TestCase):
    def test_a_closed_room_takes_its_tables_away_from_the_end(self) -> None:
        given = stage("ABCDEF")
        Room.objects.create(event=given.event, order=1, name="Hall", tables=1)
        Room.objects.create(event=given.event, order=2, name="Side room", tables=1, closed=[2, 3])
        given.load(*accepted("AB CD EF AC BD"))
        problem = stored_problem(given.event).problem
        assert [slot.tables for slot in problem.slots] == [None, 1, 1]
        assert [problem.tables_in(number) for number in (1, 2, 3)] == [2, 1, 1]

    def test_a_meeting_without_a_common_language_needs_an_interpreter(self) -> None:
        given = stage("ABCD")
        for key, languages in (("A", ["zh"]), ("B", ["de"]), ("C", ["zh", "de"]), ("D", [])):
            Participation.objects.filter(pk=given.place(key).pk).update(languages=languages)
        given.load(*accepted("AB AC AD BC"))
        without = stored_problem(given.event).problem
        assert [wish.interpreter for wish in without.wishes] == ["de", "", "", ""]
        assert [pool.there for pool in without.interpreters] == [(0, 0, 0)]
        InterpreterShift.objects.create(event=given.event, language="de", number=2, slots=[3])
        assert [pool.there for pool in stored_problem(given.event).problem.interpreters] == [(0, 0, 2)]

    def test_who_presents_does_not_meet(self) -> None:
        given = stage("AB")
        slot = given.event.slots.get(number=2)
        Presentation.objects.create(
            event=given.event, organisation=given.organisations["A"], order=1, topic="A", slot=slot
        )
        given.load(*accepted("AB"))
        found = {person.name: person.available for person in stored_problem(given.event).problem.participants}
        assert found == {"示例A公司": {1, 3}, "示例B公司": {1, 2, 3}}

    def test_nobody_is_seated_or_put_in_a_closed_room(self) -> None:
        given = stage("ABCDEF", rows={key: {"available": frozenset({2, 3})} for key in "AB"}, tables=4)
        Room.objects.create(event=given.event, order=1, name="Hall", tables=1)
        Room.objects.create(event=given.event, order=2, name="Side room", tables=3, closed=[2, 3])
        given.load(*accepted("AB CD EF"))
        made = given.make()
        assert made.meetings.count() == 3
        assert {meeting.table for meeting in made.meetings.filter(slot__number__gt=1)} == {1}
        held = made.meetings.get(request=given.request("A", "B"))
        with pytest.raises(Refused) as refused:
            actions.move_meeting(
                actor=given.operator, reason="r", timetable=made, version=made.version, request=held.request_id,
                place=Place(held.slot.number, 3),
            )  # fmt: skip
        assert refused.value.code == "room-closed"
        assert first_free_table(given.event, made, held.slot.number) == 5
