"""What would give a wish its meeting, and what the others would lose by it.

Two kinds: making room (meetings move or are given up, and what that frees is used again) and one more of something (a
table, an interpreter, a representative, an hour of somebody's time). The price of making room is what all others lose.
For a small event it is worked out by planning the whole event again with the wish forced; for a large one by the
cheapest exchange in any slot, which may be more than the least possible and then says "at most".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fairway.lib.explain import Reason, gettext_noop
from fairway.meet.engine.placing import Ask, place
from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Session
from fairway.meet.engine.standing import slots_in, standing_of, value_of
from fairway.meet.engine.why_not.causes import union
from fairway.meet.engine.why_not.exchange import Exchange, Exchanged

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from fairway.meet.engine.standing import Standing

EXACT_PLACES, MOST_PLACES = 6_000, 60_000
"""Wishes times slots of an event, and these times the wishes explained, up to which it is planned again for each."""
A_FEW = 3
"""Meetings looked at, of all that could leave a table to another."""
MOST_STEPS = 4
"""A way that changes more meetings than this is counted, not told one by one."""


@dataclass(frozen=True)
class Remedy:
    """The meeting could be in ``slot`` if all ``steps`` were taken.

    ``lost`` is the value that all others lose by it, ``worth`` what the meeting itself is worth; ``is_exact`` says that
    no way costs less, otherwise ``lost`` is only known to be enough. ``lost`` is ``None`` where what is needed is one
    more of something.
    """

    slot: int
    steps: tuple[Reason, ...]
    lost: int | None = None
    worth: int | None = None
    is_exact: bool = False

    @property
    def price(self) -> Reason | None:
        """The price in words."""
        if self.lost is None or self.worth is None:
            return None
        if self.lost <= 0:
            return Reason(gettext_noop("Nobody would lose anything."))
        text = gettext_noop("Others would lose %(lost)s points; this meeting is worth %(worth)s.")
        if not self.is_exact:
            text = gettext_noop("Others would lose at most %(lost)s points; this meeting is worth %(worth)s.")
        return Reason(text, {"lost": self.lost, "worth": self.worth})


def remedies(
    problem: MeetingProblem,
    slot_of: Mapping[int, int],
    *,
    bound: int | None = None,
    only: Collection[int] | None = None,
) -> dict[int, tuple[Remedy, ...]]:
    """For each wish that is not held (of those in ``only``), the cheapest way to make room and what one more would do.

    ``slot_of`` is a timetable without broken rules; no timetable is worth more than ``bound``, if it is given.
    """
    standing = standing_of(problem, slot_of)
    missing = [wish for wish in problem.wishes if wish.key not in slot_of and (only is None or wish.key in only)]
    places = sum(bits.bit_count() for bits in standing.window.values())
    exchange = Exchange(standing)
    if places <= EXACT_PLACES and places * len(missing) <= MOST_PLACES:
        made = {wish.key: _planned_again(standing, wish) for wish in missing}
    else:
        spare = None if bound is None else bound - value_of(problem, slot_of)
        made = {wish.key: _exchanged(exchange, wish, spare, is_alone=len(missing) == 1) for wish in missing}
    return {
        wish.key: (*made[wish.key], *_one_more(standing, wish)) or _all_it_takes(standing, wish) for wish in missing
    }


def _planned_again(standing: Standing, wish: MeetingWish) -> tuple[Remedy, ...]:
    """Plan the event again with the wish forced and as few changes as that allows."""
    before = dict(standing.slot_of)
    empty = standing_of(standing.problem, {})
    options = {key: bits for key, bits in empty.window.items() if bits}
    musts = frozenset(key for key in before if standing.wishes[key].must_hold)
    ask = Ask(options, before, len(before), frozenset(before) - musts, frozenset({wish.key}), seconds=5.0)
    answer = place(empty, ask)
    if wish.key not in options or answer.slot_of is None:
        return ()
    steps = tuple(_steps(standing, before, answer.slot_of))
    worth = standing.gain(wish)
    lost = value_of(standing.problem, before) + worth - value_of(standing.problem, answer.slot_of)
    return (Remedy(answer.slot_of[wish.key], steps, lost, worth, answer.is_proven),)


def _exchanged(exchange: Exchange, wish: MeetingWish, spare: int | None, *, is_alone: bool) -> tuple[Remedy, ...]:
    """The cheapest exchange; exact where even the best timetable could not lose less by holding the wish.

    For one wish alone there is time to plan everything around its parties again.
    """
    standing = exchange.standing
    worth = standing.gain(wish)
    found = exchange.cheapest(wish)
    around = _planned_around(standing, wish) if is_alone else None
    found = min((way for way in (found, around) if way is not None), key=lambda way: way.lost, default=None)
    if found is None:
        return ()
    least = None if spare is None else worth - spare
    steps = tuple(_steps(standing, found.before, found.after))
    return (Remedy(found.slot, steps, found.lost, worth, least is not None and found.lost <= least),)


def _planned_around(standing: Standing, wish: MeetingWish) -> Exchanged | None:
    """Plan the meetings of both parties again, with some at the tables they could use, and what that frees."""
    people = set(wish.parties)
    held = {key for person in people for keys in standing.sitting[person].values() for key in keys}
    both = standing.window[wish.key] & standing.free[wish.first] & standing.free[wish.second] & ~standing.open
    held |= {key for slot in slots_in(both) for key in _least(standing, standing.in_slot[slot])}
    people |= {person for key in held for person in standing.wishes[key].parties}
    before = {key: standing.take(key) for key in sorted(held)}
    waiting = [
        other.key
        for other in standing.problem.wishes
        if other.key in before or (other.key not in standing.slot_of and not people.isdisjoint(other.parties))
    ]
    options = {key: bits for key in waiting if (bits := standing.places(standing.wishes[key]))}
    may_go = frozenset(key for key in before if not standing.wishes[key].must_hold)
    answer = place(standing, Ask(options, before, MOST_STEPS, may_go, frozenset({wish.key})))
    for key, slot in before.items():
        standing.put(key, slot)
    if answer.slot_of is None or wish.key not in options:
        return None
    rest = {key: slot for key, slot in standing.slot_of.items() if key not in before}
    after = value_of(standing.problem, rest | answer.slot_of)
    lost = value_of(standing.problem, standing.slot_of) + standing.gain(wish) - after
    stayed = {key: slot for key, slot in answer.slot_of.items() if key in before}
    return Exchanged(answer.slot_of[wish.key], lost, before, stayed)


def _least(standing: Standing, keys: list[int]) -> list[int]:
    return sorted(keys, key=lambda key: (standing.wishes[key].priority, key))[:A_FEW]


def _steps(standing: Standing, before: Mapping[int, int], after: Mapping[int, int]) -> Iterator[Reason]:
    """What becomes of the meetings held before, in words."""
    moved = [other for other in before if other in after and after[other] != before[other]]
    gone = [other for other in before if other not in after]
    if len(moved) + len(gone) > MOST_STEPS:
        text = gettext_noop("Move %(moved)s meetings and give up %(gone)s.")
        yield Reason(text, {"moved": len(moved), "gone": len(gone)})
        return
    for other in moved:
        text = gettext_noop(
            "Move the meeting of %(a)s with %(b)s (slot: %(slot)s) to another time (slot: %(to_slot)s)."
        )
        yield Reason(text, {**_names(standing, other), "slot": before[other], "to_slot": after[other]})
    for other in gone:
        text = gettext_noop("Give up the meeting of %(a)s with %(b)s (slot: %(slot)s, priority %(priority)s).")
        params = {"slot": before[other], "priority": standing.wishes[other].priority}
        yield Reason(text, {**_names(standing, other), **params})


def _names(standing: Standing, key: int) -> dict[str, str | int]:
    a, b = standing.wishes[key].parties
    return {"a": str(standing.people[a]), "b": str(standing.people[b])}


@dataclass(frozen=True)
class _More:
    """One more of something: the slots it would open if nothing else were in the way, and its words."""

    bits: int
    step: Reason


def _one_more(standing: Standing, wish: MeetingWish) -> Iterator[Remedy]:
    """Everything of which one more would be enough, each in the first slot where it is."""
    ways = [more for more in _ways(standing, wish) if more.bits]
    for number, more in enumerate(ways):
        alone = more.bits & ~union(other.bits for other in ways[:number] + ways[number + 1 :])
        for slot in slots_in(alone):
            yield Remedy(slot, (more.step,))
            break


def _all_it_takes(standing: Standing, wish: MeetingWish) -> tuple[Remedy, ...]:
    """Where nothing alone is enough: everything that is in the way where least is."""
    ways = list(_ways(standing, wish))
    slots = [slot.number for slot in standing.problem.slots]
    if not slots:
        return ()
    slot = min(slots, key=lambda slot: (sum(more.bits >> slot & 1 for more in ways), slot))
    return (Remedy(slot, tuple(more.step for more in ways if more.bits >> slot & 1)),)


def _ways(standing: Standing, wish: MeetingWish) -> Iterator[_More]:
    everywhen = (1 << len(standing.tables)) - 2
    for person in wish.parties:
        name: dict[str, str | int] = {"name": str(standing.people[person])}
        there = standing.there[person]
        yield _More(everywhen & ~there, Reason(gettext_noop("%(name)s would have to be there then."), name))
        text = gettext_noop("%(name)s would need one more representative.")
        yield _More(there & ~standing.free[person], Reason(text, name))
        text = gettext_noop("%(name)s would have to accept one more meeting.")
        yield _More(everywhen if standing.is_sated(person) else 0, Reason(text, name))
    yield _More(everywhen & ~standing.open, Reason(gettext_noop("One more table would be needed.")))
    if wish.interpreter:
        text = gettext_noop("One more interpreter for %(language)s would be needed.")
        bits = everywhen & ~standing.interpreted[wish.interpreter]
        yield _More(bits, Reason(text, {"language": wish.interpreter}))
    bits = everywhen & ~standing.in_order(wish)
    yield _More(bits, Reason(gettext_noop("The order of meetings that was asked for would have to be given up.")))
    yield from _own_terms(standing, wish, everywhen)


def _own_terms(standing: Standing, wish: MeetingWish, everywhen: int) -> Iterator[_More]:
    session = standing.sessions[wish.session]
    text = gettext_noop("It would have to be wished for the other half of the day too.")
    yield _More(everywhen & ~session if wish.session is not Session.ANY else 0, Reason(text))
    fixed = everywhen if wish.fixed_slot is None else 1 << wish.fixed_slot
    yield _More(everywhen & ~fixed, Reason(gettext_noop("It would have to be free to be held at another time.")))
