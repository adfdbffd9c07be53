"""From a decision on a promise to the rating of its debtor: noticed, passed on, held out, withdrawn."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import DAY, account, agreement, credit_record, operator, organisation, promise

from fairway.base.models import AuditLine, User
from fairway.govern.models import Role
from fairway.know.models import Fact, Organisation
from fairway.lib.errors import Invalid, NotAllowed
from fairway.sign import actions
from fairway.sign.actions import StepDraft
from fairway.sign.engine.outcomes import Move
from fairway.sign.engine.promises import Step
from fairway.sign.models import Promise, PromiseNotice
from fairway.trust import actions as trust
from fairway.trust.models import CreditRecord, Notice, Rating, StatusChange
from fairway.trust.queries import current_model, latest_grades, shipped_model

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=20)


def decide(owed: Promise, step: Step, by: User | None = None, **given: object) -> None:
    values = {"happened_on": timezone.localdate(), "evidence": "receipt", "note": "seen", **given}
    draft = StepDraft(step, **values)  # type: ignore[arg-type]
    actions.record_step(actor=by or account(Role.PROMOTION_OFFICE), reason="test", promise=owed, draft=draft)


def follow() -> actions.Followed:
    return actions.follow_promises(actor=operator(), reason="daily")


DAYS = {
    Rating: ("as_of", "effective_on"),
    Notice: ("served_on", "takes_effect_on", "closed_on"),
    PromiseNotice: ("served_on", "objection_until", "passed_on"),
    CreditRecord: ("happened_on", "learned_on"),
    StatusChange: ("on",),
}


def a_month_passes() -> None:
    """Move what happened so far a month back, and do what is due."""
    for model, names in DAYS.items():
        for row in model._default_manager.order_by(names[0], "pk"):
            moved = {n: getattr(row, n) - timedelta(days=31) for n in names if getattr(row, n) is not None}
            model._default_manager.filter(pk=row.pk).update(**moved)
    follow()
    trust.let_take_effect(actor=operator(), reason="daily")


def state(owed: Promise) -> tuple[str, bool, bool]:
    newest = owed.notices.first()
    assert newest is not None
    return newest.state, newest.record is not None, newest.fact is not None


@pytest.fixture
def city() -> Organisation:
    """A government with an award: 620 points, BB."""
    found = organisation(kind="government")
    credit_record(found, kind="award", severity="", happened_on=timezone.localdate(), learned_on=timezone.localdate())
    trust.approve_model(actor=account(Role.CREDIT_OFFICE), reason="t", toml=shipped_model("government"))
    rate(found)
    return found


def rate(mine: Organisation) -> None:
    model = current_model("government")
    assert model is not None
    today = timezone.localdate()
    trust.rate_organisations(actor=operator(), reason="t", model=model, as_of=today, organisations=[mine.pk])


@pytest.fixture
def owed(city: Organisation) -> Promise:
    return promise(agreement(parties=(city, organisation())), side="government", debtor=city, what="connect power")


def test_a_broken_promise_lowers_the_integrity_of_a_government_after_notice_and_not_before(
    city: Organisation, owed: Promise
) -> None:
    assert latest_grades()[city.pk] == "BB"
    decide(owed, Step.BROKEN, severity="serious")
    assert state(owed) == ("served", False, False)
    rate(city)
    assert (latest_grades()[city.pk], CreditRecord.objects.filter(kind="promise_broken").count()) == ("BB", 0)
    assert not Notice.objects.exists()
    a_month_passes()
    assert state(owed) == ("passed_on", True, True)
    assert latest_grades()[city.pk] == "BB"
    announced = Notice.objects.get()
    assert (announced.grade_before, announced.grade_after) == ("BB", "B")
    a_month_passes()
    assert latest_grades()[city.pk] == "B"
    record = CreditRecord.objects.get(kind="promise_broken")
    passed = owed.notices.get().passed_on
    assert (record.severity, record.organisation, record.learned_on) == ("serious", city, passed)


def test_a_dispute_holds_it_out_and_a_settlement_in_the_debtor_s_favour_restores_the_rating(
    city: Organisation, owed: Promise
) -> None:
    decide(owed, Step.BROKEN, severity="serious")
    a_month_passes()
    a_month_passes()
    assert latest_grades()[city.pk] == "B"
    decide(owed, Step.DISPUTED, account(Role.ENTERPRISE, city))
    notice = owed.notices.get()
    assert notice.record is not None
    assert notice.fact is not None
    assert (notice.state, notice.record.status, notice.fact.status) == ("held", "under_objection", "contested")
    assert latest_grades()[city.pk] == "BB"
    decide(owed, Step.WITHDRAWN)
    decide(owed, Step.SETTLED)
    notice.refresh_from_db()
    notice.record.refresh_from_db()
    notice.fact.refresh_from_db()
    assert (notice.state, notice.record.status, notice.fact.status) == ("withdrawn", "withdrawn", "withdrawn")
    assert latest_grades()[city.pk] == "BB"


def test_a_dispute_settled_against_the_debtor_lets_it_count_again_after_a_new_announcement(
    city: Organisation, owed: Promise
) -> None:
    decide(owed, Step.BROKEN, severity="serious")
    a_month_passes()
    a_month_passes()
    decide(owed, Step.DISPUTED, account(Role.ENTERPRISE, city))
    decide(owed, Step.SETTLED)
    notice = owed.notices.get()
    assert notice.record is not None
    assert (notice.state, notice.record.status) == ("passed_on", "active")
    assert latest_grades()[city.pk] == "BB"
    a_month_passes()
    assert latest_grades()[city.pk] == "B"


def test_a_promise_disputed_in_its_period_is_not_passed_on(owed: Promise) -> None:
    decide(owed, Step.BROKEN)
    decide(owed, Step.DISPUTED, account(Role.ENTERPRISE, owed.debtor))
    a_month_passes()
    assert state(owed) == ("held", False, False)
    decide(owed, Step.SETTLED)
    assert state(owed) == ("passed_on", True, True)


def test_what_is_disputed_before_it_is_decided_is_noticed_once_settled(owed: Promise) -> None:
    decide(owed, Step.DISPUTED, account(Role.ENTERPRISE, owed.debtor))
    decide(owed, Step.BROKEN)
    assert not PromiseNotice.objects.exists()
    decide(owed, Step.SETTLED)
    assert state(owed) == ("served", False, False)


@pytest.mark.parametrize(
    ("kind", "day", "record", "predicate"),
    [
        ("government", LATER, "promise_kept", "promise_kept"),
        ("enterprise", LATER, "commitment_kept", "promise_kept"),
        ("government", LATER + timedelta(days=50), "promise_broken", "promise_kept_late"),
        ("enterprise", LATER + timedelta(days=50), "commitment_broken", "promise_kept_late"),
    ],
)
def test_both_sides_are_told_of_by_the_same_rule(kind: str, day: object, record: str, predicate: str) -> None:
    debtor = organisation(kind=kind)
    owed = promise(agreement(parties=(debtor, organisation())))
    decide(owed, Step.KEPT, happened_on=day)
    if predicate == "promise_kept_late":
        assert state(owed) == ("served", False, False)
        a_month_passes()
    kept, fact = CreditRecord.objects.get(organisation=debtor), Fact.objects.get(organisation=debtor)
    assert (kept.kind, kept.is_demo, kept.source) == (record, True, "receipt")
    assert (fact.predicate, fact.value, fact.happened_on) == (predicate, owed.what, day)
    assert kept.severity == ("minor" if predicate == "promise_kept_late" else "")


def test_a_claim_is_told_of_only_once_it_is_confirmed() -> None:
    mine = organisation()
    owed = promise(agreement(parties=(mine, organisation())))
    decide(owed, Step.KEPT, account(Role.ENTERPRISE, mine), happened_on=LATER)
    assert not PromiseNotice.objects.exists()
    actions.confirm_step(actor=account(Role.ZONE_COMMITTEE), reason="seen", claim=owed.steps.get())
    assert state(owed) == ("passed_on", True, True)


def test_a_second_run_does_nothing_and_writes_no_line(owed: Promise) -> None:
    decide(owed, Step.BROKEN)
    lines = AuditLine.objects.filter(verb="follow_promises").count()
    assert not follow().counts
    assert AuditLine.objects.filter(verb="follow_promises").count() == lines == 1


def test_nothing_invented_is_told_of_a_real_organisation() -> None:
    real = organisation(is_demo=False)
    owed = promise(agreement(parties=(real, organisation())), is_demo=True)
    decide(owed, Step.KEPT, happened_on=LATER)
    assert not PromiseNotice.objects.exists()
    assert not CreditRecord.objects.exists()


def test_a_withdrawn_decision_waits_for_the_case_on_its_record(owed: Promise) -> None:
    decide(owed, Step.BROKEN)
    a_month_passes()
    notice = owed.notices.get()
    assert notice.record is not None
    mine = account(Role.ENTERPRISE, owed.debtor)
    case = trust.open_objection(actor=mine, reason="not so", record=notice.record, on=timezone.localdate())
    decide(owed, Step.WITHDRAWN)
    assert state(owed)[0] == "passed_on"
    trust.take_back_case(actor=mine, reason="settled", case=case, on=timezone.localdate())
    assert follow().counts[Move.WITHDRAW] == 1
    assert state(owed)[0] == "withdrawn"


def test_a_corrected_decision_is_noticed_anew_under_a_number_of_its_own(owed: Promise) -> None:
    decide(owed, Step.BROKEN)
    a_month_passes()
    decide(owed, Step.WITHDRAWN)
    decide(owed, Step.BROKEN, severity="minor")
    assert [each.state for each in owed.notices.all()] == ["served", "withdrawn"]
    a_month_passes()
    assert CreditRecord.objects.filter(kind="promise_broken").count() == 2
    assert CreditRecord.objects.get(kind="promise_broken", status="active").severity == "minor"


def test_only_what_is_broken_has_a_severity_and_only_the_credit_office_runs_it(owed: Promise) -> None:
    with pytest.raises(Invalid):
        decide(owed, Step.WAIVED, severity="minor")
    with pytest.raises(NotAllowed):
        actions.follow_promises(actor=account(Role.PROMOTION_OFFICE), reason="t")
    assert not actions.follow_promises(actor=account(Role.CREDIT_OFFICE), reason="t").counts
    assert not Rating.objects.exclude(organisation=owed.debtor).exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_tells_what_was_passed_on_and_when(client: Client, owed: Promise, language: str) -> None:
    decide(owed, Step.BROKEN, severity="serious")
    spoken = {"accept-language": language}
    client.force_login(account(Role.ENTERPRISE, owed.debtor))
    for page in (reverse("sign:promise", args=[owed.pk]), reverse("sign:promise_notices")):
        assert client.get(page, headers=spoken).status_code == 200
    assert owed.what in client.get(reverse("sign:promise_notices")).content.decode()
    a_month_passes()
    shown = client.get(reverse("sign:promise", args=[owed.pk])).content.decode()
    assert f"P-{owed.pk}-" in shown
    client.force_login(account(Role.ENTERPRISE, organisation()))
    assert owed.what not in client.get(reverse("sign:promise_notices")).content.decode()


def test_more_notices_cost_no_more_queries(client: Client) -> None:
    client.force_login(operator())

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("sign:promise_notices"))
        return len(seen)

    decide(promise(), Step.BROKEN)
    cost()
    first = cost()
    for _ in range(2):
        decide(promise(), Step.BROKEN)
    assert cost() == first
