"""``fairway compare``: what it reads, writes, refuses, and with which exit code."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.cli import commands
from fairway.know.engine.linkage.pairs import PAIRS, counted, decide_rows, result_row, scheme_of
from fairway.know.engine.written import Verdict
from fairway.know.tests.test_engine_decide import ONE
from fairway.lib.errors import Invalid, Refused
from fairway.lib.tables import check, csv_bytes, read_table

GOOD = """name_a,name_b
国元证券,国元证券股份有限公司
中国银行,中国银行股份有限公司南京分行
甲乙科技有限公司,丙丁贸易有限公司
"""


def compare(folder: Path, content: str | bytes, *more: str) -> tuple[Result, list[dict[str, str]]]:
    (folder / "pairs.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    out = folder / "out.csv"
    done = CliRunner().invoke(commands, ["compare", str(folder / "pairs.csv"), "--out", str(out), *more])
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")))) if out.exists() else []
    return done, rows


def test_every_row_gets_its_decision_with_reasons(tmp_path: Path) -> None:
    done, rows = compare(tmp_path, GOOD)
    assert done.exit_code == 0
    assert [(row["Row"], row["Decision"], row["Relation"]) for row in rows] == [
        ("2", "same", ""),
        ("3", "related", "B is a branch of A"),
        ("4", "different", ""),
    ]
    assert all(0 <= float(row["Probability"]) <= 1 and row["Reasons"] for row in rows)
    assert "names-1" in done.output


@pytest.mark.parametrize("head", ["名称甲,名称乙", "企业名称A,企业名称B", "Name A,Name B"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_headings_and_encodings(tmp_path: Path, head: str, encoding: str) -> None:
    done, rows = compare(tmp_path, GOOD.replace("name_a,name_b", head).encode(encoding))
    assert (done.exit_code, len(rows)) == (0, 3)


def test_bad_rows_are_named_and_good_ones_decided(tmp_path: Path) -> None:
    text = "name_a,name_b,place_a,note\n国元证券,国元证券股份有限公司,,x\n甲,,,\n甲乙公司,甲乙公司,999999,\n"
    done, rows = compare(tmp_path, text)
    assert (done.exit_code, len(rows)) == (2, 1)
    assert "name_b" in done.output
    assert "999999" in done.output
    assert "note" not in done.output


def test_a_file_without_names_is_refused(tmp_path: Path) -> None:
    done, rows = compare(tmp_path, "a,b\n1,2\n")
    assert (done.exit_code, rows) == (2, [])
    assert "name_a" in done.output or "Name A" in done.output


def test_codes_decide(tmp_path: Path) -> None:
    done, rows = compare(tmp_path, f"name_a,name_b,code_a,uscc_b\n甲乙有限公司,丙丁集团,{ONE},{ONE}\n")
    assert (done.exit_code, rows[0]["Decision"]) == (0, "same")
    assert f"Both have the identifier {ONE}." in rows[0]["Reasons"]


def test_results_are_safe_to_open_and_read_back(tmp_path: Path) -> None:
    _done, rows = compare(tmp_path, 'name_a,name_b\n"=1+1科技有限公司","@甲科技有限公司"\n')
    assert rows[0]["Name A"].startswith("'=")
    assert rows[0]["Name B"].startswith("'@")


def test_the_same_pairs_give_the_same_bytes(tmp_path: Path) -> None:
    compare(tmp_path, GOOD)
    first = (tmp_path / "out.csv").read_bytes()
    compare(tmp_path, GOOD)
    assert (tmp_path / "out.csv").read_bytes() == first


def test_reasons_in_the_readers_language(tmp_path: Path) -> None:
    done, _rows = compare(tmp_path, GOOD, "--language", "zh-hans", "--quiet")
    assert done.exit_code == 0
    text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0].startswith("行,")
    assert compare(tmp_path, GOOD)[0].exit_code == 0  # its own results may be written over


def test_other_files_are_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("mine")
    done = compare(tmp_path, GOOD)[0]
    assert isinstance(done.exception, Refused)
    assert (tmp_path / "out.csv").read_text() == "mine"
    again = CliRunner().invoke(
        commands, ["compare", *[str(tmp_path / "pairs.csv")], "--out", str(tmp_path / "pairs.csv")]
    )
    assert isinstance(again.exception, Invalid)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_what_has_no_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(GOOD)
    done = CliRunner().invoke(commands, ["compare", str(tmp_path / "pairs.csv"), "--out", "/dev/zero"])
    assert isinstance(done.exception, Refused)


def test_without_a_file_the_results_go_to_standard_output(tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text(GOOD)
    done = CliRunner().invoke(commands, ["compare", str(tmp_path / "pairs.csv"), "--quiet"])
    assert done.stdout.startswith("\ufeffRow,")


@pytest.mark.parametrize(
    ("code", "scheme"),
    [
        ("91220101MA0000009P", "uscc"),
        ("529900T8BM49AURSDO55", "lei"),
        ("MA000000-9", "orgcode"),
        ("600104", "stock"),
        ("600104.SH", "stock"),
        ("what", "uscc"),
    ],
)
def test_codes_are_told_apart_by_their_form(code: str, scheme: str) -> None:
    assert scheme_of(code) == scheme


@given(st.lists(st.tuples(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12)), min_size=1, max_size=8))
@settings(max_examples=50, deadline=None)
def test_any_table_is_read_and_counted(pairs: list[tuple[str, str]]) -> None:
    found = check(read_table(csv_bytes(["name_a", "name_b"], pairs), "pairs.csv"), PAIRS)
    rows = list(decide_rows(found.rows))
    assert sum(counted(rows).values()) == len(rows) == len(found.rows)
    assert set(counted(rows)) == set(Verdict)
    assert all(len(result_row(row)) == 7 for row in rows)
