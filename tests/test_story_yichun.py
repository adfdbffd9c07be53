"""S0, Yichun, 27 June 2016: a city takes advice on its credit, and its adviser's assessment is not published."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from fairway.base.models import AuditLine
from fairway.chain.actions import load_folder
from fairway.chain.engine.folder import Folder, read_folder
from fairway.govern.models import Role
from fairway.know.models import Fact, Organisation, Relation
from fairway.know.queries import all_contradictions, holders_on
from fairway.lib.errors import Refused
from fairway.meet import actions as meet
from fairway.meet.models import Event
from fairway.meet.queries.programme import programme_of
from fairway.trust import actions
from fairway.trust.models import AssessmentOrder
from tests.cast import account, operator, organisation

YICHUN = Path(__file__).parents[1] / "examples" / "yichun-2016"
MET = date(2016, 6, 27)


def folder() -> Folder:
    check = read_folder({file.name: file.read_bytes() for file in YICHUN.iterdir()})
    assert check.problems == ()
    assert check.folder is not None
    return check.folder


class TestYichun(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        load_folder(actor=operator(), reason="story", folder=folder())
        cls.city = Organisation.objects.get(name_en="Government of Yichun")
        cls.partner = Organisation.objects.get(name_en="Dagong Group")
        cls.office = organisation(name="信用办", kind="government", is_demo=False)

    def order(self) -> AssessmentOrder:
        """The city's credit office orders an assessment of the city; the partner hands it in, declaring nothing."""
        wish = actions.Request(self.city, self.partner, "credit enhancement", timezone.localdate() + timedelta(days=30))
        made = actions.order_assessment(actor=account(Role.CREDIT_OFFICE, self.office), reason="r", request=wish)
        author = account(Role.ENTERPRISE, self.partner)
        actions.declare_interests(actor=author, reason="r", order=made, interests=[])
        finding = actions.Finding("Words of the test", "Method of the test", date(2016, 6, 30))
        actions.deliver_assessment(actor=author, reason="r", order=made, finding=finding)
        return made

    def test_nothing_is_invented_and_nothing_is_added(self) -> None:
        assert not Organisation.objects.exclude(pk=self.office.pk).filter(is_demo=True).exists()
        assert Fact.objects.get(predicate="amount").printed == ""
        assert Fact.objects.get(predicate="cooperation_since").value == "the end of 2015"
        assert {fact.value for fact in Fact.objects.filter(predicate="evidence_of_effects")} == {""}
        assert Fact.objects.filter(predicate="expected_effects").count() == 3
        assert {(p.title, p.holder) for p in holders_on(MET)} == {
            ("Mayor", "Li Kun"),
            ("Executive Vice-Mayor", "Zhao Xiaofeng"),
            ("Secretary General", "Wang Huide"),
            ("Chairman", "Guan Jianzhong"),
        }

    def test_three_are_named_and_the_source_says_two(self) -> None:
        [found] = all_contradictions()
        assert str(found.conflict.reason) == "3 are named, the source says 2 events."
        assert len(found.rows) == 4
        visitor = Client()
        visitor.force_login(account(Role.PROMOTION_OFFICE))
        shown = visitor.get(reverse("know:contradictions")).content.decode()
        assert "3 are named, the source says 2 events." in shown
        assert "Innovation of Credit-based Economic Model Forum" in shown

    def test_the_adviser_s_assessment_is_refused_with_the_reason_and_its_source(self) -> None:
        made, office = self.order(), account(Role.CREDIT_OFFICE, self.office)
        with pytest.raises(Refused) as refused:
            actions.publish_assessment(actor=office, reason="r", order=made)
        source = Relation.objects.get(kind="advises").source
        for words in ("Dagong Group advises Government of Yichun", "since: the end of 2015", str(source)):
            assert words in str(refused.value)
        assert not AuditLine.objects.filter(verb="publish_assessment").exists()
        visitor = Client()
        visitor.force_login(office)
        address = reverse("trust:assessment", args=[made.pk])
        shown = visitor.get(address).content.decode()
        assert "since: the end of 2015" in shown
        assert "Publish the assessment" not in shown
        assert visitor.post(reverse("trust:publish_assessment", args=[made.pk])).status_code == 409
        refusal = visitor.post(reverse("trust:refuse_assessment", args=[made.pk]), {"reason": "It advises the city."})
        assert refusal.status_code == 302
        kept = visitor.get(address).content.decode()
        assert "It advises the city." in kept
        assert str(source) in kept
        made.refresh_from_db()
        assert (made.state, made.assessment.published_on) == ("refused", None)

    def test_the_talk_has_its_principals_attendees_offices_and_company(self) -> None:
        event = Event.objects.get(code="yichun-2016")
        shown = programme_of(event)
        people = shown.attendance
        assert [(person.post, person.name) for person in people.principals] == [
            ("Mayor", "Li Kun"),
            ("Chairman", "Guan Jianzhong"),
        ]
        assert [person.name for person in people.attendees] == ["Zhao Xiaofeng", "Wang Huide"]
        assert (len(people.offices), [company.name for company in people.companies]) == (4, ["Huadian Xing'anhui"])
        assert [item.text for item in shown.agenda] == [
            "Credit enhancement",
            "Project package cooperation",
            "Policy support at the national level",
        ]
        [whole] = shown.whole
        assert (whole.kind, whole.days_known, whole.is_demo) == ("conference", False, False)
        stated = {row.fact.predicate: (row.registered, row.outcome) for row in shown.expected}
        assert stated == {
            "principals": (2, "agrees"),
            "attendees_named": (2, "agrees"),
            "offices_attending": (4, "agrees"),
            "companies_attending": (1, "agrees"),
            "planned_events": (3, "more"),
        }

    def test_what_is_planned_for_the_year_is_followed_up(self) -> None:
        event = Event.objects.get(code="yichun-2016")
        items = list(event.action_items.all())
        assert [(item.responsible, item.due, item.when, item.is_demo) for item in items] == [
            (None, None, "during the year", False)
        ] * 3
        meet.finish_action(
            actor=account(Role.PROMOTION_OFFICE), reason="r", item=items[0], done_on=date(2016, 9, 1), outcome="Held"
        )
        visitor = Client()
        visitor.force_login(account(Role.PROMOTION_OFFICE))
        page = visitor.get(reverse("meet:event", args=[event.pk])).content.decode()
        for words in (
            "Li Kun",
            "Urban Investment and Construction Office",
            "1 more than stated",
            "during the year",
            "1 Sep 2016: Held",
            "Economic and Trade Cooperation and Exchanges",
        ):
            assert words in page, words
        parent = visitor.get(reverse("meet:event", args=[event.parent_id])).content.decode()
        assert "its days are not stated" in parent
        assert "Special meeting of Yichun and Dagong Group" in parent
