"""Registering for an event: opening it, applying, being linked to the registry, withdrawing, personal links."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.know.engine.intake import legal_name_problem, person_problem
from fairway.lib.errors import Invalid, Refused
from fairway.meet.engine.entry import LANGUAGES, LEAST_ABOVE_MOST, Entry, too_many_hoped
from fairway.meet.models import Application, Decision, Event, Participation, Registration
from fairway.meet.queries import registration as asks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from fairway.base.models import User
    from fairway.know.models import Organisation

Status = Participation.Status
GONE = (Status.WITHDRAWN, Status.DECLINED)
"""Who stands here holds no place, and may be let in anew."""


@dataclass(frozen=True)
class RegistrationPlan:
    """When and for whom an event takes registrations and requests; ``None`` is no limit."""

    opens_at: datetime
    closes_at: datetime
    places: int | None = None
    sides: tuple[str, ...] = ()
    note: str = ""
    note_zh: str = ""
    most_requests: int | None = None
    requests_close_at: datetime | None = None


@transaction.atomic
def set_registration(*, actor: User, reason: str, event: Event, plan: RegistrationPlan) -> Registration:
    """Say when and for whom an event takes registrations; raised places go to those who wait."""
    require(actor, "meet.set_registration", event)
    if plan.opens_at >= plan.closes_at:
        raise Invalid("closes-before-it-opens", gettext_noop("Registration must close after it opens."))
    values = {**vars(plan), "sides": list(plan.sides)}
    kept, is_new = Registration.objects.update_or_create(event=event, defaults=values)
    event.registration = kept
    moved = _fill_places(event)
    audit.record(
        actor=actor,
        verb="set_registration",
        subject=kept,
        reason=reason,
        is_new=is_new,
        opens_at=plan.opens_at.isoformat(),
        closes_at=plan.closes_at.isoformat(),
        places=plan.places,
        most_requests=plan.most_requests,
        moved_up=moved,
    )
    return kept


@transaction.atomic
def apply_to_event(*, actor: User, reason: str, event: Event, entry: Entry) -> Application:
    """Keep an application, whoever sends it, while registration is open: with a place, or on the waiting list.

    Where the registry surely knows the organisation it takes part from now on, subject to the office's approval;
    else the application is kept as it was typed until the office has linked it. One that takes part already is not
    told so, since anybody may type its name: the office sees both.
    """
    registration = _hold_registration(event.pk)
    if registration is None or not registration.is_open(timezone.now()):
        raise Refused("registration-closed", gettext_noop("Registration for this event is not open."))
    _check_entry(event, entry, registration.sides)
    event.registration = registration
    organisation = asks.known_organisation(entry.name, entry.uscc)
    application = _keep_entry(event, entry, _standing_of_a_newcomer(event), organisation)
    audit.record(
        actor=actor,
        verb="apply_to_event",
        subject=application,
        reason=reason,
        event=event.code,
        name=entry.name,
        linked=application.participation_id is not None,
        status=application.standing.value,
    )
    return application


def _standing_of_a_newcomer(event: Event) -> Status:
    """Where somebody who comes now stands: on the waiting list once every place is taken."""
    return Status.WAITING if asks.places_free(event) == 0 else Status.APPLIED


def _check_entry(event: Event, entry: Entry, sides: list[str]) -> None:
    """Raise Invalid where an entry cannot be right; spreadsheets and forms have checked single cells already."""
    problem = legal_name_problem(entry.name) or person_problem(code=entry.uscc)
    if problem is not None:
        raise Invalid(problem.code, problem.text, **problem.params)
    if sides and entry.side not in sides:
        raise Invalid("side-unknown", gettext_noop("Choose a side: %(sides)s."), sides=", ".join(sides))
    if not set(entry.languages) <= set(LANGUAGES):
        raise Invalid("language-unknown", gettext_noop("A language of the entry is not one of the list."))
    if entry.at_most is not None and entry.at_least > entry.at_most:
        raise Invalid("least-above-most", LEAST_ABOVE_MOST, least=entry.at_least, most=entry.at_most)
    known = set(event.topics.values_list("order", flat=True)) if entry.topics else set()
    if not entry.topics <= known:
        raise Invalid(
            "topic-unknown", gettext_noop("The event has no topic %(topic)s."), topic=min(entry.topics - known)
        )
    _check_slots(event, entry)


def _check_slots(event: Event, entry: Entry) -> None:
    numbers = set(event.slots.values_list("number", flat=True))
    there = numbers if entry.available is None else entry.available
    if not there <= numbers:
        text = gettext_noop("The event has no slot %(slot)s.")
        raise Invalid("slot-unknown", text, slot=min(there - numbers))
    if entry.available is not None and numbers and not there:
        raise Invalid("never-there", gettext_noop("Choose at least one slot in which you can be there."))
    if numbers and too_many_hoped(entry.at_least, entry.seats, len(there)):
        text = gettext_noop("At least %(least)s meetings do not fit into %(slots)s slots.")
        raise Invalid("least-too-many", text, least=entry.at_least, slots=len(there))


def _keep_entry(
    event: Event, entry: Entry, status: Status, organisation: Organisation | None, brought_in: int | None = None
) -> Application:
    """Write an application, and the participation where ``organisation`` is known and takes no part yet."""
    application = Application(
        event=event, name=entry.name, uscc=entry.uscc, applied_at=timezone.now(), brought_in_id=brought_in
    )
    taking_part = organisation is not None and event.participations.filter(organisation=organisation).exists()
    if organisation is None or taking_part:
        application.status, application.token, application.entry = status, _new_token(), _kept_entry(entry)
    else:
        participation = Participation(event=event, organisation=organisation, status=status, token=_new_token())
        participation.brought_in_id = brought_in
        _fill_in(participation, _kept_entry(entry))
        application.participation = participation
    application.save()
    return application


def _new_token() -> str:
    """A personal link nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(32)


def _kept_entry(entry: Entry) -> dict[str, object]:
    """What was filled in, as JSON keeps it, without name and code."""
    kept = asdict(entry)
    for field in ("name", "uscc"):
        del kept[field]
    for field in ("available", "topics"):
        kept[field] = None if kept[field] is None else sorted(kept[field])
    kept["languages"], kept["representatives"] = list(entry.languages), [asdict(r) for r in entry.representatives]
    return kept


def _fill_in(participation: Participation, entry: Mapping[str, object]) -> None:
    """Put what was filled in into a participation, and keep it."""
    for field, value in entry.items():
        if field != "topics":
            setattr(participation, field, value)
    participation.save()
    _keep_topics(participation, entry.get("topics", ()))


def _keep_topics(participation: Participation, orders: object) -> None:
    """Set the topics an organisation comes for, by their places in the event's order."""
    assert isinstance(orders, list | tuple)  # noqa: S101  # as kept from an entry
    participation.topics.set(participation.event.topics.filter(order__in=orders))


@transaction.atomic
def link_application(*, actor: User, reason: str, application: Application, organisation: Organisation) -> Application:
    """Say which organisation of the registry applied; from now on it takes part where the application stands.

    One that withdrew or was declined before is let in anew with what it filled in now. Nobody links an
    organisation of one's own.
    """
    require(actor, "meet.decide_applications", organisation)
    here = _locked(application)
    if here.participation_id is not None:
        raise Refused("linked-already", gettext_noop("This application is linked to an organisation already."))
    if organisation.merged_into_id is not None:
        raise Refused("merged-away", gettext_noop("This record was merged into another one. Link that one."))
    participation = here.event.participations.filter(organisation=organisation).first()
    if participation is not None and participation.status not in GONE:
        text = gettext_noop("%(name)s takes part already. Decline this application, or link another organisation.")
        raise Refused("takes-part-already", text, name=organisation.name)
    participation = participation or Participation(event=here.event, organisation=organisation)
    participation.status, participation.token, participation.linked_on = here.status, here.token, here.linked_on
    _fill_in(participation, here.entry)
    here.participation, here.status, here.token, here.entry = participation, "", "", {}
    here.save()
    audit.record(
        actor=actor, verb="link_application", subject=here, reason=reason, organisation=organisation.pk, name=here.name
    )
    return here


def _locked(application: Application) -> Application:
    """The application as it is now, with its event's registration held until the transaction ends."""
    _hold_registration(application.event_id)
    rows = Application.objects.select_related("event__registration", "participation__organisation")
    return rows.select_for_update(of=("self",)).get(pk=application.pk)


@transaction.atomic
def withdraw_application(*, actor: User, reason: str, application: Application, token: str = "") -> Application:
    """Take an application back: the office, the organisation's own account, or whoever holds the ``token``.

    The first who waits moves up into the place that falls free.
    """
    here = _locked(application)
    if not _opens(here, token):
        require(actor, "meet.withdraw_participation", here)
    if here.standing in GONE:
        raise Refused("not-taking-part-any-more", gettext_noop("This application is not standing any more."))
    before = here.standing
    _stand(here, Status.WITHDRAWN)
    by = None if token else actor
    Decision.objects.create(application=here, before=before, after=Status.WITHDRAWN, reason=reason[:300], made_by=by)
    moved = _fill_places(here.event)
    audit.record(actor=actor, verb="withdraw_application", subject=here, reason=reason, before=before, moved_up=moved)
    return here


def _hold_registration(event: int) -> Registration | None:
    """Keep others from giving or freeing places until the transaction ends."""
    return Registration.objects.select_for_update().filter(event=event).first()


def _opens(application: Application, token: str) -> bool:
    kept = application.participation.token if application.participation else application.token
    return bool(token) and secrets.compare_digest(kept.encode(), token.encode())


def _stand(application: Application, status: Status) -> None:
    """Write where an application stands, in the one place that says so."""
    if application.participation is None:
        application.status = status
        application.save()
    else:
        application.participation.status = status
        application.participation.save()


def _fill_places(event: Event) -> list[int]:
    """Move up who waits first, as far as places are free; gives the ids of their applications."""
    free = asks.places_free(event)
    moved = list(asks.waiting(event)[:free])
    for application in moved:
        _stand(application, Status.APPLIED)
        Decision.objects.create(
            application=application,
            before=Status.WAITING,
            after=Status.APPLIED,
            reason=gettext_noop("A place has fallen free."),
        )
    return [application.pk for application in moved]


@transaction.atomic
def withdraw_participation(*, actor: User, reason: str, participation: Participation) -> None:
    """Take out somebody whom the office had entered; the first who waits moves up. It can be restored."""
    require(actor, "meet.withdraw_participation", participation)
    _hold_registration(participation.event_id)
    _change(participation, frm=Status.APPROVED, to=Status.WITHDRAWN)
    moved = _fill_places(participation.event)
    audit.record(actor=actor, verb="withdraw_participation", subject=participation, reason=reason, moved_up=moved)


@transaction.atomic
def restore_participation(*, actor: User, reason: str, participation: Participation) -> None:
    """Let somebody whom the office had entered take part again."""
    require(actor, "meet.decide_applications", participation)
    _hold_registration(participation.event_id)
    if asks.places_free(participation.event) == 0:
        raise Refused("no-place-free", gettext_noop("Every place is taken. Raise the places first."))
    _change(participation, frm=Status.WITHDRAWN, to=Status.APPROVED)
    audit.record(actor=actor, verb="restore_participation", subject=participation, reason=reason)


def _change(participation: Participation, frm: Status, to: Status) -> None:
    """Move between two standings; refused unless it stands at ``frm`` and nobody applied for it."""
    if participation.applications.exists():
        text = gettext_noop("It applied by itself: decide on its application instead.")
        raise Refused("has-application", text)
    if not Participation.objects.filter(pk=participation.pk, status=frm).update(status=to):
        raise Refused("standing-changed", gettext_noop("Somebody else changed this meanwhile. Look at the page again."))
    participation.status = to


@transaction.atomic
def renew_link(*, actor: User, reason: str, participation: Participation) -> str:
    """Make the personal link of a participant, new: one made before opens nothing any more."""
    require(actor, "meet.renew_link", participation)
    _link_anew(participation, timezone.localdate())
    audit.record(actor=actor, verb="renew_link", subject=participation, reason=reason)
    return participation.token


@transaction.atomic
def renew_application_link(*, actor: User, reason: str, application: Application, token: str = "") -> str:
    """Make the personal link of an applicant new; whoever holds the old one may, and so may the office.

    Only a link of the office opens longer than the one before.
    """
    here, day = _locked(application), timezone.localdate()
    holder = here.participation or here
    if _opens(here, token):
        day = holder.linked_on
    else:
        require(actor, "meet.renew_link", here)
    _link_anew(holder, day)
    audit.record(actor=actor, verb="renew_link", subject=here, reason=reason)
    return holder.token


def _link_anew(holder: Participation | Application, day: date) -> None:
    holder.token, holder.linked_on = _new_token(), day
    holder.save(update_fields=["token", "linked_on"])
