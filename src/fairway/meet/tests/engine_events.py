"""Small events for the tests of the engine: made by hand, drawn at random, or searched through completely."""

from __future__ import annotations

from itertools import combinations

from hypothesis import strategies as st
from tests import checker

from fairway.meet.engine.problem import MeetingProblem, MeetingWish, Participant, Session, Slot


def slots(morning: int, afternoon: int = 0) -> tuple[Slot, ...]:
    halves = [Session.MORNING] * morning + [Session.AFTERNOON] * afternoon
    return tuple(Slot(number, half) for number, half in enumerate(halves, 1))


def people(count: int, number_of_slots: int) -> tuple[Participant, ...]:
    everywhen = frozenset(range(1, number_of_slots + 1))
    return tuple(Participant(key, everywhen, name=f"P{key}") for key in range(1, count + 1))


@st.composite
def problems(draw: st.DrawFn, *, must_hold_all: bool | None = None, most_wishes: int = 6) -> MeetingProblem:
    morning, afternoon = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    timeline = slots(morning, afternoon)
    numbers = [slot.number for slot in timeline]
    when = st.frozensets(st.sampled_from(numbers)) if numbers else st.just(frozenset[int]())
    count = draw(st.integers(2, 5))
    limit = st.none() | st.integers(0, 3)
    crowd = tuple(
        Participant(key, draw(when), draw(st.sampled_from([1, 1, 1, 2])), draw(limit), f"P{key}")
        for key in range(1, count + 1)
    )
    pairs = draw(st.lists(st.sampled_from(list(combinations(range(1, count + 1), 2))), max_size=most_wishes))
    fixed = st.sampled_from([None, None, None, *numbers])
    wishes = tuple(
        MeetingWish(
            key=key,
            first=pair[key % 2],
            second=pair[1 - key % 2],
            priority=draw(st.integers(1, 3)),
            session=draw(st.sampled_from([Session.ANY, Session.ANY, Session.MORNING, Session.AFTERNOON])),
            fixed_slot=draw(fixed),
            after=frozenset(draw(st.sets(st.sampled_from(range(1, len(pairs) + 1)), max_size=1)) - {key}),
        )
        for key, pair in enumerate(pairs, 1)
    )
    hold = draw(st.booleans()) if must_hold_all is None else must_hold_all
    return MeetingProblem(crowd, wishes, timeline, draw(st.integers(0, 3)), hold)


def best_value(problem: MeetingProblem) -> int | None:
    """Highest value over every valid timetable, by trying them all; ``None`` when there is none."""
    event = checker.event_from_problem(problem)
    partial = checker.Event(event.people, event.requests, event.slots, event.tables, complete=False)
    values = [
        sum(problem.wishes[index].priority for index, slot in enumerate(choice) if slot)
        for choice in _valid_choices(problem, partial, ())
        if not problem.must_hold_all or all(choice)
    ]
    return max(values, default=None)


def _valid_choices(problem: MeetingProblem, event: checker.Event, chosen: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Slot of each wish, 0 for none; a beginning that breaks a rule is not continued."""
    rows = []
    for index, slot in enumerate(chosen):
        if slot:
            table = 1 + sum(other[1] == slot for other in rows)
            rows.append((problem.wishes[index].key, slot, table))
    if checker.violations(event, rows):
        return []
    if len(chosen) == len(problem.wishes):
        return [chosen]
    return [choice for slot in range(event.slots + 1) for choice in _valid_choices(problem, event, (*chosen, slot))]


def all_timetables(problem: MeetingProblem) -> list[list[checker.Row]]:
    """Every timetable that holds all meetings, as rows (meeting, slot, table)."""
    event = checker.event_from_problem(problem)
    partial = checker.Event(event.people, event.requests, event.slots, event.tables, complete=False)
    found = []
    for choice in _valid_choices(problem, partial, ()):
        if all(choice):
            rows: list[checker.Row] = []
            for wish, slot in zip(problem.wishes, choice, strict=True):
                rows.append((wish.key, slot, 1 + sum(other[1] == slot for other in rows)))
            found.append(rows)
    return found
