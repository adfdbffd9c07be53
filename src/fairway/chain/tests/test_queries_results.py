"""The result files: complete, the same twice, in both languages."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.utils import translation
from tests.cast import operator

from fairway.chain import actions
from fairway.chain.engine.folder import read_folder
from fairway.chain.queries.folders import mend_workbook
from fairway.chain.queries.results import result_files
from fairway.chain.tests.broken_folders import BROKEN, good_folder
from fairway.lib.tables import csv_bytes, read_table
from fairway.meet.models import Event

pytestmark = pytest.mark.django_db
NAMES = {
    "organisations.csv",
    "ratings.csv",
    "matches.csv",
    "timetable.xlsx",
    "timetable.ics",
    "signing.json",
    "funnel.json",
    "report.html",
}


def loaded(name: str = "") -> Event:
    files = BROKEN[name].files() if name else good_folder()
    folder = read_folder(files, accept_good_rows=bool(name)).folder
    assert folder is not None
    return actions.run_pipeline(actor=operator(), reason="test", folder=folder)


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_result_is_there() -> None:
    files = result_files(loaded())
    assert set(files) == NAMES
    organisations = table(files["organisations.csv"])
    assert [row["Key"] for row in organisations] == ["b-1", "g-1", "s-1", "s-2", "z-1"]
    assert organisations[2]["Code"] == "91110000600037341L"
    stated = [(row["Size of enterprise"], row["Type of ownership"]) for row in organisations[1:4]]
    assert stated == [("", ""), ("small", "privately controlled"), ("large", "state-controlled")]
    ratings = {row["Key"]: row for row in table(files["ratings.csv"])}
    assert ratings["b-1"]["Points"] == ratings["b-1"]["Grade"] == ""
    assert "No file" in ratings["b-1"]["Reasons"]
    assert int(ratings["s-2"]["Points"]) > 0
    signing = json.loads(files["signing.json"])
    assert (signing["state"], signing["count"]) == ("green", 1)
    assert signing["totals"] == [{"kind": "contract", "amount": "1200000000", "currency": "CNY"}]
    funnel = json.loads(files["funnel.json"])
    assert [stage["reached"] for stage in funnel["stages"]] == [1, 1, 1, 0, 0, 0, 0]
    paid = [row["paid_in"] for row in funnel["money_by_month"]]
    assert paid == ["0", "100000000", "200000000", "0"]


def test_the_report_asks_for_nothing_from_anywhere() -> None:
    report = result_files(loaded())["report.html"].decode()
    assert not re.search(r"(?:src|href|action|url)\s*[=(]", report.replace("default-src", ""))
    assert "<script" not in report
    assert "&gt;400" in report
    assert "not stated" not in report.split("What sources say")[0]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_twice_the_same(language: str) -> None:
    event = loaded()
    with translation.override(language):
        assert result_files(event) == result_files(event)


def test_chinese_has_no_english_left_in_the_report() -> None:
    event = loaded()
    with translation.override("zh-hans"):
        report = result_files(event)["report.html"].decode()
    text = re.sub(r"<style>.*?</style>|<[^>]*>", " ", report, flags=re.DOTALL)
    text = text.split("来源")[0]
    assert 'lang="zh-Hans"' in report
    assert not re.search(r"\b(the|of|and|is|are|by)\b", text), re.findall(
        r".{30}\b(?:the|of|and|is|are|by)\b.{30}", text
    )


def test_a_missing_line_turns_the_board_red() -> None:
    files = result_files(loaded("role unknown"))
    signing = json.loads(files["signing.json"])
    assert signing["state"] == "red"
    assert "Signed: 0, announced: 1." in signing["mismatches"]
    assert "Not as announced" in files["report.html"].decode()


def test_without_meetings_there_is_no_timetable_file() -> None:
    files = {n: c for n, c in good_folder().items() if n != "requests.csv"}
    folder = read_folder(files).folder
    assert folder is not None
    event = actions.run_pipeline(actor=operator(), reason="test", folder=folder)
    assert set(result_files(event)) == NAMES - {"timetable.xlsx", "timetable.ics"}


def test_rows_to_mend_are_the_same_twice_and_absent_when_all_is_good() -> None:
    check = read_folder(BROKEN["role unknown"].files(), accept_good_rows=True)
    assert mend_workbook(check) == mend_workbook(check)
    assert mend_workbook(read_folder(good_folder())) is None


def test_rows_to_mend_say_what_is_wrong_and_load_once_mended() -> None:
    files = good_folder()
    bad = files["records.csv"].replace(b"2021-03-04", b"03/04/2021").replace(b"tax_grade,A", b"tax_grade,E")
    mend = mend_workbook(read_folder(files | {"records.csv": bad}, accept_good_rows=True))
    assert mend is not None
    sheet = read_table(mend, "records.xlsx")
    assert sheet.rows[0].cells["What is wrong and what would be right"] == (
        "Happened on: “03/04/2021” can be two different days. Write the year first: 2021-03-04 or 2021-04-03."
    )
    del files["records.csv"]
    again = read_folder(files | {"records.xlsx": mend})
    assert {(p.column, p.code) for p in again.problems} == {
        ("Happened on", "ambiguous-date"),
        ("Severity", "record-severity"),
    }
    right = {"03/04/2021": "2021-03-04", "E": "B"}
    lines = [[right.get(cell, cell) for cell in row.cells.values()] for row in sheet.rows]
    mended = read_folder(files | {"records.csv": csv_bytes(list(sheet.headings), lines)})
    assert mended.problems == ()
    assert mended.folder is not None
    assert len(mended.folder.records) == 2
