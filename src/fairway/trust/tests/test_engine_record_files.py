"""Files of records: what is refused and where, what is kept, and the sorted file."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.trust.engine.catalogue import CATALOGUE
from fairway.trust.engine.record_columns import MARK
from fairway.trust.engine.record_files import checking, intake, parquet_source, sorted_file
from fairway.trust.engine.record_files.intake import Findings, Taken, take_in
from fairway.trust.tests.broken_records import cases
from fairway.trust.tests.broken_records.binary import parquet_bytes, workbook
from fairway.trust.tests.broken_records.cells import GOOD, OTHER, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TODAY = date(2026, 11, 28)


def taken(folder: Path, content: bytes, name: str = "records.csv", **about: Any) -> tuple[Taken, Findings]:
    file = folder / name
    file.write_bytes(content)
    findings = Findings(**about)
    return take_in([file], folder, TODAY, findings), findings


def test_there_are_two_hundred_broken_files() -> None:
    made = list(cases())
    assert len(made) >= 200
    assert len({(case.name, case.file, case.content) for case in made}) == len(made)


@pytest.mark.parametrize("what", ["cells", "text", "binary"])
def test_broken_files(tmp_path: Path, what: str) -> None:
    """Each is refused, or its bad row is, with the code, the place and a remedy; the good row beside it is kept."""
    missed = []
    for case in (each for each in cases() if each.name.startswith(what)):
        found, findings = taken(tmp_path, case.content, case.file)
        told = {(each.code, each.row, each.column) for each in findings.shown}
        if (case.code, case.row, case.column) not in told:
            missed.append((case.name, case.code, case.row, case.column, told))
        if found.good != int(case.keeps_good):
            missed.append((case.name, "good rows", found.good, case.keeps_good, told))
        assert all(each.sentence and each.advice for each in findings.shown), case.name
    assert missed == []


def rows_of(found: Taken) -> list[dict[str, Any]]:
    from pyarrow import parquet

    rows: list[dict[str, Any]] = parquet.read_table(found.staged).to_pylist()
    return rows


def numbered(count: int, **change: str) -> list[dict[str, str]]:
    return [{**GOOD, "Number": f"R-{n}", **change} for n in range(count)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_usual_encoding_and_separator(tmp_path: Path, encoding: str, mark: str) -> None:
    chinese = {"Kind": "行政处罚", "Severity": "轻微", "Authority": "某某市市场监督管理局", "Status": "有效"}
    content = table({**GOOD, **chinese}, {**OTHER, **chinese}).replace(",", mark)
    found, findings = taken(tmp_path, content.encode(encoding))
    assert (found.rows, found.good, findings.shown) == (2, 2, [])
    assert {row["authority"] for row in rows_of(found)} == {chinese["Authority"]}
    assert checking.KINDS[rows_of(found)[0]["kind"]] == "penalty"


def test_chinese_headings_and_numbers_as_courts_write_them(tmp_path: Path) -> None:
    headings = "文号,单位编号,记录类型,程度,发生日期,认定机关"
    numbers = ["京市监罚〔2025〕12号", "（2021）沪01执123号", "[2020] 7", "税 12/2020"]
    lines = [f"{number},91420000737944946l,税务行政处罚,一般,2021年10月19日,局" for number in numbers]
    content = "\n".join([headings, *lines]).replace("税务行政处罚", "行政处罚")
    found, findings = taken(tmp_path, content.encode())
    assert findings.shown == []
    assert [row["number"] for row in rows_of(found)] == [numbers[0], "(2021)沪01执123号", "[2020] 7", "税 12/2020"]
    assert {row["organisation"] for row in rows_of(found)} == {"91420000737944946L"}


def test_a_workbook_and_parquet_say_what_csv_says(tmp_path: Path) -> None:
    import pyarrow as pa

    rows = numbered(3)
    columns: dict[str, Any] = {heading: [row[heading] for row in rows] for heading in GOOD}
    typed = {
        "Happened on": pa.array([date(2021, 10, 19)] * 3),
        "Learned on": pa.array([date(2021, 10, 20)] * 3, pa.date64()).cast(pa.timestamp("us")),
        "Kind": pa.array(columns["Kind"]).dictionary_encode(),
        "Authority": pa.array(columns["Authority"], pa.large_string()),
        "Source": pa.nulls(3),
        "Demo": pa.array([False, None, False]),
    }
    files = {
        "a.csv": table(*rows).encode(),
        "a.xlsx": workbook(list(GOOD), *(list(row.values()) for row in rows)),
        "a.parquet": parquet_bytes({**columns, **typed}),
    }
    read = []
    for name, content in files.items():
        found, findings = taken(tmp_path, content, name)
        assert findings.shown == [], name
        read.append([{key: value for key, value in row.items() if key != "row"} for row in rows_of(found)])
    assert read[0] == read[1] == read[2]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    """Blank rows and rows that are none count; a cell of two lines is one row. The same across pieces of a file."""
    head, good, other = table(GOOD, OTHER).splitlines()
    content = "\n".join(["", head, good, "", "R-9,x", '"R-3' + other[3:4] + '",x', "," * 10, other])
    found, findings = taken(tmp_path, content.encode())
    assert [row["row"] for row in rows_of(found)] == [3, 8]
    assert [(each.code, each.row) for each in findings.shown] == [("ragged-row", 5), ("ragged-row", 6)]
    assert found.rows == 4


def test_numbers_hold_over_many_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fairway.trust.engine.record_files import csv_source

    monkeypatch.setattr(csv_source, "BLOCK", 2_000)
    lines = table(*numbered(500)).splitlines()
    bad = {100: "R,x", 101: "", 250: lines[249].replace("penalty", "gossip"), 499: "x"}
    for number, line in bad.items():
        lines[number - 1] = line
    found, findings = taken(tmp_path, "\n".join(lines).encode())
    assert {(each.code, each.row) for each in findings.shown} == {
        ("ragged-row", 100),
        ("ragged-row", 499),
        ("choice", 250),
    }
    kept = {row["row"]: row["number"] for row in rows_of(found)}
    assert kept == {n: f"R-{n - 2}" for n in range(2, 502) if n not in bad}


CELL = st.one_of(
    st.sampled_from(
        [
            "",
            " ",
            "R-1",
            "o-1",
            "penalty",
            "行政处罚",
            "minor",
            "A",
            "2021-10-19",
            "2021年1月2日",
            "2021-02-30",
            "active",
            "已修复",
            "yes",
            "Example bureau",
            "x",
            "=1",
            "'=1",
            "’",
            "Ａ",
            "a  b",
            " a",
            "tax_grade",
            "C",
            "0",
        ]
    ),
    st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=("Cs",)), max_size=12),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELL, min_size=10, max_size=10), min_size=1, max_size=8))
def test_a_file_is_read_as_a_folders_table_is(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    """The check by columns keeps the rows, and the values, that the check row by row of other tables keeps."""
    from fairway.lib.tables import check
    from fairway.lib.tables.csv_file import read_csv
    from fairway.lib.tables.raw import table_from
    from fairway.trust.engine.record_files.columns import DAYS, file_spec, record_columns

    headings = tuple(GOOD)[:10]
    content = table(
        *({**dict(zip(headings, row, strict=True)), "Number": f"{row[0]}{n}"} for n, row in enumerate(rows)),
        headings=headings,
    )
    found, findings = taken(tmp_path_factory.mktemp("same"), content.encode())
    spec = file_spec(TODAY)
    plain = check(table_from(read_csv(content.encode(), "records.csv"), "records.csv"), spec)
    fits = [row for row in plain.rows if not any(_cross(row.value))]
    assert [row["row"] for row in rows_of(found)] == [row.number for row in fits]
    for kept, row in zip(rows_of(found), fits, strict=True):
        assert kept["number"] == row.value["number"]
        assert (kept["authority"], kept["source"]) == (row.value["authority"], row.value["source"])
        assert kept["happened_on"] == row.value["happened_on"]
        assert checking.KINDS[kept["kind"]] == row.value["kind"]
        assert kept["demo"] == row.value["demo"]
    assert findings.bad_rows + found.good == found.rows
    assert set(DAYS) < set(record_columns(TODAY))


def _cross(values: Mapping[str, Any]) -> list[object]:
    from fairway.lib.tables.row_checks import learned_after

    wrong: list[object] = list(learned_after(values))
    severity = checking.severity_problem(values["kind"], values["severity"])
    return [*wrong, *([severity] if severity else [])]


def prepared(folder: Path, rows: Sequence[Mapping[str, str]]) -> Any:
    from pyarrow import parquet

    found, findings = taken(folder, table(*rows).encode())
    assert findings.problems == 0
    out = folder / "records.parquet"
    sorted_file.write_sorted(found, out, lambda _done, _total, _reason: None)
    return parquet.ParquetFile(out)


def test_the_sorted_file(tmp_path: Path) -> None:
    rows = [
        {**GOOD, "Number": "b", "Organisation": "10"},
        {**GOOD, "Number": "a", "Organisation": "10", "Happened on": "2020-01-01"},
        {**GOOD, "Number": "a", "Organisation": "9", "Status": "repaired", "Status since": "2022-03-04"},
    ]
    file = prepared(tmp_path, rows)
    found = file.read().to_pylist()
    assert [(row["organisation"], row["number"]) for row in found] == [(9, "a"), (10, "a"), (10, "b")]
    assert (found[0]["status"], found[0]["status_on"]) == ("repaired", date(2022, 3, 4))
    assert str(file.schema_arrow.field("kind").type).startswith("dictionary")
    about = json.loads(file.metadata.metadata[MARK])
    assert about["catalogue_sha256"] == sorted_file.catalogue_digest()
    numbered = [about["entries"][row["entry"]] for row in found]
    assert numbered == [[row["kind"], row["severity"], row["status"]] for row in found]
    del about["catalogue_sha256"], about["entries"]
    assert about == {"version": 1, "sorted": True, "cases_once": True, "rows": 3, "organisations": 2}


def test_keys_that_are_no_numbers_stay_text(tmp_path: Path) -> None:
    found = prepared(tmp_path, [{**GOOD, "Organisation": key} for key in ("10", "9", "007")]).read().to_pylist()
    assert [row["organisation"] for row in found] == ["007", "10", "9"]


def test_no_group_of_rows_splits_an_organisation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sorted_file, "GROUP_ROWS", 40)
    monkeypatch.setattr(sorted_file, "PIECE_ROWS", 30)
    rows = [{**GOOD, "Number": f"R-{n}", "Organisation": str(n % 17 if n % 3 else 5)} for n in range(300)]
    file = prepared(tmp_path, rows)
    groups = [set(file.read_row_group(n)["organisation"].to_pylist()) for n in range(file.num_row_groups)]
    assert len(groups) > 3
    assert all(not (one & other) for n, one in enumerate(groups) for other in groups[n + 1 :])
    about = json.loads(file.metadata.metadata[MARK])
    assert (about["rows"], about["organisations"]) == (300, 17)


def test_the_file_to_mend_comes_back_mended(tmp_path: Path) -> None:
    """Bad rows stand in it with what is wrong; what would run as a formula does not; mended, it is taken in."""
    mend = io.BytesIO()
    bad = [
        {**OTHER, "Kind": "gossip", "Source": "=cmd|' /C calc'!A0"},
        {**OTHER, "Number": "R-3", "Happened on": "2021-02-30"},
    ]
    _found, findings = taken(tmp_path, (table(GOOD, *bad) + "R-4,o-1\n").encode(), mend=mend)  # type: ignore[arg-type]
    assert findings.bad_rows == 3
    text = mend.getvalue().decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text)))
    assert len(lines) == 3
    assert all(line["problem"].startswith("records.csv, row ") for line in lines)
    assert "'=cmd" in text
    mended = text.replace("gossip", "penalty").replace("2021-02-30", "2021-02-28")
    again, left = taken(tmp_path, mended.encode())
    assert (again.good, left.bad_rows) == (2, 1)
    assert any(row["source"] == "=cmd|' /C calc'!A0" for row in rows_of(again))


def test_nothing_of_natural_persons_is_written(tmp_path: Path) -> None:
    mend, number, trader = io.BytesIO(), "11010119900307934X", "92220101MA14W4RX7X"
    rows = [{**OTHER, "Organisation": number, "Source": "a man"}, {**OTHER, "Organisation": trader}]
    content = (table(GOOD, *rows) + f"R-4,{number}\n").encode()
    _found, findings = taken(tmp_path, content, mend=mend)  # type: ignore[arg-type]
    assert findings.bad_rows == 3
    written = mend.getvalue().decode() + "".join(map(str, findings.shown))
    assert not any(word in written for word in (number, trader, "a man"))


def test_a_case_in_two_files_counts_once(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text(table(GOOD))
    other.write_text(table(OTHER, GOOD))
    findings = Findings()
    found = take_in([one, other], tmp_path, TODAY, findings)
    assert (found.rows, found.good) == (3, 2)
    (told,) = findings.shown
    assert (told.code, told.file, told.row) == ("record-twice", "other.csv", 3)
    assert told.params["first"] == 2
    assert told.params["file"] == "one.csv"


def test_a_file_of_nothing_but_faults_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_WRONG", 5)
    monkeypatch.setattr(intake, "MOST_SHOWN", 3)
    found, findings = taken(tmp_path, table(*numbered(9, Kind="gossip")).encode())
    assert (found.good, findings.is_lost, len(findings.shown)) == (0, True, 3)
    assert findings.codes["too-many-problems"] == 1


def test_every_kind_and_severity_of_the_catalogue_is_taken(tmp_path: Path) -> None:
    pairs = [(kind.key, severity.key) for kind in CATALOGUE.values() for severity in kind.severities]
    rows = [
        {**GOOD, "Number": f"R-{n}", "Kind": kind, "Severity": severity} for n, (kind, severity) in enumerate(pairs)
    ]
    found, findings = taken(tmp_path, table(*rows).encode())
    assert findings.shown == []
    kept = [(checking.KINDS[row["kind"]], checking.SEVERITIES[row["severity"]]) for row in rows_of(found)]
    assert kept == pairs


def test_words_no_kind_knows_stay_wrong_however_many_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_WORDS", 3)
    rows = [{**GOOD, "Number": f"R-{n}", "Severity": f"s{n}"} for n in range(6)]
    found, findings = taken(tmp_path, table(*rows, GOOD).encode())
    assert found.good == 1
    assert [each.params["severity"] for each in findings.shown] == ["s0", "s1", "s2", "…", "…", "…"]


def test_a_text_packed_for_every_row_is_refused_before_it_is_written_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    monkeypatch.setattr(parquet_source, "MOST_PIECE_BYTES", 1_000_000)
    rows = [*numbered(50), *(each | {"Source": "x" * 50_000} for each in numbered(50))]
    parquet.write_table(pa.Table.from_pylist(rows), tmp_path / "written.parquet")
    content = (tmp_path / "written.parquet").read_bytes()
    assert len(content) < 20_000
    found, findings = taken(tmp_path, content, "records.parquet")
    assert (found.good, [(each.code, each.row) for each in findings.shown]) == (0, [("cell-too-long", 51)])


@pytest.mark.parametrize(("most", "good"), [(3, 3), (2, 0)])
def test_a_file_may_be_held_to_a_number_of_rows(tmp_path: Path, most: int, good: int) -> None:
    (tmp_path / "x.csv").write_text(table(*numbered(3)))
    findings = Findings()
    assert take_in([tmp_path / "x.csv"], tmp_path, TODAY, findings, most_rows=most).good == good
    assert [each.code for each in findings.shown] == ["too-many-rows"] * (good == 0)
