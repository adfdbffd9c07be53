"""Opening, recording and loading: what is kept, what is refused, what is left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.cast import DAY, account, agreement, event, operator, organisation, project

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.land import actions
from fairway.land.actions import Receipt
from fairway.land.engine.intake import Stage, StageRow
from fairway.land.engine.log import Entry
from fairway.land.models import Payment, Project, StageEntry
from fairway.lib.errors import FairwayError, Invalid, Missing, NotAllowed, Refused
from fairway.lib.money import Money, MoneyKind
from fairway.meet.models import Event

pytestmark = pytest.mark.django_db


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def next_entry(to: Project, **given: object) -> Entry:
    entry = Entry(
        stage=Stage.REGISTERED,
        happened_on=later(10),
        learned_on=later(12),
        responsible=to.responsible_id,
        evidence="licence 3",
        next_due=later(60),
    )
    return replace(entry, **given)  # type: ignore[arg-type]


def record(to: Project, entry: Entry, **given: object) -> StageEntry:
    values = {"actor": operator(), "reason": "site visit", "project": to, "entry": entry, **given}
    return actions.record_stage(**values)  # type: ignore[arg-type]


def test_a_project_opens_with_the_signature() -> None:
    signed, answers = agreement(), organisation()
    opened = actions.open_project(
        actor=account(Role.ZONE_COMMITTEE), reason="r", agreement=signed, responsible=answers, next_due=later(30)
    )
    (line,) = opened.log.all()
    assert (line.stage, line.happened_on, line.learned_on) == ("signed", DAY, timezone.localdate())
    assert (opened.stage, opened.responsible, opened.next_due, opened.is_demo) == ("signed", answers, later(30), True)
    assert AuditLine.objects.get().verb == "open_project"


def test_a_project_opens_once_and_its_next_day_lies_ahead() -> None:
    signed = project().agreement
    with pytest.raises(Refused, match="already"):
        actions.open_project(
            actor=operator(), reason="r", agreement=signed, responsible=organisation(), next_due=later(9)
        )
    with pytest.raises(Invalid):
        actions.open_project(
            actor=operator(), reason="r", agreement=agreement(), responsible=organisation(), next_due=later(-9)
        )
    assert Project.objects.count() == 1
    assert not AuditLine.objects.exists()


def test_a_stage_is_appended_and_the_project_repeats_it() -> None:
    opened, who = project(), organisation()
    line = record(opened, next_entry(opened, responsible=who.pk))
    opened.refresh_from_db()
    assert (opened.stage, opened.stage_since, opened.next_due) == ("registered", later(10), later(60))
    assert opened.responsible == who
    assert not line.is_own_report
    audited = AuditLine.objects.get()
    assert (audited.verb, audited.subject) == ("record_stage", f"land.project:{opened.pk}")
    assert audited.facts["stage"] == "registered"


def test_a_way_out_ends_what_is_due() -> None:
    opened = project()
    left = {"stage": Stage.WITHDRAWN, "note": "no site", "way_reason": "market", "next_due": later(70)}
    record(opened, next_entry(opened, **left))
    opened.refresh_from_db()
    assert (opened.stage, opened.next_due) == ("withdrawn", None)
    with pytest.raises(Refused, match="ended"):
        record(opened, next_entry(opened, happened_on=later(20), learned_on=later(20)))


@pytest.mark.parametrize(
    ("wrong", "error", "code"),
    [
        ({"stage": Stage.STARTED}, Refused, "stage-order"),
        ({"stage": Stage.SIGNED}, Refused, "stage-order"),
        ({"next_due": None}, Invalid, "next-due-missing"),
        ({"happened_on": later(-1), "learned_on": later(-1)}, Invalid, "stage-too-early"),
        ({"stage": Stage.TERMINATED, "way_reason": "land", "next_due": None}, Invalid, "note-missing"),
        ({"stage": Stage.TERMINATED, "note": "x", "next_due": None}, Invalid, "way-reason"),
        ({"learned_on": date(2999, 1, 1)}, Invalid, "stage-in-future"),
    ],
)
def test_a_wrong_stage_leaves_nothing(wrong: dict[str, object], error: type[FairwayError], code: str) -> None:
    opened = project()
    with pytest.raises(error) as caught:
        record(opened, next_entry(opened, **wrong))
    assert caught.value.code == code
    opened.refresh_from_db()
    assert (opened.stage, opened.log.count()) == ("signed", 1)
    assert not AuditLine.objects.exists()


def test_a_start_needs_evidence() -> None:
    opened = project(stages=2)
    entry = next_entry(opened, stage=Stage.STARTED, happened_on=later(40), learned_on=later(40), evidence="")
    with pytest.raises(Invalid, match="needs evidence"):
        record(opened, entry)


def test_a_party_reports_its_own_project_and_no_other() -> None:
    mine = organisation()
    own, other = project(agreement(parties=(mine, organisation()))), project()
    who = account(Role.ENTERPRISE, mine)
    assert record(own, next_entry(own), actor=who).is_own_report
    with pytest.raises(NotAllowed):
        record(other, next_entry(other), actor=who)


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.CREDIT_OFFICE])
def test_others_write_nothing(role: Role) -> None:
    who, opened, signed = account(role), project(), agreement()
    with pytest.raises(NotAllowed):
        record(opened, next_entry(opened), actor=who)
    with pytest.raises(NotAllowed):
        actions.record_payment(actor=who, reason="r", project=opened, receipt=receipt())
    with pytest.raises(NotAllowed):
        actions.open_project(actor=who, reason="r", agreement=signed, responsible=organisation(), next_due=later(9))
    with pytest.raises(NotAllowed):
        actions.load_stages(actor=who, reason="r", event=signed.event, rows=[], organisations={})
    assert not AuditLine.objects.exists()


def receipt(amount: int = 50, kind: MoneyKind = MoneyKind.PAID_IN, **given: object) -> Receipt:
    found = Receipt(Money(Decimal(amount), "CNY", kind), later(20), later(25), "bank receipt 9")
    return replace(found, **given)  # type: ignore[arg-type]


def test_a_payment_is_kept_with_its_kind() -> None:
    opened = project()
    kept = actions.record_payment(actor=operator(), reason="r", project=opened, receipt=receipt())
    assert kept.money == Money(Decimal(50), "CNY", MoneyKind.PAID_IN)
    line = AuditLine.objects.get()
    assert line.facts == {"kind": "paid_in", "amount": "50", "currency": "CNY", "evidence": "bank receipt 9"}


@pytest.mark.parametrize(
    "wrong",
    [
        receipt(kind=MoneyKind.CONTRACT),
        receipt(0),
        receipt(evidence=" "),
        receipt(learned_on=later(19)),
        receipt(learned_on=date(2999, 1, 1)),
    ],
)
def test_a_wrong_payment_leaves_nothing(wrong: Receipt) -> None:
    with pytest.raises(Invalid):
        actions.record_payment(actor=operator(), reason="r", project=project(), receipt=wrong)
    assert not Payment.objects.exists()
    assert not AuditLine.objects.exists()


def row(number: str, stage: Stage, day: int = 0, **given: object) -> StageRow:
    values: dict[str, object] = {"evidence": "permit 7", "responsible": "z", "next_due": later(day + 30)}
    return StageRow(number, stage, later(day), later(day + 2), **{**values, **given})  # type: ignore[arg-type]


def load(day: Event, rows: list[StageRow]) -> dict[str, int]:
    keys = {"z": organisation().pk}
    return actions.load_stages(actor=operator(), reason="folder", event=day, rows=rows, organisations=keys)


def test_rows_in_any_order_become_projects_logs_and_payments() -> None:
    day = event()
    for number in ("a", "b", "c"):
        agreement(day, number=number)
    money = {"amount": Decimal(70), "currency": "CNY", "money_kind": MoneyKind.PAID_IN}
    ids = load(
        day,
        [
            row("a", Stage.REGISTERED, 20, **money),
            row("b", Stage.SIGNED),
            row("a", Stage.SIGNED),
            row("b", Stage.TERMINATED, 9, note="no licence", next_due=None),
        ],
    )
    first, second = Project.objects.get(pk=ids["a"]), Project.objects.get(pk=ids["b"])
    assert set(ids) == {"a", "b"}
    assert (first.stage, first.next_due, first.is_demo) == ("registered", later(50), True)
    assert (second.stage, second.next_due) == ("terminated", None)
    assert [line.stage for line in first.log.all()] == ["signed", "registered"]
    assert Payment.objects.get().project == first
    line = AuditLine.objects.get()
    assert line.facts == {"projects": 2, "stages": 4, "payments": 1}


def test_loading_takes_few_queries(django_assert_max_num_queries: object) -> None:
    day, keys, who = event(), {"z": organisation().pk}, operator()
    parties = (organisation(), organisation())
    for n in range(40):
        agreement(day, parties=parties, number=f"k-{n}")
    rows = [row(f"k-{n}", Stage.SIGNED) for n in range(40)]
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        actions.load_stages(actor=who, reason="r", event=day, rows=rows, organisations=keys)


@pytest.mark.parametrize(
    ("rows", "error", "code"),
    [
        ([row("ghost", Stage.SIGNED)], Missing, "agreement-unknown"),
        ([row("a", Stage.SIGNED, responsible="ghost")], Missing, "organisation-unknown"),
        ([row("a", Stage.SIGNED, -3)], Invalid, "before-signature"),
        ([row("a", Stage.REGISTERED, 3)], Refused, "stage-order"),
        ([row("a", Stage.SIGNED), row("a", Stage.STARTED, 3)], Refused, "stage-order"),
        ([row("a", Stage.SIGNED), row("a", Stage.REGISTERED, 400)], Refused, "stage-in-future"),
        ([row("a", Stage.SIGNED), row("a", Stage.WITHDRAWN, 3)], Refused, "note-missing"),
    ],
)
def test_one_wrong_log_and_nothing_is_kept(rows: list[StageRow], error: type[FairwayError], code: str) -> None:
    day = event()
    agreement(day, number="a")
    agreement(day, number="b")
    with pytest.raises(error) as caught:
        load(day, [row("b", Stage.SIGNED), *rows])
    assert caught.value.code == code
    assert str(caught.value)
    assert not Project.objects.exists()
    assert not StageEntry.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_second_load_does_not_touch_open_projects() -> None:
    day = event()
    agreement(day, number="a")
    load(day, [row("a", Stage.SIGNED)])
    with pytest.raises(Missing, match="already"):
        load(day, [row("a", Stage.SIGNED)])
