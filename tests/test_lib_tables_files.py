"""Files in and out: whatever people's spreadsheet programs make, and nothing that harms."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from fairway.lib.tables import (
    Level,
    RawTable,
    Sheet,
    csv_bytes,
    raw,
    read_table,
    workbook_bytes,
    xlsx_bytes,
    xlsx_limits,
)
from fairway.lib.tables.raw import column_letter

STAMP = datetime(2021, 10, 19, 8, 30, tzinfo=UTC)
NAIVE = datetime(2021, 10, 19)  # noqa: DTZ001 (a spreadsheet's day has no zone)
CELLS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\ufffe\uffff\u2028\u2029"), max_size=12
).map(str.strip)
ROWS = st.lists(st.tuples(CELLS, CELLS).filter(any), max_size=6)
HEADINGS = ["键", "Value"]


def cells(table: RawTable) -> list[tuple[str, ...]]:
    return [tuple(row.cells.values()) for row in table.rows]


def errors(table: RawTable) -> list[str]:
    return [problem.code for problem in table.problems if problem.level is Level.ERROR]


def book(*sheets: list[list[object]]) -> Workbook:
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for rows in sheets:
        sheet = workbook.create_sheet()
        for row in rows:
            sheet.append(row)
    return workbook


def saved(workbook: Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    text = f"编号{separator}名称\r\n1{separator}“示例”有限公司\r\n"
    table = read_table(text.encode(encoding), "x.csv")
    assert table.problems == ()
    assert table.headings == ("编号", "名称")
    assert cells(table) == [("1", "“示例”有限公司")]


def test_utf_16_of_the_other_byte_order() -> None:
    assert cells(read_table(b"\xfe\xff" + "a,b\n1,2\n".encode("utf-16-be"), "x.csv")) == [("1", "2")]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    table = read_table(b'a,b\n"one\ntwo",2\n\n3,4\n,\n', "x.csv")
    assert [row.number for row in table.rows] == [2, 4]
    assert table.rows[0].cells["a"] == "one\ntwo"


def test_a_blank_column_at_the_end_is_nothing() -> None:
    table = read_table(b"a,b,\n1,2,\n", "x.csv")
    assert table.problems == ()
    assert table.headings == ("a", "b")


@given(ROWS)
@settings(max_examples=60)
def test_csv_comes_back_as_written(rows: list[tuple[str, str]]) -> None:
    table = read_table(csv_bytes(HEADINGS, rows), "x.csv")
    assert errors(table) == []
    assert cells(table) == rows


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_xlsx_comes_back_as_written(rows: list[tuple[str, str]]) -> None:
    data = xlsx_bytes(HEADINGS, rows, "表", STAMP)
    table = read_table(data, "x.xlsx")
    assert errors(table) == []
    assert cells(table) == rows
    assert data == xlsx_bytes(HEADINGS, rows, "表", STAMP)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-1+2", "@SUM(A1)", "＝1", "－x", "'=1", "''@x"])
def test_formulas_are_never_written(text: str) -> None:
    data = csv_bytes(["a", "b"], [[text, 1]])
    [_headings, row] = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert row[0] == f"'{text}"
    assert cells(read_table(data, "x.csv")) == [(text, "1")]
    written = load_workbook(io.BytesIO(xlsx_bytes(["a"], [[text]], "t", STAMP))).active
    assert written["A2"].data_type == "s"
    assert written["A2"].value == text


def test_numbers_stay_numbers() -> None:
    row = ["-5", "+3.5", Decimal("-1200000000.50"), -7, date(2021, 10, 19), None]
    [_headings, written] = csv.reader(io.StringIO(csv_bytes(list("abcdef"), [row]).decode("utf-8-sig")))
    assert written == ["-5", "+3.5", "-1200000000.50", "-7", "2021-10-19", ""]
    sheet = load_workbook(io.BytesIO(xlsx_bytes(list("abcdef"), [row], "t", STAMP))).active
    assert sheet["C2"].value == Decimal("-1200000000.50")
    assert sheet["E2"].value == NAIVE
    assert sheet.freeze_panes == "A2"


def test_sheets_carry_the_stamp_and_no_other_time() -> None:
    data = workbook_bytes([Sheet("one/two", ["a"], [["\x01x"]]), Sheet("b" * 40, ["a"], [])], STAMP)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert archive.read("docProps/core.xml").count(b"2021-10-19T08:30:00Z") == 2
    workbook = load_workbook(io.BytesIO(data))
    assert workbook.sheetnames == ["one two", "b" * 31]
    assert workbook["one two"]["A2"].value == "x"


def test_cells_of_every_type() -> None:
    values = [
        3.0,
        3.25,
        7,
        True,
        False,
        date(2021, 10, 19),
        NAIVE,
        NAIVE.replace(hour=9),
        " x ",
        0.1,
    ]
    table = read_table(saved(book([[f"h{n}" for n in range(10)], values])), "x.xlsx")
    assert table.problems == ()
    assert cells(table) == [
        ("3", "3.25", "7", "yes", "no", "2021-10-19", "2021-10-19", "2021-10-19T09:00:00", "x", "0.1")
    ]


def test_formulas_and_errors_in_a_workbook_are_named() -> None:
    table = read_table(saved(book([["a", "b", "c"], ["=1+1", "#N/A", 10**16]])), "x.xlsx")
    assert [(p.code, p.row, p.column, p.params["cell"]) for p in table.problems] == [
        ("formula", 2, "a", "A2"),
        ("error-value", 2, "b", "B2"),
        ("number-too-long", 2, "c", "C2"),
    ]


def test_the_first_visible_sheet_with_data_is_read() -> None:
    workbook = book([["secret"], ["1"]], [], [["a"], ["2"]], [["b"], ["3"]])
    workbook.worksheets[0].sheet_state = "hidden"
    table = read_table(saved(workbook), "x.xlsx")
    assert cells(table) == [("2",)]
    assert [(p.code, p.level) for p in table.problems] == [("sheet-ignored", Level.WARNING)]


def test_a_workbook_without_data() -> None:
    assert errors(read_table(saved(book([])), "x.xlsx")) == ["empty-file"]


@pytest.mark.parametrize("name", ["x.pdf", "x", "x.xls", "x.xlsm"])
def test_other_kinds_of_file(name: str) -> None:
    table = read_table(b"a,b\n", name)
    assert table.lost
    assert errors(table) == ["file-kind"]


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    wide = ",".join(f"c{n}" for n in range(201)).encode()
    assert errors(read_table(wide, "x.csv")) == ["too-many-columns"]
    monkeypatch.setattr(raw, "MAX_ROWS", 3)
    assert errors(read_table(b"a\n1\n2\n3\n", "x.csv")) == []
    assert errors(read_table(b"a\n1\n2\n3\n4\n", "x.csv")) == ["too-many-rows"]
    monkeypatch.setattr(raw, "MAX_BYTES", 10)
    assert errors(read_table(b"a\n1\n2\n3\n4\n5\n", "x.csv")) == ["file-too-large"]


def test_a_bomb_is_not_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 200_000_001)
    assert len(stream.getvalue()) < 300_000
    assert errors(read_table(stream.getvalue(), "x.xlsx")) == ["unpacks-too-large"]


def tampered(before: bytes, after: bytes) -> bytes:
    """A workbook with the heading a and b below it, whose XML says ``after`` instead of ``before``."""
    data = saved(book([["a"], ["b"]], [], []))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()}
        assert any(before in part for part in parts.values())
        for name, part in parts.items():
            new.writestr(name, part.replace(before, after))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'ref="A1:A2"', b'ref="A1:XFD1048576"'),
        (b"</row></sheetData>", b'</row><row r="1048576"/><row r="99999999999"><c><v>1</v></c></row></sheetData>'),
        (b"</row></sheetData>", b'<c r="XFD2" s="0"/></row></sheetData>'),
    ],
)
def test_a_claimed_size_is_not_believed(before: bytes, after: bytes) -> None:
    table = read_table(tampered(before, after), "x.xlsx")
    assert (table.problems, cells(table)) == ((), [("b",)])
    assert table.rows[0].number == 2


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"</row></sheetData>", b"<a>" * 200, "too-many-cells"),
        (b"</row></sheetData>", b"<c/>" * 20_000 + b"</row></sheetData>", "too-many-cells"),
        (b"</row></sheetData>", b"<row/>" * 5_000 + b"</row></sheetData>", "too-many-cells"),
        (b"</row></sheetData>", b'<c r="ZZZZ2"><v>1</v></c></row></sheetData>', "too-many-cells"),
        (b"</row></sheetData>", b'<c r="XFD2"><v>1</v></c></row></sheetData>', "too-many-columns"),
        (b"</row></sheetData>", b"<c/>" * 200 + b"<c><v>1</v></c></row></sheetData>", "too-many-columns"),
        (b"</sheets>", b'<sheet name="x" sheetId="9" r:id="rId1"/>' * 2_000 + b"</sheets>", "too-many-cells"),
        (b"</cellXfs>", b"<xf/>" * 5_000 + b"</cellXfs>", "too-many-cells"),
    ],
)
def test_what_would_fill_the_memory_is_refused_before_it_is_built(
    monkeypatch: pytest.MonkeyPatch, before: bytes, after: bytes, code: str
) -> None:
    monkeypatch.setattr(xlsx_limits, "MOST_ELEMENTS", 4_000)
    monkeypatch.setattr(xlsx_limits, "MOST_SHEET_READS", 16_000)
    assert errors(read_table(tampered(before, after), "x.xlsx")) == [code]


def test_a_cell_too_long_is_named_by_its_row() -> None:
    table = read_table(b"a\n\n" + b"x" * 200_000, "x.csv")
    assert (errors(table), table.problems[0].params["row"]) == (["cell-too-long"], 3)


def test_no_more_rows_are_read_than_a_table_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "MAX_ROWS", 3)
    table = read_table(b"a,b\n" + b"1\n" * 5 + b'"', "x.csv")
    assert errors(table) == ["too-many-rows"]


def test_a_row_far_away_is_not_counted_up_to() -> None:
    data = saved(book([["a"], ["1"], ["2"]]))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'<row r="3"', b'<row r="999999999"'))
    assert cells(read_table(stream.getvalue(), "x.xlsx")) == [("1",)]


@given(st.binary(max_size=300))
@settings(max_examples=60)
def test_no_bytes_make_the_reader_fall(data: bytes) -> None:
    for name in ("x.csv", "x.xlsx"):
        table = read_table(data, name)
        assert table.rows or table.problems or table.headings


GOOD_BOOK = xlsx_bytes(["a", "b"], [["1", 2], ["=x", date(2021, 1, 1)]], "t", STAMP)


@given(st.integers(0, len(GOOD_BOOK) - 1), st.integers(0, 255), st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_damaged_workbook_is_a_problem_not_a_crash(place: int, byte: int, cut: bool) -> None:
    data = GOOD_BOOK[:place] if cut else GOOD_BOOK[:place] + bytes([byte]) + GOOD_BOOK[place + 1 :]
    table = read_table(data, "x.xlsx")
    assert table.problems or table.rows


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_parts_of_a_workbook(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD_BOOK)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    place = data.draw(st.integers(0, len(parts[name])))
    noise = data.draw(st.sampled_from([b"", b"<", b'"', b"9", b"A", b"&x;", b"\xff", b"/>", b"-"]))
    parts[name] = parts[name][:place] + noise + parts[name][place + data.draw(st.integers(0, 4)) :]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as new:
        for part, content in parts.items():
            new.writestr(part, content)
    table = read_table(stream.getvalue(), "x.xlsx")
    assert isinstance(table, RawTable)


def test_column_letters() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
