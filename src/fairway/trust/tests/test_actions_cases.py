"""Cases: what each verb does, whom it refuses, its audit line, and that a refusal leaves nothing behind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.cast import account, credit_model, operator, organisation

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know.actions.merging import _merge, undo_merge
from fairway.know.models import Organisation
from fairway.lib.errors import FairwayError, Invalid, NotAllowed, Refused
from fairway.trust import actions
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.models import Case, CaseStep, CreditRecord, StatusChange
from fairway.trust.queries import may_appeal
from fairway.trust.tests.cases import DAY, decide, enterprise, objection, officer, penalty, problem, repair

pytestmark = pytest.mark.django_db

SERIES = ["open", "ask_authority", "answer", "decide"]


def status(record: CreditRecord) -> str:
    return CreditRecord.objects.get(pk=record.pk).status


def test_an_objection_from_door_to_decision() -> None:
    record = penalty()
    case = objection(record)
    assert (case.number, case.state, case.due_on) == ("O-2026-0001", "open", date(2026, 6, 23))
    assert (status(record), case.status_before, case.is_demo) == ("under_objection", "active", True)
    case = actions.ask_authority(actor=officer(), reason="is it theirs?", case=case, on=DAY)
    assert (case.state, case.authority_due_on) == ("asked", date(2026, 6, 11))
    case = actions.keep_answer(actor=officer(), reason="a mix-up", case=case, on=DAY + timedelta(days=4))
    case = decide(case, "withdrawn", on=DAY + timedelta(days=4))
    assert (case.state, case.outcome, status(record)) == ("decided", "withdrawn", "withdrawn")
    assert [step.event for step in case.steps.all()] == SERIES
    lines = list(AuditLine.objects.order_by("number").values_list("verb", flat=True))
    assert lines == ["open_objection", "ask_authority", "keep_answer", "decide_case"]
    assert AuditLine.objects.get(verb="keep_answer").facts["in_time"] is False
    assert AuditLine.objects.get(verb="decide_case").facts["in_time"] is True


@pytest.mark.parametrize("before", ["active", "repaired", "expired"])
def test_a_rejected_objection_gives_the_status_back(before: str) -> None:
    record = penalty(status=before)
    decide(objection(record), "rejected")
    assert status(record) == before
    assert list(StatusChange.objects.order_by("pk").values_list("status", flat=True))[-2:] == [
        "under_objection",
        before,
    ]


def test_a_record_that_came_disputed_is_active_once_the_objection_fails() -> None:
    record = penalty(status="under_objection")
    decide(objection(record), "rejected")
    assert status(record) == "active"


def test_what_is_taken_back_stands_as_before() -> None:
    record = penalty()
    case = objection(record)
    actions.take_back_case(actor=enterprise(record), reason="found it", case=case, on=DAY)
    assert (Case.objects.get().state, status(record)) == ("taken_back", "active")
    objection(record)
    assert Case.objects.count() == 2


def test_an_officer_takes_no_case_of_others_back() -> None:
    record = penalty()
    case = objection(record)
    with pytest.raises(Refused) as refused:
        actions.take_back_case(actor=officer(), reason="too many", case=case, on=DAY)
    assert refused.value.code == "not-yours"
    assert (Case.objects.get().state, status(record)) == ("open", "under_objection")


def test_a_corrected_record_takes_the_wrong_one_s_place() -> None:
    record = penalty()
    wanted = actions.Correction("minor", date(2026, 1, 12))
    actions.decide_case(
        actor=officer(), reason="a slip", case=objection(record), outcome="corrected", on=DAY, correction=wanted
    )
    right = CreditRecord.objects.get(corrects=record)
    assert (right.severity, right.learned_on, right.status, right.kind) == ("minor", DAY, "active", "penalty")
    assert (status(record), right.number) == ("withdrawn", f"{record.number} / O-2026-0001")


@pytest.mark.parametrize(
    ("correction", "code"),
    [
        (None, "correction-missing"),
        (actions.Correction("general", date(2026, 1, 12)), "correction-nothing"),
        (actions.Correction("huge", date(2026, 1, 12)), "record-severity"),
        (actions.Correction("minor", date(2026, 7, 12)), "day-to-come"),
    ],
)
def test_a_correction_that_corrects_nothing_is_refused(correction: actions.Correction | None, code: str) -> None:
    case = objection(penalty())
    with pytest.raises(Invalid) as refused:
        actions.decide_case(actor=officer(), reason="r", case=case, outcome="corrected", on=DAY, correction=correction)
    assert refused.value.code == code
    assert Case.objects.get().state == "open"
    assert CreditRecord.objects.get().status == "under_objection"


def test_a_granted_repair() -> None:
    record = penalty()
    case = repair(record)
    assert (case.number, case.commitment, status(record)) == ("R-2026-0001", "We keep the law.", "active")
    decide(case, "granted")
    assert status(record) == "repaired"
    assert AuditLine.objects.filter(verb="open_repair").count() == 1


def test_a_repair_of_what_expired_meanwhile_changes_nothing() -> None:
    record = penalty(severity="minor", happened_on=date(2026, 4, 1), learned_on=date(2026, 4, 1))
    case = repair(record)
    actions.run_due(actor=operator(), reason="daily", on=date(2026, 7, 1))
    decide(case, "granted", on=date(2026, 7, 1))
    assert status(record) == "expired"


@pytest.mark.parametrize(
    ("changes", "given", "error", "code"),
    [
        ({"happened_on": date(2026, 4, 1), "learned_on": date(2026, 4, 1)}, {}, Refused, "repair-early"),
        ({"kind": "award", "severity": ""}, {}, Refused, "nothing-to-repair"),
        ({"status": "repaired"}, {}, Refused, "nothing-to-repair"),
        ({}, {"evidence": " "}, Invalid, "evidence-missing"),
        ({}, {"commitment": ""}, Invalid, "commitment-missing"),
        ({}, {"reason": " "}, Invalid, "reason-missing"),
        ({}, {"on": date(2999, 1, 1)}, Invalid, "day-to-come"),
    ],
)
def test_a_repair_that_cannot_be_is_refused(
    changes: dict[str, object], given: dict[str, object], error: type[FairwayError], code: str
) -> None:
    record = penalty(**changes)
    values: dict[str, object] = {"reason": "r", "on": DAY, "evidence": "e", "commitment": "c"}
    with pytest.raises(error) as refused:
        actions.open_repair(actor=enterprise(record), record=record, **{**values, **given})
    assert refused.value.code == code
    assert not Case.objects.exists()
    assert not AuditLine.objects.exists()


def test_the_refusal_says_from_which_day_on() -> None:
    with pytest.raises(Refused, match="from 2026-07-01 on"):
        repair(penalty(happened_on=date(2026, 4, 1), learned_on=date(2026, 4, 1)))


def test_a_record_has_one_open_case() -> None:
    record = penalty()
    repair(record)
    with pytest.raises(Refused, match="R-2026-0001"):
        objection(record)
    with pytest.raises(Refused, match="R-2026-0001"):
        actions.change_status(actor=operator(), reason="r", record=record, status="expired", on=DAY)
    first = Case.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(
            number="X", kind="objection", organisation=first.organisation, record=record,
            opened_by=first.opened_by, opened_on=DAY, due_on=DAY, text="t",
        )  # fmt: skip


def test_a_withdrawn_record_cannot_be_objected_to() -> None:
    with pytest.raises(Refused) as refused:
        objection(penalty(status="withdrawn"))
    assert refused.value.code == "nothing-to-object"


def test_an_appeal_overturns_a_rejection_and_holds_the_record_out_meanwhile() -> None:
    record = penalty()
    first = decide(objection(record), "rejected")
    appeal = actions.appeal_case(actor=enterprise(record), reason="look again", case=first, on=DAY)
    assert (appeal.number, appeal.appeal_of, status(record)) == ("A-2026-0001", first, "under_objection")
    decide(appeal, "overturned")
    assert status(record) == "withdrawn"
    with pytest.raises(Refused) as refused:
        actions.appeal_case(actor=enterprise(record), reason="again", case=first, on=DAY)
    assert refused.value.code == "not-appealable"


@pytest.mark.parametrize(("outcome", "after"), [("confirmed", "active"), ("overturned", "repaired")])
def test_an_appeal_against_a_refused_repair(outcome: str, after: str) -> None:
    record = penalty()
    first = decide(repair(record), "refused")
    appeal = actions.appeal_case(actor=enterprise(record), reason="look again", case=first, on=DAY)
    assert status(record) == "active"
    decide(appeal, outcome)
    assert status(record) == after


@pytest.mark.parametrize("role", [Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE])
def test_others_open_and_decide_nothing(role: Role) -> None:
    record, stranger = penalty(), account(role)
    with pytest.raises(NotAllowed):
        actions.open_objection(actor=stranger, reason="r", record=record, on=DAY)
    case = objection(record)
    with pytest.raises(NotAllowed):
        decide(case, "withdrawn", stranger)
    with pytest.raises(NotAllowed):
        actions.take_back_case(actor=stranger, reason="r", case=case, on=DAY)
    with pytest.raises(NotAllowed):
        actions.run_due(actor=stranger, reason="r", on=DAY)
    assert Case.objects.get().state == "open"


def test_a_credit_officer_opens_in_the_organisation_s_name() -> None:
    record = penalty()
    assert actions.open_objection(actor=officer(), reason="by letter", record=record, on=DAY).state == "open"


@pytest.mark.parametrize("event", ["ask_authority", "decide_case"])
def test_what_is_over_stays_over(event: str) -> None:
    case = decide(objection(penalty()), "rejected")
    given = {"outcome": "rejected"} if event == "decide_case" else {}
    with pytest.raises(Refused) as refused:
        getattr(actions, event)(actor=officer(), reason="r", case=case, on=DAY, **given)
    assert refused.value.code == "case-event"
    assert CaseStep.objects.filter(case=case).count() == 2


@pytest.mark.parametrize(
    ("reason", "on", "code"),
    [("", DAY, "reason-missing"), ("r", date(2999, 1, 1), "day-to-come"), ("r", date(2026, 6, 5), "step-early")],
)
def test_a_step_without_words_or_on_a_wrong_day(reason: str, on: date, code: str) -> None:
    case = objection(penalty())
    with pytest.raises(Invalid) as refused:
        actions.ask_authority(actor=officer(), reason=reason, case=case, on=on)
    assert refused.value.code == code
    assert CaseStep.objects.count() == 1


def test_a_problem_from_notice_to_closing() -> None:
    body = organisation()
    case, firm, office = problem(body), account(Role.ENTERPRISE, body), officer()
    case = actions.notify_problem(actor=office, reason="pay the wages", case=case, on=DAY)
    case = actions.agree_plan(actor=firm, reason="by August", case=case, on=DAY, due=date(2026, 8, 1))
    assert (case.state, case.due_on) == ("planned", date(2026, 8, 1))
    case = actions.report_rectified(actor=firm, reason="paid", case=case, on=date(2026, 7, 1), evidence="list")
    case = actions.close_problem(actor=office, reason="seen", case=case, on=date(2026, 7, 3))
    assert (case.state, case.outcome) == ("closed", "")
    case = actions.reopen_problem(actor=office, reason="late again", case=case, on=date(2026, 7, 6))
    assert (case.state, case.due_on) == ("notified", date(2026, 7, 20))
    verbs = ["open_problem", "notify_problem", "agree_plan", "report_rectified", "close_problem", "reopen_problem"]
    assert list(AuditLine.objects.order_by("number").values_list("verb", flat=True)) == verbs


def test_problems_refuse_what_cannot_be() -> None:
    body, office = organisation(), officer()
    case = actions.notify_problem(actor=office, reason="r", case=problem(body), on=DAY)
    with pytest.raises(Invalid, match="before the plan"):
        actions.agree_plan(actor=office, reason="r", case=case, on=DAY, due=date(2026, 6, 7))
    case = actions.agree_plan(actor=office, reason="r", case=case, on=DAY, due=DAY)
    with pytest.raises(Invalid, match="evidence"):
        actions.report_rectified(actor=office, reason="r", case=case, on=DAY, evidence="")
    case = actions.report_rectified(actor=office, reason="r", case=case, on=DAY, evidence="e")
    with pytest.raises(Refused, match="reported this"):
        actions.close_problem(actor=office, reason="r", case=case, on=DAY)
    with pytest.raises(Refused, match="act for this organisation"):
        actions.close_problem(actor=account(Role.CREDIT_OFFICE, body), reason="r", case=case, on=DAY)
    with pytest.raises(Refused, match="act for this organisation"):
        actions.open_problem(actor=account(Role.CREDIT_OFFICE, body), reason="r", organisation=body, on=DAY)
    assert Case.objects.get().state == "rectified"


def test_delays_are_marked_once() -> None:
    case = objection(penalty())
    marks = {
        date(2026, 6, 17): 0,
        date(2026, 6, 22): 1,
        date(2026, 6, 24): 1,
        date(2026, 6, 25): 0,
        date(2026, 7, 2): 1,
    }
    for day, marked in marks.items():
        for count in (marked, 0):
            assert actions.run_due(actor=operator(), reason="daily", on=day) == actions.DueRun(count, 0)
    assert [step.event for step in case.steps.all()] == ["open", "due_soon", "overdue", "escalated"]
    assert AuditLine.objects.filter(verb="run_due_cases").count() == 3


def test_due_days_to_come_are_refused() -> None:
    with pytest.raises(Invalid):
        actions.run_due(actor=operator(), reason="r", on=date(2999, 1, 1))


@pytest.mark.skipif("answer_late" not in CATALOGUE, reason="the catalogue knows no answers of offices")
@pytest.mark.parametrize(
    ("day", "kind", "severity"),
    [
        (date(2026, 6, 23), "answer_in_time", ""),
        (date(2026, 6, 24), "answer_late", "minor"),
        (date(2026, 7, 2), "answer_late", "general"),
    ],
)
def test_an_answer_goes_into_the_record_of_the_office(day: date, kind: str, severity: str) -> None:
    double = organisation(kind=Organisation.Kind.GOVERNMENT)
    office = organisation(kind=Organisation.Kind.GOVERNMENT)
    Organisation.objects.filter(pk=double.pk).update(merged_into=office)
    case = decide(objection(penalty()), "rejected", account(Role.CREDIT_OFFICE, office), day)
    [record] = office.credit_records.all()
    assert (record.kind, record.severity, record.number, record.is_demo) == (kind, severity, case.number, True)


def test_a_real_office_takes_no_record_of_an_invented_case() -> None:
    office = organisation(kind=Organisation.Kind.GOVERNMENT, is_demo=False)
    decide(objection(penalty()), "rejected", account(Role.CREDIT_OFFICE, office))
    assert not office.credit_records.exists()


def test_a_decided_objection_is_appealed_against_not_made_again() -> None:
    record = penalty()
    decide(objection(record), "rejected")
    with pytest.raises(Refused) as again:
        objection(record)
    assert again.value.code == "objected-before"


def test_an_objection_is_not_made_and_taken_back_for_ever() -> None:
    record = penalty()
    for _time in range(2):
        case = objection(record)
        actions.take_back_case(actor=enterprise(record), reason="found it", case=case, on=DAY)
    with pytest.raises(Refused) as third:
        objection(record)
    record.refresh_from_db()
    assert (third.value.code, record.status) == ("taken-back-twice", CreditRecord.Status.ACTIVE)


def test_an_appeal_taken_back_uses_nothing_up() -> None:
    record = penalty()
    first = decide(objection(record), "rejected")
    for_them = actions.appeal_case(actor=officer(), reason="in its name", case=first, on=DAY)
    actions.take_back_case(actor=enterprise(record), reason="not so", case=for_them, on=DAY)
    assert may_appeal(enterprise(record), first)
    own = actions.appeal_case(actor=enterprise(record), reason="look again", case=first, on=DAY)
    decide(own, "confirmed")
    assert not may_appeal(enterprise(record), first)


@pytest.mark.parametrize("before", ["repaired", "expired"])
def test_a_correction_brings_nothing_back_to_life(before: str) -> None:
    record = penalty(status=before)
    correction = actions.Correction("minor", record.happened_on)
    actions.decide_case(
        actor=officer(), reason="r", case=objection(record), outcome="corrected", on=DAY, correction=correction
    )
    right = CreditRecord.objects.get(corrects=record)
    assert right.status == before
    assert right.status_changes.get().status == before


def test_undoing_a_merge_takes_the_correction_and_the_case_home_with_the_record() -> None:
    """The record came to the kept organisation by the merge, was objected to there and corrected."""
    kept, merged = organisation(), organisation()
    record = penalty(merged)
    made = _merge(actor=operator(), reason="one firm", kept=kept, merged=merged, ruling=None)
    record.refresh_from_db()
    case = objection(record)
    edition = actions.publish_edition(actor=operator(), reason="yearly", model=credit_model(), as_of=DAY)
    right = actions.Correction("minor", record.happened_on)
    actions.decide_case(actor=officer(), reason="a slip", case=case, outcome="corrected", on=DAY, correction=right)
    late = actions.publish_edition(actor=operator(), reason="yearly", model=credit_model(), as_of=DAY)
    undo_merge(actor=operator(), reason="two firms", merge=made)
    assert {r.organisation_id for r in CreditRecord.objects.filter(kind="penalty")} == {merged.pk}
    assert Case.objects.get().organisation_id == merged.pk
    for each in (edition, late):
        assert actions.replay_edition(actor=operator(), reason="check", edition=each).is_reproduced
