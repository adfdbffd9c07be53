"""What time it is at an event: which slots are over, which is on, which day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from fairway.meet.queries.timetables import hours_of

if TYPE_CHECKING:
    from datetime import date, datetime

    from fairway.meet.models import Event
    from fairway.meet.queries.timetables import Hour


@dataclass(frozen=True)
class Clock:
    """The slots of an event and the number of the last one that has begun (0: none): it can be changed no more."""

    hours: tuple[Hour, ...]
    begun: int
    at: datetime

    @property
    def on(self) -> Hour | None:
        """The slot that is on now."""
        return next((hour for hour in self.hours if hour.start <= self.at < hour.end), None)

    @property
    def shown(self) -> Hour | None:
        """The slot that began last, unless nothing follows it on its day and it is over."""
        last = next((hour for hour in self.hours if hour.number == self.begun), None)
        goes_on = last and (self.at < last.end or any(hour.day == last.day for hour in self.coming))
        return last if goes_on else None

    @property
    def coming(self) -> tuple[Hour, ...]:
        """The slots that have not begun."""
        return tuple(hour for hour in self.hours if hour.number > self.begun)

    @property
    def is_over(self) -> bool:
        """Whether nothing can be changed any more."""
        return not self.coming

    @property
    def has_ended(self) -> bool:
        """Whether the last slot is over."""
        return bool(self.hours) and all(hour.end <= self.at for hour in self.hours)


def clock_of(event: Event, at: datetime | None = None, hours: tuple[Hour, ...] | None = None) -> Clock:
    """Read the clock of ``event`` at a moment, now unless told otherwise; ``hours`` where its slots are known."""
    moment = at or timezone.now()
    hours = hours_of(event) if hours is None else hours
    return Clock(hours, max((hour.number for hour in hours if hour.start <= moment), default=0), moment)


def day_of(event: Event, at: datetime | None = None) -> date:
    """Return the day of the event it is there; its first before it begins, its last when it is over."""
    today = (at or timezone.now()).astimezone(ZoneInfo(event.time_zone)).date()
    return min(max(today, event.held_on), event.ends_on or event.held_on)
