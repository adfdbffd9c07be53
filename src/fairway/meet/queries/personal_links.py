"""How long personal links open."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.lib.errors import Missing

if TYPE_CHECKING:
    from fairway.meet.models import Application, Participation

LINK_DAYS = 30
"""After the event: time enough for both sides to report, and for the next step they agreed on."""
STOPPED = gettext_noop("This link opened until %(day)s. Ask the office that ran the event for a new one.")


def last_day(*days: date) -> date:
    """Return the last day a link opens: some days after the last of those of its event and the one it was made on."""
    return max(days) + timedelta(days=LINK_DAYS)


def opens_until(holder: Participation | Application) -> date:
    """Return the last day the personal link of a participant or an applicant opens."""
    return last_day(holder.event.ends_on or holder.event.held_on, holder.linked_on)


def refuse_stopped(holder: Participation | Application) -> None:
    """Raise Missing ``link-stopped`` after that day."""
    day = opens_until(holder)
    if timezone.localdate() > day:
        raise Missing("link-stopped", STOPPED, day=day.isoformat())
