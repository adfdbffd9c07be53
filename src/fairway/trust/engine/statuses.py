"""Which status of a record may follow which."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from fairway.lib.errors import Invalid, Refused
from fairway.lib.explain import gettext_noop as _
from fairway.trust.engine.record import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

# A withdrawn record never comes back: what was wrong is loaded anew, under a number of its own.
FOLLOWS: Mapping[Status, frozenset[Status]] = MappingProxyType(
    {
        Status.ACTIVE: frozenset({Status.UNDER_OBJECTION, Status.REPAIRED, Status.EXPIRED, Status.WITHDRAWN}),
        Status.UNDER_OBJECTION: frozenset({Status.ACTIVE, Status.REPAIRED, Status.EXPIRED, Status.WITHDRAWN}),
        Status.REPAIRED: frozenset({Status.ACTIVE, Status.UNDER_OBJECTION, Status.EXPIRED, Status.WITHDRAWN}),
        Status.EXPIRED: frozenset({Status.UNDER_OBJECTION, Status.WITHDRAWN}),
        Status.WITHDRAWN: frozenset(),
    }
)


def check_change(old: Status, new: Status, on: date, *, not_before: date, today: date) -> None:
    """Refuse a change the table does not know, or a day before the last change or to come.

    Raises :class:`Refused` ``status-change``; :class:`Invalid` ``status-early`` or ``day-to-come``.
    """
    if new not in FOLLOWS[old]:
        text = _("A record that is “%(old)s” cannot become “%(new)s”.")
        raise Refused("status-change", text, old=old.value, new=new.value)
    if on < not_before:
        text = _("The status changed last on %(day)s. Give that day or a later one.")
        raise Invalid("status-early", text, day=not_before.isoformat())
    if on > today:
        raise Invalid("day-to-come", _("This day has not come yet. Give today or an earlier day."))
