"""Keeping a form only while what it was filled in from still stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.lib.errors import Refused
from fairway.meet.models import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.base.models import User

Kept = TypeVar("Kept")


@transaction.atomic
def keep_as_seen(
    *, actor: User, reason: str, event: Event, seen: str | None, shown: Callable[[], str], keep: Callable[..., Kept]
) -> Kept:
    """Do ``keep``, which checks rights and writes the log; Refused where ``shown`` is no longer what was ``seen``.

    Forms about one event wait for each other, so that of two sent at the same moment one is told of the other.
    A form that does not say what it showed is refused too.
    """
    Event.objects.select_for_update().get(pk=event.pk)
    if shown() != seen:
        text = gettext_noop("Somebody else changed this while you filled it in. Look at what changed, then keep it.")
        raise Refused("form-overtaken", text)
    return keep(actor=actor, reason=reason)
