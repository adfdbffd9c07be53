"""What goes otherwise than planned: reported at the desk or by personal link, set aside, or read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.models import AgendaSeen, Disturbance, Event, MeetingRequest, Participation
from fairway.meet.queries.day.clock import Clock, clock_of
from fairway.meet.queries.day.personal import own_places, participation_by
from fairway.meet.queries.figures import current_timetable

if TYPE_CHECKING:
    from fairway.base.models import User

Kind, State = Disturbance.Kind, Disturbance.State
BY_LINK = frozenset({Kind.LATE, Kind.ABSENT})


@dataclass(frozen=True)
class Report:
    """What is reported, about one of participation, request and table; without slots for all that is to come."""

    kind: Disturbance.Kind
    participation: Participation | None = None
    request: MeetingRequest | None = None
    table: int | None = None
    first_slot: int | None = None
    last_slot: int | None = None


@transaction.atomic
def report_disturbance(*, actor: User, reason: str, event: Event, report: Report) -> Disturbance:
    """Enter at the desk what goes otherwise than planned; nothing is changed before somebody repairs the day."""
    require(actor, "meet.run_day", event)
    _check_subject(event, report)
    first, last = _span(clock_of(event), report)
    made = Disturbance.objects.create(
        event=event,
        kind=report.kind,
        participation=report.participation,
        request=report.request,
        table=report.table,
        first_slot=first,
        last_slot=last,
    )
    _record(actor, reason, made)
    return made


def _check_subject(event: Event, report: Report) -> None:
    given = report.participation, report.request
    if any(thing is not None and thing.event_id != event.pk for thing in given):
        raise Invalid("other-event", gettext_noop("This belongs to another event."))
    about = {
        Kind.LATE: report.participation,
        Kind.ABSENT: report.participation,
        Kind.CANCELLED: report.request,
        Kind.TABLE_LOST: report.table,
    }
    if about[report.kind] is None:
        raise Invalid("about-nothing", gettext_noop("Say whom, which meeting or which table it is about."))
    if report.table is not None and not 1 <= report.table <= event.tables:
        raise Invalid("table-unknown", gettext_noop("The event has no table %(table)s."), table=report.table)


def _span(clock: Clock, report: Report) -> tuple[int, int]:
    """Slots it changes, of those that have not begun."""
    coming = [hour.number for hour in clock.coming]
    if not coming:
        raise Refused("day-over", gettext_noop("Every slot of this event has begun: nothing can be changed any more."))
    first = max(coming[0], report.first_slot or coming[0])
    last = min(coming[-1], report.last_slot or coming[-1])
    if first > last:
        raise Invalid("no-slots", gettext_noop("Choose slots that have not begun, the first before the last."))
    return first, last


def _record(actor: User, reason: str, made: Disturbance) -> None:
    facts = {"kind": str(made.kind), "first_slot": made.first_slot, "last_slot": made.last_slot}
    audit.record(actor=actor, verb="report_disturbance", subject=made, reason=reason, **facts)


@transaction.atomic
def report_by_link(*, actor: User, reason: str, token: str, report: Report) -> Disturbance:
    """Let whoever has a personal link say that its participant comes late or not at all.

    The link is the right: ``actor`` only names it in the log. A second report replaces one nobody has acted on.
    """
    here = participation_by(token)
    if report.kind not in BY_LINK:
        raise Invalid("report-kind", gettext_noop("A personal page can say “late” or “I cannot come”."))
    first, last = _span(clock_of(here.event), report)
    open_ones = Disturbance.objects.filter(participation=here, state=State.REPORTED, by_link=True)
    open_ones.select_for_update().update(state=State.DISMISSED)
    made = Disturbance.objects.create(
        event=here.event, kind=report.kind, participation=here, first_slot=first, last_slot=last, by_link=True
    )
    _record(actor, reason, made)
    return made


@transaction.atomic
def take_back_by_link(*, actor: User, reason: str, token: str) -> int:
    """Take back what was reported by a personal link and nobody has acted on; gives how many reports."""
    here = participation_by(token)
    gone = Disturbance.objects.filter(participation=here, state=State.REPORTED, by_link=True).update(
        state=State.DISMISSED
    )
    if not gone:
        raise Refused("nothing-reported", gettext_noop("There is no report to take back: the desk has acted on it."))
    audit.record(actor=actor, verb="dismiss_disturbance", subject=here, reason=reason, reports=gone)
    return gone


@transaction.atomic
def dismiss_disturbance(*, actor: User, reason: str, disturbance: Disturbance) -> Disturbance:
    """Set a report aside: nothing is changed for it."""
    require(actor, "meet.run_day", disturbance.event)
    here = Disturbance.objects.select_for_update().get(pk=disturbance.pk)
    if here.state != State.REPORTED:
        raise Refused("report-closed", gettext_noop("Somebody has acted on this report already."))
    here.state = State.DISMISSED
    here.save(update_fields=["state"])
    audit.record(actor=actor, verb="dismiss_disturbance", subject=here, reason=reason)
    return here


@transaction.atomic
def read_agenda(*, actor: User, reason: str, token: str) -> AgendaSeen:
    """Note that whoever has a personal link has read the agenda as it stands, so that later changes stand out."""
    here = participation_by(token)
    timetable = current_timetable(here.event)
    if timetable is None:
        raise Refused("nothing-to-read", gettext_noop("No timetable has been made for this event yet."))
    places = own_places(timetable, here)
    seen, _is_new = AgendaSeen.objects.update_or_create(
        participation=here,
        defaults={
            "timetable": timetable,
            "version": timetable.version,
            "meetings": [[key, place.slot, place.table] for key, place in sorted(places.items())],
            "at": clock_of(here.event).at,
        },
    )
    audit.record(actor=actor, verb="read_agenda", subject=here, reason=reason, timetable=timetable.pk)
    return seen
