"""The parts of the solver of large events: numbers, bound, board, colouring, polishing."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import checker

from fairway.meet.engine.most_value.board import NOWHERE, Board
from fairway.meet.engine.most_value.bound import choose, proven_bound
from fairway.meet.engine.most_value.colour import colour, level
from fairway.meet.engine.most_value.form import form_of
from fairway.meet.engine.most_value.limits import Limits
from fairway.meet.engine.most_value.polish import close_gaps
from fairway.meet.engine.most_value.program import halves_scope, program_of, slots_scope
from fairway.meet.engine.most_value.search import Search, fill
from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.engine.result import Status, breaks_in
from fairway.meet.engine.standing import breaks_of, slots_in
from fairway.meet.engine.timetable import Progress, solve
from fairway.meet.tests.engine_events import best_value, people, rich_problems, slots

EVENTS = settings(max_examples=80, deadline=None)


def unlimited() -> Limits:
    return Limits(1e9, None, lambda: False)


def rows(board: Board) -> list[checker.Row]:
    """The board as the referee reads it, tables given in turn."""
    found: list[checker.Row] = []
    for wish, slot in zip(board.form.problem.wishes, board.slot, strict=True):
        if slot != NOWHERE:
            found.append((wish.key, slot + 1, 1 + sum(other[1] == slot + 1 for other in found)))
    return found


@given(rich_problems(), st.integers(0, 2**16))
@EVENTS
def test_any_prices_give_a_bound_no_timetable_passes(problem: MeetingProblem, seed: int) -> None:
    best = best_value(problem)
    form = form_of(problem)
    dice = np.random.default_rng(seed)
    for scope in (halves_scope(form), slots_scope(form)):
        program = program_of(form, scope)
        prices = dice.random(len(program.most)) * dice.integers(0, 6)
        choice = choose(form, scope, unlimited())
        assert choice is not None
        if best is not None:
            assert proven_bound(program, prices) >= best
            assert not choice.infeasible
            assert choice.bound >= best


@given(rich_problems(most_wishes=12), st.randoms(use_true_random=False))
@EVENTS
def test_exchanges_keep_everybody_in_place_and_can_be_undone(problem: MeetingProblem, dice: random.Random) -> None:
    board = Board(form_of(problem))
    states = []
    for _ in range(30):
        states.append((len(board.journal), list(board.slot), list(board.free), list(board.busy)))
        _any_move(board, dice)
        _check_places(board)
    for mark, slot, free, busy in reversed(states):
        board.undo(mark)
        assert (board.slot, board.free, board.busy) == (slot, free, busy)


def _any_move(board: Board, dice: random.Random) -> None:
    form = board.form
    if not form.value:
        return
    wish = dice.randrange(len(form.value))
    options = [slot for slot in slots_in(form.options[wish]) if slot != board.slot[wish]]
    if not options:
        return
    slot, other = dice.choice(options), dice.choice(options)
    if board.slot[wish] != NOWHERE:
        board.flip(wish, slot)
    elif board.open_to(wish) >> slot & 1:
        board.put(wish, slot)
    elif slot != other and all(board.free[p] & (1 << slot | 1 << other) for p in form.sides[:, wish].tolist()):
        board.insert(wish, slot, other)


def _check_places(board: Board) -> None:
    form = board.form
    for person, by_slot in enumerate(board.at):
        for slot, wishes in enumerate(by_slot):
            assert len(wishes) <= form.seats[person]
            assert (board.busy[person] >> slot & 1) == bool(wishes)
            room = form.there[person] >> slot & 1 and len(wishes) < form.seats[person]
            assert (board.free[person] >> slot & 1) == room
    assert all(form.options[wish] >> slot & 1 for wish, slot in enumerate(board.slot) if slot != NOWHERE)


def test_a_full_bipartite_event_is_coloured_without_a_rest() -> None:
    """Twelve buyers meet twelve suppliers each, in twelve slots: nobody has a slot left (König)."""
    pairs = [(buyer, 13 + (buyer + step) % 12) for buyer in range(1, 13) for step in range(12)]
    dice = random.Random(4)
    dice.shuffle(pairs)
    wishes = tuple(MeetingWish(key, *pair) for key, pair in enumerate(pairs, 1))
    board = Board(form_of(MeetingProblem(people(24, 12), wishes, slots(12), 12)))
    colour(board, dict.fromkeys(range(144), (1 << 12) - 1))
    level(board)
    assert NOWHERE not in board.slot
    assert {len(inside) for inside in board.inside} == {12}
    assert checker.violations(checker.event_from_problem(board.form.problem), rows(board)) == []


def test_levelling_brings_meetings_to_where_tables_and_interpreters_are() -> None:
    wishes = tuple(MeetingWish(key, key, key + 4, key, interpreter="de" if key > 2 else "") for key in range(1, 5))
    event = MeetingProblem(
        people(8, 2),
        wishes,
        (Slot(1, Session.MORNING, tables=1), Slot(2, Session.MORNING)),
        tables=3,
        interpreters=(Interpreters("de", (1, 1)),),
    )
    board = Board(form_of(event))
    for wish in range(4):
        board.put(wish, 0)
    level(board)
    assert NOWHERE not in board.slot
    assert checker.violations(checker.event_from_problem(event), rows(board)) == []
    one = replace(event, tables=1, interpreters=(Interpreters("de", (1, 0)),))
    board = Board(form_of(one))
    for wish in range(4):
        board.put(wish, 0)
    level(board)
    assert checker.violations(checker.event_from_problem(one), rows(board)) == []
    assert board.slot[3] == 0, "the most valuable that cannot move stays"


@given(rich_problems(most_wishes=12))
@EVENTS
def test_polishing_keeps_the_meetings_and_never_adds_a_break(problem: MeetingProblem) -> None:
    board = Board(form_of(problem))
    fill(board)
    held = [slot != NOWHERE for slot in board.slot]
    before = _breaks(board)
    close_gaps(board, lambda: False)
    assert [slot != NOWHERE for slot in board.slot] == held
    assert checker.violations(_free(problem), rows(board)) == []
    assert _worth(_breaks(board)) <= _worth(before)


def test_two_exchanges_close_a_gap_that_neither_closes_alone() -> None:
    """Of four meetings with three breaks between two can go behind the last one: only both together help."""
    where = ({0}, {2, 8}, {4, 9}, {6})
    wishes = tuple(MeetingWish(key, 1, key + 1) for key in range(1, 5))
    guests = tuple(Participant(key + 1, frozenset(slot + 1 for slot in where[key - 1])) for key in range(1, 5))
    host = Participant(1, frozenset(range(1, 11)))
    hours = tuple(Slot(number, Session.MORNING) for number in range(1, 11))
    board = Board(form_of(MeetingProblem((host, *guests), wishes, hours, tables=2)))
    for wish, slot in enumerate((0, 2, 4, 6)):
        board.put(wish, slot)
    close_gaps(board, lambda: False)
    assert board.slot == [0, 8, 9, 6]


def _free(problem: MeetingProblem) -> checker.Event:
    """The event without any meeting that must be held."""
    wishes = tuple(replace(wish, must_hold=False) for wish in problem.wishes)
    return checker.event_from_problem(replace(problem, wishes=wishes, must_hold_all=False))


def _breaks(board: Board) -> list[int]:
    return list(checker.breaks_each(checker.event_from_problem(board.form.problem), rows(board)).values())


def _worth(breaks: list[int]) -> int:
    return sum(count + 5 * max(0, count - 2) for count in breaks)


@given(st.sets(st.integers(0, 70)))
def test_breaks_counted_by_bits_are_breaks(taken: set[int]) -> None:
    assert breaks_of(sum(1 << slot for slot in taken)) == breaks_in(taken)


def crowd(seed: int, *, irregular: bool, tables: int) -> MeetingProblem:
    """Sixty guests ask for ten hosts with one to three seats, over four half-days; two languages, limits and hopes."""
    dice = random.Random(seed)
    timeline = tuple(
        Slot(n, Session.MORNING if (n - 1) // 4 % 2 == 0 else Session.AFTERNOON, 1 + n // 9) for n in range(1, 17)
    )
    halves = [frozenset(range(first, first + 4)) for first in (1, 5, 9, 13)]

    def there() -> frozenset[int]:
        mine = frozenset().union(*dice.sample(halves, dice.choice([1, 2, 4, 4])))
        return frozenset(dice.sample(sorted(mine), len(mine) * 3 // 4)) if irregular else mine

    hosts = [Participant(key, there(), dice.randint(1, 3), name=f"H{key}", at_least=2) for key in range(1, 11)]
    guests = [Participant(key, there(), 1, dice.choice([None, None, 3]), f"G{key}", 1) for key in range(11, 71)]
    pairs = {(dice.randint(11, 70), dice.randint(1, 10)) for _ in range(420)}
    wishes = tuple(
        MeetingWish(key, *pair, dice.randint(1, 5), interpreter=dice.choice(["", "", "de", "ja"]))
        for key, pair in enumerate(sorted(pairs), 1)
    )
    interpreters = (Interpreters("de", (2,) * 16), Interpreters("ja", (3, 1) * 8))
    return MeetingProblem((*hosts, *guests), wishes, timeline, tables, interpreters=interpreters, price_of_shortfall=3)


@pytest.mark.parametrize("irregular", [False, True])
@pytest.mark.parametrize("tables", [6, 40])
def test_events_of_a_usual_size_are_solved_to_the_end(tables: int, *, irregular: bool) -> None:
    problem = crowd(tables, irregular=irregular, tables=tables)
    heard: list[Progress] = []
    timetable = solve(problem, seed=1, effort=60, on_progress=heard.append)
    event = checker.event_from_problem(problem)
    assert checker.violations(event, checker.rows_of(timetable)) == []
    assert timetable.value == checker.value(event, checker.rows_of(timetable))
    assert (timetable.status, timetable.value) == (Status.OPTIMAL, timetable.bound)
    assert [step.value for step in heard] == sorted(step.value for step in heard)
    assert [step.bound for step in heard] == sorted((step.bound for step in heard), reverse=True)
    assert timetable == solve(problem, seed=1, effort=60)


def test_the_clock_ends_the_search_with_something_valid() -> None:
    problem = crowd(7, irregular=True, tables=12)
    timetable = solve(problem, seed=1, effort=1e9, seconds=0.01)
    assert checker.violations(checker.event_from_problem(problem), checker.rows_of(timetable)) == []
    assert timetable.value <= timetable.bound


def test_it_ends_when_the_gap_is_small_enough() -> None:
    problem = crowd(7, irregular=True, tables=12)
    heard: list[Progress] = []
    timetable = solve(problem, seed=1, effort=60, gap=0.05, on_progress=heard.append)
    assert timetable.bound > timetable.value >= timetable.bound * 0.95
    assert all(step.value < step.bound * 0.95 for step in heard if step.value < timetable.value)


def test_priorities_of_any_scale_are_solved() -> None:
    problem = crowd(5, irregular=True, tables=40)
    tens = replace(
        problem,
        wishes=tuple(replace(wish, priority=1000 * wish.priority) for wish in problem.wishes),
        price_of_shortfall=3000,
    )
    assert solve(tens, seed=1, effort=60).value == 1000 * solve(problem, seed=1, effort=60).value


def test_meetings_that_must_come_one_after_another_move_too() -> None:
    problem = crowd(3, irregular=False, tables=12)
    chained = tuple(
        replace(wish, after=frozenset({wish.key - 1})) if wish.key % 20 == 0 else wish for wish in problem.wishes
    )
    search = Search(form_of(replace(problem, wishes=chained)), 1, Limits(6, None, lambda: False), lambda *_: None)
    search.run()
    event = checker.event_from_problem(search.form.problem)
    assert checker.violations(event, rows(search.board)) == []
    assert search.board.value >= search.bound * 0.99


_TRIANGLE = tuple(MeetingWish(key, *pair) for key, pair in enumerate([(1, 2), (2, 3), (3, 1)], 1))


@pytest.mark.parametrize(
    "bare",
    [
        MeetingProblem(
            tuple(replace(person, at_least=2) for person in people(3, 1)), _TRIANGLE, slots(1), 2, price_of_shortfall=1
        ),
        MeetingProblem((), (), (), 0, price_of_shortfall=5),
        MeetingProblem(people(3, 2), (), slots(2), 4),
        MeetingProblem(people(3, 2), (MeetingWish(1, 1, 2),), slots(2), 0),
        MeetingProblem(
            tuple(Participant(k, frozenset(), at_least=1) for k in (1, 2)), (MeetingWish(1, 1, 2),), slots(3), 1
        ),
        MeetingProblem(
            people(4, 2), (MeetingWish(1, 1, 2, fixed_slot=1), MeetingWish(2, 1, 3, fixed_slot=1)), slots(2), 1
        ),
        MeetingProblem(people(2, 1), (MeetingWish(1, 1, 2, must_hold=True),), slots(1), 1, price_of_shortfall=2),
    ],
)
def test_bare_events_are_solved_too(bare: MeetingProblem) -> None:
    timetable = solve(bare, seed=1, effort=5)
    assert timetable.status is Status.OPTIMAL
    assert timetable.value == timetable.bound == best_value(bare)


def test_what_must_be_held_and_cannot_is_proven_impossible() -> None:
    wishes = (MeetingWish(1, 1, 2, must_hold=True), MeetingWish(2, 1, 3, must_hold=True), MeetingWish(3, 2, 3))
    timetable = solve(MeetingProblem(people(3, 1), wishes, slots(1), 3), seed=1, effort=5)
    assert (timetable.status, timetable.meetings) == (Status.INFEASIBLE, ())
