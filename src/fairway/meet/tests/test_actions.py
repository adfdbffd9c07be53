from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from tests import cast

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError, NotAllowed
from fairway.meet import actions
from fairway.meet.engine.intake import Answer, RequestRow, mutual_pairs
from fairway.meet.models import Event, MeetingRequest, Participation, Presentation, Slot
from fairway.meet.tests.stage import accepted, plan, row, slot_plan, stage

pytestmark = pytest.mark.django_db


def last_line() -> AuditLine:
    return AuditLine.objects.order_by("number").last()  # type: ignore[return-value]


def refused(code: str, action: Callable[[], object]) -> None:
    """The action says no with ``code`` and leaves no row and no audit line behind."""
    tables = (Event, Slot, Presentation, Participation, MeetingRequest, AuditLine)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    with pytest.raises(FairwayError) as caught:
        action()
    assert caught.value.code == code
    assert str(caught.value)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_an_event_is_opened_with_slots_and_presentations() -> None:
    city = cast.organisation()
    spec = plan(presentations=(actions.PresentationPlan("city", 1, "Auto parts", "汽车零部件"),))
    event = actions.open_event(actor=cast.operator(), reason="loaded", spec=spec, organisations={"city": city.pk})
    assert list(event.slots.values_list("number", flat=True)) == [1, 2, 3]
    assert event.slots.get(number=1).start == datetime(2021, 10, 19, 1, 0, tzinfo=UTC)
    assert event.presentations.get().organisation == city
    assert (last_line().verb, last_line().reason) == ("open_event", "loaded")
    assert last_line().facts == {"slots": 3, "presentations": 1}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"slots": (slot_plan(2),)}, "slot-numbers"),
        ({"slots": (slot_plan(1), actions.SlotPlan(2, slot_plan(1).start, slot_plan(1).end))}, "slot-times"),
        ({"slots": (actions.SlotPlan(1, slot_plan(1).end, slot_plan(1).start),)}, "slot-times"),
        ({"slots": (actions.SlotPlan(1, slot_plan(1).start, slot_plan(1).start),)}, "slot-times"),
        ({"time_zone": "Mars/Olympus"}, "time-zone"),
        ({"time_zone": "/etc/passwd"}, "time-zone"),
        ({"presentations": (actions.PresentationPlan("nobody", 1, "x"),)}, "organisation-unknown"),
        ({"presentations": (actions.PresentationPlan("a", 1, "x"),) * 2}, "presentation-order"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(given: dict[str, object], code: str) -> None:
    actor = cast.operator()
    refused(code, lambda: actions.open_event(actor=actor, reason="x", spec=plan(**given), organisations={}))


def test_an_event_code_is_used_once() -> None:
    made = stage("AB")
    refused(
        "event-exists",
        lambda: actions.open_event(actor=made.operator, reason="x", spec=plan(), organisations={}),
    )


@pytest.mark.parametrize("role", [None, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE])
def test_only_the_promotion_office_opens_and_loads(role: Role | None) -> None:
    made, user = stage("AB"), cast.account(role)
    spec = plan(code="another")
    common = {"actor": user, "reason": "x", "event": made.event, "organisations": made.ids}
    refused("right-missing", lambda: actions.open_event(actor=user, reason="x", spec=spec, organisations={}))
    refused("right-missing", lambda: actions.register_participants(**common, rows=[]))
    refused("right-missing", lambda: actions.load_requests(**common, rows=[]))
    refused("right-missing", lambda: actions.make_timetable(actor=user, reason="x", event=made.event))


def test_participants_keep_what_their_rows_say() -> None:
    made = stage("AB", rows={"A": {"available": frozenset({3, 1}), "seats": 2, "at_most": 5, "group": "Siping"}})
    place = made.place("A")
    assert (place.available, place.seats, place.at_most, place.group) == ([1, 3], 2, 5, "Siping")
    assert made.place("B").available is None
    assert (last_line().verb, last_line().facts) == ("register_participants", {"participants": 2})


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row("C", available=frozenset({4}))], "slot-unknown"),
        ([row("A")], "registered-already"),
        ([row("C"), row("C")], "registered-already"),
        ([row("Z")], "organisation-unknown"),
    ],
)
def test_participants_that_cannot_be_are_refused(rows: list[object], code: str) -> None:
    made = stage("AB")
    ids = {**made.ids, "C": cast.organisation().pk}
    refused(
        code,
        lambda: actions.register_participants(
            actor=made.operator, reason="x", event=made.event, rows=rows, organisations=ids
        ),
    )


def test_of_two_facing_requests_exactly_one_carries_the_meeting() -> None:
    made = stage("ABCD")
    pairs = made.load(
        RequestRow("A", "B", 2),
        RequestRow("B", "A", 4),
        RequestRow("C", "A", 3),
        RequestRow("A", "C", 3),
        RequestRow("C", "D", 5, Answer.ACCEPTED),
        RequestRow("D", "C", 5, Answer.DECLINED),
        RequestRow("B", "D", 1, Answer.ACCEPTED),
        RequestRow("B", "C", 1),
    )
    flags = {
        (r.requester.organisation.name[2], r.requested.organisation.name[2]): (r.is_mutual, r.carries_meeting)
        for r in MeetingRequest.objects.select_related("requester__organisation", "requested__organisation")
    }
    assert flags == {
        ("A", "B"): (True, False),
        ("B", "A"): (True, True),  # the higher priority
        ("A", "C"): (True, True),  # registered first
        ("C", "A"): (True, False),
        ("C", "D"): (False, False),  # the other declined
        ("D", "C"): (False, False),
        ("B", "D"): (True, True),
        ("B", "C"): (False, False),
    }
    assert pairs == 3
    assert last_line().facts == {"requests": 8, "mutual": 3}


def test_pairs_are_those_of_the_intake_in_any_order() -> None:
    rows = [
        RequestRow("A", "B", 2),
        RequestRow("B", "A", 5),
        RequestRow("C", "D", 1, Answer.ACCEPTED),
        RequestRow("D", "A"),
    ]
    made = stage("ABCD")
    made.load(*reversed(rows))
    carried = MeetingRequest.objects.filter(carries_meeting=True).order_by("pk")
    found = {
        tuple(sorted((r.requester.organisation.name[2], r.requested.organisation.name[2]))): r.priority for r in carried
    }
    assert found == mutual_pairs(rows)


def test_a_list_of_requests_is_loaded_once_and_names_participants() -> None:
    made = stage("AB")
    outsider = cast.organisation()
    common = {"actor": made.operator, "reason": "x", "event": made.event}
    ids = {**made.ids, "C": outsider.pk}
    refused("not-taking-part", lambda: actions.load_requests(**common, rows=[RequestRow("A", "C")], organisations=ids))
    refused(
        "organisation-unknown", lambda: actions.load_requests(**common, rows=[RequestRow("Z", "A")], organisations=ids)
    )
    made.load(*accepted("AB"))
    refused("requests-loaded", lambda: made.load(*accepted("BA")))


def test_asking_in_return_makes_a_request_mutual() -> None:
    made = stage("AB")
    made.load(RequestRow("A", "B", 3))
    user = cast.account(Role.ENTERPRISE, made.organisations["B"])
    asked = actions.ask_meeting(
        actor=user, reason="we want it too", requester=made.place("B"), requested=made.place("A"), priority=5
    )
    assert (asked.is_mutual, asked.carries_meeting) == (True, True)
    back = made.request("A", "B")
    assert (back.is_mutual, back.carries_meeting) == (True, False)
    assert (last_line().verb, last_line().actor, last_line().reason) == (
        "ask_meeting",
        user.username,
        "we want it too",
    )


def test_asking_first_is_not_mutual_yet() -> None:
    made = stage("AB")
    user = cast.account(Role.ZONE_COMMITTEE, made.organisations["A"])
    asked = actions.ask_meeting(actor=user, reason="x", requester=made.place("A"), requested=made.place("B"))
    assert not asked.is_mutual
    assert asked.priority == 3


def test_asking_is_refused_where_it_cannot_be() -> None:
    made = stage("ABC")
    other_event = actions.open_event(actor=made.operator, reason="x", spec=plan(code="other"), organisations={})
    elsewhere = Participation.objects.create(event=other_event, organisation=made.organisations["B"])
    made.load(RequestRow("A", "B"), RequestRow("C", "A", 3, Answer.DECLINED))
    user = cast.account(Role.ENTERPRISE, made.organisations["A"])
    a, b, c = made.place("A"), made.place("B"), made.place("C")

    def ask(requester: Participation, requested: Participation, priority: int = 3) -> Callable[[], object]:
        return lambda: actions.ask_meeting(
            actor=user, reason="x", requester=requester, requested=requested, priority=priority
        )

    refused("right-missing", ask(b, c))
    refused("asked-already", ask(a, b))
    refused("declined-before", ask(a, c))
    refused("meets-itself", ask(a, a))
    refused("other-event", ask(a, elsewhere))
    refused("priority", ask(a, c, 6))
    refused("priority", ask(a, c, 0))


def test_the_asked_side_answers_and_may_change_its_mind() -> None:
    made = stage("AB")
    made.load(RequestRow("A", "B"))
    user = cast.account(Role.ENTERPRISE, made.organisations["B"])
    request = made.request("A", "B")
    yes = actions.answer_request(actor=user, reason="gladly", request=request, answer="accepted")
    assert (yes.answer, yes.is_mutual, yes.carries_meeting) == ("accepted", True, True)
    assert (last_line().verb, last_line().facts) == ("answer_request", {"answer": "accepted"})
    actions.answer_request(actor=user, reason="no time", request=request, answer="declined")
    again = made.request("A", "B")
    assert (again.answer, again.is_mutual, again.carries_meeting) == ("declined", False, False)


def test_only_the_asked_side_answers() -> None:
    made = stage("ABC")
    made.load(RequestRow("A", "B"))
    request = made.request("A", "B")
    strangers = [
        cast.account(Role.ENTERPRISE, made.organisations["A"]),
        cast.account(Role.ENTERPRISE, made.organisations["C"]),
        cast.account(Role.PROMOTION_OFFICE),
        cast.account(Role.CREDIT_OFFICE, made.organisations["B"]),
    ]
    for user in strangers:
        with pytest.raises(NotAllowed):
            actions.answer_request(actor=user, reason="x", request=request, answer="accepted")
    user = cast.account(Role.ENTERPRISE, made.organisations["B"])
    refused("answer", lambda: actions.answer_request(actor=user, reason="x", request=request, answer=""))
    refused("answer", lambda: actions.answer_request(actor=user, reason="x", request=request, answer="perhaps"))
