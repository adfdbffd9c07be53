"""The promises of due process, each held by a test of its name."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.lib.errors import FairwayError, Refused
from fairway.trust import actions, queries
from fairway.trust.engine.intake import RecordRow
from fairway.trust.models import Case, CreditRecord, StatusChange
from fairway.trust.tests.cases import DAY, decide, enterprise, objection, officer, penalty, repair

pytestmark = pytest.mark.django_db


def points(body: Organisation, day: date = DAY) -> int | None:
    return queries.outcomes(credit_model(), day, [body.pk])[0].result.points


@pytest.fixture
def body() -> Organisation:
    """An organisation with a good record, so that it has a file in any case."""
    made = organisation()
    credit_record(made, happened_on=date(2026, 5, 4), learned_on=date(2026, 5, 4))
    return made


def test_promise_free_access_objection_and_correction_with_a_clock(body: Organisation) -> None:
    """The organisation sees its record, objects without fee or permission, and has an answer in ten working days."""
    record = penalty(body)
    firm = account(Role.ENTERPRISE, body)
    assert record in queries.records_seen_by(firm)
    case = actions.open_objection(actor=firm, reason="wrong day", record=record, on=DAY)
    assert case in queries.cases_seen_by(firm)
    assert (case.due_on, case.opened_by) == (date(2026, 6, 23), firm)
    correction = actions.Correction("minor", record.happened_on)
    actions.decide_case(actor=officer(), reason="a slip", case=case, outcome="corrected", on=DAY, correction=correction)
    assert record.corrected_by.severity == "minor"
    assert not queries.cases_seen_by(account(Role.ENTERPRISE)).exists()


def test_promise_disputed_records_are_held_out(body: Organisation) -> None:
    """From the day of the objection until the decision; a rejected objection and an appeal change that again."""
    before = points(body)
    record = penalty(body)
    with_penalty = points(body)
    assert before is not None
    assert with_penalty is not None
    assert with_penalty < before
    case = objection(record)
    assert points(body) == before
    first = decide(case, "rejected")
    assert points(body) == with_penalty
    actions.appeal_case(actor=enterprise(record), reason="again", case=first, on=DAY)
    assert points(body) == before


def test_promise_repair_removes_use_not_only_display(body: Organisation) -> None:
    """A repaired record moves no points and crosses no red line from the day of the repair on."""
    before = points(body)
    record = penalty(body)
    debtor = penalty(body, kind="court_default", severity="", happened_on=date(2025, 5, 6))
    assert queries.outcomes(credit_model(), DAY, [body.pk])[0].result.red_lines
    for each in (record, debtor):
        decide(repair(each), "granted")
    result = queries.outcomes(credit_model(), DAY, [body.pk])[0].result
    assert (result.points, result.red_lines) == (before, ())
    earlier = points(body, date(2026, 6, 5))
    assert earlier is not None
    assert earlier < (before or 0)


def test_promise_repair_ends_sharing_too(body: Organisation) -> None:
    """The promotion office sees the record no more; the organisation and the credit office do."""
    record = penalty(body)
    people = [account(Role.PROMOTION_OFFICE), enterprise(record), officer()]
    assert [record in queries.records_seen_by(each) for each in people] == [True, True, True]
    decide(repair(record), "granted")
    record.refresh_from_db()
    assert [record in queries.records_seen_by(each) for each in people] == [False, True, True]
    assert [queries.is_shared_with(each, record) for each in people] == [False, True, True]


def test_promise_author_approver_and_case_officer_are_three_people(body: Organisation) -> None:
    """Who entered the record, opened the case or decided before does not decide; nor who acts for the organisation."""
    clerk, opener, decider = officer(), officer(), officer()
    row = RecordRow(
        number="N1", organisation="k", kind="penalty", severity="general", happened_on=date(2026, 1, 12),
        learned_on=date(2026, 1, 15), status="active", authority="Bureau", demo=True,
    )  # fmt: skip
    [record] = actions.load_records(actor=clerk, reason="r", rows=[row], organisations={"k": body.pk})
    case = actions.open_objection(actor=opener, reason="by letter", record=record, on=DAY)
    insider = account(Role.CREDIT_OFFICE, body)
    assert refusals(case, clerk, opener, insider) == ["own-record", "own-opening", "own-case"]
    decided = decide(case, "rejected", decider)
    appeal = actions.appeal_case(actor=enterprise(record), reason="again", case=decided, on=DAY)
    assert refusals(appeal, clerk, opener, insider, decider) == [
        "own-record", "own-opening", "own-case", "decided-before"
    ]  # fmt: skip
    assert decide(appeal, "confirmed").state == "decided"


def refusals(case: Case, *people: object) -> list[str]:
    codes = []
    for person in people:
        with pytest.raises(FairwayError) as refused:
            decide(case, "rejected" if case.kind == "objection" else "confirmed", person)  # type: ignore[arg-type]
        codes.append(refused.value.code)
    assert Case.objects.get(pk=case.pk).state == "open"
    return codes


def test_promise_nobody_decides_on_a_case_of_their_own(body: Organisation) -> None:
    """Not even with every right: an operator who acts for the organisation is refused like anybody."""
    record = penalty(body)
    case = objection(record)
    chief = account(Role.CREDIT_OFFICE, body)
    chief.is_superuser = True
    chief.save()
    for act in (
        lambda: decide(case, "withdrawn", chief),
        lambda: actions.ask_authority(actor=chief, reason="r", case=case, on=DAY),
        lambda: actions.change_status(actor=chief, reason="r", record=record, status="withdrawn", on=DAY),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "own-case"


def test_promise_nothing_counts_past_its_period(body: Organisation) -> None:
    """The rating stops with the period by itself; the daily run then says so in the record's status, once."""
    before = points(body)
    record = penalty(body, severity="minor", happened_on=date(2026, 2, 10), learned_on=date(2026, 2, 10))
    assert points(body) == before
    last, first = date(2026, 4, 30), date(2026, 5, 1)
    run = {day: actions.run_due(actor=operator(), reason="daily", on=day).expired for day in (last, first, DAY)}
    assert run == {last: 0, first: 1, DAY: 0}
    assert CreditRecord.objects.get(pk=record.pk).status == "expired"
    assert (StatusChange.objects.get().on, points(body)) == (first, before)


def test_promise_a_disputed_record_expires_after_its_decision(body: Organisation) -> None:
    record = penalty(body, severity="minor", happened_on=date(2026, 3, 10), learned_on=date(2026, 3, 10))
    case = objection(record, date(2026, 5, 29))
    assert actions.run_due(actor=operator(), reason="daily", on=DAY).expired == 0
    decide(case, "rejected")
    assert actions.run_due(actor=operator(), reason="daily", on=DAY).expired == 1
    assert list(StatusChange.objects.order_by("pk").values_list("status", "on"))[-1] == ("expired", DAY)
