"""Pages, API and commands of statements: asking for one, and checking one without an account."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, credit_model, credit_record, operator, organisation

from fairway.cli import commands
from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.lib.errors import FairwayError, Invalid, Missing, Refused
from fairway.trust import actions, queries
from fairway.trust.models import FileView, IssuedStatement, Notice
from fairway.trust.tests.test_actions_statements import issue
from fairway.trust.tests.test_promises_assessments import rated

pytestmark = pytest.mark.django_db

P, Z, E, C = Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.ENTERPRISE, Role.CREDIT_OFFICE
VERIFY = "/verify/"


def signed_in(client: Client, role: Role, mine: Organisation | None = None) -> Client:
    """An office has said what for."""
    client.force_login(account(role, mine))
    if role != E:
        client.post(reverse("trust:purpose"), {"purpose": "supervision", "words": "No. 7", "next": "/"})
    return client


def test_an_organisation_takes_its_own_report_and_statement(client: Client) -> None:
    mine = rated()
    address = reverse("trust:report", args=[mine.pk])
    signed_in(client, E, mine)
    assert address in client.get(reverse("trust:rating", args=[mine.pk])).content.decode()
    assert client.get(address).status_code == 200
    made = client.post(address, {"language": "zh-hans", "purpose": "report", "reason": "loan"})
    assert made.content.startswith(b"%PDF-")
    assert "attachment" in made["Content-Disposition"]
    stated = client.post(address, {"language": "en", "purpose": "statement"})
    assert stated.json()["credentialSubject"]["points"] == 670
    assert {row.purpose for row in IssuedStatement.objects.all()} == {"report", "statement"}
    assert client.post(address, {"language": "fr", "purpose": "report"}).status_code == 422
    shown = client.get(address).content.decode()
    assert all(str(row.number) in shown for row in IssuedStatement.objects.all())


@pytest.mark.parametrize(("role", "status"), [(P, 200), (C, 200), (Z, 403), (E, 403)])
def test_who_may_take_another_s(client: Client, role: Role, status: int) -> None:
    address = reverse("trust:report", args=[rated().pk])
    assert signed_in(client, role).get(address).status_code == status
    assert client.post(address, {"language": "en", "purpose": "statement"}).status_code == status
    assert IssuedStatement.objects.count() == (status == 200)
    ways = list(FileView.objects.order_by("pk").values_list("way", "subject"))
    assert ways == ([("page", "report"), ("report", "report")] if status == 200 else [])


def test_what_is_over_is_named_in_no_report(client: Client) -> None:
    """The organisation still sees it; who is handed its statement, or is of another office, does not."""
    mine = rated()
    record = credit_record(mine, number="PEN-9", kind="penalty", severity="minor")
    actions.rate_organisations(actor=operator(), reason="r", model=credit_model(), as_of=timezone.localdate())
    let_all_take_effect()
    actions.change_status(actor=operator(), reason="mended", record=record, status="repaired", on=timezone.localdate())
    given = json.loads(issue(mine).document)["credentialSubject"]
    assert "PEN-9" not in json.dumps(given)
    assert sum(reason["points"] or 0 for reason in given["reasons"]) == given["points"]
    pages = [reverse("trust:rating", args=[mine.pk]), reverse("trust:file", args=[mine.pk])]
    for role, sees in ((P, False), (C, True), (E, True)):
        signed_in(client, role, mine if role == E else None)
        for page in pages:
            assert ("PEN-9" in client.get(page).content.decode()) is sees, (role, page)
    signed_in(client, P)
    told = client.get(f"/api/ratings/{mine.pk}?purpose=case").json()
    assert "PEN-9" not in json.dumps(told)
    assert sum(reason["points"] or 0 for reason in told["reasons"]) == told["points"]


def let_all_take_effect() -> None:
    today = timezone.localdate()
    Notice.objects.update(served_on=today - timedelta(days=20), takes_effect_on=today)
    actions.let_take_effect(actor=operator(), reason="daily")


def test_without_a_rating_there_is_nothing_to_take(client: Client) -> None:
    address = reverse("trust:report", args=[organisation().pk])
    signed_in(client, C)
    assert "has not been rated yet" in client.get(address).content.decode()
    assert client.post(address, {"language": "en", "purpose": "statement"}).status_code == 404
    assert client.get(reverse("trust:report", args=[987654])).status_code == 404


def test_anybody_checks_a_statement(client: Client) -> None:
    mine = rated()
    issued = issue(mine)
    assert "The issuer's key" in client.get(VERIFY).content.decode()
    good = client.get(f"{VERIFY}{issued.number}/").content.decode()
    for words in ("Genuine and still the newest", mine.name, "670", "BBB", "demo"):
        assert words in good, words
    assert "Genuine and still" in client.post(VERIFY, {"number": issued.urn}).content.decode()
    assert "Genuine and still" in client.post(VERIFY, {"text": issued.document}).content.decode()
    file = SimpleUploadedFile("statement.json", json.dumps(json.loads(issued.document), indent=1).encode())
    assert "Genuine and still" in client.post(VERIFY, {"file": file}).content.decode()
    forged = client.post(VERIFY, {"text": issued.document.replace("BBB", "AAA")}).content.decode()
    assert "Do not rely on it" in forged
    assert "AAA" not in forged.split("<form")[0]
    chinese = client.get(f"{VERIFY}{issued.number}/", HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "真实，且仍为最新" in chinese


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Give a number"),
        ({"number": "7"}, "sign by sign"),
        ({"number": "0b6f2d4e-8a1c-4e3f-9b5d-7c2a1e0f3d01"}, "sign by sign"),
        ({"text": "BBB"}, "not JSON"),
        ({"text": '{"a":1.5}'}, "no whole number"),
        ({"text": "{}"}, "no statement of a rating"),
    ],
)
def test_what_cannot_be_checked_is_said_beside_the_form(client: Client, given: dict[str, str], words: str) -> None:
    page = client.post(VERIFY, given)
    assert page.status_code == 422
    assert words in page.content.decode()


def test_the_api_issues_and_checks(client: Client) -> None:
    mine = rated()
    keys = client.get("/.well-known/fairway-keys.json").json()
    assert keys["id"] == queries.issuer()
    assert client.post(f"/api/ratings/{mine.pk}/statement", {"reason": "r"}, "application/json").status_code == 401
    signed_in(client, E, mine)
    made = client.post(f"/api/ratings/{mine.pk}/statement", {"reason": "r"}, "application/json").json()
    other = client.post(f"/api/ratings/{rated().pk}/statement", {"reason": "r"}, "application/json")
    assert other.status_code == 403
    client.logout()
    assert client.get(f"/api/statements/{made['number']}").json()["is_good"]
    checked = client.post("/api/statements/check", made["document"], "application/json").json()
    assert (checked["is_good"], checked["sha256"]) == (True, made["sha256"])
    changed = client.post("/api/statements/check", made["document"].replace("670", "671"), "application/json").json()
    assert (changed["is_genuine"], changed["state"]) == (False, "changed")
    assert client.post("/api/statements/check", "{}", "application/json").status_code == 422
    assert client.get("/api/statements/0b6f2d4e-8a1c-4e3f-9b5d-7c2a1e0f3d01").status_code == 404


def test_the_page_of_reports_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    mine = rated()
    signed_in(client, C)
    counts = []
    for more in (1, 2):
        for _each in range(more):
            issue(mine)
        client.get(reverse("trust:report", args=[mine.pk]))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("trust:report", args=[mine.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(commands, [str(a) for a in arguments], catch_exceptions=True)


def test_the_commands_write_a_report_and_check_a_statement(tmp_path: Path) -> None:
    mine = rated()
    pdf, file = tmp_path / "report.pdf", tmp_path / "statement.json"
    done = invoke("report", mine.name, "--language", "zh", "--out", pdf, "--statement", file)
    assert done.exit_code == 0, done.output
    assert pdf.read_bytes().startswith(b"%PDF-")
    valid = invoke("verify", file, "--key", queries.issuer())
    assert (valid.exit_code, "Unchanged since" in valid.output) == (0, True)
    assert "compare the key" in invoke("verify", file).output
    foreign = invoke("verify", file, "--key", "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")
    assert (foreign.exit_code, "not the issuer's key" in foreign.output) == (1, True)
    chinese = invoke("verify", file, "--language", "zh", "--key", queries.issuer())
    assert "未被改动" in chinese.output
    file.write_text(file.read_text(encoding="utf-8").replace("BBB", "AAA"), encoding="utf-8")
    assert invoke("verify", file).exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("report", "nobody", "--out", "x.pdf"), Missing),
        (("report", "示例重名公司", "--out", "x.pdf"), Refused),
        (("verify", __file__), Invalid),
        (("verify", __file__, "--key", "key"), Invalid),
    ],
)
def test_the_commands_say_what_is_wrong(arguments: tuple[str, ...], error: type[FairwayError]) -> None:
    for _each in range(2):
        organisation(name="示例重名公司")
    assert isinstance(invoke(*arguments).exception, error)
    assert not IssuedStatement.objects.exists()
