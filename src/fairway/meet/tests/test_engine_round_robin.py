"""Everybody of one side meets everybody of the other, with not a seat to spare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import checker

from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.engine.timetable import solve


def _round_robin(one: int, other: int) -> MeetingProblem:
    """As many rounds as the larger side has people, as many tables as the smaller."""
    rounds = max(one, other)
    everywhen = frozenset(range(1, rounds + 1))
    pairs = [(a, one + b) for a in range(1, one + 1) for b in range(1, other + 1)]
    return MeetingProblem(
        tuple(Participant(key, everywhen) for key in range(1, one + other + 1)),
        tuple(MeetingWish(number, *pair) for number, pair in enumerate(pairs, start=1)),
        tuple(Slot(number, Session.MORNING) for number in range(1, rounds + 1)),
        min(one, other),
        must_hold_all=True,
    )


def _check(one: int, other: int) -> None:
    problem = _round_robin(one, other)
    rows = checker.rows_of(solve(problem, seed=1, effort=20))
    assert checker.violations(checker.event_from_problem(problem), rows) == []
    assert sorted(number for number, _, _ in rows) == list(range(1, one * other + 1))


@given(st.integers(1, 7), st.integers(1, 7))
def test_every_pair_meets_once(one: int, other: int) -> None:
    _check(one, other)


@pytest.mark.parametrize(("one", "other"), [(10, 10), (16, 19), (21, 21)])
def test_evenings_of_a_real_size(one: int, other: int) -> None:
    _check(one, other)
