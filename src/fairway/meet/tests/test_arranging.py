"""Correcting an event, its slots, rooms, interpreters and programme."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import TestCase
from tests import cast

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError, Invalid, NotAllowed, Refused
from fairway.meet import actions
from fairway.meet.models import Event, InterpreterShift, Presentation, Room
from fairway.meet.queries.tree import inner_ids, parts_of, possible_wholes, whole_of
from fairway.meet.tests.stage import placed, stage

DAY = date(2021, 10, 19)


def details(event: Event, **given: object) -> actions.EventDetails:
    values = {name: getattr(event, name) for name in actions.EventDetails.__dataclass_fields__}
    return actions.EventDetails(**{**values, **given})


class TestTree(TestCase):
    def setUp(self) -> None:
        self.actor = cast.operator()
        self.congress = cast.event(kind="congress", ends_on=DAY + timedelta(days=2))
        self.conference = cast.event(parent=self.congress, kind="conference")
        self.talk = cast.event(parent=self.conference, kind="bilateral_talk")

    def edit(self, event: Event, **given: object) -> Event:
        return actions.edit_event(actor=self.actor, reason="r", event=event, details=details(event, **given))

    def test_what_it_is_part_of_and_its_parts(self) -> None:
        assert whole_of(self.talk) == [self.conference, self.congress]
        assert [(part, part.inner) for part in parts_of(self.congress)] == [(self.conference, 1)]
        assert inner_ids(self.congress) == {self.conference.pk, self.talk.pk}
        assert set(possible_wholes(self.conference)) == {self.congress}

    def test_no_event_is_part_of_its_own_part(self) -> None:
        for whole in (self.congress, self.talk):
            with pytest.raises(Invalid) as refused:
                self.edit(self.congress, parent=whole)
            assert refused.value.code == "event-cycle"
        assert not AuditLine.objects.exists()

    def test_a_part_stays_within_the_days_of_the_whole(self) -> None:
        for event, change in (
            (self.conference, {"held_on": DAY + timedelta(days=3)}),
            (self.congress, {"held_on": DAY + timedelta(days=1)}),
            (self.talk, {"ends_on": DAY - timedelta(days=1)}),
        ):
            with pytest.raises(Invalid):
                self.edit(event, **change)
        unknown = self.edit(self.congress, days_known=False, ends_on=None)
        assert self.edit(self.talk, parent=unknown, held_on=DAY + timedelta(days=30)).held_on.month == 11

    def test_a_correction_is_kept_with_one_line(self) -> None:
        kept = self.edit(self.talk, name="Talk on castings", name_zh="铸件会谈", language="en", region_code="220200")
        kept.refresh_from_db()
        assert (kept.name, kept.title, kept.language) == ("Talk on castings", "Talk on castings", "en")
        [line] = AuditLine.objects.filter(verb="edit_event")
        assert line.facts["changed"] == ["language", "name", "name_zh", "region_code"]

    def test_what_cannot_be_is_refused(self) -> None:
        for change in ({"time_zone": "Mars/Base"}, {"region_code": "999999"}):
            with pytest.raises(Invalid):
                self.edit(self.talk, **change)
        with pytest.raises(NotAllowed):
            actions.edit_event(
                actor=cast.account(Role.ENTERPRISE), reason="r", event=self.talk, details=details(self.talk)
            )


class TestSlots(TestCase):
    def lay_out(self, event: Event, *blocks: actions.Block) -> int:
        return actions.lay_out_slots(actor=cast.operator(), reason="r", event=event, blocks=blocks)

    def test_two_days(self) -> None:
        event = cast.event(ends_on=DAY + timedelta(days=1))
        assert self.lay_out(event, *(actions.Block(DAY + timedelta(days=n), time(9), 4, 20, 10) for n in (0, 1))) == 8
        assert event.slots.get(number=5).start.astimezone(ZoneInfo("Asia/Shanghai")).isoformat() == (
            "2021-10-20T09:00:00+08:00"
        )
        with pytest.raises(Invalid, match="not a day of the event"):
            self.lay_out(event, actions.Block(DAY + timedelta(days=2), time(9), 1, 20))
        assert event.slots.count() == 8

    def test_slots_move_with_what_is_held_in_them_and_none_in_use_goes(self) -> None:
        made = placed()
        before = set(made.event.slots.values_list("pk", flat=True))
        assert self.lay_out(made.event, actions.Block(DAY, time(14), 4, 30)) == 4
        assert before < set(made.event.slots.values_list("pk", flat=True))
        with pytest.raises(Refused) as refused:
            self.lay_out(made.event, actions.Block(DAY, time(14), 1, 30))
        assert refused.value.code == "slot-in-use"
        assert made.event.slots.count() == 4
        assert self.lay_out(made.event, actions.Block(DAY, time(9), 3, 30)) == 3

    def test_another_time_zone_keeps_the_clock(self) -> None:
        event = stage("AB").event
        actions.edit_event(
            actor=cast.operator(), reason="r", event=event, details=details(event, time_zone="Europe/Berlin")
        )
        start = event.slots.get(number=1).start.astimezone(ZoneInfo("Europe/Berlin"))
        assert f"{start:%H:%M}" == "09:00"


class TestRooms(TestCase):
    def arrange(self, event: Event, *rooms: actions.RoomPlan) -> int:
        return actions.arrange_rooms(actor=cast.operator(), reason="r", event=event, rooms=rooms)

    def test_rooms_add_up_to_the_tables_of_the_event(self) -> None:
        event = stage("AB").event
        assert (
            self.arrange(event, actions.RoomPlan("Hall", 12), actions.RoomPlan("Annex", 8, closed=frozenset({3}))) == 2
        )
        event.refresh_from_db()
        assert event.tables == 20
        assert list(event.rooms.values_list("order", "name", "closed")) == [(1, "Hall", []), (2, "Annex", [3])]
        with pytest.raises(Refused) as refused:
            actions.edit_event(actor=cast.operator(), reason="r", event=event, details=details(event, tables=9))
        assert refused.value.code == "tables-in-rooms"

    def test_what_cannot_be_is_refused_and_nothing_changes(self) -> None:
        made = placed()
        self.arrange(made.event, actions.RoomPlan("Hall", 2))
        lines = AuditLine.objects.count()
        shut = frozenset({1})
        for rooms, code in (
            ((actions.RoomPlan("A", 1, closed=shut), actions.RoomPlan("B", 1)), "room-order"),
            ((actions.RoomPlan("A", 1, closed=frozenset({9})),), "slot-unknown"),
            ((actions.RoomPlan("A", 0),), "room-tables"),
        ):
            with pytest.raises(FairwayError) as refused:
                self.arrange(made.event, *rooms)
            assert refused.value.code == code
        assert (Room.objects.get().name, AuditLine.objects.count()) == ("Hall", lines)

    def test_no_table_goes_at_which_a_meeting_takes_place(self) -> None:
        made = placed()
        busy = made.event.timetables.get().meetings.first()
        assert busy is not None
        with pytest.raises(Refused) as refused:
            self.arrange(made.event, actions.RoomPlan("Hall", 2, closed=frozenset({busy.slot.number})))
        assert refused.value.code == "table-in-use"
        with pytest.raises(Refused):
            actions.edit_event(
                actor=cast.operator(), reason="r", event=made.event, details=details(made.event, tables=0)
            )


class TestProgramme(TestCase):
    def setUp(self) -> None:
        self.actor = cast.operator()
        self.made = stage("ABC")
        self.event = self.made.event

    def test_interpreters(self) -> None:
        shifts = [actions.ShiftPlan("de", 2, frozenset({2, 1})), actions.ShiftPlan("ko", 1)]
        assert actions.set_interpreters(actor=self.actor, reason="r", event=self.event, shifts=shifts) == 3
        assert list(InterpreterShift.objects.values_list("language", "number", "slots")) == [
            ("de", 2, [1, 2]), ("ko", 1, None),
        ]  # fmt: skip
        for wrong in (actions.ShiftPlan("de", 0), actions.ShiftPlan("de", 1, frozenset({7}))):
            with pytest.raises(Invalid):
                actions.set_interpreters(actor=self.actor, reason="r", event=self.event, shifts=[wrong])
        assert InterpreterShift.objects.count() == 2

    def test_topics_keep_who_came_for_them(self) -> None:
        plans = [actions.TopicPlan("castings", "铸件"), actions.TopicPlan("software", "软件")]
        actions.set_topics(actor=self.actor, reason="r", event=self.event, topics=plans)
        self.event.topics.get(order=2).participations.add(self.made.place("A"))
        actions.set_topics(
            actor=self.actor, reason="r", event=self.event, topics=[plans[0], replace(plans[1], field="services")]
        )
        assert self.event.topics.get(order=2).participations.count() == 1
        with pytest.raises(Invalid, match="listed twice"):
            actions.set_topics(actor=self.actor, reason="r", event=self.event, topics=[plans[0]] * 2)
        assert actions.set_topics(actor=self.actor, reason="r", event=self.event, topics=[]) == 0

    def test_presentations_have_a_slot_each_and_keep_their_leads(self) -> None:
        organisations = self.made.organisations
        talks = [
            actions.TalkPlan(organisations["A"], "A", slot=1),
            actions.TalkPlan(organisations["B"], "B", slot=2),
        ]

        def put(*plans: actions.TalkPlan) -> int:
            return actions.set_presentations(actor=self.actor, reason="r", event=self.event, talks=plans)

        assert put(*talks) == 2
        assert put(replace(talks[0], slot=2), replace(talks[1], slot=1)) == 2
        with pytest.raises(Invalid, match="same slot"):
            put(talks[0], replace(talks[1], slot=1))
        with pytest.raises(Invalid, match="does not exist"):
            put(replace(talks[0], slot=9))
        lead = actions.Lead("visit", DAY, self.made.organisations["C"])
        first = Presentation.objects.get(event=self.event, order=1)
        actions.note_lead(actor=self.actor, reason="r", presentation=first, lead=lead)
        with pytest.raises(Refused, match="keeps its place"):
            put(talks[1])
        assert put(talks[0]) == 1
        assert first.leads.count() == 1

    def test_stands_agenda_and_stated_figures(self) -> None:
        organisation = self.made.organisations["A"]
        stands = [actions.StandPlan("B-12", organisation, "lamps"), actions.StandPlan("B-13", organisation)]
        assert actions.set_stands(actor=self.actor, reason="r", event=self.event, stands=stands) == 2
        with pytest.raises(Invalid):
            actions.set_stands(actor=self.actor, reason="r", event=self.event, stands=stands[:1] * 2)
        items = [actions.AgendaPlan("credit", "信用"), actions.AgendaPlan("funds", organisation=organisation)]
        assert actions.set_agenda(actor=self.actor, reason="r", event=self.event, items=items) == 2
        assert actions.set_agenda(actor=self.actor, reason="r", event=self.event, items=items[1:]) == 1
        assert [item.text for item in self.event.agenda_items.all()] == ["funds"]
        figures = [actions.ExpectationPlan("enterprises", "participants", "guest")]
        assert actions.set_expectations(actor=self.actor, reason="r", event=self.event, figures=figures) == 1
