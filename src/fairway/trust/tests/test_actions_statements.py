"""Issuing and checking statements: rights, what is signed, freshness, the key, the report."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.utils import timezone
from django.utils.translation import override
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.base.models import AuditLine
from fairway.govern.models import Role
from fairway.know.models import Identifier, Organisation
from fairway.lib import paper
from fairway.lib.errors import Invalid, Missing, NotAllowed, Refused
from fairway.trust import actions, queries
from fairway.trust.models import IssuedStatement
from fairway.trust.queries import keys
from fairway.trust.tests.test_promises_assessments import WISH, rated

pytestmark = pytest.mark.django_db


def issue(mine: Organisation) -> IssuedStatement:
    return actions.issue_statement(actor=operator(), reason="loan", organisation=mine, wish=WISH)


def test_what_is_signed_is_kept_with_one_audit_line() -> None:
    mine = rated()
    Identifier.objects.create(organisation=mine, scheme="uscc", value="91350100M000100Y43")
    issued = issue(mine)
    said = json.loads(issued.document)
    assert said["id"] == issued.urn
    assert said["issuer"] == issued.key == queries.issuer()
    assert said["currentAt"] == f"https://credit.example.org/verify/{issued.number}/"
    subject = said["credentialSubject"]
    assert (subject["grade"], subject["points"], subject["asOf"]) == ("BBB", 670, "2022-01-17")
    assert subject["unifiedSocialCreditCode"] == "91350100M000100Y43"
    assert sum(reason["points"] or 0 for reason in subject["reasons"]) == 670
    line = AuditLine.objects.get(verb="issue_statement")
    assert (line.reason, line.facts["sha256"]) == ("loan", issued.sha256)


def test_only_those_who_may_see_the_records_get_a_statement() -> None:
    mine = rated()
    for role in (Role.ZONE_COMMITTEE, Role.ENTERPRISE):
        with pytest.raises(NotAllowed):
            actions.issue_statement(actor=account(role), reason="r", organisation=mine, wish=WISH)
    with pytest.raises(Missing, match="not been rated"):
        issue(organisation())
    assert not IssuedStatement.objects.exists()
    actions.issue_statement(actor=account(Role.ENTERPRISE, mine), reason="r", organisation=mine, wish=WISH)


def test_no_file_is_stated_as_no_file() -> None:
    mine = organisation()
    actions.rate_organisations(
        actor=operator(), reason="r", model=credit_model(), as_of=date(2022, 1, 17), organisations=[mine.pk]
    )
    issued = issue(mine)
    subject = json.loads(issued.document)["credentialSubject"]
    assert (subject["grade"], subject["points"]) == (None, None)
    assert queries.check_number(str(issued.number)).is_good


def test_a_newer_rating_makes_a_statement_old() -> None:
    mine = rated()
    issued = issue(mine)
    document = issued.document.encode()
    assert queries.check_document(document).is_good
    assert queries.check_number(issued.urn).is_good
    credit_record(mine, kind="contract_kept", severity="", happened_on=date(2022, 1, 2), learned_on=date(2022, 1, 2))
    actions.rate_organisations(
        actor=operator(), reason="r", model=credit_model(), as_of=date(2022, 1, 31), organisations=[mine.pk]
    )
    checked = queries.check_document(document)
    assert (checked.is_good, checked.is_genuine, checked.is_newest) == (False, True, False)


def test_a_changed_or_foreign_statement_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    issued = issue(rated())
    changed = issued.document.replace('"points":670', '"points":999')
    assert not queries.check_document(changed.encode()).is_genuine
    monkeypatch.setattr("django.conf.settings.SIGNING_KEY", keys._fresh())
    ours = issue(issued.organisation)
    assert queries.check_document(issued.document.encode()).is_genuine
    assert len(queries.key_document()["verificationMethod"]) == 2
    ours.delete()
    monkeypatch.setattr("django.conf.settings.SIGNING_KEY", "")
    checked = queries.check_document(ours.document.encode())
    assert (checked.verdict.state, checked.issued) == ("foreign-key", None)
    with pytest.raises(Missing, match="sign by sign"):
        queries.check_number("0b6f2d4e")


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.conf.settings.DATA_DIR", tmp_path)
    monkeypatch.setattr("django.conf.settings.SIGNING_KEY", "")
    assert queries.issuer() == queries.issuer()
    assert (tmp_path / keys.FILE).stat().st_mode & 0o077 == 0
    other = rsa.generate_private_key(65537, 2048)
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    for wrong in ("not a key", pem):
        monkeypatch.setattr("django.conf.settings.SIGNING_KEY", wrong)
        with pytest.raises(Invalid, match="openssl genpkey"):
            queries.issuer()


@pytest.mark.parametrize(("language", "words"), [("en", "No paid upgrade"), ("zh-hans", "不得付费提升")])
def test_the_report_adds_up_and_takes_hostile_names_as_text(language: str, words: str) -> None:
    mine = rated(name='#panic("x") *示例* $1$ \\ <a> 公司', name_en="")
    issued = issue(mine)
    with override(language):
        values = queries.report_values(issued, WISH.address)
        made = queries.credit_report(issued, WISH.address)
    assert made.startswith(b"%PDF-")
    assert words in str(values["notices"])
    assert sum(share["points"] for share in values["shares"]) == values["points"] == 670
    assert values["shares"][-1]["level"] == 670
    assert values["is-demo"]


def test_a_computer_without_chinese_signs_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "_families", lambda: frozenset({"DejaVu Sans"}))
    with pytest.raises(Refused, match="fonts-noto-cjk"):
        queries.ready_to_print(IssuedStatement.Purpose.REPORT)
    queries.ready_to_print(IssuedStatement.Purpose.STATEMENT)


def test_a_statement_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    issued = issue(rated())
    later = timezone.now() + timedelta(days=91)
    monkeypatch.setattr("fairway.trust.queries.issued.timezone.now", lambda: later)
    checked = queries.check_number(str(issued.number))
    assert (checked.verdict.state, checked.is_genuine, checked.is_good) == ("ended", True, False)
