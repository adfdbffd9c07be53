"""Request log, content security policy, sign-in wall, refusals as pages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseNotAllowed
from django.utils.translation import gettext as _

from fairway.base.errors import error_page, refusal_page
from fairway.lib.errors import FairwayError, TooLarge

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'"
)
"""Styles may stand inline because chart tooltips are positioned that way; scripts may not."""

OPEN_PATHS = (
    "/accounts/login/",
    "/accounts/logout/",
    "/language/",
    "/theme/",
    "/health/",
    "/static/",
    "/api/",
    "/favicon.ico",
    "/verify/",
    "/register/",
    "/my/",
    "/.well-known/",
)
"""Paths that a visitor may ask for without having signed in; the API answers 401 by itself."""

FORM_BYTES = 2**20
"""What a form adds around its files: a little more than allowed still gets the form back with its message."""

_log = structlog.get_logger("fairway.request")


def request_log(get_response: Handler) -> Handler:
    """One structured line a request: method, path, status, milliseconds, who."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = get_response(request)
        if not request.path.startswith("/static/"):
            user = getattr(request, "user", None)
            _log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((time.perf_counter() - start) * 1000, 1),
                user=user.get_username() if user is not None and user.is_authenticated else None,
            )
        return response

    return middleware


def content_security_policy(get_response: Handler) -> Handler:
    """Nothing loads from elsewhere, no inline script runs."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return middleware


def bounded_upload(get_response: Handler) -> Handler:
    """Refuse what is larger than any upload may be before a byte of it is read or kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        sent = request.META.get("CONTENT_LENGTH") or "0"
        if sent.isdecimal() and int(sent[:18]) > settings.UPLOAD_BYTES + FORM_BYTES:
            text = "The files are larger than %(limit)s MiB together. Split the folder."
            return refusal_page(request, TooLarge("too-large", text, limit=settings.UPLOAD_BYTES // 2**20))
        return get_response(request)

    return middleware


def sign_in_first(get_response: Handler) -> Handler:
    """Send visitors who have not signed in to the sign-in page; nothing keeps what the others are shown."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated and not request.path.startswith(OPEN_PATHS):
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        response = get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return middleware


class errors_as_pages:  # noqa: N801  # named like the other middleware
    """Turn a FairwayError raised by a view into a page with its status, and an address that only takes forms too."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Whoever opens what only takes a form, as after signing in again, is told that nothing was kept."""
        response = self._get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.method != "GET" or response.content:
            return response
        text = _("Nothing was changed: this address takes a form. Open the page with the form and send it again.")
        page = error_page(request, response.status_code, text)
        page.headers["Allow"] = response.headers["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Django calls this for what a view raised; ``None`` leaves other errors to it."""
        return refusal_page(request, exception) if isinstance(exception, FairwayError) else None
