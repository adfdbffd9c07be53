"""Meetings as an iCalendar file (RFC 5545) that phones and mail programs read."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from icalendar import Event


@dataclass(frozen=True)
class CalendarMeeting:
    """One entry; ``start`` and ``end`` carry their zone, ``uid`` stays the same when the meeting moves.

    ``sequence`` rises with every change (RFC 5545, 3.8.7.4); who subscribed takes the highest. A meeting called off
    stays listed as ``cancelled``: an entry that is merely gone would stay on many a phone.
    """

    uid: str
    start: datetime
    end: datetime
    summary: str
    location: str = ""
    description: str = ""
    sequence: int | None = None
    cancelled: bool = False


def calendar_file(
    event: str, stamp: datetime, meetings: Iterable[CalendarMeeting], refresh: timedelta | None = None
) -> bytes:
    """Write the file of one participant or a whole event; the same input gives the same bytes.

    ``refresh`` asks those who subscribed to look again that often (RFC 7986, 5.7).

    ``stamp`` (with a time zone) says when the timetable was made. Times are written in UTC, so that no
    time-zone table travels along. Raises ``Invalid`` for a time without a zone, an end that is not after the
    start, or an identifier used twice.
    """
    from icalendar import Calendar

    ordered = sorted(meetings, key=lambda meeting: meeting.uid)
    _check(stamp, ordered)
    ordered.sort(key=lambda meeting: (meeting.start, meeting.uid))
    calendar = Calendar()
    calendar.add("prodid", "-//Fairway//MEET//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _line(event))
    calendar.add("x-wr-calname", _line(event))
    if refresh is not None:
        calendar.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", f"PT{int(refresh.total_seconds())}S")
    for meeting in ordered:
        calendar.add_component(_entry(meeting, stamp.astimezone(UTC)))
    return bytes(calendar.to_ical())


def _check(stamp: datetime, meetings: list[CalendarMeeting]) -> None:
    zoneless = gettext_noop("Calendar times need a time zone.")
    if stamp.tzinfo is None:
        raise Invalid("calendar-zone", zoneless)
    for meeting in meetings:
        if meeting.start.tzinfo is None or meeting.end.tzinfo is None:
            raise Invalid("calendar-zone", zoneless)
        if meeting.end <= meeting.start:
            raise Invalid("calendar-end", gettext_noop("Meeting %(uid)s ends before it begins."), uid=meeting.uid)
    for one, other in itertools.pairwise(meetings):
        if one.uid == other.uid:
            raise Invalid("calendar-uid", gettext_noop("Meeting %(uid)s is listed twice."), uid=one.uid)


def _line(text: str) -> str:
    """Write in one line: a name must not add lines of its own, and readers differ in what ends one."""
    return " ".join(text.split())


def _entry(meeting: CalendarMeeting, stamp: datetime) -> Event:
    from icalendar import Event

    entry = Event()
    entry.add("uid", meeting.uid)
    entry.add("dtstamp", stamp)
    entry.add("dtstart", meeting.start.astimezone(UTC))
    entry.add("dtend", meeting.end.astimezone(UTC))
    entry.add("summary", _line(meeting.summary))
    if meeting.location:
        entry.add("location", _line(meeting.location))
    if meeting.description:
        entry.add("description", "\n".join(meeting.description.splitlines()))
    if meeting.sequence is not None:
        entry.add("sequence", meeting.sequence)
        entry.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return entry
