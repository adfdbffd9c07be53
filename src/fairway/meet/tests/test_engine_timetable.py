from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import checker

from fairway.meet.engine import model
from fairway.meet.engine.greedy import first_timetable
from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, Session
from fairway.meet.engine.result import Status, breaks_in
from fairway.meet.engine.seat import seat
from fairway.meet.engine.standing import standing_of
from fairway.meet.engine.timetable import Timetable, solve
from fairway.meet.engine.verify import violations as own_violations
from fairway.meet.tests.engine_events import best_value, people, problems, rich_problems, slots

if TYPE_CHECKING:
    from fairway.meet.engine.timetable import Progress

EVENTS = settings(max_examples=60, deadline=None)


def _solve(problem: MeetingProblem, seed: int = 1, effort: float = 2.0) -> Timetable:
    return solve(problem, seed=seed, effort=effort)


def _faults(problem: MeetingProblem, timetable: Timetable) -> list[str]:
    return checker.violations(checker.event_from_problem(problem), checker.rows_of(timetable))


@given(problems() | rich_problems())
@settings(max_examples=150, deadline=None)
def test_no_rule_is_broken_and_no_value_missed(problem: MeetingProblem) -> None:
    timetable = _solve(problem)
    best = best_value(problem)
    if best is None:
        assert (timetable.status, timetable.meetings) == (Status.INFEASIBLE, ())
    else:
        assert _faults(problem, timetable) == []
        assert own_violations(problem, timetable) == ()
        assert timetable.value == timetable.bound == best
        assert timetable.status is (Status.FEASIBLE if problem.must_hold_all else Status.OPTIMAL)
        rows = checker.rows_of(timetable)
        assert timetable.breaks == checker.breaks(checker.event_from_problem(problem), rows)
        assert len(rows) + len(timetable.unmet) == len(problem.wishes)


@given(problems(must_hold_all=False))
@EVENTS
def test_a_table_more_never_lowers_the_value(problem: MeetingProblem) -> None:
    assert _solve(replace(problem, tables=problem.tables + 1)).value >= _solve(problem).value


@given(problems(most_wishes=12), st.randoms(use_true_random=False), st.integers(0, 3))
@EVENTS
def test_the_order_of_the_lists_changes_nothing(problem: MeetingProblem, random: object, seed: int) -> None:
    crowd, wishes = list(problem.participants), list(problem.wishes)
    random.shuffle(crowd)  # type: ignore[attr-defined]
    random.shuffle(wishes)  # type: ignore[attr-defined]
    shuffled = replace(problem, participants=tuple(crowd), wishes=tuple(wishes))
    assert _solve(shuffled, seed, 1.0) == _solve(problem, seed, 1.0)


@given(rich_problems(most_wishes=12))
@EVENTS
def test_chains_break_no_rule(problem: MeetingProblem) -> None:
    slot_of = first_timetable(problem)
    tables = seat(problem, slot_of)
    willing = tuple(replace(wish, must_hold=False) for wish in problem.wishes)
    event = checker.event_from_problem(replace(problem, must_hold_all=False, wishes=willing))
    assert checker.violations(event, [(key, slot, tables[key]) for key, slot in slot_of.items()]) == []


def _round_robin(size: int, rounds: int, *, tables: int = 9) -> MeetingProblem:
    pairs = combinations(range(1, size + 1), 2)
    wishes = tuple(MeetingWish(key, one, two) for key, (one, two) in enumerate(pairs, 1))
    return MeetingProblem(people(size, rounds), wishes, slots(rounds), tables, must_hold_all=True)


def test_everybody_meets_everybody_in_the_fewest_rounds() -> None:
    """Eight can all meet in seven rounds (a round-robin tournament), seven need seven, not six."""
    timetable = _solve(_round_robin(8, 7), effort=10)
    assert (timetable.status, len(timetable.meetings), timetable.breaks) == (Status.FEASIBLE, 28, 0)
    assert _faults(_round_robin(8, 7), timetable) == []
    impossible = _solve(_round_robin(7, 6), effort=10)
    assert (impossible.status, impossible.meetings, impossible.unmet) == (Status.INFEASIBLE, (), ())


def test_no_effort_is_an_unknown_not_a_guess() -> None:
    timetable = _solve(_round_robin(7, 6), effort=0)
    assert (timetable.status, timetable.meetings, timetable.bound) == (Status.UNKNOWN, (), 21)
    free = _solve(replace(_round_robin(7, 6), must_hold_all=False), effort=0)
    assert (free.status, free.bound) == (Status.FEASIBLE, 21)
    assert 15 <= free.value <= 18


def test_the_whole_program_closes_the_gap_that_counting_leaves() -> None:
    """Seven people, six rounds: counting allows 21 meetings, but only three pairs fit in a round: 18."""
    problem = replace(_round_robin(7, 6), must_hold_all=False)
    heard: list[Progress] = []
    timetable = solve(problem, seed=3, effort=10, on_progress=heard.append)
    assert (timetable.status, timetable.value, timetable.bound) == (Status.OPTIMAL, 18, 18)
    assert [step.value for step in heard] == sorted(step.value for step in heard)
    assert heard[-1].bound == 18
    assert heard[0].bound == 21


def test_cp_sat_alone_places_what_the_chains_would() -> None:
    crowd = (*people(3, 4), Participant(4, frozenset({1, 2, 3, 4}), seats=2, at_most=2))
    wishes = (
        MeetingWish(1, 1, 4, 2),
        MeetingWish(2, 2, 4, 1, after=frozenset({1})),
        MeetingWish(3, 3, 4, 2, Session.AFTERNOON),
        MeetingWish(4, 1, 2, 1, fixed_slot=1),
    )
    problem = MeetingProblem(crowd, wishes, slots(2, 2), tables=1)
    heard: list[tuple[int, int]] = []
    hooks = model.Hooks(lambda value, bound: heard.append((value, bound)), lambda: False)
    answer = model.best_placement(standing_of(problem, {}), model.Limits(1, 5.0, 6), hooks)
    assert answer.slot_of is not None
    assert sum(problem.wishes[key - 1].priority for key in answer.slot_of) == answer.bound == 5
    assert answer.slot_of.keys() == {1, 3, 4}
    assert heard[-1][0] == 5


def test_stopping_gives_the_best_so_far() -> None:
    problem = replace(_round_robin(9, 6), must_hold_all=False)
    at_once = solve(problem, seed=1, effort=50, should_stop=lambda: True)
    assert at_once.status is Status.FEASIBLE
    assert _faults(problem, at_once) == []
    asked = iter([False, False, False])
    later = solve(problem, seed=1, effort=2, should_stop=lambda: next(asked, True))
    assert _faults(problem, later) == []
    assert later.value >= at_once.value


def test_the_same_seed_gives_the_same_timetable() -> None:
    wishes = tuple(
        MeetingWish(key, 1 + key % 7, 8 + key * 5 % 23, 1 + key % 3, Session(1 + key % 3)) for key in range(1, 101)
    )
    crowd = tuple(
        Participant(key, frozenset(slot for slot in range(1, 13) if (key * slot) % 5), 1 + key % 2)
        for key in range(1, 31)
    )
    problem = MeetingProblem(crowd, wishes, slots(6, 6), tables=6)
    timetable = _solve(problem, 7)
    assert timetable == _solve(problem, 7)
    assert _faults(problem, timetable) == []
    assert timetable.value <= timetable.bound


def test_orders_that_chase_their_tail_are_proven_impossible() -> None:
    wishes = (MeetingWish(1, 1, 2, after=frozenset({2})), MeetingWish(2, 3, 4, after=frozenset({1})))
    problem = MeetingProblem(people(4, 3), wishes, slots(3), 2, must_hold_all=True)
    assert _solve(problem).status is Status.INFEASIBLE
    assert _solve(replace(problem, must_hold_all=False)).value == 1


def test_gaps_are_closed_where_a_slot_is_free() -> None:
    """One meeting is fixed in slot 1, one in slot 3: the third goes between them."""
    wishes = (MeetingWish(1, 1, 2, fixed_slot=1), MeetingWish(2, 1, 3, fixed_slot=3), MeetingWish(3, 1, 4))
    problem = MeetingProblem(people(4, 5), wishes, slots(5), tables=2)
    timetable = _solve(problem)
    assert timetable.breaks == 0
    assert {meeting.wish: meeting.slot for meeting in timetable.meetings}[3] == 2


@pytest.mark.parametrize(("taken", "expected"), [((), 0), ((4,), 0), ((1, 2, 5, 5, 7), 2), ((3, 1), 1)])
def test_breaks_are_idle_stretches(taken: tuple[int, ...], expected: int) -> None:
    assert breaks_in(taken) == expected


def test_an_event_without_anything() -> None:
    timetable = _solve(MeetingProblem((), (), (), 0))
    assert timetable == Timetable(Status.OPTIMAL, (), (), 0, 0, 0)
