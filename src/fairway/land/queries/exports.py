"""The forms in which projects go out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from fairway.govern.rules import OFFICES, own_organisations
from fairway.know.models import Organisation
from fairway.land.queries.exchange import exchanged_by, oc4ids_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django_stubs_ext import StrPromise

    from fairway.base.models import User


@dataclass(frozen=True)
class ExportKind:
    """One form: the end of the file's name, what it is, its media type, and how it is written for a reader."""

    kind: str
    label: StrPromise
    about: StrPromise
    media: str
    pieces: Callable[[User, str], Iterator[bytes]]


def publisher(user: User) -> str:
    """The office that publishes: the one the reader acts for; else this installation."""
    own = own_organisations(user, OFFICES)
    return Organisation.objects.filter(pk__in=own).values_list("name", flat=True).order_by("pk").first() or "Fairway"


def _oc4ids(user: User, address: str) -> Iterator[bytes]:
    return oc4ids_pieces(exchanged_by(user), address, publisher(user))


OUTCOMES = {
    "new": gettext_noop("New"),
    "changed": gettext_noop("Add something"),
    "unchanged": gettext_noop("There already"),
    "refused": gettext_noop("Stay out"),
}
"""What becomes of a project of a file, in words."""
KINDS = {
    each.kind: each
    for each in (
        ExportKind(
            "json",
            _("OC4IDS 0.9.5"),
            _("All of it: agreements, promises of both sides, stages with both dates, payments. Can be imported."),
            "application/json",
            _oc4ids,
        ),
    )
}
