"""The fewest obstacles that together leave a wish no slot in a timetable."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.engine.problem import Session
from fairway.meet.engine.result import Cause, CauseKind
from fairway.meet.engine.standing import slots_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fairway.meet.engine.problem import MeetingWish
    from fairway.meet.engine.standing import Standing

SCARCE = {
    (CauseKind.TABLES, True): gettext_noop("All tables (%(tables)s) are taken when both are free (slots: %(slots)s)."),
    (CauseKind.TABLES, False): gettext_noop(
        "All tables (%(tables)s) are taken when both are there (slots: %(slots)s)."
    ),
    (CauseKind.INTERPRETERS, True): gettext_noop(
        "All interpreters for %(language)s are taken when both are free (slots: %(slots)s)."
    ),
    (CauseKind.INTERPRETERS, False): gettext_noop(
        "All interpreters for %(language)s are taken when both are there (slots: %(slots)s)."
    ),
    (CauseKind.ORDER, True): gettext_noop(
        "It would break the order of meetings that was asked for (slots: %(slots)s)."
    ),
    (CauseKind.ORDER, False): gettext_noop(
        "It would break the order of meetings that was asked for (slots: %(slots)s)."
    ),
}
NEVER_IN = {
    Session.MORNING: gettext_noop("%(a)s and %(b)s are never there together in the morning."),
    Session.AFTERNOON: gettext_noop("%(a)s and %(b)s are never there together in the afternoon."),
}


@dataclass(frozen=True)
class Obstacle:
    """Something that closes the slots in ``bits`` to a wish; ``person`` is whom it concerns, if anybody."""

    kind: CauseKind
    bits: int
    person: int | None = None


def causes_of(standing: Standing, wish: MeetingWish) -> tuple[Cause, ...]:
    """The fewest causes that explain why ``wish`` is not held; none where it could be, as things stand."""
    window = standing.window[wish.key]
    if not window:
        return (_never(standing, wish),)
    found = fewest(window, [o for o in obstacles(standing, wish) if o.bits & window])
    busy = union(obstacle.bits for obstacle in found if obstacle.kind is CauseKind.BUSY)
    return tuple(_in_words(standing, wish, obstacle, busy, alone=len(found) == 1) for obstacle in found)


def union(many: Iterable[int]) -> int:
    """All slots of ``many``."""
    return reduce(or_, many, 0)


def obstacles(standing: Standing, wish: MeetingWish) -> Iterator[Obstacle]:
    """All that stands in the way in the slots in which both are there, limits first."""
    window = standing.window[wish.key]
    for person in wish.parties:
        if standing.is_sated(person):
            yield Obstacle(CauseKind.LIMIT, window, person)
    for person in wish.parties:
        yield Obstacle(CauseKind.BUSY, window & ~standing.free[person], person)
    yield Obstacle(CauseKind.TABLES, window & ~standing.open)
    if wish.interpreter:
        yield Obstacle(CauseKind.INTERPRETERS, window & ~standing.interpreted[wish.interpreter])
    yield Obstacle(CauseKind.ORDER, window & ~standing.in_order(wish))


def fewest(slots: int, found: list[Obstacle]) -> tuple[Obstacle, ...]:
    """The smallest group of obstacles that closes all ``slots``, the first in their order; nothing if all leave one."""
    for size in range(1, len(found) + 1):
        for group in combinations(found, size):
            if union(obstacle.bits for obstacle in group) & slots == slots:
                return group
    return ()


def _in_words(standing: Standing, wish: MeetingWish, obstacle: Obstacle, busy: int, *, alone: bool) -> Cause:
    if obstacle.kind is CauseKind.LIMIT:
        return _limit(standing, obstacle)
    if obstacle.kind is CauseKind.BUSY:
        return _busy(standing, obstacle, alone=alone)
    bits = obstacle.bits & ~busy
    params: dict[str, str | int] = {"slots": printed(bits)}
    if obstacle.kind is CauseKind.TABLES:
        params["tables"] = max(standing.tables[slot] for slot in slots_in(bits))
    elif obstacle.kind is CauseKind.INTERPRETERS:
        params["language"] = wish.interpreter
    both_free = not bits & ~(standing.free[wish.first] & standing.free[wish.second])
    return Cause(obstacle.kind, Reason(SCARCE[obstacle.kind, both_free], params), tuple(slots_in(bits)))


def _limit(standing: Standing, obstacle: Obstacle) -> Cause:
    assert obstacle.person is not None  # noqa: S101  # limits are somebody's
    person = standing.people[obstacle.person]
    text = gettext_noop("%(name)s has reached its limit of meetings: %(count)s.")
    return Cause(obstacle.kind, Reason(text, {"name": str(person), "count": person.at_most or 0}), (), person.key)


def _busy(standing: Standing, obstacle: Obstacle, *, alone: bool) -> Cause:
    assert obstacle.person is not None  # noqa: S101  # somebody is busy
    text = gettext_noop("%(name)s is in other meetings (slots: %(slots)s).")
    if alone:
        text = gettext_noop("%(name)s is in other meetings whenever both are there (slots: %(slots)s).")
    params = {"name": str(standing.people[obstacle.person]), "slots": printed(obstacle.bits)}
    return Cause(obstacle.kind, Reason(text, params), tuple(slots_in(obstacle.bits)), obstacle.person)


def _never(standing: Standing, wish: MeetingWish) -> Cause:
    """Say why the wish has no slot, whatever else is held."""
    a, b = (standing.people[person] for person in wish.parties)
    names: dict[str, str | int] = {"a": str(a), "b": str(b)}
    both, fixed = standing.there[a.key] & standing.there[b.key], wish.fixed_slot
    if not both:
        text = gettext_noop("%(a)s and %(b)s are never there at the same time.")
        return Cause(CauseKind.NEVER_TOGETHER, Reason(text, names))
    if both & standing.allowed(wish):
        text = gettext_noop("No interpreter for %(language)s is there when %(a)s and %(b)s both are.")
        return Cause(CauseKind.INTERPRETERS, Reason(text, {**names, "language": wish.interpreter}))
    if fixed is None:
        return Cause(CauseKind.OTHER_SESSION, Reason(NEVER_IN[wish.session], names))
    if not both >> fixed & 1:
        text = gettext_noop("The meeting is fixed in slot %(slot)s, when %(a)s and %(b)s are not both there.")
        return Cause(CauseKind.FIXED_SLOT, Reason(text, {**names, "slot": fixed}))
    text = gettext_noop("The meeting is fixed in slot %(slot)s, outside the half of the day it is wished for.")
    return Cause(CauseKind.FIXED_SLOT, Reason(text, {"slot": fixed}))


def printed(bits: int) -> str:
    """Slots as numbers in a row."""
    return ", ".join(str(slot) for slot in slots_in(bits))
