from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.meet.engine.placing import Ask, place
from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.engine.repair import Repair, fill_in, propose
from fairway.meet.engine.result import PlacedMeeting, Status, Timetable
from fairway.meet.engine.seat import seat
from fairway.meet.engine.standing import Standing, value_of
from fairway.meet.engine.verify import violations
from fairway.meet.tests.engine_events import best_value, people, problems, slots


def _wrong(problem: MeetingProblem, slot_of: dict[int, int]) -> list[str]:
    """Broken rules; that a meeting which must be held is missing is not for a repair to mend."""
    tables = seat(problem, slot_of)
    placed = tuple(PlacedMeeting(key, slot, tables[key]) for key, slot in slot_of.items())
    lenient = replace(
        problem,
        must_hold_all=False,
        wishes=tuple(replace(wish, must_hold=False) for wish in problem.wishes),
    )
    return [str(reason) for reason in violations(lenient, Timetable(Status.FEASIBLE, placed, (), 0, 0, 0))]


@st.composite
def changed_days(draw: st.DrawFn) -> tuple[MeetingProblem, dict[int, int], int]:
    """A day as it was planned, then with people late or away, wishes gone and tables lost."""
    planned = replace(draw(problems(must_hold_all=False, most_wishes=10)), price_of_shortfall=draw(st.integers(0, 2)))
    planned = replace(
        planned,
        participants=tuple(
            replace(person, at_least=min(draw(st.integers(0, 2)), person.at_most if person.at_most is not None else 2))
            for person in planned.participants
        ),
    )
    held = fill_in(planned, {}).slot_of
    wishes = tuple(wish for wish in planned.wishes if draw(st.integers(0, 4)))
    keys = {wish.key for wish in wishes}
    crowd = tuple(
        replace(person, available=frozenset(slot for slot in person.available if draw(st.integers(0, 3))))
        for person in planned.participants
    )
    fewer = draw(st.integers(0, planned.tables))
    changed = replace(
        planned,
        wishes=tuple(replace(wish, after=wish.after & keys) for wish in wishes),
        participants=crowd,
        slots=tuple(replace(slot, tables=fewer) if slot.number == 2 else slot for slot in planned.slots),
    )
    return changed, held, draw(st.integers(0, len(planned.slots)))


@given(changed_days())
@settings(max_examples=150, deadline=None)
def test_filling_moves_nobody_and_leaves_no_room(day: tuple[MeetingProblem, dict[int, int], int]) -> None:
    problem, held, now = day
    repair = fill_in(problem, held, now=now)
    assert _wrong(problem, repair.slot_of) == []
    assert repair.moved == ()
    assert repair.value == value_of(problem, repair.slot_of)
    assert {key for key, slot in held.items() if repair.slot_of.get(key) == slot} | {
        *repair.dropped,
        *(key for key, _, _ in repair.rescued),
    } == held.keys()
    standing = _stand(problem, repair.slot_of)
    for wish in problem.wishes:
        if wish.key not in repair.slot_of:
            assert standing.places(wish) >> (now + 1) == 0
    assert all(repair.slot_of[key] > now for key in repair.added)


@given(changed_days(), st.integers(0, 4), st.booleans(), st.data())
@settings(max_examples=200, deadline=None)
def test_a_proposal_moves_few_and_only_what_may(
    day: tuple[MeetingProblem, dict[int, int], int], most: int, may_give_up: bool, data: st.DataObject
) -> None:
    problem, held, now = day
    locked = frozenset(data.draw(st.sets(st.sampled_from(sorted(held))))) if held else frozenset[int]()
    plain = fill_in(problem, held, now=now, locked=locked)
    repair = propose(problem, held, now=now, locked=locked, most_moved=most, may_give_up=may_give_up)
    assert _wrong(problem, repair.slot_of) == []
    assert len(repair.moved) + len(repair.given_up) <= most
    assert may_give_up or not repair.given_up
    assert repair.value >= plain.value
    assert not {*repair.given_up, *(key for key, _, _ in repair.moved)} & locked
    for key, slot in held.items():
        if slot <= now and plain.slot_of.get(key) == slot:
            assert repair.slot_of[key] == slot
        elif slot <= now:  # it was not held after all: it may still be, later, by either way
            assert repair.slot_of.get(key, now + 1) > now
    assert all(min(old, new) > now for _, old, new in repair.moved)
    stayed = {key for key, slot in held.items() if plain.slot_of.get(key) == slot}
    assert stayed - repair.slot_of.keys() == set(repair.given_up) <= set(repair.dropped)
    assert all(held[key] > now for key in repair.given_up)
    told = {*repair.dropped, *repair.added} | {key for key, _, _ in (*repair.moved, *repair.rescued)}
    parties = {party for wish in problem.wishes if wish.key in told for party in wish.parties}
    assert repair.disturbed == {key for key in parties if problem.by_key()[key].available}


def _stand(problem: MeetingProblem, slot_of: dict[int, int]) -> Standing:
    standing = Standing(problem)
    for key, slot in slot_of.items():
        standing.put(key, slot)
    return standing


@given(problems(must_hold_all=False, most_wishes=6))
@settings(max_examples=60, deadline=None)
def test_placing_into_an_empty_day_is_the_best_there_is(problem: MeetingProblem) -> None:
    standing = Standing(problem)
    found = place(standing, Ask(dict(standing.window)))
    assert found.is_proven
    assert found.slot_of is not None
    assert _wrong(problem, found.slot_of) == []
    assert value_of(problem, found.slot_of) == best_value(problem)


DAY = MeetingProblem(
    people(6, 3),
    (
        MeetingWish(1, 1, 2, 3),
        MeetingWish(2, 1, 3, 3),
        MeetingWish(3, 4, 5, 3),
        MeetingWish(4, 3, 4, 2),
    ),
    slots(3),
    tables=2,
)


def _without(key: int, *away: int) -> MeetingProblem:
    crowd = tuple(
        replace(person, available=person.available - set(away)) if person.key == key else person
        for person in DAY.participants
    )
    return replace(DAY, participants=crowd)


def test_somebody_late_meets_later() -> None:
    repair = fill_in(_without(2, 1), {1: 1, 2: 2, 3: 1})
    assert repair.slot_of == {1: 3, 2: 2, 3: 1, 4: 3}
    assert (repair.rescued, repair.moved, repair.added, repair.dropped) == (((1, 1, 3),), (), (4,), ())
    assert repair.disturbed == {1, 2, 3, 4}


def test_somebody_who_never_comes_is_not_told_and_the_others_are() -> None:
    repair = fill_in(_without(2, 1, 2, 3), {1: 1, 2: 2, 3: 1, 4: 3})
    assert repair.dropped == (1,)
    assert repair.disturbed == {1}
    assert repair.value == 8


def test_what_is_over_stays_and_nothing_is_added_to_it() -> None:
    repair = fill_in(DAY, {1: 1}, now=2)
    assert repair.slot_of[1] == 1
    assert {slot for key, slot in repair.slot_of.items() if key != 1} == {3}


def test_one_meeting_steps_aside_for_another() -> None:
    """Wish 2 fits only in slot 1, where wish 1 sits that could as well be in slot 2."""
    problem = MeetingProblem(
        (*people(2, 2), Participant(3, frozenset({1}), name="P3")),
        (MeetingWish(1, 1, 2, 3), MeetingWish(2, 1, 3, 5)),
        slots(2),
        tables=2,
    )
    assert fill_in(problem, {1: 1}).added == ()
    repair = propose(problem, {1: 1})
    assert (repair.moved, repair.added, repair.value) == (((1, 1, 2),), (2,), 8)
    assert propose(problem, {1: 1}, may_give_up=False).moved == repair.moved
    assert propose(problem, {1: 1}, locked=frozenset({1})).added == ()
    assert propose(problem, {1: 1}, most_moved=0).added == ()


def test_one_meeting_makes_way_for_a_better_one() -> None:
    problem = MeetingProblem(people(3, 1), (MeetingWish(1, 1, 2, 3), MeetingWish(2, 1, 3, 5)), slots(1), tables=2)
    repair = propose(problem, {1: 1})
    assert (repair.given_up, repair.dropped, repair.added, repair.value) == ((1,), (1,), (2,), 5)
    assert propose(problem, {1: 1}, may_give_up=False).slot_of == {1: 1}
    must = replace(problem, wishes=(replace(problem.wishes[0], must_hold=True), problem.wishes[1]))
    assert propose(must, {1: 1}).slot_of == {1: 1}


def test_no_more_make_way_than_allowed() -> None:
    """Four times the same: a meeting worth 1 keeps one worth 3 from the only slot there is."""
    wishes = [MeetingWish(2 * k + n, 3 * k + 1, 3 * k + 2 + n, 1 + 2 * n) for k in range(4) for n in (0, 1)]
    problem = MeetingProblem(people(12, 1), tuple(wishes), slots(1), tables=9)
    held = {0: 1, 2: 1, 4: 1, 6: 1}
    for most in range(5):
        repair = propose(problem, held, most_moved=most)
        assert (len(repair.given_up), repair.value) == (most, 4 + 2 * most)


def test_a_lost_table_costs_the_least_valuable_meeting() -> None:
    problem = MeetingProblem(
        people(4, 1),
        (MeetingWish(1, 1, 2, 1), MeetingWish(2, 3, 4, 2)),
        (Slot(1, Session.MORNING, tables=1),),
        tables=2,
    )
    assert fill_in(problem, {1: 1, 2: 1}).dropped == (1,)
    assert fill_in(problem, {1: 1, 2: 1}, locked=frozenset({1})).dropped == (2,)


def test_an_interpreter_goes_where_it_is_worth_most() -> None:
    problem = MeetingProblem(
        people(6, 1),
        tuple(MeetingWish(key, 2 * key - 1, 2 * key, key, interpreter="de") for key in (1, 2, 3)),
        slots(1),
        tables=3,
        interpreters=(Interpreters("de", (2,)),),
    )
    assert fill_in(problem, {1: 1}).slot_of == {1: 1, 3: 1}


def test_whoever_is_short_of_meetings_comes_first_where_that_has_a_price() -> None:
    crowd = people(4, 1)
    problem = MeetingProblem(
        (*crowd[:3], replace(crowd[3], at_least=1)),
        (MeetingWish(1, 1, 2, 2), MeetingWish(2, 1, 4, 1)),
        slots(1),
        tables=1,
        price_of_shortfall=2,
    )
    assert fill_in(problem, {}).slot_of == {2: 1}
    assert fill_in(replace(problem, price_of_shortfall=0), {}).slot_of == {1: 1}


def test_a_repair_says_the_same_twice() -> None:
    repair = propose(_without(2, 1), {1: 1, 2: 2, 3: 1})
    assert isinstance(repair, Repair)
    assert propose(_without(2, 1), {1: 1, 2: 2, 3: 1}) == repair
