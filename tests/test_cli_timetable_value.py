"""``fairway timetable`` for events in spreadsheets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from fairway.cli.timetable import timetable
from fairway.lib.errors import Invalid
from fairway.lib.tables import Sheet, csv_bytes, workbook_bytes

TABLES: dict[str, tuple[list[str], list[list[str | int]]]] = {
    "participants": (["Key", "Name"], [["a", "Ada"], ["b", "=Bo"], ["c", "Cy"]]),
    "requests": (["From", "To", "Priority"], [["a", "b", 5], ["a", "c", 2], ["b", "c", 1]]),
    "slots": (["Slot", "Tables"], [[1, 3], [2, 3]]),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, (headings, rows) in TABLES.items():
        (tmp_path / f"{name}.csv").write_bytes(csv_bytes(headings, rows))
    (tmp_path / "notes.csv").write_text("nothing of ours\n", encoding="utf-8")
    return tmp_path


def _run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(timetable, [str(word) for word in words])
    return done.exit_code, done.output


def test_a_folder_is_solved_and_written(folder: Path) -> None:
    out = folder / "made.xlsx"
    code, text = _run(folder, "--seconds", 10, "--out", out)
    assert code == 0
    assert "2 of 3 requests are met, optimal: value 7, proven bound 7 (no timetable is worth more)" in text
    book = load_workbook(BytesIO(out.read_bytes()))
    assert book.sheetnames == ["Timetable", "Not met", "Figures"]
    assert [[cell.value for cell in row][2:7] for row in book["Timetable"].iter_rows(min_row=2)] == [
        [1, "a", "Ada", "b", "=Bo"],
        [2, "a", "Ada", "c", "Cy"],
    ]
    assert book["Timetable"]["G2"].data_type == "s"
    assert book["Not met"]["A2"].value == 3


def test_a_workbook_with_chinese_sheets_gives_json(tmp_path: Path) -> None:
    names = {"participants": "参会方", "requests": "需求", "slots": "时段"}
    sheets = [Sheet(names[name], headings, rows) for name, (headings, rows) in TABLES.items()]
    file = tmp_path / "event.xlsx"
    file.write_bytes(workbook_bytes(sheets, datetime(2024, 5, 1, tzinfo=UTC)))
    code, text = _run(file, "--json")
    answer = json.loads(text)
    assert code == 0
    assert (answer["status"], answer["value"], answer["bound"], answer["gap"]) == ("optimal", 7, 7, 0)
    assert sorted(meeting[0] for meeting in answer["meetings"]) == [1, 2]
    assert answer["unmet"][0]["request"] == 3
    assert answer["unmet"][0]["reasons"]


def test_an_impossible_event_and_one_that_cannot_be_read_have_codes_of_their_own(folder: Path) -> None:
    must = csv_bytes(["From", "To", "Must"], [["a", "b", "yes"], ["a", "c", "yes"], ["b", "c", "yes"]])
    (folder / "requests.csv").write_bytes(must)
    assert _run(folder)[0] == 1
    (folder / "requests.csv").write_bytes(csv_bytes(["From", "To"], [["a", "nobody"]]))
    code, text = _run(folder)
    assert code == 2
    assert "nobody" in text
    (folder / "slots.csv").unlink()
    assert "There is no table “slots”." in _run(folder)[1]
    (folder / "broken.xlsx").write_bytes(b"no workbook")
    assert _run(folder / "broken.xlsx")[0] == 2


def test_the_results_never_take_the_place_of_what_is_read(folder: Path) -> None:
    book = folder / "event.xlsx"
    sheets = [Sheet(name, headings, rows) for name, (headings, rows) in TABLES.items()]
    book.write_bytes(workbook_bytes(sheets, datetime(2024, 5, 1, tzinfo=UTC)))
    for event, out in ((book, book), (folder, folder / "slots.csv")):
        before = out.read_bytes()
        with pytest.raises(Invalid, match="is read as well"):
            CliRunner().invoke(timetable, [str(event), "--out", str(out)], catch_exceptions=False)
        assert out.read_bytes() == before


def test_the_folder_of_the_results_is_made(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "results" / "made.xlsx"
    assert _run(folder, "--seconds", 10, "--out", out)[0] == 0
    assert out.read_bytes().startswith(b"PK")
