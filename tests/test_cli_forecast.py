"""``fairway forecast``: from a table of stages, and from the workbench."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from fairway.cli import commands
from fairway.land.models import ForecastLine, PlannedCapacity
from fairway.land.tests.invented_history import AS_OF, invented
from fairway.land.tests.kept_history import keep_history
from fairway.lib.errors import Invalid, Refused

ROAD = ("--stages", "signed,started,landed", "--outs", "withdrawn")


def _rows(count: int = 300) -> list[dict[str, object]]:
    return [
        {"project": each.key, "stage": stage, "happened_on": day.isoformat(), "learned_on": "", **each.features,
         "MW": each.amounts["MW"]}
        for each in invented(count)
        for stage, day in each.reached.items()
    ]  # fmt: skip


@pytest.fixture
def history(tmp_path: Path) -> Path:
    file = tmp_path / "history.csv"
    _write(file, _rows())
    return file


def _write(file: Path, rows: list[dict[str, object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _forecast(history: Path, *more: str) -> Result:
    return CliRunner().invoke(commands, ["forecast", str(history), *ROAD, "--as-of", "2024-01-01", *more])


def test_a_history_in_a_file_is_forecast_with_intervals_and_scores(history: Path) -> None:
    done = _forecast(history, "--amount", "MW", "--out", str(history.with_name("chances.csv")), "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    number, power = said["totals"][:2]
    assert (number["unit"], power["unit"]) == ("", "MW")
    assert [span["years"] for span in number["spans"]] == [1.0, 2.0, 3.0]
    assert said["origins"]
    with history.with_name("chances.csv").open(encoding="utf-8-sig", newline="") as stream:
        chances = list(csv.DictReader(stream))
    assert len(chances) == 3 * said["pending"]
    assert sum(float(row["chance"]) for row in chances if row["years"] == "3") == pytest.approx(
        number["spans"][-1]["expected"], abs=1e-3
    )
    assert all(float(row["low"]) <= float(row["high"]) for row in chances)


def test_parquet_tells_the_same_as_csv_and_words_come_out_without_json(history: Path) -> None:
    pq.write_table(pa.Table.from_pylist(_rows()), history.with_suffix(".parquet"))
    one, other = _forecast(history), _forecast(history.with_suffix(".parquet"))
    assert one.output == other.output
    assert "knowing what was known then" in one.output


def test_too_little_data_is_refused_with_what_is_missing(history: Path) -> None:
    _write(history, _rows(20))
    done = _forecast(history)
    assert isinstance(done.exception, Refused)
    assert "at least 30 landings" in str(done.exception)


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("project", "", "row 3, column “project”"),
        ("stage", "dreamt", "write one of: signed, started, landed, withdrawn"),
        ("happened_on", "soon", "write a day such as"),
        ("learned_on", "1999-01-01", "nothing is learned before it happens"),
        ("MW", "many", "is no amount"),
    ],
)
def test_what_is_wrong_is_named_with_row_column_and_remedy(history: Path, column: str, cell: str, said: str) -> None:
    rows = _rows(60)
    rows[1] = {**rows[1], column: cell}
    rows[0] = {**rows[0], "MW": ""} if column == "MW" else rows[0]
    _write(history, rows)
    done = _forecast(history, "--amount", "MW")
    assert isinstance(done.exception, Invalid), done.output
    assert said in str(done.exception)
    assert "history.csv" in str(done.exception)


def test_a_stage_twice_a_strange_goal_and_a_column_that_is_not_there_are_refused(history: Path) -> None:
    rows = _rows(60)
    _write(history, [*rows, rows[0]])
    assert "already" in str(_forecast(history).exception)
    _write(history, rows)
    assert "no stage after the first" in str(_forecast(history, "--goal", "signed").exception)
    assert "There is no column" in str(_forecast(history, "--amount", "GW").exception)
    assert "is read as well" in str(_forecast(history, "--out", str(history)).exception)


@pytest.mark.django_db
def test_the_workbench_s_own_projects_are_told_in_number_money_and_capacity() -> None:
    waiting = next(each for each in keep_history() if each.log.count() == 1)
    PlannedCapacity.objects.create(project=waiting, quantity=200, unit="MW", learned_on=AS_OF, evidence="approval")
    done = CliRunner().invoke(commands, ["forecast", "--as-of", AS_OF.isoformat(), "--years", "2"])
    assert done.exit_code == 0, done.output
    line = ForecastLine.objects.get(project=waiting)
    told = [line for line in done.output.splitlines() if line.startswith("in_production within 2 years, ")]
    what = [each.removeprefix("in_production within 2 years, ").partition(": ") for each in told]
    assert [unit for unit, _colon, _figures in what] == ["projects", "MW", "contract CNY"]
    assert what[1][2].startswith(f"{200 * line.landed:,.1f} (")
