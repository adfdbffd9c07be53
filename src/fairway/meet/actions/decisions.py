"""Deciding on applications: approving and declining, one or several at once, and taking a decision back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.meet.actions.registration import _fill_places, _hold_registration, _stand, _standing_of_a_newcomer
from fairway.meet.models import Application, Decision, Event, Participation
from fairway.meet.queries import registration as asks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fairway.base.models import User

Status = Participation.Status
ANSWERS = (Status.APPROVED, Status.DECLINED)
OPEN = (Status.APPLIED, Status.WAITING)


@transaction.atomic
def decide_applications(
    *, actor: User, reason: str, event: Event, applications: Sequence[int], answer: str, told: str = ""
) -> list[Decision]:
    """Approve or decline applications of an event, all of them or none; ``told`` is what the applicants read.

    Whoever acts for an applying organisation decides nothing about it. Somebody on the waiting list is approved only
    while a place is free; places that fall free go to those who wait.
    """
    if answer not in ANSWERS:
        raise Invalid("answer", gettext_noop("Approve or decline."))
    if answer == Status.DECLINED and not told.strip():
        raise Invalid("reason-missing", gettext_noop("Say why: the applicant reads it."))
    _hold_registration(event.pk)
    rows = list(asks.applications_of(event).filter(pk__in=applications).order_by("applied_at", "pk"))
    if not rows:
        raise Invalid("nothing-chosen", gettext_noop("Choose at least one application."))
    made = [_decide(actor, row, Status(answer), told.strip()) for row in rows]
    moved = _fill_places(event)
    audit.record(
        actor=actor,
        verb="decide_applications",
        subject=event,
        reason=reason,
        applications=[row.pk for row in rows],
        answer=answer,
        moved_up=moved,
    )
    return made


def _decide(actor: User, application: Application, answer: Status, told: str) -> Decision:
    require(actor, "meet.decide_applications", application)
    before = application.standing
    if before not in OPEN:
        text = gettext_noop("%(name)s has been decided on, or was withdrawn.")
        raise Refused("decided-already", text, name=application.name)
    if answer == Status.APPROVED:
        _check_approval(application, before)
    _stand(application, answer)
    return Decision.objects.create(
        application=application, before=before, after=answer, reason=told[:300], made_by=actor
    )


def _check_approval(application: Application, before: Status) -> None:
    if application.participation is None:
        text = gettext_noop("%(name)s is not in the registry yet. Link it to an organisation, or enter it, first.")
        raise Refused("not-linked", text, name=application.name)
    if before == Status.WAITING and asks.places_free(application.event) == 0:
        text = gettext_noop("%(name)s is on the waiting list and every place is taken. Raise the places first.")
        raise Refused("no-place-free", text, name=application.name)


@transaction.atomic
def undo_decision(*, actor: User, reason: str, decision: Decision) -> Application:
    """Put an application back to where it stood, if nothing was decided since; without a free place it waits.

    Refused where requests for meetings have been made by it or to it: the other sides count on them.
    """
    _hold_registration(decision.application.event_id)
    rows = asks.with_standing(Application.objects.filter(pk=decision.application_id))
    here = rows.select_related("event__registration").get()
    require(actor, "meet.decide_applications", here)
    _check_undo(here, decision)
    back = Status(decision.before)
    if decision.after in {Status.DECLINED, Status.WITHDRAWN}:
        back = back if _standing_of_a_newcomer(here.event) == Status.APPLIED else Status.WAITING
    _stand(here, back)
    Decision.objects.filter(pk=decision.pk).update(is_undone=True)
    moved = _fill_places(here.event)
    audit.record(actor=actor, verb="undo_decision", subject=here, reason=reason, after=back.value, moved_up=moved)
    return here


def _check_undo(application: Application, decision: Decision) -> None:
    last = application.decisions.filter(is_undone=False).first()
    if decision.is_undone or decision.made_by_id is None or last != decision or application.standing != decision.after:
        raise Refused("decided-since", gettext_noop("Something was decided since. Look at the page again."))
    taking_part = application.participation
    if decision.after == Status.APPROVED and taking_part is not None:
        asked = taking_part.requests_made.count() + taking_part.requests_received.count()
        if asked:
            text = gettext_noop("%(count)s requests rest on this approval. Withdraw the participant instead.")
            raise Refused("requests-rest-on-it", text, count=asked)
