"""Pages, API and commands of exchange: who sees them, files out, a dry run, taking and discarding."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.cast import account, project

from fairway.base.models import Job
from fairway.cli import commands
from fairway.govern.models import Role
from fairway.land import tasks
from fairway.land.models import Project, ProjectImport
from fairway.land.tests.test_exchange import all_of_them, forget_projects, grown, package

pytestmark = pytest.mark.django_db


def signed_in(role: Role = Role.PROMOTION_OFFICE) -> Client:
    client = Client()
    client.force_login(account(role))
    return client


def hand_in(client: Client, content: bytes, name: str = "projects.json") -> str:
    answer = client.post(reverse("land:exchange"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)  # type: ignore[attr-defined]


def content_of(answer: object) -> bytes:
    return b"".join(answer.streaming_content) if hasattr(answer, "streaming_content") else answer.content  # type: ignore[attr-defined]


def test_the_page_offers_the_forms_and_the_import_to_whom_it_is_for() -> None:
    page = signed_in().get(reverse("land:exchange")).content.decode()
    assert "OC4IDS" in page
    assert 'type="file"' in page
    page = signed_in(Role.CREDIT_OFFICE).get(reverse("land:exchange")).content.decode()
    assert "OC4IDS" in page
    assert 'type="file"' not in page


def test_a_package_goes_out_and_comes_in_again() -> None:
    grown()
    client = signed_in()
    answer = client.get(reverse("land:export_projects", args=["json"]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="projects.json"'
    content = content_of(answer)
    assert json.loads(content)["uri"].startswith("http://testserver/")
    before = all_of_them()
    forget_projects()
    address = hand_in(client, content)
    page = client.get(address).content.decode()
    assert "Take the sound projects" in page
    assert not Project.objects.exists()
    kept = ProjectImport.objects.get()
    assert client.post(reverse("land:take_projects", args=[kept.pk]), follow=True).status_code == 200
    assert all_of_them() == before


def test_what_is_wrong_stands_on_the_page_with_its_place_and_remedy() -> None:
    project()
    broken = json.loads(package(all_of_them()))
    broken["projects"][0]["fairway"]["log"][0]["happenedOn"] = "soon"
    client = signed_in()
    page = client.get(hand_in(client, json.dumps(broken).encode())).content.decode()
    assert "projects[0].fairway.log[0].happenedOn" in page
    assert "“soon” is not a day." in page
    assert "Take the sound projects" not in page
    assert client.post(reverse("land:discard_projects", args=[ProjectImport.objects.get().pk])).status_code == 302


def test_a_long_file_is_the_worker_s(monkeypatch: pytest.MonkeyPatch) -> None:
    project()
    content = package(all_of_them())
    forget_projects()
    monkeypatch.setattr(import_module("fairway.land.views.exchange"), "AT_ONCE", 10)
    client = signed_in()
    job = Job.objects.get(pk=int(hand_in(client, content).rstrip("/").rpartition("/")[2]))
    kept = ProjectImport.objects.get()
    tasks.check_kept_file.func(job.pk, kept.pk)
    job.refresh_from_db()
    assert (job.state, job.result["url"]) == ("done", reverse("land:project_import", args=[kept.pk]))
    client.post(reverse("land:take_projects", args=[kept.pk]))
    tasks.take_kept_file.func(Job.objects.latest("pk").pk, kept.pk)
    assert Project.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ENTERPRISE, Role.CREDIT_OFFICE])
def test_others_neither_import_nor_see_imports(role: Role) -> None:
    client = signed_in(role)
    assert client.post(reverse("land:take_projects", args=[1])).status_code == 403
    assert client.get(reverse("land:project_import", args=[1])).status_code == 403
    client.post(reverse("land:exchange"), {"file": SimpleUploadedFile("p.json", b"{}")})
    assert not ProjectImport.objects.exists()


def test_nothing_to_export_and_unknown_forms_say_so() -> None:
    client = signed_in()
    assert client.get(reverse("land:export_projects", args=["json"])).status_code == 404
    assert client.get(reverse("land:export_projects", args=["pdf"])).status_code == 404


def test_the_api_pages_through_projects_and_takes_files() -> None:
    grown()
    project()
    client = signed_in()
    first = client.get("/api/exchange/oc4ids?limit=1").json()
    assert (len(first["projects"]), first["next"] is None) == (1, False)
    rest = client.get(f"/api/exchange/oc4ids?after={first['next']}").json()
    assert (len(rest["projects"]), rest["next"]) == (1, None)
    content = package(all_of_them())
    forget_projects()
    sent = {"file": SimpleUploadedFile("p.json", content)}
    answer = client.post("/api/exchange/imports?reason=test", sent)
    assert (answer.status_code, answer.json()["counts"]["new"]) == (201, 2)
    done = client.post(f"/api/exchange/imports/{answer.json()['id']}/take?reason=test").json()
    assert (done["state"], Project.objects.count()) == ("applied", 2)
    assert client.post("/api/exchange/imports/0/take?reason=test").status_code == 404


def test_commands_write_and_read_the_same_file(tmp_path: Path) -> None:
    grown()
    before = all_of_them()
    file = tmp_path / "projects.json"
    run = CliRunner()
    assert run.invoke(commands, ["projects", "export", "--out", str(file)]).exit_code == 0
    forget_projects()
    looked = run.invoke(commands, ["projects", "import", str(file), "--dry-run"])
    assert (looked.exit_code, Project.objects.count()) == (0, 0)
    assert "New" in looked.output
    assert run.invoke(commands, ["projects", "import", str(file)]).exit_code == 0
    assert all_of_them() == before
    assert run.invoke(commands, ["projects", "import", str(file)]).exit_code == 0
    file.write_text("{}")
    broken = run.invoke(commands, ["projects", "import", str(file)])
    assert (broken.exit_code, "projects.json" in broken.output) == (1, True)
