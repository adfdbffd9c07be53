"""Pages of folders and the dashboard, for each role."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tests import cast
from tests.cast import account, operator

from fairway.base.models import Job
from fairway.chain import actions
from fairway.chain.engine.folder import read_folder
from fairway.chain.models import InputFolder
from fairway.chain.tests.broken_folders import BROKEN, good_folder
from fairway.govern.models import Role
from fairway.know.models import Organisation
from fairway.meet.models import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def promoter(client: Client) -> Client:
    client.force_login(account(Role.PROMOTION_OFFICE))
    return client


def uploads(files: dict[str, bytes]) -> dict[str, list[SimpleUploadedFile]]:
    return {"folder": [SimpleUploadedFile(name, content) for name, content in files.items()]}


def zipped(files: dict[str, bytes]) -> SimpleUploadedFile:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for name, content in files.items():
            opened.writestr(f"event/{name}", content)
    return SimpleUploadedFile("event.zip", packed.getvalue())


def kept_folder(name: str = "") -> InputFolder:
    files = BROKEN[name].files() if name else good_folder()
    return actions.keep_folder(actor=operator(), reason="test", files=files)


PAGES = ("chain:folders", "chain:new_folder", "chain:folder", "chain:load", "chain:discard", "chain:to_mend")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.PROMOTION_OFFICE}))
def test_folders_are_for_the_promotion_office(client: Client, role: Role, page: str) -> None:
    client.force_login(account(role))
    places = page in {"chain:folders", "chain:new_folder"}
    address = reverse(page, args=[] if places else [kept_folder().pk])
    method = client.post if page in {"chain:load", "chain:discard"} else client.get
    assert method(address).status_code == 403


def test_a_visitor_is_sent_to_the_sign_in_page(client: Client) -> None:
    answer = client.get("/folders/")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")


@pytest.mark.parametrize("packed", [False, True], ids=["files", "zip"])
def test_a_good_folder_goes_from_upload_to_dry_run(promoter: Client, packed: bool) -> None:
    data = {"folder": zipped(good_folder())} if packed else uploads(good_folder())
    answer = promoter.post("/folders/new/", data)
    kept = InputFolder.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/folders/{kept.pk}/")
    page = promoter.get(answer.url).content.decode()
    assert "No problem was found" in page
    assert "Load and run" in page
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "Choose event.toml"),
        ([SimpleUploadedFile("a.pdf", b"1")], "does not belong"),
        ([SimpleUploadedFile("a.zip", b"1")], "not a zip archive"),
    ],
)
def test_an_upload_that_cannot_be_read_says_why_on_its_page(
    promoter: Client, files: list[SimpleUploadedFile], words: str
) -> None:
    answer = promoter.post("/folders/new/", {"folder": files})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not InputFolder.objects.exists()


def test_an_upload_has_a_limit(promoter: Client, settings: Any) -> None:
    settings.UPLOAD_BYTES = 1024 * 1024
    answer = promoter.post("/folders/new/", {"folder": SimpleUploadedFile("a.csv", b"1" * 1_100_000)})
    assert answer.status_code == 422
    assert "1 MiB" in answer.content.decode()


def test_problems_are_listed_with_place_and_remedy_and_can_be_narrowed(promoter: Client) -> None:
    kept = kept_folder("role unknown")
    page = promoter.get(f"/folders/{kept.pk}/").content.decode()
    for words in ("agreements.csv", "Role 3", "Load the good rows and run", "Download the rows to mend"):
        assert words in page
    assert ">Load and run<" not in page
    narrowed = promoter.get(f"/folders/{kept.pk}/?file=agreements.csv&level=warning").content.decode()
    assert '<td data-label="Column">Role 3</td>' not in narrowed
    assert '<td data-label="Column">Role 3</td>' in page


def test_problems_are_told_in_chinese(promoter: Client) -> None:
    kept = kept_folder("role unknown")
    promoter.cookies["django_language"] = "zh-hans"
    page = promoter.get(f"/folders/{kept.pk}/").content.decode()
    assert "问题" in page
    assert "What would be right" not in page


def test_a_folder_with_nothing_to_save_offers_no_loading(promoter: Client) -> None:
    name = next(n for n, b in BROKEN.items() if b.file == "event.toml")
    page = promoter.get(f"/folders/{kept_folder(name).pk}/").content.decode()
    assert "not even in part" in page
    assert "chain:load" not in page
    assert "good_rows" not in page


def test_the_rows_to_mend_come_back_with_remarks(promoter: Client) -> None:
    answer = promoter.get(f"/folders/{kept_folder('role unknown').pk}/to-mend.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content))["agreements"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][-1] == "What is wrong and what would be right"
    assert rows[1][0] == "A-1"
    assert "Role 3" in str(rows[1][-1])


def test_nothing_to_mend_is_a_404(promoter: Client) -> None:
    assert promoter.get(f"/folders/{kept_folder().pk}/to-mend.xlsx").status_code == 404
    assert promoter.get("/folders/999/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_loading_leads_to_the_job(promoter: Client) -> None:
    kept = kept_folder("role unknown")
    assert promoter.post(f"/folders/{kept.pk}/load/").status_code == 409
    answer = promoter.post(f"/folders/{kept.pk}/load/", {"good_rows": "yes"})
    job = Job.objects.get()
    assert (answer.status_code, answer.url) == (302, f"/jobs/{job.pk}/")
    assert job.state == Job.State.DONE
    page = promoter.get(f"/folders/{kept.pk}/").content.decode()
    assert f"/jobs/{job.pk}/" in page
    assert "Discard" not in page


def test_discarding(promoter: Client) -> None:
    kept = kept_folder()
    answer = promoter.post(f"/folders/{kept.pk}/discard/", follow=True)
    assert "The folder was discarded" in answer.content.decode()
    assert promoter.get(f"/folders/{kept.pk}/discard/").status_code == 405


def test_the_list_of_folders_takes_the_same_queries_for_one_and_three(promoter: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert promoter.get("/folders/").status_code == 200
        return len(found)

    kept_folder()
    queries()
    one = queries()
    kept_folder("role unknown")
    kept_folder()
    assert queries() == one


# The dashboard.


@pytest.mark.parametrize("role", Role)
def test_an_empty_dashboard_says_what_to_do_first(client: Client, role: Role) -> None:
    client.force_login(account(role))
    page = client.get("/").content.decode()
    assert "Nothing is loaded yet" in page
    assert ("Load a folder" in page) is (role == Role.PROMOTION_OFFICE)


def loaded() -> Event:
    folder = read_folder(good_folder()).folder
    assert folder is not None
    return actions.run_pipeline(actor=operator(), reason="test", folder=folder)


def figures(client: Client) -> dict[str, str]:
    return {f["label"]: f["value"] for f in client.get("/api/dashboard").json()["figures"]}


@pytest.mark.parametrize("role", [Role.PROMOTION_OFFICE, Role.ZONE_COMMITTEE, Role.CREDIT_OFFICE])
def test_offices_see_everything(client: Client, role: Role) -> None:
    loaded()
    client.force_login(account(role, Organisation.objects.get(name="示例开发区管委会")))
    page = client.get("/").content.decode()
    for words in ("From signature to effect", "Where projects lie", "Signed against paid in", "Overdue"):
        assert words in page
    shown = figures(client)
    assert shown["Organisations"] == "5"
    assert shown["Meetings"] == "2"
    assert shown["Contracts signed"] == "1,200,000,000 CNY"
    assert shown["Paid in"] == "300,000,000 CNY"


def test_an_enterprise_sees_its_own(client: Client) -> None:
    event = loaded()
    own = Organisation.objects.get(name="示例精锻有限公司")
    client.force_login(account(Role.ENTERPRISE, own))
    shown = figures(client)
    assert "Organisations" not in shown
    assert shown["Contracts signed"] == "1,200,000,000 CNY"
    assert shown["Meetings"] == "2"
    page = client.get("/").content.decode()
    assert f"/events/{event.pk}/agenda/{own.pk}/" in page


def test_an_enterprise_sees_nothing_of_others(client: Client) -> None:
    loaded()
    client.force_login(account(Role.ENTERPRISE, cast.organisation()))
    shown = figures(client)
    assert shown == {
        "Suggestions for you": "0",
        "Your rating": "–",
        "Meetings": "0",
        "Contracts signed": "–",
        "Paid in": "–",
        "Overdue projects": "0",
    }
    page = client.get("/").content.decode()
    assert "Forging plant" not in page
    assert "示例" not in page.split("<main")[1].replace("示例0", "")


def test_a_change_shows_at_once_though_the_dashboard_is_kept(client: Client) -> None:
    loaded()
    user = account(Role.PROMOTION_OFFICE)
    client.force_login(user)
    assert figures(client)["Contracts signed"] == "1,200,000,000 CNY"
    with CaptureQueriesContext(connection) as kept:
        client.get("/")
    folder = read_folder(
        {n: c.replace(b"tiny-2021", b"next-2021").replace(b"91110000600037341L", b"") for n, c in good_folder().items()}
    ).folder
    assert folder is not None
    with CaptureQueriesContext(connection) as ignored:
        actions.load_folder(actor=user, reason="test", folder=folder)
    assert ignored
    assert figures(client)["Contracts signed"] == "2,400,000,000 CNY"
    assert len(kept) <= 10


def test_the_dashboard_takes_the_same_queries_however_much_there_is(client: Client) -> None:
    loaded()
    client.force_login(account(Role.PROMOTION_OFFICE))

    def queries() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as found:
            assert client.get("/").status_code == 200
        return len(found)

    cast.project()
    queries()
    one = queries()
    for _ in range(2):
        cast.project()
    assert queries() == one


def test_the_dashboard_api(client: Client) -> None:
    assert client.get("/api/dashboard").status_code == 401
    client.force_login(account())
    assert client.get("/api/dashboard").status_code == 403
    event = loaded()
    client.force_login(account(Role.ZONE_COMMITTEE))
    found = client.get("/api/dashboard").json()
    assert (found["event"], found["as_of"], found["is_own"]) == (event.code, "2022-01-17", False)
    assert found["funnel"][0] == {"stage": "signed", "reached": 1, "here": 0}


def test_the_dry_run_api(promoter: Client) -> None:
    found = promoter.post("/api/folders/check", {"files": uploads(good_folder())["folder"]}).json()
    assert found["is_loadable"], json.dumps(found)
    assert found["rows"]["stages"] == 3
    broken = BROKEN["role unknown"].files()
    found = promoter.post("/api/folders/check", {"files": uploads(broken)["folder"]}).json()
    assert not found["is_loadable"]
    assert found["problems"][0]["column"] == "Role 3"
    assert found["problems"][0]["remedy"]
    answer = promoter.post("/api/folders/check", {"files": [SimpleUploadedFile("a.exe", b"1")]})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:fairway:file-kind")
    assert not InputFolder.objects.exists()


def test_the_dry_run_api_is_for_the_promotion_office(client: Client) -> None:
    client.force_login(account(Role.ENTERPRISE))
    answer = client.post("/api/folders/check", {"files": uploads(good_folder())["folder"]})
    assert answer.status_code == 403
