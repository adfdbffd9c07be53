"""Pages on which an event is opened, corrected and arranged."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairway.base.errors import sentence
from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.meet import actions
from fairway.meet.forms.events import EventForm, NewEventForm
from fairway.meet.forms.parts import PARTS, row_set
from fairway.meet.forms.seen import form_shown, labels_of, seen, sent_back
from fairway.meet.views.links import event_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from fairway.meet.forms.parts import Part, RowSet
    from fairway.meet.models import Event

ARRANGED = gettext_noop("Arranged on the event's page")


@needs("meet.open_event")
def new_event(request: HttpRequest) -> HttpResponse:
    """Open an event."""
    form = NewEventForm(request.POST or None)

    def keep() -> Event:
        return actions.open_event(actor=acting(request), reason=ARRANGED, spec=form.plan(), organisations={})

    return _kept(request, form, keep, None)


@needs("meet.edit_event")
def edit_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an event."""
    found = event_at(pk)
    form = EventForm(request.POST or None, event=found)

    def shown() -> str:
        return form_shown(EventForm(event=event_at(pk)))

    def keep() -> Event:
        edit = partial(actions.edit_event, event=found, details=form.details(found))
        return actions.keep_as_seen(
            actor=acting(request), reason=ARRANGED, event=found, seen=sent_back(request), shown=shown, keep=edit
        )

    return _kept(request, form, keep, found, shown)


def _kept(
    request: HttpRequest,
    form: EventForm,
    keep: Callable[[], Event],
    event: Event | None,
    shown: Callable[[], str] | None = None,
) -> HttpResponse:
    """Keep what the form says and show the event, or show the form with what is wrong."""
    if request.method == "POST" and form.is_valid():
        with Refusals(form):
            kept = keep()
            messages.success(request, _("The event is kept."))
            return redirect("meet:event", pk=kept.pk)
    page: dict[str, object] = {"form": form, "event": event}
    if shown:
        page["seen"] = seen(sent_back(request), shown(), labels_of(form))
    return render(request, "meet/event_form.html", page, status=422 if form.errors else 200)


@needs("meet.edit_event")
def arrange(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """Fill in one of the lists an event is arranged by."""
    found, which = event_at(pk), PARTS.get(part)
    if which is None:
        raise Missing("part-missing", gettext_noop("An event has no such list."))
    rows = row_set(which, request.POST or None, found)
    refusal = ""
    if request.method == "POST" and rows.is_valid():
        refusal = _keep_list(request, found, which, rows)
        if not refusal:
            messages.success(request, _("The list is kept."))
            return redirect("meet:event", pk=found.pk)
    page = {"event": found, "part": which, "rows": rows, "refusal": refusal, "names": _names(found, rows)}
    page["seen"] = seen(sent_back(request), which.shown(found))
    return render(request, "meet/arrange.html", page, status=422 if refusal or request.method == "POST" else 200)


def _keep_list(request: HttpRequest, event: Event, part: Part, rows: RowSet) -> str:
    """Keep the rows as they are now the list; what is against it, in words."""
    try:
        actions.keep_as_seen(
            actor=acting(request),
            reason=ARRANGED,
            event=event,
            seen=sent_back(request),
            shown=lambda: part.shown(event),
            keep=lambda actor, reason: part.keep(actor, reason, event, rows.values()),
        )
    except (Invalid, Refused) as error:
        return sentence(error)
    return ""


def _names(event: Event, rows: object) -> list[str]:
    """Names to choose from where the rows name organisations."""
    if "organisation" not in rows.empty_form.fields:  # type: ignore[attr-defined]
        return []
    return list(event.participations.order_by("organisation__name").values_list("organisation__name", flat=True))
