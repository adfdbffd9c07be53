"""The log of visits and contacts: one short entry, taken back if wrong, its next step ticked off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.actions.origins import _open, _refuse_resident, _still
from fairway.know.engine.intake import person_problem
from fairway.know.models import Contact, Organisation
from fairway.lib.errors import Invalid, NotAllowed

if TYPE_CHECKING:
    from datetime import date

    from fairway.base.models import User

LOG = "know.log_contacts"


@dataclass(frozen=True)
class Entry:
    """What happened: on which day, how, what was said, and what is to follow by when."""

    organisation: int
    kind: str
    happened_on: date
    note: str
    posts_met: str = ""
    next_step: str = ""
    next_on: date | None = None


@transaction.atomic
def log_contact(*, actor: User, reason: str, entry: Entry) -> Contact:
    """Keep one line of the log."""
    require(actor, LOG)
    here = _open(Organisation(pk=entry.organisation))
    _check(entry)
    contact = Contact.objects.create(
        organisation=here,
        kind=entry.kind,
        happened_on=entry.happened_on,
        note=entry.note,
        posts_met=entry.posts_met,
        next_step=entry.next_step,
        next_on=entry.next_on,
        written_by=actor,
    )
    audit.record(actor=actor, verb="log_contact", subject=contact, reason=reason, organisation=here.pk)
    return contact


def _check(entry: Entry) -> None:
    if entry.kind not in Contact.Kind.values:
        raise Invalid("contact-kind", gettext_noop("“%(kind)s” is no kind of contact."), kind=entry.kind)
    if not entry.note.strip():
        raise Invalid("contact-empty", gettext_noop("Write in a line what was said."))
    if person_problem(name=entry.posts_met):
        raise Invalid("person-met", gettext_noop("Name the post that was met, not the person."))
    _refuse_resident(entry.note, entry.posts_met, entry.next_step)
    if entry.happened_on > timezone.localdate():
        text = gettext_noop("The log holds what happened. Write a day to come as the next step's day.")
        raise Invalid("contact-to-come", text)
    if entry.next_on and not entry.next_step:
        raise Invalid("next-step-missing", gettext_noop("Say what is to be done by that day."))
    if entry.next_on and entry.next_on < entry.happened_on:
        raise Invalid("next-step-before", gettext_noop("The next step comes after the contact. Correct its day."))


def _own_or_editor(actor: User, contact: Contact) -> None:
    """Its writer may change a line of the log, and whoever edits organisations."""
    if contact.written_by_id != actor.pk and not actor.has_perm("know.edit_organisations"):
        text = gettext_noop("Somebody else wrote this line. Ask its writer, or the investment promotion office.")
        raise NotAllowed("not-the-writer", text)


@transaction.atomic
def withdraw_contact(*, actor: User, reason: str, contact: Contact) -> None:
    """Take a line back; its writer may, and whoever edits organisations."""
    require(actor, LOG)
    _still(contact)
    _own_or_editor(actor, contact)
    contact.withdrawn_at = timezone.now()
    contact.save()
    audit.record(actor=actor, verb="withdraw_contact", subject=contact, reason=reason)


@transaction.atomic
def restore_contact(*, actor: User, reason: str, contact: Contact) -> None:
    """Undo a withdrawal, by the same people."""
    require(actor, LOG)
    _still(contact)
    _own_or_editor(actor, contact)
    contact.withdrawn_at = None
    contact.save()
    audit.record(actor=actor, verb="restore_contact", subject=contact, reason=reason)


@transaction.atomic
def finish_step(*, actor: User, reason: str, contact: Contact, on: date) -> None:
    """Tick off the next step of a contact."""
    require(actor, LOG)
    _still(contact)
    if not contact.next_step:
        raise Invalid("no-next-step", gettext_noop("This line names no next step."))
    if on > timezone.localdate():
        raise Invalid("done-to-come", gettext_noop("A step is not done on a day that has not come yet."))
    contact.next_done_on = on
    contact.save()
    audit.record(actor=actor, verb="finish_step", subject=contact, reason=reason, on=str(on))
