"""Where a meeting may go by hand: what is called legal breaks no rule, and what is not breaks one."""

from __future__ import annotations

import random

import pytest

from fairway.meet.engine.moves import legal_slots, legal_swaps, obstacles, with_locks, with_tables
from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.engine.result import PlacedMeeting, Status, Timetable
from fairway.meet.engine.standing import standing_of
from fairway.meet.engine.verify import violations

SLOTS = tuple(Slot(n, Session.MORNING if n <= 3 else Session.AFTERNOON) for n in range(1, 6))
EVERYWHEN = frozenset(range(1, 6))


def broken(problem: MeetingProblem, slot_of: dict[int, int]) -> list[str]:
    """What the checker says, tables given out in a row (one too many is the checker's to find)."""
    at: dict[int, int] = {}
    meetings = []
    for key, slot in slot_of.items():
        at[slot] = at.get(slot, 0) + 1
        meetings.append(PlacedMeeting(key, slot, at[slot]))
    found = violations(problem, Timetable(Status.FEASIBLE, tuple(meetings), (), 0, 0, 0))
    return sorted(map(str, found))


def crowd(seed: int) -> tuple[MeetingProblem, dict[int, int]]:
    """Eight people with hours, seats, limits, interpreters and an order; a timetable that breaks no rule."""
    chance = random.Random(seed)
    people = tuple(
        Participant(
            n,
            frozenset(chance.sample(sorted(EVERYWHEN), chance.randint(3, 5))),
            seats=chance.choice([1, 1, 2]),
            at_most=chance.choice([None, 2, 3]),
        )
        for n in range(1, 9)
    )
    pairs = [(a, b) for a in range(1, 9) for b in range(a + 1, 9)]
    wishes = tuple(
        MeetingWish(
            key,
            *pair,
            session=chance.choice([Session.ANY, Session.ANY, Session.MORNING]),
            interpreter=chance.choice(["", "", "de"]),
            after=frozenset({key - 1}) if key % 5 == 0 else frozenset(),
        )
        for key, pair in enumerate(chance.sample(pairs, 16), start=1)
    )
    problem = MeetingProblem(people, wishes, SLOTS, 3, interpreters=(Interpreters("de", (1, 0, 1, 1, 2)),))
    standing = standing_of(problem, {})
    for wish in wishes:
        free = legal_slots(standing, wish.key)
        if free and not wish.after:
            standing.put(wish.key, chance.choice(free))
    assert broken(problem, standing.slot_of) == []
    return problem, dict(standing.slot_of)


@pytest.mark.parametrize("seed", range(25))
def test_legal_slots_are_those_the_checker_accepts(seed: int) -> None:
    problem, slot_of = crowd(seed)
    standing = standing_of(problem, slot_of)
    for wish in problem.wishes:
        if wish.after:
            continue
        right = {slot for slot in EVERYWHEN if broken(problem, {**slot_of, wish.key: slot}) == []}
        assert set(legal_slots(standing, wish.key)) == right - {slot_of.get(wish.key)}
        for slot in EVERYWHEN:
            assert (obstacles(standing, wish.key, slot) == ()) == (slot in right)
    assert standing.slot_of == slot_of


@pytest.mark.parametrize("seed", range(25))
def test_legal_swaps_are_those_the_checker_accepts(seed: int) -> None:
    problem, slot_of = crowd(seed)
    standing = standing_of(problem, slot_of)
    for key, slot in slot_of.items():
        right = {
            other
            for other, there in slot_of.items()
            if there != slot and broken(problem, {**slot_of, key: there, other: slot}) == []
        }
        assert set(legal_swaps(standing, key)) == right
    assert standing.slot_of == slot_of


def small() -> MeetingProblem:
    people = (
        Participant(1, EVERYWHEN, name="A"),
        Participant(2, EVERYWHEN, name="B"),
        Participant(3, frozenset({1, 2}), name="C", at_most=1),
    )
    wishes = (MeetingWish(1, 1, 2), MeetingWish(2, 1, 3, after=frozenset({1})), MeetingWish(3, 2, 3))
    return MeetingProblem(people, wishes, SLOTS, 1)


def test_obstacles_by_hand() -> None:
    standing = standing_of(small(), {1: 2, 2: 4})
    found = obstacles(standing, 3, 4)
    assert [str(obstacle.reason) for obstacle in found] == [
        "C is not there in slot 4.",
        "C has reached its limit of meetings: 1.",
        "C is in another meeting in slot 4.",
        "All tables (1) are taken in slot 4.",
    ]
    assert [obstacle.in_the_way for obstacle in found] == [(), (), (2,), ()]
    order = obstacles(standing, 2, 1)
    assert [(str(each.reason), each.in_the_way) for each in order] == [
        ("In slot 1 it would break the order of meetings that was asked for.", (1,))
    ]
    assert obstacles(standing, 2, 2, without=1) == ()


def test_a_locked_meeting_is_fixed_and_must_be_held() -> None:
    locked = with_locks(small(), {1: 3})
    assert (locked.wishes[0].fixed_slot, locked.wishes[0].must_hold) == (3, True)
    assert locked.wishes[1:] == small().wishes[1:]
    assert "Meeting 1 must be held and is missing." in broken(locked, {2: 2})
    assert broken(locked, {1: 3}) == []


def test_locked_tables_are_kept_and_the_others_make_room() -> None:
    meetings = tuple(
        PlacedMeeting(key, slot, table) for key, slot, table in [(1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 2, 1)]
    )
    kept = with_tables(meetings, {3: 1, 2: 3, 9: 1})
    assert {m.wish: m.table for m in kept} == {3: 1, 2: 3, 1: 2, 4: 1}
    assert {m.slot for m in kept if m.wish == 4} == {2}
