"""Pages of events."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext_lazy

from fairway.base.lists import Column, ListPage, show
from fairway.base.rights import acting, needs
from fairway.know.models import Fact
from fairway.know.queries import place_name
from fairway.meet.models import Event
from fairway.meet.queries import figures, requests, timetables
from fairway.meet.views.links import event_at, event_link

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@needs("meet.see_events")
def events(request: HttpRequest) -> HttpResponse:
    """Every event with how many meetings were wanted and are held."""
    return show(request, replace(EVENTS, rows=figures.events_with_counts()))


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
    search=("name", "name_zh", "code", "venue"),
    order=("-held_on", "pk"),
    empty=gettext_lazy("An event comes with a folder: load one to see it here."),
)


@needs("meet.see_events")
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: its figures, what was promised, who presents, and where its timetable stands."""
    found = event_at(pk)
    timetable = figures.current_timetable(found)
    context = {
        "event": found,
        "region": place_name(found.region_code),
        "hours": timetables.hours_of(found),
        "timetable": timetable,
        "figures": figures.event_figures(found, timetable),
        "presentations": found.presentations.select_related("organisation"),
        "facts": Fact.objects.filter(about=found.code).select_related("source"),
        "own": requests.own_participations(acting(request), found),
    }
    return render(request, "meet/event.html", context)
