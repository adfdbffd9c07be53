"""What is printed for the day: badges, an agenda for everybody, a sheet for each table; names in both scripts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib.resources import files
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override

from fairway.base.cells import shown
from fairway.lib.explain import filled
from fairway.lib.paper import pdf, qr
from fairway.meet.queries.day.desk import approved, badge_code
from fairway.meet.queries.rooms import room_names
from fairway.meet.queries.timetables import hours_of, meetings_of, timetable_that_holds, unmet_of
from fairway.meet.queries.words import causes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.know.models import Organisation
    from fairway.meet.models import Event, Meeting, Participation, Timetable
    from fairway.meet.queries.timetables import Hour

REPORTS = files("fairway.meet") / "reports"
LANGUAGES = ("zh-hans", "en")
CHINESE = {"lang": "zh", "region": "cn", "author": "Fairway"}
UNMET_SHOWN = 6
"""Causes on a page of paper: the page must stay one."""


def both(text: str, **params: object) -> str:
    """Say a marked text in Chinese and English."""
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(filled(gettext(text), params))
    return " · ".join(dict.fromkeys(said))


def badges(event: Event, address: str) -> bytes:
    """Set a badge for everybody who takes part; its code opens the check-in at ``address``."""
    people = approved(event)
    values = {
        **CHINESE,
        "title": both(gettext_noop("Badges")),
        "event": _event_names(event),
        "badges": [badge for row in people for badge in _badges(event, row, address)],
    }
    return pdf(REPORTS / "badges.typ", values, datetime.combine(event.as_of, time(), UTC))


def _badges(event: Event, row: Participation, address: str) -> list[dict[str, str]]:
    """Set one for each representative, with post; one of the organisation alone where nobody is named."""
    opened = reverse("meet:check_in", args=[event.pk, badge_code(row)])
    badge = {
        **_named(row.organisation),
        "group": row.group,
        "qr": qr(f"{address}{opened}"),
        "alt": both(gettext_noop("Code for the check-in")),
    }
    people: list[dict[str, str]] = row.representatives or [{}]
    return [
        {
            **badge,
            "person": _in_both(one.get("holder", ""), one.get("holder_latin", "")),
            "post": _in_both(one.get("post_zh", ""), one.get("post", "")),
        }
        for one in people
    ]


def _in_both(*words: str) -> str:
    return " · ".join(dict.fromkeys(filter(None, words)))


def _named(organisation: Organisation) -> dict[str, str]:
    return {
        "name": organisation.name,
        "other": organisation.name_en,
        "demo": both(gettext_noop("demo")) if organisation.is_demo else "",
    }


def _event_names(event: Event) -> str:
    return _in_both(event.name_zh, event.name, event.venue)


@dataclass(frozen=True)
class _Day:
    """What the sheets are made of."""

    event: Event
    timetable: Timetable
    hours: tuple[Hour, ...]
    meetings: tuple[Meeting, ...]
    rooms: Mapping[int, str]

    def time(self, hour: Hour) -> str:
        """Say when, with the date where the event has several days."""
        return f"{hour.start:%m-%d} {hour.clock}" if self.event.ends_on else hour.clock

    def place(self, table: int) -> str:
        """Say which table, and in which room where rooms have names."""
        return _in_both(str(table), self.rooms.get(table, ""))


def _day(event: Event) -> _Day:
    timetable = timetable_that_holds(event)
    return _Day(event, timetable, hours_of(event), tuple(meetings_of(timetable)), room_names(event))


def agendas(event: Event) -> bytes:
    """Set a page for everybody who takes part; raises Missing where no timetable was made."""
    day = _day(event)
    unmet = _unmet_lines(day.timetable)
    at: dict[tuple[int, int], list[tuple[Meeting, Organisation]]] = {}
    for row in day.meetings:
        ends = row.request.requester, row.request.requested
        for side, other in (ends, ends[::-1]):
            at.setdefault((side.pk, row.slot.number), []).append((row, other.organisation))
    sheets = [
        {
            **_named(person.organisation),
            "lines": [line for hour in day.hours for line in _hour_lines(day, person, hour, at)],
            "unmet": unmet.get(person.pk, [])[:UNMET_SHOWN],
        }
        for person in approved(event)
    ]
    heads = [gettext_noop("Slot"), gettext_noop("Time"), gettext_noop("Meets"), gettext_noop("Table")]
    return _sheets(day, both(gettext_noop("Agendas")), [both(head) for head in heads], sheets)


def _hour_lines(
    day: _Day, person: Participation, hour: Hour, at: Mapping[tuple[int, int], list[tuple[Meeting, Organisation]]]
) -> list[list[str]]:
    found = at.get((person.pk, hour.number), [])
    if not found:
        is_there = person.available is None or hour.number in person.available
        word = both(gettext_noop("free")) if is_there else both(gettext_noop("not there"))
        return [[str(hour.number), day.time(hour), word, "–"]]
    return [[str(hour.number), day.time(hour), _both_names(other), day.place(row.table)] for row, other in found]


def _both_names(organisation: Organisation) -> str:
    return _in_both(organisation.name, organisation.name_en)


def _unmet_lines(timetable: Timetable) -> dict[int, list[str]]:
    """What found no place and why, by participation, in both languages."""
    found: dict[int, list[str]] = {}
    for row in unmet_of(timetable):
        said = []
        for language in LANGUAGES:
            with override(language):
                said.append(" ".join(causes(row)))
        sides = row.request.requester, row.request.requested
        for side, other in (sides, sides[::-1]):
            line = ": ".join([_both_names(other.organisation), " ".join(filter(None, said))])
            found.setdefault(side.pk, []).append(line)
    return found


def table_sheets(event: Event) -> bytes:
    """Set a page for each table: who sits there when; raises Missing where no timetable was made."""
    day = _day(event)
    at = {(row.table, row.slot.number): row for row in day.meetings}
    sheets = [
        {
            "name": both(gettext_noop("Table %(table)s"), table=table),
            "other": _in_both(event.venue, day.rooms.get(table, "")),
            "demo": both(gettext_noop("demo")) if event.is_demo else "",
            "lines": [_table_line(day, hour, at.get((table, hour.number))) for hour in day.hours],
            "unmet": [],
        }
        for table in range(1, event.tables + 1)
    ]
    heads = [gettext_noop("Slot"), gettext_noop("Time"), gettext_noop("Asked by"), gettext_noop("Asked")]
    return _sheets(day, both(gettext_noop("Table sheets")), [both(head) for head in heads], sheets)


def _table_line(day: _Day, hour: Hour, row: Meeting | None) -> list[str]:
    if row is None:
        return [str(hour.number), day.time(hour), both(gettext_noop("free")), "–"]
    asking, asked = row.request.requester.organisation, row.request.requested.organisation
    return [str(hour.number), day.time(hour), _both_names(asking), _both_names(asked)]


def _sheets(day: _Day, title: str, heads: list[str], sheets: Sequence[Mapping[str, object]]) -> bytes:
    values = {
        **CHINESE,
        "title": title,
        "event": _event_names(day.event),
        "heads": heads,
        "sheets": sheets,
        "unmet-head": both(gettext_noop("What found no place")),
        "footer": f"{_event_names(day.event)} · {shown(day.event.held_on)}",
    }
    return pdf(REPORTS / "agendas.typ", values, day.timetable.made_at.replace(microsecond=0))
