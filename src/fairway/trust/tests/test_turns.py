"""Two officers decide the same at the same moment, on connections of their own: once only, and the other is told."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from tests.cast import account, credit_model, organisation
from tests.turns import at_once

from fairway.base import audit
from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.trust import actions
from fairway.trust.models import Case, CaseStep, StatusChange
from fairway.trust.tests.cases import DAY, objection, officer, penalty, repair
from fairway.trust.tests.test_actions_assessments import delivered

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="On SQLite only one connection writes at a time."),
]


def lines(*verbs: str) -> int:
    return AuditLine.objects.filter(verb__in=verbs).count()


def test_a_case_is_decided_once() -> None:
    case, one, other = objection(penalty()), officer(), officer()
    decide = partial(actions.decide_case, reason="r", case=case, on=DAY)
    said = at_once(lambda: decide(actor=one, outcome="rejected"), lambda: decide(actor=other, outcome="withdrawn"))
    assert sorted(said) == ["", "case-event"]
    assert CaseStep.objects.filter(case=case, event="decide").count() == lines("decide_case") == 1
    assert StatusChange.objects.filter(record=case.record).count() == 2
    assert audit.verify().broken == ()


def test_a_record_is_objected_to_or_repaired_once_at_a_time() -> None:
    record = penalty()
    said = at_once(lambda: objection(record), lambda: repair(record))
    assert sorted(said) == ["", "case-open"]
    assert Case.objects.count() == 1


def test_an_assessment_is_published_or_refused() -> None:
    made, one, other = delivered(), account(Role.CREDIT_OFFICE), account(Role.CREDIT_OFFICE)
    who: dict[str, Any] = {"reason": "r", "order": made}
    said = at_once(
        lambda: actions.publish_assessment(actor=one, **who), lambda: actions.refuse_assessment(actor=other, **who)
    )
    assert sorted(said) == ["", "order-state"]
    assert lines("publish_assessment", "refuse_assessment") == 1


def test_an_organisation_rated_twice_at_once_has_one_rating() -> None:
    it, day = organisation(), timezone.localdate() - timedelta(days=1)
    model = credit_model()
    rate = partial(actions.rate_organisations, reason="r", model=model, as_of=day, organisations=[it.pk])
    one, other = officer(), officer()
    assert at_once(lambda: rate(actor=one), lambda: rate(actor=other)) == ["", ""]
    assert it.ratings.count() == 1
