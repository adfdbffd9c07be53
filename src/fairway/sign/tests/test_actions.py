"""Loading, announcing and signing: what is kept, what is refused, what is left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from tests.cast import DAY, account, agreement, event, operator, organisation

from fairway.base.models import AuditLine
from fairway.govern.models import Role as Office
from fairway.lib.errors import FairwayError, Invalid, Missing, NotAllowed, Refused
from fairway.lib.money import Money, MoneyKind
from fairway.meet.models import Event
from fairway.sign import actions, queries
from fairway.sign.actions import Draft, SignedParty
from fairway.sign.engine import intake
from fairway.sign.engine.board import Announced, State
from fairway.sign.engine.intake import AgreementKind, AgreementRow, Role
from fairway.sign.models import Agreement, Ceremony, Party

pytestmark = pytest.mark.django_db


def row(number: str = "c-01", **given: object) -> AgreementRow:
    values: dict[str, object] = {
        "title": "Castings plant",
        "kind": AgreementKind.CONTRACT,
        "money_kind": MoneyKind.CONTRACT,
        "signed_on": DAY,
        "parties": (intake.Party("z", Role.HOST), intake.Party("s", Role.INVESTOR), intake.Party("b")),
        "amount": Decimal(700),
        "currency": "CNY",
        "region": "220200",
        "industry": "3670",
        "demo": True,
    }
    return AgreementRow(number=number, **{**values, **given})  # type: ignore[arg-type]


def load(day: Event, rows: list[AgreementRow], keys: dict[str, int] | None = None) -> dict[str, int]:
    known = keys or {key: organisation().pk for key in "zsb"}
    return actions.load_agreements(actor=operator(), reason="folder", event=day, rows=rows, organisations=known)


def draft(**given: object) -> Draft:
    parties = (SignedParty(organisation().pk, Role.HOST), SignedParty(organisation().pk))
    return replace(Draft("n-1", "Plant", AgreementKind.FRAMEWORK, DAY, parties), **given)  # type: ignore[arg-type]


def test_rows_become_agreements_with_parties_in_order() -> None:
    day = event()
    ids = load(day, [row(), row("c-02", amount=None, currency="", kind=AgreementKind.LETTER_OF_INTENT)])
    first = Agreement.objects.get(pk=ids["c-01"])
    assert first.money == Money(Decimal(700), "CNY", MoneyKind.CONTRACT)
    assert (first.region_code, first.industry_code, first.is_demo) == ("220200", "3670", True)
    assert list(first.parties.values_list("role", "order")) == [("host", 1), ("investor", 2), ("", 3)]
    second = Agreement.objects.get(pk=ids["c-02"])
    assert second.money is None
    assert second.money_kind == "intention"


def test_loading_writes_one_audit_line_and_few_queries(django_assert_max_num_queries: object) -> None:
    day, keys, who = event(), {key: organisation().pk for key in "zsb"}, operator()
    rows = [row(f"c-{n:03d}") for n in range(300)]
    before = AuditLine.objects.count()
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        actions.load_agreements(actor=who, reason="folder", event=day, rows=rows, organisations=keys)
    line = AuditLine.objects.order_by("number").last()
    assert AuditLine.objects.count() == before + 1
    assert line is not None
    assert (line.verb, line.facts, line.reason) == ("load_agreements", {"agreements": 300}, "folder")


@pytest.mark.parametrize(
    ("wrong", "error", "code"),
    [
        (row("c-02", parties=(intake.Party("z"), intake.Party("ghost"))), Missing, "organisation-unknown"),
        (row("c-02", parties=(intake.Party("z"), intake.Party("z"))), Invalid, "parties"),
        (row("c-02", parties=(intake.Party("z"),)), Invalid, "parties"),
        (row("c-02", amount=Decimal(0)), Invalid, "amount"),
        (row("c-02", amount=None), Invalid, "amount"),
        (row("c-02", currency="XYZ"), Invalid, "amount"),
        (row("c-01"), Refused, "number-twice"),
        (row("c-00"), Refused, "number-twice"),
        (row("c-02", parties=(intake.Party("real"), intake.Party("z"))), Refused, "invented-agreement"),
    ],
)
def test_one_wrong_row_and_nothing_is_kept(wrong: AgreementRow, error: type[FairwayError], code: str) -> None:
    day, audited = event(), AuditLine.objects.count()
    agreement(day, number="c-00")
    keys = {key: organisation().pk for key in "zsb"} | {"real": organisation(is_demo=False).pk}
    with pytest.raises(error) as caught:
        load(day, [row(), wrong], keys)
    assert caught.value.code == code
    assert str(caught.value)
    assert list(Agreement.objects.values_list("number", flat=True)) == ["c-00"]
    assert Party.objects.count() == 2
    assert AuditLine.objects.count() == audited


def test_an_unknown_id_is_missing() -> None:
    with pytest.raises(Missing):
        load(event(), [row(parties=(intake.Party("z"), intake.Party("s")))], {"z": organisation().pk, "s": 10**9})


def test_an_agreement_of_an_invented_organisation_is_invented() -> None:
    ids = load(event(), [row(demo=False)])
    assert Agreement.objects.get(pk=ids["c-01"]).is_demo


def test_the_same_number_at_another_event_is_another_agreement() -> None:
    load(event(), [row()])
    load(event(), [row()])
    assert Agreement.objects.count() == 2


def test_signing_one() -> None:
    day, who = event(), account(Office.PROMOTION_OFFICE)
    signed = actions.sign_agreement(
        actor=who, reason="signed in the hall", event=day, draft=draft(amount=Decimal(5), currency="EUR")
    )
    assert signed.money == Money(Decimal(5), "EUR", MoneyKind.FRAMEWORK)
    line = AuditLine.objects.get()
    assert (line.verb, line.subject, line.actor) == ("sign_agreement", f"sign.agreement:{signed.pk}", who.username)
    assert line.facts == {"number": "n-1", "amount": "5", "currency": "EUR"}


def test_nobody_signs_in_the_future() -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Invalid, match="has not come yet"):
        actions.sign_agreement(actor=operator(), reason="r", event=event(), draft=draft(signed_on=tomorrow))
    assert not Agreement.objects.exists()


def test_announcing_replaces_and_the_board_turns_green() -> None:
    day, who = event(), account(Office.PROMOTION_OFFICE)
    agreement(day, amount=Decimal(30))
    for total in (20, 30):
        actions.announce_signing(actor=who, reason="r", event=day, announced=Announced(1, Decimal(total)))
    found = queries.boards_seen_by(who).get()
    assert queries.board_of(found).state is State.GREEN
    assert Ceremony.objects.count() == 1
    assert AuditLine.objects.filter(verb="announce_signing").count() == 2
    assert AuditLine.objects.order_by("number")[1].facts == {"count": 1, "total": "30", "currency": "CNY"}


@pytest.mark.parametrize(
    "announced",
    [Announced(-1), Announced(total=Decimal(0)), Announced(total=Decimal(-5)), Announced(1, currency="RMB")],
)
def test_what_cannot_have_been_announced(announced: Announced) -> None:
    with pytest.raises(Invalid):
        actions.announce_signing(actor=operator(), reason="r", event=event(), announced=announced)
    assert not Ceremony.objects.exists()
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("role", [Office.ZONE_COMMITTEE, Office.ENTERPRISE, Office.CREDIT_OFFICE])
def test_only_the_promotion_office_writes(role: Office) -> None:
    who, day = account(role), event()
    with pytest.raises(NotAllowed):
        actions.load_agreements(actor=who, reason="r", event=day, rows=[], organisations={})
    with pytest.raises(NotAllowed):
        actions.sign_agreement(actor=who, reason="r", event=day, draft=draft())
    with pytest.raises(NotAllowed):
        actions.announce_signing(actor=who, reason="r", event=day, announced=Announced(1))
    assert not AuditLine.objects.exists()
    assert not Agreement.objects.exists()


def test_totals_keep_kinds_currencies_and_days_apart() -> None:
    day = event()
    agreement(day, amount=Decimal(10))
    agreement(day, amount=Decimal(20))
    agreement(day, amount=None, currency="")
    agreement(day, amount=Decimal(3), kind="framework", money_kind="framework")
    agreement(day, amount=Decimal(99), signed_on=date(2022, 1, 1))
    assert queries.signed_totals(DAY) == (
        Money(Decimal(3), "CNY", MoneyKind.FRAMEWORK),
        Money(Decimal(30), "CNY", MoneyKind.CONTRACT),
    )
