"""``fairway link``: what it reads, writes, refuses, draws, and with which exit code."""

from __future__ import annotations

import csv
import importlib.util
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairway.cli import commands
from fairway.lib.errors import Invalid, Missing, Refused

REGISTRY = """编号,名称,地区
r-1,长春鑫源商贸有限公司,长春
r-2,中国工商银行股份有限公司诸暨支行,诸暨市
r-3,深圳市纺织(集团)股份有限公司,深圳
r-4,长春鑫源商贸有限责任公司,
"""
VISITORS = """Key,Name
v-1,長春市鑫源商貿有限公司
v-2,中国工商银行股份有限公司
v-3,BMW Brilliance Automotive Ltd.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(REGISTRY, encoding="utf-8")
    (tmp_path / "b.csv").write_text(VISITORS, encoding="utf-8")
    return tmp_path


def link(folder: Path, *arguments: str) -> Result:
    given = [str(folder / each) if each.endswith((".csv", ".html", ".svg", ".txt")) else each for each in arguments]
    return CliRunner().invoke(commands, ["link", *given])


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def test_two_tables(folder: Path) -> None:
    done = link(folder, "a.csv", "b.csv", "--out", "pairs.csv")
    assert done.exit_code == 0, done.output
    found = {(row["Key A"], row["Key B"]): row for row in rows(folder / "pairs.csv")}
    assert found["r-1", "v-1"]["Decision"] == "same"
    assert (found["r-2", "v-2"]["Decision"], found["r-2", "v-2"]["Relation"]) == ("related", "A is a branch of B")
    assert not any(other == "v-3" for _, other in found)
    assert all(row["Reasons"] and 0 <= float(row["Probability"]) <= 1 for row in found.values())
    assert "Taking names apart" in done.stderr
    assert "same" in done.stderr


def test_one_table_and_its_groups(folder: Path) -> None:
    done = link(folder, "a.csv", "--out", "pairs.csv", "--groups", "groups.csv", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    assert [(row["Key A"], row["Key B"], row["Decision"]) for row in rows(folder / "pairs.csv")] == [
        ("r-1", "r-4", "same")
    ]
    assert [(row["Group"], row["Key"]) for row in rows(folder / "groups.csv")] == [("1", "r-1"), ("1", "r-4")]


def test_the_same_tables_give_the_same_bytes(folder: Path) -> None:
    for out in ("one.csv", "two.csv"):
        assert link(folder, "a.csv", "b.csv", "--out", out, "--quiet").exit_code == 0
    assert (folder / "one.csv").read_bytes() == (folder / "two.csv").read_bytes()


def test_bad_rows_are_told_and_the_others_linked(folder: Path) -> None:
    (folder / "a.csv").write_text(REGISTRY + "r-5,,\nr-6,甲公司,朝阳区\n", encoding="utf-8")
    done = link(folder, "a.csv", "b.csv", "--out", "pairs.csv")
    assert done.exit_code == 2
    assert "a.csv" in done.stderr
    assert "朝阳区" in done.stderr
    assert len(rows(folder / "pairs.csv")) >= 2


def test_what_a_spreadsheet_would_run_stays_text(folder: Path) -> None:
    (folder / "b.csv").write_text('name\n"=HYPERLINK(""x"")有限公司"\n', encoding="utf-8")
    link(folder, "b.csv", "b.csv", "--out", "pairs.csv", "--quiet")
    assert "'=HYPERLINK" in (folder / "pairs.csv").read_text(encoding="utf-8-sig")


def test_every_pair_that_was_compared(folder: Path) -> None:
    (folder / "b.csv").write_text(
        "name\n长春鑫源汽车零部件有限公司\n长春鑫原商贸有限公司第二分公司\n", encoding="utf-8"
    )
    link(folder, "a.csv", "b.csv", "--out", "some.csv", "--quiet")
    link(folder, "a.csv", "b.csv", "--out", "every.csv", "--every", "--quiet")
    some, every = rows(folder / "some.csv"), rows(folder / "every.csv")
    assert [row for row in every if row["Decision"] != "different"] == some


@pytest.mark.parametrize("chart", ["why.html", "why.svg"])
def test_the_evidence_of_any_pair_is_drawn(folder: Path, chart: str) -> None:
    done = link(folder, "a.csv", "b.csv", "--waterfall", "r-3", "v-3", "--chart", chart)
    assert done.exit_code == 0, done.output
    drawn = (folder / chart).read_text(encoding="utf-8")
    assert "<svg " in drawn
    assert 'role="img"' in drawn
    assert link(folder, "a.csv", "b.csv", "--waterfall", "r-2", "v-2", "--chart", chart).exit_code == 0


def test_keys_of_the_chart_must_be_there_and_one(folder: Path) -> None:
    done = link(folder, "a.csv", "b.csv", "--waterfall", "r-9", "v-1", "--chart", "why.svg")
    assert isinstance(done.exception, Missing)
    (folder / "a.csv").write_text("key,name\nr-1,甲公司\nr-1,乙公司\n", encoding="utf-8")
    done = link(folder, "a.csv", "b.csv", "--waterfall", "r-1", "v-1", "--chart", "why.svg")
    assert isinstance(done.exception, Refused)


def test_no_table_and_no_foreign_file_is_written_over(folder: Path) -> None:
    before = (folder / "a.csv").read_bytes()
    assert isinstance(link(folder, "a.csv", "b.csv", "--out", "a.csv").exception, Invalid)
    assert (folder / "a.csv").read_bytes() == before
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert isinstance(link(folder, "a.csv", "b.csv", "--out", "notes.txt").exception, Refused)
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    "arguments",
    [
        ("a.csv", "b.csv"),
        ("a.csv", "b.csv", "--waterfall", "r-1", "v-1"),
        ("a.csv", "b.csv", "--out", "p.csv", "--groups", "g.csv"),
        ("a.csv", "--out", "p.csv", "--waterfall", "r-1", "r-2", "--chart", "why.csv"),
        ("missing.csv", "--out", "p.csv"),
        ("a.csv", "--out", "p.csv", "--groups", "p.csv"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_once(folder: Path, arguments: tuple[str, ...]) -> None:
    assert link(folder, *arguments).exit_code == 2
    assert not (folder / "p.csv").exists()


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is not None, reason="PySpark is installed")
def test_spark_that_is_not_there_is_said_so(folder: Path) -> None:
    done = link(folder, "a.csv", "--out", "pairs.csv", "--engine", "spark", "--quiet")
    assert isinstance(done.exception, Refused)
    assert "requirements/spark.txt" in str(done.exception)
