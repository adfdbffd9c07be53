"""Pages of events."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairway.base.lists import Column, Filter, Link, ListPage, show
from fairway.base.rights import acting, needs
from fairway.know.models import Fact
from fairway.know.queries import place_name
from fairway.meet.forms.parts import PARTS
from fairway.meet.models import Event
from fairway.meet.queries import figures, programme, registration, requests, timetables
from fairway.meet.views.links import event_at, event_link

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrPromise


@needs("meet.see_events")
def events(request: HttpRequest) -> HttpResponse:
    """Every event with how many meetings were wanted and are held."""
    return show(
        request, replace(EVENTS, rows=figures.events_with_counts().select_related("parent"), actions=_may_open(request))
    )


def _may_open(request: HttpRequest) -> tuple[Link, ...]:
    return (Link(_("Open an event"), reverse("meet:new_event")),) if request.user.has_perm("meet.open_event") else ()


def _share(event: Event) -> str | None:
    met, unmet = event.met, event.unmet  # type: ignore[attr-defined]  # annotated
    share = figures.percent(met, None if met is None else met + unmet)
    return None if share is None else f"{share} %"


EVENTS = ListPage(
    rows=Event.objects.none(),
    name="events",
    title=gettext_lazy("Events"),
    columns=(
        Column("name", gettext_lazy("Event"), event_link, "name"),
        Column("kind", gettext_lazy("Kind"), lambda e: e.get_kind_display(), "kind"),
        Column("whole", gettext_lazy("Part of"), lambda e: event_link(e.parent) if e.parent else ""),
        Column("date", gettext_lazy("Date"), lambda e: e.held_on, "held_on"),
        Column("region", gettext_lazy("Region"), lambda e: place_name(e.region_code)),
        Column(
            "participants",
            gettext_lazy("Participants"),
            lambda e: e.participants,
            "participants",
            numeric=True,
        ),
        Column("mutual", gettext_lazy("Mutual requests"), lambda e: e.mutual, "mutual", numeric=True),
        Column("met", gettext_lazy("Met"), lambda e: e.met, "met", numeric=True),
        Column("unmet", gettext_lazy("Unmet"), lambda e: e.unmet, "unmet", numeric=True),
        Column("share", gettext_lazy("Met in percent"), _share, numeric=True),
    ),
    filters=(Filter("kind", gettext_lazy("Kind"), "kind", lambda: Event.Kind.choices),),
    search=("name", "name_zh", "code", "venue", "venue_zh"),
    order=("-held_on", "pk"),
    empty=gettext_lazy("An event is opened here, or comes with a folder."),
)


@needs("meet.see_events")
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: its figures, what was promised, who presents, and where its timetable stands."""
    found = event_at(pk)
    timetable = figures.current_timetable(found)
    counted, hours = figures.event_figures(found, timetable), timetables.hours_of(found)
    context = {
        "event": found,
        "region": place_name(found.region_code),
        "hours": hours,
        "timetable": timetable,
        "figures": counted,
        "has_meetings": bool(hours or counted.requests or timetable),
        **_programme(request, found),
        "facts": Fact.objects.filter(about=found.code).select_related("source"),
        "registration": registration.registration_of(found),
    }
    return render(request, "meet/event.html", context)


def _programme(request: HttpRequest, event: Event) -> dict[str, object]:
    """What the partial pages show beside the meetings; a talk only to the offices and those who take part."""
    shown = programme.programme_of(event)
    own = requests.own_participations(acting(request), event)
    own_ids = {each.organisation_id for each in own}
    return {
        "programme": shown,
        "groups": (shown.sides, shown.delegations),
        "shifts": [(shift, programme.runs(shift.slots or ())) for shift in shown.interpreters],
        "own": own,
        "own_ids": own_ids,
        "unfilled": _unfilled(event, shown) if acting(request).has_perm("meet.edit_event", event) else (),
        "sees_talk": bool(own_ids) or requests.sees_everybody(acting(request), "meet.see_talks"),
    }


def _unfilled(event: Event, shown: programme.Programme) -> list[tuple[str, StrPromise]]:
    """The lists nobody has filled in yet; stated figures only where there are some."""
    people = shown.attendance
    filled = {
        "slots": shown.days,
        "rooms": shown.rooms,
        "interpreters": shown.interpreters,
        "topics": shown.topics,
        "presentations": shown.presentations,
        "stands": shown.stands,
        "agenda": shown.agenda,
        "representatives": people.principals or people.attendees or people.delegates,
        "figures": shown.expected or not Fact.objects.filter(about=event.code).exists(),
    }
    return [(part, PARTS[part].title) for part, content in filled.items() if not content]
