from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.meet.engine.problem import MeetingProblem, MeetingWish
from fairway.meet.engine.seat import seat
from fairway.meet.tests.engine_events import people, slots


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 5), st.integers(1, 4)), max_size=20))
@settings(max_examples=100, deadline=None)
def test_no_table_twice_in_a_slot_and_none_beyond_the_fullest(drawn: list[tuple[int, int, int]]) -> None:
    wishes = tuple(MeetingWish(key, one, 1 + (one + step - 1) % 6) for key, (one, step, _) in enumerate(drawn, 1))
    slot_of = {key: slot for key, (_, _, slot) in enumerate(drawn, 1)}
    fullest = max(Counter(slot_of.values()).values(), default=0)
    tables = seat(MeetingProblem(people(6, 4), wishes, slots(4), fullest), slot_of)
    assert tables.keys() == slot_of.keys()
    assert len({(slot_of[key], tables[key]) for key in tables}) == len(tables)
    assert all(1 <= table <= fullest for table in tables.values())


def test_the_busier_side_stays_at_its_table() -> None:
    """Two hosts with three visitors each: each host keeps one table, the visitors walk."""
    pairs = [(1, 3), (1, 4), (1, 5), (2, 4), (2, 5), (2, 3)]
    wishes = tuple(MeetingWish(key, *pair) for key, pair in enumerate(pairs, 1))
    slot_of = {1: 1, 2: 2, 3: 3, 4: 1, 5: 2, 6: 3}
    tables = seat(MeetingProblem(people(5, 3), wishes, slots(3), 2), slot_of)
    assert tables == {1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2}


def test_somebody_who_comes_back_finds_the_table_free() -> None:
    """1 sits at a table in slots 1 and 3; in slot 2 others meet, and there is a table nobody needs."""
    wishes = (
        MeetingWish(1, 1, 2),
        MeetingWish(2, 3, 4),
        MeetingWish(3, 5, 6),
        MeetingWish(4, 1, 6),
        MeetingWish(5, 3, 2),
    )
    tables = seat(MeetingProblem(people(6, 3), wishes, slots(3), 2), {1: 1, 2: 1, 3: 2, 4: 3, 5: 3})
    assert tables[4] in (tables[1], tables[3])
    assert tables[5] in (tables[1], tables[2])
    assert len({tables[4], tables[5]}) == 2
