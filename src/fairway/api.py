"""The API: every step's router, signed-in sessions only, refusals as RFC 7807 problem details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.security import django_auth

from fairway import __version__
from fairway.base.errors import problem, refusal_page
from fairway.chain.api import router as chain_router
from fairway.govern.api import router as govern_router
from fairway.know.api import router as know_router
from fairway.land.api import router as land_router
from fairway.lib.errors import FairwayError
from fairway.match.api import router as match_router
from fairway.meet.api import router as meet_router
from fairway.sign.api import router as sign_router
from fairway.trust.api import router as trust_router

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.datastructures import MultiValueDict


class _PlainText(Parser):
    """Refuses text with a NUL or half a character in it: no database holds either."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Read the JSON of a call."""
        return cast("dict[str, Any]", _plain(super().parse_body(request)))

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Read what stands in the address, in a form or among files."""
        return cast("dict[str, Any]", _plain(super().parse_querydict(data, list_fields, request)))


def _plain(value: object) -> object:
    if isinstance(value, str) and any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in value):
        raise HttpError(400, _("The request cannot be read"))
    for inner in value.items() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _plain(inner)
    return value


api = NinjaAPI(
    title="Fairway",
    version=__version__,
    description="Organisations, ratings, matches, timetables, agreements and projects of one region.",
    auth=django_auth,
    docs_url=None,
    parser=_PlainText(),
)
for _router in (
    know_router,
    govern_router,
    trust_router,
    match_router,
    meet_router,
    sign_router,
    land_router,
    chain_router,
):
    api.add_router("", _router)


@api.exception_handler(FairwayError)
def _refused(request: HttpRequest, error: FairwayError) -> HttpResponse:
    return refusal_page(request, error)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, "sign-in-first", _("Sign in, then call the API with the session cookie."), request.path)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "missing", _("No such thing."), request.path)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    places = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors)
    return problem(422, "invalid-input", places, request.path)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, f"http-{error.status_code}", str(error), request.path)


def api_docs(request: HttpRequest) -> HttpResponse:
    """Every call of the API, read from its own OpenAPI description; served from here, no script needed."""
    return render(request, "base/api_docs.html", {"schema": api.get_openapi_schema(), "calls": _calls()})


def _calls() -> list[dict[str, object]]:
    """Method, path, summary, description, parameters and answer codes of each call, in order."""
    schema = api.get_openapi_schema()
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": call.get("summary", ""),
            "description": call.get("description", ""),
            "tag": (call.get("tags") or [""])[0],
            "parameters": call.get("parameters", []),
            "answers": sorted(str(code) for code in call["responses"]),
        }
        for path, methods in schema["paths"].items()
        for method, call in methods.items()
    ]
