"""What the organiser says of meetings: added for both sides, must be held, in which slot, never."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs
from fairway.lib.errors import FairwayError, Missing
from fairway.meet import actions
from fairway.meet.forms import AddMeetingForm, ApartForm, SlotForm
from fairway.meet.models import Apart, MeetingRequest
from fairway.meet.queries import participants, requests
from fairway.meet.views.links import event_at
from fairway.meet.views.requests import asked_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from fairway.meet.forms.organising import SidesForm
    from fairway.meet.models import Event

ORGANISE = "meet.organise_requests"
BY_THE_ORGANISER = gettext_noop("Done on the organiser's page")


def _page(request: HttpRequest, event: Event, status: int = 200, **forms: SidesForm) -> HttpResponse:
    sides = participants.approved(event)
    context = {
        "event": event,
        "add_form": AddMeetingForm(sides=sides, prefix="add"),
        "apart_form": ApartForm(sides=sides, prefix="apart"),
        "aparts": requests.aparts_of(event),
        "set_meetings": requests.set_by_organiser(event),
        **forms,
    }
    return render(request, "meet/organise.html", context, status=status)


@needs(ORGANISE)
def organise(request: HttpRequest, pk: int) -> HttpResponse:
    """Meetings the organiser set, pairs kept apart, and forms for more of both."""
    return _page(request, event_at(pk))


def _done(
    request: HttpRequest, event: Event, form: SidesForm, act: Callable[[], object], said: str, name: str
) -> HttpResponse:
    """Do what a form asks for, or show it again with what is wrong."""
    if form.is_valid():
        with Refusals(form, FairwayError):
            act()
            messages.success(request, said)
            return redirect("meet:organise", pk=event.pk)
    return _page(request, event, 422, **{name: form})


@require_POST
@needs(ORGANISE)
def add_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask in the name of both sides."""
    found = event_at(pk)
    form = AddMeetingForm(request.POST, sides=participants.approved(found), prefix="add")

    def act() -> MeetingRequest:
        given = form.cleaned_data
        return actions.add_meeting(
            actor=acting(request),
            reason=BY_THE_ORGANISER,
            requester=given["one"],
            requested=given["other"],
            priority=given["priority"],
        )

    return _done(request, found, form, act, _("The meeting was added for both sides."), "add_form")


@require_POST
@needs(ORGANISE)
def keep_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that two never meet."""
    found = event_at(pk)
    form = ApartForm(request.POST, sides=participants.approved(found), prefix="apart")

    def act() -> Apart:
        given = form.cleaned_data
        return actions.keep_apart(actor=acting(request), reason=given["why"], one=given["one"], other=given["other"])

    return _done(request, found, form, act, _("The two are kept apart."), "apart_form")


@require_POST
@needs(ORGANISE)
def allow_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let two meet again."""
    found = Apart.objects.select_related("event").filter(pk=pk).first()
    if found is None:
        raise Missing("apart-missing", gettext_noop("These two are not kept apart any more."))
    actions.allow_again(actor=acting(request), reason=BY_THE_ORGANISER, apart=found)
    messages.success(request, _("The two may meet again."))
    return redirect("meet:organise", pk=found.event_id)


@require_POST
@needs(ORGANISE)
def must_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a meeting must be held, or need not be."""
    found, must = asked_at(request, pk), request.POST.get("must") == "yes"
    actions.set_must_hold(actor=acting(request), reason=BY_THE_ORGANISER, request=found, must=must)
    messages.success(request, _("The meeting must be held.") if must else _("The meeting need not be held."))
    return redirect("meet:request", pk=pk)


@require_POST
@needs(ORGANISE)
def fix_slot(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock a meeting to a slot, or let it go."""
    found = asked_at(request, pk)
    form = SlotForm(request.POST, slots=found.event.slots.all())
    slot = form.cleaned_data["slot"] if form.is_valid() else found.fixed_slot
    actions.set_fixed_slot(actor=acting(request), reason=BY_THE_ORGANISER, request=found, slot=slot)
    messages.success(request, _("The meeting is locked to its slot.") if slot else _("The meeting is free to move."))
    return redirect("meet:request", pk=pk)


@require_POST
@needs(ORGANISE)
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request off the list."""
    actions.take_meeting_off(actor=acting(request), reason=BY_THE_ORGANISER, request=asked_at(request, pk))
    messages.success(request, _("The request was taken off the list. Adding the meeting puts it back."))
    return redirect("meet:request", pk=pk)
