"""Opening an event and registering who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.models import Event, Participation, Presentation, Slot, Topic
from fairway.meet.queries.details import EventDetails, check_details
from fairway.meet.queries.keys import known_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from fairway.base.models import User
    from fairway.know.engine.intake import OrganisationRow
    from fairway.meet.engine.plans import PresentationPlan
    from fairway.meet.engine.slots import SlotPlan

BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class EventPlan(EventDetails):
    """An event to open."""

    code: str
    as_of: date
    is_demo: bool = False
    seed: int = 1
    slots: tuple[SlotPlan, ...] = ()
    presentations: tuple[PresentationPlan, ...] = ()


@transaction.atomic
def open_event(*, actor: User, reason: str, spec: EventPlan, organisations: Mapping[str, int]) -> Event:
    """Keep an event with its slots and presentations; ``organisations`` maps keys to ids."""
    require(actor, "meet.open_event")
    _check_plan(spec)
    own = {name: value for name, value in vars(spec).items() if name not in {"slots", "presentations"}}
    event = Event.objects.create(**own)
    slots = Slot.objects.bulk_create(Slot(event=event, **vars(slot)) for slot in spec.slots)
    ids = {slot.number: slot.pk for slot in slots}
    Presentation.objects.bulk_create(
        Presentation(
            event=event,
            organisation_id=known_id(organisations, plan.organisation),
            order=plan.order,
            topic=plan.topic,
            topic_zh=plan.topic_zh,
            slot_id=ids[plan.slot] if plan.slot else None,
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
    check_details(spec)
    if [slot.number for slot in spec.slots] != list(range(1, len(spec.slots) + 1)):
        raise Invalid("slot-numbers", gettext_noop("Slots must be numbered 1, 2, 3 … in order."))
    times = [time for slot in spec.slots for time in (slot.start, slot.end)]
    if times != sorted(times) or any(slot.start >= slot.end for slot in spec.slots):
        raise Invalid("slot-times", gettext_noop("Each slot must end after it starts and before the next one starts."))
    _check_presentations(spec)


def _check_presentations(spec: EventPlan) -> None:
    orders = [plan.order for plan in spec.presentations]
    if len(set(orders)) < len(orders):
        raise Invalid("presentation-order", gettext_noop("Two presentations cannot have the same place in the order."))
    slots = [plan.slot for plan in spec.presentations if plan.slot]
    if len(set(slots)) < len(slots):
        raise Invalid("presentation-slot", gettext_noop("Two presentations cannot have the same slot."))
    if not set(slots) <= {slot.number for slot in spec.slots}:
        raise Invalid("presentation-slot", gettext_noop("A presentation is in a slot that does not exist."))


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
    made = Participation.objects.bulk_create(
        [_participation(event, row, organisation) for row, organisation in zip(rows, ids, strict=True)],
        batch_size=BATCH,
    )
    _come_for(event, rows, made)
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


def _come_for(event: Event, rows: Sequence[OrganisationRow], made: Sequence[Participation]) -> None:
    """Keep which topics each comes for."""
    topics = dict(event.topics.values_list("order", "pk"))
    chosen = [(participation, order) for participation, row in zip(made, rows, strict=True) for order in row.topics]
    if unknown := {order for _participation, order in chosen} - topics.keys():
        raise Invalid("topic-unknown", gettext_noop("The event has no topic %(topic)s."), topic=min(unknown))
    link = Topic.participations.through
    link.objects.bulk_create(
        [link(topic_id=topics[order], participation_id=participation.pk) for participation, order in chosen],
        batch_size=BATCH,
    )


def _participation(event: Event, row: OrganisationRow, organisation: int) -> Participation:
    return Participation(
        event=event,
        organisation_id=organisation,
        group=row.group,
        side=row.side,
        languages=list(row.languages),
        seats=row.seats,
        available=None if row.available is None else sorted(row.available),
        at_least=row.at_least,
        at_most=row.at_most,
    )
