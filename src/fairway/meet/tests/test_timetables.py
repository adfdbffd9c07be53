"""Timetables made from kept requests: right, deterministic, whole or not at all; and how they read."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from django.utils import translation
from icalendar import Calendar
from openpyxl import load_workbook
from tests import cast, checker

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import Missing, Refused
from fairway.meet import actions
from fairway.meet.actions.timetables import EFFORT, _keep, _Task, _with_locks
from fairway.meet.engine.intake import RequestRow
from fairway.meet.engine.timetable import solve
from fairway.meet.models import Meeting, MeetingRequest, Room, Timetable, Unmet
from fairway.meet.queries import figures, files, timetables
from fairway.meet.queries.problem import stored_problem
from fairway.meet.tests.stage import Stage, accepted, placed, stage

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def no_trace(code: str, action: Callable[[], object]) -> None:
    lines = AuditLine.objects.count()
    with pytest.raises(Refused) as caught:
        action()
    assert caught.value.code == code
    assert str(caught.value)
    assert not Timetable.objects.exists()
    assert not Meeting.objects.exists()
    assert AuditLine.objects.count() == lines


def held(timetable: Timetable) -> list[tuple[int, int, int]]:
    return list(timetable.meetings.order_by("pk").values_list("request", "slot__number", "table"))


def test_what_fits_is_met_and_the_rest_says_why() -> None:
    made = placed()
    kept = made.event.timetables.get()
    met = {m.request_id for m in kept.meetings.all()}
    assert met == {made.request(*pair).pk for pair in ("AB", "AC", "CD")}
    assert kept.meetings.get(request=made.request("C", "D")).slot.number == 3
    unmet = kept.unmet.get()
    assert unmet.request == made.request("B", "D")
    assert unmet.reasons == [
        {
            "text": "%(a)s and %(b)s are never there at the same time.",
            "params": {"a": "示例B公司", "b": "示例D公司"},
            "points": None,
        }
    ]
    assert (kept.value, kept.seed, kept.status) == (9, 7, "optimal")


def test_making_it_writes_one_audit_line() -> None:
    made = stage("AB")
    made.load(*accepted("AB", priority=4))
    before = AuditLine.objects.count()
    user = cast.account(Role.PROMOTION_OFFICE)
    kept = actions.make_timetable(actor=user, reason="for the day", event=made.event)
    line = AuditLine.objects.order_by("number").last()
    assert AuditLine.objects.count() == before + 1
    assert line is not None
    assert (line.verb, line.subject, line.reason) == ("make_timetable", f"meet.timetable:{kept.pk}", "for the day")
    assert line.facts == {
        "event": "changchun-test",
        "seed": 7,
        "effort": EFFORT,
        "meetings": 1,
        "unmet": 0,
        "value": 4,
        "bound": 4,
    }


def crowd(seed: int) -> Stage:
    """Ten companies with random hours, seats and limits, and requests in all directions."""
    chance = random.Random(seed)
    keys = "ABCDEFGHIJ"
    rows: dict[str, dict[str, object]] = {
        key: {
            "available": chance.choice([None, frozenset(chance.sample([1, 2, 3], 2))]),
            "seats": chance.choice([1, 1, 2]),
            "at_most": chance.choice([None, 2, 3]),
        }
        for key in keys
    }
    made = stage(keys, rows=rows, tables=3)
    pairs = [(a, b) for a in keys for b in keys if a != b]
    made.load(*(RequestRow(a, b, chance.randint(1, 5)) for a, b in chance.sample(pairs, 60)))
    return made


def event_from_rows(made: Stage) -> checker.Event:
    """The event as the referee sees it, read from the tables and not from the solver's problem."""
    everywhen = frozenset(made.event.slots.values_list("number", flat=True))
    return checker.Event(
        people={
            p.pk: checker.Person(everywhen if p.available is None else frozenset(p.available), p.seats, p.at_most)
            for p in made.event.participations.all()
        },
        requests={
            r.pk: checker.Request((r.requester_id, r.requested_id), everywhen, frozenset())
            for r in made.event.requests.filter(carries_meeting=True)
        },
        slots=len(everywhen),
        tables=made.event.tables,
        complete=False,
    )


@pytest.mark.parametrize("seed", range(4))
def test_every_kept_timetable_passes_the_independent_check(seed: int) -> None:
    made = crowd(seed)
    kept = made.make()
    assert checker.violations(event_from_rows(made), held(kept)) == []
    carried = set(MeetingRequest.objects.filter(carries_meeting=True).values_list("pk", flat=True))
    met, unmet = {request for request, _, _ in held(kept)}, set(kept.unmet.values_list("request", flat=True))
    assert met | unmet == carried
    assert not met & unmet
    assert kept.value == sum(MeetingRequest.objects.get(pk=pk).priority for pk in met) <= kept.bound
    assert all(missed.reasons for missed in Unmet.objects.all())


def test_the_same_requests_and_seed_give_the_same_timetable() -> None:
    made = crowd(5)
    first, second = made.make(), made.make()
    assert held(first) == held(second)
    assert figures.current_timetable(made.event) == second


def test_no_room_and_nothing_to_place_are_refused() -> None:
    no_tables = stage("AB", tables=0)
    no_tables.load(*accepted("AB"))
    no_trace("no-room", no_tables.make)
    no_slots = stage("AB", slots=(), code="no-slots")
    no_slots.load(*accepted("AB"))
    no_trace("no-room", no_slots.make)
    one_sided = stage("AB", code="one-sided")
    one_sided.load(RequestRow("A", "B"))
    no_trace("no-mutual-requests", one_sided.make)


def test_a_stopped_run_keeps_nothing() -> None:
    made = crowd(1)
    no_trace(
        "job-cancelled",
        lambda: actions.make_timetable(
            actor=made.operator, reason="x", event=made.event, watch=actions.Watch(is_cancelled=lambda: True)
        ),
    )


def test_a_run_stopped_while_its_result_is_written_keeps_nothing() -> None:
    made = crowd(1)
    watch = actions.Watch(is_cancelled=Timetable.objects.exists)
    no_trace(
        "job-cancelled",
        lambda: actions.make_timetable(actor=made.operator, reason="x", event=made.event, watch=watch),
    )


def test_requests_that_change_meanwhile_keep_it_out() -> None:
    made = stage("ABC")
    made.load(*accepted("AB AC"))

    def decline(_: object) -> None:
        MeetingRequest.objects.filter(pk=made.request("A", "C").pk).update(carries_meeting=False)

    no_trace(
        "requests-changed",
        lambda: actions.make_timetable(actor=made.operator, reason="x", event=made.event, watch=actions.Watch(decline)),
    )


def test_a_timetable_that_breaks_a_rule_is_never_kept() -> None:
    made = stage("ABC")
    made.load(*accepted("AB AC"))
    task = _Task(made.event, _with_locks(made.event, stored_problem(made.event)), seed=1, effort=1)
    solved = solve(task.stored.problem, seed=1, effort=1)
    doubled = replace(solved, meetings=tuple(replace(meeting, slot=1) for meeting in solved.meetings))
    no_trace("timetable-broken", lambda: _keep(actor=made.operator, reason="x", task=task, solved=doubled))


def test_figures_by_hand() -> None:
    """Six requests: 4 accepted, 1 open, 1 declined; of the 4 wanted 3 are met: 75.0 %."""
    made = placed()
    found = figures.event_figures(made.event, figures.current_timetable(made.event))
    assert found == figures.EventFigures(
        participants=4, requests=6, mutual=4, one_sided=1, declined=1, met=3, unmet=1, changed=0
    )
    assert found.met_percent == Decimal("75.0")
    listed = figures.events_with_counts().get()
    assert (listed.participants, listed.mutual, listed.met, listed.unmet) == (4, 4, 3, 1)


def test_without_a_timetable_nothing_is_said_about_meetings() -> None:
    made = stage("AB")
    made.load(*accepted("AB"))
    found = figures.event_figures(made.event, None)
    assert (found.met, found.unmet, found.changed, found.met_percent) == (None, None, None, None)
    listed = figures.events_with_counts().get()
    assert (listed.mutual, listed.met, listed.unmet) == (1, None, None)
    with pytest.raises(Missing):
        timetables.timetable_that_holds(made.event)


def test_a_timetable_says_how_many_pairs_have_changed() -> None:
    made = placed()
    company = cast.account(Role.ENTERPRISE, made.organisations["D"])
    for pair, answer in (("AD", "accepted"), ("CD", "declined")):
        actions.answer_request(actor=company, reason="x", request=made.request(*pair), answer=answer)
    found = figures.event_figures(made.event, figures.current_timetable(made.event))
    assert (found.mutual, found.met, found.changed) == (4, 3, 2)


def test_gap_by_hand() -> None:
    assert Timetable(value=1247, bound=1250).gap == 3
    assert Timetable(value=1247, bound=1250).gap_percent == Decimal("0.2")
    assert Timetable(value=0, bound=0).gap_percent is None


def test_an_agenda_has_every_slot_and_what_was_missed() -> None:
    made = placed()
    agenda = timetables.agenda_of(made.event, made.place("B"))
    assert [line.is_there for line in agenda.hours] == [True, True, False]
    assert (agenda.meetings, agenda.free, agenda.is_made) == (1, 1, True)
    appointment = next(a for line in agenda.hours for a in line.appointments)
    assert appointment.counterpart == made.organisations["A"]
    (missed,) = agenda.unmet
    assert missed.counterpart == made.organisations["D"]
    assert missed.cause == "Example B and Example D are never there at the same time."
    assert [r.requester.organisation for r in timetables.agenda_of(made.event, made.place("D")).waiting] == [
        made.organisations["A"]
    ]


def test_an_agenda_marks_gaps_and_what_cannot_be_kept() -> None:
    """Three slots two hours apart: A meets B in the first and C in the third, D asks in vain."""
    made = stage("ABC")
    made.load(*accepted("AB AC"))
    kept = made.make()
    slots = {slot.number: slot for slot in made.event.slots.all()}
    for pair, number in (("AB", 1), ("AC", 3)):
        kept.meetings.filter(request=made.request(*pair)).update(slot=slots[number])
    Room.objects.create(event=made.event, order=1, name="Blue room", tables=1)
    agenda = timetables.agenda_of(made.event, made.place("A"))
    assert [line.is_gap for line in agenda.hours] == [False, True, False]
    assert (agenda.gaps, agenda.clashes) == (1, 0)
    assert {a.room for line in agenda.hours for a in line.appointments if a.table == 1} == {"Blue room"}
    made.event.participations.filter(organisation=made.organisations["A"]).update(available=[1, 2])
    agenda = timetables.agenda_of(made.event, made.place("A"))
    assert [line.is_clash for line in agenda.hours] == [False, False, True]
    kept.meetings.filter(request=made.request("A", "C")).update(slot=slots[1], table=2)
    agenda = timetables.agenda_of(made.event, made.place("A"))
    assert [line.is_clash for line in agenda.hours] == [True, False, False]
    assert (agenda.gaps, [len(hours) for _day, hours in agenda.days]) == (0, [3])


def test_an_agenda_before_the_timetable_is_free_all_day() -> None:
    made = stage("AB")
    agenda = timetables.agenda_of(made.event, made.place("A"))
    assert (agenda.is_made, agenda.meetings, agenda.free, agenda.unmet) == (False, 0, 3, ())
    with pytest.raises(Missing):
        timetables.participation_of(made.event, cast.organisation().pk)


def test_the_workbook_holds_four_sheets_that_agree() -> None:
    made = placed()
    book = load_workbook(BytesIO(files.timetable_workbook(made.event)))
    assert book.sheetnames == ["Grid", "Meetings", "Agendas", "Unmet"]
    meetings = list(book["Meetings"].iter_rows(min_row=2, values_only=True))
    agendas = list(book["Agendas"].iter_rows(min_row=2, values_only=True))
    assert len(meetings) == 3
    assert len(agendas) == 6
    both = {(slot, table, one) for slot, _, table, a, b, *_ in meetings for one in (a, b)}
    assert {(slot, table, who) for who, _, slot, _, table, *_ in agendas} == both
    cells = [c for row in book["Grid"].iter_rows(min_row=2, min_col=2, values_only=True) for c in row if c]
    assert sorted(cells) == sorted(f"{a} / {b}" for _, _, _, a, b, *_ in meetings)
    (unmet,) = book["Unmet"].iter_rows(min_row=2, values_only=True)
    assert unmet[3] == "Example B and Example D are never there at the same time."


def test_files_are_the_same_bytes_on_every_run_and_in_each_language() -> None:
    made = placed()
    first = files.timetable_workbook(made.event), files.timetable_calendar(made.event)
    again = made.make()
    assert figures.current_timetable(made.event) == again
    assert (files.timetable_workbook(made.event), files.timetable_calendar(made.event)) == first
    with translation.override("zh-hans"):
        book = load_workbook(BytesIO(files.timetable_workbook(made.event)))
    assert "示例A公司" in {row[3] for row in book.worksheets[1].iter_rows(values_only=True)}


def test_calendars_name_time_place_and_counterpart() -> None:
    made = placed()
    whole = Calendar.from_ical(files.timetable_calendar(made.event))
    assert len(whole.walk("VEVENT")) == 3
    own = Calendar.from_ical(files.agenda_calendar(made.event, made.place("D"))).walk("VEVENT")
    (entry,) = own
    assert str(entry["summary"]) == "Example C"
    assert str(entry["location"]) == "Hall 1, Table 1"
    assert entry["dtstart"].dt.isoformat() == "2021-10-19T05:00:00+00:00"
    assert entry["dtstamp"].dt.date() == made.event.as_of
    assert str(entry["uid"]) in {str(e["uid"]) for e in whole.walk("VEVENT")}
    with pytest.raises(Missing):
        files.timetable_calendar(stage("AB", code="empty").event)


def test_a_place_without_a_venue_is_the_table() -> None:
    made = stage("AB", venue="", is_demo=False)
    made.load(*accepted("AB"))
    made.make()
    (entry,) = Calendar.from_ical(files.timetable_calendar(made.event)).walk("VEVENT")
    assert str(entry["location"]) == "Table 1"
    assert "description" not in entry
