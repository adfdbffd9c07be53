"""Stating a fact with a source added on the spot, and saying how far a fact can be leant on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.actions.loading import Statement, _fact
from fairway.know.actions.origins import Provenance, _open, _refuse_resident, _some_source, _still
from fairway.know.models import Fact, Organisation
from fairway.lib.errors import Invalid, Refused

if TYPE_CHECKING:
    from fairway.base.models import User

EDIT = "know.edit_organisations"


@transaction.atomic
def add_fact(*, actor: User, reason: str, statement: Statement, given: Provenance) -> Fact:
    """Keep what a source says about one organisation; invented facts stay with invented organisations."""
    require(actor, EDIT)
    here = _open(Organisation(pk=statement.organisation))
    if statement.happened_on > timezone.localdate():
        raise Invalid("fact-to-come", gettext_noop("A fact lies in the past or today. Correct its day."))
    if not statement.value and statement.comparator != "=":
        raise Invalid("value-missing", gettext_noop("There is a comparator but no value."))
    if statement.comparator != "=" and not any(character.isnumeric() for character in statement.value):
        raise Invalid("value-words", gettext_noop("More, less and about go with a figure. Choose “exactly” for words."))
    _refuse_resident(statement.value, statement.quote, statement.label, statement.label_zh)
    fact = _fact(replace(statement, source=_some_source(given), is_demo=here.is_demo, learned_on=given.learned_on))
    fact.save()
    audit.record(
        actor=actor, verb="state_fact", subject=fact, reason=reason, predicate=fact.predicate, value=fact.printed
    )
    return fact


@transaction.atomic
def contest_fact(*, actor: User, reason: str, fact: Fact) -> None:
    """Mark a fact as contested: it stays and is shown so."""
    before = _mark(actor, fact, Fact.Status.CONTESTED)
    audit.record(actor=actor, verb="contest_fact", subject=fact, reason=reason, before=before)


@transaction.atomic
def withdraw_fact(*, actor: User, reason: str, fact: Fact) -> None:
    """Mark a fact as withdrawn: it stays, is shown so, and counts nowhere."""
    before = _mark(actor, fact, Fact.Status.WITHDRAWN)
    audit.record(actor=actor, verb="withdraw_fact", subject=fact, reason=reason, before=before)


@transaction.atomic
def reinstate_fact(*, actor: User, reason: str, fact: Fact) -> None:
    """Undo a mark: the fact is stated again."""
    before = _mark(actor, fact, Fact.Status.STATED)
    audit.record(actor=actor, verb="reinstate_fact", subject=fact, reason=reason, before=before)


def _mark(actor: User, fact: Fact, status: Fact.Status) -> str:
    """Set the mark; gives the one before."""
    require(actor, EDIT)
    _still(fact)
    if fact.status == status:
        raise Refused("fact-marked", gettext_noop("The fact is marked so already."))
    before, fact.status = str(fact.status), status
    fact.save()
    return before
