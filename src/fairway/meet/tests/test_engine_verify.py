from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import checker

from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.engine.result import PlacedMeeting, Status, Timetable
from fairway.meet.engine.verify import violations
from fairway.meet.tests.engine_events import people, problems, slots

PROBLEM = MeetingProblem(
    (*people(3, 3), Participant(4, frozenset({2}), name="Late"), Participant(5, frozenset({1, 2}), 2, 2)),
    (
        MeetingWish(1, 1, 2, session=Session.MORNING),
        MeetingWish(2, 1, 3, after=frozenset({1})),
        MeetingWish(3, 2, 4),
        MeetingWish(4, 5, 1),
        MeetingWish(5, 5, 2),
        MeetingWish(6, 5, 3),
    ),
    slots(2, 1),
    tables=2,
)


def _timetable(*meetings: tuple[int, int, int]) -> Timetable:
    return Timetable(Status.FEASIBLE, tuple(PlacedMeeting(*meeting) for meeting in meetings), (), 0, 0, 0)


@pytest.mark.parametrize(
    ("meetings", "sentence"),
    [
        ([(9, 1, 1)], "Meeting 9 was not asked for."),
        ([(1, 1, 1), (1, 2, 1)], "Meeting 1 is held 2 times."),
        ([(1, 1, 1), (6, 1, 1)], "In slot 1, table 1 is used 2 times."),
        ([(1, 1, 3)], "In slot 1, table 3 does not exist."),
        ([(2, 0, 1)], "Slot 0 does not exist."),
        ([(3, 1, 1)], "Late is not there in slot 1, when meeting 3 is held."),
        ([(1, 3, 1)], "Meeting 1 may not be held in slot 3."),
        ([(1, 2, 1), (2, 2, 2)], "Meeting 2 must come after meeting 1."),
        ([(1, 1, 1), (2, 1, 2)], "P1 has 2 meetings at once in slot 1."),
        ([(4, 1, 1), (5, 1, 2), (6, 2, 1)], "5 has 3 meetings and accepts 2."),
    ],
)
def test_every_broken_rule_is_named(meetings: list[tuple[int, int, int]], sentence: str) -> None:
    timetable = _timetable(*meetings)
    assert sentence in [str(reason) for reason in violations(PROBLEM, timetable)]
    assert checker.violations(checker.event_from_problem(PROBLEM), meetings)


def test_missing_meetings_count_only_where_all_must_be_held() -> None:
    timetable = _timetable((1, 1, 1))
    assert violations(PROBLEM, timetable) == ()
    missing = [str(reason) for reason in violations(replace(PROBLEM, must_hold_all=True), timetable)]
    assert missing == [f"Meeting {key} must be held and is missing." for key in (2, 3, 4, 5, 6)]


def test_what_is_scarce_in_one_slot_is_counted_there() -> None:
    short = MeetingProblem(
        people(4, 2),
        (
            MeetingWish(1, 1, 2, interpreter="de"),
            MeetingWish(2, 3, 4, interpreter="de"),
            MeetingWish(3, 1, 4, must_hold=True),
        ),
        (Slot(1, Session.MORNING, tables=1), Slot(2, Session.AFTERNOON)),
        tables=2,
        interpreters=(Interpreters("de", (1, 1)),),
    )
    said = [str(reason) for reason in violations(short, _timetable((1, 1, 1), (2, 1, 2)))]
    assert said == [
        "Meeting 3 must be held and is missing.",
        "In slot 1 there are 2 meetings and 1 tables.",
        "In slot 1 2 meetings need de interpreted; 1 can be.",
    ]
    assert violations(short, _timetable((1, 1, 1), (3, 2, 1))) == ()


@given(problems(), st.data())
@settings(max_examples=100, deadline=None)
def test_both_referees_agree_on_any_timetable(problem: MeetingProblem, data: st.DataObject) -> None:
    row = st.tuples(st.integers(1, len(problem.wishes) + 1), st.integers(0, 4), st.integers(1, 3))
    rows = data.draw(st.lists(row, max_size=4))
    ours = violations(problem, _timetable(*rows))
    theirs = checker.violations(checker.event_from_problem(problem), rows)
    assert bool(ours) == bool(theirs)
