"""Promise: no paid upgrade; author ≠ approver ≠ case officer – as far as assessments and reports go."""

from __future__ import annotations

from datetime import date

import pytest
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.lib.errors import Refused
from fairway.trust import actions, queries
from fairway.trust.models import AssessmentOrder, IssuedStatement, Rating
from fairway.trust.tests.test_actions_assessments import delivered

pytestmark = pytest.mark.django_db

WISH = actions.Wish(IssuedStatement.Purpose.REPORT, "https://credit.example.org")


def rated(**given: object) -> Organisation:
    found = organisation(**given)
    credit_record(found)
    actions.rate_organisations(
        actor=operator(), reason="r", model=credit_model(), as_of=date(2022, 1, 17), organisations=[found.pk]
    )
    return found


def test_promise_no_paid_upgrade() -> None:
    """Nothing can be paid for, and neither a report nor an assessment changes points, grade or records."""
    tables = (AssessmentOrder, IssuedStatement, Rating)
    paid = {f.name for table in tables for f in table._meta.get_fields()} & {"price", "fee", "amount", "paid", "tier"}
    assert not paid
    mine = rated()
    before = (list(Rating.objects.values()), list(mine.credit_records.values()))
    made = delivered(subject=mine)
    actions.publish_assessment(actor=account(Role.CREDIT_OFFICE), reason="r", order=made)
    issued = actions.issue_statement(actor=account(Role.ENTERPRISE, mine), reason="r", organisation=mine, wish=WISH)
    assert (list(Rating.objects.values()), list(mine.credit_records.values())) == before
    actions.rate_organisations(
        actor=operator(), reason="r", model=credit_model(), as_of=date(2022, 1, 17), organisations=[mine.pk]
    )
    assert (list(Rating.objects.values()), list(mine.credit_records.values())) == before
    assert "No paid upgrade" in str(queries.report_values(issued, WISH.address)["notices"])


def test_promise_author_approver_and_case_officer_are_three() -> None:
    """Whoever wrote an assessment does not publish it, and neither does anybody who acts for a side of it."""
    office = account(Role.CREDIT_OFFICE)
    made = delivered(author=office)
    for somebody in (office, account(Role.CREDIT_OFFICE, made.subject), account(Role.CREDIT_OFFICE, made.assessor)):
        with pytest.raises(Refused):
            actions.publish_assessment(actor=somebody, reason="r", order=made)
    actions.publish_assessment(actor=account(Role.CREDIT_OFFICE), reason="r", order=made)
