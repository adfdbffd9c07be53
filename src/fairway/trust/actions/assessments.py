"""Assessments by third parties: ordering one, declaring interests, delivering, publishing or refusing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.base.words import sentence
from fairway.govern.rules import is_own_case
from fairway.lib.errors import Invalid, Refused
from fairway.trust.engine.process import Outcome
from fairway.trust.models import Assessment, AssessmentOrder, DeclarationOfInterests, DeclaredInterest
from fairway.trust.queries.assessments import OWN_ASSESSMENT, took_part
from fairway.trust.queries.independence import refusals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fairway.base.models import User
    from fairway.know.models import Organisation
    from fairway.trust.engine.independence import Interest

PUBLISH = "trust.publish_assessment"


@dataclass(frozen=True)
class Request:
    """Who shall assess whom, what for, and by which day."""

    subject: Organisation
    assessor: Organisation
    purpose: str
    due_on: date


@dataclass(frozen=True)
class Finding:
    """What the assessor found: in words, as a grade of its own, by its method, on data up to a day."""

    result: str
    method: str
    data_on: date
    grade: str = ""


@transaction.atomic
def order_assessment(*, actor: User, reason: str, request: Request) -> AssessmentOrder:
    """Order an assessment; an invented organisation assesses invented ones only."""
    require(actor, "trust.order_assessment", request.subject)
    require(actor, "trust.order_assessment", request.assessor)
    _check_request(request)
    order = AssessmentOrder.objects.create(
        subject=request.subject,
        assessor=request.assessor,
        purpose=request.purpose.strip(),
        due_on=request.due_on,
        ordered_by=actor,
        ordered_on=timezone.localdate(),
        is_demo=request.subject.is_demo,
    )
    audit.record(
        actor=actor,
        verb="order_assessment",
        subject=order,
        reason=reason,
        of=request.subject.pk,
        by=request.assessor.pk,
        due=order.due_on.isoformat(),
    )
    return order


def _check_request(request: Request) -> None:
    if request.subject.pk == request.assessor.pk:
        raise Invalid("assesses-itself", gettext_noop("Nobody assesses itself. Choose another assessor."))
    if request.subject.merged_into_id or request.assessor.merged_into_id:
        raise Refused("record-merged", gettext_noop("This record was merged into another. Choose that one."))
    if request.subject.is_demo != request.assessor.is_demo:
        text = gettext_noop("One of the two is invented, the other is real: nothing invented is said of a real name.")
        raise Refused("demo-for-real", text)
    if not request.purpose.strip():
        raise Invalid("purpose-missing", gettext_noop("Write what the assessment is for."))
    if request.due_on < timezone.localdate():
        raise Invalid("due-past", gettext_noop("The day it is due has passed. Choose a later one."))


@transaction.atomic
def declare_interests(
    *, actor: User, reason: str, order: AssessmentOrder, interests: Sequence[Interest]
) -> DeclarationOfInterests:
    """Keep what ties the assessor to the subject; no interests: it declares that it has none. Made once."""
    require(actor, "trust.declare_interests", order.assessor)
    order = _locked(order, AssessmentOrder.State.ORDERED, AssessmentOrder.State.DELIVERED)
    if DeclarationOfInterests.objects.filter(order=order).exists():
        text = gettext_noop("The declaration is made. An interest once declared is not declared away.")
        raise Refused("declared", text)
    _check_interests(interests)
    made = DeclarationOfInterests.objects.create(order=order, declared_on=timezone.localdate(), declared_by=actor)
    for each in interests:
        DeclaredInterest.objects.create(
            declaration=made, kind=each.kind, words=each.words.strip(), since=each.since.strip()
        )
    audit.record(
        actor=actor,
        verb="declare_interests",
        subject=order,
        reason=reason,
        interests=[f"{each.kind}: {each.words}" for each in interests],
    )
    return made


def _check_interests(interests: Sequence[Interest]) -> None:
    kinds = [each.kind for each in interests]
    if len(set(kinds)) < len(kinds) or not set(kinds) <= set(DeclaredInterest.Kind.values):
        raise Invalid(
            "interest-kind", gettext_noop("Each kind of interest is declared once, in one of the four kinds.")
        )
    if not all(each.words.strip() for each in interests):
        raise Invalid("interest-words", gettext_noop("Say of each interest in words what it is."))


@transaction.atomic
def deliver_assessment(*, actor: User, reason: str, order: AssessmentOrder, finding: Finding) -> Assessment:
    """Hand in what the assessor found; whoever does it is its author and does not decide on it."""
    require(actor, "trust.deliver_assessment", order.assessor)
    order = _locked(order, AssessmentOrder.State.ORDERED)
    today = timezone.localdate()
    if finding.data_on > today:
        raise Invalid("day-to-come", gettext_noop("This day has not come yet: nothing is known of it."))
    if not (finding.result.strip() and finding.method.strip()):
        raise Invalid("finding-empty", gettext_noop("Write what was found and by which method."))
    made = Assessment.objects.create(
        order=order,
        result=finding.result.strip(),
        grade=finding.grade.strip(),
        method=finding.method.strip(),
        data_on=finding.data_on,
        author=actor,
        delivered_on=today,
    )
    _move(order, AssessmentOrder.State.DELIVERED)
    audit.record(actor=actor, verb="deliver_assessment", subject=order, reason=reason, grade=made.grade)
    return made


@transaction.atomic
def publish_assessment(*, actor: User, reason: str, order: AssessmentOrder) -> Assessment:
    """Publish what an independent assessor found. Raises Refused ``not-independent``, naming each tie and its source.

    Whoever acts for either side, declared for the assessor or handed the assessment in does not decide on it.
    """
    order = _for_decision(actor, order)
    _refuse_ties(order)
    made = order.assessment
    made.published_on, made.decided_by = timezone.localdate(), actor
    made.save()
    _move(order, AssessmentOrder.State.PUBLISHED)
    audit.record(actor=actor, verb="publish_assessment", subject=order, reason=reason, grade=made.grade)
    return made


@transaction.atomic
def refuse_assessment(*, actor: User, reason: str, order: AssessmentOrder) -> Assessment:
    """Keep that an assessment is not published, with every tie that stands against it and the words of ``reason``."""
    order = _for_decision(actor, order)
    if not reason.strip():
        raise Invalid("reason-missing", gettext_noop("Write why it is refused: both sides read it."))
    found = refusals(order, timezone.localdate())
    made = order.assessment
    made.refused_on, made.decided_by, made.refusals = timezone.localdate(), actor, [*found, _typed(reason)]
    made.save()
    _move(order, AssessmentOrder.State.REFUSED)
    audit.record(actor=actor, verb="refuse_assessment", subject=order, reason=reason, ties=len(found))
    return made


def settle_assessment(*, actor: User, reason: str, order: AssessmentOrder, outcome: Outcome) -> None:
    """Do what the decision on an appeal says: an overturned refusal is published, an overturned publication refused.

    Raises Refused ``not-independent`` where a tie stands against publishing: an appeal does not lift that.
    """
    if outcome is not Outcome.OVERTURNED:
        return
    here = _locked(order, AssessmentOrder.State.PUBLISHED, AssessmentOrder.State.REFUSED)
    was_refused, made, today = here.state == AssessmentOrder.State.REFUSED, here.assessment, timezone.localdate()
    if was_refused:
        _refuse_ties(here)
    made.published_on, made.refused_on = (today, None) if was_refused else (None, today)
    made.refusals = [] if was_refused else [_typed(reason)]
    made.decided_by = actor
    made.save()
    _move(here, AssessmentOrder.State.PUBLISHED if was_refused else AssessmentOrder.State.REFUSED)


@transaction.atomic
def withdraw_order(*, actor: User, reason: str, order: AssessmentOrder) -> None:
    """Take back an order nothing has come of yet."""
    require(actor, "trust.order_assessment", order)
    order = _locked(order, AssessmentOrder.State.ORDERED)
    _move(order, AssessmentOrder.State.WITHDRAWN)
    audit.record(actor=actor, verb="withdraw_order", subject=order, reason=reason)


def _refuse_ties(order: AssessmentOrder) -> None:
    found = refusals(order, timezone.localdate())
    if found:
        text = gettext_noop("This assessment is not published: %(reasons)s")
        raise Refused("not-independent", text, reasons=" ".join(map(sentence, found)))


def _for_decision(actor: User, order: AssessmentOrder) -> AssessmentOrder:
    """The delivered order, by somebody who may decide on it."""
    require(actor, PUBLISH)
    if is_own_case(actor, order):
        text = gettext_noop("Nobody decides on an assessment of or by an organisation they act for. Ask a colleague.")
        raise Refused("own-case", text)
    order = _locked(order, AssessmentOrder.State.DELIVERED)
    if took_part(actor, order):
        raise Refused("own-assessment", OWN_ASSESSMENT)
    return order


def _locked(order: AssessmentOrder, *states: AssessmentOrder.State) -> AssessmentOrder:
    """The order as it stands, kept from others until the end; only in one of ``states``."""
    audit.wait_for_turn()
    here = AssessmentOrder.objects.select_related("subject", "assessor").get(pk=order.pk)
    if here.state not in states:
        text = gettext_noop("The order is %(state)s: this cannot be done any more, or not yet.")
        raise Refused("order-state", text, state=here.get_state_display())
    return here


def _move(order: AssessmentOrder, state: AssessmentOrder.State) -> None:
    order.state = state
    order.save()


def _typed(reason: str) -> dict[str, object]:
    """What somebody wrote, in the shape of a reason; a per cent sign in it is no place to fill."""
    return {"text": reason.strip(), "params": {}, "points": None}
