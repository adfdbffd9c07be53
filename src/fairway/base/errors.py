"""Refusals and faults as pages, and as problem details (RFC 7807) for the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fairway.lib.errors import FairwayError


def titles() -> dict[int, str]:
    """A heading for each status a page can have."""
    return {
        400: _("The request cannot be read"),
        401: _("Sign in first"),
        403: _("You may not do this"),
        404: _("Nothing here"),
        405: _("This page cannot be used that way"),
        409: _("Refused"),
        413: _("Too large"),
        422: _("That cannot be right"),
        429: _("Too many attempts"),
        500: _("Something broke"),
    }


def sentence(error: FairwayError) -> str:
    """The refusal in the reader's language."""
    text = _(error.text)
    return text % error.facts if error.facts else text


def error_page(request: HttpRequest, status: int, text: str) -> HttpResponse:
    """A whole page in the workbench's frame."""
    return render(
        request, "base/error.html", {"status": status, "heading": titles()[status], "text": text}, status=status
    )


def problem(status: int, code: str, detail: str, instance: str) -> JsonResponse:
    """RFC 7807 ``application/problem+json``; ``type`` is a stable name, not an address to visit."""
    body = {
        "type": f"urn:fairway:{code}",
        "title": titles()[status],
        "status": status,
        "detail": detail,
        "instance": instance,
    }
    return JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )


def refusal_page(request: HttpRequest, error: FairwayError) -> HttpResponse:
    """The refusal as a page, or as problem details where the client asked for JSON."""
    if request.path.startswith("/api/") or request.headers.get("accept", "").startswith("application/json"):
        return problem(error.status, error.code, sentence(error), request.path)
    return error_page(request, error.status, sentence(error))
