"""Two organisers press at the same moment, on connections of their own: nothing is lost, and nobody fails."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.turns import at_once

from fairway.base import audit
from fairway.meet.models import GridEdit
from fairway.meet.tests.test_grid import Organiser, grid, places

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="On SQLite only one connection writes at a time."),
]


def test_changes_of_different_meetings_both_hold() -> None:
    made = grid()
    one, other = Organiser(made), Organiser(made)
    assert at_once(lambda: one.move("DE", 2, 2), lambda: other.swap("CD", "AB")) == ["", ""]
    now = places(made)
    assert (now["DE"], now["CD"], now["AB"]) == ((2, 2, False), (1, 1, False), (1, 2, False))
    assert sorted(GridEdit.objects.values_list("version", flat=True)) == [2, 3]
    assert one.timetable.version == 3
    assert audit.verify().broken == ()


def test_of_two_changes_of_one_meeting_the_second_is_told() -> None:
    made = grid()
    one, other = Organiser(made), Organiser(made)
    said = at_once(lambda: one.move("DE", 2, 2), lambda: other.move("DE", 3, 2))
    assert sorted(said) == ["", "grid-overtaken"]
    assert places(made)["DE"] == ((2, 2, False) if said[0] == "" else (3, 2, False))
    assert GridEdit.objects.count() == 1


def test_of_two_meetings_for_one_table_the_second_is_told() -> None:
    made = grid()
    one, other = Organiser(made), Organiser(made)
    said = at_once(lambda: one.move("DE", 2, 2), lambda: other.move("AB", 2, 2))
    assert said.count("") == 1
    assert set(said) <= {"", "grid-overtaken", "grid-conflict"}
    assert GridEdit.objects.count() == 1
