"""Checking in, personal links, and what a personal link may say: the refusal, the log, nothing left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from tests import cast

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError
from fairway.meet.actions import day
from fairway.meet.models import AgendaSeen, CheckIn, Disturbance, Participation
from fairway.meet.queries.day import desk
from fairway.meet.queries.day.clock import day_of
from fairway.meet.tests.running import links, running, token
from fairway.meet.tests.stage import Stage, stage

pytestmark = pytest.mark.django_db
Kind, State, Status = Disturbance.Kind, Disturbance.State, Participation.Status
TABLES = (CheckIn, Disturbance, AgendaSeen, Participation, AuditLine)


def refused(code: str, action: Callable[[], object]) -> None:
    """The action says no with ``code`` and leaves no row and no audit line behind."""
    before = [list(table.objects.order_by("pk").values()) for table in TABLES]
    with pytest.raises(FairwayError) as caught:
        action()
    assert caught.value.code == code
    assert str(caught.value)
    assert [list(table.objects.order_by("pk").values()) for table in TABLES] == before


def last_line() -> AuditLine:
    return AuditLine.objects.order_by("number").last()  # type: ignore[return-value]


def welcome(made: Stage, key: str, **given: object) -> Callable[[], object]:
    values = {"actor": made.operator, "reason": "x", "participation": made.place(key), "day": made.event.held_on}
    return lambda: day.check_in(**{**values, **given})  # type: ignore[arg-type]


def test_a_participant_is_checked_in_once_a_day_and_out_again() -> None:
    made = stage("AB")
    clerk = cast.account(Role.ZONE_COMMITTEE)
    welcome(made, "A", actor=clerk)()
    assert (last_line().verb, last_line().facts) == (
        "check_in",
        {"day": made.event.held_on.isoformat(), "seats": 1},
    )
    refused("checked-in-already", welcome(made, "A"))
    assert desk.attendance(made.event, made.event.held_on) == desk.Attendance(1, 2)
    given = {"actor": clerk, "reason": "wrong badge", "participation": made.place("A"), "day": made.event.held_on}
    day.undo_check_in(**given)
    assert last_line().verb == "undo_check_in"
    assert desk.attendance(made.event, made.event.held_on).there == 0
    refused("not-checked-in", lambda: day.undo_check_in(**given))


def test_a_delegation_may_come_in_parts() -> None:
    made = stage("AB", rows={"A": {"seats": 3}})
    welcome(made, "A", seats=1)()
    welcome(made, "A", seats=2)()
    assert CheckIn.objects.get().seats == 2
    refused("checked-in-already", welcome(made, "A", seats=2))
    for wrong in (0, 4, -1):
        refused("seats-unknown", welcome(made, "A", seats=wrong))
    welcome(made, "A")()
    assert (CheckIn.objects.get().seats, last_line().facts["seats"]) == (3, 3)
    assert desk.attendance(made.event, made.event.held_on) == desk.Attendance(1, 2)


def test_checking_in_is_refused_where_it_cannot_be() -> None:
    made = stage("AB")
    refused("other-day", welcome(made, "A", day=made.event.held_on + timedelta(days=1)))
    for role in (Role.ENTERPRISE, Role.CREDIT_OFFICE):
        refused("right-missing", welcome(made, "A", actor=cast.account(role, made.organisations["A"])))
    Participation.objects.filter(pk=made.place("B").pk).update(status=Status.WITHDRAWN)
    refused("not-approved", welcome(made, "B"))
    refused(
        "right-missing",
        lambda: day.undo_check_in(
            actor=cast.account(), reason="x", participation=made.place("A"), day=made.event.held_on
        ),
    )


def test_expected_are_those_available_on_the_day() -> None:
    made = stage("ABC", rows={"A": {"available": frozenset({1})}, "B": {"available": frozenset()}})
    assert desk.attendance(made.event, made.event.held_on).expected == 2
    assert desk.attendance(made.event, made.event.held_on + timedelta(days=1)).expected == 3


def test_everybody_without_a_link_gets_one() -> None:
    made = stage("ABC")
    Participation.objects.filter(pk=made.place("C").pk).update(status=Status.DECLINED)
    refused("right-missing", lambda: day.personal_links(actor=cast.account(), reason="x", event=made.event))
    links(made)
    first = token(made, "A")
    assert len(first) == 43
    assert len({first, token(made, "B")}) == 2
    assert token(made, "C") == ""
    assert (last_line().verb, last_line().facts) == ("renew_link", {"participants": 2})
    links(made)
    assert token(made, "A") == first
    assert first not in str(list(AuditLine.objects.values()))


def by_link(made: Stage, key: str, report: day.Report, given: str | None = None) -> Callable[[], Disturbance]:
    return lambda: day.report_by_link(
        actor=made.operator, reason="x", token=token(made, key) if given is None else given, report=report
    )


def test_a_link_says_late_or_not_at_all_and_takes_it_back() -> None:
    made = running()
    first = by_link(made, "A", day.Report(Kind.LATE, last_slot=3))()
    assert (first.kind, first.first_slot, first.last_slot, first.by_link) == (Kind.LATE, 3, 3, True)
    second = by_link(made, "A", day.Report(Kind.ABSENT))()
    first.refresh_from_db()
    assert (first.state, second.state, second.last_slot) == (State.DISMISSED, State.REPORTED, 6)
    assert last_line().verb == "report_disturbance"
    assert day.take_back_by_link(actor=made.operator, reason="x", token=token(made, "A")) == 1
    assert list(desk.reports(made.event)) == []
    refused("nothing-reported", lambda: day.take_back_by_link(actor=made.operator, reason="x", token=token(made, "A")))


def test_a_link_may_say_nothing_else() -> None:
    made = running()
    refused("report-kind", by_link(made, "A", day.Report(Kind.TABLE_LOST, table=1)))
    refused("link-unknown", by_link(made, "A", day.Report(Kind.ABSENT), "x" * 43))
    refused("link-unknown", by_link(made, "A", day.Report(Kind.ABSENT), ""))
    refused("no-slots", by_link(made, "A", day.Report(Kind.LATE, last_slot=2)))
    over = running(begun=6, code="over", keys="XY", pairs="XY")
    refused("day-over", by_link(over, "X", day.Report(Kind.ABSENT)))


def test_a_link_opens_nothing_once_its_participant_left() -> None:
    made = running()
    opened = token(made, "A")
    Participation.objects.filter(pk=made.place("A").pk).update(status=Status.WITHDRAWN)
    refused("link-unknown", lambda: day.read_agenda(actor=made.operator, reason="x", token=opened))


def test_what_was_read_is_kept_as_it_stood() -> None:
    made = running()
    seen = day.read_agenda(actor=made.operator, reason="x", token=token(made, "A"))
    assert [line[1:] for line in seen.meetings]
    assert last_line().verb == "read_agenda"
    day.read_agenda(actor=made.operator, reason="x", token=token(made, "A"))
    assert AgendaSeen.objects.count() == 1
    empty = stage("XY", code="empty")
    links(empty)
    refused("nothing-to-read", lambda: day.read_agenda(actor=made.operator, reason="x", token=token(empty, "X")))


def test_a_report_is_set_aside_once() -> None:
    made = running()
    report = by_link(made, "A", day.Report(Kind.ABSENT))()
    aside = {"actor": made.operator, "reason": "they came", "disturbance": report}
    assert day.dismiss_disturbance(**aside).state == State.DISMISSED
    assert (last_line().verb, last_line().reason) == ("dismiss_disturbance", "they came")
    refused("report-closed", lambda: day.dismiss_disturbance(**aside))


def test_the_day_of_an_event_is_one_of_its_days() -> None:
    event = cast.event()
    assert day_of(event) == event.held_on
