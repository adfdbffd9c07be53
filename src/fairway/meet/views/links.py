"""What several pages of MEET need: the event asked for, links and choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_noop

from fairway.base.lists import Link, address
from fairway.lib.errors import Missing
from fairway.meet.models import Event
from fairway.meet.queries.words import organisation_name

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fairway.know.models import Organisation
    from fairway.meet.models import Participation


def event_at(pk: int) -> Event:
    """Return the event of an address; raise Missing where there is none."""
    found = Event.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("event-missing", gettext_noop("No event has this address."))
    return found


def event_link(event: Event) -> Link:
    """Link to an event's page."""
    return Link(event.title, address("meet:event", event.pk), is_demo=event.is_demo)


def organisation_link(organisation: Organisation) -> Link:
    """Link to an organisation's page."""
    url = address("know:organisation", organisation.pk)
    return Link(organisation_name(organisation), url, is_demo=organisation.is_demo)


def participant_link(place: Participation) -> Link:
    """Link to how an organisation takes part."""
    organisation = place.organisation
    return Link(organisation_name(organisation), address("meet:participant", place.pk), is_demo=organisation.is_demo)


def personal_link(request: HttpRequest, token: str, page: str = "meet:my") -> str:
    """The whole address of a personal page; "" where no link has been made."""
    return request.build_absolute_uri(reverse(page, args=[token])) if token else ""


def event_choices() -> list[tuple[str, str]]:
    """Every event, for a filter."""
    return [(event.code, event.title) for event in Event.objects.all()]
