"""Small events for the tests of the engine: made by hand, drawn at random, or searched through completely."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import strategies as st
from tests import checker

from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session, Slot


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


@st.composite
def rich_problems(draw: st.DrawFn, *, most_wishes: int = 6) -> MeetingProblem:
    """Events with everything an event may have: days, interpreters, tables by slot, hopes, meetings that must be."""
    plain = draw(problems(most_wishes=most_wishes))
    languages = draw(st.lists(st.sampled_from(["de", "ja"]), unique=True))
    there = st.lists(st.integers(0, 2), min_size=len(plain.slots), max_size=len(plain.slots))
    return replace(
        plain,
        slots=tuple(
            replace(slot, day=1 + slot.number // 3, tables=draw(st.none() | st.integers(0, plain.tables)))
            for slot in plain.slots
        ),
        participants=tuple(
            replace(person, at_least=draw(st.integers(0, 2 if person.at_most is None else person.at_most)))
            for person in plain.participants
        ),
        wishes=tuple(
            replace(
                wish,
                must_hold=draw(st.sampled_from([False, False, False, True])),
                interpreter=draw(st.sampled_from(["", *languages])),
            )
            for wish in plain.wishes
        ),
        interpreters=tuple(Interpreters(language, tuple(draw(there))) for language in languages),
        price_of_shortfall=draw(st.integers(0, 4)),
    )


def best_value(problem: MeetingProblem) -> int | None:
    """Highest value over every valid timetable, by trying them all; ``None`` when there is none."""
    event = checker.event_from_problem(problem)
    values = [
        checker.value(event, rows)
        for choice in _valid_choices(problem, _partial(event), ())
        if not checker.violations(event, rows := _rows(problem, choice))
    ]
    return max(values, default=None)


def _partial(event: checker.Event) -> checker.Event:
    """The event without any meeting that must be held."""
    free = {number: replace(request, compulsory=False) for number, request in event.requests.items()}
    return replace(event, requests=free, complete=False)


def _rows(problem: MeetingProblem, choice: tuple[int, ...]) -> list[checker.Row]:
    rows: list[checker.Row] = []
    for wish, slot in zip(problem.wishes, choice, strict=False):
        if slot:
            rows.append((wish.key, slot, 1 + sum(other[1] == slot for other in rows)))
    return rows


def _valid_choices(problem: MeetingProblem, event: checker.Event, chosen: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Slot of each wish, 0 for none; a beginning that breaks a rule is not continued."""
    if checker.violations(event, _rows(problem, chosen)):
        return []
    if len(chosen) == len(problem.wishes):
        return [chosen]
    return [choice for slot in range(event.slots + 1) for choice in _valid_choices(problem, event, (*chosen, slot))]


def all_timetables(problem: MeetingProblem) -> list[list[checker.Row]]:
    """Every timetable that holds all meetings, as rows (meeting, slot, table)."""
    event = checker.event_from_problem(problem)
    return [_rows(problem, choice) for choice in _valid_choices(problem, _partial(event), ()) if all(choice)]
