"""Promises of both sides: states by hand, properties by chance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.lib.errors import Invalid
from fairway.sign.engine.promises import (
    COUNTED,
    Event,
    Promise,
    Side,
    State,
    Step,
    check,
    delays,
    fulfilment,
    standings,
)

START = date(2026, 1, 1)
LAND = Promise(1, debtor=10, creditor=20, side=Side.GOVERNMENT, due_on=date(2026, 3, 1))
BUILD = Promise(2, debtor=20, creditor=10, side=Side.ENTERPRISE, due_on=date(2026, 6, 1), blocked_by=frozenset({1}))
POWER = Promise(3, debtor=11, creditor=20, side=Side.GOVERNMENT, after=2, days_after=30)


def _day(number: int) -> date:
    return START + timedelta(days=number)


def _event(promise: int, step: Step, day: date, number: int = 1, learned: date | None = None) -> Event:
    return Event(promise, step, day, learned or day, number)


@pytest.mark.parametrize(
    ("events", "as_of", "state", "late"),
    [
        ([], date(2026, 2, 28), State.NOT_YET_DUE, None),
        ([], date(2026, 3, 1), State.DUE, None),
        ([], date(2026, 3, 11), State.DUE, 10),
        ([_event(1, Step.KEPT, date(2026, 3, 1))], date(2026, 4, 1), State.KEPT, None),
        ([_event(1, Step.KEPT, date(2026, 3, 8))], date(2026, 4, 1), State.KEPT_LATE, 7),
        ([_event(1, Step.KEPT, date(2026, 3, 8), learned=date(2026, 4, 2))], date(2026, 4, 1), State.DUE, 31),
        ([_event(1, Step.BROKEN, date(2026, 3, 20))], date(2026, 3, 31), State.BROKEN, 30),
        ([_event(1, Step.WAIVED, date(2026, 2, 1))], date(2026, 4, 1), State.WAIVED, None),
        ([_event(1, Step.VOIDED, date(2026, 2, 1))], date(2026, 4, 1), State.VOID, None),
        (
            [_event(1, Step.BROKEN, date(2026, 3, 20)), _event(1, Step.DISPUTED, date(2026, 3, 25))],
            date(2026, 4, 1),
            State.DISPUTED,
            None,
        ),
        (
            [
                _event(1, Step.BROKEN, date(2026, 3, 20)),
                _event(1, Step.DISPUTED, date(2026, 3, 25)),
                _event(1, Step.WITHDRAWN, date(2026, 4, 1), 2),
                _event(1, Step.SETTLED, date(2026, 4, 1), 3),
            ],
            date(2026, 4, 1),
            State.DUE,
            31,
        ),
    ],
)
def test_where_a_promise_stands_by_hand(events: list[Event], as_of: date, state: State, late: int | None) -> None:
    found = standings([LAND], events, as_of)[1]
    assert (found.state, found.days_late) == (state, late)


def test_a_promise_due_after_another_waits_for_it() -> None:
    all_three = [POWER, BUILD, LAND]
    assert standings(all_three, [], date(2027, 1, 1))[3].state is State.NOT_YET_DUE
    built = _event(2, Step.KEPT, date(2026, 6, 10))
    assert standings(all_three, [built], date(2026, 7, 9))[3].state is State.NOT_YET_DUE
    assert standings(all_three, [built], date(2026, 7, 10))[3].state is State.DUE


def test_who_delays_whom() -> None:
    """The enterprise is late because the land is; the land waits for nobody."""
    found = standings([LAND, BUILD, POWER], [], date(2026, 6, 11))
    assert [(d.promise, d.days_late, d.causes) for d in delays(found)] == [(1, 102, ()), (2, 10, (1,))]
    given_over = standings([LAND, BUILD, POWER], [_event(1, Step.KEPT, date(2026, 6, 2))], date(2026, 6, 11))
    assert [(d.promise, d.causes) for d in delays(given_over)] == [(2, ())]


def test_one_city_clause_by_clause() -> None:
    """Guangyuan: 301 agreements, 97 fully honoured, 204 not yet due. Source: the city's published check."""
    today = date(2026, 6, 1)
    due = [replace(LAND, key=key, due_on=date(2026, 1, 1)) for key in range(1, 98)]
    later = [replace(LAND, key=key, due_on=date(2027, 1, 1)) for key in range(98, 302)]
    events = [_event(promise.key, Step.KEPT, date(2026, 1, 1)) for promise in due]
    enterprise, government = fulfilment(standings([*due, *later], events, today).values())
    assert (government.kept, government.counts[State.NOT_YET_DUE], government.total) == (97, 204, 301)
    assert (government.share, enterprise.share) == (Fraction(1), None)


@pytest.mark.parametrize(
    ("code", "promises"),
    [
        ("promise-unknown", [replace(LAND, blocked_by=frozenset({9}))]),
        ("promise-unknown", [replace(LAND, after=9)]),
        ("promise-circle", [replace(LAND, blocked_by=frozenset({1}))]),
        ("promise-circle", [replace(LAND, blocked_by=frozenset({2})), BUILD]),
        ("promise-circle", [replace(LAND, after=3), BUILD, POWER]),
    ],
)
def test_promises_that_wait_in_a_circle_are_refused(code: str, promises: list[Promise]) -> None:
    with pytest.raises(Invalid) as refusal:
        check(promises)
    assert refusal.value.code == code
    assert "%" not in str(refusal.value)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Promise], list[Event]]:
    count = draw(st.integers(1, 6))
    promises = []
    for key in range(1, count + 1):
        earlier = st.sampled_from(range(1, key)) if key > 1 else st.nothing()
        due = draw(st.none() | st.integers(0, 60).map(_day))
        after = draw(st.none() | earlier)
        blockers = draw(st.frozensets(earlier, max_size=2)) if key > 1 else frozenset()
        side = draw(st.sampled_from(list(Side)))
        promises.append(Promise(key, 1, 2, side, due, after, draw(st.integers(0, 20)), blockers))
    rows = st.tuples(st.integers(1, count), st.sampled_from(list(Step)), st.integers(0, 60), st.integers(0, 30))
    events = [
        Event(key, step, _day(day), _day(day + delay), number)
        for number, (key, step, day, delay) in enumerate(draw(st.lists(rows, max_size=15)))
    ]
    return promises, events


@given(histories(), st.integers(0, 100), st.randoms())
def test_states_are_whole_and_do_not_depend_on_order(
    history: tuple[list[Promise], list[Event]], day: int, chance: object
) -> None:
    promises, events = history
    found = standings(promises, events, _day(day))
    assert found.keys() == {promise.key for promise in promises}
    both = fulfilment(found.values())
    assert sum(side.total for side in both) == len(promises)
    assert all(side.share is None or 0 <= side.share <= 1 for side in both)
    chance.shuffle(promises)  # type: ignore[attr-defined]
    chance.shuffle(events)  # type: ignore[attr-defined]
    assert standings(promises, events, _day(day)) == found


@given(histories(), st.integers(0, 60), st.integers(1, 40))
def test_what_is_learned_later_changes_nothing_earlier(
    history: tuple[list[Promise], list[Event]], day: int, more: int
) -> None:
    promises, events = history
    known = [event for event in events if event.learned_on <= _day(day)]
    assert standings(promises, events, _day(day)) == standings(promises, known, _day(day))
    late = [replace(event, learned_on=_day(day + more)) for event in events if event.learned_on > _day(day)]
    assert standings(promises, [*known, *late], _day(day)) == standings(promises, known, _day(day))


@given(histories(), st.integers(0, 100))
def test_causes_are_unkept_and_wait_for_nothing_unkept(history: tuple[list[Promise], list[Event]], day: int) -> None:
    found = standings(*history, _day(day))
    kept = {key for key, standing in found.items() if standing.state in {State.KEPT, State.KEPT_LATE}}
    for delay in delays(found):
        assert found[delay.promise].state in COUNTED
        for cause in delay.causes:
            assert cause not in kept
            waits = found[cause].promise.blocked_by | ({found[cause].promise.after} - {None})
            assert waits <= kept
