"""Meeting requests: asking, answering, and what found no place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.forms import Refusals
from fairway.base.lists import Badge, Column, Filter, Link, ListPage, address, show
from fairway.base.rights import acting, needs, require
from fairway.govern.rules import is_own_case
from fairway.lib.errors import Invalid, Missing
from fairway.meet import actions
from fairway.meet.forms import AnswerForm, AskForm, PriorityForm, SlotForm
from fairway.meet.models import MeetingRequest, Unmet
from fairway.meet.queries import participants, requests, timetables
from fairway.meet.queries.remedies import note_ways, ways_to_hold
from fairway.meet.queries.requests import Outcome, Reply
from fairway.meet.queries.words import cause_sentence
from fairway.meet.views.links import event_at, event_choices, event_link, organisation_link

if TYPE_CHECKING:
    from django.db.models import TextChoices
    from django.http import HttpRequest, HttpResponse

OUTCOME_TONES = {"met": "ok", "unmet": "bad", "waiting": "info", "withdrawn": "plain", "one_sided": "plain"}
REPLY_TONES = {"none": "plain", "accepted": "ok", "declined": "warn"}


@needs("meet.ask_meeting")
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a meeting in the name of one's own organisation."""
    found = event_at(pk)
    own = requests.own_participations(acting(request), found)
    others = participants.approved(found).exclude(pk__in=own)
    initial = {"requested": request.GET.get("whom", ""), "requester": request.GET.get("for", "")}
    form = AskForm(request.POST or None, own=own, others=others, initial=initial)
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            asked = actions.ask_meeting(
                actor=acting(request), reason=_("Asked on the event's page"), **form.cleaned_data
            )
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
            lambda r: organisation_link(r.requester.organisation),
            "requester__organisation__name",
        ),
        Column(
            "to",
            gettext_lazy("Asked"),
            lambda r: organisation_link(r.requested.organisation),
            "requested__organisation__name",
        ),
        Column("priority", gettext_lazy("Priority"), lambda r: r.priority, "priority", numeric=True),
        Column("reply", gettext_lazy("Answer"), _reply, "reply"),
        Column("mutual", gettext_lazy("Mutual"), _mutual, "is_mutual"),
        Column("outcome", gettext_lazy("Outcome"), _outcome, "outcome"),
        Column("event", gettext_lazy("Event"), lambda r: event_link(r.event)),
    ),
    filters=(
        Filter("event", gettext_lazy("Event"), "event__code", event_choices),
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
    rows = requests.requests_seen_by(acting(request)).defer("requester__available", "requested__available")
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
            lambda u: organisation_link(u.request.requester.organisation),
            "request__requester__organisation__name",
        ),
        Column(
            "to",
            gettext_lazy("Asked"),
            lambda u: organisation_link(u.request.requested.organisation),
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
        Column("event", gettext_lazy("Event"), lambda u: event_link(u.request.event)),
    ),
    filters=(Filter("event", gettext_lazy("Event"), "request__event__code", event_choices),),
    search=tuple(f"request__{side}" for side in SIDES),
    order=("-request__priority", "request_id"),
    empty=gettext_lazy("Every mutual request has its meeting, or no timetable has been made yet."),
)
WAY = Column("way", gettext_lazy("What would make it possible"), lambda u: u.way)


@needs("meet.see_requests")
def unmet_list(request: HttpRequest) -> HttpResponse:
    """Show what found no place, with the cause; who plans the event also reads what would make it possible."""
    page = replace(UNMET, rows=requests.unmet_seen_by(acting(request)))
    if request.user.has_perm("meet.see_timetable") and not request.GET.get("format"):
        if request.GET.get("event") in dict(event_choices()):
            page = replace(page, columns=(*page.columns[:-1], WAY, page.columns[-1]), prepare=note_ways)
        else:
            told = _("Choose an event to read what would make each of them possible.")
            page = replace(page, intro=f"{page.intro} {told}")
    return show(request, page)


def asked_at(request: HttpRequest, pk: int) -> MeetingRequest:
    """The request of an address, for those who may see it."""
    rows = MeetingRequest.objects.select_related("event", "requester__organisation", "requested__organisation")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing("request-missing", gettext_noop("No meeting request has this address."))
    require(request.user, "meet.see_requests", found)
    return found


@needs("meet.see_requests")
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: who asks whom, where it is held or why not, and the answer form for the asked side."""
    asked = asked_at(request, pk)
    place, unmet = requests.place_of(asked), requests.unmet_of_request(asked)
    context = {
        "asked": asked,
        "place": place,
        "hour": timetables.hour_of(place.slot, asked.event) if place else None,
        "cause": cause_sentence(unmet) if unmet else "",
        "ways": ways_to_hold(unmet) if unmet and request.user.has_perm("meet.see_timetable") else (),
        **_doable(request, asked),
    }
    return render(request, "meet/request.html", context)


def _doable(request: HttpRequest, asked: MeetingRequest) -> dict[str, object]:
    """What the reader may do with a request, each with its form."""
    user, stands = request.user, not asked.is_withdrawn
    own = next((s for s in (asked.requester, asked.requested) if user.has_perm("meet.ask_meeting", s)), None)
    runs = user.has_perm("meet.organise_requests", asked.event) and stands and not is_own_case(acting(request), asked)
    matters = asked.priority if own == asked.requester else asked.reply_priority or asked.priority
    return {
        "may_answer": stands and user.has_perm("meet.answer_request", asked.requested),
        "may_withdraw": stands and user.has_perm("meet.ask_meeting", asked.requester),
        "runs": runs,
        "own": own if stands else None,
        "answer_form": AnswerForm(initial={"priority": asked.reply_priority or asked.priority}),
        "priority_form": PriorityForm(initial={"priority": matters}, prefix="matter"),
        "slot_form": SlotForm(slots=asked.event.slots.all(), initial={"slot": asked.fixed_slot_id}) if runs else None,
    }


@require_POST
@needs("meet.answer_request")
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or decline for one's own organisation."""
    asked = asked_at(request, pk)
    form = AnswerForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    actions.answer_request(
        actor=acting(request),
        reason=_("Answered on the request's page"),
        request=asked,
        answer=request.POST.get("answer", ""),
        message=said.get("message", ""),
        priority=said.get("priority"),
    )
    messages.success(request, _("Your answer was kept."))
    return redirect("meet:request", pk=pk)


@require_POST
@needs("meet.ask_meeting")
def withdraw_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own request back."""
    actions.withdraw_request(
        actor=acting(request), reason=_("Withdrawn on the request's page"), request=asked_at(request, pk)
    )
    messages.success(request, _("The request was withdrawn. You can ask again."))
    return redirect("meet:request", pk=pk)


@require_POST
@needs("meet.ask_meeting")
def change_priority(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how much the meeting matters to one's own organisation."""
    asked, form = asked_at(request, pk), PriorityForm(request.POST, prefix="matter")
    side = next(
        (s for s in (asked.requester, asked.requested) if request.user.has_perm("meet.ask_meeting", s)), asked.requester
    )
    if not form.is_valid():
        raise Invalid("priority", gettext_noop("A priority runs from 1 (low) to 5 (high)."))
    actions.change_priority(
        actor=acting(request),
        reason=_("Changed on the request's page"),
        request=asked,
        side=side,
        priority=form.cleaned_data["priority"],
    )
    messages.success(request, _("The priority was changed."))
    return redirect("meet:request", pk=pk)
