from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from tests import checker

from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session
from fairway.meet.engine.repair import fill_in
from fairway.meet.engine.result import CauseKind
from fairway.meet.engine.standing import bits_of, standing_of, value_of
from fairway.meet.engine.why_not import remedies as remedies_module
from fairway.meet.engine.why_not.causes import causes_of
from fairway.meet.engine.why_not.remedies import Remedy, remedies
from fairway.meet.tests.engine_events import best_value, people, rich_problems, slots

Closed = dict[tuple[CauseKind, int | None], set[int]]


def _willing(problem: MeetingProblem) -> MeetingProblem:
    return replace(
        problem, must_hold_all=False, wishes=tuple(replace(wish, must_hold=False) for wish in problem.wishes)
    )


def _in_the_way(problem: MeetingProblem, slot_of: dict[int, int], wish: MeetingWish, options: set[int]) -> Closed:
    """Which of ``options`` each obstacle closes, counted anew from the rows."""
    event = checker.event_from_problem(problem)
    at = {slot: [event.requests[key] for key, when in slot_of.items() if when == slot] for slot in options}
    closed: Closed = {}
    for key in wish.parties:
        person, meetings = event.people[key], sum(key in event.requests[other].pair for other in slot_of)
        if person.ceiling is not None and meetings >= person.ceiling:
            closed[CauseKind.LIMIT, key] = set(options)
        closed[CauseKind.BUSY, key] = {
            slot for slot in options if sum(key in held.pair for held in at[slot]) >= person.places
        }
    closed[CauseKind.TABLES, None] = {slot for slot in options if len(at[slot]) >= problem.tables_in(slot)}
    if wish.interpreter:
        spoken = [other.key for other in problem.wishes if other.interpreter == wish.interpreter]
        closed[CauseKind.INTERPRETERS, None] = {
            slot
            for slot in options
            if sum(slot_of.get(key) == slot for key in spoken) >= problem.interpreters_in(slot)[wish.interpreter]
        }
    late = {slot for slot in options if any(slot_of.get(other, 0) >= slot for other in wish.after)}
    behind = [other.key for other in problem.wishes if wish.key in other.after and other.key in slot_of]
    closed[CauseKind.ORDER, None] = late | {slot for slot in options if any(slot_of[key] <= slot for key in behind)}
    return closed


@given(rich_problems(most_wishes=10))
@settings(max_examples=200, deadline=None)
def test_no_cause_can_be_left_out_and_together_they_leave_no_slot(drawn: MeetingProblem) -> None:
    problem = _willing(drawn)
    slot_of = fill_in(problem, {}).slot_of
    standing = standing_of(problem, slot_of)
    for wish in problem.wishes:
        options = {slot for slot in range(1, len(problem.slots) + 1) if standing.window[wish.key] >> slot & 1}
        if wish.key in slot_of or not options:
            continue
        causes = causes_of(standing, wish)
        closed = _in_the_way(problem, slot_of, wish, options)
        named = [closed[cause.kind, cause.participant] for cause in causes]
        assert set().union(*named) == options
        for size in range(len(named)):
            assert all(set().union(*some) != options for some in combinations(named, size))
        for cause, slots_closed in zip(causes, named, strict=True):
            assert set(cause.slots) <= slots_closed
            assert "%" not in str(cause.reason)


@given(rich_problems(most_wishes=5))
@settings(max_examples=150, deadline=None)
def test_the_price_is_what_all_others_lose_at_least(drawn: MeetingProblem) -> None:
    """Against every timetable there is that holds the wish."""
    problem = _willing(drawn)
    slot_of = fill_in(problem, {}).slot_of
    for key, found in remedies(problem, slot_of).items():
        wish = next(wish for wish in problem.wishes if wish.key == key)
        forced = replace(problem, wishes=tuple(replace(other, must_hold=other.key == key) for other in problem.wishes))
        best = best_value(forced)
        priced = [remedy for remedy in found if remedy.lost is not None]
        assert bool(priced) == (best is not None)
        for remedy in priced:
            assert best is not None
            assert remedy.worth is not None
            assert remedy.is_exact
            assert remedy.lost == value_of(problem, slot_of) + remedy.worth - best
            assert bits_of([remedy.slot]) & standing_of(problem, {}).window[wish.key]


@given(rich_problems(most_wishes=8))
@settings(max_examples=150, deadline=None)
def test_an_exchange_is_never_cheaper_than_it_can_be(drawn: MeetingProblem) -> None:
    problem = _willing(drawn)
    slot_of = fill_in(problem, {}).slot_of
    standing = standing_of(problem, slot_of)
    exact = remedies(problem, slot_of)
    exchange = remedies_module.Exchange(standing)
    for key, found in exact.items():
        least = [remedy.lost for remedy in found if remedy.lost is not None]
        swapped = exchange.cheapest(standing.wishes[key])
        if swapped is not None:
            assert swapped.lost >= min(least)
        assert standing.slot_of == slot_of


def test_a_meeting_that_must_be_held_may_move_but_not_go() -> None:
    """P3 is there in slot 1 only, where P1 meets P2: they can meet in slot 2 as well, or cannot."""
    crowd = (*people(2, 2), Participant(3, frozenset({1}), name="P3"))
    wishes = (MeetingWish(1, 1, 2, 2, must_hold=True), MeetingWish(2, 1, 3, 3))
    problem = MeetingProblem(crowd, wishes, slots(2), tables=1)
    found = remedies_module.Exchange(standing_of(problem, {1: 1})).cheapest(wishes[1])
    assert found is not None
    assert (found.slot, found.lost, found.after) == (1, 0, {1: 2})
    fixed = replace(problem, wishes=(replace(wishes[0], fixed_slot=1), wishes[1]))
    assert remedies_module.Exchange(standing_of(fixed, {1: 1})).cheapest(wishes[1]) is None


@given(rich_problems(most_wishes=8))
@settings(max_examples=150, deadline=None)
def test_what_is_planned_around_the_parties_alone_is_a_way(drawn: MeetingProblem) -> None:
    problem = _willing(drawn)
    slot_of = fill_in(problem, {}).slot_of
    exact = remedies(problem, slot_of)
    limit, remedies_module.EXACT_PLACES = remedies_module.EXACT_PLACES, 0
    try:
        around = {key: remedies(problem, slot_of, only={key})[key] for key in exact}
    finally:
        remedies_module.EXACT_PLACES = limit
    for key, found in exact.items():
        least = [remedy.lost for remedy in found if remedy.lost is not None]
        for remedy in around[key]:
            if remedy.lost is not None:
                assert remedy.lost >= min(least)
                assert not remedy.is_exact


@given(rich_problems(most_wishes=8))
@settings(max_examples=150, deadline=None)
def test_one_more_of_it_is_enough(drawn: MeetingProblem) -> None:
    problem = _willing(drawn)
    slot_of = fill_in(problem, {}).slot_of
    for key, found in remedies(problem, slot_of).items():
        for remedy in found:
            if remedy.lost is None and len(remedy.steps) == 1:
                eased = _with_more(problem, key, remedy)
                assert standing_of(eased, slot_of).places(_wish(eased, key)) >> remedy.slot & 1


def _wish(problem: MeetingProblem, key: int) -> MeetingWish:
    return next(wish for wish in problem.wishes if wish.key == key)


def _with_more(problem: MeetingProblem, key: int, remedy: Remedy) -> MeetingProblem:
    """The event with one more of what the remedy names."""
    said, name = remedy.steps[0].text, remedy.steps[0].params.get("name")
    crowd = tuple(
        _strengthened(person, said, remedy.slot) if person.name == name else person for person in problem.participants
    )
    wishes = [_eased(wish, key, said) for wish in problem.wishes]
    eased = replace(problem, participants=crowd, wishes=tuple(wishes))
    if "table" in said:
        more = tuple(replace(slot, tables=eased.tables_in(slot.number) + 1) for slot in problem.slots)
        eased = replace(eased, tables=problem.tables + 1, slots=more)
    if "interpreter" in said:
        pools = tuple(Interpreters(pool.language, tuple(n + 1 for n in pool.there)) for pool in problem.interpreters)
        eased = replace(eased, interpreters=pools)
    return eased


def _strengthened(person: Participant, said: str, slot: int) -> Participant:
    if "be there" in said:
        return replace(person, available=person.available | {slot})
    if "representative" in said:
        return replace(person, seats=person.seats + 1)
    return replace(person, at_most=(person.at_most or 0) + 1)


def _eased(wish: MeetingWish, key: int, said: str) -> MeetingWish:
    if "order" in said:
        return replace(wish, after=frozenset() if wish.key == key else wish.after - {key})
    if wish.key == key and "half" in said:
        return replace(wish, session=Session.ANY)
    if wish.key == key and "another time" in said:
        return replace(wish, fixed_slot=None)
    return wish


def _said(problem: MeetingProblem, slot_of: dict[int, int], key: int) -> list[tuple[int, list[str], str | None]]:
    found = remedies(problem, slot_of)[key]
    return [(remedy.slot, [str(step) for step in remedy.steps], remedy.price and str(remedy.price)) for remedy in found]


def test_the_last_interpreter_is_taken_when_both_are_free() -> None:
    """P1 is busy in slot 1, P2 in slot 2; in slot 3 both are free and the only interpreter sits with others."""
    problem = MeetingProblem(
        people(8, 3),
        (
            MeetingWish(1, 1, 2, 2, interpreter="de"),
            MeetingWish(2, 1, 3, 5, fixed_slot=1),
            MeetingWish(3, 2, 4, 5, fixed_slot=2),
            MeetingWish(4, 5, 6, 4, fixed_slot=3, interpreter="de"),
        ),
        slots(3),
        tables=4,
        interpreters=(Interpreters("de", (1, 1, 1)),),
    )
    held = {2: 1, 3: 2, 4: 3}
    assert [str(cause.reason) for cause in causes_of(standing_of(problem, held), problem.wishes[0])] == [
        "P1 is in other meetings (slots: 1).",
        "P2 is in other meetings (slots: 2).",
        "All interpreters for de are taken when both are free (slots: 3).",
    ]
    assert _said(problem, held, 1) == [
        (
            3,
            ["Give up the meeting of P5 with P6 (slot: 3, priority 4)."],
            "Others would lose 4 points; this meeting is worth 2.",
        ),
        (1, ["P1 would need one more representative."], None),
        (2, ["P2 would need one more representative."], None),
        (3, ["One more interpreter for de would be needed."], None),
    ]


def test_a_meeting_that_could_move_costs_nobody_anything() -> None:
    problem = MeetingProblem(
        (*people(2, 2), Participant(3, frozenset({1}), name="P3")),
        (MeetingWish(1, 1, 2, 3), MeetingWish(2, 1, 3, 5)),
        slots(2),
        tables=2,
    )
    move = "Move the meeting of P1 with P2 (slot: 1) to another time (slot: 2)."
    assert _said(problem, {1: 1}, 2) == [
        (1, [move], "Nobody would lose anything."),
        (1, ["P1 would need one more representative."], None),
        (2, ["P3 would have to be there then."], None),
    ]


def test_where_nothing_alone_is_enough_everything_is_named() -> None:
    problem = MeetingProblem(
        (Participant(1, frozenset(), name="P1"), Participant(2, frozenset(), name="P2")),
        (MeetingWish(1, 1, 2),),
        slots(1),
        tables=1,
    )
    both = ["P1 would have to be there then.", "P2 would have to be there then."]
    assert _said(problem, {}, 1) == [(1, both, None)]


def test_a_large_event_is_priced_by_exchanges_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = MeetingProblem(people(3, 1), (MeetingWish(1, 1, 2, 3), MeetingWish(2, 1, 3, 2)), slots(1), tables=1)
    monkeypatch.setattr(remedies_module, "EXACT_PLACES", 0)
    give_up = ["Give up the meeting of P1 with P2 (slot: 1, priority 3)."]
    at_most = "Others would lose at most 3 points; this meeting is worth 2."
    assert _said(problem, {1: 1}, 2)[0] == (1, give_up, at_most)
    (proven, *_) = remedies(problem, {1: 1}, bound=3)[2]
    assert not proven.is_exact
    same = replace(problem, wishes=(problem.wishes[0], MeetingWish(2, 1, 3, 3)))
    (proven, *_) = remedies(same, {1: 1}, bound=3)[2]
    assert (proven.lost, proven.is_exact) == (3, True)
