"""Looks through the API: kept like those on pages; an office says with each call what for."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext_noop

from fairway.base.rights import require
from fairway.lib.errors import Invalid
from fairway.trust import actions, queries
from fairway.trust.models import FileView, Purpose
from fairway.trust.queries import finding

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from fairway.base.models import User
    from fairway.know.models import Organisation

    Call = Callable[..., Any]

PURPOSE: dict[str, Any] = {
    "parameters": [
        {
            "in": "query",
            "name": "purpose",
            "schema": {"type": "string", "enum": Purpose.values, "title": "Purpose"},
            "required": False,
            "description": "What an office looks at the file for; the header X-Purpose does as well. Kept.",
        },
        {
            "in": "query",
            "name": "purpose_words",
            "schema": {"type": "string", "maxLength": 200, "title": "Purpose in words"},
            "required": False,
            "description": "More about the purpose; needed with “other”.",
        },
    ]
}
"""What the description of a call says about its purpose."""


def looks_at(right: str) -> Callable[[Call], Call]:
    """Answer a call about ``organisation_id`` to those who hold ``right`` on it, and keep the look of others."""

    def wrap(call: Call) -> Call:
        @wraps(call)
        def guarded(request: HttpRequest, organisation_id: int, **given: object) -> object:
            require(request.user, right)
            organisation = finding.organisation(organisation_id)
            require(request.user, right, organisation)
            answer = call(request, organisation_id, **given)
            keep_look(request, organisation, call.__name__)
            return answer

        return guarded

    return wrap


def keep_look(
    request: HttpRequest, organisation: Organisation, what: str, usual: tuple[Purpose, str] | None = None
) -> None:
    """Keep the look of somebody else than the organisation itself at ``what``; ``usual``: what for, where it is plain.

    Raises Invalid ``purpose-missing``.
    """
    if queries.is_kept(cast("User", request.user), organisation):
        _keep(request, organisation, what, usual)


def keep_list(request: HttpRequest) -> None:
    """Keep that an office took a list out. Raises Invalid ``purpose-missing``."""
    if queries.is_office(cast("User", request.user)):
        _keep(request, None, request.path)


def _keep(
    request: HttpRequest, organisation: Organisation | None, what: str, usual: tuple[Purpose, str] | None = None
) -> None:
    purpose = request.GET.get("purpose") or request.headers.get("X-Purpose", "")
    purpose, words = usual or (purpose, request.GET.get("purpose_words", ""))
    if purpose not in Purpose.values:
        text = gettext_noop("Say what for: the parameter purpose or the header X-Purpose is one of %(purposes)s.")
        raise Invalid("purpose-missing", text, purposes=", ".join(Purpose.values))
    actions.log_view(
        actor=cast("User", request.user),
        reason=purpose,
        words=words,
        organisation=organisation,
        subject=what,
        way=FileView.Way.API,
    )
