"""Letters to those who take part, each in English and Chinese, worded when they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, override

from fairway.meet.models import Application, Participation
from fairway.meet.queries.registration import token_of
from fairway.meet.queries.reminders import reminded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fairway.meet.models import Event

LANGUAGES = ("en", "zh-hans")
ABOUT_APPLICATION = gettext_noop("Your application: %(event)s")
ABOUT_REQUESTS = gettext_noop("Meeting requests: %(event)s")
STANDING = {
    "applied": gettext_noop("We have received the application of %(name)s. The organiser will look at it."),
    "waiting": gettext_noop("%(name)s is on the waiting list: every place is taken for now."),
    "approved": gettext_noop("%(name)s takes part. We look forward to seeing you."),
    "declined": gettext_noop("The organiser has no place for %(name)s this time. %(reason)s"),
    "withdrawn": gettext_noop("The application of %(name)s was withdrawn."),
}
LINK = gettext_noop("See how it stands, or withdraw, with this personal link: %(link)s")
UNANSWERED = gettext_noop("Requests for meetings with %(name)s that wait for an answer: %(count)s.")
ASKED_NOBODY = gettext_noop("%(name)s has not asked anybody for a meeting yet.")
AT_THE_PAGE = gettext_noop("Answer and ask here: %(link)s")


@dataclass(frozen=True)
class Letter:
    """A mail in plain text."""

    to: str
    subject: str
    body: str


def application_letters(ids: Iterable[int]) -> Iterator[Letter]:
    """Write to applicants where they stand, to those who left an address."""
    rows = Application.objects.filter(pk__in=list(ids)).select_related("event", "participation")
    for application in rows.order_by("pk"):
        place = application.participation
        to = place.contact_email if place else str(application.entry.get("contact_email") or "")
        decision = application.decisions.filter(is_undone=False).first()
        params = {
            "name": application.name,
            "reason": decision.words if decision else "",
            "link": _public(reverse("meet:application_state", args=[token_of(application)])),
        }
        if to:
            yield _letter(to, application.event, ABOUT_APPLICATION, [STANDING[application.standing], LINK], params)


def reminder_letters(ids: Iterable[int]) -> Iterator[Letter]:
    """Write to participants who have not answered, or asked nobody."""
    rows = reminded(Participation.objects.filter(pk__in=list(ids))).select_related("event", "organisation")
    for place in rows.order_by("pk"):
        lines = [
            *([UNANSWERED] if place.unanswered else []),  # type: ignore[attr-defined]  # annotated
            *([ASKED_NOBODY] if not place.asked else []),  # type: ignore[attr-defined]  # annotated
        ]
        params = {
            "name": place.organisation.name,
            "count": place.unanswered,  # type: ignore[attr-defined]  # annotated
            "link": _public(reverse("meet:event", args=[place.event_id])),
        }
        if place.contact_email and lines:
            yield _letter(place.contact_email, place.event, ABOUT_REQUESTS, [*lines, AT_THE_PAGE], params)


def _letter(to: str, event: Event, subject: str, lines: list[str], params: Mapping[str, object]) -> Letter:
    bodies, subjects = [], []
    for language in LANGUAGES:
        with override(language):
            subjects.append(gettext(subject) % {"event": event.title})
            bodies.append("\n".join([event.title, "", *(gettext(line) % params for line in lines)]))
    in_one_line = " ".join(" / ".join(subjects).split())  # whatever a name holds, a head of a mail is one line
    return Letter(to, in_one_line, "\n\n——\n\n".join(bodies))


def _public(path: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{path}"
