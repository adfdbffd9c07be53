"""Why a wish found no place, read off the final timetable."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.engine.problem import MeetingWish, Session, fits
from fairway.meet.engine.result import Cause, CauseKind, Unmet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from fairway.meet.engine.grid import Grid


def explain_unmet(grid: Grid) -> tuple[Unmet, ...]:
    """List the wishes without a meeting, in their order, each with the causes that together leave it no slot.

    A wish that could still be held as things stand comes without causes.
    """
    missing = (wish for wish in grid.problem.wishes if wish.key not in grid.slot_of)
    return tuple(Unmet(wish.key, tuple(_causes(grid, wish))) for wish in missing)


def explain_overloads(grid: Grid) -> Iterator[Reason]:
    """Name the participants who could not hold all their wishes even with nobody else in the way."""
    text = gettext_noop("%(name)s is asked for more meetings (%(wished)s) than it has room for (%(room)s).")
    wished = Counter(key for wish in grid.problem.wishes for key in wish.parties)
    for key, room in grid.room.items():
        if wished[key] > room:
            yield Reason(text, {"name": str(grid.people[key]), "wished": wished[key], "room": room})


def _causes(grid: Grid, wish: MeetingWish) -> Iterator[Cause]:
    if not grid.options[wish.key]:
        yield _no_option(grid, wish)
        return
    limits = list(_limits(grid, wish))
    yield from limits
    closed = _closed(grid, wish)
    if not limits and {slot for cause in closed for slot in cause.slots} == set(grid.options[wish.key]):
        yield from closed


def _no_option(grid: Grid, wish: MeetingWish) -> Cause:
    """Say why the wish has no slot, whatever else is held."""
    a, b = (grid.people[person] for person in wish.parties)
    common = a.available & b.available
    names = {"a": str(a), "b": str(b)}
    if not common:
        text = gettext_noop("%(a)s and %(b)s are never there at the same time.")
        return Cause(CauseKind.NEVER_TOGETHER, Reason(text, names))
    if any(fits(wish, grid.problem.slots[slot - 1]) for slot in common):
        text = gettext_noop("No interpreter for %(language)s is there when %(a)s and %(b)s both are.")
        return Cause(CauseKind.INTERPRETERS, Reason(text, {**names, "language": wish.interpreter}))
    if wish.fixed_slot is not None and wish.fixed_slot not in common:
        text = gettext_noop("The meeting is fixed in slot %(slot)s, when %(a)s and %(b)s are not both there.")
        return Cause(CauseKind.FIXED_SLOT, Reason(text, {**names, "slot": wish.fixed_slot}))
    if wish.fixed_slot is not None:
        text = gettext_noop("The meeting is fixed in slot %(slot)s, outside the half of the day it is wished for.")
        return Cause(CauseKind.FIXED_SLOT, Reason(text, {"slot": wish.fixed_slot}))
    return Cause(CauseKind.OTHER_SESSION, Reason(_NOT_TOGETHER[wish.session], names))


_NOT_TOGETHER = {
    Session.MORNING: gettext_noop("%(a)s and %(b)s are never there together in the morning."),
    Session.AFTERNOON: gettext_noop("%(a)s and %(b)s are never there together in the afternoon."),
}


def _limits(grid: Grid, wish: MeetingWish) -> Iterator[Cause]:
    text = gettext_noop("%(name)s has reached its limit of meetings: %(count)s.")
    for key in wish.parties:
        person = grid.people[key]
        if person.at_most is not None and grid.held[key] >= person.at_most:
            yield Cause(CauseKind.LIMIT, Reason(text, {"name": str(person), "count": person.at_most}), (), key)


def _closed(grid: Grid, wish: MeetingWish) -> list[Cause]:
    """Find who is busy in all possible slots, or else the obstacle in each of them."""
    options = grid.options[wish.key]
    busy = {key: [slot for slot in options if grid.busy(key, slot)] for key in wish.parties}
    always = [_always_busy(grid, key, options) for key in wish.parties if len(busy[key]) == len(options)]
    return always or list(_slot_by_slot(grid, wish, busy))


def _slot_by_slot(grid: Grid, wish: MeetingWish, busy: dict[int, list[int]]) -> Iterator[Cause]:
    text = gettext_noop("%(name)s is in other meetings (slots: %(slots)s).")
    for key in wish.parties:
        if busy[key]:
            reason = Reason(text, {"name": str(grid.people[key]), "slots": _printed(busy[key])})
            yield Cause(CauseKind.BUSY, reason, tuple(busy[key]), key)
    both_free = [slot for slot in grid.options[wish.key] if not any(slot in slots for slots in busy.values())]
    yield from _where_both_are_free(grid, wish, both_free)


def _where_both_are_free(grid: Grid, wish: MeetingWish, slots: list[int]) -> Iterator[Cause]:
    full = [slot for slot in slots if grid.full(slot)]
    speechless = [slot for slot in slots if slot not in full and grid.speechless(wish, slot)]
    disorder = [slot for slot in slots if slot not in full + speechless and not grid.in_order(wish.key, slot)]
    if full:
        text = gettext_noop("All tables (%(tables)s) are taken when both are free (slots: %(slots)s).")
        reason = Reason(text, {"tables": grid.problem.tables, "slots": _printed(full)})
        yield Cause(CauseKind.TABLES, reason, tuple(full))
    if speechless:
        text = gettext_noop("All interpreters for %(language)s are taken when both are free (slots: %(slots)s).")
        reason = Reason(text, {"language": wish.interpreter, "slots": _printed(speechless)})
        yield Cause(CauseKind.INTERPRETERS, reason, tuple(speechless))
    if disorder:
        text = gettext_noop("It would break the order of meetings that was asked for (slots: %(slots)s).")
        yield Cause(CauseKind.ORDER, Reason(text, {"slots": _printed(disorder)}), tuple(disorder))


def _always_busy(grid: Grid, key: int, options: tuple[int, ...]) -> Cause:
    text = gettext_noop("%(name)s is in other meetings whenever both are there (slots: %(slots)s).")
    params = {"name": str(grid.people[key]), "slots": _printed(options)}
    return Cause(CauseKind.BUSY, Reason(text, params), options, key)


def _printed(slots: Collection[int]) -> str:
    return ", ".join(str(slot) for slot in sorted(slots))
