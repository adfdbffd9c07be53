"""What was changed by hand, in words, and what could be put in now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fairway.meet.engine.moves import legal_slots
from fairway.meet.models import GridEdit, MeetingRequest
from fairway.meet.queries.timetables import unmet_of
from fairway.meet.queries.words import cause_sentence, organisation_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from fairway.meet.models import Timetable
    from fairway.meet.queries.hand import Hand

LISTED = 20
"""Edits that the grid's page lists."""
LEFT_OUT_LISTED = 30
"""Meetings without a place that the grid's page lists."""


@dataclass(frozen=True)
class EditLine:
    """One change by hand in words; ``may_undo`` while nothing of it was changed again."""

    pk: int
    version: int
    kind: str
    lines: tuple[str, ...]
    who: str
    when: datetime
    may_undo: bool


@dataclass(frozen=True)
class LeftOut:
    """A meeting that found no place, and the slots it could take now without moving anybody."""

    request: MeetingRequest
    cause: str
    slots: tuple[int, ...]


def edits_of(timetable: Timetable, since: int = 0) -> list[EditLine]:
    """Return the newest changes first; those that made a version after ``since``."""
    rows = timetable.edits.filter(version__gt=since).select_related("made_by", "undone_by").order_by("-version")
    edits = list(rows[:LISTED])
    names = _names({request for edit in edits for request in edit.requests})
    touched: set[int] = set()
    found = []
    for edit in edits:
        undone = hasattr(edit, "undone_by")
        found.append(_line(edit, names, may_undo=not undone and not edit.requests & touched))
        touched |= edit.requests
    return found


def _names(requests: Iterable[int]) -> dict[int, str]:
    rows = MeetingRequest.objects.filter(pk__in=list(requests)).select_related(
        "requester__organisation", "requested__organisation"
    )
    return {row.pk: both_names(row) for row in rows}


def both_names(request: MeetingRequest) -> str:
    """Name both sides."""
    sides = request.requester.organisation, request.requested.organisation
    return " / ".join(organisation_name(side) for side in sides)


def _line(edit: GridEdit, names: Mapping[int, str], *, may_undo: bool) -> EditLine:
    lines = tuple(
        f"{names.get(was['request'], was['request'])}: {_said(was)} → {_said(now)}"
        for was, now in zip(edit.before, edit.after, strict=True)
    )
    who = edit.made_by.get_username()
    return EditLine(edit.pk, edit.version, edit.get_kind_display(), lines, who, edit.made_at, may_undo)


def _said(row: Mapping[str, object]) -> str:
    if row["slot"] is None:
        return _("not held")
    place = _("slot %(slot)s, table %(table)s") % {"slot": row["slot"], "table": row["table"]}
    return f"{place} ({_('locked')})" if row["locked"] else place


def left_out(timetable: Timetable, hand: Hand) -> tuple[list[LeftOut], int]:
    """Return what found no place, what could go in now first, then by priority: the first of them, and how many."""
    ranked = timetable.unmet.order_by("-request__priority", "request_id").values_list("request_id", flat=True)
    slots = {request: legal_slots(hand.standing, hand.keys[request]) for request in ranked if request in hand.keys}
    first = sorted(slots, key=lambda request: not slots[request])[:LEFT_OUT_LISTED]
    rows = {unmet.request_id: unmet for unmet in unmet_of(timetable).filter(request__in=first)}
    return [LeftOut(rows[pk].request, cause_sentence(rows[pk]), slots[pk]) for pk in first], len(slots)
