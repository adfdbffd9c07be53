"""Self-reports: asked for, given in a minute, claimed and nothing more until an office takes a claim over."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import DAY, account, agreement, event, organisation, project, report_duty

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.land import actions, queries
from fairway.land.actions import Receipt, Said
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.reports import Every, due_after
from fairway.land.models import ClaimAnswer, Payment, Report, ReportDuty
from fairway.lib.errors import FairwayError, NotAllowed
from fairway.lib.money import Money, MoneyKind

if TYPE_CHECKING:
    from django.test import Client

    from fairway.base.models import User
    from fairway.land.models import Project

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
PAID = Money(Decimal(300), "CNY", MoneyKind.PAID_IN)


def _file(duty: ReportDuty, actor: User | None = None, **said: object) -> Report:
    by = actor or account(Role.ENTERPRISE, duty.organisation)
    return actions.file_report(actor=by, reason="r", duty=duty, said=Said(**said or {"note": "x"}))  # type: ignore[arg-type]


def _refused(code: str, work: object) -> None:
    with pytest.raises(FairwayError) as refusal:
        work()  # type: ignore[operator]
    assert refusal.value.code == code


def _entry(of: Project, stage: Stage = Stage.REGISTERED) -> Entry:
    return Entry(stage, TODAY, TODAY, of.responsible_id, next_due=TODAY + timedelta(days=30), step=stage.value)


def test_an_office_asks_a_party_that_is_an_enterprise_once() -> None:
    firm, city = organisation(), organisation(kind="government")
    of = project(agreement(parties=(firm, city)))
    office = account(Role.PROMOTION_OFFICE)

    def ask(**given: object) -> ReportDuty:
        said = {"organisation": firm, "every": Every.MONTH, "first_on": TODAY}
        return actions.ask_reports(actor=office, reason="r", project=of, **{**said, **given})  # type: ignore[arg-type]

    _refused("report-past", lambda: ask(first_on=TODAY - timedelta(days=1)))
    _refused("report-of-others", lambda: ask(organisation=city))
    _refused("report-of-others", lambda: ask(organisation=organisation()))
    assert not AuditLine.objects.exists()
    duty = ask()
    assert (duty.next_due, AuditLine.objects.get().verb) == (TODAY, "ask_reports")
    _refused("report-asked", ask)
    actions.end_reports(actor=office, reason="r", duty=duty)
    _refused("report-ended", lambda: _file(duty))
    assert ask().pk != duty.pk


def test_a_report_answers_for_the_day_due_and_sets_nothing() -> None:
    first = TODAY - timedelta(days=100)
    duty = report_duty(first_on=first)
    of = duty.project
    with pytest.raises(NotAllowed):
        _file(duty, account(Role.PROMOTION_OFFICE))
    with pytest.raises(NotAllowed):
        _file(duty, account(Role.ENTERPRISE))
    _refused("report-empty", lambda: actions.file_report(
        actor=account(Role.ENTERPRISE, duty.organisation), reason="r", duty=duty, said=Said()
    ))  # fmt: skip
    _refused("stage-unknown", lambda: _file(duty, stage="moon"))
    _refused("amount", lambda: _file(duty, paid_in=Money(Decimal(0), "CNY", MoneyKind.PAID_IN)))
    made = _file(duty, stage="effective", paid_in=PAID, jobs=12)
    duty.refresh_from_db()
    assert (made.due_on, made.filed_on, duty.next_due) == (first, TODAY, due_after(first, Every.QUARTER, TODAY))
    of.refresh_from_db()
    assert (of.stage, of.log.count(), Payment.objects.count()) == ("signed", 1, 0)
    assert AuditLine.objects.get().verb == "file_report"


def test_one_report_a_period() -> None:
    duty = report_duty(first_on=TODAY + timedelta(days=5))
    _file(duty)
    _refused("report-early", lambda: _file(duty))
    duty.refresh_from_db()
    assert duty.next_due == due_after(duty.first_on, Every.QUARTER, duty.first_on)
    with pytest.raises(IntegrityError):
        Report.objects.create(duty=duty, due_on=duty.first_on, filed_on=TODAY, filed_by=account())


def test_an_officer_takes_a_claim_over_with_a_link_or_declines_it() -> None:
    duty = report_duty(first_on=TODAY)
    made = _file(duty, stage="registered", paid_in=PAID)
    office = account(Role.ZONE_COMMITTEE)
    wrong = _entry(duty.project, Stage.STARTED)
    _refused("claim-differs", lambda: actions.take_stage(actor=office, reason="r", report=made, entry=wrong))
    taken = actions.take_stage(actor=office, reason="licence seen", report=made, entry=_entry(duty.project))
    duty.project.refresh_from_db()
    assert duty.project.stage == "registered"
    assert taken.stage is not None
    assert (taken.is_taken, taken.stage.from_report, taken.stage.is_own_report) == (True, taken, False)
    again = _entry(duty.project)
    _refused("claim-answered", lambda: actions.take_stage(actor=office, reason="r", report=made, entry=again))
    no = actions.decline_claim(actor=office, reason="no receipt", report=made, claim="paid_in")
    assert (no.is_taken, no.reason, Payment.objects.count()) == (False, "no receipt", 0)
    verbs = AuditLine.objects.order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["file_report", "record_stage", "take_claim", "decline_claim"]


def test_a_payment_is_taken_over_by_the_rules_of_payments() -> None:
    made = _file(report_duty(first_on=TODAY), paid_in=PAID)
    office = account(Role.PROMOTION_OFFICE)
    bare = Receipt(PAID, TODAY, TODAY)
    _refused("evidence-missing", lambda: actions.take_payment(actor=office, reason="r", report=made, receipt=bare))
    assert not ClaimAnswer.objects.exists()
    shown = Receipt(PAID, TODAY, TODAY, "bank receipt")
    answer = actions.take_payment(actor=office, reason="r", report=made, receipt=shown)
    assert (answer.payment, answer.claim) == (Payment.objects.get(), "paid_in")
    _refused("claim-unknown", lambda: actions.decline_claim(actor=office, reason="r", report=made, claim="stage"))


def test_nobody_answers_a_claim_of_their_own() -> None:
    firm, zone = organisation(), organisation(kind="zone")
    duty = report_duty(project(agreement(parties=(firm, zone))), first_on=TODAY)
    made = _file(duty, stage="registered")
    for actor in (account(Role.ENTERPRISE, firm), account(Role.ZONE_COMMITTEE, zone), account(Role.CREDIT_OFFICE)):
        with pytest.raises(NotAllowed):
            actions.decline_claim(actor=actor, reason="r", report=made, claim="stage")


def test_late_reports_lie_on_the_desk_until_they_come() -> None:
    event()
    duty = report_duty(project(stages=7))
    office = account(Role.PROMOTION_OFFICE)

    def late() -> list[tuple[object, date, int | None]]:
        return [(line.owner, line.due, line.days) for line in queries.desk(office).filter(kind="report")]

    assert late() == [(duty.organisation, DAY + timedelta(days=10), 80)]
    assert len(queries.desk(account(Role.ENTERPRISE, duty.organisation)).filter(kind="report", mine="1")) == 1
    duty.project.stage = "withdrawn"
    duty.project.save()
    assert late() == []
    duty.project.stage = "effective"
    duty.project.save()
    assert len(late()) == 1
    _file(duty)
    assert late() == []


def _pages(made: Report) -> dict[str, str]:
    return {
        "reports": reverse("land:reports"),
        "report": reverse("land:report", args=[made.pk]),
        "duty": reverse("land:file_report", args=[made.duty_id]),
    }


@pytest.mark.parametrize("role", Role)
def test_every_page_as_everybody(client: Client, role: Role) -> None:
    made = _file(report_duty(first_on=TODAY), stage="registered", paid_in=PAID)
    assert {client.get(url).status_code for url in _pages(made).values()} == {302}
    client.force_login(account(role))
    expected = {name: 403 if role is Role.ENTERPRISE and name != "reports" else 200 for name in _pages(made)}
    assert {name: client.get(url).status_code for name, url in _pages(made).items()} == expected


def test_from_the_asking_to_the_log_on_pages(client: Client) -> None:
    firm = organisation()
    of = project(agreement(parties=(firm, organisation(kind="government"))))
    client.force_login(account(Role.PROMOTION_OFFICE))
    asked = {"duty-organisation": firm.pk, "duty-every": "3", "duty-first_on": TODAY - timedelta(days=1)}
    url = reverse("land:ask_reports", args=[of.pk])
    assert client.post(url, {**asked, "duty-reason": "r"}).status_code == 422
    assert client.post(url, {**asked, "duty-first_on": TODAY, "duty-reason": "r"}).status_code == 302
    duty = ReportDuty.objects.get()
    form = reverse("land:file_report", args=[duty.pk])
    assert client.post(form, {"note": "x"}).status_code == 403
    client.force_login(account(Role.ENTERPRISE, firm))
    assert client.post(form, {"paid_in": "300"}).status_code == 422
    said = {"stage": "registered", "paid_in": "300", "currency": "CNY", "jobs": "40", "hinders": "<b>no road</b>"}
    assert client.post(form, said).status_code == 302
    made = Report.objects.get()
    own = client.get(reverse("land:report", args=[made.pk])).content.decode()
    assert "claimed only" in own
    assert "&lt;b&gt;no road" in own
    assert "Take it over" not in own
    client.force_login(account(Role.ZONE_COMMITTEE))
    assert "claims wait" in client.get(reverse("land:reports") + "?waits=1").content.decode()
    take = reverse("land:take_claim", args=[made.pk, "paid_in"])
    sent = {"kind": "paid_in", "amount": "300", "currency": "CNY", "happened_on": TODAY, "reason": "seen"}
    assert client.post(take, sent).status_code == 422
    assert client.post(take, {**sent, "evidence": "receipt 9"}).status_code == 302
    assert client.post(reverse("land:take_claim", args=[made.pk, "found"]), sent).status_code == 404
    decline = reverse("land:decline_claim", args=[made.pk, "stage"])
    assert client.post(decline, {}).status_code == 422
    assert client.post(decline, {"reason": "no licence"}).status_code == 302
    text = client.get(reverse("land:project", args=[of.pk])).content.decode()
    for words in ("from a self-report", "taken over", "not taken over", "40"):
        assert words in text
    assert client.post(reverse("land:end_reports", args=[duty.pk]), {"reason": "done"}).status_code == 302
    client.force_login(account(Role.ENTERPRISE, firm))
    page = client.get(form, headers={"accept-language": "zh-hans"}).content.decode()
    assert "自报" in page
    (item,) = client.get("/api/reports?waits=false").json()["items"]
    assert (item["project_id"], item["organisation_id"], item["jobs"]) == (of.pk, firm.pk, 40)


def test_the_page_of_a_project_takes_as_many_queries_for_three_reports(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    duty = report_duty(project(agreement(parties=(organisation(), organisation()))), first_on=TODAY)
    writer = account()
    counts = []
    for number in (1, 2):
        for n in range(number):
            day = TODAY - timedelta(days=10 * number + n)
            Report.objects.create(duty=duty, due_on=day, filed_on=day, filed_by=writer, map_stage="registered", jobs=1)
        client.get(reverse("land:project", args=[duty.project_id]))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("land:project", args=[duty.project_id]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
