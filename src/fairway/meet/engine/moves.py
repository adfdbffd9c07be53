"""Moving one meeting by hand: where it may go, with which it can change places, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.engine.problem import Session
from fairway.meet.engine.standing import slots_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fairway.meet.engine.problem import MeetingProblem, MeetingWish
    from fairway.meet.engine.result import PlacedMeeting
    from fairway.meet.engine.standing import Standing


@dataclass(frozen=True)
class Obstacle:
    """Why a meeting cannot be held in a slot; ``in_the_way`` are the keys of the meetings that would have to go."""

    reason: Reason
    in_the_way: tuple[int, ...] = ()


def legal_slots(standing: Standing, key: int) -> tuple[int, ...]:
    """Slots in which the wish could be held at a free table without breaking a rule; its own is not listed."""
    was = standing.take(key) if key in standing.slot_of else None
    found = tuple(slot for slot in slots_in(standing.places(standing.wishes[key])) if slot != was)
    if was is not None:
        standing.put(key, was)
    return found


def legal_swaps(standing: Standing, key: int) -> tuple[int, ...]:
    """Keys of held wishes in other slots with which the held wish ``key`` can change places."""
    here = standing.take(key)
    others = sorted((other, slot) for other, slot in standing.slot_of.items() if slot != here)
    found = tuple(other for other, slot in others if _can_swap(standing, key, here, other, slot))
    standing.put(key, here)
    return found


def _can_swap(standing: Standing, key: int, here: int, other: int, there: int) -> bool:
    """Whether ``key``, taken out of ``here``, and ``other``, held ``there``, can change places."""
    wish, facing = standing.wishes[key], standing.wishes[other]
    if not (standing.window[key] >> there & 1 and standing.window[other] >> here & 1):
        return False
    standing.take(other)
    fits = bool(standing.places(wish) >> there & 1)
    if fits:
        standing.put(key, there)
        fits = bool(standing.places(facing) >> here & 1)
        standing.take(key)
    standing.put(other, there)
    return fits


def obstacles(standing: Standing, key: int, slot: int, *, without: int | None = None) -> tuple[Obstacle, ...]:
    """Everything that keeps the wish out of ``slot``, itself and the wish ``without`` taken out; none where it fits."""
    out = {gone: standing.take(gone) for gone in (key, without) if gone is not None and gone in standing.slot_of}
    wish = standing.wishes[key]
    found = tuple(
        obstacle
        for look in (_absent, _unwished, _sated, _busy, _unseated, _unspoken, _out_of_order)
        for obstacle in look(standing, wish, slot)
    )
    for gone, was in out.items():
        standing.put(gone, was)
    return found


def _absent(standing: Standing, wish: MeetingWish, slot: int) -> Iterator[Obstacle]:
    text = gettext_noop("%(name)s is not there in slot %(slot)s.")
    for person in wish.parties:
        if not standing.there[person] >> slot & 1:
            yield Obstacle(Reason(text, {"name": str(standing.people[person]), "slot": slot}))


def _unwished(standing: Standing, wish: MeetingWish, slot: int) -> Iterator[Obstacle]:
    if wish.fixed_slot not in (None, slot):
        text = gettext_noop("The meeting is fixed in slot %(slot)s.")
        yield Obstacle(Reason(text, {"slot": wish.fixed_slot or 0}))
    if wish.session is not Session.ANY and not standing.sessions[wish.session] >> slot & 1:
        text = gettext_noop("The meeting is wished for in the other half of the day than slot %(slot)s.")
        yield Obstacle(Reason(text, {"slot": slot}))


def _sated(standing: Standing, wish: MeetingWish, _slot: int) -> Iterator[Obstacle]:
    text = gettext_noop("%(name)s has reached its limit of meetings: %(count)s.")
    for person in wish.parties:
        if standing.is_sated(person):
            yield Obstacle(Reason(text, {"name": str(standing.people[person]), "count": standing.count[person]}))


def _busy(standing: Standing, wish: MeetingWish, slot: int) -> Iterator[Obstacle]:
    text = gettext_noop("%(name)s is in another meeting in slot %(slot)s.")
    for person in wish.parties:
        sitting = standing.sitting[person].get(slot, [])
        if len(sitting) >= standing.people[person].seats:
            yield Obstacle(Reason(text, {"name": str(standing.people[person]), "slot": slot}), tuple(sitting))


def _unseated(standing: Standing, _wish: MeetingWish, slot: int) -> Iterator[Obstacle]:
    if standing.tables_left(slot) <= 0:
        text = gettext_noop("All tables (%(tables)s) are taken in slot %(slot)s.")
        yield Obstacle(Reason(text, {"tables": standing.tables[slot], "slot": slot}))


def _unspoken(standing: Standing, wish: MeetingWish, slot: int) -> Iterator[Obstacle]:
    if wish.interpreter and standing.spoken[wish.interpreter][slot - 1] <= 0:
        text = gettext_noop("No interpreter for %(language)s is free in slot %(slot)s.")
        taken = tuple(standing.interpreted_in(slot, wish.interpreter))
        yield Obstacle(Reason(text, {"language": wish.interpreter, "slot": slot}), taken)


def _out_of_order(standing: Standing, wish: MeetingWish, slot: int) -> Iterator[Obstacle]:
    if standing.in_order(wish) >> slot & 1:
        return
    earlier = [key for key in sorted(wish.after) if standing.slot_of.get(key, 0) >= slot]
    later = [key for key in standing.behind.get(wish.key, ()) if standing.slot_of.get(key, slot + 1) <= slot]
    text = gettext_noop("In slot %(slot)s it would break the order of meetings that was asked for.")
    yield Obstacle(Reason(text, {"slot": slot}), tuple(earlier + later))


def with_locks(problem: MeetingProblem, slot_of: Mapping[int, int]) -> MeetingProblem:
    """Hold each wish of ``slot_of`` in that slot, whatever else is held."""
    wishes = (
        replace(wish, fixed_slot=slot_of[wish.key], must_hold=True) if wish.key in slot_of else wish
        for wish in problem.wishes
    )
    return replace(problem, wishes=tuple(wishes))


def with_tables(meetings: tuple[PlacedMeeting, ...], tables: Mapping[int, int]) -> tuple[PlacedMeeting, ...]:
    """Seat each wish of ``tables`` at that table; whoever sat there in the same slot takes the table it leaves."""
    at = {(meeting.slot, meeting.table): meeting for meeting in meetings}
    places = {meeting.wish: meeting for meeting in meetings}
    for key, table in sorted(tables.items()):
        if key not in places:
            continue
        meeting = places[key]
        other = at.get((meeting.slot, table))
        if other is not None and other.wish != key:
            places[other.wish] = at[meeting.slot, meeting.table] = replace(other, table=meeting.table)
        places[key] = at[meeting.slot, table] = replace(meeting, table=table)
    return tuple(sorted(places.values(), key=lambda meeting: (meeting.slot, meeting.table)))
