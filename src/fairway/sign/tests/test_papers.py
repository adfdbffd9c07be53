"""Agreements revised, approved by a body with the mandate, published; the tree, the versions, the minutes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, override
from tests.cast import DAY, account, agreement, event, operator, organisation

from fairway.base.models import AuditLine, User
from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.lib.errors import Invalid, NotAllowed, Refused
from fairway.lib.money import Money, MoneyKind
from fairway.sign import actions, queries
from fairway.sign.actions import Grant, Revision
from fairway.sign.engine.intake import AgreementKind
from fairway.sign.models import Agreement, Approval, Mandate, Version

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(days=10)


def revised(signed: Agreement, **given: object) -> Version:
    values = {"valid_from": LATER, "what_changed": "areas named", "title": signed.title, **given}
    wish = Revision(**{"amount": signed.amount, "currency": signed.currency, **values})  # type: ignore[arg-type]
    office = account(Role.PROMOTION_OFFICE)
    made = actions.revise_agreement(actor=office, reason="test", agreement=signed, revision=wish)
    signed.refresh_from_db()
    return made


def body_with(up_to: int | None = 5000, **given: object) -> Organisation:
    body = organisation(kind="committee")
    values: dict[str, object] = {"act": "Order 7", "kind": AgreementKind.CONTRACT, "valid_from": DAY, "up_to": None}
    if up_to is not None:
        values |= {"up_to": Decimal(up_to), "currency": "CNY"}
    wish = Grant(body, **{**values, **given})  # type: ignore[arg-type]
    actions.grant_mandate(actor=account(Role.PROMOTION_OFFICE), reason="test", given=wish)
    return body


def approved(signed: Agreement, body: Organisation, by: User | None = None) -> Approval:
    officer = by or account(Role.ZONE_COMMITTEE, body)
    return actions.approve_agreement(actor=officer, reason="t", agreement=signed, body=body, decided_on=LATER)


def refused(code: str, signed: Agreement, body: Organisation, by: User | None = None) -> str:
    with pytest.raises((Refused, NotAllowed)) as refusal:
        approved(signed, body, by)
    assert refusal.value.code == code
    assert not Approval.objects.exists()
    return str(refusal.value)


def test_a_decision_inside_the_mandate_passes_and_rests_on_its_act() -> None:
    made = approved(agreement(), body_with())
    assert made.mandate.act == "Order 7"
    assert AuditLine.objects.get(verb="approve_agreement").facts["act"] == "Order 7"


def test_one_outside_is_refused_naming_the_missing_act() -> None:
    said = refused("no-mandate", agreement(amount=Decimal(5001)), body_with())
    assert "Missing: an act that reaches 5,001 CNY" in said
    assert "“Order 7”" in said
    paper, body = agreement(kind="framework", money_kind="framework"), body_with()
    assert "a paper of the kind framework agreement." in refused("no-mandate", paper, body)
    with override("zh-hans"):
        assert gettext("framework agreement") in refused("no-mandate", paper, body)
    refused("no-mandate", agreement(), body_with(valid_from=LATER + timedelta(days=1)))


def test_nobody_approves_for_a_party_what_they_wrote_or_for_another_s_body() -> None:
    body = body_with()
    refused("not-your-body", agreement(), body, account(Role.ZONE_COMMITTEE))
    refused("right-missing", agreement(parties=(body, organisation())), body)
    author = account(Role.PROMOTION_OFFICE, body)
    refused("own-writing", agreement(written_by=author), body, author)
    refused("own-agreement", agreement(parties=(body, organisation())), body, operator_of(body))
    refused("right-missing", agreement(), body, account(Role.CREDIT_OFFICE, body))


def operator_of(body: Organisation) -> User:
    user = account(Role.ZONE_COMMITTEE, body)
    user.is_superuser = True
    user.save()
    return user


def test_a_version_is_approved_once_and_a_new_one_needs_its_own() -> None:
    signed, body = agreement(), body_with()
    approved(signed, body)
    with pytest.raises(Refused) as refusal:
        approved(signed, body)
    assert refusal.value.code == "approved-already"
    revised(signed, amount=Decimal(4000))
    approved(signed, body)
    assert [each.version for each in signed.approvals.all()] == [2, 1]


def test_nine_areas_promised_and_fewer_named_are_not_published() -> None:
    signed, body, office = agreement(), body_with(), account(Role.PROMOTION_OFFICE)
    revised(signed, areas_promised=9, areas=("energy",))
    approved(signed, body)
    with pytest.raises(Refused) as refusal:
        actions.publish_agreement(actor=office, reason="t", agreement=signed)
    assert refusal.value.code == "areas-missing"
    assert "9 areas are promised, 1 are named" in str(refusal.value)
    revised(signed, areas_promised=9, areas=("energy",), areas_unsaid=True)
    with pytest.raises(Refused) as unapproved:
        actions.publish_agreement(actor=office, reason="t", agreement=signed)
    assert unapproved.value.code == "not-approved"
    approved(signed, body)
    actions.publish_agreement(actor=office, reason="t", agreement=signed)
    signed.refresh_from_db()
    assert (signed.version, signed.published_version) == (3, 3)
    with pytest.raises(Refused):
        actions.publish_agreement(actor=office, reason="t", agreement=signed)
    with pytest.raises(NotAllowed):
        actions.publish_agreement(actor=account(Role.CREDIT_OFFICE), reason="t", agreement=signed)


def test_the_earlier_version_stays_readable() -> None:
    signed = agreement(title="Plant")
    further = (Money(Decimal(7), "EUR", MoneyKind.INTENTION),)
    revised(signed, title="Larger plant", amount=Decimal(2000), further=further, languages="zh, en", certificate="C-1")
    new, old = signed.versions.all()
    assert (old.number, old.content["title"], old.content["amounts"][0][1:]) == (1, "Plant", ["CNY", "contract"])
    assert (new.content["title"], new.content["certificate"], len(new.content["amounts"])) == ("Larger plant", "C-1", 2)
    assert [money.kind for money in signed.amounts] == [MoneyKind.CONTRACT, MoneyKind.INTENTION]


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("version-day", {"valid_from": DAY - timedelta(days=1)}),
        ("version-day", {"valid_from": date(2999, 1, 1)}),
        ("version-words", {"what_changed": " "}),
        ("amount-alone", {"currency": ""}),
        ("amount-twice", {"further": (Money(Decimal(1), "CNY", MoneyKind.CONTRACT),)}),
        ("area-twice", {"areas": ("a", "a")}),
        ("part-of-itself", {"parent": "itself"}),
    ],
)
def test_what_no_paper_can_say_is_refused_and_leaves_nothing(code: str, given: dict[str, object]) -> None:
    signed = agreement()
    with pytest.raises(Invalid) as refusal:
        revised(signed, **{name: signed if value == "itself" else value for name, value in given.items()})
    assert refusal.value.code == code
    assert not Version.objects.exists()


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("mandate-act", {"act": " "}),
        ("dates-order", {"valid_until": DAY - timedelta(days=1)}),
        ("amount-alone", {"currency": "XX"}),
    ],
)
def test_an_act_that_cannot_be_is_refused(code: str, given: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refusal:
        body_with(**given)
    assert refusal.value.code == code
    assert not Mandate.objects.exists()


def test_nobody_writes_down_what_their_own_body_may_do() -> None:
    body = organisation(kind="committee")
    wish = Grant(body, "Order 7", AgreementKind.CONTRACT, DAY)
    with pytest.raises(NotAllowed):
        actions.grant_mandate(actor=account(Role.PROMOTION_OFFICE, body), reason="t", given=wish)


def test_the_tree_is_whole_from_any_of_its_agreements_and_costs_a_query_a_level() -> None:
    at = event()
    master = agreement(at, number="M")
    parts = [agreement(at, number=f"S-{n}", parent=master) for n in (1, 2)]
    below = agreement(at, number="T", parent=parts[0])
    user = account(Role.PROMOTION_OFFICE)
    for each in (master, parts[1], below):
        tree = [(b.agreement.number, b.depth) for b in queries.paper_of(each, user).tree]
        assert tree == [("M", 0), ("S-1", 1), ("T", 2), ("S-2", 1)]

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            queries.paper_of(master, user)
        return len(seen)

    first = cost()
    agreement(at, number="S-3", parent=master)
    assert cost() == first


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_of_a_paper(client: Client, language: str) -> None:
    signed, body = agreement(), body_with()
    client.force_login(operator_of(body))
    spoken = {"accept-language": language}
    sent = {
        "what_changed": "areas", "valid_from": LATER.isoformat(), "title": "Plant", "amount": "1000",
        "currency": "CNY", "further": "intention 5000000 EUR", "areas_promised": "2", "areas": "a\nb", "reason": "r",
    }  # fmt: skip
    page = reverse("sign:revise", args=[signed.pk])
    assert client.get(page, headers=spoken).status_code == 200
    assert client.post(page, {**sent, "further": "much"}, headers=spoken).status_code == 422
    assert client.post(page, {**sent, "what_changed": " "}, headers=spoken).status_code == 422
    assert client.post(page, sent).status_code == 302
    Agreement.objects.update(written_by=None)
    page = reverse("sign:approve", args=[signed.pk])
    assert client.get(page, headers=spoken).status_code == 200
    assert client.post(page, {"body": 0}, headers=spoken).status_code == 422
    answer = client.post(page, {"body": body.pk, "decided_on": LATER.isoformat(), "reason": "r"}, headers=spoken)
    assert answer.status_code == 422
    assert "Order 7" in answer.content.decode()
    signed.refresh_from_db()
    client.force_login(account(Role.PROMOTION_OFFICE))
    shown = client.get(reverse("sign:agreement", args=[signed.pk]), headers=spoken).content.decode()
    for words in ("5,000,000 EUR", "a · b"):
        assert words in shown
    for number in (1, 2):
        assert client.get(reverse("sign:version", args=[signed.pk, number]), headers=spoken).status_code == 200
    assert client.get(reverse("sign:version", args=[signed.pk, 3])).status_code == 404
    assert client.post(reverse("sign:publish", args=[signed.pk])).status_code == 409
    assert client.get(reverse("sign:mandates"), headers=spoken).status_code == 200


def test_an_approved_agreement_is_published_on_its_page_and_an_act_written_down(client: Client) -> None:
    signed = agreement()
    approved(signed, body_with())
    client.force_login(account(Role.PROMOTION_OFFICE))
    assert client.post(reverse("sign:publish", args=[signed.pk])).status_code == 302
    assert "published" in client.get(reverse("sign:agreement", args=[signed.pk])).content.decode()
    body = organisation(kind="zone")
    sent = {"body": body.pk, "act": "Order 9", "kind": "contract", "valid_from": "2020-01-01", "reason": "r"}
    page = reverse("sign:new_mandate")
    assert client.get(page).status_code == 200
    assert client.post(page, {**sent, "up_to": "5"}).status_code == 422
    assert client.post(page, sent).status_code == 302
    assert Mandate.objects.get(body=body).act == "Order 9"


def test_more_acts_cost_no_more_queries(client: Client) -> None:
    client.force_login(operator())

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("sign:mandates"))
        return len(seen)

    body_with()
    cost()
    first = cost()
    for _ in range(2):
        body_with()
    assert cost() == first


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_minutes_are_a_page_to_print_and_the_same_twice(client: Client, language: str) -> None:
    signed = agreement(title="<b>#Plant")
    client.force_login(account(Role.PROMOTION_OFFICE))
    page, spoken = reverse("sign:minutes", args=[signed.event_id]), {"accept-language": language}
    first, second = (client.get(page, headers=spoken).content for _ in range(2))
    assert first.startswith(b"%PDF")
    assert first == second
    mine = signed.parties.get(order=1).organisation
    client.force_login(account(Role.ENTERPRISE, mine))
    assert client.get(page).status_code == 404
