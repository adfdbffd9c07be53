"""The ``fairway`` command: what it prints, writes, refuses, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import socket
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from fairway.base.models import AuditLine, User
from fairway.chain.tests.broken_folders import BROKEN, Broken, Files, good_folder
from fairway.cli import commands
from fairway.cli.demo_accounts import MARK, accounts, throw_away
from fairway.cli.folders import write_files
from fairway.cli.printing import table, width
from fairway.cli.serve import refuse_taken_port
from fairway.cli.workbench import database_refusal
from fairway.govern.models import Membership
from fairway.lib.errors import Invalid, Missing, Refused
from fairway.meet.tests.test_engine_dzn import TEXT as TINY
from tests.cast import organisation

RESULTS = {"organisations.csv", "ratings.csv", "matches.csv", "timetable.xlsx", "timetable.ics", "signing.json",
           "funnel.json", "report.html", ".fairway-results"}  # fmt: skip


def put(folder: Path, files: Files) -> Path:
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(commands, [str(a) for a in arguments], catch_exceptions=True)


def fairway(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a user runs it."""
    return alone(["-m", "fairway", *map(str, arguments)], **environment)


def alone(arguments: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in a process of its own, with nothing but these settings."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FAIRWAY_", "DJANGO_"))}
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=kept | environment, capture_output=True, text=True, check=False)


def written(out: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in out.iterdir()}


def test_help_needs_nothing_heavy() -> None:
    script = (
        "import sys, fairway.cli\n"
        "heavy = {'django', 'ortools', 'openpyxl', 'numpy', 'ninja'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


GROUPS = {
    "manage", "account", "audit", "organisation", "search", "cases", "hindrances", "projects", "promises", "webhooks",
}  # fmt: skip


@pytest.mark.parametrize("command", sorted(set(commands.commands) - GROUPS))
def test_every_help_has_an_example(command: str) -> None:
    shown = invoke(command, "--help")
    assert shown.exit_code == 0
    assert f"fairway {command}" in shown.output.split("Example:")[1]
    assert "\\b" not in shown.output


def test_a_good_folder_is_checked(tmp_path: Path) -> None:
    done = invoke("check", put(tmp_path / "e", good_folder()))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Nothing keeps this folder out." in done.stdout
    assert sorted(file.name for file in tmp_path.iterdir()) == ["e"]


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_folder_is_named_and_nothing_is_written(tmp_path: Path, broken: Broken) -> None:
    folder, out = put(tmp_path / "e", broken.files()), tmp_path / "out"
    for arguments in (("check", folder), ("run", folder, "--out", out), ("run", folder, "--dry-run")):
        done = invoke(*arguments)
        assert done.exit_code == 2
        line = next(line for line in done.stderr.splitlines() if line.startswith(broken.file))
        assert broken.row is None or str(broken.row) in done.stderr
        assert broken.column is None or broken.column in done.stderr
        assert line
        assert "Traceback" not in done.stderr
    assert not out.exists()


def test_problems_in_chinese_write_nothing_either(tmp_path: Path) -> None:
    folder = put(tmp_path / "e", BROKEN["role unknown"].files())
    work = tmp_path / "work"
    work.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("FAIRWAY_", "DJANGO_"))}
    command = [sys.executable, "-m", "fairway", "check", str(folder), "--language", "zh-hans"]
    done = subprocess.run(command, env=kept, cwd=work, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "agreements.csv" in done.stderr
    assert "What is wrong" not in done.stderr
    assert list(work.iterdir()) == []


def test_a_run_writes_every_result_twice_the_same_and_keeps_nothing_else(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "e", good_folder()), tmp_path / "out"
    done = fairway("run", folder, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "[4/4] Done" in done.stdout
    first = written(out)
    assert set(first) == RESULTS
    packed = tmp_path / "e.zip"
    with zipfile.ZipFile(packed, "w") as opened:
        for name, content in good_folder().items():
            opened.writestr(name, content)
    again = fairway("run", packed, "--out", out, "--quiet")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert written(out) == first
    assert sorted(file.name for file in tmp_path.iterdir()) == ["e", "e.zip", "out"]


def test_good_rows_are_run_and_bad_ones_come_back_to_mend(tmp_path: Path) -> None:
    folder, out = put(tmp_path / "e", BROKEN["role unknown"].files()), tmp_path / "out"
    done = fairway("run", folder, "--out", out, "--accept-good-rows", "--seed", "3")
    assert done.returncode == 0, done.stderr
    assert "Role 3" in done.stderr
    assert set(written(out)) == RESULTS | {"to-mend.xlsx"}
    book = load_workbook(io.BytesIO((out / "to-mend.xlsx").read_bytes()))
    assert book.sheetnames[0] == "agreements"
    assert json.loads((out / "signing.json").read_text(encoding="utf-8"))["state"] == "red"


def test_a_run_needs_a_place_for_its_results(tmp_path: Path) -> None:
    folder = put(tmp_path / "e", good_folder())
    assert "--out" in invoke("run", folder).stderr
    foreign = put(tmp_path / "mine", {"thesis.txt": b"1"})
    for out, kind in ((foreign, Refused), (foreign / "thesis.txt", Invalid)):
        done = invoke("run", folder, "--out", out)
        assert isinstance(done.exception, kind)
    assert written(foreign) == {"thesis.txt": b"1"}
    said = fairway("run", folder, "--out", foreign)
    assert (said.returncode, said.stderr.count("\n")) == (2, 1)
    assert said.stderr.startswith("fairway: ")


def test_what_cannot_be_moved_into_place_leaves_the_old_results(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write_files(out, {"a.csv": b"1"})
    with pytest.raises(OSError, match="missing"):
        write_files(out, {"b.csv": b"2", "missing/c.csv": b"3"})
    assert set(written(out)) == {"a.csv", ".fairway-results"}
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_timetable_is_solved_checked_and_printed(tmp_path: Path) -> None:
    file = tmp_path / "event.dzn"
    file.write_text(TINY, encoding="utf-8")
    shown = invoke("timetable", file)
    assert shown.exit_code == 0, shown.output
    assert "checked: nothing is wrong" in shown.stdout
    found = json.loads(invoke("timetable", file, "--fairness", "2", "--json").stdout)
    assert list(found) == ["status", "objective", "bound", "seconds", "meetings"]
    assert (found["status"], found["objective"], found["bound"]) == ("optimal", 1, 1)
    assert [meeting for meeting, _slot in found["meetings"]] == [1, 2, 3]


def test_an_impossible_event_is_told_as_such(tmp_path: Path) -> None:
    file = tmp_path / "event.dzn"
    file.write_text(TINY.replace("nTables = ", "nTables = 0; % "), encoding="utf-8")
    told = invoke("timetable", file, "--json")
    assert told.exit_code == 1
    found = json.loads(told.stdout)
    assert (found["status"], found["objective"], found["bound"], found["meetings"]) == ("infeasible", None, None, [])
    shown = invoke("timetable", file).stdout
    assert "no timetable (infeasible)" in shown
    assert "These contradict each other" in shown
    assert "Tables in each slot: 0." in shown


def test_a_damaged_instance_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "event.dzn"
    file.write_text(TINY.replace("nBusiness = 3", "nBusiness = 4"), encoding="utf-8")
    refusal = invoke("timetable", file).exception
    assert isinstance(refusal, Invalid)
    assert "line 12" in str(refusal)


@pytest.mark.django_db
def test_the_audit_log_is_verified(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("correct horse battery\n", encoding="utf-8")
    assert invoke("account", "add", "chen", "--password-file", secret).exit_code == 0
    whole = invoke("audit", "verify")
    assert whole.exit_code == 0
    head = whole.stdout.split()[-1]
    assert invoke("audit", "verify", "--expect", head).exit_code == 0
    assert invoke("audit", "verify", "--expect", "0" * 64).exit_code == 1
    last = AuditLine.objects.order_by("number").last()
    assert last is not None
    AuditLine.objects.filter(pk=last.pk).update(reason="something else")
    broken = invoke("audit", "verify")
    assert broken.exit_code == 1
    assert f"Line {last.number}" in broken.stderr


@pytest.mark.django_db
def test_an_account_acts_for_an_organisation(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("correct horse battery\n", encoding="utf-8")
    office = organisation()
    office.names.create(text=office.name, kind="legal", language="zh-Hans")
    add = ("account", "add", "li", "--password-file", secret, "--role", "credit_office", "--organisation")
    assert isinstance(invoke(*add, "nobody").exception, Missing)
    assert not User.objects.filter(username="li").exists()
    assert invoke(*add, office.name).exit_code == 0
    membership = Membership.objects.get()
    assert (membership.user.get_username(), membership.organisation, membership.role) == (
        "li",
        office,
        "credit_office",
    )
    assert membership.user.check_password("correct horse battery")


@pytest.mark.django_db
def test_a_weak_password_and_half_an_appointment_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("short\n", encoding="utf-8")
    weak = invoke("account", "add", "li", "--password-file", secret)
    assert weak.exit_code == 1
    assert "12" in weak.stderr
    assert invoke("account", "add", "li", "--role", "enterprise").exit_code == 2
    assert not User.objects.filter(username="li").exists()


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match="--port"):
            refuse_taken_port("127.0.0.1", port)
        assert isinstance(invoke("demo", "--port", port).exception, Refused)
    refuse_taken_port("127.0.0.1", port)


def test_only_a_demo_is_thrown_away(tmp_path: Path) -> None:
    throw_away(tmp_path / "nothing")
    (tmp_path / "fairway.sqlite3").write_bytes(b"real")
    with pytest.raises(Refused):
        throw_away(tmp_path)
    (tmp_path / MARK).write_text("{}", encoding="utf-8")
    throw_away(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_demo_accounts_are_made_once_with_passwords_of_their_own(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    for kind in ("institution", "committee", "enterprise", "government"):
        organisation(kind=kind)
    first = accounts()
    assert [name for name, _password, _place in first] == ["promotion", "zone", "enterprise", "credit"]
    assert len({password for _name, password, _place in first}) == 4
    assert all(User.objects.get(username=name).check_password(password) for name, password, _place in first)
    assert {m.role for m in Membership.objects.all()} == {
        "promotion_office", "zone_committee", "enterprise", "credit_office",
    }  # fmt: skip
    assert accounts() == first
    assert (tmp_path / MARK).stat().st_mode & 0o077 == 0


TEXTS = st.text(alphabet="ab汽车é ", max_size=8)


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_columns_line_up(rows: list[tuple[str, str]]) -> None:
    lines = table(["one", "two"], [(f"{a}|", b) for a, b in rows]).splitlines()
    widest = max([3, *(width(a) + 1 for a, _b in rows)])
    assert width(lines[1].split("  ")[0]) == widest
    for line, (a, b) in zip(lines[2:], rows, strict=True):
        assert line == (f"{a}|" + " " * (widest - width(a) - 1) + f"  {b}").rstrip()


def test_a_new_workbench_has_its_tables_and_lacks_no_migration(tmp_path: Path) -> None:
    here = {"FAIRWAY_DATA_DIR": str(tmp_path / "data"), "FAIRWAY_LOG_LEVEL": "error"}
    asked = "from fairway.cli import prepare, workbench; workbench.set_up(); prepare.prepare(); prepare.prepare()"
    made = alone(["-c", asked], **here)
    assert (made.returncode, made.stderr) == (0, "")
    assert fairway("manage", "migrate", "--check", **here).returncode == 0
    assert fairway("organisation", "add", "长春市招商局", "--region", "220100", **here).returncode == 0


def test_an_office_begins_from_nothing(tmp_path: Path) -> None:
    """No folder has been loaded: the office writes itself down, then makes its first account."""
    (tmp_path / "password").write_text("correct horse battery", encoding="utf-8")
    here = {"FAIRWAY_DATA_DIR": str(tmp_path / "data"), "FAIRWAY_LOG_LEVEL": "error"}
    assert fairway("manage", "migrate", "-v", "0", **here).returncode == 0
    office = ("organisation", "add", "长春市招商局", "--region", "220100")
    assert fairway(*office, **here).returncode == 0
    assert "written down already" in fairway(*office, **here).stderr
    assert "not a division code" in fairway("organisation", "add", "某局", "--region", "999999", **here).stderr
    person = (
        "--role",
        "promotion_office",
        "--organisation",
        "长春市招商局",
        "--password-file",
        str(tmp_path / "password"),
    )
    assert fairway("account", "add", "li", *person, **here).stdout == "li can sign in now.\n"
    assert fairway("audit", "verify", **here).returncode == 0


def test_a_database_that_fails_is_told_in_one_sentence(tmp_path: Path) -> None:
    here = {"FAIRWAY_DATA_DIR": str(tmp_path / "data"), "FAIRWAY_LOG_LEVEL": "error"}
    assert fairway("manage", "migrate", "base", "-v", "0", **here).returncode == 0
    out = tmp_path / "all.csv"
    older = fairway("organisation", "export", "--format", "csv", "--out", str(out), **here)
    assert (older.returncode, older.stderr.count("\n")) == (2, 1)
    assert "older Fairway. Run “fairway manage migrate” first." in older.stderr
    assert not out.exists()
    damaged = tmp_path / "damaged.sqlite3"
    damaged.write_text("no database")
    told = fairway("audit", "verify", **here, FAIRWAY_DATABASE=f"sqlite:///{damaged}")
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "The database failed (file is not a database)" in told.stderr


def test_a_mistake_in_a_query_is_no_failing_database() -> None:
    with pytest.raises(IntegrityError, match="twice"):
        database_refusal(IntegrityError("twice"))
