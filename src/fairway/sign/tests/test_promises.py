"""Promises kept in the store: written, claimed, confirmed, decided, told on the board."""

from __future__ import annotations

import io
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import DAY, account, agreement, organisation, promise

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import Invalid, NotAllowed, Refused
from fairway.sign import actions, queries
from fairway.sign.actions import PromiseDraft, StepDraft
from fairway.sign.engine.promises import State, Step
from fairway.sign.models import Promise, PromiseStep

if TYPE_CHECKING:
    from django.test import Client

    from fairway.base.models import User
    from fairway.sign.models import Agreement

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=20)


def _draft(signed: Agreement, **given: object) -> PromiseDraft:
    first, second = (party.organisation for party in signed.parties.order_by("order"))
    values = {"number": "1", "debtor": first, "creditor": second, "side": "government", "what": "connect power"}
    return PromiseDraft(**{**values, **given})  # type: ignore[arg-type]


def _write(signed: Agreement, **given: object) -> Promise:
    office = account(Role.PROMOTION_OFFICE)
    return actions.write_promise(actor=office, reason="test", agreement=signed, draft=_draft(signed, **given))


def _record(user: User, owed: Promise, step: Step = Step.KEPT, **given: object) -> PromiseStep:
    values = {"happened_on": LATER, "evidence": "receipt 1", "note": "seen"}
    draft = StepDraft(step, **{**values, **given})  # type: ignore[arg-type]
    return actions.record_step(actor=user, reason="test", promise=owed, draft=draft)


def _state(owed: Promise, day: date | None = None) -> State:
    return queries.standing_of(owed, day or timezone.localdate()).standing.state


def test_a_promise_is_written_down_with_an_audit_line() -> None:
    signed = agreement()
    first = _write(signed)
    second = _write(signed, number="2", after=first, days_after=30, blocked_by=[first])
    assert list(second.blocked_by.all()) == [first]
    assert AuditLine.objects.filter(verb="write_promise").count() == 2


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("promise-due-early", {"due_on": DAY - timedelta(days=1)}),
        ("promise-amount", {"amount": 5}),
        ("promise-amount", {"currency": "CNY"}),
        ("promise-parties", {"creditor": "the debtor"}),
        ("promise-parties", {"debtor": "somebody else"}),
        ("promise-elsewhere", {"blocked_by": "another paper"}),
        ("clause-twice", {"number": "taken"}),
    ],
)
def test_what_no_paper_can_say_is_refused_and_leaves_nothing(code: str, given: dict[str, object]) -> None:
    signed = agreement()
    promise(signed, number="taken")
    stand_ins = {
        "the debtor": signed.parties.order_by("order")[0].organisation,
        "somebody else": organisation(),
        "another paper": [promise()],
    }
    before = Promise.objects.count()
    said = {name: stand_ins.get(value, value) if isinstance(value, str) else value for name, value in given.items()}
    with pytest.raises((Invalid, Refused)) as refusal:
        _write(signed, **said)
    assert refusal.value.code == code
    assert (Promise.objects.count(), AuditLine.objects.filter(verb="write_promise").count()) == (before, 0)


def test_what_a_side_says_is_a_claim_until_another_confirms_it() -> None:
    mine = organisation()
    owed = promise(agreement(parties=(mine, organisation())))
    claim = _record(account(Role.ENTERPRISE, mine), owed)
    assert claim.is_claim
    assert _state(owed) is State.DUE
    actions.confirm_step(actor=account(Role.ZONE_COMMITTEE), reason="seen", claim=claim)
    assert _state(owed) is State.KEPT
    assert AuditLine.objects.filter(verb="confirm_promise_step").count() == 1
    with pytest.raises(Refused) as refusal:
        actions.confirm_step(actor=account(Role.ZONE_COMMITTEE), reason="again", claim=claim)
    assert refusal.value.code == "step-decided"


def test_nobody_confirms_for_a_side_of_one_s_own_nor_one_s_own_claim() -> None:
    mine = organisation()
    owed = promise(agreement(parties=(mine, organisation())))
    claim = _record(account(Role.ENTERPRISE, mine), owed)
    with pytest.raises(NotAllowed):
        actions.confirm_step(actor=account(Role.ZONE_COMMITTEE, mine), reason="x", claim=claim)
    office = account(Role.PROMOTION_OFFICE)
    PromiseStep.objects.filter(pk=claim.pk).update(recorded_by=office)
    with pytest.raises(Refused) as refusal:
        actions.confirm_step(actor=office, reason="x", claim=claim)
    assert refusal.value.code == "own-claim"


@pytest.mark.parametrize(
    ("code", "step", "given"),
    [
        ("step-evidence", Step.KEPT, {"evidence": " "}),
        ("step-note", Step.BROKEN, {"note": ""}),
        ("step-in-future", Step.KEPT, {"happened_on": date(2999, 1, 1)}),
        ("step-before-signature", Step.KEPT, {"happened_on": DAY - timedelta(days=1)}),
        ("step-nothing-decided", Step.WITHDRAWN, {}),
        ("step-not-disputed", Step.SETTLED, {}),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_leaves_nothing(code: str, step: Step, given: dict[str, object]) -> None:
    owed = promise()
    with pytest.raises((Invalid, Refused)) as refusal:
        _record(account(Role.PROMOTION_OFFICE), owed, step, **given)
    assert refusal.value.code == code
    assert not PromiseStep.objects.exists()


def test_only_an_office_that_is_neither_side_decides_what_is_broken() -> None:
    mine = organisation()
    owed = promise(agreement(parties=(mine, organisation())))
    with pytest.raises(Refused) as refusal:
        _record(account(Role.ENTERPRISE, mine), owed, Step.BROKEN)
    assert refusal.value.code == "step-not-yours"
    _record(account(Role.PROMOTION_OFFICE), owed, Step.BROKEN)
    assert _state(owed) is State.BROKEN
    _record(account(Role.ENTERPRISE, mine), owed, Step.DISPUTED)
    assert _state(owed) is State.DISPUTED
    office = account(Role.PROMOTION_OFFICE)
    with pytest.raises(Invalid) as too_early:
        _record(office, owed, Step.WITHDRAWN, happened_on=LATER - timedelta(days=1))
    assert too_early.value.code == "step-before-last"
    _record(office, owed, Step.WITHDRAWN)
    _record(office, owed, Step.SETTLED)
    assert _state(owed) is State.DUE
    with pytest.raises(NotAllowed):
        _record(account(Role.ENTERPRISE, organisation()), owed)
    with pytest.raises(NotAllowed):
        _record(account(Role.CREDIT_OFFICE), owed)


def test_the_board_shows_both_sides_with_one_yardstick_and_who_delays_whom() -> None:
    signed = agreement()
    land = promise(signed, side=Promise.Side.GOVERNMENT, number="land")
    build = promise(signed, number="build")
    build.blocked_by.add(land)
    _record(account(Role.PROMOTION_OFFICE), promise(signed))
    found = queries.promise_board(queries.promises_seen_by(None), timezone.localdate())
    enterprise, government = found.rates
    assert (enterprise.share, government.share) == (Fraction(1, 2), Fraction(0))
    waiting = next(line for line in found.enterprise if line.promise == build)
    assert waiting.causes == (land,)
    only = queries.promise_board(queries.promises_seen_by(None), timezone.localdate(), State.KEPT)
    assert (len(only.enterprise), len(only.government), only.rates) == (1, 0, found.rates)
    first = queries.promise_board(queries.promises_seen_by(None), timezone.localdate(), most=1)
    assert (first.enterprise, first.more, first.rates) == (found.enterprise[:1], (1, 0), found.rates)
    before = queries.promise_board(queries.promises_seen_by(None), DAY)
    assert [rate.share for rate in before.rates] == [None, None]


def test_an_enterprise_sees_the_promises_of_its_own_papers_only(client: Client) -> None:
    mine = organisation()
    own, other = promise(agreement(parties=(organisation(), mine))), promise()
    client.force_login(account(Role.ENTERPRISE, mine))
    text = client.get(reverse("sign:promises")).content.decode()
    assert own.what in text
    assert other.what not in text
    assert client.get(reverse("sign:promise", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_open_in_both_languages(client: Client, language: str) -> None:
    owed = promise()
    _record(account(Role.PROMOTION_OFFICE), owed)
    client.force_login(account(Role.PROMOTION_OFFICE))
    pages = [
        reverse("sign:promises"),
        reverse("sign:promise", args=[owed.pk]),
        reverse("sign:new_promise", args=[owed.agreement_id]),
        reverse("sign:propose_promises", args=[owed.agreement_id]),
    ]
    for page in pages:
        assert client.get(page, headers={"accept-language": language}).status_code == 200
    assert client.get(reverse("sign:promises"), {"as_of": "2999-01-01"}).status_code == 422


def test_a_clause_is_proposed_looked_at_and_written_down(client: Client) -> None:
    signed = agreement()
    client.force_login(account(Role.PROMOTION_OFFICE))
    text = "Party A shall pay RMB 5 million by 31 March 2026 <b>. The weather is fine."
    found = client.post(reverse("sign:propose_promises", args=[signed.pk]), {"text": text}).content.decode()
    assert "1 clause seems to bind somebody" in found
    assert "&lt;b&gt;" in found
    assert not Promise.objects.exists()
    debtor = signed.parties.order_by("order")[0].organisation_id
    sent = {
        "number": "1",
        "debtor": debtor,
        "side": "enterprise",
        "what": "pay",
        "amount": "5000000",
        "currency": "RMB",
        "due_on": "2026-03-31",
        "days_after": 0,
        "reason": "read",
    }
    answer = client.post(reverse("sign:new_promise", args=[signed.pk]), sent)
    assert answer.status_code == 302
    assert Promise.objects.get().currency == "CNY"
    assert client.post(reverse("sign:new_promise", args=[signed.pk]), sent).status_code == 422
    assert client.post(reverse("sign:new_promise", args=[signed.pk]), {**sent, "debtor": 0}).status_code == 422


def test_steps_and_confirmations_go_through_the_page(client: Client) -> None:
    mine = organisation()
    owed = promise(agreement(parties=(mine, organisation())))
    client.force_login(account(Role.ENTERPRISE, mine))
    sent = {"step": "kept", "happened_on": LATER.isoformat(), "evidence": "receipt", "reason": "paid"}
    url = reverse("sign:record_step", args=[owed.pk])
    assert client.post(url, {**sent, "evidence": ""}).status_code == 422
    assert client.post(url, sent).status_code == 302
    claim = PromiseStep.objects.get()
    confirm = reverse("sign:confirm_step", args=[claim.pk])
    assert client.post(confirm, {"reason": "x"}).status_code == 403
    client.force_login(account(Role.PROMOTION_OFFICE))
    assert client.post(confirm, {"reason": "seen"}).status_code == 302
    assert _state(owed) is State.KEPT


def test_the_workbook_holds_every_promise(client: Client) -> None:
    promise(what="=1+1")
    client.force_login(account(Role.PROMOTION_OFFICE))
    answer = client.get(reverse("sign:promises_workbook"))
    (sheet,) = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    row = list(sheet[2])
    assert (row[4].value, row[4].data_type) == ("=1+1", "s")


def test_more_promises_cost_no_more_queries() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.promise_board(queries.promises_seen_by(None), timezone.localdate())
        return len(seen)

    promise()
    first = cost()
    for _ in range(3):
        promise().blocked_by.set([])
    assert cost() == first
