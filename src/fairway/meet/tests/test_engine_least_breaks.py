"""The fewest breaks, against trying every timetable, and each part by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import checker

from fairway.lib.errors import Invalid
from fairway.meet.engine.least_breaks.chains import Chains
from fairway.meet.engine.least_breaks.form import Form, breaks_of, form_of, is_fair, members, taken_by
from fairway.meet.engine.least_breaks.profile import least_breaks
from fairway.meet.engine.least_breaks.proof import Prover
from fairway.meet.engine.least_breaks.solve import Fewest, fewest_breaks, violations
from fairway.meet.engine.problem import MeetingProblem, MeetingWish
from fairway.meet.engine.result import Status
from fairway.meet.tests.engine_events import all_timetables, people, problems, slots

EVENTS = settings(max_examples=60, deadline=None)


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
@EVENTS
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
    assert sum(1 << slot for slot in members(taken)) == taken


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


def test_a_proof_alone_finds_the_fewest() -> None:
    numbers = form(crowd_of([(1, 2), (1, 2), (3, 4), (3, 4), (5, 6), (5, 6)], 3, 2))
    found = Prover(numbers, 1, None, 0).run(10.0, 1)
    assert found.slots is not None
    assert (sum(map(breaks_of, taken_by(numbers, found.slots))), found.bound) == (2, 2)
    assert Prover(numbers, 0, found.slots, 2).run(10.0, 1).slots is None
    stopped = Prover(numbers, 1, None, 0)
    stopped.stop()
    assert stopped.run(10.0, 1).bound in (0, 2)


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
