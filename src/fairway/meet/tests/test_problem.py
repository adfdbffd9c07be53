"""What of the kept requests reaches the solver."""

from __future__ import annotations

import pytest

from fairway.meet.models import Apart, MeetingRequest
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
