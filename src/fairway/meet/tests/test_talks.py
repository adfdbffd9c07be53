"""Who speaks for whom, what was agreed, and leads."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import TestCase
from tests import cast

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError, NotAllowed, Refused
from fairway.meet import actions
from fairway.meet.models import ActionItem, Presentation, PresentationLead
from fairway.meet.tests.stage import stage

DAY = date(2021, 10, 19)
LATER = date(2021, 11, 2)


class TestTalks(TestCase):
    def setUp(self) -> None:
        self.actor = cast.operator()
        self.made = stage("ABC")
        self.event = self.made.event
        self.a, self.b = (self.made.organisations[key] for key in "AB")

    def delegate(self, **given: str) -> actions.Delegate:
        values = {"post": "Mayor", "holder": "Holder of the post", "post_zh": "市长", "role": "principal"}
        return actions.Delegate(self.a.pk, **{**values, **given})

    def test_people_are_named_with_their_posts_only(self) -> None:
        named = [self.delegate(), self.delegate(post="Secretary", role="delegate")]
        assert actions.name_delegates(actor=self.actor, reason="r", event=self.event, delegates=named) == 2
        assert self.made.place("A").representatives[0] == {
            "post": "Mayor", "holder": "Holder of the post", "post_zh": "市长", "role": "principal",
        }  # fmt: skip
        outside = actions.Delegate(cast.organisation().pk, "Mayor", "Holder of the post")
        for wrong in (self.delegate(post=""), self.delegate(role="guest"), outside):
            with pytest.raises(FairwayError):
                actions.name_delegates(actor=self.actor, reason="r", event=self.event, delegates=[wrong])
        assert len(self.made.place("A").representatives) == 2

    def agree(self, **given: object) -> ActionItem:
        values: dict[str, object] = {"text": "Send the list of projects", "responsible": self.a.pk, "due": LATER}
        return actions.agree_action(
            actor=self.actor,
            reason="r",
            event=self.event,
            agreed=actions.Agreed(**{**values, **given}),  # type: ignore[arg-type]
        )

    def test_what_was_agreed_is_done_once_and_with_an_outcome(self) -> None:
        item = self.agree()
        assert item.is_demo
        for done_on, outcome, code in ((DAY, " ", "no-outcome"), (date(2021, 10, 1), "sent", "done-before-event")):
            with pytest.raises(FairwayError) as refused:
                actions.finish_action(actor=self.actor, reason="r", item=item, done_on=done_on, outcome=outcome)
            assert refused.value.code == code
        answers = cast.account(Role.ENTERPRISE, self.a)
        done = actions.finish_action(actor=answers, reason="r", item=item, done_on=LATER, outcome="List of 4 sent")
        assert (done.done_on, done.outcome) == (LATER, "List of 4 sent")
        with pytest.raises(Refused):
            actions.finish_action(actor=answers, reason="r", item=item, done_on=LATER, outcome="again")
        assert AuditLine.objects.filter(verb="finish_action").count() == 1

    def test_only_the_office_and_who_answers_for_it_report_it_done(self) -> None:
        item = self.agree()
        for actor in (cast.account(Role.ENTERPRISE, self.b), cast.account(Role.CREDIT_OFFICE)):
            with pytest.raises(NotAllowed):
                actions.finish_action(actor=actor, reason="r", item=item, done_on=LATER, outcome="sent")

    def test_nothing_agreed_is_due_before_the_event(self) -> None:
        with pytest.raises(FairwayError):
            self.agree(due=date(2021, 10, 18))
        with pytest.raises(FairwayError):
            self.agree(text="Call 11010519491231002X")
        item = self.agree(due=None, due_words="this year", responsible=None, source=cast.source().pk)
        assert not item.is_demo
        assert not AuditLine.objects.filter(verb="agree_action").exclude(subject=f"meet.actionitem:{item.pk}").exists()

    def presentation(self) -> Presentation:
        talks = [actions.TalkPlan(self.a, "What A offers")]
        actions.set_presentations(actor=self.actor, reason="r", event=self.event, talks=talks)
        return Presentation.objects.select_related("event").get(event=self.event)

    def test_a_lead_is_noted_by_who_presented(self) -> None:
        shown = self.presentation()
        presenter, stranger = cast.account(Role.ENTERPRISE, self.a), cast.account(Role.ENTERPRISE, self.b)
        lead = actions.Lead("investment", DAY, self.b, note="asks for a site")
        kept = actions.note_lead(actor=presenter, reason="r", presentation=shown, lead=lead)
        assert (kept.noted_by, kept.is_demo) == (presenter, True)
        with pytest.raises(NotAllowed):
            actions.note_lead(
                actor=stranger, reason="r", presentation=shown, lead=actions.Lead("visit", DAY, text="示例商会")
            )
        with pytest.raises(Refused):
            actions.note_lead(actor=presenter, reason="r", presentation=shown, lead=lead)

    def test_a_lead_is_an_organisation_or_a_name_and_never_a_person(self) -> None:
        shown = self.presentation()
        for wrong in (
            actions.Lead("visit", DAY),
            actions.Lead("visit", DAY, self.b, "both"),
            actions.Lead("visit", DAY, text="王伟先生"),
            actions.Lead("visit", DAY, text="示例店（个体工商户）"),
            actions.Lead("visit", DAY, text="示例商会", note="11010519491231002X"),
            actions.Lead("money", DAY, self.b),
            actions.Lead("visit", DAY, self.a),
            actions.Lead("visit", date(2021, 10, 18), self.b),
        ):
            with pytest.raises(FairwayError):
                actions.note_lead(actor=self.actor, reason="r", presentation=shown, lead=wrong)
        assert not PresentationLead.objects.exists()

    def test_a_list_of_leads_is_loaded_whole_or_not_at_all(self) -> None:
        shown = self.presentation()
        good = (1, actions.Lead("meeting", DAY, self.b))
        with pytest.raises(FairwayError):
            actions.load_leads(actor=self.actor, reason="r", event=self.event, leads=[good, (9, good[1])])
        assert actions.load_leads(actor=self.actor, reason="r", event=self.event, leads=[good]) == 1
        assert shown.leads.count() == 1
