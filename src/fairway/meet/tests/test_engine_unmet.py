from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from tests import checker

from fairway.meet.engine.problem import Interpreters, MeetingProblem, MeetingWish, Participant, Session
from fairway.meet.engine.result import Cause, CauseKind, Status, Timetable, Unmet
from fairway.meet.engine.timetable import solve
from fairway.meet.tests.engine_events import people, problems, slots


@given(problems(must_hold_all=False, most_wishes=10))
@settings(max_examples=100, deadline=None)
def test_every_cause_is_true_and_together_they_close_every_slot(problem: MeetingProblem) -> None:
    timetable = solve(problem, seed=1, effort=1)
    assert all(unmet.causes for unmet in timetable.unmet)
    for unmet in timetable.unmet:
        _check(problem, timetable, unmet)


def _check(problem: MeetingProblem, timetable: Timetable, unmet: Unmet) -> None:
    event = checker.event_from_problem(problem)
    request = event.requests[unmet.wish]
    one, two = (event.people[key] for key in request.pair)
    options = one.present & two.present & request.window
    kinds = {cause.kind for cause in unmet.causes}
    if kinds <= {CauseKind.NEVER_TOGETHER, CauseKind.FIXED_SLOT, CauseKind.OTHER_SESSION}:
        assert not options
        assert (CauseKind.NEVER_TOGETHER in kinds) == (not one.present & two.present)
    elif CauseKind.LIMIT not in kinds:
        assert {slot for cause in unmet.causes for slot in cause.slots} == options
    for cause in unmet.causes:
        assert _holds(event, checker.rows_of(timetable), unmet.wish, cause), cause
        assert "%" not in str(cause.reason)


def _holds(event: checker.Event, rows: list[checker.Row], wish: int, cause: Cause) -> bool:
    when = {number: slot for number, slot, _ in rows}
    sittings = [(key, slot) for number, slot, _ in rows for key in event.requests[number].pair]
    if cause.kind is CauseKind.LIMIT:
        assert cause.participant is not None
        return sum(key == cause.participant for key, _ in sittings) == event.people[cause.participant].ceiling
    if cause.kind is CauseKind.BUSY:
        assert cause.participant is not None
        places = event.people[cause.participant].places
        return all(sittings.count((cause.participant, slot)) == places for slot in cause.slots)
    if cause.kind is CauseKind.TABLES:
        return all(list(when.values()).count(slot) == event.tables for slot in cause.slots)
    if cause.kind is CauseKind.ORDER:
        return all(_breaks_order(event, when, wish, slot) for slot in cause.slots)
    return cause.slots == ()


def _breaks_order(event: checker.Event, when: dict[int, int], wish: int, slot: int) -> bool:
    late = any(when[other] >= slot for other in event.requests[wish].predecessors if other in when)
    early = any(when[other] <= slot for other in when if wish in event.requests[other].predecessors)
    return late or early


def _only_unmet(problem: MeetingProblem) -> list[tuple[CauseKind, str]]:
    (unmet,) = solve(problem, seed=1, effort=1).unmet
    assert unmet.reasons == tuple(cause.reason for cause in unmet.causes)
    return [(cause.kind, str(cause.reason)) for cause in unmet.causes]


EARLY, LATE = Participant(1, frozenset({1}), name="Ada Ltd"), Participant(2, frozenset({2}), name="Bo AG")
BOTH = Participant(3, frozenset({1, 2}), name="Cy SA")


@pytest.mark.parametrize(
    ("wish", "kind", "sentence"),
    [
        (
            MeetingWish(1, 1, 2),
            CauseKind.NEVER_TOGETHER,
            "Ada Ltd and Bo AG are never there at the same time.",
        ),
        (
            MeetingWish(1, 1, 3, session=Session.AFTERNOON),
            CauseKind.OTHER_SESSION,
            "Ada Ltd and Cy SA are never there together in the afternoon.",
        ),
        (
            MeetingWish(1, 3, 2, session=Session.MORNING),
            CauseKind.OTHER_SESSION,
            "Cy SA and Bo AG are never there together in the morning.",
        ),
        (
            MeetingWish(1, 1, 3, fixed_slot=2),
            CauseKind.FIXED_SLOT,
            "The meeting is fixed in slot 2, when Ada Ltd and Cy SA are not both there.",
        ),
        (
            MeetingWish(1, 1, 3, fixed_slot=1, session=Session.AFTERNOON),
            CauseKind.FIXED_SLOT,
            "The meeting is fixed in slot 1, outside the half of the day it is wished for.",
        ),
    ],
)
def test_a_wish_that_never_had_a_slot(wish: MeetingWish, kind: CauseKind, sentence: str) -> None:
    problem = MeetingProblem((EARLY, LATE, BOTH), (wish,), slots(1, 1), tables=1)
    assert _only_unmet(problem) == [(kind, sentence)]
    forced = solve(replace(problem, must_hold_all=True), seed=1, effort=1)
    assert forced.status is Status.INFEASIBLE
    assert [str(reason) for unmet in forced.unmet for reason in unmet.reasons] == [sentence]


def test_a_party_whose_slots_are_all_taken() -> None:
    wishes = (MeetingWish(1, 1, 3, 2), MeetingWish(2, 1, 4))
    problem = MeetingProblem((EARLY, BOTH, *people(4, 2)[3:]), wishes, slots(1, 1), tables=2)
    sentence = "Ada Ltd is in other meetings whenever both are there (slots: 1)."
    assert _only_unmet(problem) == [(CauseKind.BUSY, sentence)]


def test_a_party_that_accepts_no_more() -> None:
    shy = Participant(5, frozenset({1, 2}), at_most=1, name="Shy Co")
    problem = MeetingProblem((EARLY, LATE, shy), (MeetingWish(1, 1, 5, 2), MeetingWish(2, 2, 5)), slots(1, 1), 2)
    assert _only_unmet(problem) == [(CauseKind.LIMIT, "Shy Co has reached its limit of meetings: 1.")]


def test_tables_or_order_alone_explain_it() -> None:
    """No table is left in any slot, or (with a second table) none is after meeting 4; that P1 is busy adds nothing."""
    crowd = people(6, 3)
    wishes = (
        MeetingWish(1, 1, 3, 5, fixed_slot=1),
        MeetingWish(2, 4, 5, 5, fixed_slot=2),
        MeetingWish(3, 1, 2, 1, after=frozenset({4})),
        MeetingWish(4, 5, 6, 5, fixed_slot=3),
    )
    problem = MeetingProblem(crowd, wishes, slots(3), tables=1)
    assert _only_unmet(problem) == [
        (CauseKind.TABLES, "All tables (1) are taken when both are there (slots: 1, 2, 3)."),
    ]
    assert _only_unmet(replace(problem, tables=2)) == [
        (CauseKind.ORDER, "It would break the order of meetings that was asked for (slots: 1, 2, 3)."),
    ]


def test_overloads_say_who_is_asked_too_much() -> None:
    wishes = tuple(MeetingWish(key, 1, key + 1) for key in (1, 2, 3))
    problem = MeetingProblem(people(4, 2), wishes, slots(2), 3, must_hold_all=True)
    timetable = solve(problem, seed=1, effort=1)
    assert timetable.status is Status.INFEASIBLE
    assert [str(reason) for reason in timetable.overloads] == [
        "P1 is asked for more meetings (3) than it has room for (2)."
    ]


def test_missing_and_taken_interpreters_are_named() -> None:
    wishes = (MeetingWish(1, 1, 2, 2, interpreter="de"), MeetingWish(2, 3, 4, interpreter="de"))
    event = MeetingProblem(people(4, 1), wishes, slots(1), 2, interpreters=(Interpreters("de", (1,)),))
    taken = "All interpreters for de are taken when both are free (slots: 1)."
    assert _only_unmet(event) == [(CauseKind.INTERPRETERS, taken)]
    none = replace(event, wishes=wishes[:1], interpreters=(Interpreters("de", (0,)),))
    nobody = "No interpreter for de is there when P1 and P2 both are."
    assert _only_unmet(none) == [(CauseKind.INTERPRETERS, nobody)]
