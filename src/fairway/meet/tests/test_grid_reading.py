"""The grid as it is read: short names, parts of the day, tables that are closed."""

from __future__ import annotations

import pytest

from fairway.know.models import Name
from fairway.meet.models import Meeting, Room
from fairway.meet.queries import grid as grids
from fairway.meet.queries import timetables
from fairway.meet.tests.stage import placed

pytestmark = pytest.mark.django_db


def test_the_grid_holds_each_meeting_once_with_short_names() -> None:
    made = placed()
    Name.objects.create(organisation=made.organisations["A"], kind=Name.Kind.SHORT, text="示例A", language="zh-Hans")
    kept = made.event.timetables.get()
    chinese = grids.grid_of(made.event, kept, "zh-hans")
    seats = [cell.seat for _, cells in chinese.rows for cell in cells if cell.seat]
    assert len(seats) == 3
    assert {p.name for seat in seats for p in seat.parties} == {"示例A", "示例B公司", "示例C公司", "示例D公司"}
    assert [hour.clock for hour in chinese.hours] == ["09:00–09:20", "11:00–11:20", "13:00–13:20"]
    english = grids.grid_of(made.event, kept, "en")
    assert {p.name for _, cells in english.rows for c in cells if c.seat for p in c.seat.parties} == {
        f"Example {key}" for key in "ABCD"
    }


@pytest.mark.parametrize(
    ("name", "part", "slots"),
    [
        ("", "1-morning", [1, 2]),
        ("1-afternoon", "1-afternoon", [3]),
        ("all", "all", [1, 2, 3]),
        ("2", "2", [2]),
        ("nonsense", "1-morning", [1, 2]),
    ],
)
def test_parts_of_the_grid(name: str, part: str, slots: list[int]) -> None:
    made = placed()
    found, hours = grids.hours_in(timetables.hours_of(made.event), name)
    assert (found, [hour.number for hour in hours]) == (part, slots)
    shown = grids.grid_of(made.event, made.event.timetables.get(), "en", hours=hours)
    assert all(len(cells) == len(slots) for _, cells in shown.rows)
    assert len(shown.phone_seats) == Meeting.objects.filter(slot__number=slots[0]).count()


def test_an_event_without_slots_has_an_empty_part() -> None:
    assert grids.hours_in((), "") == ("all", ())
    assert grids.Grid((), ()).phone_seats == ()


def test_tables_that_are_closed_have_no_row_or_a_mark() -> None:
    made = placed()
    Room.objects.create(event=made.event, order=1, name="Hall A", tables=1)
    Room.objects.create(event=made.event, order=2, name="Hall B", tables=1, closed=[1, 2])
    kept, hours = made.event.timetables.get(), timetables.hours_of(made.event)
    kept.meetings.filter(table=2).delete()
    whole = grids.grid_of(made.event, kept, "en")
    assert [(cell.slot, cell.is_closed) for cell in whole.rows[1][1]] == [(1, True), (2, True), (3, False)]
    morning = grids.grid_of(made.event, kept, "en", hours=hours[:2])
    assert ([table for table, _cells in morning.rows], morning.closed) == ([1], "2")


def test_who_sits_in_a_closed_room_is_still_seen() -> None:
    made = placed()
    kept = made.event.timetables.get()
    meeting = kept.meetings.order_by("-table").first()
    Meeting.objects.filter(pk=meeting.pk).update(table=2)
    Room.objects.create(event=made.event, order=1, name="Hall A", tables=1)
    Room.objects.create(event=made.event, order=2, name="Hall B", tables=1, closed=[1, 2, 3])
    shown = grids.grid_of(made.event, kept, "en")
    assert any(cell.seat and cell.seat.request_id == meeting.request_id for cell in shown.rows[1][1])
