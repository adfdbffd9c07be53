"""``fairway scorecard``: fit, score, validate; what it writes, refuses, and with which exit code."""

from __future__ import annotations

import csv
import json
import math
import random
import tomllib
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from fairway.cli import commands
from fairway.lib.errors import Invalid


def rows(seed: int, count: int = 400) -> list[dict[str, object]]:
    chance = random.Random(seed)
    made: list[dict[str, object]] = []
    for number in range(count):
        age, town = round(chance.uniform(0, 30), 1), chance.choice(["甲", "乙"])
        risk = 1 / (1 + math.exp(0.4 + 0.12 * age - 1.2 * (town == "乙")))
        bad = int(chance.random() < risk)
        made.append({"id": number, "age": age, "town": town, "year": 2000 + number % 5, "bad": bad})
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, seed in (("train.csv", 1), ("later.csv", 2)):
        write(tmp_path / name, rows(seed))
    pq.write_table(pa.Table.from_pylist(rows(3)), tmp_path / "later.parquet")
    return tmp_path


def write(path: Path, made: list[dict[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(made[0]))
        writer.writeheader()
        writer.writerows(made)


def scorecard(folder: Path, *arguments: str) -> Result:
    files = (".csv", ".toml", ".json", ".parquet")
    given = [str(folder / each) if each.endswith(files) else each for each in arguments]
    return CliRunner().invoke(commands, ["scorecard", *given])


def fitted(folder: Path, *more: str) -> Result:
    return scorecard(folder, "fit", "train.csv", "--target", "bad", "--leave-out", "id", "--out", "card.toml", *more)


def test_fit_score_and_validate(folder: Path) -> None:
    done = fitted(folder, "--tariff", "tariff.csv")
    assert done.exit_code == 0, done.output
    assert "age" in done.output
    card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
    assert {f["name"] for f in card["features"]} >= {"age", "town"}
    assert (folder / "tariff.csv").read_text(encoding="utf-8-sig").startswith("feature,bin,lower")
    assert scorecard(folder, "score", "card.toml", "later.csv", "--out", "scored.csv").exit_code == 0
    with (folder / "scored.csv").open(encoding="utf-8-sig", newline="") as stream:
        scored = list(csv.DictReader(stream))
    parts = [name for name in scored[0] if name.startswith("points of ")]
    for row in scored:
        points = [int(row[name].removeprefix("'")) for name in parts]
        assert int(row["score"]) == card["base_points"] + sum(points)
    done = scorecard(
        folder, "validate", "card.toml", "later.parquet", "--target", "bad", "--out", "report.json",
        "--reference", "train.csv", "--key", "id", "--challenger", "card.toml",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report["auc"]["low"] < report["auc"]["value"] < report["auc"]["high"]
    assert report["comparison"]["difference"]["value"] == 0.0
    assert sum(map(sum, report["migration"]["moves"])) == 400
    assert "AUC" in done.output


def test_learning_from_earlier_rows_checks_on_later_ones(folder: Path) -> None:
    done = fitted(folder, "--time", "year", "--train-until", "2002")
    assert done.exit_code == 0, done.output
    assert "Rows after 2002" in done.output
    assert "160 rows" in done.output
    card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
    assert sum(grade["rows"] for grade in card["grades"]) == 240
    assert "year" not in {f["name"] for f in card["features"]}


def refused(result: Result) -> str:
    assert isinstance(result.exception, Invalid), result.output
    return str(result.exception)


def test_what_is_wrong_is_named_with_file_row_column_and_remedy(folder: Path) -> None:
    assert fitted(folder, "--time", "year").exit_code == 2
    said = refused(scorecard(folder, "fit", "train.csv", "--target", "default", "--out", "card.toml"))
    assert "train.csv" in said
    assert "“default”" in said
    assert "id, age" in said
    text = (folder / "train.csv").read_text(encoding="utf-8")
    cells = text.splitlines()
    cells[6] = "5,old,甲,2000,0"
    (folder / "train.csv").write_text("\n".join(cells), encoding="utf-8")
    said = refused(fitted(folder))
    assert "train.csv: Row 7, column “age”: “old” is text among numbers" in said
    assert fitted(folder, "--special", "age=old").exit_code == 0
    said = refused(scorecard(folder, "validate", "card.toml", "later.csv", "--target", "town", "--out", "report.json"))
    assert "later.csv" in said


def test_nothing_that_is_read_is_written_over(folder: Path) -> None:
    assert fitted(folder).exit_code == 0
    held = {each.name: each.read_bytes() for each in folder.iterdir()}
    for arguments in (
        ("fit", "train.csv", "--target", "bad", "--out", "train.csv"),
        ("fit", "train.csv", "--target", "bad", "--out", "new.toml", "--tariff", "train.csv"),
        ("score", "card.toml", "later.csv", "--out", "later.csv"),
        ("validate", "card.toml", "later.csv", "--target", "bad", "--out", "card.toml"),
    ):
        assert "is read as well" in refused(scorecard(folder, *arguments))
    assert {each.name: each.read_bytes() for each in folder.iterdir()} == held


@pytest.mark.parametrize("option", [("--leave-out", "agee"), ("--category", "twon"), ("--special", "agee=99")])
def test_an_option_about_no_column_is_refused(folder: Path, option: tuple[str, str]) -> None:
    assert option[1].partition("=")[0] in refused(fitted(folder, *option))
    assert not (folder / "card.toml").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a,bad\n1,0\n1,0,3\n", "row 3 has 3 cells"),
        ("a,a\n1,0\n", "“a”"),
        ("a,bad\n", "no rows"),
        ("", "no rows"),
        ('a,bad\n"1,0\n', "double quote"),
    ],
)
def test_what_is_no_table_is_refused(folder: Path, content: str, said: str) -> None:
    (folder / "train.csv").write_text(content, encoding="utf-8")
    assert said in refused(fitted(folder))


def test_broken_cards_and_taken_columns_are_refused(folder: Path) -> None:
    assert fitted(folder).exit_code == 0
    card = (folder / "card.toml").read_text(encoding="utf-8")
    (folder / "broken.toml").write_text(card.replace("lower = -inf", "lower = 3.0", 1), encoding="utf-8")
    said = refused(scorecard(folder, "score", "broken.toml", "later.csv", "--out", "scored.csv"))
    assert "broken.toml" in said
    assert "line" in said
    write(folder / "taken.csv", [{**row, "score": 1} for row in rows(4, 10)])
    assert "“score”" in refused(scorecard(folder, "score", "card.toml", "taken.csv", "--out", "scored.csv"))
    (folder / "no.parquet").write_bytes(b"nothing")
    assert "no Parquet" in refused(scorecard(folder, "score", "card.toml", "no.parquet", "--out", "scored.csv"))


def test_pairs_are_crossed_scored_and_can_be_forbidden(folder: Path) -> None:
    made = rows(5, 600)
    for row in made:
        row["size"] = float(row["id"] % 100)  # type: ignore[call-overload]
        row["bad"] = int((row["age"] > 15) == (row["size"] > 50))  # type: ignore[operator]
    write(folder / "train.csv", made)
    assert fitted(folder, "--pairs", "1", "--tariff", "tariff.csv").exit_code == 0
    card = tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
    assert [side["name"] for side in card["crosses"][0]["sides"]] == ["age", "size"]
    with (folder / "tariff.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {row["feature 2"] for row in csv.DictReader(stream)} == {"", "size"}
    assert scorecard(folder, "score", "card.toml", "train.csv", "--out", "scored.csv").exit_code == 0
    with (folder / "scored.csv").open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            parts = [int(row[name].removeprefix("'")) for name in row if name.startswith("points of ")]
            assert int(row["score"]) == card["base_points"] + sum(parts)
            assert "points of age × size" in row
    assert fitted(folder, "--pairs", "0").exit_code == 0
    assert "crosses" not in tomllib.loads((folder / "card.toml").read_text(encoding="utf-8"))
