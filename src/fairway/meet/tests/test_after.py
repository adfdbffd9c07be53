"""After the meetings: what both sides report, the opportunity it opens, minutes; refusals leave nothing behind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import cast

from fairway.base.accounts import visitor
from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError
from fairway.meet import actions
from fairway.meet.actions.minutes import Step, Written
from fairway.meet.engine.intake import RequestRow
from fairway.meet.models import (
    MeetingReport,
    Minutes,
    MinutesStep,
    Opportunity,
    OpportunityEntry,
    Participation,
    Slot,
)
from fairway.meet.queries import after
from fairway.meet.queries.after import Standing
from fairway.meet.tests.stage import Stage, placed, stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from fairway.base.models import User

pytestmark = pytest.mark.django_db
DUE = date(2021, 11, 2)
DOCKED = actions.ReportEntry("docked", 5, "Visit the plant", DUE)
INTENTION = actions.ReportEntry("intention", 3, "Send a price list", date(2021, 11, 9), is_ours=False)
NO = actions.ReportEntry("no", 1)


def everything() -> list[object]:
    tables = (MeetingReport, Opportunity, OpportunityEntry, Minutes, MinutesStep, AuditLine)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def refused(code: str, action: Callable[[], object]) -> None:
    before = everything()
    with pytest.raises(FairwayError) as caught:
        action()
    assert caught.value.code == code
    assert str(caught.value)
    assert everything() == before


class Talk:
    """The meeting of A and B, each with an account."""

    def __init__(self) -> None:
        self.made = placed()
        self.request = self.made.request("A", "B")
        self.users = {key: cast.account(Role.ENTERPRISE, self.made.organisations[key]) for key in "AB"}

    def says(self, key: str, entry: actions.ReportEntry) -> MeetingReport:
        return actions.report_meeting(
            actor=self.users[key], reason="test", request=self.request, side=self.made.place(key), entry=entry
        )

    @property
    def opportunity(self) -> Opportunity:
        return Opportunity.objects.get(request=self.request)

    @property
    def standing(self) -> Standing:
        return after.standing_of(r.outcome for r in self.request.reports.all())


def test_a_docking_opens_an_opportunity_with_a_date() -> None:
    talk = Talk()
    report = talk.says("A", DOCKED)
    found = talk.opportunity
    assert (found.kind, found.state, found.next_step, found.due_on) == ("one_sided", "open", "Visit the plant", DUE)
    assert found.responsible == talk.made.organisations["A"]
    assert (found.first, found.second) == (talk.made.organisations["A"], talk.made.organisations["B"])
    assert (report.way, report.reported_by) == ("account", talk.users["A"])
    line = AuditLine.objects.order_by("number").last()
    assert line is not None
    assert (line.verb, line.subject) == ("report_meeting", f"meet.meetingreport:{report.pk}")
    assert line.facts == {
        "side": talk.made.place("A").pk,
        "way": "account",
        "is_new": True,
        "outcome": "docked",
        "usefulness": 5,
        "next_step": "Visit the plant",
        "due_on": "2021-11-02",
        "opportunity": found.pk,
    }
    assert found.log.count() == 1


def test_docked_is_said_only_when_both_say_so() -> None:
    talk = Talk()
    talk.says("A", DOCKED)
    assert talk.standing == Standing.ONE_DOCKED
    talk.says("B", INTENTION)
    assert (talk.standing, talk.opportunity.kind) == (Standing.APART, "intention")
    assert talk.opportunity.next_step == "Visit the plant", (
        "the first side's step stays until somebody agrees on another"
    )
    talk.says("B", DOCKED)
    assert (talk.standing, talk.opportunity.kind) == (Standing.DOCKED, "docked")
    assert MeetingReport.objects.count() == 2
    assert [line.kind for line in talk.opportunity.log.all()] == ["one_sided", "intention", "docked"]


def test_a_side_that_changes_its_mind_changes_its_own_step() -> None:
    talk = Talk()
    talk.says("A", INTENTION)
    assert talk.opportunity.responsible == talk.made.organisations["B"]
    talk.says("A", DOCKED)
    assert (talk.opportunity.next_step, talk.opportunity.due_on) == ("Visit the plant", DUE)
    talk.says("A", NO)
    assert (talk.opportunity.state, talk.opportunity.closing_reason) == (
        "dropped",
        "No side reports a result any more.",
    )
    talk.says("A", DOCKED)
    assert (talk.opportunity.state, talk.opportunity.closing_reason) == ("open", "")


def test_what_was_agreed_by_hand_is_not_overwritten_by_a_later_report() -> None:
    talk = Talk()
    talk.says("A", INTENTION)
    actions.edit_opportunity(
        actor=talk.users["B"], reason="on the phone", opportunity=talk.opportunity, next_step="Sign a letter",
        due_on=date(2021, 12, 1), responsible=talk.made.organisations["A"],
    )  # fmt: skip
    talk.says("A", DOCKED)
    assert (talk.opportunity.next_step, talk.opportunity.due_on) == ("Sign a letter", date(2021, 12, 1))


def test_without_a_result_no_opportunity() -> None:
    talk = Talk()
    talk.says("A", NO)
    report = talk.says("B", actions.ReportEntry("no", 2, "never kept", DUE))
    assert (talk.standing, report.next_step, report.due_on) == (Standing.NO, "", None)
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (actions.ReportEntry("docked", 5), "step-missing"),
        (actions.ReportEntry("intention", 5, "Call", None), "step-missing"),
        (actions.ReportEntry("intention", 5, "  ", DUE), "step-missing"),
        (actions.ReportEntry("signed", 5, "x", DUE), "outcome"),
        (actions.ReportEntry("no", 0), "usefulness"),
        (actions.ReportEntry("no", 6), "usefulness"),
        (actions.ReportEntry("no", 3, note="x" * 1001), "too-long"),
        (actions.ReportEntry("docked", 3, "x", date(2021, 10, 18)), "due-before-meeting"),
    ],
)
def test_a_report_that_cannot_be_leaves_nothing(entry: actions.ReportEntry, code: str) -> None:
    talk = Talk()
    refused(code, lambda: talk.says("A", entry))


def test_only_held_meetings_that_have_begun_are_reported_on() -> None:
    talk = Talk()
    unmet, company = talk.made.request("B", "D"), talk.users["B"]
    refused(
        "not-held",
        lambda: actions.report_meeting(actor=company, reason="x", request=unmet, side=talk.made.place("B"), entry=NO),
    )
    Slot.objects.filter(event=talk.made.event).update(end="2999-01-01T10:00Z", start="2999-01-01T09:00Z")
    refused("not-begun", lambda: talk.says("A", NO))


def test_nobody_reports_for_another() -> None:
    talk = Talk()
    place = talk.made.place("C")
    company = cast.account(Role.ENTERPRISE, talk.made.organisations["C"])
    refused(
        "not-a-side",
        lambda: actions.report_meeting(actor=company, reason="x", request=talk.request, side=place, entry=NO),
    )
    refused(
        "right-missing",
        lambda: actions.report_meeting(
            actor=company, reason="x", request=talk.request, side=talk.made.place("A"), entry=NO
        ),
    )
    for role in (Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE, None):
        user = cast.account(role)
        refused(
            "right-missing",
            lambda user=user: actions.enter_report(
                actor=user, reason="x", request=talk.request, side=talk.made.place("A"), entry=NO
            ),
        )


def test_the_office_enters_what_came_on_paper_marked_so() -> None:
    talk = Talk()
    office = cast.account(Role.PROMOTION_OFFICE)
    report = actions.enter_report(
        actor=office, reason="paper", request=talk.request, side=talk.made.place("A"), entry=DOCKED
    )
    assert (report.way, report.reported_by) == ("paper", office)
    assert str(report.get_way_display()) == "on paper, entered by the office"


def test_a_personal_link_speaks_for_its_side_only() -> None:
    talk = Talk()
    Participation.objects.filter(pk=talk.made.place("A").pk).update(token="a" * 43)

    def by_link(token: str, pair: str) -> MeetingReport:
        return actions.report_by_personal_link(
            actor=visitor(), reason="x", token=token, request=talk.made.request(*pair), entry=DOCKED
        )

    report = by_link("a" * 43, "AB")
    assert (report.side, report.way, report.reported_by) == (talk.made.place("A"), "link", None)
    refused("not-a-side", lambda: by_link("a" * 43, "CD"))
    for wrong in ("", "b" * 43):
        refused("link-unknown", lambda wrong=wrong: by_link(wrong, "AB"))


def test_a_facing_request_leads_to_the_meeting_that_is_held() -> None:
    made = stage("AB")
    made.load(RequestRow("A", "B", 2), RequestRow("B", "A", 5))
    made.make()
    company = cast.account(Role.ENTERPRISE, made.organisations["A"])
    report = actions.report_meeting(
        actor=company, reason="x", request=made.request("A", "B"), side=made.place("A"), entry=DOCKED
    )
    assert report.request == made.request("B", "A")


class Closing:
    """What may be done with an open opportunity."""

    def __init__(self) -> None:
        self.talk = Talk()
        self.talk.says("A", DOCKED)
        self.user: User = self.talk.users["A"]

    def edit(self, **given: object) -> Opportunity:
        values = {"next_step": "Call", "due_on": DUE, "responsible": self.talk.made.organisations["B"], **given}
        reason = str(values.pop("reason", "agreed"))
        return actions.edit_opportunity(  # type: ignore[arg-type]
            actor=self.user, reason=reason, opportunity=self.talk.opportunity, **values
        )

    def close(self, deed: str, reason: str = "agreed") -> Opportunity:
        do = {
            "done": actions.finish_opportunity,
            "drop": actions.drop_opportunity,
            "reopen": actions.reopen_opportunity,
        }
        return do[deed](actor=self.user, reason=reason, opportunity=self.talk.opportunity)


def test_an_opportunity_is_changed_with_a_log_and_an_audit_line() -> None:
    closing = Closing()
    closing.edit()
    found = closing.talk.opportunity
    assert (found.next_step, found.responsible) == ("Call", closing.talk.made.organisations["B"])
    last = found.log.last()
    assert last is not None
    assert (last.made_by, last.reason, last.next_step) == (closing.user.username, "agreed", "Call")
    line = AuditLine.objects.get(verb="edit_opportunity")
    assert line.facts["before"]["next_step"] == "Visit the plant"
    assert line.facts["after"]["next_step"] == "Call"
    refused("step-missing", lambda: closing.edit(next_step=" "))
    refused("reason-missing", lambda: closing.edit(reason=" "))
    refused("not-a-side", lambda: closing.edit(responsible=closing.talk.made.organisations["C"]))


@pytest.mark.parametrize(("deed", "state"), [("done", "done"), ("drop", "dropped")])
def test_an_opportunity_is_closed_for_a_reason_and_opened_again(deed: str, state: str) -> None:
    closing = Closing()
    refused("reason-missing", lambda: closing.close(deed, ""))
    refused("opportunity-state", lambda: closing.close("reopen"))
    closing.close(deed, "the plant burnt down")
    found = closing.talk.opportunity
    assert (found.state, found.closing_reason) == (state, "the plant burnt down")
    refused("opportunity-state", lambda: closing.close(deed))
    refused("opportunity-state", closing.edit)
    refused("reason-missing", lambda: closing.close("reopen", ""))
    closing.close("reopen")
    assert (closing.talk.opportunity.state, closing.talk.opportunity.closing_reason) == ("open", "")
    assert closing.talk.opportunity.log.count() == 3


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE, None])
def test_others_leave_an_opportunity_alone(role: Role | None) -> None:
    closing = Closing()
    closing.user = cast.account(role)
    for change in (closing.edit, lambda: closing.close("done"), lambda: closing.close("drop")):
        refused("right-missing", change)


def test_later_steps_ask_what_is_open() -> None:
    closing = Closing()
    event = closing.talk.made.event
    assert list(after.open_opportunities()) == [closing.talk.opportunity]
    closing.close("done")
    assert list(after.open_opportunities(event)) == []


@given(st.lists(st.sampled_from(["docked", "intention", "no"]), max_size=2))
def test_the_order_of_reports_does_not_matter_and_docked_needs_two(said: list[str]) -> None:
    standing = after.standing_of(said)
    assert standing == after.standing_of(reversed(said))
    assert (standing == Standing.DOCKED) == (said == ["docked", "docked"])
    kind = after.kind_of(MeetingReport(outcome=outcome) for outcome in said)
    assert (kind == "docked") == (said == ["docked", "docked"])
    assert (kind is None) == (not set(said) & {"docked", "intention"})


def written(made: Stage, **given: object) -> Minutes:
    values: dict[str, object] = {"text": "Both sides met.", "decisions": "Visit\n\nCall", "steps": ()}
    return actions.write_minutes(
        actor=made.operator,
        reason="test",
        event=made.event,
        written=Written(**{**values, **given}),  # type: ignore[arg-type]
    )


def test_minutes_are_kept_once_and_replaced() -> None:
    made = placed()
    first = written(made, steps=[Step("Send papers", "Example A", DUE)])
    assert first.decisions_listed == ["Visit", "Call"]
    assert AuditLine.objects.get(verb="write_minutes").facts == {
        "is_new": True, "signs": 15, "decisions": 2, "steps": 1,
    }  # fmt: skip
    again = written(made, text="Both sides met again.")
    assert (again.pk, again.steps.count()) == (first.pk, 0)
    of_meeting = actions.write_minutes(
        actor=made.operator, reason="x", event=made.event, written=Written("Talk"), request=made.request("A", "B")
    )
    assert of_meeting.own_ids() == {made.organisations["A"].pk, made.organisations["B"].pk}
    assert again.own_ids() == set()


def test_minutes_that_cannot_be_leave_nothing() -> None:
    made = placed()
    refused("minutes-text", lambda: written(made, text=" "))
    refused("minutes-text", lambda: written(made, text="x" * 20_001))
    for step in (Step("", "A", DUE), Step("x", " ", DUE), Step("x", "A", None)):
        refused("minutes-step", lambda step=step: written(made, steps=[step]))
    other = stage("XY", code="other")
    other.load(RequestRow("X", "Y"))
    refused(
        "other-event",
        lambda: actions.write_minutes(
            actor=made.operator, reason="x", event=made.event, written=Written("x"), request=other.request("X", "Y")
        ),
    )
    made.operator = cast.account(Role.ZONE_COMMITTEE)
    refused("right-missing", lambda: written(made))
