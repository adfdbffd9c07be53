"""Opening an event and registering who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.models import Event, Participation, Presentation, Slot
from fairway.meet.queries.keys import known_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from fairway.base.models import User
    from fairway.know.engine.intake import OrganisationRow

BATCH = 1000


@dataclass(frozen=True)
class SlotPlan:
    """A round of meetings; ``start`` and ``end`` carry their time zone."""

    number: int
    start: datetime
    end: datetime


@dataclass(frozen=True)
class PresentationPlan:
    """Who presents itself when; ``organisation`` is its key."""

    organisation: str
    order: int
    topic: str
    topic_zh: str = ""


@dataclass(frozen=True)
class EventPlan:
    """An event to open; ``tables`` stand side by side in every slot."""

    code: str
    name: str
    held_on: date
    as_of: date
    region_code: str
    name_zh: str = ""
    venue: str = ""
    is_demo: bool = False
    seed: int = 1
    tables: int = 0
    slots: tuple[SlotPlan, ...] = ()
    time_zone: str = "Asia/Shanghai"
    presentations: tuple[PresentationPlan, ...] = ()


@transaction.atomic
def open_event(*, actor: User, reason: str, spec: EventPlan, organisations: Mapping[str, int]) -> Event:
    """Keep an event with its slots and presentations; ``organisations`` maps keys to ids."""
    require(actor, "meet.open_event")
    _check_plan(spec)
    own = {name: value for name, value in vars(spec).items() if name not in {"slots", "presentations"}}
    event = Event.objects.create(**own)
    Slot.objects.bulk_create(Slot(event=event, **vars(slot)) for slot in spec.slots)
    Presentation.objects.bulk_create(
        Presentation(
            event=event,
            organisation_id=known_id(organisations, plan.organisation),
            order=plan.order,
            topic=plan.topic,
            topic_zh=plan.topic_zh,
        )
        for plan in spec.presentations
    )
    audit.record(
        actor=actor,
        verb="open_event",
        subject=event,
        reason=reason,
        slots=len(spec.slots),
        presentations=len(spec.presentations),
    )
    return event


def _check_plan(spec: EventPlan) -> None:
    if Event.objects.filter(code=spec.code).exists():
        raise Refused(
            "event-exists",
            gettext_noop("There is already an event with the code %(event)s."),
            event=spec.code,
        )
    try:
        ZoneInfo(spec.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        text = gettext_noop("“%(zone)s” is no time zone. Write one such as Asia/Shanghai.")
        raise Invalid("time-zone", text, zone=spec.time_zone) from error
    if [slot.number for slot in spec.slots] != list(range(1, len(spec.slots) + 1)):
        raise Invalid("slot-numbers", gettext_noop("Slots must be numbered 1, 2, 3 … in order."))
    times = [time for slot in spec.slots for time in (slot.start, slot.end)]
    if times != sorted(times) or any(slot.start >= slot.end for slot in spec.slots):
        raise Invalid("slot-times", gettext_noop("Each slot must end after it starts and before the next one starts."))
    orders = [plan.order for plan in spec.presentations]
    if len(set(orders)) < len(orders):
        raise Invalid("presentation-order", gettext_noop("Two presentations cannot have the same place in the order."))


@transaction.atomic
def register_participants(
    *,
    actor: User,
    reason: str,
    event: Event,
    rows: Sequence[OrganisationRow],
    organisations: Mapping[str, int],
) -> int:
    """Let the organisations of ``rows`` take part; gives their number."""
    require(actor, "meet.register_participants", event)
    ids = [known_id(organisations, row.key) for row in rows]
    if len(set(ids)) < len(ids) or event.participations.filter(organisation__in=ids).exists():
        raise Refused("registered-already", gettext_noop("An organisation takes part in an event only once."))
    _check_slots(event, rows)
    Participation.objects.bulk_create(
        [_participation(event, row, organisation) for row, organisation in zip(rows, ids, strict=True)],
        batch_size=BATCH,
    )
    audit.record(actor=actor, verb="register_participants", subject=event, reason=reason, participants=len(rows))
    return len(rows)


def _check_slots(event: Event, rows: Sequence[OrganisationRow]) -> None:
    numbers = set(event.slots.values_list("number", flat=True))
    for row in rows:
        if row.available is not None and not row.available <= numbers:
            raise Invalid(
                "slot-unknown",
                gettext_noop("%(key)s is said to be there in slot %(slot)s, which the event does not have."),
                key=row.key,
                slot=min(row.available - numbers),
            )


def _participation(event: Event, row: OrganisationRow, organisation: int) -> Participation:
    return Participation(
        event=event,
        organisation_id=organisation,
        group=row.group,
        seats=row.seats,
        available=None if row.available is None else sorted(row.available),
        at_most=row.at_most,
    )
