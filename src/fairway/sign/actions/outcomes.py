"""Passing on what became of promises: noticed first, held out in a dispute, withdrawn with its decision."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.accounts import open_operator
from fairway.base.rights import require
from fairway.govern.models import Membership
from fairway.know import actions as know
from fairway.know.models import Fact
from fairway.sign.engine.outcomes import OBJECTION_WORKING_DAYS, Move, Outcome, next_moves
from fairway.sign.models import PromiseNotice, PromiseStep
from fairway.sign.queries.outcomes import followed, outcomes_on, standing_notices
from fairway.trust import actions as trust
from fairway.trust.engine.catalogue import GOVERNMENTS
from fairway.trust.engine.intake import RecordRow
from fairway.trust.engine.working_days import add_working_days
from fairway.trust.models import OPEN_STATES, CreditRecord
from fairway.trust.queries import current_model

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date

    from fairway.base.models import User
    from fairway.sign.models import Promise

OPERATOR = "operator"
"""The account that does what follows from decisions and rules alone, for those who may not rate or enter records."""
GOOD, BAD = {True: "promise_kept", False: "commitment_kept"}, {True: "promise_broken", False: "commitment_broken"}
"""The kind of record of the credit catalogue, by whether the debtor is a public body."""
FACTS = {
    Outcome.KEPT: ("promise_kept", gettext_noop("promise fulfilled"), "承诺已履行"),
    Outcome.LATE: ("promise_kept_late", gettext_noop("promise fulfilled late"), "承诺逾期履行"),
    Outcome.BROKEN: ("promise_broken", gettext_noop("promise broken"), "承诺未履行"),
}
SEVERITY = {Outcome.KEPT: "", Outcome.LATE: "minor"}
"""A promise fulfilled late weighs least; how much a broken one weighs is part of the decision."""
Status = CreditRecord.Status


@dataclass
class Followed:
    """How many notices were served, passed on, held, lifted and withdrawn."""

    counts: Counter[Move] = field(default_factory=Counter)
    rated: set[int] = field(default_factory=set)


def rule_keeper(*, actor: User, reason: str) -> User:
    """The account that may do what follows: the actor's own, or the operator's, with the actor in the reason."""
    if actor.is_superuser:
        return actor
    return open_operator(reason=f"{reason} ({actor.get_username()})"[:300], username=OPERATOR)


@transaction.atomic
def follow_promises(*, actor: User, reason: str, promises: Collection[int] | None = None) -> Followed:
    """Do what is due of promises (ids, by default all): run daily, and for one promise after each of its steps.

    A kept promise is passed on at once; a late or broken one is noticed to its debtor and passed on after the period
    to object. Passing on states a fact and keeps a credit record, and the debtor is rated again. A second run on one
    day does nothing.
    """
    require(actor, "sign.follow_promises")
    keeper, today, done = rule_keeper(actor=actor, reason=reason), timezone.localdate(), Followed()
    rows = followed(promises)
    holds, standing = outcomes_on(rows, today), standing_notices([each.pk for each in rows])
    for promise in rows:
        notice, now = standing.get(promise.pk), holds[promise.pk]
        for move in next_moves(notice.noticed if notice else None, now):
            if move is Move.SERVE and now.outcome is not None:
                notice = _serve(promise, now.outcome, now.decision or 0, today)
            elif notice is not None and not MOVES[move](keeper, reason, notice, today):
                break
            done.counts[move] += 1
            if move is not Move.SERVE:
                done.rated.add(promise.debtor_id)
    if done.counts:
        facts = {move.value: count for move, count in sorted(done.counts.items())}
        audit.record(actor=actor, verb="follow_promises", subject="sign.promise", reason=reason, **facts)
    _rate(keeper, reason, [each for each in rows if each.debtor_id in done.rated], today)
    return done


def _serve(promise: Promise, outcome: Outcome, decision: int, today: date) -> PromiseNotice:
    step = PromiseStep.objects.get(pk=decision)
    until = add_working_days(today, OBJECTION_WORKING_DAYS) if outcome.is_adverse else today
    severity = SEVERITY.get(outcome, step.severity or PromiseStep.Severity.GENERAL)
    return PromiseNotice.objects.create(
        promise=promise, step=step, outcome=outcome.value, severity=severity, served_on=today, objection_until=until
    )


def _pass_on(keeper: User, reason: str, notice: PromiseNotice, today: date) -> bool:
    """State the fact and keep the record; both are known from today on."""
    notice.fact = _state(keeper, reason, notice, today)
    [notice.record] = trust.load_records(
        actor=keeper, reason=reason, rows=[_row(notice, today)], organisations={"debtor": notice.promise.debtor_id}
    )
    notice.state, notice.passed_on = PromiseNotice.State.PASSED_ON, today
    notice.save()
    return True


def _row(notice: PromiseNotice, today: date) -> RecordRow:
    step, promise = notice.step, notice.promise
    is_public = promise.debtor.kind in GOVERNMENTS
    kinds = BAD if Outcome(notice.outcome).is_adverse else GOOD
    return RecordRow(
        number=f"P-{promise.pk}-{step.pk}",
        organisation="debtor",
        kind=kinds[is_public],
        severity=notice.severity,
        happened_on=step.happened_on,
        learned_on=today,
        status=Status.ACTIVE,
        authority=_office(step),
        source=(step.evidence or step.note)[:300],
    )


def _office(step: PromiseStep) -> str:
    """The office that decided: that of the account's newest membership on the day, or the account's name."""
    held = Membership.objects.filter(user=step.recorded_by, valid_from__lte=step.learned_on)
    found = held.select_related("organisation").order_by("-valid_from").first()
    return (found.organisation.name if found else step.recorded_by.get_username())[:200]


def _state(keeper: User, reason: str, notice: PromiseNotice, today: date) -> Fact:
    step, promise = notice.step, notice.promise
    key = f"promise-{promise.pk}-{step.pk}"
    paper = promise.agreement.title if promise.agreement else promise.place.name
    text = know.SourceText(
        key=key, title=f"{promise.number} – {paper}"[:300], publisher=_office(step), published_on=today
    )
    sources = know.load_sources(actor=keeper, reason=reason, sources=[text], namespace="sign")
    predicate, label, label_zh = FACTS[Outcome(notice.outcome)]
    statement = know.Statement(
        predicate=predicate,
        value=promise.what[:300],
        happened_on=step.happened_on,
        learned_on=today,
        source=sources[key],
        organisation=promise.debtor_id,
        quote=promise.quote,
        label=label,
        label_zh=label_zh,
        is_demo=promise.is_demo,
    )
    return know.state_fact(actor=keeper, reason=reason, statement=statement)


def _has_case(notice: PromiseNotice) -> bool:
    """Whether a case of the credit office decides on the record: then its status changes with that decision."""
    return notice.record is not None and notice.record.cases.filter(state__in=OPEN_STATES).exists()


def _hold(keeper: User, reason: str, notice: PromiseNotice, today: date) -> bool:
    if notice.record is not None and notice.record.status == Status.ACTIVE and not _has_case(notice):
        trust.change_status(actor=keeper, reason=reason, record=notice.record, status=Status.UNDER_OBJECTION, on=today)
    if notice.fact is not None and notice.fact.status == Fact.Status.STATED:
        know.contest_fact(actor=keeper, reason=reason, fact=notice.fact)
    notice.state = PromiseNotice.State.HELD
    notice.save()
    return True


def _lift(keeper: User, reason: str, notice: PromiseNotice, today: date) -> bool:
    if notice.record is not None and notice.record.status == Status.UNDER_OBJECTION and not _has_case(notice):
        trust.change_status(actor=keeper, reason=reason, record=notice.record, status=Status.ACTIVE, on=today)
    if notice.fact is not None and notice.fact.status == Fact.Status.CONTESTED:
        know.reinstate_fact(actor=keeper, reason=reason, fact=notice.fact)
    is_passed = notice.passed_on is not None
    notice.state = PromiseNotice.State.PASSED_ON if is_passed else PromiseNotice.State.SERVED
    notice.save()
    return True


def _withdraw(keeper: User, reason: str, notice: PromiseNotice, today: date) -> bool:
    """Withdraw all that was passed on; not while a case decides on the record: the next run after that does."""
    if _has_case(notice):
        return False
    if notice.record is not None and notice.record.status != Status.WITHDRAWN:
        trust.change_status(actor=keeper, reason=reason, record=notice.record, status=Status.WITHDRAWN, on=today)
    if notice.fact is not None and notice.fact.status != Fact.Status.WITHDRAWN:
        know.withdraw_fact(actor=keeper, reason=reason, fact=notice.fact)
    notice.state, notice.closed_on = PromiseNotice.State.WITHDRAWN, today
    notice.save()
    return True


MOVES: dict[Move, Callable[[User, str, PromiseNotice, date], bool]] = {
    Move.TELL: _pass_on,
    Move.HOLD: _hold,
    Move.LIFT: _lift,
    Move.WITHDRAW: _withdraw,
}


def _rate(keeper: User, reason: str, promises: Collection[Promise], today: date) -> None:
    """Rate the debtors again, each kind by the method in use; what is worse is announced before it takes effect."""
    by_model: dict[int, set[int]] = {}
    models = {}
    for kind in {each.debtor.kind for each in promises}:
        model = current_model(kind)
        if model is not None:
            models[model.pk] = model
            debtors = {each.debtor_id for each in promises if each.debtor.kind == kind}
            by_model.setdefault(model.pk, set()).update(debtors)
    for pk, debtors in by_model.items():
        trust.rate_organisations(
            actor=keeper, reason=reason, model=models[pk], as_of=today, organisations=sorted(debtors)
        )
