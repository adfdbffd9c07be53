"""What is said of an event, and whether it can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fairway.know.engine.places import edition_of
from fairway.lib.errors import Invalid
from fairway.lib.explain import gettext_noop
from fairway.meet.models import Event
from fairway.meet.queries.tree import whole_of

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True)
class EventDetails:
    """What is said of an event and can be corrected; ``tables`` stand side by side in every slot.

    ``parent`` is the event it is part of; ``ends_on`` is ``None`` where it has only one day.
    """

    name: str
    held_on: date
    region_code: str
    name_zh: str = ""
    kind: str = Event.Kind.MATCHMAKING
    parent: Event | None = None
    ends_on: date | None = None
    days_known: bool = True
    venue: str = ""
    venue_zh: str = ""
    tables: int = 0
    time_zone: str = "Asia/Shanghai"
    language: str = "zh"


def check_details(details: EventDetails, event: Event | None = None) -> None:
    """Raise Invalid where what is said of an event (one to open, or ``event``) cannot be."""
    try:
        ZoneInfo(details.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        text = gettext_noop("“%(zone)s” is no time zone. Write one such as Asia/Shanghai.")
        raise Invalid("time-zone", text, zone=details.time_zone) from error
    if edition_of(details.region_code) is None:
        text = gettext_noop("%(region)s is not the division code of a place. Write one such as 220100 for Changchun.")
        raise Invalid("region", text, region=details.region_code)
    if details.ends_on is not None and details.ends_on < details.held_on:
        raise Invalid("event-days", gettext_noop("An event cannot end before it begins."))
    if details.parent is not None:
        _check_whole(details, details.parent, event)


def _check_whole(details: EventDetails, parent: Event, event: Event | None) -> None:
    above = [parent, *whole_of(parent)]
    if event is not None and event in above:
        text = gettext_noop("%(event)s cannot be part of %(parent)s, which is part of it.")
        raise Invalid("event-cycle", text, event=event.name, parent=parent.name)
    last = details.ends_on or details.held_on
    if parent.days_known and not parent.held_on <= details.held_on <= last <= (parent.ends_on or parent.held_on):
        text = gettext_noop("A part of %(parent)s takes place between %(first)s and %(last)s.")
        days = {"first": parent.held_on.isoformat(), "last": (parent.ends_on or parent.held_on).isoformat()}
        raise Invalid("part-days", text, parent=parent.name, **days)
