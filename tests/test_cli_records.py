"""``fairway records``: what is told, written and refused, and with which exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fairway.cli import commands
from fairway.lib.errors import Invalid, Refused

HEAD = "Number,Organisation,Kind,Severity,Happened on,Authority\n"
GOOD = "R-1,7,penalty,minor,2021-10-19,Example bureau\n"
BAD = "R-2,7,gossip,,2021-10-19,Example bureau\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "good.csv").write_text(HEAD + GOOD)
    (tmp_path / "bad.csv").write_text(HEAD + BAD + GOOD.replace("R-1", "R-3"))
    (tmp_path / "open.csv").write_text(HEAD + GOOD + '"R-4')
    return tmp_path


def records(folder: Path, *arguments: str) -> Result:
    given = [str(folder / each) if each.endswith((".csv", ".parquet")) else each for each in arguments]
    return CliRunner().invoke(commands, ["records", *given])


def test_check(folder: Path) -> None:
    assert records(folder, "check", "good.csv").exit_code == 0
    done = records(folder, "check", "good.csv", "bad.csv", "--mend", "mend.csv")
    assert done.exit_code == 2
    assert "3 rows: 2 good, 1 with problems." in done.output
    assert "gossip" in (folder / "mend.csv").read_text(encoding="utf-8-sig")
    assert records(folder, "check", "mend.csv", "--quiet").exit_code == 2


def test_prepare_writes_all_or_the_good_rows_or_nothing(folder: Path) -> None:
    out = folder / "records.parquet"
    assert records(folder, "prepare", "good.csv", "bad.csv", "--out", "records.parquet").exit_code == 2
    assert not out.exists()
    done = records(folder, "prepare", "good.csv", "bad.csv", "--out", "records.parquet", "--good-rows")
    assert (done.exit_code, "2 records of 1 organisations" in done.output) == (2, True)
    whole = out.read_bytes()
    lost = records(folder, "prepare", "good.csv", "open.csv", "--out", "records.parquet", "--good-rows")
    assert (lost.exit_code, out.read_bytes() == whole) == (2, True)
    assert {each.name for each in folder.iterdir()} == {"good.csv", "bad.csv", "open.csv", "records.parquet"}


def test_what_is_shown_says_how_much_there_is(folder: Path) -> None:
    done = records(folder, "check", "bad.csv", "open.csv", "--shown", "1")
    assert "more problems, 3 in all. --mend FILE writes every row to a file." in done.output


def test_no_file_of_ones_own_is_written_over(folder: Path) -> None:
    for arguments in (("check", "good.csv", "--mend", "good.csv"), ("prepare", "good.csv", "--out", "good.csv")):
        assert isinstance(records(folder, *arguments).exception, Invalid)
    (folder / "notes.csv").write_text("my notes")
    assert isinstance(records(folder, "check", "bad.csv", "--mend", "notes.csv").exception, Refused)
    assert (folder / "notes.csv").read_text() == "my notes"
