"""Who speaks for whom, what was agreed and became of it, and the leads a presentation brought."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.engine.intake import names_a_resident, person_problem
from fairway.lib.errors import Invalid, Refused
from fairway.meet.actions.events import BATCH
from fairway.meet.models import ActionItem, Event, Participation, Presentation, PresentationLead

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation

ROLES = ("principal", "attendee", "delegate")


@dataclass(frozen=True)
class Delegate:
    """Somebody who holds a ``post`` and represents ``organisation`` (its id) at one event."""

    organisation: int
    post: str
    holder: str
    post_zh: str = ""
    holder_latin: str = ""
    role: str = "delegate"


@dataclass(frozen=True)
class Agreed:
    """Who (an organisation's id) does what by when; ``due_words`` is what was said where no day was.

    ``source`` is the id of the document that tells of it.
    """

    text: str
    text_zh: str = ""
    responsible: int | None = None
    due: date | None = None
    due_words: str = ""
    due_words_zh: str = ""
    source: int | None = None


@dataclass(frozen=True)
class Lead:
    """Somebody a presentation won over: an organisation of the registry, or the name it gave."""

    interest: str
    noted_on: date
    organisation: Organisation | None = None
    text: str = ""
    note: str = ""


@transaction.atomic
def name_delegates(*, actor: User, reason: str, event: Event, delegates: Sequence[Delegate]) -> int:
    """Say who represents whom at an event, instead of all who did before; gives the number of delegates."""
    require(actor, "meet.edit_event", event)
    by_organisation: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    for delegate in delegates:
        _check_delegate(delegate)
        told = {name: value for name, value in vars(delegate).items() if name != "organisation" and value}
        by_organisation[delegate.organisation].append(told)
    rows = list(event.participations.filter(Q(organisation__in=by_organisation) | ~Q(representatives=[])))
    if not by_organisation.keys() <= {row.organisation_id for row in rows}:
        text = gettext_noop("Somebody is named for an organisation that does not take part.")
        raise Invalid("not-taking-part", text)
    for row in rows:
        row.representatives = by_organisation.get(row.organisation_id, [])
    Participation.objects.bulk_update(rows, ["representatives"])
    audit.record(actor=actor, verb="name_delegates", subject=event, reason=reason, delegates=len(delegates))
    return len(delegates)


def _check_delegate(delegate: Delegate) -> None:
    if not delegate.post or not delegate.holder:
        raise Invalid("no-post", gettext_noop("Somebody is named with the post he or she holds, and only so."))
    if delegate.role not in ROLES:
        text = gettext_noop("“%(role)s” is no role: write one of %(roles)s.")
        raise Invalid("role", text, role=delegate.role, roles=", ".join(ROLES))


@transaction.atomic
def agree_action(*, actor: User, reason: str, event: Event, agreed: Agreed) -> ActionItem:
    """Write down what was agreed at an event: who does what by when."""
    require(actor, "meet.edit_event", event)
    _refuse_residents(agreed.text, agreed.text_zh, agreed.due_words)
    if agreed.due is not None and agreed.due < event.held_on:
        text = gettext_noop("Nothing agreed on %(held)s can be due on %(due)s, before it.")
        raise Invalid("due-before-event", text, held=event.held_on.isoformat(), due=agreed.due.isoformat())
    item = ActionItem.objects.create(
        event=event,
        text=agreed.text,
        text_zh=agreed.text_zh,
        responsible_id=agreed.responsible,
        due=agreed.due,
        due_words=agreed.due_words,
        due_words_zh=agreed.due_words_zh,
        source_id=agreed.source,
        is_demo=event.is_demo and agreed.source is None,
    )
    audit.record(actor=actor, verb="agree_action", subject=item, reason=reason, event=event.code)
    return item


@transaction.atomic
def finish_action(*, actor: User, reason: str, item: ActionItem, done_on: date, outcome: str) -> ActionItem:
    """Say that what was agreed is done, and what came of it; the office says it, or who answers for it."""
    require(actor, "meet.finish_action", item)
    kept = ActionItem.objects.select_for_update().select_related("event").get(pk=item.pk)
    if kept.done_on is not None:
        raise Refused("done-already", gettext_noop("This was done on %(day)s."), day=kept.done_on.isoformat())
    if done_on < kept.event.held_on:
        text = gettext_noop("Nothing agreed on %(held)s was done before it.")
        raise Invalid("done-before-event", text, held=kept.event.held_on.isoformat())
    if not outcome.strip():
        raise Invalid("no-outcome", gettext_noop("Say what came of it."))
    _refuse_residents(outcome)
    kept.done_on, kept.outcome = done_on, outcome.strip()
    kept.save(update_fields=["done_on", "outcome"])
    audit.record(actor=actor, verb="finish_action", subject=kept, reason=reason, done_on=done_on.isoformat())
    return kept


@transaction.atomic
def note_lead(*, actor: User, reason: str, presentation: Presentation, lead: Lead) -> PresentationLead:
    """Keep somebody a presentation won over; the office notes it, or whoever presented."""
    require(actor, "meet.note_lead", presentation)
    _check_lead(presentation, lead)
    if lead.organisation and presentation.leads.filter(organisation=lead.organisation).exists():
        raise Refused("lead-known", gettext_noop("This organisation is a lead of the presentation already."))
    kept = _lead(actor, presentation, lead)
    kept.save()
    audit.record(actor=actor, verb="note_lead", subject=kept, reason=reason, interest=lead.interest)
    return kept


@transaction.atomic
def load_leads(*, actor: User, reason: str, event: Event, leads: Sequence[tuple[int, Lead]]) -> int:
    """Keep the leads of an event's presentations, each with its presentation's place in the order."""
    require(actor, "meet.edit_event", event)
    presentations = {each.order: each for each in event.presentations.all()}
    rows: list[PresentationLead] = []
    for order, lead in leads:
        if order not in presentations:
            raise Invalid("presentation-unknown", gettext_noop("There is no presentation %(order)s."), order=order)
        _check_lead(presentations[order], lead)
        rows.append(_lead(actor, presentations[order], lead))
    PresentationLead.objects.bulk_create(rows, batch_size=BATCH)
    audit.record(actor=actor, verb="load_leads", subject=event, reason=reason, leads=len(rows))
    return len(rows)


def _lead(actor: User, presentation: Presentation, lead: Lead) -> PresentationLead:
    demo = lead.organisation.is_demo if lead.organisation else presentation.event.is_demo
    return PresentationLead(presentation=presentation, noted_by=actor, is_demo=demo, **vars(lead))


def _check_lead(presentation: Presentation, lead: Lead) -> None:
    if (lead.organisation is None) == (not lead.text):
        raise Invalid("lead-nobody", gettext_noop("Choose an organisation, or write the name it gave: one of both."))
    if person_problem(name=lead.text):
        raise Invalid("lead-person", gettext_noop("A lead is an organisation, never a natural person."))
    _refuse_residents(lead.note)
    if lead.interest not in PresentationLead.Interest.values:
        raise Invalid("interest", gettext_noop("“%(interest)s” is no interest."), interest=lead.interest)
    if lead.organisation and lead.organisation.pk == presentation.organisation_id:
        raise Invalid("lead-itself", gettext_noop("Nobody is a lead of its own presentation."))
    if lead.noted_on < presentation.event.held_on:
        text = gettext_noop("A presentation on %(held)s brings no lead before it.")
        raise Invalid("lead-before-event", text, held=presentation.event.held_on.isoformat())


def _refuse_residents(*texts: str) -> None:
    if any(names_a_resident(text) for text in texts):
        raise Invalid("person-number", gettext_noop("This is the number of a natural person, not of an organisation."))
