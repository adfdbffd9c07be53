"""People keep their tables where a day changed, and what changed is told meeting by meeting."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairway.lib.errors import Refused
from fairway.meet.engine.changes import Change, ChangeKind, Place, changes
from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.engine.reseat import reseat

SLOTS, TABLES = 4, 3


def problem(pairs: list[tuple[int, int]]) -> MeetingProblem:
    everywhen = frozenset(range(1, SLOTS + 1))
    return MeetingProblem(
        participants=tuple(Participant(key, everywhen, seats=TABLES) for key in range(1, 7)),
        wishes=tuple(MeetingWish(key, *pair) for key, pair in enumerate(pairs, start=1)),
        slots=tuple(Slot(number, Session.MORNING) for number in everywhen),
        tables=TABLES,
    )


places = st.builds(Place, st.integers(1, SLOTS), st.integers(1, TABLES))
pair = st.tuples(st.integers(1, 6), st.integers(1, 6)).filter(lambda ends: ends[0] != ends[1])


@st.composite
def days(draw: st.DrawFn) -> tuple[MeetingProblem, dict[int, int], dict[int, Place], frozenset[Place]]:
    asked = problem(draw(st.lists(pair, min_size=1, max_size=10)))
    keys = [wish.key for wish in asked.wishes]
    seats = draw(st.lists(places, unique=True, max_size=len(keys)))
    before = dict(zip(draw(st.permutations(keys)), seats, strict=False))
    lost = draw(st.frozensets(places, max_size=3))
    free = Counter({slot: TABLES - sum(place.slot == slot for place in lost) for slot in range(1, SLOTS + 1)})
    slot_of: dict[int, int] = {}
    for key in keys:
        slot = draw(st.sampled_from([before[key].slot if key in before else 1, 1, 2, 3, 4]))
        if free[slot]:
            free[slot] -= 1
            slot_of[key] = slot
    return asked, slot_of, before, lost


@given(days())
def test_nobody_is_sent_elsewhere_without_need(day) -> None:
    asked, slot_of, before, lost = day
    tables = reseat(asked, slot_of, before, lost)
    taken = [Place(slot_of[key], tables[key]) for key in slot_of]
    assert len(set(taken)) == len(taken)
    assert not lost.intersection(taken)
    assert all(1 <= place.table <= TABLES for place in taken)
    for key, place in before.items():
        if slot_of.get(key) == place.slot and place not in lost:
            assert tables[key] == place.table


def test_a_moved_meeting_goes_where_its_sides_already_sit() -> None:
    asked = problem([(1, 2), (1, 3), (4, 5)])
    before = {1: Place(1, 2), 2: Place(4, 1), 3: Place(2, 1)}
    assert reseat(asked, {1: 1, 2: 2, 3: 2}, before) == {1: 2, 2: 2, 3: 1}


def test_who_sat_at_a_lost_table_gets_the_first_free_one() -> None:
    asked = problem([(1, 2)])
    assert reseat(asked, {1: 1}, {1: Place(1, 1)}, frozenset({Place(1, 1)})) == {1: 2}


def test_too_few_tables_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        reseat(problem([(1, 2)]), {1: 1}, {}, frozenset(Place(1, table) for table in (1, 2, 3)))
    assert caught.value.code == "tables-gone"


def test_changes_by_hand() -> None:
    before = {1: Place(1, 1), 2: Place(2, 1), 3: Place(3, 1), 5: Place(4, 2)}
    after = {1: Place(1, 1), 2: Place(2, 2), 3: Place(1, 3), 4: Place(4, 1)}
    assert changes(before, after) == (
        Change(3, ChangeKind.MOVED, Place(3, 1), Place(1, 3)),
        Change(2, ChangeKind.TABLE, Place(2, 1), Place(2, 2)),
        Change(4, ChangeKind.ADDED, None, Place(4, 1)),
        Change(5, ChangeKind.DROPPED, Place(4, 2), None),
    )


@given(st.dictionaries(st.integers(1, 9), places), st.dictionaries(st.integers(1, 9), places))
def test_changes_lead_from_one_timetable_to_the_other_and_back(before, after) -> None:
    found = changes(before, after)
    gone = {change.meeting: change.after for change in found if change.after}
    kept = {key: place for key, place in before.items() if key not in {change.meeting for change in found}}
    assert {**kept, **gone} == after
    assert {change.meeting for change in changes(after, before)} == {change.meeting for change in found}
    assert changes(after, after) == ()
