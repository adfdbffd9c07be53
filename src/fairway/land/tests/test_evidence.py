"""Documents: kept by their hash, claimed until a second signer of another organisation verifies them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.cast import DAY, account, intention, operator, organisation, project

from fairway.base.models import AuditLine
from fairway.govern.models import Membership, Role
from fairway.land import actions, queries
from fairway.land.actions import Document, Receipt
from fairway.land.engine.intake import Stage
from fairway.land.engine.log import Entry
from fairway.land.engine.stage_map import VERIFIED
from fairway.land.engine.stage_map_reading import shipped_map
from fairway.land.models import Evidence, Payment, StageEntry, Verdict
from fairway.lib.errors import FairwayError, Invalid, NotAllowed, Refused
from fairway.lib.money import Money, MoneyKind

if TYPE_CHECKING:
    from django.test import Client

    from fairway.base.models import User
    from fairway.land.models import Project

pytestmark = pytest.mark.django_db

PAPER = Document("Building permit", "Construction bureau", b"%PDF-1.7 permit", "permit.pdf")


@pytest.fixture(autouse=True)
def kept_in(settings: SimpleNamespace, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def bring(to: Project, actor: User | None = None, **given: object) -> Evidence:
    paper = replace(PAPER, **given)  # type: ignore[arg-type]
    return actions.bring_evidence(actor=actor or operator(), reason="site visit", project=to, document=paper)


def sign(brought: Evidence, actor: User | None = None, *, is_accepted: bool = True) -> Verdict:
    signer = actor or account(Role.CREDIT_OFFICE)
    return actions.sign_evidence(actor=signer, reason="seen on site", evidence=brought, is_accepted=is_accepted)


def verified(to: Project, **given: object) -> Evidence:
    brought = bring(to, **given)
    sign(brought)
    return queries.document(brought.pk)


def test_a_file_is_kept_by_its_hash_as_claimed(kept_in: Path) -> None:
    opened, zone = project(), account(Role.ZONE_COMMITTEE)
    brought = bring(opened, zone, file_name="../../etc/permit.PDF")
    digest = hashlib.sha256(PAPER.content).hexdigest()
    assert (brought.sha256, brought.path) == (digest, f"evidence/{digest[:2]}/{digest}")
    assert (kept_in / brought.path).read_bytes() == PAPER.content
    assert (brought.file_name, brought.is_verified) == ("permit.PDF", False)
    assert brought.organisation == Membership.objects.get(user=zone).organisation
    line = AuditLine.objects.get()
    assert (line.verb, line.facts["sha256"]) == ("bring_evidence", digest)
    bring(project())
    assert Evidence.objects.count() == 2
    with pytest.raises(Refused, match="already"):
        bring(opened)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"title": " "}, "document"),
        ({"source": ""}, "document"),
        ({"content": b""}, "document"),
        ({"link": "https://example.org"}, "document"),
        ({"content": b"", "link": "javascript:alert(1)"}, "link"),
        ({"content": b"", "link": "https://example.org", "sha256": "12"}, "sha256"),
        ({"file_name": "run.exe"}, "file-kind"),
        ({"file_name": "page.html"}, "file-kind"),
    ],
)
def test_what_is_no_document_leaves_nothing(wrong: dict[str, object], code: str, kept_in: Path) -> None:
    opened = project()
    with pytest.raises(FairwayError) as caught:
        bring(opened, **wrong)
    assert caught.value.code == code
    assert not Evidence.objects.exists()
    assert not AuditLine.objects.exists()
    assert list(kept_in.iterdir()) == []


def test_a_file_has_a_limit_and_others_bring_nothing(settings: SimpleNamespace) -> None:
    opened = project()
    settings.UPLOAD_BYTES = 5
    with pytest.raises(Invalid, match="larger"):
        bring(opened)
    with pytest.raises(NotAllowed):
        bring(opened, account(Role.CREDIT_OFFICE))
    with pytest.raises(NotAllowed):
        bring(opened, account(Role.ENTERPRISE))


def test_a_second_signer_of_another_organisation_verifies_once() -> None:
    zone, office = organisation(kind="zone"), organisation(kind="government")
    brought = bring(project(), account(Role.ZONE_COMMITTEE, zone))
    for same in (account(Role.ZONE_COMMITTEE, zone), operator()):
        with pytest.raises(Refused, match="another organisation"):
            sign(brought, same)
    with pytest.raises(NotAllowed):
        sign(brought, account(Role.ENTERPRISE))
    verdict = sign(brought, account(Role.PROMOTION_OFFICE, office))
    assert (verdict.organisation, verdict.note) == (office, "seen on site")
    assert queries.document(brought.pk).is_verified
    with pytest.raises(Refused, match="already"):
        sign(brought)
    assert [line.verb for line in AuditLine.objects.all()] == ["bring_evidence", "sign_evidence"]


def test_nobody_verifies_on_a_case_of_their_own_or_what_they_brought() -> None:
    host = organisation(kind="zone")
    opened, both = intention(host=host), operator()
    with pytest.raises(NotAllowed):
        sign(bring(opened), account(Role.ZONE_COMMITTEE, host))
    with pytest.raises(Refused, match="what they brought"):
        sign(bring(opened, both, content=b"2"), both)
    assert not Verdict.objects.exists()


def strictly(monkeypatch: pytest.MonkeyPatch, **given: object) -> None:
    road = shipped_map()
    strict = replace(road, required={**road.required, VERIFIED: "registered"}, **given)  # type: ignore[arg-type]
    monkeypatch.setattr("fairway.land.actions.projects.map_of", lambda key, version: strict)


def record(to: Project, document: Evidence | None) -> StageEntry:
    days = DAY + timedelta(days=10), DAY + timedelta(days=60)
    entry = Entry(Stage.REGISTERED, days[0], days[0], to.responsible_id, next_due=days[1])
    return actions.record_stage(actor=operator(), reason="r", project=to, entry=entry, document=document)


def test_where_the_map_says_so_only_verified_evidence_carries_a_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    strictly(monkeypatch)
    opened = project()
    claimed = bring(opened, content=b"claimed")
    with pytest.raises(Invalid, match="second signer") as caught:
        record(opened, claimed)
    assert caught.value.code == "evidence-claimed"
    with pytest.raises(Invalid, match="another project"):
        record(opened, verified(project()))
    line = record(opened, verified(opened))
    assert (line.evidence, line.document_id) == ("Building permit", Evidence.objects.latest("pk").pk)


def test_what_was_not_accepted_carries_nothing() -> None:
    opened = project()
    brought = bring(opened)
    sign(brought, is_accepted=False)
    with pytest.raises(Refused, match="did not accept"):
        record(opened, queries.document(brought.pk))
    assert not queries.usable_documents(opened).exists()


def test_where_the_map_says_so_only_verified_evidence_carries_money(monkeypatch: pytest.MonkeyPatch) -> None:
    strictly(monkeypatch, verified_money=frozenset({MoneyKind.PAID_IN}))
    opened = project()
    receipt = Receipt(Money(Decimal(5), "CNY", MoneyKind.PAID_IN), DAY, DAY, "bank receipt")
    with pytest.raises(Invalid, match="second signer"):
        actions.record_payment(actor=operator(), reason="r", project=opened, receipt=receipt)
    shown = replace(receipt, evidence="", document=verified(opened))
    kept = actions.record_payment(actor=operator(), reason="r", project=opened, receipt=shown)
    assert (kept.evidence, Payment.objects.count()) == ("Building permit", 1)
    committed = replace(receipt, money=Money(Decimal(5), "CNY", MoneyKind.COMMITTED))
    assert actions.record_payment(actor=operator(), reason="r", project=opened, receipt=committed).pk


def test_from_the_page_to_the_second_signer_and_out_again(client: Client) -> None:
    opened = project()
    client.force_login(account(Role.ZONE_COMMITTEE))
    page = reverse("land:project", args=[opened.pk])
    sent = {"title": "Permit", "source": "Bureau", "reason": "visit"}
    url = reverse("land:bring_evidence", args=[opened.pk])
    assert client.post(url, sent).status_code == 422
    file = SimpleUploadedFile("permit <1>.pdf", b"%PDF <script>")
    assert client.post(url, {**sent, "file": file}).headers["Location"] == page
    brought = Evidence.objects.get()
    assert "claimed" in client.get(page).content.decode()
    word = reverse("land:sign_evidence", args=[brought.pk])
    client.force_login(account(Role.CREDIT_OFFICE))
    assert client.post(word, {"is_accepted": "1"}).status_code == 422
    assert client.post(word, {"is_accepted": "1", "reason": "seen"}).headers["Location"] == page
    assert "verified" in client.get(page).content.decode()
    way_out = reverse("land:evidence_file", args=[brought.pk])
    answer = client.get(way_out)
    assert answer.content == b"%PDF <script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    client.force_login(account(Role.ENTERPRISE))
    assert client.get(way_out).status_code == 403
    client.force_login(operator())
    assert client.get(reverse("land:evidence_file", args=[0])).status_code == 404


def test_a_link_is_kept_with_the_hash_its_bringer_says(client: Client) -> None:
    opened = project()
    brought = bring(opened, content=b"", file_name="", link="https://example.org/permit", sha256="A" * 64)
    assert (brought.sha256, brought.path) == ("a" * 64, "")
    client.force_login(account(Role.CREDIT_OFFICE))
    assert client.get(reverse("land:evidence_file", args=[brought.pk])).status_code == 404
