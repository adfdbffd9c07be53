"""Registering without an account: events that take registrations, the form, and what became of an application."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from allauth.core.ratelimit import consume, respond_429
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fairway.base.accounts import visitor
from fairway.base.forms import Refusals
from fairway.know.queries import industry_name, place_name
from fairway.lib.errors import FairwayError, Missing
from fairway.meet import actions, tasks
from fairway.meet.forms import ApplicationForm, WithdrawForm
from fairway.meet.queries import registration as asks
from fairway.meet.queries.personal_links import refuse_stopped

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.know.models import Organisation
    from fairway.meet.models import Application, Event

APPLIED = gettext_noop("Applied on the public page")
BY_LINK = gettext_noop("Done with the personal link")
LIMIT = "apply_to_event"
TONES = {"applied": "info", "waiting": "warn", "approved": "ok", "declined": "bad", "withdrawn": "plain"}


def open_events(request: HttpRequest) -> HttpResponse:
    """The events anybody can register for now."""
    return render(request, "meet/open_events.html", {"events": asks.open_events(timezone.now())})


def _open_event(code: str) -> Event:
    found = asks.open_event_of(code)
    if found is None:
        text = gettext_noop("No event takes registrations at this address. Perhaps registration is over.")
        raise Missing("registration-missing", text)
    return found


def register(request: HttpRequest, code: str) -> HttpResponse:
    """Apply for an event: look the organisation up, fill in, send."""
    event = _open_event(code)
    if request.method == "POST" and not consume(request, action=LIMIT):
        return cast("HttpResponse", respond_429(request))
    form = ApplicationForm(request.POST or None, event=event)
    if "look_up" in request.POST:
        return _looked_up(request, event, form)
    if form.is_bound and form.is_valid():
        with Refusals(form, FairwayError):
            kept = actions.apply_to_event(actor=visitor(), reason=APPLIED, event=event, entry=form.entry())
            tasks.tell_applicant(actor=visitor(), application=kept)
            messages.success(request, _("Your application was received. Keep the address of this page."))
            return redirect("meet:application_state", token=asks.token_of(kept))
    return render(request, "meet/register.html", {"event": event, "form": form}, status=422 if form.errors else 200)


def _looked_up(request: HttpRequest, event: Event, form: ApplicationForm) -> HttpResponse:
    """The form again, with what the register says of the organisation: nothing beyond what registers publish."""
    form.is_valid()
    name, uscc = form.cleaned_data.get("name", ""), form.cleaned_data.get("uscc", "")
    found = asks.known_organisation(name or uscc, uscc) if name or uscc else None
    filled = ApplicationForm(event=event, initial=_typed(request, form) | ({"name": found.name} if found else {}))
    context = {"event": event, "form": filled, "looked_up": True, "found": _public_profile(found) if found else None}
    return render(request, "meet/register.html", context)


def _typed(request: HttpRequest, form: ApplicationForm) -> dict[str, object]:
    """What stands in the form so far, right or not."""
    many = {"topics", "available", "languages"}
    return {
        name: request.POST.getlist(name) if name in many else request.POST.get(name, "")
        for name in form.fields
        if name != "website"
    }


def _public_profile(found: Organisation) -> list[tuple[str, str]]:
    """What anybody may read in a public register."""
    lines = [
        (_("Legal name"), found.name),
        (_("Foreign name"), found.name_en),
        (_("Kind"), found.get_kind_display()),
        (_("Region"), place_name(found.region_code)),
        (_("Industry"), industry_name(found.industry_code) if found.industry_code else ""),
    ]
    return [(label, value) for label, value in lines if value]


def _by_link(token: str) -> Application:
    found = asks.application_by(token)
    if found is None:
        text = gettext_noop("This link opens nothing. Perhaps a newer one was made; ask the organiser.")
        raise Missing("link-missing", text)
    refuse_stopped(found.participation or found)
    return found


@never_cache
def application_state(request: HttpRequest, token: str) -> HttpResponse:
    """What became of an application, by its personal link."""
    found = _by_link(token)
    context = {
        "application": found,
        "event": found.event,
        "token": token,
        "tone": TONES[found.standing],
        "decisions": found.decisions.filter(is_undone=False),
        "can_withdraw": found.standing not in {"declined", "withdrawn"},
        "form": WithdrawForm(),
    }
    answer = render(request, "meet/application_state.html", context)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@require_POST
def withdraw_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Take one's application back."""
    found = _by_link(token)
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["why"] if form.is_valid() else ""
    actions.withdraw_application(actor=visitor(), reason=reason or BY_LINK, application=found, token=token)
    messages.success(request, _("Your application was withdrawn."))
    return redirect("meet:application_state", token=token)


@require_POST
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Make a new personal link; this one opens nothing any more."""
    fresh = actions.renew_application_link(actor=visitor(), reason=BY_LINK, application=_by_link(token), token=token)
    messages.success(request, _("This is your new link. The old one opens nothing any more."))
    return redirect("meet:application_state", token=fresh)
