from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session, Slot
from fairway.meet.engine.why_not.contradiction import explain_contradiction
from fairway.meet.tests.engine_events import best_value, people, rich_problems, slots

TWO = (Participant(1, frozenset({1}), name="Ada"), Participant(2, frozenset({2}), name="Bo"))


@given(rich_problems(most_wishes=5))
@settings(max_examples=150, deadline=None)
def test_something_is_named_exactly_where_there_is_no_timetable(problem: MeetingProblem) -> None:
    reasons = explain_contradiction(problem)
    assert bool(reasons) == (best_value(problem) is None)
    assert all("%" not in str(reason) for reason in reasons)
    assert len(set(map(str, reasons))) == len(reasons)


@given(rich_problems(most_wishes=5))
@settings(max_examples=100, deadline=None)
def test_without_any_one_of_the_meetings_named_there_is_no_contradiction(problem: MeetingProblem) -> None:
    """The meetings named alone contradict each other; any of them left out, the others do not."""
    reasons = explain_contradiction(problem)
    named = {int(reason.params["wish"]) for reason in reasons if "must be held" in reason.text}
    if not reasons:
        return
    assert best_value(_only(problem, named)) is None
    for key in named:
        assert best_value(_only(problem, named - {key})) is not None


def _only(problem: MeetingProblem, keys: set[int]) -> MeetingProblem:
    wishes = (replace(wish, after=wish.after & keys, must_hold=True) for wish in problem.wishes if wish.key in keys)
    return replace(problem, wishes=tuple(wishes))


def _said(problem: MeetingProblem) -> list[str]:
    return [str(reason) for reason in explain_contradiction(problem)]


def test_a_meeting_of_two_who_never_meet() -> None:
    problem = MeetingProblem(TWO, (MeetingWish(1, 1, 2, must_hold=True),), slots(2), 1)
    assert _said(problem) == [
        "Meeting 1 (Ada with Bo) must be held.",
        "Ada is there only then (slots: 1).",
        "Bo is there only then (slots: 2).",
    ]


def test_more_meetings_than_slots() -> None:
    wishes = tuple(MeetingWish(key, 1, key + 1) for key in (1, 2, 3))
    assert _said(MeetingProblem(people(4, 2), wishes, slots(2), 3, must_hold_all=True)) == [
        "Meeting 1 (P1 with P2) must be held.",
        "Meeting 2 (P1 with P3) must be held.",
        "Meeting 3 (P1 with P4) must be held.",
        "P1 can be in only one meeting at a time.",
        "Slots in the whole event: 2.",
    ]


@pytest.mark.parametrize(
    ("wishes", "sentences"),
    [
        (
            (MeetingWish(1, 1, 2, fixed_slot=1, session=Session.AFTERNOON, must_hold=True),),
            ["Meeting 1 is wished for the afternoon.", "Meeting 1 is fixed (slot: 1)."],
        ),
        (
            (
                MeetingWish(1, 1, 2, after=frozenset({2}), must_hold=True),
                MeetingWish(2, 3, 4, after=frozenset({1}), must_hold=True),
            ),
            ["Meeting 1 must come after meeting 2.", "Meeting 2 must come after meeting 1."],
        ),
        (
            (
                MeetingWish(1, 1, 2, fixed_slot=1, must_hold=True, interpreter="de"),
                MeetingWish(2, 3, 4, fixed_slot=1, must_hold=True, interpreter="de"),
            ),
            ["Interpreters for de, slot by slot: 1, 1."],
        ),
        (
            tuple(MeetingWish(key, 2 * key - 1, 2 * key, fixed_slot=2, must_hold=True) for key in (1, 2, 3)),
            ["Tables, slot by slot: 3, 2."],
        ),
        (
            (MeetingWish(1, 7, 1, must_hold=True), MeetingWish(2, 7, 2, must_hold=True)),
            ["Shy accepts at most this many meetings: 1."],
        ),
    ],
)
def test_each_kind_of_term_is_named(wishes: tuple[MeetingWish, ...], sentences: list[str]) -> None:
    crowd = (*people(6, 2), Participant(7, frozenset({1, 2}), at_most=1, name="Shy"))
    timeline = (Slot(1, Session.MORNING), Slot(2, Session.AFTERNOON, tables=2))
    event = MeetingProblem(crowd, wishes, timeline, 3, interpreters=(Interpreters("de", (1, 1)),))
    assert set(sentences) <= set(_said(event))
    for wish in wishes:
        rest = tuple(replace(other, after=other.after - {wish.key}) for other in wishes if other.key != wish.key)
        assert _said(replace(event, wishes=rest)) == []
