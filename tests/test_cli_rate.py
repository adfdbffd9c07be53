"""``fairway rate`` from outside: files in, files out, and every refusal in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from bench.generate_records import write_records
from click.testing import CliRunner

from fairway.cli import commands
from fairway.lib.errors import FairwayError

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_records(tmp_path / "records.parquet", 50, 500)
    return tmp_path


def rate(folder: Path, *arguments: str, records: str = "records.parquet") -> Result:
    given = ["rate", str(folder / records), "--model", "enterprise-credit-1", "--as-of", "2026-08-15"]
    given += ["--out", str(folder / "ratings.parquet"), *arguments]
    return CliRunner().invoke(commands, given)


def test_every_engine_prints_the_same_hash(folder: Path) -> None:
    done = [rate(folder, "--engine", engine) for engine in ("arrow", "duckdb", "sqlite")]
    assert [each.exit_code for each in done] == [0, 0, 0]
    assert len({each.stdout for each in done}) == 1
    assert "no file" in done[0].stderr
    table = pq.read_table(folder / "ratings.parquet")
    assert table.column_names == ["organisation", "points", "grade", "records"]
    assert table.num_rows == 50
    assert table.schema.metadata[b"fairway.version"] == b"1.0.0"


def test_ratings_before_and_a_model_of_ones_own(folder: Path) -> None:
    assert rate(folder).exit_code == 0
    (folder / "ratings.parquet").rename(folder / "before.parquet")
    assert rate(folder, "--previous", str(folder / "before.parquet"), "--quiet").exit_code == 0


def test_a_day_before_the_model_applies_is_a_trial(folder: Path) -> None:
    done = rate(folder, "--as-of", "2026-03-31")
    assert "A trial" in done.stderr


def broken_model(folder: Path) -> list[str]:
    (folder / "own.toml").write_text('name = "Own"\npublished = "soon"\n')
    return ["--model", str(folder / "own.toml")]


def model_in_another_encoding(folder: Path) -> list[str]:
    (folder / "own.toml").write_bytes('name = "信用"\n'.encode("gb18030"))
    return ["--model", str(folder / "own.toml")]


def foreign_out(folder: Path) -> list[str]:
    (folder / "other.parquet").write_text("something else")
    return ["--out", str(folder / "other.parquet")]


@pytest.mark.parametrize(
    ("wrong", "code", "words"),
    [
        (lambda folder: ["--model", "no-such-model"], "model-unknown", "enterprise-credit-1"),
        (broken_model, "model-", "line 2"),
        (model_in_another_encoding, "model-not-unicode", "line 1"),
        (foreign_out, "out-foreign", "other.parquet"),
        (lambda folder: ["--out", str(folder / "records.parquet")], "out-is-input", "records.parquet"),
        (lambda folder: ["--previous", str(folder / "records.parquet")], "previous-format", "records.parquet"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(folder: Path, wrong: object, code: str, words: str) -> None:
    held = (folder / "records.parquet").read_bytes()
    done = rate(folder, *wrong(folder))  # type: ignore[operator]
    assert isinstance(done.exception, FairwayError)
    assert done.exception.code.startswith(code)
    assert words in str(done.exception)
    assert not (folder / "ratings.parquet").exists()
    assert (folder / "records.parquet").read_bytes() == held


def test_a_file_that_is_no_table_of_records_is_refused(folder: Path) -> None:
    (folder / "text.parquet").write_text("organisation,kind\n1,penalty\n")
    done = rate(folder, records="text.parquet")
    assert isinstance(done.exception, FairwayError)
    assert "fairway records prepare" in str(done.exception)
