"""Changing a timetable by hand: one meeting at a time, checked by the engine, and nobody's change is lost.

Each edit says which version of the timetable it was made on. Edits of other meetings and other tables made since do
no harm; one of the same meeting or table is named, and the later edit is refused to be thought over.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_noop

from fairway.base import audit
from fairway.base.rights import require
from fairway.lib.errors import Invalid, Refused
from fairway.lib.explain import Reason
from fairway.meet.actions.pairs import _refuse_own
from fairway.meet.engine.moves import obstacles
from fairway.meet.engine.result import PlacedMeeting, Status, count_breaks
from fairway.meet.engine.result import Timetable as Checked
from fairway.meet.engine.standing import value_of
from fairway.meet.engine.verify import violations
from fairway.meet.models import GridEdit, Meeting, MeetingRequest, Timetable, Unmet
from fairway.meet.queries.figures import current_timetable
from fairway.meet.queries.hand import Hand, Place, hand_of
from fairway.meet.queries.rooms import closed_places

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fairway.base.models import User

PARKED = 30_000
"""Tables from here on hold meetings on their way from one place to another: no event has so many."""
BY_HAND = gettext_noop("Taken out of the timetable by the organiser.")
Places = dict[int, Place | None]


@dataclass(frozen=True)
class Desk:
    """A timetable under somebody's hands: locked for others until the edit is through."""

    actor: User
    timetable: Timetable
    version: int
    hand: Hand

    def held(self, request: int) -> Place:
        """Where a meeting is that may be changed."""
        place = self.hand.places.get(request)
        if place is None:
            raise Refused("not-held", gettext_noop("This meeting is not in the timetable any more."))
        if place.is_locked:
            raise Refused("meeting-locked", gettext_noop("This meeting is locked. Unlock it first."))
        return place


def _open(actor: User, timetable: Timetable, version: int) -> Desk:
    require(actor, "meet.edit_timetable", timetable.event)
    kept = Timetable.objects.select_for_update(of=("self",)).select_related("event").get(pk=timetable.pk)
    if current_timetable(kept.event) != kept:
        text = gettext_noop("A newer timetable was made meanwhile. Look at that one.")
        raise Refused("timetable-replaced", text)
    if not 1 <= version <= kept.version:
        raise Invalid("version", gettext_noop("The timetable has no version %(version)s."), version=version)
    return Desk(actor, kept, version, hand_of(kept.event, kept))


@transaction.atomic
def move_meeting(
    *, actor: User, reason: str, timetable: Timetable, version: int, request: int, place: Place
) -> GridEdit:
    """Hold a meeting in another slot or at another, free table."""
    desk = _open(actor, timetable, version)
    desk.held(request)
    return _keep(desk, GridEdit.Kind.MOVE, {request: replace(place, is_locked=False)}, reason=reason)


@transaction.atomic
def swap_meetings(
    *, actor: User, reason: str, timetable: Timetable, version: int, request: int, other: int
) -> GridEdit:
    """Let two meetings change places."""
    desk = _open(actor, timetable, version)
    after: Places = {request: desk.held(other), other: desk.held(request)}
    if request == other:
        raise Invalid("swap-itself", gettext_noop("A meeting cannot change places with itself."))
    return _keep(desk, GridEdit.Kind.SWAP, after, reason=reason)


@transaction.atomic
def take_out_meeting(*, actor: User, reason: str, timetable: Timetable, version: int, request: int) -> GridEdit:
    """Take a meeting out; its request is unmet from then on."""
    desk = _open(actor, timetable, version)
    desk.held(request)
    return _keep(desk, GridEdit.Kind.TAKE_OUT, {request: None}, reason=reason)


@transaction.atomic
def put_in_request(
    *, actor: User, reason: str, timetable: Timetable, version: int, request: int, place: Place
) -> GridEdit:
    """Hold a meeting that both sides want and the timetable left out, at a free table."""
    desk = _open(actor, timetable, version)
    if request in desk.hand.places:
        raise Refused("held-already", gettext_noop("This meeting is in the timetable already."))
    if request not in desk.hand.keys:
        raise Refused("not-mutual", gettext_noop("Only a meeting that both sides want can be put in."))
    return _keep(desk, GridEdit.Kind.PUT_IN, {request: replace(place, is_locked=False)}, reason=reason)


@transaction.atomic
def lock_meeting(
    *, actor: User, reason: str, timetable: Timetable, version: int, request: int, is_locked: bool
) -> GridEdit:
    """Keep a meeting where it is, whoever makes the timetable anew; or let it go again."""
    desk = _open(actor, timetable, version)
    place = desk.hand.places.get(request)
    if place is None:
        raise Refused("not-held", gettext_noop("This meeting is not in the timetable any more."))
    if place.is_locked == is_locked:
        raise Refused("locked-already", gettext_noop("Nothing to do: the meeting is locked or unlocked already."))
    kind = GridEdit.Kind.LOCK if is_locked else GridEdit.Kind.UNLOCK
    return _keep(desk, kind, {request: replace(place, is_locked=is_locked)}, reason=reason)


@transaction.atomic
def undo_edit(*, actor: User, reason: str, edit: GridEdit) -> GridEdit:
    """Put what an edit touched back to where it was; refused once something of it was changed again."""
    desk = _open(actor, edit.timetable, edit.timetable.version)
    if GridEdit.objects.filter(undoes=edit).exists():
        raise Refused("undone-already", gettext_noop("This change is undone already."))
    if any(desk.hand.places.get(row["request"]) != _place(row) for row in edit.after):
        text = gettext_noop("Something of this was changed again since. Undo the later change first.")
        raise Refused("changed-since", text)
    after = {row["request"]: _place(row) for row in edit.before}
    if any(place and request not in desk.hand.keys for request, place in after.items()):
        raise Refused("not-mutual", gettext_noop("Only a meeting that both sides want can be put in."))
    return _keep(desk, GridEdit.Kind.UNDO, after, reason=reason, undoes=edit)


def _place(row: Mapping[str, object]) -> Place | None:
    """Read a place as an edit keeps it."""
    if row["slot"] is None:
        return None
    return Place(int(str(row["slot"])), int(str(row["table"])), bool(row["locked"]))


def _row(request: int, place: Place | None) -> dict[str, object]:
    return {
        "request": request,
        "slot": place.slot if place else None,
        "table": place.table if place else None,
        "locked": place.is_locked if place else False,
    }


def _keep(desk: Desk, kind: GridEdit.Kind, after: Places, *, reason: str, undoes: GridEdit | None = None) -> GridEdit:
    """Check a change, carry it out, count its figures anew and write it down."""
    touched = MeetingRequest.objects.filter(pk__in=after).select_related("requester", "requested")
    _refuse_own(desk.actor, *touched)
    _refuse_overtaken(desk, after)
    _refuse_broken(desk, after)
    before = {request: desk.hand.places.get(request) for request in after}
    _count_anew(desk, after)
    _carry_out(desk, before, after)
    edit = GridEdit.objects.create(
        timetable=desk.timetable,
        version=desk.timetable.version,
        kind=kind,
        before=[_row(request, place) for request, place in before.items()],
        after=[_row(request, place) for request, place in after.items()],
        made_by=desk.actor,
        undoes=undoes,
    )
    facts = {"before": edit.before, "after": edit.after, "version": edit.version}
    audit.record(actor=desk.actor, verb=VERBS[kind], subject=desk.timetable, reason=reason, **facts)
    return edit


VERBS = {
    GridEdit.Kind.MOVE: "move_meeting",
    GridEdit.Kind.SWAP: "swap_meetings",
    GridEdit.Kind.TAKE_OUT: "take_out_meeting",
    GridEdit.Kind.PUT_IN: "put_in_request",
    GridEdit.Kind.LOCK: "lock_meeting",
    GridEdit.Kind.UNLOCK: "unlock_meeting",
    GridEdit.Kind.UNDO: "undo_edit",
}


def _refuse_overtaken(desk: Desk, after: Places) -> None:
    """Refuse what was decided on a view of the grid in which the same meeting or place was another."""
    since = desk.timetable.edits.filter(version__gt=desk.version).select_related("made_by")
    wanted = {(place.slot, place.table) for place in after.values() if place}
    for edit in since:
        filled = {(row["slot"], row["table"]) for row in edit.after if row["slot"] is not None}
        if edit.requests & set(after) or filled & wanted:
            text = gettext_noop(
                "%(who)s changed the same meeting or table after you opened this page. Look again, and repeat your "
                "change if it still makes sense."
            )
            raise Refused("grid-overtaken", text, who=edit.made_by.get_username(), edit=edit.pk)


def _refuse_broken(desk: Desk, after: Places) -> None:
    """Refuse a change after which a rule is broken that was kept before, and name what stands in the way."""
    hand = desk.hand
    places: Places = {**hand.places, **after}
    new = _violations(hand, {r: p for r, p in places.items() if p}) - _violations(hand, hand.places)
    if not new:
        return
    in_the_way, reasons = _explained(hand, after)
    said = reasons or sorted(new.values(), key=str)
    first, others = said[0], said[1:]
    raise Refused("grid-conflict", first.text, **first.params, also=others, in_the_way=in_the_way)


class _Broken(dict[tuple[object, ...], "Reason"]):
    """Reasons by what they say, so that two lists can be compared."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        super().__init__({(r.text, *sorted((k, str(v)) for k, v in r.params.items())): r for r in reasons})

    def __sub__(self, other: _Broken) -> _Broken:
        return _Broken(reason for said, reason in self.items() if said not in other)


def _violations(hand: Hand, places: Mapping[int, Place]) -> _Broken:
    meetings = tuple(
        PlacedMeeting(hand.keys.get(request, -request), place.slot, place.table) for request, place in places.items()
    )
    return _Broken(violations(hand.problem, Checked(Status.FEASIBLE, meetings, (), 0, 0, 0)))


def _explained(hand: Hand, after: Places) -> tuple[list[int], list[Reason]]:
    """Requests whose meetings stand in the way, and every obstacle in words."""
    standing, requests = hand.standing, hand.requests()
    taken = {(place.slot, place.table): request for request, place in hand.places.items() if request not in after}
    in_the_way: list[int] = []
    reasons: list[Reason] = []
    for request, place in after.items():
        if place is None or request not in hand.keys or not 1 <= place.slot <= len(hand.problem.slots):
            continue
        partner = next((hand.keys[other] for other in after if other != request and other in hand.keys), None)
        found = obstacles(standing, hand.keys[request], place.slot, without=partner)
        reasons += [obstacle.reason for obstacle in found]
        in_the_way += [requests[key] for obstacle in found for key in obstacle.in_the_way]
        if (place.slot, place.table) in taken:
            in_the_way.append(taken[place.slot, place.table])
    return sorted(set(in_the_way)), reasons


def _refuse_closed(desk: Desk, after: Places) -> None:
    closed = {(place.slot, place.table) for place in closed_places(desk.timetable.event)}
    for place in after.values():
        if place is not None and (place.slot, place.table) in closed:
            text = gettext_noop("Table %(table)s stands in a room that is closed in slot %(slot)s.")
            raise Refused("room-closed", text, table=place.table, slot=place.slot)


def _carry_out(desk: Desk, before: Places, after: Places) -> None:
    """Move rows by way of parking places, so that no two are ever at one table and none loses what hangs on it."""
    _refuse_closed(desk, after)
    rows = {row.request_id: row for row in desk.timetable.meetings.filter(request__in=after)}
    for number, row in enumerate(rows.values()):
        Meeting.objects.filter(pk=row.pk).update(table=PARKED + number)
    for request, place in after.items():
        if place is None:
            rows[request].delete()
        elif request in rows:
            where = {"slot_id": desk.hand.slot_ids[place.slot], "table": place.table, "is_locked": place.is_locked}
            Meeting.objects.filter(pk=rows[request].pk).update(**where)
        else:
            _put(desk, request, place)
    _list_unmet(desk, [request for request, place in after.items() if place is None and before[request]])


def _put(desk: Desk, request: int, place: Place) -> None:
    desk.timetable.unmet.filter(request=request).delete()
    Meeting.objects.create(
        timetable=desk.timetable,
        request_id=request,
        slot_id=desk.hand.slot_ids[place.slot],
        table=place.table,
        is_locked=place.is_locked,
    )


def _list_unmet(desk: Desk, requests: Iterable[int]) -> None:
    """List what was taken out and is still wanted as unmet."""
    wanted = [request for request in requests if request not in desk.hand.stale]
    reasons = [Reason(BY_HAND).as_data()]
    Unmet.objects.bulk_create(Unmet(timetable=desk.timetable, request_id=pk, reasons=reasons) for pk in wanted)


def _count_anew(desk: Desk, after: Places) -> None:
    """Value, bound, breaks and version after the change.

    A bound stays proven whatever is moved; a wish the solver did not know can add no more than its priority.
    """
    hand, kept = desk.hand, desk.timetable
    slot_of = hand.slot_of({r: p for r, p in {**hand.places, **after}.items() if p})
    priority = {wish.key: wish.priority for wish in hand.problem.wishes}
    known = set(hand.places) | set(kept.unmet.values_list("request_id", flat=True)) | _known_before(kept)
    kept.bound += sum(priority[hand.keys[request]] for request in after if request not in known)
    kept.value = max(0, value_of(hand.problem, slot_of))
    kept.bound = max(kept.bound, kept.value)
    kept.status = (Status.OPTIMAL if kept.value == kept.bound else Status.FEASIBLE).value
    kept.breaks = count_breaks(hand.problem, slot_of)
    kept.version += 1
    kept.save(update_fields=["value", "bound", "status", "breaks", "version"])


def _known_before(timetable: Timetable) -> set[int]:
    """Requests that were in the timetable, or unmet, at some time before this change."""
    return {row["request"] for edit in timetable.edits.all() for row in edit.before}
