"""Projects that begin at an intention, name their agreement at the signature, and lines that are taken back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from tests.cast import DAY, account, agreement, event, intention, operator, organisation, payment, project

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.land import actions, queries
from fairway.land.actions import Change, Idea
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.stage_map_reading import shipped_map
from fairway.land.models import Payment, Project, StageEntry
from fairway.lib.errors import FairwayError, Invalid, NotAllowed, Refused
from fairway.lib.money import Money, MoneyKind

pytestmark = pytest.mark.django_db

AS_OF = date(2022, 1, 17)


def later(days: int) -> date:
    return DAY + timedelta(days=days)


def entry(stage: Stage, day: int = 0, **given: object) -> Entry:
    values: dict[str, object] = {"responsible": 0, "next_due": later(day + 30)}
    return Entry(stage, later(day), later(day), **{**values, **given})  # type: ignore[arg-type]


def begin(host: Organisation, stage: Stage = Stage.INTENTION, **given: object) -> Project:
    idea = {"title": "Tourism in Baishan", "road": shipped_map(), "hosts": (host,), "is_demo": True, **given}
    change = idea.pop("change", Change(region="220600"))
    actor = idea.pop("actor", None) or operator()
    line = idea.pop("line", None) or entry(stage, responsible=host.pk)
    return actions.begin_project(actor=actor, reason="report", idea=Idea(**idea), entry=line, change=change)  # type: ignore[arg-type]


def test_an_intention_has_an_owner_and_a_next_date_and_is_not_signed() -> None:
    host = organisation(kind="government")
    pledged = Money(Decimal(5000), "CNY", MoneyKind.INTENTION)
    begun = begin(host, event=event(), change=Change(region="220600", pledged=pledged))
    assert (begun.map_stage, begun.stage, begun.responsible, begun.next_due) == (
        "intention",
        "intention",
        host,
        later(30),
    )
    assert (begun.own_ids(), begun.pledged, begun.agreement) == ({host.pk}, pledged, None)
    found = queries.funnel(AS_OF)
    assert (found.signed, [step.reached for step in found.before]) == (0, [1, 0])
    assert all(step.share is None for step in (*found.before, *found.steps))
    assert queries.money_by_month(AS_OF) == ()
    late = queries.overdue(AS_OF)
    assert [(each.title, each.responsible, each.days) for each in late.projects] == [
        ("Tourism in Baishan", host.pk, 60)
    ]
    line = AuditLine.objects.get()
    assert (line.verb, line.facts["pledged"], line.facts["region"]) == (
        "begin_project",
        "5000 CNY (intention)",
        "220600",
    )


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": " "}, "title"),
        ({"hosts": ()}, "no-party"),
        ({"stage": Stage.SIGNED}, "agreement-missing"),
        ({"stage": Stage.REGISTERED}, "stage-order"),
        ({"stage": Stage.DOCKING}, "investor-missing"),
        ({"line": entry(Stage.INTENTION, next_due=None)}, "next-due-missing"),
        ({"change": Change(pledged=Money(Decimal(5), "CNY", MoneyKind.CONTRACT))}, "money-kind"),
        ({"change": Change(pledged=Money(Decimal(0), "CNY", MoneyKind.INTENTION))}, "amount"),
    ],
)
def test_a_wrong_beginning_leaves_nothing(wrong: dict[str, object], code: str) -> None:
    with pytest.raises(FairwayError) as caught:
        begin(organisation(), **wrong)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert not Project.objects.exists()
    assert not AuditLine.objects.exists()


def test_nobody_stands_on_both_sides_and_enterprises_begin_nothing() -> None:
    host = organisation()
    with pytest.raises(Invalid, match="either"):
        begin(host, investors=(host,))
    with pytest.raises(NotAllowed):
        begin(host, actor=account(Role.ENTERPRISE, host))


def docked(investor: Organisation) -> Project:
    begun = intention(investor)
    line = entry(Stage.DOCKING, 10, responsible=begun.responsible_id)
    actions.record_stage(actor=operator(), reason="r", project=begun, entry=line)
    begun.refresh_from_db()
    return begun


def sign(begun: Project, change: Change, day: int = 40) -> StageEntry:
    line = entry(Stage.SIGNED, day, responsible=begun.responsible_id)
    return actions.record_stage(actor=operator(), reason="r", project=begun, entry=line, change=change)


def test_at_the_signature_it_names_its_agreement_and_counts_as_signed() -> None:
    investor = organisation()
    begun = docked(investor)
    with pytest.raises(Invalid, match="Name the agreement"):
        sign(begun, Change())
    signed = agreement(begun.event, parties=(investor, organisation()), signed_on=later(40))
    assert list(queries.signable_agreements(None, begun)) == [signed]
    with pytest.raises(Invalid, match="2021-11-28"):
        sign(begun, Change(agreement=signed), day=41)
    sign(begun, Change(agreement=signed))
    begun.refresh_from_db()
    assert (begun.stage, begun.agreement, begun.own_ids()) == ("signed", signed, signed.own_ids())
    found = queries.funnel(AS_OF)
    assert (found.signed, [step.reached for step in found.before]) == (1, [1, 1])
    assert queries.funnel(later(39)).signed == 0
    assert not queries.agreements_without_project(None).exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [({}, "agreement-of-others"), ({"is_demo": False}, "demo-differs")],
)
def test_an_agreement_of_others_is_refused(given: dict[str, object], code: str) -> None:
    begun = docked(organisation())
    with pytest.raises(Invalid) as caught:
        sign(begun, Change(agreement=agreement(signed_on=later(40), **given)))
    assert caught.value.code == code


def test_an_agreement_has_one_project() -> None:
    taken = project()
    with pytest.raises(Refused, match="already"):
        sign(docked(organisation()), Change(agreement=taken.agreement))


def test_the_database_itself_refuses_a_signed_project_without_agreement() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        intention(stage="signed")


def test_a_withdrawn_intention_never_was_signed() -> None:
    begun = intention()
    way = entry(Stage.WITHDRAWN, 20, responsible=begun.responsible_id, note="no money", way_reason="finance")
    actions.record_stage(actor=operator(), reason="r", project=begun, entry=way)
    found = queries.funnel(AS_OF)
    assert (found.signed, [way.count for way in found.ways_out]) == (0, [0, 0])
    assert [(step.reached, step.left, step.here) for step in found.before] == [(1, 1, 0), (0, 0, 0)]


def test_what_is_said_of_a_project_is_corrected() -> None:
    begun = intention()
    change = Change(title="Tourism park", site="North shore")
    actions.describe_project(actor=operator(), reason="r", project=begun, change=change)
    begun.refresh_from_db()
    assert (begun.title, begun.site) == ("Tourism park", "North shore")
    with pytest.raises(Invalid, match="when it is signed"):
        actions.describe_project(actor=operator(), reason="r", project=begun, change=Change(agreement=agreement()))
    with pytest.raises(NotAllowed):
        actions.describe_project(actor=account(Role.CREDIT_OFFICE), reason="r", project=begun, change=change)
    assert [line.verb for line in AuditLine.objects.all()] == ["describe_project"]


def test_a_wrong_line_is_taken_back_by_another_and_past_days_say_what_was_known_then() -> None:
    opened = project(stages=3)
    wrong = opened.log.get(stage="started")
    back = actions.reverse_stage(actor=account(Role.ZONE_COMMITTEE), reason="wrong plot", line=wrong)
    opened.refresh_from_db()
    assert (opened.stage, opened.stage_since, opened.next_due) == ("registered", later(30), later(60))
    assert (back.reverses, back.note, StageEntry.objects.count()) == (wrong, "wrong plot", 4)
    assert [step.reached for step in queries.funnel(AS_OF).steps][:3] == [1, 1, 1]
    assert [step.reached for step in queries.funnel(date(2999, 1, 1)).steps][:3] == [1, 1, 0]
    line = entry(Stage.STARTED, 70, responsible=opened.responsible_id, evidence="permit 8")
    actions.record_stage(actor=operator(), reason="r", project=opened, entry=line)
    assert [line.verb for line in AuditLine.objects.all()] == ["reverse_stage", "record_stage"]


def test_only_the_last_line_is_taken_back_never_the_first_and_not_by_a_party() -> None:
    opened = project(stages=2)
    first, last = opened.log.all()
    with pytest.raises(Refused, match="last line"):
        actions.reverse_stage(actor=operator(), reason="r", line=first)
    with pytest.raises(NotAllowed):
        own = account(Role.ZONE_COMMITTEE, opened.responsible)
        actions.reverse_stage(actor=own, reason="r", line=last)
    actions.reverse_stage(actor=operator(), reason="r", line=last)
    with pytest.raises(Refused, match="first line"):
        actions.reverse_stage(actor=operator(), reason="r", line=first)


def test_a_signature_taken_back_frees_its_agreement() -> None:
    investor = organisation()
    begun = docked(investor)
    signed = agreement(parties=(investor, organisation()), signed_on=later(40))
    line = sign(begun, Change(agreement=signed))
    actions.reverse_stage(actor=operator(), reason="another paper", line=line)
    begun.refresh_from_db()
    assert (begun.stage, begun.agreement) == ("docking", None)
    assert list(queries.agreements_without_project(None)) == [signed]


def test_a_payment_taken_back_stays_to_be_read_and_no_longer_counts() -> None:
    opened = project()
    paid = payment(opened, 100)
    actions.reverse_payment(actor=operator(), reason="booked twice", payment=paid)
    file = queries.project_file(opened.pk).get()
    assert queries.paid_in(file) == ()
    assert [each.reversed_on is None for each in file.payments.all()] == [False]
    assert [money.paid_in for money in queries.money_in_place(date(2999, 1, 1))] == [0]
    assert [money.paid_in for money in queries.money_in_place(AS_OF)] == [100]
    with pytest.raises(Refused, match="already"):
        actions.reverse_payment(actor=operator(), reason="r", payment=paid)
    assert Payment.objects.count() == 2


def test_beginning_from_the_form(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    host = organisation(kind="government")
    url = reverse("land:begin_project")
    assert client.get(url).status_code == 200
    sent = {
        "title": "Energy", "road": "investment", "stage": "intention", "hosts": host.name, "happened_on": "2021-10-19",
        "region": "白山", "amount": "5", "currency": "RMB", "pledged_kind": "intention",
        "responsible": f"#{host.pk}", "next_due": "2021-11-19", "reason": "r",
    }  # fmt: skip
    for wrong in ({"responsible": "nobody at all"}, {"hosts": ""}, {"region": "nowhere"}, {"currency": ""}):
        assert client.post(url, {**sent, **wrong}).status_code == 422
    answer = client.post(url, sent)
    begun = Project.objects.get()
    assert answer.headers["Location"] == reverse("land:project", args=[begun.pk])
    assert (begun.region_code, begun.pledged_currency, begun.is_demo) == ("220600", "CNY", True)
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "nothing signed yet" in shown
    assert "Energy" in client.get(reverse("land:projects")).content.decode()


def test_taking_back_from_the_page(client: Client) -> None:
    client.force_login(account(Role.PROMOTION_OFFICE))
    opened = project(stages=2)
    paid, last = payment(opened), opened.log.last()
    assert last is not None
    stage_url = reverse("land:reverse_stage", args=[opened.pk, last.pk])
    assert client.post(stage_url).status_code == 422
    assert client.post(stage_url, {"reason": "r"}).status_code == 302
    assert client.post(reverse("land:reverse_payment", args=[opened.pk, paid.pk]), {"reason": "r"}).status_code == 302
    assert client.post(reverse("land:reverse_stage", args=[opened.pk, 0]), {"reason": "r"}).status_code == 404
    assert "text-decoration-line-through" in client.get(reverse("land:project", args=[opened.pk])).content.decode()
