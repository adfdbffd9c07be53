"""Requests between approved sides, with quota and deadline; what the organiser says; each taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from tests import cast

from fairway.base.models import AuditLine, User
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError
from fairway.meet import actions
from fairway.meet.engine.intake import Answer, RequestRow
from fairway.meet.models import Apart, MeetingRequest, Participation
from fairway.meet.queries.problem import stored_problem
from fairway.meet.tests.registering import opened
from fairway.meet.tests.stage import Stage, accepted, stage

pytestmark = pytest.mark.django_db
TABLES = (MeetingRequest, Apart, Participation, AuditLine)


def refused(code: str, action: Callable[[], object]) -> None:
    before = [list(table.objects.order_by("pk").values()) for table in TABLES]
    with pytest.raises(FairwayError) as caught:
        action()
    assert caught.value.code == code
    assert str(caught.value)
    assert [list(table.objects.order_by("pk").values()) for table in TABLES] == before


def side(made: Stage, key: str) -> User:
    return cast.account(Role.ENTERPRISE, made.organisations[key])


def ask(made: Stage, asking: str, asked: str, **given: object) -> MeetingRequest:
    return actions.ask_meeting(
        actor=side(made, asking),
        reason="test",
        requester=made.place(asking),
        requested=made.place(asked),
        **given,  # type: ignore[arg-type]
    )


def common(made: Stage, **given: object) -> dict[str, object]:
    return {"actor": made.operator, "reason": "test", **given}


def verbs() -> list[str]:
    return list(AuditLine.objects.order_by("number").values_list("verb", flat=True))


def test_a_request_carries_a_message_and_so_does_the_answer() -> None:
    made = stage()
    asked = ask(made, "A", "B", message="About castings")
    actions.answer_request(
        actor=side(made, "B"), reason="x", request=asked, answer="accepted", message="Gladly", priority=5
    )
    kept = made.request("A", "B")
    assert (kept.message, kept.answer_message, kept.reply_priority, kept.is_mutual) == (
        "About castings",
        "Gladly",
        5,
        True,
    )
    assert kept.asked_at is not None
    assert [wish.priority for wish in stored_problem(made.event).problem.wishes] == [5]


def test_only_who_is_approved_asks_or_is_asked() -> None:
    made = stage()
    actions.withdraw_participation(**common(made, participation=made.place("B")))  # type: ignore[arg-type]
    refused("not-approved", lambda: ask(made, "A", "B"))
    refused("not-approved", lambda: ask(made, "B", "A"))


def test_one_side_makes_so_many_requests_and_no_more() -> None:
    made = opened(stage(), most_requests=2)
    first = ask(made, "A", "B")
    ask(made, "A", "C")
    refused("quota", lambda: ask(made, "A", "D"))
    actions.withdraw_request(actor=side(made, "A"), reason="x", request=first)
    ask(made, "A", "D")
    refused("quota", lambda: ask(made, "A", "B"))


def test_after_the_deadline_only_the_organiser_changes_requests() -> None:
    made = stage()
    asked = ask(made, "A", "B")
    opened(made, requests_close_at=timezone.now() - timedelta(minutes=1))
    asked = made.request("A", "B")
    refused("requests-closed", lambda: ask(made, "A", "C"))
    refused(
        "requests-closed",
        lambda: actions.answer_request(actor=side(made, "B"), reason="x", request=asked, answer="accepted"),
    )
    refused("requests-closed", lambda: actions.withdraw_request(actor=side(made, "A"), reason="x", request=asked))
    refused(
        "requests-closed",
        lambda: actions.change_priority(
            actor=side(made, "A"), reason="x", request=asked, side=made.place("A"), priority=1
        ),
    )
    added = actions.add_meeting(**common(made, requester=made.place("C"), requested=made.place("D")))  # type: ignore[arg-type]
    assert added.is_mutual


def test_a_withdrawn_request_says_nothing_until_it_is_made_again() -> None:
    made = stage()
    made.load(*accepted("AB"))
    asked = made.request("A", "B")
    actions.withdraw_request(actor=side(made, "A"), reason="x", request=asked)
    assert not stored_problem(made.event).problem.wishes
    refused("withdrawn", lambda: actions.withdraw_request(actor=side(made, "A"), reason="x", request=asked))
    refused(
        "withdrawn", lambda: actions.answer_request(actor=side(made, "B"), reason="x", request=asked, answer="accepted")
    )
    again = ask(made, "A", "B", priority=5)
    assert (again.pk, again.is_withdrawn, again.answer, again.is_mutual) == (asked.pk, False, "", False)


def test_of_two_facing_requests_one_withdrawn_leaves_the_other_standing() -> None:
    made = stage()
    first, second = ask(made, "A", "B", priority=5), ask(made, "B", "A", priority=2)
    assert made.request("A", "B").carries_meeting
    actions.withdraw_request(actor=side(made, "A"), reason="x", request=first)
    assert not made.request("B", "A").is_mutual
    actions.answer_request(actor=side(made, "A"), reason="x", request=second, answer="accepted")
    assert made.request("B", "A").carries_meeting


def test_both_sides_say_how_much_a_meeting_matters() -> None:
    made = stage()
    made.load(*accepted("AB", priority=2))
    asked = made.request("A", "B")
    for key, priority, worth in (("B", 5, 5), ("A", 1, 5), ("B", 1, 1)):
        actions.change_priority(
            actor=side(made, key), reason="x", request=asked, side=made.place(key), priority=priority
        )
        assert made.request("A", "B").worth == worth
    refused(
        "not-a-side",
        lambda: actions.change_priority(
            actor=side(made, "C"), reason="x", request=asked, side=made.place("C"), priority=1
        ),
    )
    refused(
        "priority",
        lambda: actions.change_priority(
            actor=side(made, "A"), reason="x", request=asked, side=made.place("A"), priority=6
        ),
    )


def test_the_organiser_adds_a_meeting_for_both_sides_and_takes_it_off() -> None:
    made = stage()
    made.load(RequestRow("A", "B", 3, Answer.DECLINED))
    pair = common(made, requester=made.place("B"), requested=made.place("A"))
    added = actions.add_meeting(**pair)  # type: ignore[arg-type]
    assert added.is_mutual
    assert made.request("A", "B").is_mutual
    refused("mutual-already", lambda: actions.add_meeting(**pair))  # type: ignore[arg-type]
    actions.take_meeting_off(**common(made, request=added))  # type: ignore[arg-type]
    assert not made.request("A", "B").is_mutual
    assert verbs()[-2:] == ["add_meeting", "take_meeting_off"]
    refused(
        "meets-itself",
        lambda: actions.add_meeting(**common(made, requester=made.place("A"), requested=made.place("A"))),  # type: ignore[arg-type]
    )


def test_must_and_slot_hold_for_the_pair_whichever_request_carries_it() -> None:
    made = stage()
    made.load(*accepted("AB"), RequestRow("C", "D"))
    asked = made.request("A", "B")
    slot = made.event.slots.get(number=2)
    actions.set_must_hold(**common(made, request=asked, must=True))  # type: ignore[arg-type]
    actions.set_fixed_slot(**common(made, request=asked, slot=slot))  # type: ignore[arg-type]
    ask(made, "B", "A", priority=5)
    wish = stored_problem(made.event).problem.wishes[0]
    assert (wish.priority, wish.must_hold, wish.fixed_slot) == (5, True, 2)
    refused("must-hold", lambda: actions.withdraw_request(actor=side(made, "A"), reason="x", request=asked))
    refused(
        "must-hold",
        lambda: actions.answer_request(actor=side(made, "B"), reason="x", request=asked, answer="declined"),
    )
    actions.set_must_hold(**common(made, request=asked, must=False))  # type: ignore[arg-type]
    actions.set_fixed_slot(**common(made, request=asked, slot=None))  # type: ignore[arg-type]
    wish = stored_problem(made.event).problem.wishes[0]
    assert (wish.must_hold, wish.fixed_slot) == (False, None)
    refused("not-mutual", lambda: actions.set_must_hold(**common(made, request=made.request("C", "D"), must=True)))  # type: ignore[arg-type]


def test_a_meeting_is_locked_only_to_a_slot_in_which_both_are_there() -> None:
    made = stage(rows={"B": {"available": frozenset({1})}})
    made.load(*accepted("AB"))
    refused(
        "not-there",
        lambda: actions.set_fixed_slot(
            **common(made, request=made.request("A", "B"), slot=made.event.slots.get(number=2))  # type: ignore[arg-type]
        ),
    )


def test_two_kept_apart_do_not_meet_and_asking_is_refused_politely_until_they_may_again() -> None:
    made = stage()
    made.load(*accepted("AB"), RequestRow("A", "C"))
    pair = common(made, one=made.place("B"), other=made.place("A"))
    refused("reason-missing", lambda: actions.keep_apart(**{**pair, "reason": " "}))  # type: ignore[arg-type]
    kept = actions.keep_apart(**{**pair, "reason": "a lawsuit"})  # type: ignore[arg-type]
    assert kept.one_id < kept.other_id
    assert not made.request("A", "B").is_mutual
    assert not stored_problem(made.event).problem.wishes
    refused("apart-already", lambda: actions.keep_apart(**pair))  # type: ignore[arg-type]
    refused("kept-apart", lambda: ask(made, "B", "A"))
    refused(
        "kept-apart-by-you",
        lambda: actions.add_meeting(**common(made, requester=made.place("A"), requested=made.place("B"))),  # type: ignore[arg-type]
    )
    actions.answer_request(actor=side(made, "B"), reason="x", request=made.request("A", "B"), answer="accepted")
    assert not made.request("A", "B").is_mutual
    actions.allow_again(**common(made, apart=kept))  # type: ignore[arg-type]
    assert made.request("A", "B").is_mutual
    refused("apart-missing", lambda: actions.allow_again(**common(made, apart=kept)))  # type: ignore[arg-type]


def test_what_must_be_held_is_not_kept_apart() -> None:
    made = stage()
    made.load(*accepted("AB"))
    actions.set_must_hold(**common(made, request=made.request("A", "B"), must=True))  # type: ignore[arg-type]
    refused(
        "must-hold-before",
        lambda: actions.keep_apart(**common(made, one=made.place("A"), other=made.place("B"))),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("role", [None, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE])
def test_only_the_promotion_office_organises(role: Role | None) -> None:
    made = stage()
    made.load(*accepted("AB"))
    user, asked = cast.account(role, made.organisations["A"]), made.request("A", "B")
    kept = actions.keep_apart(**common(made, one=made.place("C"), other=made.place("D")))  # type: ignore[arg-type]
    who = {"actor": user, "reason": "x"}
    ends = {"requester": made.place("A"), "requested": made.place("C")}
    refused("right-missing", lambda: actions.add_meeting(**who, **ends))  # type: ignore[arg-type]
    refused("right-missing", lambda: actions.take_meeting_off(**who, request=asked))  # type: ignore[arg-type]
    refused("right-missing", lambda: actions.set_must_hold(**who, request=asked, must=True))  # type: ignore[arg-type]
    refused("right-missing", lambda: actions.set_fixed_slot(**who, request=asked, slot=None))  # type: ignore[arg-type]
    refused("right-missing", lambda: actions.keep_apart(**who, one=made.place("A"), other=made.place("B")))  # type: ignore[arg-type]
    refused("right-missing", lambda: actions.allow_again(**who, apart=kept))  # type: ignore[arg-type]
