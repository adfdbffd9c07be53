"""A changed day is repaired with the least disturbance: shown first, checked, kept whole, taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from django.utils import timezone
from tests import cast

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError
from fairway.meet.actions import day
from fairway.meet.engine.changes import Place
from fairway.meet.models import Disturbance, Meeting, MeetingRequest, Participation, Timetable, Unmet
from fairway.meet.queries.day import repairs, walk_ins
from fairway.meet.queries.day.repairs import RepairPlan, Way
from fairway.meet.tests.running import ROUND, arrange, letter, letters, places, running
from fairway.meet.tests.stage import Stage

pytestmark = pytest.mark.django_db
Kind, State = Disturbance.Kind, Disturbance.State
TABLES = (Disturbance, Timetable, Meeting, Unmet, MeetingRequest, Participation, AuditLine)


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


def on_the_day() -> Stage:
    """Slot 2 is on. A–B is over, C–D is on; A–C, B–D and E–F are to come; A–D, B–C and A–E have no place."""
    made = running()
    arrange(made, {"AB": (1, 1), "CD": (2, 1), "AC": (3, 1), "BD": (3, 2), "EF": (4, 3)})
    return made


def report(made: Stage, kind: Disturbance.Kind, **given: object) -> Disturbance:
    return day.report_disturbance(
        actor=made.operator,
        reason="test",
        event=made.event,
        report=day.Report(kind, **given),  # type: ignore[arg-type]
    )


def repaired(made: Stage, way: Way) -> Timetable:
    return day.repair_day(actor=made.operator, reason="test", event=made.event, plan=way.plan)


def ways(made: Stage, *reports: Disturbance) -> repairs.Ways:
    return repairs.ways_to_repair(made.event, reports)


def said(way: Way) -> dict[str, tuple[str, object, object]]:
    return {letters(line.request): (line.kind, line.before, line.after) for line in way.lines}


def people(told: Iterable[Participation]) -> str:
    return "".join(sorted(letter(one) for one in told))


def test_who_comes_not_at_all_leaves_room_for_others() -> None:
    made = on_the_day()
    gone = report(made, Kind.ABSENT, participation=made.place("C"))
    assert (gone.first_slot, gone.last_slot, gone.state) == (3, 6, State.REPORTED)
    found = ways(made, gone)
    assert said(found.fill)["AC"] == ("dropped", Place(3, 1), None)
    assert "BD" not in said(found.fill)
    assert {pair for pair, (kind, _b, _a) in said(found.fill).items() if kind == "added"} == {"AD", "AE"}
    assert people(found.fill.told) == "ACDE"
    assert found.fill.moved == 0
    kept = repaired(made, found.fill)
    now = places(kept)
    assert (now["AB"], now["CD"], now["BD"], now["EF"]) == ((1, 1), (2, 1), (3, 2), (4, 3))
    assert "AC" not in now
    assert {"AD", "AE"} <= now.keys()
    gone.refresh_from_db()
    assert (gone.state, gone.timetable) == (State.IN_FORCE, kept)
    assert kept.replaces is not None
    assert {letters(row.request) for row in kept.unmet.all()} == {"AC", "BC"}
    assert all(row.reasons for row in kept.unmet.all())
    line = last_line()
    assert (line.verb, line.facts["reports"], line.facts["dropped"]) == ("repair_day", 1, 1)


def test_who_is_late_misses_only_what_is_before() -> None:
    made = on_the_day()
    late = report(made, Kind.LATE, participation=made.place("D"), last_slot=3)
    found = ways(made, late)
    kind, before, after = said(found.fill)["BD"]
    assert (kind, before) == ("moved", Place(3, 2))
    assert after.slot > 3  # type: ignore[union-attr]
    repaired(made, found.fill)


def test_a_meeting_called_off_is_not_offered_again() -> None:
    made = on_the_day()
    off = report(made, Kind.CANCELLED, request=made.request("E", "F"))
    kept = repaired(made, ways(made, off).fill)
    assert "EF" not in places(kept)
    assert "EF" not in {letters(row.request) for row in kept.unmet.all()}


def test_a_lost_table_sends_its_meetings_to_another() -> None:
    made = on_the_day()
    lost = report(made, Kind.TABLE_LOST, table=1)
    found = ways(made, lost)
    assert said(found.fill)["AC"] == ("table", Place(3, 1), Place(3, 3))
    now = places(repaired(made, found.fill))
    assert now["CD"] == (2, 1)
    assert all(table != 1 for slot, table in now.values() if slot > 2)


def test_a_locked_meeting_stays_and_is_locked_again() -> None:
    made = on_the_day()
    Meeting.objects.filter(request=made.request("B", "D")).update(is_locked=True)
    kept = repaired(made, ways(made, report(made, Kind.ABSENT, participation=made.place("C"))).fill)
    assert places(kept)["BD"] == (3, 2)
    assert [letters(row.request) for row in kept.meetings.filter(is_locked=True)] == ["BD"]


def test_moving_a_few_is_offered_where_it_is_worth_more() -> None:
    made = running("AB AC BC", "ABC", begun=1, tables=1)
    available = {"A": [2, 3], "B": [2, 4], "C": [3, 4, 2]}
    for key, slots in available.items():
        Participation.objects.filter(pk=made.place(key).pk).update(available=slots)
    arrange(made, {"BC": (2, 1)})
    found = ways(made)
    assert found.fill.value == 6
    assert found.move is not None
    assert (found.move.value, found.move.gain, found.move.moved) == (9, 3, 1)
    kept = repaired(made, found.move)
    assert {pair: slot for pair, (slot, _table) in places(kept).items()} == {"AB": 2, "AC": 3, "BC": 4}
    assert (kept.value, kept.bound) == (9, 23)


def test_what_comes_back_is_what_was_shown() -> None:
    made = on_the_day()
    plan = ways(made, report(made, Kind.ABSENT, participation=made.place("C"))).fill.plan
    assert repairs.read_plan(plan.signed()) == plan
    with pytest.raises(FairwayError) as caught:
        repairs.read_plan(plan.signed()[:-2] + "xx")
    assert caught.value.code == "repair-plan"


def test_a_repair_is_refused_once_things_changed() -> None:
    made = on_the_day()
    gone = report(made, Kind.ABSENT, participation=made.place("C"))
    plan = ways(made, gone).fill.plan

    def act(plan: RepairPlan = plan, **given: object) -> Callable[[], object]:
        values = {"actor": made.operator, "reason": "x", "event": made.event, "plan": plan}
        return lambda: day.repair_day(**{**values, **given})  # type: ignore[arg-type]

    refused("right-missing", act(actor=cast.account(Role.ZONE_COMMITTEE)))
    other = RepairPlan(plan.timetable, plan.version + 1, plan.reports, plan.seats, plan.dropped)
    refused("timetable-changed", act(other))
    begun = RepairPlan(plan.timetable, plan.version, plan.reports, {made.request("A", "D").pk: Place(2, 2)}, ())
    refused("slot-begun", act(begun))
    double = RepairPlan(plan.timetable, plan.version, (), {made.request("A", "D").pk: Place(3, 3)}, ())
    refused("timetable-broken", act(double))
    taken = RepairPlan(plan.timetable, plan.version, (), {made.request("A", "D").pk: Place(4, 9)}, ())
    refused("timetable-broken", act(taken))
    day.dismiss_disturbance(actor=made.operator, reason="x", disturbance=gone)
    refused("report-closed", act())


def test_a_repair_can_be_taken_back_while_nothing_was_held_since() -> None:
    made = on_the_day()
    before = made.event.timetables.first()
    assert before is not None
    gone = report(made, Kind.ABSENT, participation=made.place("C"))
    kept = repaired(made, ways(made, gone).fill)

    def back(pk: int, version: int = 1) -> Callable[[], Timetable]:
        return lambda: day.undo_repair(actor=made.operator, reason="x", event=made.event, timetable=pk, version=version)

    refused("timetable-changed", back(before.pk))
    again = back(kept.pk)()
    assert places(again) == places(before)
    assert again.replaces == kept
    assert (again.value, again.bound) == (before.value, before.bound)
    gone.refresh_from_db()
    assert (gone.state, gone.timetable) == (State.REPORTED, None)
    assert last_line().verb == "undo_repair"
    refused("returned-already", back(again.pk))


def test_there_is_no_way_back_once_something_was_held_or_changed_by_hand() -> None:
    made = on_the_day()
    refused(
        "nothing-replaced",
        lambda: day.undo_repair(
            actor=made.operator, reason="x", event=made.event, timetable=made.event.timetables.first().pk, version=1
        ),
    )
    kept = repaired(made, ways(made, report(made, Kind.ABSENT, participation=made.place("C"))).fill)
    given = {"actor": made.operator, "reason": "x", "event": made.event, "timetable": kept.pk}
    Timetable.objects.filter(pk=kept.pk).update(version=2)
    refused("changed-by-hand", lambda: day.undo_repair(**given, version=2))
    Timetable.objects.filter(pk=kept.pk).update(version=1, made_at=timezone.now() - 2 * ROUND)
    refused("held-since", lambda: day.undo_repair(**given, version=1))
    refused("right-missing", lambda: day.undo_repair(**{**given, "actor": cast.account()}, version=1))


def test_who_has_to_be_told_is_listed_with_who_has_read_it() -> None:
    made = on_the_day()
    kept = repaired(made, ways(made, report(made, Kind.ABSENT, participation=made.place("C"))).fill)
    day.read_agenda(actor=made.operator, reason="x", token=made.place("D").token)
    told = repairs.who_is_told(made.event, kept)
    assert people(one.participation for one in told) == "ACDE"
    assert [letter(one.participation) for one in told if one.has_read] == ["D"]
    lines = {letter(one.participation): {letters(line.request) for line in one.lines} for one in told}
    assert lines == {"A": {"AC", "AD", "AE"}, "C": {"AC"}, "D": {"AD"}, "E": {"AE"}}


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        (Kind.LATE, {}, "about-nothing"),
        (Kind.TABLE_LOST, {}, "about-nothing"),
        (Kind.TABLE_LOST, {"table": 4}, "table-unknown"),
        (Kind.TABLE_LOST, {"table": 1, "first_slot": 5, "last_slot": 4}, "no-slots"),
        (Kind.TABLE_LOST, {"table": 1, "last_slot": 2}, "no-slots"),
    ],
)
def test_a_report_that_cannot_be_is_refused(kind: Disturbance.Kind, given: dict[str, object], code: str) -> None:
    made = on_the_day()
    refused(code, lambda: report(made, kind, **given))


def test_reports_are_the_desks_and_of_one_event() -> None:
    made = on_the_day()
    outsider = Participation.objects.create(event=cast.event(), organisation=cast.organisation())
    refused("other-event", lambda: report(made, Kind.LATE, participation=outsider))
    about = day.Report(Kind.ABSENT, made.place("A"))
    for role in (Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE, Role.ENTERPRISE):
        user = cast.account(role)
        refused(
            "right-missing",
            lambda user=user: day.report_disturbance(actor=user, reason="x", event=made.event, report=about),
        )
    made_report = report(made, Kind.ABSENT, participation=made.place("A"))
    refused(
        "right-missing",
        lambda: day.dismiss_disturbance(actor=cast.account(), reason="x", disturbance=made_report),
    )


def test_a_day_that_is_over_is_not_repaired() -> None:
    made = running(begun=6)
    refused("day-over", lambda: report(made, Kind.ABSENT, participation=made.place("A")))
    with pytest.raises(FairwayError) as caught:
        ways(made)
    assert caught.value.code == "day-over"


def test_what_is_in_force_holds_when_the_timetable_is_made_again() -> None:
    made = on_the_day()
    repaired(made, ways(made, report(made, Kind.ABSENT, participation=made.place("C"))).fill)
    again = made.make()
    assert all(slot <= 2 for pair, (slot, _table) in places(again).items() if "C" in pair)


def test_two_at_the_desk_are_offered_what_is_free_for_both() -> None:
    made = on_the_day()
    first, second = made.place("A"), made.place("G")
    shown = made.event.timetables.first()
    assert shown is not None
    offered = walk_ins.common_slots(first, second, shown)
    assert [hour.number for hour in offered] == [4, 5, 6]
    kept = day.hold_walk_in(
        actor=made.operator, reason="met at the desk", first=first, second=second, slot=4, shown=shown
    )
    assert places(kept)["AG"] == (4, 1)
    assert {**places(kept), "AG": None} == {**places(shown), "AG": None}
    assert (kept.value, kept.bound) == (shown.value + 3, shown.bound + 3)
    assert last_line().verb == "hold_walk_in"
    assert walk_ins.common_slots(first, second, kept) == ()


def test_a_meeting_on_the_spot_is_refused_where_it_cannot_be() -> None:
    made = on_the_day()
    shown = made.event.timetables.first()
    assert shown is not None

    def hold(pair: str, slot: int, **given: object) -> Callable[[], object]:
        values = {"actor": made.operator, "reason": "x", "shown": shown}
        first, second = (made.place(key) for key in pair)
        return lambda: day.hold_walk_in(first=first, second=second, slot=slot, **{**values, **given})  # type: ignore[arg-type]

    refused("held-already", hold("AC", 5))
    refused("slot-begun", hold("AG", 2))
    refused("timetable-broken", hold("AG", 3))
    refused("right-missing", hold("AG", 4, actor=cast.account(Role.ZONE_COMMITTEE)))
    refused("timetable-changed", hold("AG", 4, shown=Timetable(pk=shown.pk, version=2)))


def test_a_lost_table_stays_empty_when_the_timetable_is_made_again() -> None:
    made = on_the_day()
    repaired(made, ways(made, report(made, Kind.TABLE_LOST, table=1)).fill)
    assert all(table != 1 for slot, table in places(made.make()).values() if slot > 2)
