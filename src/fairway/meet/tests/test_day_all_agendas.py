"""What is kept in a process of a timetable is kept for that timetable alone, and forgotten in time."""

from __future__ import annotations

import pytest

from fairway.meet.models import Participation, Timetable
from fairway.meet.queries.day import all_agendas
from fairway.meet.tests.running import arrange, running, token

pytestmark = pytest.mark.django_db


def opened(key: str = "A", **given: object):
    made = running(**given)  # type: ignore[arg-type]
    found = all_agendas.opened_by(token(made, key))
    assert found is not None
    return made, found


def test_agendas_are_read_once_and_again_when_the_timetable_changed(django_assert_num_queries) -> None:
    made, first = opened()
    read = all_agendas.all_agendas_of(first)
    with django_assert_num_queries(0):
        assert all_agendas.all_agendas_of(first) is read
    Timetable.objects.update(version=2)
    changed = all_agendas.opened_by(token(made, "A"))
    assert changed is not None
    assert all_agendas.all_agendas_of(changed) is not read


def test_agendas_are_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    _made, first = opened()
    read = all_agendas.all_agendas_of(first)
    assert read is not None
    monkeypatch.setattr(all_agendas.time, "monotonic", lambda: read.until + 1)
    assert all_agendas.all_agendas_of(first) is not read


def test_only_so_many_are_kept() -> None:
    all_agendas.forget_agendas()
    for number in range(all_agendas.KEPT + 3):
        _made, found = opened(code=f"event-{number}", keys="AB", pairs="AB")
        all_agendas.all_agendas_of(found)
    assert len(all_agendas._kept) == all_agendas.KEPT


def test_a_link_opens_by_its_whole_token_alone() -> None:
    made, _found = opened()
    assert all_agendas.opened_by(token(made, "A")[:-1]) is None
    assert all_agendas.opened_by(token(made, "A").swapcase()) is None
    Participation.objects.filter(pk=made.place("A").pk).update(status=Participation.Status.WITHDRAWN)
    assert all_agendas.opened_by(token(made, "A")) is None


def test_an_event_without_a_timetable_has_no_agendas() -> None:
    made, _found = opened()
    Timetable.objects.all().delete()
    found = all_agendas.opened_by(token(made, "A"))
    assert found is not None
    assert (found.timetable, all_agendas.all_agendas_of(found)) == (None, None)


def test_who_is_in_no_meeting_any_more_is_left_out() -> None:
    made, _found = opened()
    arrange(made, {"AB": (3, 1), "EF": (4, 1)})
    Participation.objects.filter(pk=made.place("B").pk).update(status=Participation.Status.WITHDRAWN)
    found = all_agendas.opened_by(token(made, "A"))
    assert found is not None
    read = all_agendas.all_agendas_of(found)
    assert read is not None
    assert made.place("B").pk not in read.people
    assert read.people[made.place("A").pk].seats == ()
