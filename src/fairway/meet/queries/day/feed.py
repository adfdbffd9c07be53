"""One participant's meetings as a calendar that phones subscribe to by the personal link."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from fairway.meet.engine.calendar import CalendarMeeting, calendar_file
from fairway.meet.models import Meeting, Timetable
from fairway.meet.queries.day.personal import SIDES
from fairway.meet.queries.rooms import room_names
from fairway.meet.queries.timetables import counterpart
from fairway.meet.queries.words import organisation_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fairway.meet.models import Event, Participation

LOOK_AGAIN = timedelta(minutes=5)


def personal_calendar(participation: Participation) -> bytes:
    """Return every meeting the participant has, and as cancelled those it once had; empty without a timetable."""
    tables = list(Timetable.objects.filter(event=participation.event_id).order_by("pk"))
    newest = tables[-1] if tables else None
    rooms = room_names(participation.event)
    turn = sum(table.version for table in tables)
    latest = {row.request_id: row for row in _ever(tables, participation)}
    entries = [
        _entry(row, participation, turn, rooms.get(row.table, "") if row.timetable_id == newest.pk else None)
        for row in latest.values()
        if newest
    ]
    name = f"{participation.event.title} · {organisation_name(participation.organisation)}"
    return calendar_file(name, _stamp(newest, participation.event), entries, refresh=LOOK_AGAIN)


def _stamp(newest: Timetable | None, event: Event) -> datetime:
    return newest.made_at if newest else datetime.combine(event.as_of, time(), UTC)


def _ever(tables: Iterable[Timetable], participation: Participation) -> Iterable[Meeting]:
    """Every meeting of the participant in any timetable, the newest timetable last."""
    own = Q(request__requester=participation) | Q(request__requested=participation)
    rows = Meeting.objects.filter(own, timetable__in=[table.pk for table in tables])
    return rows.select_related("slot", *SIDES).order_by("timetable_id")


def _entry(row: Meeting, participation: Participation, turn: int, room: str | None) -> CalendarMeeting:
    """Write one entry; without a room (not even an unnamed one) the meeting was called off."""
    event = participation.event
    place = _("Table %(table)s") % {"table": row.table}
    name = organisation_name(counterpart(row.request, participation.pk).organisation)
    return CalendarMeeting(
        uid=f"{salted_hmac('meet.calendar', f'{event.code} {row.request_id}').hexdigest()[:24]}@fairway",
        start=row.slot.start,
        end=row.slot.end,
        summary=name if room is not None else _("Called off: %(name)s") % {"name": name},
        location=", ".join(part for part in (event.venue, room, place) if part),
        description=_("demo") if event.is_demo else "",
        sequence=turn,
        cancelled=room is None,
    )
