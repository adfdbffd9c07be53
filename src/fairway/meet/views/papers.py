"""Minutes, and the report on an event: as pages and as files."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairway.base.exports import PDF_TYPE, XLSX_TYPE, attachment
from fairway.base.forms import Refusals
from fairway.base.rights import acting, needs, require
from fairway.lib.errors import Missing
from fairway.meet import actions
from fairway.meet.forms.after import MinutesForm
from fairway.meet.forms.seen import form_shown, labels_of, seen, sent_back
from fairway.meet.models import MeetingRequest
from fairway.meet.queries import event_report as reported
from fairway.meet.queries import minutes as written
from fairway.meet.queries.edits import both_names
from fairway.meet.views.links import event_at

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.meet.models import Event


@needs("meet.see_minutes")
def event_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Minutes of an event as a whole: the offices read them, the organiser writes them."""
    found = event_at(pk)
    require(request.user, "meet.see_minutes", found)
    return _minutes(request, found, None)


@needs("meet.see_minutes")
def meeting_minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Minutes of one meeting: its two sides read them too."""
    rows = MeetingRequest.objects.select_related("event", "requester__organisation", "requested__organisation")
    asked = rows.filter(pk=pk).first()
    if asked is None:
        raise Missing("request-missing", gettext_noop("No meeting request has this address."))
    require(request.user, "meet.see_minutes", asked)
    return _minutes(request, asked.event, asked)


def _minutes(request: HttpRequest, event: Event, asked: MeetingRequest | None) -> HttpResponse:
    kept = written.minutes_of(event, asked)
    may_write = request.user.has_perm("meet.write_minutes", event)
    form = MinutesForm(request.POST or None, minutes=kept) if may_write else None
    if request.method == "POST":
        require(request.user, "meet.write_minutes", event)
        if form and form.is_valid() and _write(request, event, asked, form):
            return redirect(request.path)
    context = {
        "event": event,
        "asked": asked,
        "minutes": kept,
        "steps": kept.steps.all() if kept else (),
        "form": form,
        "title": both_names(asked) if asked else event.title,
        "seen": seen(sent_back(request), _shown(event, asked), labels_of(form)) if form else None,
    }
    return render(request, "meet/minutes.html", context, status=422 if form and form.errors else 200)


def _shown(event: Event, asked: MeetingRequest | None) -> str:
    """The minutes as they are kept now, as the form sends them back."""
    return form_shown(MinutesForm(minutes=written.minutes_of(event, asked)))


def _write(request: HttpRequest, event: Event, asked: MeetingRequest | None, form: MinutesForm) -> bool:
    reason = _("Written on the page of the minutes")
    write = partial(actions.write_minutes, event=event, written=form.written(), request=asked)
    with Refusals(form):
        actions.keep_as_seen(
            actor=acting(request),
            reason=reason,
            event=event,
            seen=sent_back(request),
            shown=partial(_shown, event, asked),
            keep=write,
        )
        messages.success(request, _("The minutes were kept."))
        return True
    return False


@needs("meet.see_minutes")
def minutes_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the minutes as pages to print."""
    found = written.minutes_at(pk)
    require(request.user, "meet.see_minutes", found)
    return attachment(written.minutes_pdf(found), PDF_TYPE, f"{found.event.code}-minutes-{found.pk}.pdf")


@needs("meet.see_event_report")
def event_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the report on an event."""
    found = event_at(pk)
    return render(request, "meet/event_report.html", {"event": found, "report": reported.event_report(found)})


@needs("meet.see_event_report")
def event_report_workbook(_request: HttpRequest, pk: int) -> HttpResponse:
    """Send the same figures as a workbook."""
    found = event_at(pk)
    return attachment(reported.report_workbook(reported.event_report(found)), XLSX_TYPE, f"{found.code}-report.xlsx")


@needs("meet.see_event_report")
def event_report_file(_request: HttpRequest, pk: int) -> HttpResponse:
    """Send the same figures as pages to print."""
    found = event_at(pk)
    return attachment(reported.report_pdf(reported.event_report(found)), PDF_TYPE, f"{found.code}-report.pdf")
