"""Pages of events, timetables, agendas and meeting requests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.errors import sentence
from fairway.base.lists import XLSX_TYPE, Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import needs, require
from fairway.base.words import reading_language
from fairway.know.models import Fact
from fairway.know.queries import place_name
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.meet import actions, tasks
from fairway.meet.forms import AskForm
from fairway.meet.models import Event, MeetingRequest, Unmet
from fairway.meet.queries import figures, files, requests, timetables
from fairway.meet.queries.requests import Outcome, Reply
from fairway.meet.queries.words import cause_sentence, organisation_name

if TYPE_CHECKING:
    from django.db.models import TextChoices
    from django.http import HttpRequest

    from fairway.base.models import User
    from fairway.know.models import Organisation

OUTCOME_TONES = {"met": "ok", "unmet": "bad", "waiting": "info", "one_sided": "plain"}
REPLY_TONES = {"none": "plain", "accepted": "ok", "declined": "warn"}


def _visitor(request: HttpRequest) -> User:
    return cast("User", request.user)


def _event(pk: int) -> Event:
    found = Event.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("event-missing", gettext_noop("No event has this address."))
    return found


def _event_link(event: Event) -> Link:
    return Link(event.title, address("meet:event", event.pk), is_demo=event.is_demo)


def _organisation_link(organisation: Organisation) -> Link:
    url = address("know:organisation", organisation.pk)
    return Link(organisation_name(organisation), url, is_demo=organisation.is_demo)


def _event_choices() -> list[tuple[str, str]]:
    return [(event.code, event.title) for event in Event.objects.all()]


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
        Column("name", gettext_lazy("Event"), _event_link, "name"),
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
    found = _event(pk)
    timetable = figures.current_timetable(found)
    context = {
        "event": found,
        "region": place_name(found.region_code),
        "hours": timetables.hours_of(found),
        "timetable": timetable,
        "figures": figures.event_figures(found, timetable),
        "presentations": found.presentations.select_related("organisation"),
        "facts": Fact.objects.filter(about=found.code).select_related("source"),
        "own": requests.own_participations(_visitor(request), found),
    }
    return render(request, "meet/event.html", context)


@require_POST
@needs("meet.make_timetable")
def make_timetable(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the work and show its progress."""
    job = tasks.start_timetable(actor=_visitor(request), reason=_("Made on the event's page"), event=_event(pk))
    return redirect("job", pk=job.pk)


@needs("meet.see_timetable")
def grid(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the organiser's grid, half a day at a time unless all is asked for."""
    found = _event(pk)
    whole = timetables.grid_of(found, timetables.timetable_that_holds(found), reading_language())
    context = {
        "event": found,
        "part": timetables.grid_part(whole, request.GET.get("part", "")),
        "hours": whole.hours,
        "sessions": sorted({hour.session for hour in whole.hours}),
        "tables": found.tables,
    }
    return render(request, "meet/grid.html", context)


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs("meet.see_timetable")
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the whole timetable as a workbook."""
    found = _event(pk)
    return _file(files.timetable_workbook(found), XLSX_TYPE, f"{found.code}.xlsx")


@needs("meet.see_timetable")
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Send every meeting as iCalendar."""
    found = _event(pk)
    return _file(files.timetable_calendar(found), "text/calendar; charset=utf-8", f"{found.code}.ics")


@needs("meet.see_agenda")
def agenda(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """One participant's day: meetings, free slots, and what found no place and why."""
    found = _event(pk)
    participation = timetables.participation_of(found, organisation)
    require(request.user, "meet.see_agenda", participation)
    context = {
        "event": found,
        "agenda": timetables.agenda_of(found, participation),
        "may_answer": request.user.has_perm("meet.answer_request", participation),
        "may_ask": request.user.has_perm("meet.ask_meeting", participation),
    }
    return render(request, "meet/agenda.html", context)


@needs("meet.see_agenda")
def agenda_file(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """Send one participant's meetings as iCalendar."""
    found = _event(pk)
    participation = timetables.participation_of(found, organisation)
    require(request.user, "meet.see_agenda", participation)
    name = f"{found.code}-{organisation}.ics"
    return _file(files.agenda_calendar(found, participation), "text/calendar; charset=utf-8", name)


@needs("meet.ask_meeting")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a meeting in the name of one's own organisation."""
    found = _event(pk)
    own = requests.own_participations(_visitor(request), found)
    others = found.participations.exclude(pk__in=own).select_related("organisation")
    form = AskForm(request.POST or None, own=own, others=others)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask_meeting(
                actor=_visitor(request), reason=_("Asked on the event's page"), **form.cleaned_data
            )
        except (Invalid, Refused) as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("The request was sent."))
            return redirect("meet:request", pk=asked.pk)
    return render(request, "meet/ask.html", {"event": found, "form": form}, status=422 if form.errors else 200)


def _request_link(asked: MeetingRequest) -> Link:
    return Link(str(asked.pk), address("meet:request", asked.pk))


def _mutual(asked: MeetingRequest) -> str:
    return _("yes") if asked.is_mutual else _("no")


def _outcome(asked: MeetingRequest) -> Badge:
    outcome = asked.outcome  # type: ignore[attr-defined]  # annotated
    return Badge(str(Outcome(outcome).label), OUTCOME_TONES[outcome])


def _reply(asked: MeetingRequest) -> Badge:
    reply = asked.reply  # type: ignore[attr-defined]  # annotated
    return Badge(str(Reply(reply).label), REPLY_TONES[reply])


def _labels(words: type[TextChoices]) -> list[tuple[str, str]]:
    return [(word, str(label)) for word, label in words.choices]


def _yes_no() -> list[tuple[str, str]]:
    return [("1", _("yes")), ("0", _("no"))]


SIDES = (
    "requester__organisation__name",
    "requester__organisation__name_en",
    "requested__organisation__name",
    "requested__organisation__name_en",
)
REQUESTS = ListPage(
    rows=MeetingRequest.objects.none(),
    name="requests",
    title=gettext_lazy("Meeting requests"),
    intro=gettext_lazy("A request is mutual when it was accepted, or when both sides asked for each other."),
    columns=(
        Column("id", gettext_lazy("Request"), _request_link, "pk", numeric=True),
        Column(
            "from",
            gettext_lazy("Asked by"),
            lambda r: _organisation_link(r.requester.organisation),
            "requester__organisation__name",
        ),
        Column(
            "to",
            gettext_lazy("Asked"),
            lambda r: _organisation_link(r.requested.organisation),
            "requested__organisation__name",
        ),
        Column("priority", gettext_lazy("Priority"), lambda r: r.priority, "priority", numeric=True),
        Column("reply", gettext_lazy("Answer"), _reply, "reply"),
        Column("mutual", gettext_lazy("Mutual"), _mutual, "is_mutual"),
        Column("outcome", gettext_lazy("Outcome"), _outcome, "outcome"),
        Column("event", gettext_lazy("Event"), lambda r: _event_link(r.event)),
    ),
    filters=(
        Filter("event", gettext_lazy("Event"), "event__code", _event_choices),
        Filter("mutual", gettext_lazy("Mutual"), "is_mutual", _yes_no),
        Filter("answer", gettext_lazy("Answer"), "reply", lambda: _labels(Reply)),
        Filter("outcome", gettext_lazy("Outcome"), "outcome", lambda: _labels(Outcome)),
    ),
    search=SIDES,
    order=("-event__held_on", "pk"),
    empty=gettext_lazy("Nobody has asked for a meeting yet. Requests come with a folder, or from an event's page."),
)


@needs("meet.see_requests")
def request_list(request: HttpRequest) -> HttpResponse:
    """Who asked to meet whom, and what became of it."""
    rows = requests.requests_seen_by(_visitor(request)).defer("requester__available", "requested__available")
    return show(request, replace(REQUESTS, rows=rows))


UNMET = ListPage(
    rows=Unmet.objects.none(),
    name="unmet",
    title=gettext_lazy("Unmet requests"),
    intro=gettext_lazy("Both sides want these meetings; the timetable that holds has no place for them."),
    columns=(
        Column("id", gettext_lazy("Request"), lambda u: _request_link(u.request), "request__pk", numeric=True),
        Column(
            "from",
            gettext_lazy("Asked by"),
            lambda u: _organisation_link(u.request.requester.organisation),
            "request__requester__organisation__name",
        ),
        Column(
            "to",
            gettext_lazy("Asked"),
            lambda u: _organisation_link(u.request.requested.organisation),
            "request__requested__organisation__name",
        ),
        Column(
            "priority",
            gettext_lazy("Priority"),
            lambda u: u.request.priority,
            "request__priority",
            numeric=True,
        ),
        Column("cause", gettext_lazy("Cause"), cause_sentence),
        Column("event", gettext_lazy("Event"), lambda u: _event_link(u.request.event)),
    ),
    filters=(Filter("event", gettext_lazy("Event"), "request__event__code", _event_choices),),
    search=tuple(f"request__{side}" for side in SIDES),
    order=("-request__priority", "request_id"),
    empty=gettext_lazy("Every mutual request has its meeting, or no timetable has been made yet."),
)


@needs("meet.see_requests")
def unmet_list(request: HttpRequest) -> HttpResponse:
    """Show what found no place, with the cause."""
    return show(request, replace(UNMET, rows=requests.unmet_seen_by(_visitor(request))))


def _asked(request: HttpRequest, pk: int) -> MeetingRequest:
    rows = MeetingRequest.objects.select_related("event", "requester__organisation", "requested__organisation")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing("request-missing", gettext_noop("No meeting request has this address."))
    require(request.user, "meet.see_requests", found)
    return found


@needs("meet.see_requests")
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: who asks whom, where it is held or why not, and the answer form for the asked side."""
    asked = _asked(request, pk)
    place, unmet = requests.place_of(asked), requests.unmet_of_request(asked)
    context = {
        "asked": asked,
        "place": place,
        "hour": timetables.hour_of(place.slot, asked.event) if place else None,
        "cause": cause_sentence(unmet) if unmet else "",
        "may_answer": request.user.has_perm("meet.answer_request", asked.requested),
    }
    return render(request, "meet/request.html", context)


@require_POST
@needs("meet.answer_request")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline for one's own organisation."""
    asked = _asked(request, pk)
    actions.answer_request(
        actor=_visitor(request),
        reason=_("Answered on the request's page"),
        request=asked,
        answer=request.POST.get("answer", ""),
    )
    messages.success(request, _("Your answer was kept."))
    return redirect("meet:request", pk=pk)
