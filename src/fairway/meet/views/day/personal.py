"""The personal page: opened by its link, without an account; the link itself is the only right."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from fairway import __version__
from fairway.base.accounts import visitor
from fairway.base.cells import number_in
from fairway.base.errors import error_page, sentence
from fairway.lib.errors import Invalid, Missing
from fairway.lib.explain import gettext_noop
from fairway.meet.actions import day
from fairway.meet.models import Disturbance
from fairway.meet.queries.day import personal
from fairway.meet.queries.day.feed import personal_calendar

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from fairway.meet.models import Participation

    View = Callable[..., HttpResponse]

WRONG_LINKS = 20
WINDOW_SECONDS = 300
LANGUAGES = {"en", "zh-hans"}
CLOSED = {
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
"""What keeps the address to its owner. Without any referrer a browser would send forms as from nowhere."""


def by_link(view: View) -> View:
    """Open a page with a personal link, in the language asked for. Who guesses is slowed, a right link always opens.

    ``view`` gets the request, whose link it is, and what else its address says.
    """

    @csrf_exempt  # nobody else can send a form here: its address is the secret
    @wraps(view)
    def opened(request: HttpRequest, token: str, **more: int) -> HttpResponse:
        try:
            participation = personal.participation_by(token)
        except Missing as wrong:
            response = _wrong(request, sentence(wrong))
        else:
            with override(_language(request)):
                response = view(request, participation, **more)
        for name, value in CLOSED.items():
            response.headers[name] = value
        return response

    return opened


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in LANGUAGES else str(request.LANGUAGE_CODE)


def _wrong(request: HttpRequest, text: str) -> HttpResponse:
    """Answer 404, and 429 to an address that tried too many."""
    key = f"wrong-links:{get_adapter().get_client_ip(request)}"
    cache.add(key, 0, WINDOW_SECONDS)
    if cache.incr(key) > WRONG_LINKS:
        return error_page(request, 429, _("Too many wrong links came from here. Wait five minutes."))
    return error_page(request, 404, text)


def with_lang(request: HttpRequest) -> str:
    """The query that keeps the language asked for."""
    asked = request.GET.get("lang", "")
    return f"?lang={asked}" if asked in LANGUAGES else ""


@require_safe
@by_link
def my(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Show one participant's day; nothing is sent again while nothing changed."""
    standing = personal.standing_of(participation)
    etag = quote_etag(f"{standing.stamp}-{__version__}{with_lang(request)}")
    response = get_conditional_response(request, etag=etag)
    if response is None:
        feed = f"{request.get_host()}{reverse('meet:my_calendar', args=[participation.token])}{with_lang(request)}"
        context = {"day": personal.personal_day(standing), "lang": with_lang(request), "feed": feed}
        response = render(request, "meet/day/my.html", context)
    response.headers["ETag"] = etag
    return response


@require_safe
@by_link
def my_calendar(_request: HttpRequest, participation: Participation) -> HttpResponse:
    """Send the meetings as a calendar to subscribe to."""
    response = HttpResponse(personal_calendar(participation), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{participation.event.code}.ics"'
    return response


@by_link
def my_report(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Ask once more before saying “I cannot come”; tell the desk who comes late or not at all."""
    if request.method != "POST":
        return render(request, "meet/day/my_report.html", {"participation": participation, "lang": with_lang(request)})
    day.report_by_link(
        actor=visitor(),
        reason=_("Said on the personal page"),
        token=participation.token,
        report=_report(request.POST),
    )
    return _back(request, participation)


def _report(sent: QueryDict) -> day.Report:
    """Read “late until” (the first slot it is there again) or, without one, “cannot come”."""
    until = sent.get("until", "")
    if not until:
        return day.Report(Disturbance.Kind.ABSENT)
    if not number_in(until) > 1:
        raise Invalid("no-slots", gettext_noop("Choose slots that have not begun, the first before the last."))
    return day.Report(Disturbance.Kind.LATE, last_slot=number_in(until) - 1)


@require_POST
@by_link
def my_take_back(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Take back what was said."""
    day.take_back_by_link(
        actor=visitor(),
        reason=_("Said on the personal page"),
        token=participation.token,
    )
    return _back(request, participation)


@require_POST
@by_link
def my_read(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Note that the changes were read."""
    day.read_agenda(actor=visitor(), reason=_("Said on the personal page"), token=participation.token)
    return _back(request, participation)


def _back(request: HttpRequest, participation: Participation) -> HttpResponse:
    address = redirect("meet:my", participation.token)
    address.headers["Location"] += with_lang(request)
    return address
