"""``fairway organisation import`` and ``export``: the same rules and words as on the web."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairway.cli import commands
from fairway.know.models import Import, Organisation
from fairway.know.tests.test_actions_imports import line, table
from fairway.lib.errors import Invalid

pytestmark = pytest.mark.django_db


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(commands, [str(a) for a in arguments], catch_exceptions=True)


def put(folder: Path, *rows: dict[str, str]) -> Path:
    file = folder / "list.csv"
    file.write_bytes(table(rows))
    return file


def test_a_dry_run_says_what_would_change_and_leaves_nothing(tmp_path: Path) -> None:
    file, report = put(tmp_path, line(1), line(2, 所属地区="火星")), tmp_path / "plan.csv"
    done = invoke("organisation", "import", file, "--namespace", "park", "--dry-run", "--report", report)
    assert done.exit_code == 1
    assert "火星" in done.stderr
    assert "所属地区" in done.stderr
    with report.open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["Outcome"] for row in rows] == ["new", "refused"]
    assert not Organisation.objects.exists()
    assert Import.objects.get().state == Import.State.DISCARDED


def test_a_dry_run_of_what_is_there_already_leaves_nothing_either(tmp_path: Path) -> None:
    file = put(tmp_path, line(1), line(2))
    assert invoke("organisation", "import", file, "--namespace", "park").exit_code == 0
    done = invoke("organisation", "import", file, "--namespace", "park", "--dry-run")
    assert done.exit_code == 0, done.output
    assert "unchanged    2" in done.stdout
    assert Import.objects.latest("pk").state == Import.State.DISCARDED


def test_the_report_does_not_take_the_place_of_the_file(tmp_path: Path) -> None:
    file = put(tmp_path, line(1))
    held = file.read_bytes()
    assert invoke("organisation", "import", file, "--namespace", "park", "--report", file).exit_code == 2
    assert file.read_bytes() == held
    assert not Import.objects.exists()


def test_a_file_goes_in_and_out_and_in_again(tmp_path: Path) -> None:
    file = put(tmp_path, line(1, 企业规模="小型", 控股类型="外资"), line(2))
    assert invoke("organisation", "import", file, "--namespace", "park").exit_code == 0
    assert Organisation.objects.count() == 2
    for kind in ("csv", "ftm"):
        out = tmp_path / f"all.{kind}"
        assert invoke("organisation", "export", "--format", kind, "--out", out).exit_code == 0
        done = invoke("organisation", "import", out, "--namespace", "again")
        assert done.exit_code == 0, done.output
        assert "unchanged    2" in done.stdout
    out = tmp_path / "all.json"
    assert invoke("organisation", "export", "--format", "json", "--out", out).exit_code == 0
    rows = {row["name"]: (row.get("size", ""), row.get("ownership_type", "")) for row in json.loads(out.read_bytes())}
    assert rows == {line(1)["企业名称"]: ("small", "foreign"), line(2)["企业名称"]: ("", "")}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.csv", "all.ftm", "all.json", "list.csv"]


def test_columns_and_kind_can_be_said(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Firma,Ort\n长春甲轴承有限公司,长春\n", encoding="utf-8")
    said = ["--column", "Firma=name", "--column", "Ort=region", "--kind", "enterprise", "--region", "220200"]
    done = invoke("organisation", "import", file, "--namespace", "park", *said, "--demo", "--language", "zh-hans")
    assert done.exit_code == 0, done.output
    made = Organisation.objects.get()
    assert (made.region_code, made.kind, made.is_demo) == ("220100", "enterprise", True)
    wrong = invoke("organisation", "import", file, "--namespace", "park", "--column", "Nothing=name")
    assert wrong.exit_code == 2
    assert "headings are Firma, Ort" in wrong.stderr


@pytest.mark.parametrize(("name", "content"), [("a.csv", b""), ("a.xlsx", b"x"), ("a.pdf", b"x")])
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    done = invoke("organisation", "import", file, "--namespace", "park")
    assert isinstance(done.exception, Invalid)
    assert not Import.objects.exclude(state=Import.State.DISCARDED).exists()
