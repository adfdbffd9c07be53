"""Pages of the import of records, of one record, and of the catalogue, without any script."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.cast import account, credit_model, organisation

from fairway.govern.models import Role
from fairway.know.models import Identifier
from fairway.trust import actions
from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.models import CreditRecord, Rating, RecordImport
from fairway.trust.tests.broken_records.cells import GOOD, OTHER, table
from fairway.trust.tests.test_actions_record_imports import uploaded

pytestmark = pytest.mark.django_db

PAGES = ("/record-imports/", "/record-imports/new/", "/record-imports/records.csv", "/record-imports/{}/",
         "/record-imports/{}/to-mend.csv")  # fmt: skip
POSTS = ("check", "keep", "discard", "take-back")
BAD = {**OTHER, "Kind": "=gossip"}


def client(role: Role = Role.CREDIT_OFFICE) -> Client:
    visitor = Client()
    visitor.force_login(account(role))
    return visitor


def send(visitor: Client, content: bytes, name: str = "records.csv") -> Any:
    return visitor.post("/record-imports/new/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.ZONE_COMMITTEE])
def test_importing_is_for_those_who_load_records(role: Role) -> None:
    kept, visitor = uploaded(table(BAD).encode()), client(role)
    pages = [*PAGES, f"/ratings/{organisation().pk}/new-record/"]
    assert {visitor.get(page.format(kept.pk)).status_code for page in pages} == {403}
    assert {visitor.post(f"/record-imports/{kept.pk}/{page}/").status_code for page in POSTS} == {403}


@pytest.mark.django_db(transaction=True)
def test_from_the_upload_to_taking_it_back() -> None:
    Identifier.objects.create(organisation=organisation(), scheme="local", namespace="park", value="o-1")
    visitor = client()
    answer = send(visitor, table(GOOD, BAD).encode())
    kept = RecordImport.objects.get()
    page = f"/record-imports/{kept.pk}/"
    assert (answer.status_code, answer.url) == (302, page)
    shown = visitor.get(page).content.decode()
    assert "Keep the new records" in shown
    assert "is not one of the words for this column" in shown
    mend = visitor.get(f"{page}to-mend.csv").content.decode()
    assert "'=gossip" in mend
    assert visitor.post(f"{page}check/").status_code == 302
    assert visitor.post(f"{page}keep/").status_code == 302
    assert CreditRecord.objects.count() == 1
    assert "Take back" in visitor.get(page).content.decode()
    assert visitor.post(f"{page}take-back/").status_code == 302
    assert CreditRecord.objects.count() == 0
    assert "Keep the new records" not in visitor.get(page).content.decode()


def test_a_colleagues_file_about_ones_own_organisation_is_not_offered() -> None:
    mine = organisation()
    Identifier.objects.create(organisation=mine, scheme="local", namespace="park", value="o-1")
    page, own = f"/record-imports/{uploaded(table(GOOD).encode()).pk}/", Client()
    own.force_login(account(Role.CREDIT_OFFICE, mine))
    for visitor, may in ((client(), True), (own, False)):
        shown = visitor.get(page).content.decode()
        assert "Check again" in shown
        assert [f"{page}{each}/" in shown for each in ("keep", "discard")] == [may, may]
        assert ("Ask a colleague" in shown) is not may


def test_a_colleagues_file_is_decided_on_once_it_is_known_whom_it_is_about() -> None:
    owner = account(Role.CREDIT_OFFICE)
    kept = actions.keep_record_upload(actor=owner, reason="r", file_name="a.csv", content=table(GOOD).encode())
    page, own = f"/record-imports/{kept.pk}/", Client()
    own.force_login(owner)
    for visitor, may in ((own, True), (client(), False)):
        shown = visitor.get(page).content.decode()
        assert "Check again" in shown
        assert (f"{page}discard/" in shown, "not known yet" in shown) == (may, not may)


def test_a_list_asks_the_same_for_one_and_three() -> None:
    visitor = client()
    counts = []
    for _round in range(2):
        for _each in range(len(counts) + 1):
            uploaded(table(BAD).encode())
        visitor.get("/record-imports/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert visitor.get("/record-imports/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(("name", "content"), [("a.json", b"{}"), ("a.csv", b"x" * 200)])
def test_what_cannot_be_uploaded_comes_back_with_why(settings: Any, name: str, content: bytes) -> None:
    settings.UPLOAD_BYTES = 100
    answer = send(client(), content, name)
    assert (answer.status_code, RecordImport.objects.count()) == (422, 0)
    assert "alert-danger" in answer.content.decode()


def record(**change: str) -> dict[str, str]:
    given = {"kind": "penalty:minor", "number": "京市监罚〔2025〕12号", "happened_on": "2026-01-05"}
    return {**given, "authority": "Bureau", "reason": "letter", **change}


def test_one_record_and_its_rating() -> None:
    credit_model()
    found, visitor = organisation(), client()
    visitor.post("/looks/purpose/", {"purpose": "supervision", "words": "No. 7", "next": "/"})
    page = f"/ratings/{found.pk}/new-record/"
    assert page in visitor.get(f"/ratings/{found.pk}/").content.decode()
    assert "Kept" not in visitor.get(page).content.decode()
    answer = visitor.post(page, record(), follow=True)
    rating = Rating.objects.get(organisation=found)
    assert f"{rating.grade}, {rating.points} points" in answer.content.decode()
    for wrong in (
        record(),
        record(kind="gossip:"),
        record(number="=1"),
        record(happened_on="2099-01-01"),
        record(reason=""),
    ):
        assert visitor.post(page, wrong).status_code == 422
    assert CreditRecord.objects.count() == 1
    assert visitor.get("/ratings/987654/new-record/").status_code == 404


def test_a_rating_that_is_only_announced_is_told_as_such() -> None:
    credit_model()
    found, visitor = organisation(), client()
    visitor.post("/looks/purpose/", {"purpose": "supervision", "words": "No. 7", "next": "/"})
    page = f"/ratings/{found.pk}/new-record/"
    visitor.post(page, record())
    answer = visitor.post(page, record(number="P-9", kind="penalty:serious"), follow=True).content.decode()
    assert "announced, not in force yet" in answer
    assert "Today's rating" not in answer


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("role", Role)
def test_the_catalogue_is_open_to_every_role(role: Role, language: str) -> None:
    visitor = client(role)
    visitor.cookies["django_language"] = language
    shown = visitor.get("/catalogue/").content.decode()
    with translation.override(language):
        for kind in CATALOGUE.values():
            assert translation.gettext(kind.label) in shown


def test_the_catalogue_as_a_file() -> None:
    answer = client().get("/catalogue/?format=json")
    lines = json.loads(answer.getvalue())
    assert len(lines) == sum(len(kind.severities) for kind in CATALOGUE.values())
    assert all(line["basis"] for line in lines)
    assert client().get("/catalogue/?format=pdf").status_code == 422
