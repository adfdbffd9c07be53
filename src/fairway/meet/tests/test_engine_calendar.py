from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

import pytest
from icalendar import Calendar

from fairway.lib.errors import Invalid
from fairway.meet.engine.calendar import CalendarMeeting, calendar_file

BEIJING = timezone(timedelta(hours=8))
STAMP = datetime(2021, 10, 1, 8, 0, tzinfo=UTC)


def _meeting(number: int, hour: int) -> CalendarMeeting:
    start = datetime(2021, 10, 19, hour, 0, tzinfo=BEIJING)
    summary = f"红旗 – supplier {number}; table, “A”"
    return CalendarMeeting(f"m{number}@event", start, start + timedelta(minutes=20), summary, "Table 4", "a\nb")


MEETINGS = (_meeting(1, 10), _meeting(2, 9), _meeting(3, 10))


def test_what_is_written_can_be_read_back() -> None:
    calendar = Calendar.from_ical(calendar_file("洽谈会", STAMP, MEETINGS))
    assert calendar["name"] == "洽谈会"
    events = calendar.walk("VEVENT")
    assert [str(event["uid"]) for event in events] == ["m2@event", "m1@event", "m3@event"]
    assert events[0].decoded("dtstart") == datetime(2021, 10, 19, 1, 0, tzinfo=UTC)
    assert events[0].decoded("dtend") - events[0].decoded("dtstart") == timedelta(minutes=20)
    assert events[0].decoded("dtstamp") == STAMP
    assert (str(events[0]["summary"]), str(events[0]["location"])) == (MEETINGS[1].summary, "Table 4")
    assert str(events[0]["description"]) == "a\nb"


def test_the_same_meetings_give_the_same_bytes() -> None:
    files = {calendar_file("event", STAMP, order) for order in permutations(MEETINGS)}
    assert len(files) == 1
    assert b"\r\n" in files.pop()


def test_empty_places_are_left_out() -> None:
    written = calendar_file("event", STAMP, [replace(MEETINGS[0], location="", description="")])
    assert b"LOCATION" not in written
    assert b"DESCRIPTION" not in written


@pytest.mark.parametrize(
    ("code", "stamp", "meetings"),
    [
        ("calendar-zone", STAMP.replace(tzinfo=None), MEETINGS),
        ("calendar-zone", STAMP, [replace(MEETINGS[0], start=datetime(2021, 10, 19, 9))]),  # noqa: DTZ001
        ("calendar-end", STAMP, [replace(MEETINGS[0], end=MEETINGS[0].start)]),
        ("calendar-uid", STAMP, [MEETINGS[0], replace(MEETINGS[1], uid=MEETINGS[0].uid)]),
    ],
)
def test_wrong_times_and_twins_are_refused(code: str, stamp: datetime, meetings: list[CalendarMeeting]) -> None:
    with pytest.raises(Invalid) as refusal:
        calendar_file("event", stamp, meetings)
    assert refusal.value.code == code
