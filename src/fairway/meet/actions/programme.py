"""What an event offers beside its meetings: topics, presentations, stands, an agenda, and stated figures to check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.models import AgendaItem, Event, Expectation, Presentation, Stand, Topic

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.meet.engine.plans import ExpectationPlan, TopicPlan

Ordered = TypeVar("Ordered", Topic, Presentation, AgendaItem)


@dataclass(frozen=True)
class TalkPlan:
    """A presentation of an organisation, in a slot of its own (its number) where one is set."""

    organisation: Organisation
    topic: str
    topic_zh: str = ""
    slot: int | None = None


@dataclass(frozen=True)
class StandPlan:
    """An exhibition stand."""

    number: str
    organisation: Organisation
    topic: str = ""
    topic_zh: str = ""


@dataclass(frozen=True)
class AgendaPlan:
    """An item on the agenda of a talk, and who brings it in."""

    text: str
    text_zh: str = ""
    organisation: Organisation | None = None


@transaction.atomic
def set_topics(*, actor: User, reason: str, event: Event, topics: Sequence[TopicPlan]) -> int:
    """Say what the event is about, in order; gives the number of topics. Who came for one still does."""
    require(actor, "meet.edit_event", event)
    _refuse_twice([topic.name for topic in topics])
    _put_in_order(event.topics.all(), [Topic(event=event, **vars(topic)) for topic in topics])
    audit.record(actor=actor, verb="set_topics", subject=event, reason=reason, topics=len(topics))
    return len(topics)


@transaction.atomic
def set_presentations(*, actor: User, reason: str, event: Event, talks: Sequence[TalkPlan]) -> int:
    """Say who presents itself in which order and when; gives the number of presentations.

    A presentation that has leads keeps its organisation and is not taken away.
    """
    require(actor, "meet.edit_event", event)
    slots = dict(event.slots.values_list("number", "pk"))
    taken = [talk.slot for talk in talks if talk.slot]
    if len(set(taken)) < len(taken):
        raise Invalid("presentation-slot", gettext_noop("Two presentations cannot have the same slot."))
    if not set(taken) <= slots.keys():
        raise Invalid("presentation-slot", gettext_noop("A presentation is in a slot that does not exist."))
    kept = {each.order: each.organisation_id for each in event.presentations.exclude(leads=None)}
    planned = dict(enumerate((talk.organisation.pk for talk in talks), start=1))
    if any(planned.get(order) != organisation for order, organisation in kept.items()):
        text = gettext_noop("A presentation that has brought leads keeps its place.")
        raise Refused("presentation-has-leads", text)
    event.presentations.update(slot=None)  # slots may change hands
    rows = [
        Presentation(
            event=event,
            organisation=talk.organisation,
            topic=talk.topic,
            topic_zh=talk.topic_zh,
            slot_id=slots[talk.slot] if talk.slot else None,
        )
        for talk in talks
    ]
    _put_in_order(event.presentations.all(), rows)
    audit.record(actor=actor, verb="set_presentations", subject=event, reason=reason, presentations=len(talks))
    return len(talks)


@transaction.atomic
def set_agenda(*, actor: User, reason: str, event: Event, items: Sequence[AgendaPlan]) -> int:
    """Say what is spoken about in a talk, in order; gives the number of items."""
    require(actor, "meet.edit_event", event)
    _put_in_order(event.agenda_items.all(), [AgendaItem(event=event, **vars(item)) for item in items])
    audit.record(actor=actor, verb="set_agenda", subject=event, reason=reason, items=len(items))
    return len(items)


@transaction.atomic
def set_stands(*, actor: User, reason: str, event: Event, stands: Sequence[StandPlan]) -> int:
    """Say who exhibits at which stand, instead of what was said before; gives the number of stands."""
    require(actor, "meet.edit_event", event)
    _refuse_twice([stand.number for stand in stands])
    event.stands.all().delete()
    Stand.objects.bulk_create(Stand(event=event, **vars(stand)) for stand in stands)
    audit.record(actor=actor, verb="set_stands", subject=event, reason=reason, stands=len(stands))
    return len(stands)


@transaction.atomic
def set_expectations(*, actor: User, reason: str, event: Event, figures: Sequence[ExpectationPlan]) -> int:
    """Say which stated figures are held against which counts, instead of what was said before."""
    require(actor, "meet.edit_event", event)
    _refuse_twice([figure.predicate for figure in figures])
    event.expectations.all().delete()
    Expectation.objects.bulk_create(Expectation(event=event, **vars(figure)) for figure in figures)
    audit.record(actor=actor, verb="set_expectations", subject=event, reason=reason, figures=len(figures))
    return len(figures)


def _refuse_twice(names: Sequence[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise Invalid("listed-twice", gettext_noop("%(name)s is listed twice."), name=name)


def _put_in_order(kept: QuerySet[Ordered], wanted: Sequence[Ordered]) -> None:
    """Keep ``wanted`` numbered from 1: a row in the same place is changed, so that what hangs on it stays."""
    there = dict(kept.values_list("order", "pk"))
    for order, row in enumerate(wanted, start=1):
        row.order, row.pk = order, there.get(order)
        row.save(force_insert=row.pk is None, force_update=row.pk is not None)
    kept.filter(order__gt=len(wanted)).delete()
