"""Keeping records, approving models, rating: refusals, audit lines, nothing left behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.lib.errors import FairwayError, Invalid, Missing, NotAllowed, Refused
from fairway.trust import actions
from fairway.trust.engine.intake import RecordRow
from fairway.trust.models import CreditModel, CreditRecord, Rating, StatusChange
from fairway.trust.queries import latest_grades, shipped_model

pytestmark = pytest.mark.django_db

AS_OF = date(2022, 1, 17)
ROW = RecordRow(
    number="JL-2021-001",
    organisation="s-001",
    kind="penalty",
    severity="general",
    happened_on=date(2021, 3, 8),
    learned_on=date(2021, 3, 15),
    status="active",
    authority="Example Bureau",
    demo=True,
)


def load(rows: list[RecordRow], *, is_demo: bool = True) -> list[CreditRecord]:
    ids = {"s-001": organisation(is_demo=is_demo).pk, "s-002": organisation(is_demo=is_demo).pk}
    user = account(Role.PROMOTION_OFFICE)
    return actions.load_records(actor=user, reason="the folder", rows=rows, organisations=ids)


def test_records_are_kept_with_one_audit_line() -> None:
    rows = [replace(ROW, number=f"N{n}", organisation=f"s-00{n % 2 + 1}") for n in range(40)]
    kept = load(rows)
    assert CreditRecord.objects.count() == len(kept) == 40
    assert all(record.is_demo for record in CreditRecord.objects.all())
    line = AuditLine.objects.get(verb="load_records")
    assert line.facts == {"records": 40, "organisations": 2}
    assert line.reason == "the folder"


def test_a_record_of_an_invented_organisation_is_invented() -> None:
    load([replace(ROW, demo=False)])
    assert CreditRecord.objects.get().is_demo


def test_a_real_organisation_keeps_real_records() -> None:
    load([replace(ROW, demo=False)], is_demo=False)
    assert not CreditRecord.objects.get().is_demo


@pytest.mark.parametrize(
    ("bad", "error", "code"),
    [
        (replace(ROW, organisation="s-404"), Missing, "organisation-unknown"),
        (replace(ROW, learned_on=date(2021, 3, 7)), Invalid, "learned-before"),
        (replace(ROW, kind="gossip"), Invalid, "record-kind"),
        (replace(ROW, severity="A"), Invalid, "record-severity"),
        (ROW, Refused, "record-twice"),
    ],
)
def test_a_bad_row_keeps_every_row_out(bad: RecordRow, error: type[FairwayError], code: str) -> None:
    with pytest.raises(error) as refused:
        load([ROW, bad])
    assert refused.value.code == code
    assert not CreditRecord.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_real_organisation_takes_no_invented_record() -> None:
    with pytest.raises(Refused) as refused:
        load([replace(ROW, demo=False, number="real"), ROW], is_demo=False)
    assert refused.value.code == "invented-records"
    assert str(refused.value).count("JL-2021-001") == 1
    assert not CreditRecord.objects.exists()


def test_a_case_that_is_kept_is_not_kept_again() -> None:
    body = organisation()
    ids = {"s-001": body.pk}
    actor = operator()
    actions.load_records(actor=actor, reason="first", rows=[ROW], organisations=ids)
    assert actions.load_records(actor=actor, reason="again", rows=[ROW], organisations=ids) == []
    with pytest.raises(Refused, match="there already"):
        actions.load_records(actor=actor, reason="other", rows=[replace(ROW, severity="serious")], organisations=ids)
    assert CreditRecord.objects.count() == 1


def test_a_record_that_comes_settled_keeps_since_when() -> None:
    load([ROW, replace(ROW, number="N2", status="repaired")])
    [change] = StatusChange.objects.all()
    assert (change.record.number, change.status, change.on) == ("N2", "repaired", ROW.learned_on)


def test_nobody_rates_their_own_organisation() -> None:
    body = organisation()
    actor = account(Role.CREDIT_OFFICE, body)
    with pytest.raises(Refused, match="Nobody rates an organisation they act for"):
        actions.rate_organisations(
            actor=actor, reason="x", model=credit_model(), as_of=date(2022, 1, 17), organisations=[body.pk]
        )
    assert not Rating.objects.exists()


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE])
def test_others_load_no_records(role: Role) -> None:
    with pytest.raises(NotAllowed):
        actions.load_records(actor=account(role), reason="r", rows=[ROW], organisations={"s-001": 1})


def approve(toml: str, username: str = "reviewer") -> CreditModel:
    user = account(Role.CREDIT_OFFICE, username=username)
    return actions.approve_model(actor=user, reason="reviewed", toml=toml)


def test_the_account_that_approves_is_the_approver() -> None:
    model = approve(shipped_model())
    assert (model.name, model.version) == ("Fairway enterprise credit 1", "1.1.0")
    assert (model.author, model.approver) == ("Fairway method desk", "reviewer")
    assert model.published_on == date(2026, 11, 28)
    assert AuditLine.objects.get().verb == "approve_model"


@pytest.mark.parametrize("username", ["FairwayMethodDesk", "fairwaymethoddesk"])
def test_nobody_approves_their_own_model(username: str) -> None:
    with pytest.raises(Refused) as refused:
        approve(shipped_model(), username)
    assert refused.value.code == "own-model"
    assert not CreditModel.objects.exists()
    assert not AuditLine.objects.exists()


def test_a_version_is_approved_once() -> None:
    approve(shipped_model())
    with pytest.raises(Refused) as refused:
        approve(shipped_model(), "another")
    assert refused.value.code == "model-approved"


def test_a_broken_model_is_not_approved() -> None:
    with pytest.raises(Invalid):
        approve(shipped_model().replace('version = "1.1.0"', ""))
    assert not CreditModel.objects.exists()


def test_only_the_credit_office_approves() -> None:
    with pytest.raises(NotAllowed):
        actions.approve_model(actor=account(Role.PROMOTION_OFFICE), reason="r", toml=shipped_model())


def rate(**given: object) -> list[Rating]:
    values: dict[str, object] = {"reason": "monthly", "model": credit_model(), "as_of": AS_OF}
    actor = account(Role.CREDIT_OFFICE, organisation(name="信用办"))
    return actions.rate_organisations(**{"actor": actor, **values, **given})


def test_a_rating_by_hand() -> None:
    """Start 600, tax grade A +70, general penalty 10 months old −30, award +20: 660 points, BBB from 640."""
    mine = organisation()
    tax = credit_record(mine)
    credit_record(mine, kind="penalty", severity="general", happened_on=date(2021, 3, 8))
    credit_record(mine, kind="award", severity="", happened_on=date(2021, 6, 1), learned_on=date(2021, 6, 1))
    rate()
    rating = Rating.objects.get(organisation=mine)
    assert (rating.points, rating.grade, rating.as_of, rating.is_demo) == (660, "BBB", AS_OF, True)
    assert sum(line["points"] or 0 for line in rating.reasons) == 660
    [line] = [line for line in rating.reasons if line["params"].get("record") == tax.number]
    assert (line["points"], line["record"]) == (70, tax.pk)


def test_no_record_is_no_number() -> None:
    mine = organisation()
    credit_record(mine, happened_on=AS_OF, learned_on=date(2022, 1, 18))
    rate()
    rating = Rating.objects.get(organisation=mine)
    assert (rating.points, rating.grade) == (None, "")
    assert rating.reasons[0]["text"].startswith("No file")
    assert latest_grades()[mine.pk] == ""


def test_rating_again_replaces_the_same_day_and_keeps_other_days() -> None:
    mine = organisation()
    rate()
    first = Rating.objects.get(organisation=mine)
    credit_record(mine)
    rate()
    again = Rating.objects.get(organisation=mine)
    assert again.pk == first.pk
    assert again.points == 670
    rate(as_of=date(2021, 12, 31))
    assert Rating.objects.filter(organisation=mine).count() == 2
    assert latest_grades()[mine.pk] == "BBB"
    assert latest_grades(date(2021, 1, 1)) == {}


def test_one_audit_line_says_what_was_done() -> None:
    mine, other = organisation(), organisation()
    credit_record(mine)
    model = credit_model()
    kept = rate(organisations=[mine.pk, other.pk])
    assert {r.organisation_id for r in kept} == {mine.pk, other.pk}
    assert all(r.pk for r in kept)
    line = AuditLine.objects.get()
    assert line.subject == f"trust.creditmodel:{model.pk}"
    assert line.facts == {
        "as_of": "2022-01-17",
        "rated": 1,
        "no_file": 1,
        "announced": 0,
        "left_out": 0,
        "organisations": sorted([mine.pk, other.pk]),
    }


def test_a_real_organisation_is_never_rated_on_invented_records() -> None:
    credit_record(organisation())
    real = organisation(is_demo=False)
    credit_record(real, is_demo=True)
    with pytest.raises(Refused) as refused:
        rate()
    assert refused.value.code == "invented-records"
    assert not Rating.objects.exists()
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE, Role.PROMOTION_OFFICE])
def test_only_the_credit_office_rates(role: Role) -> None:
    with pytest.raises(NotAllowed):
        rate(actor=account(role))
    assert not Rating.objects.exists()


def test_rating_takes_the_same_queries_however_many_there_are() -> None:
    model, actor = credit_model(), operator()
    counts = []
    for _each in range(3):
        credit_record(organisation())
        with CaptureQueriesContext(connection) as queries:
            actions.rate_organisations(actor=actor, reason="r", model=model, as_of=AS_OF)
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(Invalid, match="not come yet"):
        rate(as_of=date(2999, 1, 1))
    assert not Rating.objects.exists()
