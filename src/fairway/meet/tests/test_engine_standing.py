from __future__ import annotations

from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session
from fairway.meet.engine.standing import Standing, slots_in
from fairway.meet.tests.engine_events import people, slots


def _windows(problem: MeetingProblem) -> dict[int, list[int]]:
    return {key: slots_in(bits) for key, bits in Standing(problem).window.items()}


def test_a_window_needs_both_the_session_and_the_fixed_slot() -> None:
    crowd = (Participant(1, frozenset({1, 2, 3})), Participant(2, frozenset({2, 3, 4})))
    wishes = (
        MeetingWish(1, 1, 2),
        MeetingWish(2, 1, 2, session=Session.AFTERNOON),
        MeetingWish(3, 1, 2, fixed_slot=2),
        MeetingWish(4, 1, 2, fixed_slot=1),
    )
    assert _windows(MeetingProblem(crowd, wishes, slots(2, 2), tables=1)) == {1: [2, 3], 2: [3], 3: [2], 4: []}


def test_a_window_needs_an_interpreter_where_one_is_needed() -> None:
    wishes = (MeetingWish(1, 1, 2), MeetingWish(2, 1, 2, interpreter="de"))
    problem = MeetingProblem(people(2, 2), wishes, slots(1, 1), 1, interpreters=(Interpreters("de", (0, 1)),))
    assert _windows(problem) == {1: [1, 2], 2: [2]}


def test_a_meeting_is_elsewhere_only_in_another_slot() -> None:
    """P1 has a representative left in slot 1, where the meeting is; slot 2 is not free for P2."""
    crowd = (Participant(1, frozenset({1, 2}), seats=2), Participant(2, frozenset({1}), seats=2))
    standing = Standing(MeetingProblem(crowd, (MeetingWish(1, 1, 2),), slots(2), tables=2))
    standing.put(1, 1)
    assert standing.elsewhere(standing.wishes[1]) == 0
