"""The fewest breaks, against trying every timetable, and each part by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import checker

from fairway.lib.errors import Invalid
from fairway.meet.engine.least_breaks.chains import Chains
from fairway.meet.engine.least_breaks.form import Form, form_of, is_fair, taken_by
from fairway.meet.engine.least_breaks.formula import Formula
from fairway.meet.engine.least_breaks.profile import least_breaks
from fairway.meet.engine.least_breaks.proof import Word, at_all, by_cores, by_decisions
from fairway.meet.engine.least_breaks.solve import Fewest, fewest_breaks, violations
from fairway.meet.engine.problem import MeetingProblem, MeetingWish
from fairway.meet.engine.result import Status
from fairway.meet.engine.standing import bits_of, breaks_of, slots_in
from fairway.meet.tests.engine_events import all_timetables, people, problems, slots

EVENTS = settings(max_examples=60, deadline=None)
RACES = settings(max_examples=12, deadline=None)
"""Each race starts processes."""


@st.composite
def plain(draw: st.DrawFn) -> MeetingProblem:
    """Events in which everybody has one seat and every meeting is to be held."""
    found = draw(problems(must_hold_all=True))
    crowd = tuple(replace(person, seats=1, at_most=None) for person in found.participants)
    return replace(found, participants=crowd, tables=found.tables + 1)


def form(problem: MeetingProblem) -> Form:
    found = form_of(problem)
    assert found is not None
    return found


def fewest(problem: MeetingProblem, fairness: int | None) -> int | None:
    """The fewest breaks of any fair timetable, by trying them all."""
    event = checker.event_from_problem(problem)
    found = []
    for rows in all_timetables(problem):
        each = checker.breaks_each(event, rows)
        if fairness is None or max(each.values()) - min(each.values()) <= fairness:
            found.append(sum(each.values()))
    return min(found, default=None)


@given(plain(), st.sampled_from([None, 0, 1]))
@RACES
def test_no_timetable_has_fewer_breaks(problem: MeetingProblem, fairness: int | None) -> None:
    found, best = fewest_breaks(problem, fairness=fairness, seconds=20), fewest(problem, fairness)
    if best is None:
        assert (found.status, found.slot_of, found.breaks, found.bound) == (Status.INFEASIBLE, {}, None, None)
        return
    assert (found.status, found.breaks, found.bound) == (Status.OPTIMAL, best, best)
    assert violations(problem, found, fairness) == ()


@given(plain())
@EVENTS
def test_the_bound_is_never_above_the_fewest(problem: MeetingProblem) -> None:
    bound, best = least_breaks(form(problem), seconds=10), fewest(problem, None)
    assert best is None or (bound is not None and bound <= best)


def crowd_of(pairs: list[tuple[int, int]], timeline: int, tables: int) -> MeetingProblem:
    wishes = tuple(MeetingWish(key, *pair) for key, pair in enumerate(pairs, 1))
    most = max(max(pair) for pair in pairs)
    return MeetingProblem(people(most, timeline), wishes, slots(timeline), tables, must_hold_all=True)


def test_the_bound_counts_seats_by_hand() -> None:
    """Three pairs meet twice in three slots.

    At one table six meetings do not fit. At two, each slot is missed by one pair, and the pair that misses the second
    slot has a break on either side. At three tables nobody waits.
    """
    twice = [(1, 2), (1, 2), (3, 4), (3, 4), (5, 6), (5, 6)]
    assert least_breaks(form(crowd_of(twice, 3, 1)), 5) is None
    assert least_breaks(form(crowd_of(twice, 3, 2)), 5) == 2
    assert least_breaks(form(crowd_of(twice, 3, 3)), 5) == 0
    assert fewest(crowd_of(twice, 3, 2), None) == 2


@given(st.integers(0, 1 << 12))
def test_breaks_of_a_set_are_its_runs_less_one(taken: int) -> None:
    runs = [run for run in f"{taken:b}".split("0") if run]
    assert breaks_of(taken) == max(0, len(runs) - 1)
    assert bits_of(slots_in(taken)) == taken


@given(plain(), st.integers(0, 5))
@EVENTS
def test_chains_keep_every_rule(problem: MeetingProblem, seed: int) -> None:
    start = next(iter(all_timetables(problem)), None)
    if start is None:
        return
    numbers = form(problem)
    chains = Chains(numbers, numbers.slots_of({key: slot for key, slot, _table in start}), None, seed)
    found = chains.search(0, 3_000, lambda: False)
    assert found is not None
    breaks = sum(map(breaks_of, taken_by(numbers, found)))
    assert breaks <= checker.breaks(checker.event_from_problem(problem), start)
    answer = Fewest(Status.FEASIBLE, numbers.slot_of(found), breaks, 0, 0.0)
    assert violations(problem, answer, None) == ()
    assert chains.total == sum(map(breaks_of, taken_by(numbers, chains.slots)))
    assert chains.load == [chains.slots.count(slot) for slot in range(numbers.slots)]


@given(plain(), st.sampled_from([None, 0, 1, 2]), st.booleans())
@EVENTS
def test_every_proof_by_itself_finds_the_fewest(problem: MeetingProblem, fairness: int | None, by_seats: bool) -> None:
    numbers, best = form(problem), fewest(problem, fairness)
    formula = Formula(numbers, fairness, by_seats=by_seats)
    anyhow, decided = at_all(formula), list(by_decisions(formula, 0))
    cored = list(by_cores(formula))
    if best is None:
        assert [word.bound for word in (anyhow, decided[-1], cored[-1])] == [None, None, None]
        return
    assert [word.bound for word in decided[:-1]] == list(range(1, best + 1))
    assert [word.bound for word in cored[:-1]] == list(range(1, best + 1))
    for word in (anyhow, decided[-1], cored[-1]):
        assert word.slots is not None
        breaks = [breaks_of(taken) for taken in taken_by(numbers, word.slots)]
        assert is_fair(breaks, fairness)
        answer = Fewest(Status.FEASIBLE, numbers.slot_of(word.slots), sum(breaks), 0, 0.0)
        assert violations(problem, answer, fairness) == ()
        assert sum(breaks) == best or word is anyhow


def test_where_all_wait_fairness_counts_from_what_all_have() -> None:
    """Two pairs meet twice in three slots at one table in the second slot only for one of them; by hand.

    Each pair meets in slots 1 and 3 or next to each other; with the second slot closed to all, everybody has one break.
    """
    problem = crowd_of([(1, 2), (1, 2), (3, 4), (3, 4)], 3, 2)
    closed = tuple(replace(person, available=frozenset({1, 3})) for person in problem.participants)
    found = list(by_decisions(Formula(form(replace(problem, participants=closed)), 0, by_seats=True), 0))
    assert [word.bound for word in found] == [1, 2, 3, 4, 4]
    one = tuple(replace(p, available=frozenset({1, 3})) if p.key < 3 else p for p in problem.participants)
    uneven = form(replace(problem, participants=one))
    assert list(by_cores(Formula(uneven, 1, by_seats=True)))[-1].bound == 2
    assert list(by_cores(Formula(uneven, 0, by_seats=True)))[-1].bound == 4


def test_a_meeting_without_a_slot_cannot_be_held() -> None:
    problem = crowd_of([(1, 2)], 2, 1)
    away = tuple(replace(person, available=frozenset({person.key})) for person in problem.participants)
    assert at_all(Formula(form(replace(problem, participants=away)), None, by_seats=False)) == Word(None)


def test_what_may_go_unmet_or_has_several_seats_is_another_problem() -> None:
    problem = crowd_of([(1, 2)], 2, 1)
    for other in (
        replace(problem, must_hold_all=False),
        replace(problem, participants=tuple(replace(p, seats=2) for p in problem.participants)),
    ):
        with pytest.raises(Invalid, match="one seat"):
            fewest_breaks(other, fairness=None, seconds=1)


def test_a_wrong_answer_is_named() -> None:
    problem = crowd_of([(1, 2), (1, 3)], 3, 1)
    lie = Fewest(Status.OPTIMAL, {1: 1, 2: 3}, 0, 0, 0.0)
    told = [str(reason) for reason in violations(problem, lie, 0)]
    assert any("1 breaks" in line for line in told)
    assert any("another 0" in line for line in told)
    assert not is_fair([1, 0], 0)


def test_a_search_that_is_stopped_tells_what_it_has() -> None:
    problem = crowd_of([(1, 2), (1, 2), (3, 4), (3, 4), (5, 6), (5, 6)], 3, 2)
    found = fewest_breaks(problem, fairness=None, seconds=5, should_stop=lambda: True)
    assert found.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert violations(problem, found, None) == ()
