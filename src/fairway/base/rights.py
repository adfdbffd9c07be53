"""One question before every page and action: may this person do this to that?"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from django.utils.translation import gettext_noop

from fairway.lib.errors import Missing, NotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse

    from fairway.base.models import User

P = ParamSpec("P")
Row = TypeVar("Row", bound="Model")


def require(actor: User | AnonymousUser, right: str, subject: Model | None = None) -> None:
    """Raise NotAllowed unless ``actor`` holds ``right`` (``step.verb_noun``), on ``subject`` if given."""
    if not actor.has_perm(right, subject):
        raise NotAllowed(
            "right-missing",
            gettext_noop("You have no right to do this. Ask the office that runs this workbench."),
            right=right,
        )


def seen_by(user: User | AnonymousUser, right: str, rows: QuerySet[Row], code: str, text: str) -> Row:
    """The one of ``rows``, where ``user`` holds ``right`` on it; raises Missing (``code``, ``text``) or NotAllowed."""
    found = rows.first()
    if found is None:
        raise Missing(code, text)
    require(user, right, found)
    return found


def acting(request: HttpRequest) -> User:
    """The account that asks; raises NotAllowed where nobody has signed in."""
    if not request.user.is_authenticated:
        raise NotAllowed("sign-in-first", gettext_noop("Sign in first"))
    return request.user


def needs(
    right: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, P], HttpResponse]], Callable[Concatenate[HttpRequest, P], HttpResponse]
]:
    """Refuse a page before its view runs unless the visitor holds ``right``."""

    def wrap(
        view: Callable[Concatenate[HttpRequest, P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            require(request.user, right)
            return view(request, *args, **kwargs)

        return guarded

    return wrap
