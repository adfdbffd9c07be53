"""Statuses of records: which may follow which, who may change them, and what a replay finds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError, Invalid, NotAllowed, Refused
from fairway.trust import actions
from fairway.trust.engine.record import Status
from fairway.trust.engine.statuses import FOLLOWS
from fairway.trust.models import CreditRecord, StatusChange
from fairway.trust.queries import outcomes, record_facts

pytestmark = pytest.mark.django_db

DAY = date(2021, 9, 1)


def change(record: CreditRecord, status: str, on: date = DAY) -> StatusChange:
    return actions.change_status(actor=operator(), reason="court", record=record, status=status, on=on)


def status_on(record: CreditRecord, day: date, **known: object) -> Status:
    return record_facts([record.organisation_id], day, **known)[record.organisation_id][record.pk].status  # type: ignore[arg-type]


def test_a_change_is_kept_with_one_audit_line() -> None:
    record = credit_record(organisation())
    kept = change(record, "repaired")
    assert (kept.status, kept.on, kept.reason) == ("repaired", DAY, "court")
    assert record.status == CreditRecord.objects.get().status == "repaired"
    assert AuditLine.objects.get().facts == {"before": "active", "after": "repaired", "on": "2021-09-01"}


def test_the_table_of_statuses_is_closed() -> None:
    assert set(FOLLOWS) == set(Status)
    assert all(old not in after for old, after in FOLLOWS.items())
    assert FOLLOWS[Status.WITHDRAWN] == frozenset()


@pytest.mark.parametrize(
    ("before", "status", "on", "error", "code"),
    [
        ("withdrawn", "active", DAY, Refused, "status-change"),
        ("active", "active", DAY, Refused, "status-change"),
        ("active", "expired", date(2021, 5, 2), Invalid, "status-early"),
        ("repaired", "active", date(2021, 5, 2), Invalid, "status-early"),
        ("active", "expired", date(2999, 1, 1), Invalid, "day-to-come"),
    ],
)
def test_what_may_not_follow_is_refused(
    before: str, status: str, on: date, error: type[FairwayError], code: str
) -> None:
    record = credit_record(organisation(), status=before)
    with pytest.raises(error) as refused:
        change(record, status, on)
    assert refused.value.code == code
    assert CreditRecord.objects.get().status == before
    assert not AuditLine.objects.exists()


def test_nobody_changes_a_record_of_their_own_organisation() -> None:
    record = credit_record(organisation())
    officer = account(Role.CREDIT_OFFICE, record.organisation)
    with pytest.raises(Refused, match="own organisation"):
        actions.change_status(actor=officer, reason="r", record=record, status="withdrawn", on=DAY)
    with pytest.raises(NotAllowed):
        actions.change_status(
            actor=account(Role.PROMOTION_OFFICE), reason="r", record=record, status="withdrawn", on=DAY
        )
    assert not StatusChange.objects.exists()


def test_a_replay_finds_the_status_of_the_day() -> None:
    record = credit_record(organisation())
    change(record, "under_objection", DAY)
    change(record, "active", DAY + timedelta(days=10))
    change(record, "repaired", DAY + timedelta(days=20))
    days = [DAY - timedelta(days=1), DAY, DAY + timedelta(days=9), DAY + timedelta(days=10), DAY + timedelta(days=20)]
    assert [status_on(record, day) for day in days] == [
        "active", "under_objection", "under_objection", "active", "repaired"
    ]  # fmt: skip


def test_a_replay_leaves_out_what_was_entered_later() -> None:
    record = credit_record(organisation())
    entered = record.entered_at
    change(record, "repaired")
    assert status_on(record, DAY, known_by=entered) == "active"
    assert status_on(record, DAY, known_by=timezone.now()) == "repaired"
    assert record_facts(None, DAY, entered - timedelta(seconds=1)) == {}
    assert record_facts(None, date(2021, 5, 2)) == {}


def test_a_rating_of_an_earlier_day_keeps_what_counted_then() -> None:
    record = credit_record(organisation())
    change(record, "withdrawn")
    points = [outcomes(credit_model(), day)[0].result.points for day in (DAY - timedelta(days=1), DAY)]
    assert points == [670, None]


def test_a_loaded_status_began_when_it_was_learned() -> None:
    record = credit_record(organisation(), status="expired", learned_on=date(2021, 6, 1))
    assert status_on(record, date(2021, 6, 1)) == "expired"


def test_facts_take_two_queries_however_many_there_are() -> None:
    for _each in range(3):
        change(credit_record(organisation()), "repaired")
    with CaptureQueriesContext(connection) as queries:
        assert len(record_facts(None, DAY)) == 3
    assert len(queries) == 2
