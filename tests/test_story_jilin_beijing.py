"""S1, Changchun, 30 March 2018: Beijing enterprises meet four kinds of counterpart in Jilin.

Real are the event, its facts, posts, dockings and what Baishan undertook; who asked whom, and what became of it, is
invented.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from django.test import Client, TestCase
from django.urls import reverse

from fairway.chain import actions
from fairway.chain.engine.folder import Folder, read_folder
from fairway.govern.models import Role
from fairway.know.models import Fact, Organisation, Relation
from fairway.know.queries import holders_on
from fairway.land import queries as land
from fairway.land.actions import Change, Idea, begin_project
from fairway.land.engine.desk import STAGE_DAYS
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.stage_map_reading import shipped_map
from fairway.land.models import Project, StageEntry
from fairway.meet.engine.result import PlacedMeeting
from fairway.meet.models import Event, MeetingRequest
from fairway.meet.queries.figures import current_timetable, event_figures
from fairway.meet.queries.problem import stored_problem
from fairway.meet.queries.programme import expected_of, programme_of
from fairway.meet.queries.rooms import open_tables
from fairway.meet.queries.words import causes
from tests.cast import account, operator, organisation

pytestmark = pytest.mark.example
EXAMPLES = Path(__file__).parents[1] / "examples"
EXAMPLE = EXAMPLES / "jilin-beijing-2018"
MET = date(2018, 3, 30)


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.suffix in {".toml", ".csv"}}


@cache
def folder() -> Folder:
    check = read_folder(files(EXAMPLE))
    assert check.problems == ()
    assert check.folder is not None
    return check.folder


def test_its_tables_are_made_again_to_the_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, EXAMPLES / "generate_beijing.py", tmp_path], check=True, timeout=120)
    shipped = files(EXAMPLE)
    made = files(tmp_path)
    assert made == {name: shipped[name] for name in made}
    assert set(shipped) - set(made) == {"event.toml"}


class TestStory(TestCase):
    event: Event

    @classmethod
    def setUpTestData(cls) -> None:
        cls.event = actions.run_pipeline(actor=operator(), reason="story", folder=folder())

    def page(self, name: str, *args: object, query: str = "") -> str:
        visitor = Client()
        visitor.force_login(account(Role.PROMOTION_OFFICE))
        shown = visitor.get(reverse(name, args=args) + query).content.decode()
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", shown)))

    def test_more_than_fifty_enterprises_face_four_kinds_of_counterpart(self) -> None:
        [enterprises, topics] = expected_of(self.event)
        assert (enterprises.fact.printed, enterprises.outcome) == (">50 enterprises", "agrees")
        assert enterprises.registered > 50
        assert (enterprises.is_demo, topics.is_demo) == (True, False)
        assert (topics.fact.printed, topics.registered, topics.outcome) == ("9 topics", 9, "agrees")
        sides = [side.name for side in programme_of(self.event).sides]
        assert len(sides) == 5
        assert sum(name.startswith("北京企业") for name in sides) == 1
        assert Fact.objects.get(predicate="kinds_of_counterpart").value == str(len(sides) - 1)

    def test_nine_topics_are_three_of_manufacturing_and_six_of_services(self) -> None:
        fields = {field: len(topics) for field, topics in programme_of(self.event).topics}
        assert fields == {"manufacturing": 3, "services": 6}
        assert all(topic.participations.exists() for topic in self.event.topics.all())

    def test_what_the_source_does_not_say_is_not_stated(self) -> None:
        for predicate in ("list_of_key_areas", "amount"):
            assert Fact.objects.get(predicate=predicate).printed == ""
        assert "not stated" in self.page("meet:event", self.event.pk)

    def test_beijing_energy_group_docked_twice(self) -> None:
        parts = list(self.event.parts.order_by("pk"))
        assert [part.kind for part in parts] == ["bilateral_talk", "bilateral_talk"]
        assert not any(part.is_demo for part in parts)
        parties = [{row.organisation.name_en for row in part.participations.all()} for part in parts]
        assert parties == [
            {"Beijing Energy Group", "Jilin Provincial Investment Group"},
            {"Beijing Energy Group", "Government of Fusong County"},
        ]
        assert Fact.objects.filter(predicate="docked_with", organisation__name_en="Beijing Energy Group").count() == 2
        page = self.page("meet:event", parts[1].pk)
        assert "Project negotiation and matchmaking meeting of Beijing enterprises and Jilin" in page
        assert "Government of Fusong County" in page

    def test_officials_appear_with_their_posts_on_that_day(self) -> None:
        held = {(post.title, post.holder) for post in holders_on(MET)}
        assert held == {("Head of mergers and acquisitions", "Wang Yongzhi"), ("Deputy Mayor", "Liu Fengchun")}
        assert "Deputy Mayor Liu Fengchun Government of Baishan" in self.page("meet:event", self.event.pk)

    def test_baishan_s_intentions_and_what_it_undertook(self) -> None:
        said = Fact.objects.filter(predicate="preliminary_intentions").values_list("value", flat=True)
        assert set(said) == {"tourism", "energy", "transportation", "new materials"}
        [item] = self.event.action_items.all()
        assert (item.responsible.name_en, item.due, item.when) == ("Government of Baishan", None, "as soon as possible")
        assert not item.is_demo
        assert "as soon as possible" in self.page("meet:agreed")

    def test_nothing_invented_stands_under_a_real_name(self) -> None:
        real = Organisation.objects.filter(is_demo=False)
        assert real.count() == 4
        assert not MeetingRequest.objects.filter(requester__organisation__in=real).exists()
        assert not MeetingRequest.objects.filter(requested__organisation__in=real).exists()

    def test_nobody_is_booked_twice_and_closed_rooms_stay_empty(self) -> None:
        timetable = current_timetable(self.event)
        assert timetable is not None
        stored = stored_problem(self.event)
        wishes = {wish.key: wish for wish in stored.problem.wishes}
        keys = {request: key for key, request in stored.request_ids.items()}
        held = [
            PlacedMeeting(keys[each.request_id], each.slot.number, each.table)
            for each in timetable.meetings.select_related("slot")
        ]
        assert len({(each.slot, each.table) for each in held}) == len(held)
        people = stored.problem.by_key()
        for slot in range(1, 11):
            at_once = [key for each in held if each.slot == slot for key in wishes[each.wish].parties]
            assert all(at_once.count(key) <= people[key].seats for key in at_once)
            assert all(slot in people[key].available for key in at_once)
            spoken = [each for each in held if each.slot == slot and wishes[each.wish].interpreter]
            assert len(spoken) <= stored.problem.interpreters_in(slot)["en"]
        room = open_tables(self.event, range(1, 11))
        assert (room[1], room[10]) == (26, 18)
        assert all(each.table <= room[each.slot] for each in held)

    def test_unmet_requests_are_listed_with_their_causes(self) -> None:
        timetable = current_timetable(self.event)
        assert timetable is not None
        figures = event_figures(self.event, timetable)
        assert figures.unmet
        assert figures.met is not None
        assert figures.met + figures.unmet == figures.mutual
        assert timetable.value <= timetable.bound
        for unmet in timetable.unmet.select_related(
            "request__requester__organisation", "request__requested__organisation"
        ):
            assert causes(unmet), unmet
        assert "Cause" in self.page("meet:unmet", query=f"?event={self.event.code}")

    def test_nothing_had_landed_on_the_day_and_one_project_pays_off_after_the_demo_months(self) -> None:
        on_the_day = land.funnel(MET, self.event)
        assert on_the_day.signed == 0
        assert {step.reached for step in on_the_day.steps} == {0}
        later = land.funnel(self.event.as_of, self.event)
        reached = {str(step.stage): step.reached for step in later.steps}
        assert (later.signed, reached["in_production"], reached["effective"]) == (4, 1, 1)
        project = self.event.agreements.get(number="JB-2018-03").project
        assert all(entry.evidence for entry in StageEntry.objects.filter(project=project).exclude(stage="signed"))
        assert project.is_demo

    def test_baishan_s_four_fields_wait_at_an_intention_with_an_owner_and_a_next_date(self) -> None:
        baishan = Organisation.objects.get(name_en="Government of Baishan")
        fields = Fact.objects.filter(predicate="preliminary_intentions").order_by("pk").values_list("value", flat=True)
        begun = [self.intention(baishan, field) for field in fields]
        assert len(begun) == 4
        for project in begun:
            assert (project.stage, project.agreement, project.responsible) == ("intention", None, baishan)
            assert project.next_due == MET + timedelta(days=60)
        found = land.funnel(MET, self.event)
        assert (found.signed, found.before[0].here) == (0, 4)
        assert all(step.share is None for step in (*found.before, *found.steps))
        assert not [each for each in land.overdue(MET + timedelta(days=60)).projects if each.responsible == baishan.pk]
        late = land.overdue(MET + timedelta(days=61))
        assert [(each.projects, each.most_days) for each in late.organisations if each.organisation == baishan.pk] == [
            (4, 1)
        ]
        self.lie_on_the_desk(baishan)

    def lie_on_the_desk(self, owner: Organisation) -> None:
        """Overdue, they lie on the desk of who has to act; overdue too long, on that of the superior."""
        office = operator()
        day = MET + timedelta(days=61)
        assert len(land.desk(office, day).filter(kind="stage", owner=str(owner.pk))) == 4
        assert not len(land.escalated(office, day + timedelta(days=STAGE_DAYS - 1)).filter(owner=str(owner.pk)))
        above = organisation(kind=Organisation.Kind.GOVERNMENT, name="示例省人民政府")
        Relation.objects.create(subject=owner, other=above, kind=Relation.Kind.PART)
        up = land.escalated(office, day + timedelta(days=STAGE_DAYS)).filter(owner=str(owner.pk))
        assert {(line.owner, line.desk) for line in up} == {(owner, above)}

    def intention(self, owner: Organisation, field: str) -> Project:
        """What Baishan undertook in one field; the day by which is ours, so the project is marked as a demo."""
        idea = Idea(f"Baishan: {field}", shipped_map(), hosts=(owner,), event=self.event, is_demo=True)
        line = Entry(Stage.INTENTION, MET, MET, owner.pk, next_due=MET + timedelta(days=60))
        change = Change(region=owner.region_code)
        return begin_project(actor=operator(), reason="news", idea=idea, entry=line, change=change)
