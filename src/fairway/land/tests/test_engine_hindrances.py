"""The escalation clock by hand, and that it never counts twice."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fairway.land.engine.hindrances import ANSWER_DAYS, HIGHEST, Escalation, escalations, mandate_chain

D = date(2026, 3, 2)


def _day(number: int) -> date:
    return D + timedelta(days=number)


def test_by_hand() -> None:
    """Due on 2 March: on the 3rd the zone's desk has it until the 8th, on the 9th the city's until the 14th."""
    assert escalations(D, 0, 3, D) == ()
    first, second = Escalation(1, _day(1), _day(6)), Escalation(2, _day(7), _day(12))
    assert escalations(D, 0, 3, _day(1)) == (first,)
    assert escalations(D, 0, 3, _day(7)) == (first, second)
    assert escalations(D, 0, 1, _day(99)) == (first,)
    assert mandate_chain(1, {1: [2, 9], 2: [1, 3], 3: [1, 2]}) == (2, 3)
    assert mandate_chain(1, {}) == ()


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, 60))
def test_every_day_or_once_is_the_same(level: int, top: int, days: int) -> None:
    once = escalations(D, level, top, _day(days))
    daily: list[Escalation] = []
    stand, next_on = level, D
    for number in range(days + 1):
        found = escalations(next_on, stand, top, _day(number))
        daily += found
        if found:
            stand, next_on = found[-1].level, found[-1].next_on
        assert escalations(next_on, stand, top, _day(number)) == ()
    assert tuple(daily) == once
    assert all(each.level <= top and (each.next_on - each.on).days == ANSWER_DAYS for each in once)


@given(st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=3)), st.integers(0, 9))
def test_chains_end_and_name_nobody_twice(superiors: dict[int, list[int]], owner: int) -> None:
    chain = mandate_chain(owner, superiors)
    assert len({owner, *chain}) == len(chain) + 1 <= HIGHEST + 1
