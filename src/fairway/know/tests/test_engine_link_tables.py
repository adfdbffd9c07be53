"""Tables of organisations to link: what is read, what is told, and that good rows are not lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairway.know.engine.linkage.bulk import Linked
from fairway.know.engine.linkage.decide import decide
from fairway.know.engine.linkage.tables import GROUP_HEADINGS, PAIR_HEADINGS, group_rows, pair_row, read_entries
from fairway.lib.codes import lei_check_digits, uscc_check_character

USCC = "91220101MA0Y3T1X6" + uscc_check_character("91220101MA0Y3T1X6")
LEI = "529900T8BM49AURSDO" + lei_check_digits("529900T8BM49AURSDO")


def read(text: str, name: str = "a.csv") -> tuple[list[str], list[str | None]]:
    found = read_entries(text.encode(), name)
    return [each.key for each in found.rows], [each.code for each in found.problems]


def test_all_columns() -> None:
    text = f"key,name,uscc,lei,place,industry,other names\nr-1,鑫源商贸有限公司,{USCC},{LEI},长春,5199,鑫源;Xinyuan\n"
    (row,) = read_entries(text.encode(), "a.csv").rows
    assert row.key == "r-1"
    assert row.written.codes == (("uscc", USCC), ("lei", LEI))
    assert (row.written.place, row.written.industry) == ("220100", "5199")
    assert row.written.aliases[:2] == ("鑫源", "Xinyuan")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_headings_and_encodings(encoding: str) -> None:
    text = "编号,企业名称,统一社会信用代码,所在地,备注\n1,长春鑫源商贸有限公司,,长春市,x\n"
    found = read_entries(text.encode(encoding), "甲.csv")
    assert [(each.key, each.written.name, each.written.place) for each in found.rows] == [
        ("1", "长春鑫源商贸有限公司", "220100")
    ]
    assert found.problems == ()


def test_a_row_without_key_goes_by_its_line() -> None:
    assert read("name\n甲公司\n\n乙公司\n") == (["2", "4"], [])


def test_bad_rows_are_told_and_good_rows_kept() -> None:
    keys, problems = read(
        "key,name,place,uscc\n"
        "1,长春鑫源商贸有限公司,朝阳区,\n"
        "2,,,\n"
        "3,王五商店（个体工商户）,,\n"
        f"4,长春鑫源商贸有限公司,,92{USCC[2:]}\n"
        "5,长春鑫源商贸有限公司,长春,\n"
        "6,长春鑫源商贸有限公司,火星,\n"
    )
    assert keys == ["5"]
    assert problems == ["place-unclear", "missing-value", "person-name", "sole-trader", "place"]


def test_a_code_that_fails_its_check_is_kept_for_the_decision_to_name() -> None:
    found = read_entries(b"name,code\n\xe7\x94\xb2\xe5\x85\xac\xe5\x8f\xb8,91220101MA0Y3T1X60\n", "a.csv")
    assert [each.written.codes for each in found.rows] == [(("uscc", "91220101MA0Y3T1X60"),)]


def test_files_that_are_no_tables() -> None:
    assert read("")[1] == ["empty-file"]
    assert read("name\n甲公司\n", "a.doc")[1] == ["file-kind"]
    assert read("code\n1\n")[1] == ["missing-column"]
    assert read('name\n"甲')[1] == ["csv-quotes"]


def test_long_files_are_read_in_pieces_with_their_own_line_numbers() -> None:
    names = [f"{k}号公司" for k in range(120_000)]
    names[110_000] = ""
    found = read_entries(("name,key\n" + "\n".join(f"{name},k{k}" for k, name in enumerate(names))).encode(), "a.csv")
    assert len(found.rows) == 119_999
    assert [(each.row, each.code) for each in found.problems] == [(110_002, "missing-value")]
    assert found.rows[-1].key == "k119999"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("长春", "220100"),
        ("长春市", "220100"),
        ("吉林省", "220000"),
        ("吉林市", "220200"),
        ("长春市朝阳区", "220104"),
        ("吉林省长春市朝阳区", "220104"),
        ("Changchun", "220100"),
        ("220381", "220381"),
        ("２２０１００", "220100"),
    ],
)
def test_places_by_code_and_by_name(written: str, code: str) -> None:
    (row,) = read_entries(f"name,place\n甲公司,{written}\n".encode(), "a.csv").rows
    assert row.written.place == code


def test_a_name_of_two_places_is_not_guessed() -> None:
    assert read("name,place\n甲公司,吉林\n")[1] == ["place-unclear"]


@given(
    st.lists(st.tuples(st.sampled_from(["甲公司", "乙公司", ""]), st.sampled_from(["长春", "朝阳区", ""])), max_size=8)
)
@settings(max_examples=50)
def test_every_row_is_either_used_or_told(rows: list[tuple[str, str]]) -> None:
    text = "name,place,key\n" + "".join(f"{name},{place},k{n}\n" for n, (name, place) in enumerate(rows))
    found = read_entries(text.encode(), "a.csv")
    used = {each.key for each in found.rows}
    told = {f"k{each.row - 2}" for each in found.problems if each.row}
    assert used | told == {f"k{n}" for n in range(len(rows))}
    assert not used & told


def test_lines_of_the_results() -> None:
    rows = read_entries("name,key\n中国银行,a\n中国银行股份有限公司南京分行,b\n".encode(), "a.csv").rows
    linked = Linked(0, 1, 2.25, decide(rows[0].written, rows[1].written))
    line = pair_row(linked, rows, rows, lambda text: text)
    assert len(line) == len(PAIR_HEADINGS)
    assert line[:6] == ("a", "中国银行", "b", "中国银行股份有限公司南京分行", "related", "B is a branch of A")
    assert line[7] == "2.2"
    assert "南京分行" in line[8]
    assert list(group_rows([[0, 1]], rows)) == [(1, "a", "中国银行"), (1, "b", "中国银行股份有限公司南京分行")]
    assert len(GROUP_HEADINGS) == 3
