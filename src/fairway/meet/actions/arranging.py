"""Correcting an event, laying out its slots and rooms, and saying who interprets when."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.engine.slots import Block, laid_out
from fairway.meet.models import Event, InterpreterShift, Meeting, Room, Slot
from fairway.meet.queries.details import EventDetails, check_details
from fairway.meet.queries.figures import current_timetable
from fairway.meet.queries.rooms import open_tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fairway.base.models import User
    from fairway.meet.engine.plans import RoomPlan, ShiftPlan
    from fairway.meet.engine.slots import SlotPlan


@transaction.atomic
def edit_event(*, actor: User, reason: str, event: Event, details: EventDetails) -> Event:
    """Correct what is said of an event. Another time zone keeps the hours on the clock."""
    require(actor, "meet.edit_event", event)
    kept = Event.objects.select_for_update().get(pk=event.pk)
    if kept.rooms.exists() and details.tables != kept.tables:
        raise Refused("tables-in-rooms", gettext_noop("The tables stand in rooms: change them there."))
    check_details(details, kept)
    _check_parts(details, kept)
    changed = sorted(name for name, value in vars(details).items() if getattr(kept, name) != value)
    if details.time_zone != kept.time_zone:
        _keep_the_clock(kept, ZoneInfo(details.time_zone))
    for name, value in vars(details).items():
        setattr(kept, name, value)
    _refuse_lost_tables(kept)
    kept.save()
    audit.record(actor=actor, verb="edit_event", subject=kept, reason=reason, changed=changed)
    return kept


def _check_parts(details: EventDetails, event: Event) -> None:
    last = details.ends_on or details.held_on
    for part in event.parts.all() if details.days_known else ():
        if part.days_known and not details.held_on <= part.held_on <= (part.ends_on or part.held_on) <= last:
            text = gettext_noop("%(part)s, a part of this event, takes place on %(day)s.")
            raise Invalid("part-days", text, part=part.name, day=part.held_on.isoformat())


def _keep_the_clock(event: Event, zone: ZoneInfo) -> None:
    before = ZoneInfo(event.time_zone)
    slots = list(event.slots.all())
    for slot in slots:
        slot.start = slot.start.astimezone(before).replace(tzinfo=zone)
        slot.end = slot.end.astimezone(before).replace(tzinfo=zone)
    Slot.objects.bulk_update(slots, ["start", "end"])


@transaction.atomic
def lay_out_slots(*, actor: User, reason: str, event: Event, blocks: Sequence[Block]) -> int:
    """Lay the slots of an event out anew; gives their number.

    A slot keeps its number and what is held in it; its time may change. One that is in use is not taken away.
    """
    require(actor, "meet.edit_event", event)
    kept = Event.objects.select_for_update().get(pk=event.pk)
    plans = laid_out(blocks, ZoneInfo(kept.time_zone))
    _check_days(kept, plans)
    _refuse_used(kept, len(plans))
    slots = {slot.number: slot for slot in kept.slots.all()}
    moved = [_moved(slots[plan.number], plan) for plan in plans if plan.number in slots]
    Slot.objects.bulk_update(moved, ["start", "end"])
    Slot.objects.bulk_create(Slot(event=kept, **vars(plan)) for plan in plans if plan.number not in slots)
    kept.slots.filter(number__gt=len(plans)).delete()
    audit.record(actor=actor, verb="lay_out_slots", subject=kept, reason=reason, slots=len(plans), before=len(slots))
    return len(plans)


def _moved(slot: Slot, plan: SlotPlan) -> Slot:
    slot.start, slot.end = plan.start, plan.end
    return slot


def _check_days(event: Event, plans: Sequence[SlotPlan]) -> None:
    last = event.ends_on or event.held_on
    for plan in plans:
        if event.days_known and not event.held_on <= plan.start.date() <= last:
            text = gettext_noop("%(day)s is not a day of the event, which takes place from %(first)s to %(last)s.")
            days = {"day": plan.start.date(), "first": event.held_on, "last": last}
            raise Invalid("slot-day", text, **{name: day.isoformat() for name, day in days.items()})


def _refuse_used(event: Event, slots: int) -> None:
    """No slot goes that something kept stands in."""
    gone = event.slots.filter(number__gt=slots)
    in_use = [
        *gone.exclude(meetings=None).values_list("number", flat=True)[:1],
        *gone.exclude(fixed=None).values_list("number", flat=True)[:1],
        *gone.exclude(presentations=None).values_list("number", flat=True)[:1],
        *_named(event, slots),
    ]
    if in_use:
        text = gettext_noop("Slot %(slot)s cannot go: something is planned in it, or somebody said to be there then.")
        raise Refused("slot-in-use", text, slot=min(in_use))


def _named(event: Event, slots: int) -> list[int]:
    """Slots above ``slots`` that participants, interpreters or rooms name."""
    lists = [
        *event.participations.exclude(available=None).values_list("available", flat=True),
        *event.interpreter_shifts.exclude(slots=None).values_list("slots", flat=True),
        *event.rooms.values_list("closed", flat=True),
    ]
    return [number for named in lists for number in named if number > slots]


@transaction.atomic
def arrange_rooms(*, actor: User, reason: str, event: Event, rooms: Sequence[RoomPlan]) -> int:
    """Say which rooms hold the tables; gives their number. No rooms: the tables stand in one place.

    Table numbers go on from room to room. A room that closes closes all rooms after it, so that the tables in use
    always count from 1: rooms that close come last.
    """
    require(actor, "meet.edit_event", event)
    kept = Event.objects.select_for_update().get(pk=event.pk)
    _check_rooms(kept, rooms)
    kept.rooms.all().delete()
    Room.objects.bulk_create(
        Room(event=kept, order=order, **{**vars(room), "closed": sorted(room.closed)})
        for order, room in enumerate(rooms, start=1)
    )
    if rooms:
        kept.tables = sum(room.tables for room in rooms)
        kept.save(update_fields=["tables"])
    _refuse_lost_tables(kept)
    audit.record(actor=actor, verb="arrange_rooms", subject=kept, reason=reason, rooms=len(rooms), tables=kept.tables)
    return len(rooms)


def _check_rooms(event: Event, rooms: Sequence[RoomPlan]) -> None:
    numbers = set(event.slots.values_list("number", flat=True))
    before: RoomPlan | None = None
    for room in rooms:
        if not room.tables:
            raise Invalid("room-tables", gettext_noop("%(room)s needs at least one table."), room=room.name)
        _check_slots_exist(room.closed, numbers)
        if before is not None and before.closed - room.closed:
            text = gettext_noop(
                "%(before)s is closed in slot %(slot)s while %(room)s, after it, is open. Put rooms that close last."
            )
            slot = min(before.closed - room.closed)
            raise Invalid("room-order", text, before=before.name, room=room.name, slot=slot)
        before = room


def _check_slots_exist(named: frozenset[int], numbers: set[int]) -> None:
    if not named <= numbers:
        text = gettext_noop("The event has no slot %(slot)s.")
        raise Invalid("slot-unknown", text, slot=min(named - numbers))


def _refuse_lost_tables(event: Event) -> None:
    """No table goes at which a meeting of the timetable that holds takes place."""
    timetable = current_timetable(event)
    if timetable is None:
        return
    highest: Mapping[int, int] = dict(
        Meeting.objects.filter(timetable=timetable)
        .values_list("slot__number")
        .annotate(highest=Max("table"))
        .order_by()
    )
    for number, tables in open_tables(event, list(highest)).items():
        if highest[number] > tables:
            text = gettext_noop("In slot %(slot)s a meeting takes place at table %(table)s. Move it first.")
            raise Refused("table-in-use", text, slot=number, table=highest[number])


@transaction.atomic
def set_interpreters(*, actor: User, reason: str, event: Event, shifts: Sequence[ShiftPlan]) -> int:
    """Say which interpreters are there when, instead of what was said before; gives their number."""
    require(actor, "meet.edit_event", event)
    numbers = set(event.slots.values_list("number", flat=True))
    for shift in shifts:
        if not shift.number:
            text = gettext_noop("There is at least one interpreter for %(language)s, or none to write down.")
            raise Invalid("interpreters-number", text, language=shift.language)
        _check_slots_exist(shift.slots or frozenset(), numbers)
    event.interpreter_shifts.all().delete()
    InterpreterShift.objects.bulk_create(
        InterpreterShift(
            event=event,
            language=shift.language,
            number=shift.number,
            slots=None if shift.slots is None else sorted(shift.slots),
        )
        for shift in shifts
    )
    there = sum(shift.number for shift in shifts)
    audit.record(actor=actor, verb="set_interpreters", subject=event, reason=reason, interpreters=there)
    return there
