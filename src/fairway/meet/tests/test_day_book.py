"""What is kept in a process of a timetable is kept for that timetable alone, and forgotten in time."""

from __future__ import annotations

import pytest

from fairway.meet.models import Participation, Timetable
from fairway.meet.queries.day import book
from fairway.meet.tests.running import arrange, running, token

pytestmark = pytest.mark.django_db


def opened(key: str = "A", **given: object):
    made = running(**given)  # type: ignore[arg-type]
    found = book.opened_by(token(made, key))
    assert found is not None
    return made, found


def test_a_book_is_read_once_and_again_when_the_timetable_changed(django_assert_num_queries) -> None:
    made, first = opened()
    read = book.book_of(first)
    with django_assert_num_queries(0):
        assert book.book_of(first) is read
    Timetable.objects.update(version=2)
    changed = book.opened_by(token(made, "A"))
    assert changed is not None
    assert book.book_of(changed) is not read


def test_a_book_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    _made, first = opened()
    read = book.book_of(first)
    assert read is not None
    monkeypatch.setattr(book.time, "monotonic", lambda: read.until + 1)
    assert book.book_of(first) is not read


def test_only_so_many_books_are_kept() -> None:
    book.forget_books()
    for number in range(book.KEPT + 3):
        _made, found = opened(code=f"event-{number}", keys="AB", pairs="AB")
        book.book_of(found)
    assert len(book._books) == book.KEPT


def test_a_link_opens_by_its_whole_token_alone() -> None:
    made, _found = opened()
    assert book.opened_by(token(made, "A")[:-1]) is None
    assert book.opened_by(token(made, "A").swapcase()) is None
    Participation.objects.filter(pk=made.place("A").pk).update(status=Participation.Status.WITHDRAWN)
    assert book.opened_by(token(made, "A")) is None


def test_an_event_without_a_timetable_has_no_book() -> None:
    made, _found = opened()
    Timetable.objects.all().delete()
    found = book.opened_by(token(made, "A"))
    assert found is not None
    assert (found.timetable, book.book_of(found)) == (None, None)


def test_who_is_in_no_meeting_any_more_is_left_out() -> None:
    made, _found = opened()
    arrange(made, {"AB": (3, 1), "EF": (4, 1)})
    Participation.objects.filter(pk=made.place("B").pk).update(status=Participation.Status.WITHDRAWN)
    found = book.opened_by(token(made, "A"))
    assert found is not None
    read = book.book_of(found)
    assert read is not None
    assert made.place("B").pk not in read.people
    assert read.people[made.place("A").pk].seats == ()
