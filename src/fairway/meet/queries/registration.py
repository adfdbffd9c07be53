"""Questions about registering: which events take registrations, who applied, who waits, whose link it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext

from fairway.know.engine.written import Verdict, Written
from fairway.know.models import Identifier, Organisation
from fairway.know.queries import resolve_name
from fairway.meet.engine.entry import LANGUAGES
from fairway.meet.models import Application, Event, Participation
from fairway.meet.queries.day.personal import TOKEN

if TYPE_CHECKING:
    from datetime import datetime

    from fairway.know.queries import Resolved
    from fairway.meet.models import Registration

Status = Participation.Status
HOLDS_A_PLACE = (Status.APPLIED, Status.APPROVED)
"""Whoever has applied holds a place until it is declined: places are given in the order people come."""


def open_events(at: datetime) -> QuerySet[Event]:
    """Return the events one can register for now, the next first."""
    return (
        Event.objects.filter(registration__opens_at__lte=at, registration__closes_at__gt=at)
        .select_related("registration")
        .order_by("held_on", "pk")
    )


def open_event_of(code: str) -> Event | None:
    """Return the event of this code if one can register for it now."""
    return open_events(timezone.now()).filter(code=code).first()


def registration_of(event: Event) -> Registration | None:
    """Return how an event takes registrations; ``None`` where only the office enters who comes."""
    return getattr(event, "registration", None)


def known_organisation(name: str, uscc: str) -> Organisation | None:
    """Return who is surely meant by a whole name or a code; ``None`` where a clerk would have to look.

    A code that belongs to an organisation of quite another name decides nothing.
    """
    codes = ((Identifier.Scheme.USCC.value, uscc),) if uscc else ()
    sure = [
        found.organisation
        for found in resolve_name(name, limit=2, known=Written(name, codes))
        if found.decision.verdict is Verdict.SAME
    ]
    return sure[0] if len(sure) == 1 else None


def applications_of(event: Event) -> QuerySet[Application]:
    """Return the applications of an event, each with ``stands``; of several of one participant only the newest."""
    newer = Application.objects.filter(participation=OuterRef("participation"), pk__gt=OuterRef("pk"))
    return with_standing(event.applications.exclude(Exists(newer)))


def with_standing(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Return applications with ``stands``: where each stands, whether the registry knows it or not."""
    stands = Case(When(participation=None, then=F("status")), default=F("participation__status"))
    return rows.annotate(stands=stands).select_related("participation__organisation", "event")


def waiting(event: Event) -> QuerySet[Application]:
    """Return who waits for a place, the first to come first."""
    stands = Q(status=Status.WAITING) | Q(participation__status=Status.WAITING)
    return applications_of(event).filter(stands).order_by("applied_at", "pk")


def places_taken(event: Event) -> int:
    """Count who holds a place: approved, or waiting for the office's word."""
    return (
        event.participations.filter(status__in=HOLDS_A_PLACE).count()
        + event.applications.filter(participation=None, status__in=HOLDS_A_PLACE).count()
    )


def places_free(event: Event) -> int | None:
    """Count the places left, at least 0; ``None`` for no limit."""
    registration = registration_of(event)
    if registration is None or registration.places is None:
        return None
    return max(0, registration.places - places_taken(event))


def application_by(token: str) -> Application | None:
    """Return the application a personal link opens: its own, or the newest of its participant."""
    if not TOKEN.fullmatch(token):
        return None
    rows = Application.objects.select_related("event__registration", "participation__organisation")
    return rows.filter(Q(token=token) | Q(participation__token=token)).order_by("-pk").first()


def same_again(application: Application) -> Participation | None:
    """Return how the organisation that seems to be meant takes part already, for the office to compare."""
    if application.participation_id is not None:
        return None
    found = known_organisation(application.name, application.uscc)
    if found is None:
        return None
    return application.event.participations.filter(organisation=found).select_related("organisation").first()


def token_of(application: Application) -> str:
    """Return the personal link of an application, wherever it is kept."""
    return application.participation.token if application.participation else application.token


def candidates(application: Application, most: int = 5) -> list[Resolved]:
    """Return who of the registry may be meant by an application that is not linked yet, the likeliest first."""
    if application.participation_id is not None:
        return []
    codes = ((Identifier.Scheme.USCC.value, application.uscc),) if application.uscc else ()
    return resolve_name(application.name, limit=most, known=Written(application.name, codes))


def entry_lines(application: Application) -> list[tuple[str, str]]:
    """Return what was filled in as labels and words, whether it is linked or not."""
    place = application.participation
    kept = {name: getattr(place, name) for name in ENTRY} if place else application.entry
    labels = {field.name: str(field.verbose_name) for field in Participation._meta.fields}
    lines = [(labels[name], entry_words(name, kept.get(name))) for name in ENTRY]
    topics = place.topics.all() if place else application.event.topics.filter(order__in=kept.get("topics") or ())
    return [(gettext("Topics"), ", ".join(topic.title for topic in topics)), *lines]


ENTRY = (
    "side",
    "group",
    "seats",
    "languages",
    "available",
    "at_least",
    "at_most",
    "representatives",
    "looks_for",
    "offers",
    "contact_email",
)


def entry_words(name: str, value: object) -> str:
    """Return a filled-in value in words; a dash where nothing was said."""
    if name == "available":
        return gettext("all slots") if value is None else ", ".join(map(str, _listed(value)))
    if name == "languages":
        return ", ".join(gettext(LANGUAGES.get(code, code)) for code in _listed(value)) or "–"
    if name == "representatives":
        people = [f"{each['post']}: {each['holder']}" if each["holder"] else each["post"] for each in _listed(value)]
        return "; ".join(people) or "–"
    return "–" if value is None or value == "" else str(value)


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else []
