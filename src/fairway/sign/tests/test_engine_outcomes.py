"""What is passed on of a promise: nothing adverse before its time, nothing in a dispute, nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.sign.engine.outcomes import Move, Noticed, Outcome, Progress, Today, next_moves

DAY = date(2026, 3, 2)
PERIOD = timedelta(days=14)
SERVED = Noticed(7, Outcome.BROKEN, Progress.SERVED, DAY + PERIOD, is_passed=False)
PASSED = replace(SERVED, progress=Progress.PASSED_ON, is_passed=True)
BROKEN = Today(DAY, 7, Outcome.BROKEN)
AFTER = replace(BROKEN, on=DAY + PERIOD + timedelta(days=1))


@pytest.mark.parametrize(
    ("noticed", "now", "moves"),
    [
        (None, Today(DAY), ()),
        (None, Today(DAY, 7, Outcome.KEPT), (Move.SERVE, Move.TELL)),
        (None, BROKEN, (Move.SERVE,)),
        (None, Today(DAY, 7, Outcome.LATE), (Move.SERVE,)),
        (None, replace(BROKEN, outcome=None, is_disputed=True), ()),
        (SERVED, replace(AFTER, on=DAY + PERIOD), ()),
        (SERVED, AFTER, (Move.TELL,)),
        (SERVED, replace(AFTER, outcome=None, is_disputed=True), (Move.HOLD,)),
        (PASSED, replace(AFTER, outcome=None, is_disputed=True), (Move.HOLD,)),
        (replace(PASSED, progress=Progress.HELD), AFTER, (Move.LIFT,)),
        (replace(SERVED, progress=Progress.HELD), AFTER, (Move.LIFT, Move.TELL)),
        (PASSED, Today(DAY), (Move.WITHDRAW,)),
        (PASSED, Today(DAY, 9, Outcome.KEPT), (Move.WITHDRAW, Move.SERVE, Move.TELL)),
    ],
)
def test_moves_by_hand(noticed: Noticed | None, now: Today, moves: tuple[Move, ...]) -> None:
    assert next_moves(noticed, now) == moves


def _made(noticed: Noticed | None, move: Move, now: Today) -> Noticed | None:
    if move is Move.SERVE:
        assert now.outcome is not None
        until = now.on + PERIOD if now.outcome.is_adverse else now.on
        return Noticed(now.decision or 0, now.outcome, Progress.SERVED, until, is_passed=False)
    assert noticed is not None
    if move is Move.TELL:
        return replace(noticed, progress=Progress.PASSED_ON, is_passed=True)
    if move is Move.HOLD:
        return replace(noticed, progress=Progress.HELD)
    if move is Move.LIFT:
        return replace(noticed, progress=Progress.PASSED_ON if noticed.is_passed else Progress.SERVED)
    return None


@given(
    st.lists(
        st.tuples(st.integers(0, 20), st.integers(0, 3), st.sampled_from([None, *Outcome]), st.booleans()), max_size=20
    )
)
def test_nothing_adverse_is_told_early_nothing_in_a_dispute_and_a_second_run_does_nothing(
    history: list[tuple[int, int, Outcome | None, bool]],
) -> None:
    on, noticed = DAY, None
    for wait, decision, outcome, is_disputed in history:
        on += timedelta(days=wait)
        held = outcome if decision and not is_disputed else None
        now = Today(on, decision if outcome and decision else None, held, is_disputed)
        for move in next_moves(noticed, now):
            if move is Move.TELL:
                assert noticed is not None
                assert not is_disputed
                assert not noticed.outcome.is_adverse or on > noticed.objection_until
            noticed = _made(noticed, move, now)
        assert next_moves(noticed, now) == ()
        if noticed is not None:
            assert (noticed.progress is Progress.HELD) is is_disputed
            assert is_disputed or (noticed.decision, noticed.outcome) == (now.decision, now.outcome)
