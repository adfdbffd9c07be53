"""Writing down what a paper promises, and what becomes of it: claimed by a side, decided by somebody who is neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.govern.rules import is_own_case
from fairway.lib.errors import Invalid, Refused
from fairway.lib.money import CURRENCIES
from fairway.sign.actions.outcomes import follow_promises, rule_keeper
from fairway.sign.engine.promises import DECISIVE, Step, read_events
from fairway.sign.engine.promises import Promise as Bound
from fairway.sign.engine.promises import check as check_circles
from fairway.sign.models import Promise, PromiseStep
from fairway.sign.queries.promises import as_bound, told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.sign.models import Agreement

NEEDS_EVIDENCE = frozenset({Step.KEPT})
NEEDS_NOTE = frozenset({Step.BROKEN, Step.WAIVED, Step.VOIDED, Step.DISPUTED, Step.SETTLED, Step.WITHDRAWN})
CLAIMABLE = frozenset({Step.KEPT, Step.DISPUTED})
"""What a side may say itself; only an office that is neither side decides the rest."""


@dataclass(frozen=True)
class PromiseDraft:
    """A promise to be written down; what the paper does not say is ``None`` or empty."""

    number: str
    debtor: Organisation
    creditor: Organisation | None
    side: str
    what: str
    amount: Decimal | None = None
    currency: str = ""
    due_on: date | None = None
    after: Promise | None = None
    days_after: int = 0
    condition: str = ""
    evidence_needed: str = ""
    quote: str = ""
    field: str = ""
    blocked_by: Sequence[Promise] = ()


@dataclass(frozen=True)
class StepDraft:
    """What happened to a promise, when, and what shows it."""

    step: Step
    happened_on: date
    evidence: str = ""
    note: str = ""
    severity: str = ""


@transaction.atomic
def write_promise(*, actor: User, reason: str, agreement: Agreement, draft: PromiseDraft) -> Promise:
    """Write down one promise of an agreement between two of its parties."""
    require(actor, "sign.write_promise", agreement)
    _check(agreement, draft)
    promise = Promise(
        agreement=agreement,
        is_demo=agreement.is_demo,
        **{name: value for name, value in vars(draft).items() if name != "blocked_by"},
    )
    _refuse_circle(agreement, promise, draft.blocked_by)
    promise.save()
    promise.blocked_by.set(draft.blocked_by)
    audit.record(
        actor=actor,
        verb="write_promise",
        subject=promise,
        reason=reason,
        number=draft.number,
        debtor=draft.debtor.pk,
        due_on=None if draft.due_on is None else draft.due_on.isoformat(),
    )
    return promise


def _check(agreement: Agreement, draft: PromiseDraft) -> None:
    parties = agreement.own_ids()
    named = [pk for pk in (draft.debtor.pk, draft.creditor.pk if draft.creditor else None) if pk is not None]
    if not parties >= set(named) or len(set(named)) < len(named):
        text = gettext_noop("A promise binds one party of the agreement, perhaps towards another one.")
        raise Invalid("promise-parties", text)
    if draft.due_on is not None and draft.due_on < agreement.signed_on:
        raise Invalid("promise-due-early", gettext_noop("A promise cannot be due before the agreement was signed."))
    if (draft.amount is None) != (not draft.currency) or (draft.currency and draft.currency not in CURRENCIES):
        raise Invalid("promise-amount", gettext_noop("Write an amount above zero and its currency, or neither."))
    others = [each for each in (draft.after, *draft.blocked_by) if each is not None]
    if any(other.agreement_id != agreement.pk for other in others):
        raise Invalid("promise-elsewhere", gettext_noop("A promise waits for promises of the same agreement."))
    if agreement.promises.filter(number=draft.number).exists():
        text = gettext_noop("The clause %(number)s is written down already.")
        raise Refused("clause-twice", text, number=draft.number)


def _refuse_circle(agreement: Agreement, promise: Promise, blocked_by: Sequence[Promise]) -> None:
    """A new promise can only wait for others, but what it is told to wait for must be sound."""
    kept = [as_bound(each) for each in agreement.promises.prefetch_related("blocked_by")]
    new = Bound(
        key=max((each.key for each in kept), default=0) + 1,
        debtor=promise.debtor_id,
        creditor=promise.creditor_id or 0,
        side=as_bound(promise, blocked_by=()).side,
        after=promise.after_id,
        blocked_by=frozenset(each.pk for each in blocked_by),
    )
    check_circles([*kept, new])


@transaction.atomic
def record_step(*, actor: User, reason: str, promise: Promise, draft: StepDraft) -> PromiseStep:
    """Keep what happened to a promise.

    Said by somebody who acts for its debtor or creditor it is a claim, and only that it was kept or is disputed; an
    office that is neither side decides. Evidence is needed for *kept*, a note for everything else.
    """
    require(actor, "sign.record_step", promise)
    held = Promise.objects.select_for_update().get(pk=promise.pk)
    is_claim = is_own_case(actor, held)
    _check_step(held, draft, is_claim=is_claim)
    step = PromiseStep.objects.create(
        promise=held,
        step=draft.step.value,
        happened_on=draft.happened_on,
        learned_on=timezone.localdate(),
        evidence=draft.evidence.strip(),
        note=draft.note.strip(),
        severity=draft.severity or (PromiseStep.Severity.GENERAL if draft.step is Step.BROKEN else ""),
        is_claim=is_claim,
        recorded_by=actor,
    )
    audit.record(
        actor=actor,
        verb="record_promise_step",
        subject=held,
        reason=reason,
        step=draft.step.value,
        happened_on=draft.happened_on.isoformat(),
        is_claim=is_claim,
    )
    follow_promises(actor=rule_keeper(actor=actor, reason=reason), reason=reason, promises=[held.pk])
    return step


def _check_step(promise: Promise, draft: StepDraft, *, is_claim: bool) -> None:
    if is_claim and draft.step not in CLAIMABLE:
        text = gettext_noop("A side may say that a promise was kept, or dispute it; the office decides the rest.")
        raise Refused("step-not-yours", text)
    if draft.happened_on > timezone.localdate():
        raise Invalid("step-in-future", gettext_noop("This day has not come yet."))
    if draft.happened_on < promise.made_on:
        raise Invalid("step-before-signature", gettext_noop("Nothing happens to it before it was promised."))
    if draft.step in NEEDS_EVIDENCE and not draft.evidence.strip():
        raise Invalid("step-evidence", gettext_noop("Name the document that shows that the promise was kept."))
    if draft.step in NEEDS_NOTE and not draft.note.strip():
        raise Invalid("step-note", gettext_noop("Say why."))
    if draft.severity and draft.step is not Step.BROKEN:
        raise Invalid("step-severity", gettext_noop("Only a broken promise has a severity."))
    _check_place(promise, draft.step, draft.happened_on)


def _check_place(promise: Promise, step: Step, day: date) -> None:
    """Take back only what was decided, settle only what is disputed, and neither before it was."""
    events = told(promise.steps.all())
    decision, is_disputed = read_events(events)
    if step is Step.WITHDRAWN and decision is None:
        raise Refused("step-nothing-decided", gettext_noop("Nothing has been decided that could be taken back."))
    if step is Step.SETTLED and not is_disputed:
        raise Refused("step-not-disputed", gettext_noop("This promise is not disputed."))
    if step in {Step.WITHDRAWN, Step.SETTLED} and day < events[-1].happened_on:
        text = gettext_noop("This cannot be before %(day)s, when the last step happened.")
        raise Invalid("step-before-last", text, day=events[-1].happened_on.isoformat())
    if step in DECISIVE and decision is not None:
        raise Refused("step-decided", gettext_noop("This has been decided already. Take that decision back first."))


@transaction.atomic
def confirm_step(*, actor: User, reason: str, claim: PromiseStep) -> PromiseStep:
    """Confirm what a side claimed: from now on it counts. By an office that is neither side, nor who claimed it."""
    require(actor, "sign.confirm_step", claim.promise)
    promise = Promise.objects.select_for_update().get(pk=claim.promise_id)
    claim = promise.steps.get(pk=claim.pk)
    if claim.recorded_by_id == actor.pk:
        raise Refused("own-claim", gettext_noop("Somebody else confirms what you recorded."))
    if not claim.is_claim or claim.step != Step.KEPT.value:
        raise Refused("not-a-claim", gettext_noop("Only a claim that the promise was kept is confirmed."))
    _check_place(promise, Step(claim.step), claim.happened_on)
    step = PromiseStep.objects.create(
        promise=promise,
        step=claim.step,
        happened_on=claim.happened_on,
        learned_on=timezone.localdate(),
        evidence=claim.evidence,
        note=reason[:500],
        recorded_by=actor,
    )
    audit.record(actor=actor, verb="confirm_promise_step", subject=promise, reason=reason, claim=claim.pk)
    follow_promises(actor=rule_keeper(actor=actor, reason=reason), reason=reason, promises=[promise.pk])
    return step
